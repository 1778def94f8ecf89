"""Who scanned, and which telephone anybody used, is forgotten: a month after what nobody confirms, and of who
exits at once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.check_in import CheckIn, CheckInArrival, CheckInChallenge
from models.clock import now
from services.check_in.presence import forget_devices
from services.jobs.task import Task, Work, task
from services.unit_of_work import Unit

# So long after the end of sign-in it is known who used which telephone where nobody confirms the list.
KEPT = timedelta(days=30)


@task("check-in.forget", attempts=3)
async def forget(work: Work) -> None:
    """Forgets it at the occasions of a committee that nobody has confirmed in time."""
    async with work.store.writing() as connection:
        past = _past(await now(connection) - KEPT) & (CheckIn.committee_id == work.committee_id)
        for check_in_id in list(await connection.scalars(select(CheckIn.id).where(past))):
            await forget_devices(connection, check_in_id)


async def remembered(connection: AsyncConnection) -> Sequence[tuple[Task, int]]:
    """The committees in which there is something to be forgotten."""
    due = await connection.scalars(_REMEMBERED, {"before": await now(connection) - KEPT})
    return [(forget, committee_id) for committee_id in sorted(due)]


async def forget_accounts(unit: Unit, account_ids: Collection[int]) -> None:
    """Forgets of whoever holds these accounts what they scanned, and which telephones they used."""
    scanned = CheckInChallenge.account_id.in_(account_ids)
    await unit.connection.execute(delete(CheckInChallenge).where(scanned))
    used = CheckInArrival.account_id.in_(account_ids) & CheckInArrival.device.is_not(None)
    await unit.connection.execute(update(CheckInArrival).where(used).values(device=None))


def _past(before: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Those that ended before a moment and of which something is still known."""
    scanned = exists().where(CheckInChallenge.check_in_id == CheckIn.id)
    used = exists().where(CheckInArrival.check_in_id == CheckIn.id, CheckInArrival.device.is_not(None))
    return (CheckIn.closes_at < before) & or_(scanned, used)


# Put together once: it is asked after every commit.
_REMEMBERED = select(CheckIn.committee_id).where(_past(bindparam("before"))).distinct()
