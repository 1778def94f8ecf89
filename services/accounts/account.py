"""Accounts as the Office keeps them: registered with real names (议16), reset, locked, unlocked, closed.

An administrator starts a reset and hands on a first secret; nobody sees or sets the password of another.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import name_text, words
from models.account import NAME, Account
from models.clock import Now, now
from models.member import Membership, Person
from models.personal import Vault
from models.store import Store
from services.accounts.chosen import chosen
from services.accounts.grants import FIRST, Giving, end_all, give, nobody_grants
from services.accounts.hashing import Hashing
from services.accounts.outside.identities import ACCOUNT, unlink_all
from services.accounts.sealing import USER_NAME, found_by, opened, sealed
from services.accounts.secret import first_secret, typed
from services.accounts.sessions import revoke_all
from services.actor import Actor, known
from services.reason import one_line, optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from services.uploads.upload import erase

ENTITY = ACCOUNT
LONGEST_NAME = 100
PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account without its secrets: `awaits` a first password; `first_secret_until` is when that ends.

    `user_name` is a phone number: whoever shows it to others shows `masked_name`.
    """

    id: int
    real_name: str
    user_name: str | None
    department: str | None
    person_id: int | None
    state: str
    registered_at: datetime
    password_set_at: datetime | None
    policy: str | None
    first_secret_until: datetime | None
    second_factor_at: datetime | None
    signed_in_at: datetime | None

    @property
    def masked_name(self) -> str:
        """`138****1234`; empty where the account is closed."""
        return f"{self.user_name[:3]}****{self.user_name[-4:]}" if self.user_name else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Whom to register: the real name, the phone number, a department, the member's number where one is."""

    real_name: str
    phone: str
    department: str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """An account and its new first secret, which is shown once and stands nowhere; good until this moment."""

    account: AccountRow
    secret: str
    until: datetime


COLUMNS: Select[*tuple[Any, ...]] = select(
    *(Account.id, NAME, Account.key, Account.user_name),
    *(Account.department, Account.person_id, Account.state),
    *(Account.registered_at, Account.password_set_at, Account.policy, Account.first_secret_until),
    *(Account.totp_at.label("second_factor_at"), Account.signed_in_at),
)


async def accounts(connection: AsyncConnection, vault: Vault, committee_id: int) -> list[AccountRow]:
    """All accounts of a committee in the order in which they were registered, closed ones too.

    Raises `Sick` where the master key is not at hand.
    """
    of_committee = COLUMNS.where(Account.committee_id == committee_id).order_by(Account.id)
    return [account_row(vault, row) for row in await connection.execute(of_committee)]


async def account(
    connection: AsyncConnection, vault: Vault, committee_id: int, account_id: int
) -> AccountRow:
    """One account of a committee; raises `Refusal`, and `Sick` where the master key is not at hand."""
    own = COLUMNS.where(Account.committee_id == committee_id, Account.id == account_id)
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的账号", "account")
    return account_row(vault, row)


def account_row(vault: Vault, row: Any) -> AccountRow:
    """An account as a row of `COLUMNS` has it."""
    told = dict(row._mapping)
    key, user_name = told.pop("key"), told.pop("user_name")
    return AccountRow(user_name=opened(vault, key, USER_NAME, user_name), **told)


def checked(form: Registration) -> Registration:
    """The same as it is stored; raises `Refusal` where something is missing or in no form to be stored."""
    return replace(
        form,
        real_name=_name(form.real_name),
        phone=user_name_of(form.phone),
        department=_department(form.department),
    )


def user_name_of(phone: str) -> str:
    """A phone number as a user name: its eleven digits; raises `Refusal`, which does not repeat it."""
    digits = re.sub(r"[\s-]", "", words(phone)).removeprefix("+86")
    if not PHONE.fullmatch(digits):
        raise Refusal(Code.BAD_USER_INPUT, "手机号写 11 位数字", "phone")
    return digits


