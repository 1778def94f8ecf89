"""Signing in, and setting one's own password: the two doors at which a secret is told.

Whoever knocks costs one hash and hears one answer, whether there is such an account or not, whether it is
locked, closed or has no password yet. The hash is made outside any transaction; what follows from it is
decided inside one, on the account as it is then.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.clock import Now, now
from models.personal import Vault
from models.store import Store
from rate import Rate
from services.accounts.account import ENTITY
from services.accounts.attempts import Pair, forgive, place, reserve, take_back
from services.accounts.chosen import Chosen, chosen
from services.accounts.hashing import Hashing
from services.accounts.password import Holder, checked_password, normal
from services.accounts.sealing import SECOND_FACTOR, USER_NAME, found_by, opened, vault_of
from services.accounts.second_factor import used
from services.accounts.secret import typed
from services.accounts.sessions import Visit, begin, revoke_all
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.refusal import Code, Refusal, TooManyRequests
from services.unit_of_work import Unit, unit_of_work

T = TypeVar("T")
NOBODY = Actor("（未登录）", "web")
LONGEST_SECRET = 1_000
FAILED = "用户名、密码或动态口令不对，或者账号不能用。再试仍不行，请联系办公室"
FIRST = "这是首次口令：先设置自己的密码，再用它登录"
AGED = "密码用满 {days} 天了：先换一个，再用它登录"
ATTEMPTS = "attempts"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody says of themselves; `secret` is a password or a first secret, and never shown."""

    user_name: str
    secret: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The token of a new session; `complete`: False where the second factor has to be set up first."""

    token: str = field(repr=False)
    complete: bool


class _Known(NamedTuple):
    """An account as it was when its secret was told."""

    id: int
    real_name: str
    user_name: str | None
    department: str | None
    state: str
    password: str | None
    first_secret: str | None
    expired: bool
    aged: bool
    totp: str | None
    totp_at: object
    totp_step: int | None

    @property
    def hash(self) -> str | None:
        """What the secret is compared with."""
        return self.password or self.first_secret

    def is_open(self) -> bool:
        """Whether it may be used: neither locked nor closed, and a first secret not too old."""
        return self.state == "active" and (self.password is not None or not self.expired)


@dataclass(frozen=True, slots=True)
class _Knock:
    """Who knocks, whether the secret fits, and what the committee has chosen."""

    store: Store
    hashing: Hashing
    committee: str
    visit: Visit
    chosen: Chosen
    pair: Pair
    account: _Known | None
    fits: bool


async def sign_in(
    store: Store, hashing: Hashing, committee: str, given: Credentials, visit: Visit
) -> SignedIn:
    """A new session, in place of the one that the visitor came with; raises `Refusal`."""
    knock = await _knock(store, hashing, committee, given, visit)
    fresh = await _rehashed(hashing, knock, given)

    async def enter(unit: Unit, account: _Known) -> SignedIn | Refusal:
        refusal = await _must_set_password(unit, knock, account)
        if refusal is not None:
            return refusal
        if account.totp_at is None:
            complete = knock.chosen.second_factor != "required"
        else:
            refusal, complete = await _second(unit, knock, account, given), True
            if refusal is not None:
                return refusal
        unit.actor = Actor(account.real_name, "web", account.department, account=account.id)
        await forgive(unit.connection, knock.pair)
        await _change(unit, account.id, signed_in_at=Now(), **fresh)
        unit.note("sign in", ENTITY, account.id, after={"address": visit.address})
        token = await begin(unit, account.id, visit, knock.chosen.policy, complete)
        return SignedIn(token, complete)

    return await _decided(knock, enter)


async def set_password(
    store: Store,
    hashing: Hashing,
    committee: str,
    given: Credentials,
    password: str,
    visit: Visit,
) -> None:
    """Sets the password of whoever tells the old one or a first secret, which is used up by it.

    All sessions of the account end, but for the one that the visitor came with. Raises `Refusal`.
    """
    knock = await _knock(store, hashing, committee, given, visit)
    plain, refusal = await _plain(knock, given, password)
    hashed = "" if refusal else await hashing.hashed(plain)

    async def put(unit: Unit, account: _Known) -> bool | Refusal:
        if refusal is not None:
            # Before the code is looked at: it would be used up.
            await take_back(unit.connection, knock.pair)
            _refuse(unit, knock, "password against policy")
            return refusal
        wrong = await _second(unit, knock, account, given) if account.totp_at is not None else None
        if wrong is not None:
            return wrong
        unit.actor = Actor(account.real_name, "web", account.department, account=account.id)
        await forgive(unit.connection, knock.pair)
        fresh: dict[str, Any] = {"password": hashed, "password_set_at": Now()}
        if account.first_secret is not None:
            fresh |= {"first_secret": None, "first_secret_used_at": Now()}
        await _change(unit, account.id, policy=knock.chosen.policy.name, **fresh)
        ended = await revoke_all(unit, account.id, "password", visit.session_id)
        after = {"policy": knock.chosen.policy.name, "address": visit.address, "sessions ended": ended}
        # Whose first secret somebody else has used finds here from where.
        after["first secret"] = account.first_secret is not None
        unit.note("set password", ENTITY, account.id, after=after)
        return True

    await _decided(knock, put)


async def _knock(store: Store, hashing: Hashing, committee: str, given: Credentials, visit: Visit) -> _Knock:
    """Counts the attempt and compares the secret; raises `Refusal` for a pair or an address that has to wait.

    Of an address all attempts are counted, and taken back by `_decided` if they come to something.
    """
    if len(given.secret) > LONGEST_SECRET or len(given.user_name) > LONGEST_SECRET:
        raise Refusal(Code.BAD_USER_INPUT, f"用户名、密码不超过 {LONGEST_SECRET:,} 个字符", "password")
    user_name = given.user_name.strip()
    rate, counted = _counted(hashing, visit)
    wait = rate.take(counted)
    if wait:
        # No line in the trail: whoever knocks would make it as long as they like.
        raise TooManyRequests(wait, "userName")
    async with store.reading() as connection:
        row = await committee_of(connection, committee)
        settings = await chosen(connection, row.id)
        whom = found_by(await vault_of(store, connection, row.id), user_name)
        account = await _known(connection, store.vault, row.id, settings, Account.user_name_index == whom)
    pair = await reserve(store, row.id, whom, visit.address, settings.policy)
    knock = _Knock(store, hashing, committee, visit, settings, pair, account, False)
    if pair.minutes:
        async with unit_of_work(store, committee, NOBODY, right=None) as unit:
            _refuse(unit, knock, "too many attempts")
        raise Refusal(Code.TOO_MANY_ATTEMPTS, f"连错太多次，请等 {pair.minutes} 分钟再试", "userName")
    first = account is not None and account.password is None
    told = typed(given.secret) if first else normal(given.secret)
    fits = await hashing.fits(told, account.hash if account else None)
    return replace(knock, fits=fits)


async def _decided(knock: _Knock, then: Callable[[Unit, _Known], Awaitable[T | Refusal]]) -> T:
    """What `then` comes to for an account whose secret fits, as it is now; raises what it refuses.

    A refusal leaves its line in the trail, so it is raised when that is committed.
    """
    async with unit_of_work(knock.store, knock.committee, NOBODY, right=None) as unit:
        done: T | Refusal | None = None
        # Of nobody it is asked as well: it is to take as long.
        own = Account.id == (knock.account.id if knock.account else 0)
        account = await _known(unit.connection, unit.vault, unit.committee_id, knock.chosen, own)
        if knock.fits and account and account.is_open() and account.hash == _hash(knock):
            done = await then(unit, account)
        if done is None:
            done = _failed(unit, knock, "secret" if account else "unknown")
    if not isinstance(done, Refusal) or (knock.fits and done.code is not Code.SIGN_IN_FAILED):
        # Whoever knew the secret has not guessed, whatever else is still asked of them.
        rate, counted = _counted(knock.hashing, knock.visit)
        rate.give_back(counted)
    if isinstance(done, Refusal):
        raise done
    return done


def _counted(hashing: Hashing, visit: Visit) -> tuple[Rate, Hashable]:
    """How the attempts of a visit are counted: those who sit in one hall share its address."""
    where = place(visit.address)
    return (hashing.failures, where) if visit.hall is None else (hashing.halls, (where, visit.hall))


def _hash(knock: _Knock) -> str | None:
    return knock.account.hash if knock.account else None


async def _known(
    connection: AsyncConnection, vault: Vault, committee_id: int, settings: Chosen, which: Any
) -> _Known | None:
    columns = select(
        *(Account.id, NAME, Account.key, Account.user_name, Account.department, Account.state),
        *(Account.password, Account.first_secret, Account.first_secret_until, Account.password_set_at),
        *(Account.totp, Account.totp_at, Account.totp_step),
    ).where(Account.committee_id == committee_id, which)
    row, moment = (await connection.execute(columns)).one_or_none(), await now(connection)
    if row is None:
        return None
    told = dict(row._mapping)
    key = told.pop("key")
    told["user_name"] = opened(vault, key, USER_NAME, told["user_name"])
    told["totp"] = opened(vault, key, SECOND_FACTOR, told["totp"])
    until, set_at, days = told.pop("first_secret_until"), told.pop("password_set_at"), settings.policy.days
    expired = until is None or moment >= until
    aged = bool(days and set_at and moment - set_at >= timedelta(days=days))
    return _Known(expired=expired, aged=aged, **told)


async def _must_set_password(unit: Unit, knock: _Knock, account: _Known) -> Refusal | None:
    """Why the secret opens nothing but the setting of a password."""
    if account.password is not None and not account.aged:
        return None
    await take_back(unit.connection, knock.pair)
    _refuse(unit, knock, "password to be set")
    message = FIRST if account.password is None else AGED.format(days=knock.chosen.policy.days)
    return Refusal(Code.PASSWORD_TO_SET, message, "password")


async def _second(unit: Unit, knock: _Knock, account: _Known, given: Credentials) -> Refusal | None:
    """What is wrong with the code of an account that has a second factor; a right one is used up."""
    assert account.totp is not None
    if not given.code:
        await take_back(unit.connection, knock.pair)
        _refuse(unit, knock, "no code")
        return Refusal(
            Code.SECOND_FACTOR_REQUIRED, "这个账号绑定了动态口令，请连同六位数字再登录一次", "code"
        )
    if await used(unit, account.id, account.totp, given.code, account.totp_step):
        return None
    return _failed(unit, knock, "code")


async def _plain(knock: _Knock, given: Credentials, password: str) -> tuple[str, Refusal | None]:
    """The password as it is hashed, and why it may not be set. Only who may set it hears why not."""
    account = knock.account
    if not knock.fits or account is None:
        return "", Refusal(Code.SIGN_IN_FAILED, FAILED, "userName")
    holder = Holder(account.real_name, account.user_name or "", knock.committee)
    second = account.totp_at is not None or knock.chosen.second_factor == "required"
    try:
        plain = checked_password(password, knock.chosen.policy, holder, second)
    except Refusal as refusal:
        return "", refusal
    if plain == normal(given.secret):
        return "", Refusal(Code.BAD_USER_INPUT, "新密码要与原来的不同", "password")
    return plain, None


async def _rehashed(hashing: Hashing, knock: _Knock, given: Credentials) -> dict[str, str]:
    """A new hash of the password, where the parameters have risen since it was set."""
    known = knock.account.password if knock.account else None
    if not knock.fits or known is None or not hashing.is_outdated(known):
        return {}
    return {"password": await hashing.hashed(normal(given.secret))}


def _failed(unit: Unit, knock: _Knock, why: str) -> Refusal:
    _line(unit, knock, "fail to sign in", why)
    return Refusal(Code.SIGN_IN_FAILED, FAILED, "userName")


def _refuse(unit: Unit, knock: _Knock, why: str) -> None:
    _line(unit, knock, "refuse sign-in", why)


def _line(unit: Unit, knock: _Knock, action: str, why: str) -> None:
    """A line of the trail about the account, or, where there is none, about the attempts."""
    about = (ATTEMPTS, knock.pair.id) if knock.account is None else (ENTITY, knock.account.id)
    unit.note(action, *about, after={"why": why, "address": knock.visit.address})


async def _change(unit: Unit, account_id: int, **values: Any) -> None:
    of_id = (Account.committee_id == unit.committee_id) & (Account.id == account_id)
    await unit.connection.execute(update(Account).where(of_id).values(values))
