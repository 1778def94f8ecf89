"""Sessions: begun at sign-in, found by a token, ended by idleness, by age, by their holder or the Office."""

import asyncio
from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from kept import Kept
from models.account import NAME, Account, AccountSettings, Session
from models.clock import Now, day_of, now
from models.committee import Committee
from models.quick import Quick
from models.sickness import Sick
from models.store import NotInTime, Store, Unsettled
from services.accounts.policy import PROFILES, Policy, shipped
from services.accounts.secret import digest, token
from services.actor import Actor, known
from services.refusal import Code, Refusal
from services.rights.held import NONE, Holding, Rights, held_by, holding_in, with_holding
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

ENTITY = "session"
Client = Literal["cookie", "bearer"]
LONGEST_AGENT = 100
# How exactly it is known when a session was last used; each time costs a write.
SEEN_EVERY = timedelta(seconds=60)
# Ended sessions are kept as long as logs have to be (网络安全法 第二十三条): six months, of 184 days.
KEPT = timedelta(days=184)
_KNOWN = 10_000
# As many as a statement has room for.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Visit:
    """From where somebody comes, and with what: the address, the program's name for itself, and how it keeps
    a session. `session_id` is the session that it came with, which a new one replaces; `hall` the check-in
    whose code they have scanned just before.
    """

    address: str
    agent: str
    client: Client
    session_id: int | None = None
    hall: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session with whose it is, and what they may do in their committee while they ask.

    `complete`: False where only a second factor may be set up. `provider` is who vouched for its holder; None
    where that was a password.
    """

    id: int
    account_id: int
    committee_id: int
    committee: str
    real_name: str
    department: str | None
    client: str
    complete: bool
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str
    provider: str | None
    profile: str | None
    rights: Rights = NONE

    def is_live(self, moment: datetime) -> bool:
        """Whether it can be used at this moment: neither idle for too long nor too old."""
        idle = timedelta(minutes=self.policy.idle_minutes)
        return moment < self.ends_at and moment - self.seen_at < idle

    @property
    def policy(self) -> Policy:
        """What its committee has chosen that sessions keep to."""
        return shipped(self.profile or PROFILES[0])

    @property
    def actor(self) -> Actor:
        """Who acts in it, by real name."""
        return Actor(self.real_name, "web", self.department, account=self.account_id)


_COLUMNS = (
    select(
        *(Session.id, Session.account_id, Session.committee_id, Committee.code.label("committee")),
        *(NAME, Account.department, Session.client, Session.complete),
        *(Session.begun_at, Session.seen_at, Session.ends_at, Session.address, Session.agent),
        Session.provider,
        AccountSettings.profile,
    )
    .join(Account, Account.id == Session.account_id)
    .join(Committee, Committee.id == Session.committee_id)
    .outerjoin(AccountSettings, AccountSettings.committee_id == Session.committee_id)
    .where(Session.revoked_at.is_(None), Account.state == "active")
)

_NAMES = _COLUMNS.selected_columns.keys()
# Put together once: every request asks it.
_OF_TOKEN = Quick(
    with_holding(
        _COLUMNS.add_columns(Now()).where(
            Session.digest == bindparam("of_digest"), Session.client == bindparam("of_client")
        )
    )
)


async def begin(
    unit: Unit, account_id: int, visit: Visit, policy: Policy, complete: bool, provider: str | None = None
) -> str:
    """The token of a new session in place of the one that the visitor came with, and of those too many."""
    connection, moment = unit.connection, await now(unit.connection)
    if visit.session_id is not None:
        await _revoke(unit, Session.id == visit.session_id, "rotated")
    fresh = token()
    added = insert(Session).values(
        committee_id=unit.committee_id,
        account_id=account_id,
        digest=digest(fresh),
        client=visit.client,
        complete=complete,
        begun_at=moment,
        seen_at=moment,
        ends_at=moment + timedelta(hours=policy.hours),
        address=visit.address,
        agent=visit.agent[:LONGEST_AGENT],
        provider=provider,
    )
    session_id = (await connection.execute(added.returning(Session.id))).scalar_one()
    unit.note("begin", ENTITY, session_id, after={"account": account_id, "client": visit.client})
    live = [one.id for one in await sessions_of(connection, account_id) if one.id != session_id]
    for one in live[policy.sessions - 1 :]:
        await _revoke(unit, Session.id == one, "too many")
    past = (Session.committee_id == unit.committee_id) & (Session.ends_at < moment - KEPT)
    await connection.execute(delete(Session).where(past))
    return fresh


async def sessions_of(connection: AsyncConnection, account_id: int) -> list[SessionRow]:
    """The sessions of an account that can be used now, the last used first."""
    moment = await now(connection)
    own = _COLUMNS.where(Session.account_id == account_id).order_by(Session.seen_at.desc(), Session.id.desc())
    found = [SessionRow(**row._mapping) for row in await connection.execute(own)]
    return [one for one in found if one.is_live(moment)]


async def session_now(connection: AsyncConnection, session: SessionRow) -> SessionRow | None:
    """A session as it is now, with what its account holds now; None: it has ended.

    Its idleness is not looked at: whoever listens asks for nothing.
    """
    return (await sessions_now(connection, [session])).get(session.id)


async def sessions_now(connection: AsyncConnection, sessions: Sequence[SessionRow]) -> dict[int, SessionRow]:
    """Those of the sessions that have not ended, by their rows, as `session_now` has each."""
    moment = await now(connection)
    found: dict[int, SessionRow] = {}
    for at in range(0, len(sessions), _AT_ONCE):
        ids = {one.id for one in sessions[at : at + _AT_ONCE]}
        rows = (await connection.execute(_COLUMNS.where(Session.id.in_(ids), Session.ends_at > moment))).all()
        rights = await held_by(connection, Account.id.in_({row.account_id for row in rows}))
        found |= {row.id: replace(SessionRow(**row._mapping), rights=rights[row.account_id]) for row in rows}
    return found


async def revoke_all(unit: Unit, account_id: int, why: str, but: int | None = None) -> int:
    """Ends the sessions of an account, but for this one; how many there were."""
    of_account = Session.account_id == account_id
    return await _revoke(unit, of_account if but is None else of_account & (Session.id != but), why)


async def revoke(store: Store, session: SessionRow, session_id: int) -> None:
    """Ends a session of the one who asks; raises `Refusal` where it is none of theirs."""
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        own = (Session.account_id == session.account_id) & (Session.id == session_id)
        signed_out = session_id == session.id
        if not await _revoke(unit, own, "signed out" if signed_out else "revoked"):
            raise Refusal(Code.NOT_FOUND, "没有这个登录，或者已经退出", "id")
        unit.note("sign out" if signed_out else "revoke", ENTITY, session_id)


async def end_session(
    store: Store, committee: str, actor: Actor | None, account_id: int, session_id: int
) -> None:
    """Ends a session of an account, for whoever keeps accounts; raises `Refusal` where it has none such."""
    async with unit_of_work(store, committee, known(actor), right=Right.ACCOUNTS) as unit:
        theirs = (Session.account_id == account_id) & (Session.id == session_id)
        if not await _revoke(unit, theirs, "ended"):
            raise Refusal(Code.NOT_FOUND, "没有这个登录，或者已经退出", "id")
        unit.note("end", ENTITY, session_id, after={"account": account_id})
        unit.result = account_id


async def _revoke(unit: Unit, which: object, why: str) -> int:
    ended = (
        update(Session)
        .where(Session.committee_id == unit.committee_id, Session.revoked_at.is_(None), which)  # type: ignore[arg-type]
        .values(revoked_at=Now(), revoked_why=why)
    )
    return (await unit.connection.execute(ended)).rowcount


class _Seen(NamedTuple):
    """A session as it was read, with what it holds: under which version of the data, when, by both clocks.

    `row` has the rights of a `day`: they are put together once a day, and not for every request.
    """

    row: SessionRow
    day: date
    holding: Holding
    version: Hashable
    moment: datetime
    read_at: float


class Sessions:
    """Finds the sessions of requests. What was read stays right while the data is of the same version."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: Kept[tuple[str, str], _Seen] = Kept(_KNOWN)
        self._noting: dict[int, asyncio.Task[None]] = {}

    async def find(self, given: str, client: Client, version: Hashable) -> SessionRow | None:
        """The session of a token, if it can be used now; that it was used is written down in its own time."""
        key, clock = (digest(given), client), asyncio.get_running_loop().time
        seen = self._known.get(key)
        if seen is None or seen.version != version:
            seen = await self._read(key, version, clock())
        if seen is None:
            return None
        moment = seen.moment + timedelta(seconds=clock() - seen.read_at)
        if not seen.row.is_live(moment):
            return None
        if moment - seen.row.seen_at >= SEEN_EVERY and seen.row.id not in self._noting:
            # Who reads must not wait for a writer.
            self._noting[seen.row.id] = asyncio.create_task(self._note(seen.row.id))
        day = day_of(moment)
        if seen.day != day:
            seen = seen._replace(row=replace(seen.row, rights=seen.holding.on(day)), day=day)
            self._known.put(key, seen)
        return seen.row

    async def close(self) -> None:
        """Waits for what is being written down."""
        await asyncio.gather(*self._noting.values())

    async def _read(self, key: tuple[str, str], version: Hashable, read_at: float) -> _Seen | None:
        async with self._store.reading() as connection:
            rows = await _OF_TOKEN.rows(connection, of_digest=key[0], of_client=key[1])
        if not rows:
            return None
        told, moment = dict(zip(_NAMES, rows[0], strict=False)), rows[0][len(_NAMES)]
        own = holding_in(told["committee_id"], told["account_id"], rows)
        day = day_of(moment)
        row = SessionRow(**told, rights=own.on(day))
        seen = _Seen(row, day, own, version, moment, read_at)
        self._known.put(key, seen)
        return seen

    async def _note(self, session_id: int) -> None:
        # That it was used is no change of the committee's data: it has no line in the trail. Where it cannot
        # be written, the session only ends sooner.
        used = update(Session).where(Session.id == session_id, Session.revoked_at.is_(None))
        try:
            with suppress(SQLAlchemyError, Sick, NotInTime, Unsettled):
                async with self._store.writing() as connection:
                    await connection.execute(used.values(seen_at=Now()))
        finally:
            del self._noting[session_id]
