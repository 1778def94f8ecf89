"""Signing in from elsewhere, and linking an outside identity: begun, and completed once, by one browser.

Who has an account says no provider: an identity counts that its holder linked before. An outside sign-in
takes the place of the password, never that of the second factor.
"""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account, Session
from models.clock import Now, now
from models.committee import Committee
from models.outside import OutsideCode, OutsideIdentity, OutsideSignIn
from models.store import Store
from services.accounts.account import ENTITY
from services.accounts.attempts import Pair, forgive, reserve
from services.accounts.chosen import chosen
from services.accounts.outside.identities import found, link
from services.accounts.outside.provider import Answer, Began, Identity, NotVouched, Outside
from services.accounts.sealing import SECOND_FACTOR, opened
from services.accounts.second_factor import used
from services.accounts.secret import digest, token
from services.accounts.sessions import SessionRow, Visit, begin, sessions_of
from services.accounts.sign_in import NOBODY, SignedIn
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.refusal import Code, Refusal
from services.unit_of_work import Unit, unit_of_work

ABOUT = "outside sign-in"
# How long a provider has to send somebody back, and how long after that a code may be typed.
TO_COME_BACK, TO_TYPE = timedelta(minutes=10), timedelta(minutes=5)
# A password that was told longer ago links nothing.
FRESH = timedelta(minutes=10)
# No provider knows a code for so long.
CODES_KEPT = timedelta(days=1)
LONGEST = 2_000
STRAY = "这次登录不是从这个浏览器开始的，或者已经用过、过期了：请重新登录"
FAILED = "没有登录成：这个{title}账号还没有绑定，或者账号不能用。用密码登录以后可以绑定；仍不行，请联系办公室"
NO_ANSWER = "{title}没有确认是谁，没有登录成，请再试一次"
UNREACHABLE = "现在连不上{title}，请过一会儿再试，或者用密码登录"
FIRST = "先设置自己的密码（凭首次口令），再用{title}登录"
STALE = "绑定前要刚用密码登录过：请退出，用密码登录，10 分钟以内再绑定"
ENDED = "开始绑定的那次登录已经退出或失效：请用密码登录，再绑定"

