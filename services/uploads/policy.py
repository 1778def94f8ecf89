"""Who may read a file, by what it belongs to: its owner, a thing of a kind and the row of that.

Kinds of owners are added here with what may be attached to; each is asked with the unit of work of whoever
reads. A unit of one's own account names no right: a policy looks up what they hold (`services.rights.held`).
"""

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from models.leave import Leave
from models.objection import Objection
from models.opinion import Opinion
from services.rights.held import held
from services.rights.leave import LEAVES
from services.rights.objections import OBJECTIONS
from services.rights.opinions import OPINIONS
from services.rights.papers import items_of_papers
from services.unit_of_work import Unit

ACCOUNT, LEAVE, OBJECTION, IMPORT = "account", "leave", "objection", "import"
OPINION = "opinion"


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


MAY_READ: dict[str, Callable[[Unit, int], Awaitable[bool]]] = {
    ACCOUNT: _of_account,
    LEAVE: _of_leave,
    OBJECTION: _of_objection,
    OPINION: _of_opinion,
    IMPORT: _of_nobody,
}
