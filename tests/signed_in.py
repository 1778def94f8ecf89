"""People who are signed in: account, all the rights of the staff and session, put into a database at once.

No password is set and nothing is noted: what is tested with them is what comes after a sign-in.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account, Session
from models.clock import now
from models.committee import Committee
from models.grant import Grant
from models.store import Store
from resolvers.caller import Caller
from services.accounts.secret import digest, token
from services.accounts.sessions import SessionRow, Sessions
from services.rights.held import GrantRow, Rights

STAFF = "委员工作委员会"
LONG_AGO = date(2020, 1, 1)


async def token_of(
    store: Store, name: str = "王秘书", committee: str | None = None, department: str | None = "办公室"
) -> str:
    """The bearer token of somebody of the staff of a committee that is there, or of the first that there is;
    the same account each time.
    """
    fresh = token()
    async with store.writing() as connection:
        moment = await now(connection)
        of_code = Committee.code == committee if committee else true()
        columns = select(Committee.id).where(of_code).order_by(Committee.id)
        committee_id = await connection.scalar(columns.limit(1))
        who = {"committee_id": committee_id, "real_name": name, "department": department}
        account_id = await connection.scalar(select(Account.id).filter_by(**who))
        if account_id is None:
            added = insert(Account).values(**who, registered_at=moment).returning(Account.id)
            account_id = (await connection.execute(added)).scalar_one()
            await _grant(connection, committee_id, account_id)
        begun = insert(Session).values(
            committee_id=committee_id,
            account_id=account_id,
            digest=digest(fresh),
            client="bearer",
            complete=True,
            begun_at=moment,
            seen_at=moment,
            ends_at=moment + timedelta(hours=12),
            address="127.0.0.1",
            agent="test",
        )
        await connection.execute(begun)
    return fresh


async def grant_to(store: Store, account_id: int) -> None:
    """Gives an account that is there all the rights of the staff."""
    async with store.writing() as connection:
        committee_id = await connection.scalar(select(Account.committee_id).where(Account.id == account_id))
        await _grant(connection, committee_id, account_id)


async def _grant(connection: AsyncConnection, committee_id: int | None, account_id: int) -> None:
    given = {"role": STAFF, "first_day": LONG_AGO, "granted_by": "安全管理员"}
    moment = await now(connection)
    granted = insert(Grant).values(
        committee_id=committee_id, account_id=account_id, granted_at=moment, **given
    )
    await connection.execute(granted)


def tokens_in(address: str, *committees: str) -> list[str]:
    """The tokens of somebody of each committee, in a database that a server elsewhere is to serve."""

    async def made() -> list[str]:
        store = Store.open(address)
        try:
            return [await token_of(store, committee=one) for one in committees]
        finally:
            await store.close()

    return asyncio.run(made())


def bearing(bearer: str) -> dict[str, str]:
    """The header of a request that brings a token."""
    return {"Authorization": f"Bearer {bearer}"}


@dataclass
class Staff:
    """The people of a committee; each gets an account and a session when something is first asked of them."""

    store: Store
    committee: str | None = None
    _tokens: dict[tuple[str, str | None], str] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def headers(self, name: str | None, department: str | None = "办公室") -> dict[str, str]:
        """What somebody's requests bring; None: of whoever is not signed in."""
        if name is None:
            return {}
        who = (name, department)
        async with self._lock:
            if who not in self._tokens:
                self._tokens[who] = await token_of(self.store, name, self.committee, department)
        return bearing(self._tokens[who])


async def caller_of(store: Store, name: str = "王秘书", committee: str | None = None) -> Caller:
    """Somebody of the staff, who asks below HTTP in a session that may end."""
    found = await Sessions(store).find(await token_of(store, name, committee), "bearer", None)
    return Caller(session=found)


def reader(committee_id: int = 1) -> Caller:
    """Somebody of the staff of a committee, who reads below HTTP: no row is looked at for that."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    session = SessionRow(
        id=1,
        account_id=1,
        committee_id=committee_id,
        committee="zhoushan",
        real_name="王秘书",
        department="办公室",
        client="bearer",
        complete=True,
        begun_at=moment,
        seen_at=moment,
        ends_at=moment + timedelta(hours=12),
        address="127.0.0.1",
        agent="test",
        provider=None,
        profile=None,
        rights=Rights(
            (GrantRow(1, 1, STAFF, None, LONG_AGO, None),), committee_id=committee_id, account_id=1
        ),
    )
    return Caller(session=session)
