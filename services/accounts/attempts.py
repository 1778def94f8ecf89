"""Failed sign-ins slow down one user name from one address, whoever's it is; elsewhere nobody notices.

The user name is a phone number, and guessable: a limit on the account alone would let anybody lock out its
holder (ASVS 6.1.1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Attempts
from models.clock import now
from models.store import Store
from services.accounts.policy import Policy

FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A user name and an address, as they are counted: the row, and how many minutes it has to wait."""

    id: int
    minutes: int = 0


def place(address: str) -> str:
    """What counts as one address: of IPv6 the first half, for each line has all of the second half."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else f"{IPv6Address(int(found) >> 64 << 64)}/64"


async def reserve(store: Store, committee_id: int, whom: str, address: str, policy: Policy) -> Pair:
    """Counts an attempt before it is looked at, so that many at once are counted, too.

    `whom` is the index of the user name, whether there is such an account or not. The attempt has no line in
    the trail: what becomes of it has one.
    """
    where = place(address)
    async with store.writing() as connection:
        moment = await now(connection)
        await connection.execute(
            delete(Attempts).where(
                Attempts.committee_id == committee_id, Attempts.last_at < moment - FORGOTTEN
            )
        )
        found = (
            await connection.execute(_counted(connection, committee_id, whom, where, moment, policy))
        ).one_or_none()
        if found is not None:
            return Pair(found.id)
        columns = select(Attempts.id, Attempts.until).where(
            Attempts.committee_id == committee_id, Attempts.who == whom, Attempts.address == where
        )
        row = (await connection.execute(columns)).one()
        return Pair(row.id, max(1, ceil((row.until - moment) / timedelta(minutes=1))))


def _counted(
    connection: AsyncConnection, committee_id: int, whom: str, where: str, moment: datetime, policy: Policy
) -> Any:
    """Adds one to the failures of a pair that need not wait, and says its row; the last begins a wait."""
    waiting = timedelta(minutes=policy.waiting_minutes)
    over = (Attempts.until.is_not(None)) | (Attempts.last_at <= moment - waiting)
    failures = case((over, 1), else_=Attempts.failures + 1)
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    added = make(Attempts).values(
        committee_id=committee_id,
        who=whom,
        address=where,
        failures=1,
        last_at=moment,
        until=moment + waiting if policy.failures == 1 else None,
    )
    until = case((failures >= policy.failures, moment + waiting), else_=None)
    return added.on_conflict_do_update(
        index_elements=["committee_id", "who", "address"],
        set_={"failures": failures, "last_at": moment, "until": until},
        where=(Attempts.until.is_(None)) | (Attempts.until <= moment),
    ).returning(Attempts.id)


async def forgive(connection: AsyncConnection, pair: Pair) -> None:
    """Forgets the failures of a pair: it came in."""
    await connection.execute(delete(Attempts).where(Attempts.id == pair.id))


async def take_back(connection: AsyncConnection, pair: Pair) -> None:
    """Does not count an attempt that was right as far as it went."""
    fewer = {"failures": Attempts.failures - 1, "until": None}
    await connection.execute(update(Attempts).where(Attempts.id == pair.id).values(fewer))