async def register(
    store: Store,
    hashing: Hashing,
    committee: str,
    actor: Actor | None,
    form: Registration,
    *,
    first: bool = False,
) -> Issued:
    """A new account with its first secret (履16, 议16). `first`: it grants the rights of others, and is made
    only where nobody does yet, or nobody any more.

    Raises `Refusal` where something is missing, or the number or the person has an account already.
    """
    who, form = known(actor), checked(form)
    secret = first_secret()
    hashed = await hashing.hashed(typed(secret))
    async with unit_of_work(store, committee, who, right=None if first else Right.ACCOUNTS) as unit:
        await _check_new(unit, form.phone, first)
        person_id = None if form.member is None else await _person(unit, form.member, form.real_name)
        until = await _until(unit)
        added = insert(Account).values(
            committee_id=unit.committee_id,
            person_id=person_id,
            real_name=form.real_name if person_id is None else None,
            **sealed(unit.vault, unit.vault.new(), form.phone),
            department=form.department,
            registered_at=Now(),
            first_secret=hashed,
            first_secret_until=until,
        )
        account_id = (await unit.connection.execute(added.returning(Account.id))).scalar_one()
        after = {"department": form.department, "person": person_id}
        unit.note("register first" if first else "register", ENTITY, account_id, after=after)
        unit.result = account_id
        if first:
            await give(unit, account_id, Giving(role=FIRST))
        found = await account(unit.connection, unit.vault, unit.committee_id, account_id)
    return Issued(found, secret, until)


async def reset(
    store: Store,
    hashing: Hashing,
    committee: str,
    actor: Actor | None,
    account_id: int,
    *,
    second_factor: bool = False,
    reason: str | None = None,
) -> Issued:
    """A new first secret in place of the password: the old one and all sessions are gone at once.

    `second_factor`: the second factor goes as well, where its device is lost, and what is linked elsewhere:
    the device may open that, too. A locked account can be used again once the password is set. Raises
    `Refusal` for a closed one.
    """
    who, why = known(actor), optional_reason(reason)
    secret = first_secret()
    hashed = await hashing.hashed(typed(secret))
    async with unit_of_work(store, committee, who, why, right=Right.ACCOUNTS) as unit:
        before = await _open(unit, account_id)
        until = await _until(unit)
        gone: dict[str, Any] = {"totp": None, "totp_at": None, "totp_step": None} if second_factor else {}
        await _change(
            unit,
            account_id,
            state="active",
            password=None,
            password_set_at=None,
            first_secret=hashed,
            first_secret_until=until,
            first_secret_used_at=None,
            **gone,
        )
        ended = await revoke_all(unit, account_id, "reset")
        after = {"state": "active", "sessions ended": ended, "second factor": not second_factor}
        if second_factor:
            after["unlinked"] = await unlink_all(unit, account_id)
        unit.note("reset password", ENTITY, account_id, {"state": before.state}, after)
        unit.result = account_id
        found = await account(unit.connection, unit.vault, unit.committee_id, account_id)
    return Issued(found, secret, until)


async def lock(
    store: Store,
    committee: str,
    actor: Actor | None,
    account_id: int,
    *,
    loss: bool = False,
    reason: str | None = None,
) -> AccountRow:
    """Locks an account at once, and ends its sessions. After the report of a `loss` (议17) the password, the
    first secret and what is linked elsewhere are gone as well, so that only a reset opens it again. Everybody
    may report their own.
    """
    who, why = known(actor), optional_reason(reason)
    right = None if loss and who.account == account_id else Right.ACCOUNTS
    async with unit_of_work(store, committee, who, why, right=right) as unit:
        before = await _open(unit, account_id)
        gone = {"password": None, "password_set_at": None, "first_secret": None} if loss else {}
        await _change(unit, account_id, state="locked", **gone)
        ended = await revoke_all(unit, account_id, "loss" if loss else "locked")
        after = {"state": "locked", "sessions ended": ended}
        if loss:
            after["unlinked"] = await unlink_all(unit, account_id)
        unit.note("report loss" if loss else "lock", ENTITY, account_id, {"state": before.state}, after)
        unit.result = account_id
        return await account(unit.connection, unit.vault, unit.committee_id, account_id)


