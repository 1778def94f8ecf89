"""An office with an account for every role, each with a password: a committee that guards its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from models.account import NAME, Account, Session
from models.clock import now
from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.chosen import choose
from services.accounts.grants import Giving, grant, grantable
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.rights.role import roles
from tests.prepared import prepared
from tests.services.accounts.holder import CODE, HERE, PASSWORD, hashing
from tests.services.committee_of_ten import ME, YEAR, desk, settle

OTHER = "dinghai"
# A member's account is called as the roster calls the member.
MEMBER = "赵一"
FIRST = Actor("安全管理员甲", "command")
DEPARTMENTS = {"专门委员会": "提案委员会", "办公室": "办公室", "承办单位": "市交通运输局"}


@dataclass(frozen=True)
class Office:
    """A committee with a record of its first two members, and the bearer token of a person of each role and
    the telephone they sign in with, by the role's name; the member is the first.
    """

    code: str
    members: list[int]
    record: int
    tokens: Mapping[str, str]
    phones: Mapping[str, str]


async def office(store: Store, code: str = CODE, second_factor: str = "off") -> Office:
    """A committee of ten with a record; then everybody who works there gets an account.

    It is copied where the store was not used yet; sessions began just now.
    """
    found = await prepared(
        store, ("office", code, second_factor), lambda anew: _office(anew, code, second_factor)
    )
    await begin_now(store)
    return found


async def offices(store: Store) -> tuple[Office, Office]:
    """One of our committee and one of another, in a store that was not used yet."""

    async def both(anew: Store) -> tuple[Office, Office]:
        return await _office(anew, CODE, "off"), await _office(anew, OTHER, "off")

    found = await prepared(store, "offices", both)
    await begin_now(store)
    return found


async def begin_now(store: Store) -> None:
    """Lets all sessions begin anew: what is copied was filled a while ago."""
    async with store.writing() as connection:
        moment = await now(connection)
        lasting = moment + timedelta(hours=12)
        await connection.execute(update(Session).values(begun_at=moment, seen_at=moment, ends_at=lasting))


async def _office(store: Store, code: str, second_factor: str) -> Office:
    members = await settle(store, code)
    survey = OccasionForm(title="海岛", day=date(2022, 3, 1), participants=[Present(members[:2])])
    record = (await desk(store).enter(code, YEAR, "调研", survey)).id
    await choose(store, code, ME, second_factor=second_factor)
    tokens, phones = {}, {}
    for at, role in enumerate(
        ["安全管理员", *(name for name in roles() if name != "安全管理员"), "没有角色"]
    ):
        phone = f"139{'0' if code == CODE else '1'}58001{at:02}"
        who = MEMBER if role == "委员" else f"{role}甲"
        department = "委员工作委员会" if role == "委员工作委员会" else DEPARTMENTS.get(role)
        member = "001" if role in roles() and roles()[role].member else None
        form = Registration(real_name=who, phone=phone, department=department, member=member)
        by = FIRST if at < 2 else Actor("系统管理员甲", "command")
        issued = await register(store, hashing(), code, by, form, first=at == 0)
        if at and role in grantable():
            giving = Giving(role=role, department=DEPARTMENTS.get(role))
            await grant(store, code, FIRST, issued.account.id, giving)
        await set_password(store, hashing(), code, Credentials(phone, issued.secret), PASSWORD, HERE)
        tokens[role] = (await sign_in(store, hashing(), code, Credentials(phone, PASSWORD), HERE)).token
        phones[role] = phone
    return Office(code, members, record, tokens, phones)


async def account_of(store: Store, name: str) -> int:
    """The first account of whoever has this name; 0 where nobody has."""
    async with store.reading() as connection:
        found = await connection.scalars(select(Account.id).where(NAME.in_([name])).order_by(Account.id))
        return found.first() or 0
