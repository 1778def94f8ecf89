"""What an exit erases of objections that departments raised for a member: those are sealed under the key of
the department's account, which stays.
"""

from collections.abc import Collection

from sqlalchemy import select, update

from models.objection import Objection, ObjectionStep
from services.unit_of_work import Unit
from services.uploads.policy import OBJECTION
from services.uploads.upload import erase_attached


async def erase_of(unit: Unit, membership_ids: Collection[int]) -> None:
    """Takes away what was said for these members, with the files; states, verdicts and numbers stay."""
    of_members = (Objection.committee_id == unit.committee_id) & Objection.membership_id.in_(membership_ids)
    numbers = list(await unit.connection.scalars(select(Objection.id).where(of_members)))
    untitled = update(Objection).where(Objection.id.in_(numbers)).values(title=None)
    await unit.connection.execute(untitled)
    unsaid = update(ObjectionStep).where(ObjectionStep.objection_id.in_(numbers)).values(words=None)
    await unit.connection.execute(unsaid)
    await erase_attached(unit, OBJECTION, numbers)