Done = Literal["linked", "code"]


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: where the browser goes; and what it keeps, and shows when it comes back."""

    address: str
    state: str = field(repr=False)
    browser: str = field(repr=False)


class _Started(NamedTuple):
    """A sign-in that came back, and has been claimed."""

    id: int
    committee: str
    session_id: int | None


class _Holder(NamedTuple):
    """An account with the identity by which it was found."""

    identity_id: int
    subject_index: str
    id: int
    real_name: str
    department: str | None
    state: str
    password: str | None
    key: Any
    totp: Any
    totp_at: object
    totp_step: int | None


async def begin_outside(
    store: Store, outside: Outside, name: str, committee: str, session: SessionRow | None = None
) -> Begun:
    """Begins a sign-in; with a `session`, its holder links an identity. Raises `Refusal`."""
    provider, state, browser = outside.provider(name), token(), token()
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, committee)).id
        if session is not None:
            _check_fresh(session, await now(connection))
    try:
        address = await provider.begin(Began(state, browser, outside.address(name)))
    except NotVouched as failed:
        raise _unvouched(failed, provider.title) from None
    # It has no line in the trail: what becomes of it has one.
    async with store.writing() as connection:
        moment = await now(connection)
        await _forget(connection, committee_id, moment)
        added = insert(OutsideSignIn).values(
            committee_id=committee_id,
            provider=name,
            state=digest(state),
            browser=digest(browser),
            session_id=session.id if session else None,
            begun_at=moment,
            ends_at=moment + TO_COME_BACK,
        )
        await connection.execute(added)
    return Begun(address, state, browser)


async def complete_outside(
    store: Store, outside: Outside, name: str, answer: Answer, state: str, browser: str, visit: Visit
) -> SignedIn | Done:
    """What comes of an answer: a session, an identity that is linked, or a second factor that is asked for.

    Raises `Refusal`. State and code are used up before the provider is asked.
    """
    provider = outside.provider(name)
    started = await _claimed(store, name, answer, state, browser, visit)
    began = Began(state, browser, outside.address(name))
    try:
        identity = await provider.complete(answer, began)
    except NotVouched as failed:
        await _note_refusal(store, started, name, visit, failed.why)
        raise _unvouched(failed, provider.title) from None
    done: SignedIn | Done | Refusal
    async with unit_of_work(store, started.committee, NOBODY, right=None) as unit:
        if started.session_id is None:
            done = await _come_in(unit, started, name, provider.title, identity, visit)
        else:
            done = await _linked(unit, started, name, provider.title, identity, visit)
    if isinstance(done, Refusal):
        raise done
    return done


async def enter_code(store: Store, outside: Outside, browser: str, code: str, visit: Visit) -> SignedIn:
    """A session for whoever came back and now tells the code of the second factor; raises `Refusal`."""
    columns = (
        select(OutsideSignIn.id, Committee.code, OutsideSignIn.session_id, OutsideSignIn.committee_id)
        .add_columns(OutsideSignIn.provider, OutsideSignIn.identity_id, OutsideIdentity.subject_index)
        .join(Committee, Committee.id == OutsideSignIn.committee_id)
        .join(OutsideIdentity, OutsideIdentity.id == OutsideSignIn.identity_id)
    )
    async with store.reading() as connection:
        live = (OutsideSignIn.browser == digest(browser)) & (OutsideSignIn.ends_at > Now())
        row = (await connection.execute(columns.where(live))).one_or_none()
        if row is None:
            raise Refusal(Code.SIGN_IN_FAILED, STRAY)
        policy = (await chosen(connection, row.committee_id)).policy
    started = _Started(row.id, row.code, row.session_id)
    pair = await reserve(store, row.committee_id, row.subject_index, visit.address, policy)
    if pair.minutes:
        await _note_refusal(store, started, row.provider, visit, "too many attempts")
        raise Refusal(Code.TOO_MANY_ATTEMPTS, f"连错太多次，请等 {pair.minutes} 分钟再试", "code")
    title = outside.provider(row.provider).title
    async with unit_of_work(store, row.code, NOBODY, right=None) as unit:
        done = await _typed(unit, started, row.provider, title, row.identity_id, code, visit, pair)
    if isinstance(done, Refusal):
        raise done
    return done


def _check_fresh(session: SessionRow, moment: Any) -> None:
    if not session.complete:
        raise Refusal(Code.SECOND_FACTOR_REQUIRED, "先绑定动态口令，再绑定外面的账号")
    if session.provider is not None or moment - session.begun_at > FRESH:
        raise Refusal(Code.FORBIDDEN, STALE)


async def _claimed(
    store: Store, name: str, answer: Answer, state: str, browser: str, visit: Visit
) -> _Started:
    """The sign-in of a state, if it came back in time, for the first time, with a code that is new, to the
    browser that began it; raises `Refusal`.
    """
    columns = select(
        *(OutsideSignIn.id, Committee.code, OutsideSignIn.session_id, OutsideSignIn.committee_id),
        *(OutsideSignIn.browser, OutsideSignIn.ends_at, OutsideSignIn.used_at),
    ).join(Committee, Committee.id == OutsideSignIn.committee_id)
    own = (OutsideSignIn.state == digest(state)) & (OutsideSignIn.provider == name)
    async with store.writing() as connection:
        row = (await connection.execute(columns.where(own))).one_or_none()
        why = "unknown state" if row is None else None
        if row is not None:
            moment = await now(connection)
            if not hmac.compare_digest(row.browser, digest(browser)):
                why = "another browser"
            elif row.ends_at <= moment:
                why = "too late"
            elif row.used_at is not None or not await _use(connection, row.id):
                why = "state used"
            elif not 0 < len(answer.code) <= LONGEST:
                why = "no code"
            elif not await _spend(connection, row.committee_id, name, answer.code, moment):
                why = "code used"
    if row is None:
        # Nobody knows of which committee: no trail takes a line of it.
        raise Refusal(Code.SIGN_IN_FAILED, STRAY, "state")
    started = _Started(row.id, row.code, row.session_id)
    if why is not None:
        await _note_refusal(store, started, name, visit, why)
        raise Refusal(Code.SIGN_IN_FAILED, STRAY, "state")
    return started


async def _use(connection: AsyncConnection, row_id: int) -> bool:
    once = (OutsideSignIn.id == row_id) & OutsideSignIn.used_at.is_(None)
    return (await connection.execute(update(OutsideSignIn).where(once).values(used_at=Now()))).rowcount == 1


async def _spend(connection: AsyncConnection, committee_id: int, name: str, code: str, moment: Any) -> bool:
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    spent = make(OutsideCode).values(
        committee_id=committee_id, provider=name, digest=digest(code), spent_at=moment
    )
    done = spent.on_conflict_do_nothing(index_elements=["provider", "digest"]).returning(OutsideCode.id)
    return (await connection.execute(done)).one_or_none() is not None


async def _forget(connection: AsyncConnection, committee_id: int, moment: Any) -> None:
    past = (OutsideSignIn.committee_id == committee_id) & (OutsideSignIn.ends_at < moment - TO_COME_BACK)
    await connection.execute(delete(OutsideSignIn).where(past))
    old = (OutsideCode.committee_id == committee_id) & (OutsideCode.spent_at < moment - CODES_KEPT)
    await connection.execute(delete(OutsideCode).where(old))


async def _come_in(
    unit: Unit, started: _Started, name: str, title: str, identity: Identity, visit: Visit
) -> SignedIn | Done | Refusal:
    identity_id = await found(unit, name, identity)
    holder = None if identity_id is None else await _holder(unit, identity_id)
    refusal = _kept_out(unit, started, holder, name, title, visit)
    if refusal is not None or holder is None:
        return refusal or Refusal(Code.SIGN_IN_FAILED, FAILED.format(title=title))
    if holder.totp_at is None:
        return await _begun(unit, holder, name, visit)
    waits = {"identity_id": holder.identity_id, "ends_at": await now(unit.connection) + TO_TYPE}
    await _set(unit, started, **waits)
    _line(unit, "refuse sign-in", started, holder, name, visit, "no code")
    return "code"


async def _typed(
    unit: Unit,
    started: _Started,
    name: str,
    title: str,
    identity_id: int,
    code: str,
    visit: Visit,
    pair: Pair,
) -> SignedIn | Refusal:
    holder = await _holder(unit, identity_id)
    refusal = _kept_out(unit, started, holder, name, title, visit)
    if refusal is not None or holder is None:
        return refusal or Refusal(Code.SIGN_IN_FAILED, STRAY)
    key = opened(unit.vault, holder.key, SECOND_FACTOR, holder.totp)
    # Without a second factor now: the Office has reset it meanwhile.
    right = key is not None and await used(unit, holder.id, key, code, holder.totp_step)
    if not right or not await _leave_off(unit, started):
        _line(unit, "fail to sign in", started, holder, name, visit, "code")
        return Refusal(Code.SIGN_IN_FAILED, "动态口令不对，或已经用过；等下一个六位数字出来再试", "code")
    await forgive(unit.connection, pair)
    return await _begun(unit, holder, name, visit)


async def _begun(unit: Unit, holder: _Holder, name: str, visit: Visit) -> SignedIn:
    """A session as a password gives one."""
    settings = await chosen(unit.connection, unit.committee_id)
    complete = holder.totp_at is not None or settings.second_factor != "required"
    unit.actor = Actor(holder.real_name, "web", holder.department, account=holder.id)
    connection = unit.connection
    await connection.execute(update(Account).where(Account.id == holder.id).values(signed_in_at=Now()))
    of_identity = update(OutsideIdentity).where(OutsideIdentity.id == holder.identity_id)
    await connection.execute(of_identity.values(used_at=Now()))
    unit.note("sign in", ENTITY, holder.id, after={"address": visit.address, "provider": name})
    fresh = await begin(unit, holder.id, visit, settings.policy, complete, name)
    return SignedIn(fresh, complete)


async def _linked(
    unit: Unit, started: _Started, name: str, title: str, identity: Identity, visit: Visit
) -> Done | Refusal:
    """Links an identity to the account of the session in which that was begun, if it is still in use."""
    columns = select(Session.account_id).where(
        Session.id == started.session_id, Session.committee_id == unit.committee_id
    )
    account_id = await unit.connection.scalar(columns)
    own = [] if account_id is None else await sessions_of(unit.connection, account_id)
    session = next((one for one in own if one.id == started.session_id), None)
    if session is None:
        _line(unit, "refuse to link", started, None, name, visit, "session ended")
        return Refusal(Code.SIGN_IN_REQUIRED, ENDED)
    unit.actor = session.actor
    refusal = await link(unit, session.account_id, name, title, identity)
    told = {"provider": name, "address": visit.address}
    if refusal is not None:
        unit.note("refuse to link", ENTITY, session.account_id, after={"why": "linked already", **told})
        return refusal
    unit.note("link outside identity", ENTITY, session.account_id, after=told)
    return "linked"


async def _holder(unit: Unit, identity_id: int) -> _Holder | None:
    columns = (
        select(OutsideIdentity.id, OutsideIdentity.subject_index)
        .add_columns(Account.id, NAME, Account.department, Account.state)
        .add_columns(Account.password, Account.key, Account.totp, Account.totp_at, Account.totp_step)
        .join(Account, Account.id == OutsideIdentity.account_id)
        .where(OutsideIdentity.id == identity_id, OutsideIdentity.committee_id == unit.committee_id)
    )
    row = (await unit.connection.execute(columns)).one_or_none()
    return None if row is None else _Holder(*row)


def _kept_out(
    unit: Unit, started: _Started, holder: _Holder | None, name: str, title: str, visit: Visit
) -> Refusal | None:
    """Why nobody comes in: one answer for an identity that is nobody's, and an account that is not in use."""
    if holder is None or holder.state != "active":
        _line(unit, "fail to sign in", started, holder, name, visit, "account" if holder else "not linked")
        return Refusal(Code.SIGN_IN_FAILED, FAILED.format(title=title))
    if holder.password is None:
        _line(unit, "refuse sign-in", started, holder, name, visit, "password to be set")
        return Refusal(Code.PASSWORD_TO_SET, FIRST.format(title=title), "password")
    return None


