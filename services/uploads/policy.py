"""Who may read a file, by what it belongs to: its owner, a thing of a kind and the row of that.

Kinds of owners are added here with what may be attached to; each is asked with the unit of work of whoever
reads. A unit of one's own account names no right: a policy looks up what they hold (`services.rights.held`).
"""

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from models.handling import Handling, HandlingAnswer, HandlingStep
from models.leave import Leave
from models.objection import Objection
from models.opinion import Opinion
from models.opinion_paper import PaperItem
from services.rights import handling
from services.rights.held import held
from services.rights.leave import LEAVES
from services.rights.objections import OBJECTIONS
from services.rights.opinions import OPINIONS
from services.rights.papers import items_of_papers
from services.unit_of_work import Unit

ACCOUNT, LEAVE, OBJECTION, IMPORT = "account", "leave", "objection", "import"
OPINION, HANDLING_ANSWER = "opinion", "handling answer"


async def _of_account(unit: Unit, account_id: int) -> bool:
    """Until it is attached, whoever handed it in."""
    return unit.actor.account == account_id


async def _of_nobody(unit: Unit, account_id: int) -> bool:
    """What was handed in for an import is read for that, and handed to nobody."""
    return False


async def _of_leave(unit: Unit, leave_id: int) -> bool:
    """Whoever asked for the leave, and who decides."""
    if unit.actor.account is None:
        return False
    rights = await held(unit.connection, unit.committee_id, unit.actor.account)
    theirs = (Leave.account_id == unit.actor.account) | LEAVES.rows(rights)
    of_id = (Leave.id == leave_id) & (Leave.committee_id == unit.committee_id)
    return await unit.connection.scalar(select(Leave.id).where(of_id, theirs)) is not None


async def _of_objection(unit: Unit, objection_id: int) -> bool:
    """Whoever raised it, and those who decide it or decided it before it was passed on."""
    if unit.actor.account is None:
        return False
    rights = await held(unit.connection, unit.committee_id, unit.actor.account)
    theirs = (Objection.account_id == unit.actor.account) | OBJECTIONS.rows(rights)
    of_id = (Objection.id == objection_id) & (Objection.committee_id == unit.committee_id)
    return await unit.connection.scalar(select(Objection.id).where(of_id, theirs)) is not None


async def _of_opinion(unit: Unit, opinion_id: int) -> bool:
    """Whoever reads the item, or a paper that is made of it."""
    if unit.actor.account is None:
        return False
    rights = await held(unit.connection, unit.committee_id, unit.actor.account)
    of_id = (Opinion.id == opinion_id) & (Opinion.committee_id == unit.committee_id)
    reading = OPINIONS.rows(rights) | Opinion.id.in_(await items_of_papers(unit.connection, rights))
    return await unit.connection.scalar(select(Opinion.id).where(of_id, reading)) is not None


async def _of_handling_answer(unit: Unit, answer_id: int) -> bool:
    """Whoever reads what is handled; of answers that the Office passed, whoever reads an item of it, too."""
    if unit.actor.account is None:
        return False
    rights = await held(unit.connection, unit.committee_id, unit.actor.account)
    passed = select(HandlingStep.answer_number).where(
        HandlingStep.handling_id == Handling.id, HandlingStep.action == "pass"
    )
    items = select(PaperItem.paper_id).join(Opinion, Opinion.id == PaperItem.opinion_id)
    written = Handling.paper_id.in_(items.where(PaperItem.place.is_not(None), OPINIONS.rows(rights)))
    told = HandlingAnswer.number.in_(passed.correlate(Handling)) & written
    answers = select(HandlingAnswer.id).join(Handling, Handling.id == HandlingAnswer.handling_id)
    of_id = (HandlingAnswer.id == answer_id) & (HandlingAnswer.committee_id == unit.committee_id)
    found = answers.where(of_id, handling.readable(rights) | told)
    return await unit.connection.scalar(found) is not None


MAY_READ: dict[str, Callable[[Unit, int], Awaitable[bool]]] = {
    ACCOUNT: _of_account,
    LEAVE: _of_leave,
    OBJECTION: _of_objection,
    OPINION: _of_opinion,
    HANDLING_ANSWER: _of_handling_answer,
    IMPORT: _of_nobody,
}
