"""What whoever runs an installation for a province sees of its committees: sums, and nobody's data (履18)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Executable, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import day_of, now
from models.member import Membership
from models.record import Record
from services.committee.committees import committees
from services.members.roster import in_office
from services.records.timeliness import COUNTED, counts

# Who signed in within so many days uses the system.
RECENT_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeSums:
    """Numbers of one committee. `members` are in office today; `entered`, `in_time`, `late`, `awaited` and
    `overdue` count the records of a year as `services.records.timeliness.Timeliness` does; of `accounts`,
    which are not closed, `recent` signed in within `RECENT_DAYS` days.
    """

    code: str
    name: str
    members: int
    entered: int
    in_time: int
    late: int
    awaited: int
    overdue: int
    accounts: int
    recent: int


async def sums(connection: AsyncConnection, year: int) -> list[CommitteeSums]:
    """The numbers of every committee, by code, out of one statement for each table."""
    moment = await now(connection)
    members = await _counted(connection, _members(day_of(moment)))
    records = await _counted(connection, _records(year, moment))
    accounts = await _counted(connection, _accounts(moment))
    found = []
    for one in await committees(connection):
        entered, in_time, late, awaited, overdue = records.get(one.id, (0,) * 5)
        open_accounts, recent = accounts.get(one.id, (0, 0))
        of_one = CommitteeSums(
            code=one.code,
            name=one.name,
            members=members.get(one.id, (0,))[0],
            entered=entered,
            in_time=in_time,
            late=late,
            awaited=awaited,
            overdue=overdue,
            accounts=open_accounts,
            recent=recent,
        )
        found.append(of_one)
    return found


async def _counted(connection: AsyncConnection, grouped: Executable) -> dict[int, tuple[int, ...]]:
    """The counts of a statement, by the committee's row, which comes first."""
    return {first: tuple(rest) for first, *rest in await connection.execute(grouped)}


def _members(day: date) -> Executable:
    columns = select(Membership.committee_id, func.count())
    return columns.where(in_office(day, day)).group_by(Membership.committee_id)


def _records(year: int, moment: datetime) -> Executable:
    of_year = (Record.year == year) & COUNTED
    return select(Record.committee_id, *counts(moment)).where(of_year).group_by(Record.committee_id)


def _accounts(moment: datetime) -> Executable:
    recent = func.count().filter(Account.signed_in_at >= moment - timedelta(days=RECENT_DAYS))
    columns = select(Account.committee_id, func.count(), recent)
    return columns.where(Account.state != "closed").group_by(Account.committee_id)