async def _leave_off(unit: Unit, started: _Started) -> bool:
    """Whether a code was still awaited; now it is no longer."""
    waiting = (OutsideSignIn.id == started.id) & OutsideSignIn.identity_id.is_not(None)
    done = update(OutsideSignIn).where(waiting).values(identity_id=None)
    return (await unit.connection.execute(done)).rowcount == 1


async def _set(unit: Unit, started: _Started, **values: Any) -> None:
    of_id = update(OutsideSignIn).where(OutsideSignIn.id == started.id)
    await unit.connection.execute(of_id.values(values))


async def _note_refusal(store: Store, started: _Started, name: str, visit: Visit, why: str) -> None:
    async with unit_of_work(store, started.committee, NOBODY, right=None) as unit:
        action = "refuse sign-in" if started.session_id is None else "refuse to link"
        _line(unit, action, started, None, name, visit, why)


def _line(
    unit: Unit, action: str, started: _Started, holder: _Holder | None, name: str, visit: Visit, why: str
) -> None:
    """A line of the trail about the account, or, where there is none, about the sign-in."""
    about = (ABOUT, started.id) if holder is None else (ENTITY, holder.id)
    unit.note(action, *about, after={"why": why, "provider": name, "address": visit.address})


def _unvouched(failed: NotVouched, title: str) -> Refusal:
    if failed.unreachable:
        return Refusal(Code.UNAVAILABLE, UNREACHABLE.format(title=title))
    return Refusal(Code.SIGN_IN_FAILED, NO_ANSWER.format(title=title))
