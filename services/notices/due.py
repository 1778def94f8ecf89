"""What is due by the calendar of China, as sources tell it: what, until when, and whom it concerns."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from services.accounts.chosen import chosen
from services.rights.held import day_of, today

DUE, OVERDUE = "due", "overdue"
ACCOUNT = "account"
# So many days before its end somebody is told of a password.
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """That a row is due on a `day` (kind due), or was (overdue), and which accounts are told."""

    kind: str
    entity: str
    entity_id: int
    day: date
    accounts: frozenset[int]


# What is due of a committee on a day, soon, or overdue.
Source = Callable[[AsyncConnection, int, date], Awaitable[Sequence[Due]]]


async def passwords(connection: AsyncConnection, committee_id: int, day: date) -> list[Due]:
    """Passwords that have to be changed within a week, or had to, by the policy that is chosen."""
    days = (await chosen(connection, committee_id)).policy.days
    if not days:
        return []
    columns = select(Account.id, Account.password_set_at).where(
        Account.committee_id == committee_id,
        Account.state == "active",
        Account.password.is_not(None),
        Account.password_set_at.is_not(None),
    )
    found = []
    rows: Any = await connection.execute(columns)
    for account_id, set_at in rows:
        last = day_of(set_at + timedelta(days=days))
        if day >= last - AHEAD:
            kind = DUE if day <= last else OVERDUE
            found.append(
                Due(
                    kind=kind,
                    entity=ACCOUNT,
                    entity_id=account_id,
                    day=last,
                    accounts=frozenset({account_id}),
                )
            )
    return found


SOURCES: tuple[Source, ...] = (passwords,)


async def dues(connection: AsyncConnection, committee_id: int) -> list[Due]:
    """What all sources tell of a committee today, by the day in China."""
    day = await today(connection)
    return [one for source in SOURCES for one in await source(connection, committee_id, day)]
