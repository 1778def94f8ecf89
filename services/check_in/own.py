"""What is kept of one's own sign-ins, for oneself to see (个人信息保护法 第四十五条)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.check_in import CheckIn, CheckInArrival
from models.member import Membership
from models.record import Record
from services.slice import Slice, sliced


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnArrivalRow:
    """A sign-in of one's own at an occasion; `models.check_in.CheckInArrival` says more.

    `device`: it is still known on which telephone; which one is shown to nobody.
    """

    id: int
    record_id: int
    kind: str
    title: str
    day: date
    at: datetime
    late: bool
    flagged: bool
    by_hand: bool
    inside: bool | None
    device: bool
    state: str


_COLUMNS: Any = (
    *(CheckInArrival.id, CheckIn.record_id, Record.kind, Record.title, Record.day, CheckInArrival.at),
    *(CheckInArrival.late, CheckInArrival.flagged, CheckInArrival.by_hand, CheckInArrival.inside),
    *(CheckInArrival.device.is_not(None).label("device"), CheckInArrival.state),
)


async def own_arrivals(
    connection: AsyncConnection, account_id: int, part: Slice[tuple[int]]
) -> list[OwnArrivalRow]:
    """The sign-ins of whoever holds an account, in all terms, the newest first; of staff none."""
    rows: Any = await sliced(connection, _of(account_id, *_COLUMNS), (CheckInArrival.id,), part)
    return [OwnArrivalRow(**row._mapping) for row in rows]


async def count_own_arrivals(connection: AsyncConnection, account_id: int) -> int:
    """How many `own_arrivals` can give."""
    return (await connection.scalar(_of(account_id, func.count(CheckInArrival.id)))) or 0


def _of(account_id: int, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(CheckIn, CheckIn.id == CheckInArrival.check_in_id)
        .join(Record, Record.id == CheckIn.record_id)
        .join(Membership, Membership.id == CheckInArrival.membership_id)
        .join(Account, Account.person_id == Membership.person_id)
        .where(Account.id == account_id)
    )