async def unlock(
    store: Store, committee: str, actor: Actor | None, account_id: int, reason: str | None = None
) -> AccountRow:
    """Lets a locked account be used again, with the password that it has; raises `Refusal` for any other."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ACCOUNTS) as unit:
        before = await account(unit.connection, unit.vault, unit.committee_id, account_id)
        if before.state != "locked":
            raise Refusal(Code.CONFLICT, "这个账号没有锁定", "account")
        if before.password_set_at is None:
            message = "这个账号没有密码（报失过，或还没有设置）：重置（luzhi accounts reset），发新的首次口令"
            raise Refusal(Code.CONFLICT, message, "account")
        await _change(unit, account_id, state="active")
        unit.note("unlock", ENTITY, account_id, {"state": "locked"}, {"state": "active"})
        unit.result = account_id
        return await account(unit.connection, unit.vault, unit.committee_id, account_id)


async def close(
    store: Store, committee: str, actor: Actor | None, account_id: int, reason: str | None = None
) -> AccountRow:
    """Closes the account of a leaver for good (议17): phone number, secrets, what is linked elsewhere,
    sessions, roles, and files that belong to nothing else are gone at once.

    The number may be registered for somebody else. Raises `Refusal` where it is closed already.
    """
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ACCOUNTS) as unit:
        unit.result = account_id
        return await end(unit, account_id)


async def end(unit: Unit, account_id: int) -> AccountRow:
    """The same within a unit of work. The name of one of the staff goes, too; a member's is the person's.

    The account as it is now, under the name that it had.
    """
    before = await _open(unit, account_id)
    secrets = ("password", "password_set_at", "first_secret", "totp", "totp_at", "totp_step")
    gone = dict.fromkeys(("key", "user_name", "user_name_index", "person_id", "real_name", *secrets))
    await _change(unit, account_id, state="closed", **gone)
    ended = await revoke_all(unit, account_id, "closed")
    unlinked = await unlink_all(unit, account_id)
    after = {"state": "closed", "sessions ended": ended, "unlinked": unlinked}
    after["grants ended"] = await end_all(unit, account_id)
    after["uploads erased"] = await erase(unit, account_id)
    unit.note("close", ENTITY, account_id, {"state": before.state}, after)
    found = await account(unit.connection, unit.vault, unit.committee_id, account_id)
    return replace(found, real_name=before.real_name)


async def _check_new(unit: Unit, user_name: str, first: bool) -> None:
    of_committee = select(Account.id).where(Account.committee_id == unit.committee_id)
    if first and not await nobody_grants(unit):
        message = "这个政协已经有安全管理员，第一个管理员只能有一次；再加的用 luzhi accounts register"
        raise Refusal(Code.CONFLICT, message, "committee")
    own = Account.user_name_index == found_by(unit.vault, user_name)
    same = await unit.connection.scalar(of_committee.where(own))
    if same is not None:
        message = f"这个手机号已经有账号（编号 {same}）；换了人的，先注销原来的（luzhi accounts close）"
        raise Refusal(Code.CONFLICT, message, "phone")


async def _person(unit: Unit, number: str, name: str) -> int:
    """The person of a member number, who is called so and has no account yet; raises `Refusal`."""
    of_number = (
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.committee_id == unit.committee_id, Membership.number == number)
    )
    people: dict[int, str] = {row.id: row.name for row in await unit.connection.execute(of_number)}
    if len(people) != 1:
        message = "没有这个编号的委员" if not people else "这个编号在几届里是不同的人，看不出是谁"
        raise Refusal(Code.NOT_FOUND, message, "member")
    ((person_id, called),) = people.items()
    if name_text(called) != name_text(name):
        message = "这个编号的委员在名册里不叫这个姓名：核对编号；改了名的，先在名册里改"
        raise Refusal(Code.CONFLICT, message, "realName")
    own = select(Account.id).where(Account.committee_id == unit.committee_id, Account.person_id == person_id)
    same = await unit.connection.scalar(own)
    if same is not None:
        raise Refusal(Code.CONFLICT, f"这名委员已经有账号（编号 {same}）", "member")
    return person_id


async def _open(unit: Unit, account_id: int) -> AccountRow:
    """An account that is not closed; raises `Refusal`."""
    found = await account(unit.connection, unit.vault, unit.committee_id, account_id)
    if found.state == "closed":
        raise Refusal(Code.CONFLICT, "这个账号已经注销，不能再用；回来的人重新登记", "account")
    return found


async def _until(unit: Unit) -> datetime:
    """Until when a first secret is good that is issued now."""
    policy = (await chosen(unit.connection, unit.committee_id)).policy
    return await now(unit.connection) + timedelta(hours=policy.first_secret_hours)


async def _change(unit: Unit, account_id: int, **values: Any) -> None:
    of_id = (Account.committee_id == unit.committee_id) & (Account.id == account_id)
    await unit.connection.execute(update(Account).where(of_id).values(values))


def _name(text: str) -> str:
    name = one_line(text, LONGEST_NAME)
    if name is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写真实姓名，不超过 {LONGEST_NAME} 个字", "realName")
    return name


def _department(text: str | None) -> str | None:
    name = None if text is None else one_line(text, LONGEST_NAME)
    if text is not None and name is None:
        raise Refusal(Code.BAD_USER_INPUT, f"部门写名称，不超过 {LONGEST_NAME} 个字", "department")
    return name
