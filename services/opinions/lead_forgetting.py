"""Who said what a lead tells is forgotten, so many days after it was taken up or put aside (议7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import now
from models.committee import Committee
from models.erasure import swept
from models.opinion_lead import OpinionLead
from services.actor import Actor
from services.jobs.task import Task, Work, task
from services.opinions.bounds import of_leads
from services.opinions.leads import ENTITY
from services.unit_of_work import unit_of_work

FORGET = "forget sender"
PROGRAM = Actor("程序", "system")


@task("leads.forget", attempts=3)
async def forget_senders(work: Work) -> None:
    """Takes the names and telephones out of the leads of a committee that were settled long enough ago."""
    async with work.store.reading() as connection:
        code = await connection.scalar(select(Committee.code).where(Committee.id == work.committee_id))
    async with unit_of_work(work.store, code or "", PROGRAM, right=None) as unit:
        past = _past(await now(unit.connection) - timedelta(days=of_leads().keep))
        of_committee = past & (OpinionLead.committee_id == unit.committee_id)
        numbers = list(await unit.connection.scalars(select(OpinionLead.id).where(of_committee)))
        gone = update(OpinionLead).where(OpinionLead.id.in_(numbers)).values(sender=None, phone=None)
        await unit.connection.execute(gone)
        for number in numbers:
            unit.note(FORGET, ENTITY, number)
    await swept(work.store)


async def forgettable(connection: AsyncConnection) -> Sequence[tuple[Task, int]]:
    """The committees in which there is a sender to be forgotten."""
    before = await now(connection) - timedelta(days=of_leads().keep)
    due = await connection.scalars(_FORGETTABLE, {"before": before})
    return [(forget_senders, committee_id) for committee_id in sorted(due)]


def _past(before: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    known = or_(OpinionLead.sender.is_not(None), OpinionLead.phone.is_not(None))
    return (OpinionLead.settled_at < before) & known


# Put together once: it is asked after every commit.
_FORGETTABLE = select(OpinionLead.committee_id).where(_past(bindparam("before"))).distinct()
