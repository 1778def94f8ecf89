"""Accounts to try the demo with: one a role, of nobody there is, with a password that everybody may know."""

from datetime import timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import Row, insert, select, update

from models.account import Account, AccountSettings
from models.clock import Now, now
from models.member import Membership
from models.store import Store
from services.accounts.chosen import chosen
from services.accounts.grants import Giving, end_all, give
from services.accounts.hashing import Hashing
from services.accounts.sealing import found_by, sealed
from services.demo_database import ACTOR, COMMITTEE
from services.rights.held import grants_of, today
from services.rights.role import Role, roles
from services.unit_of_work import Unit, unit_of_work

PASSWORD = "Luzhi-demo-2022"
ANY_DEPARTMENT = "提案委员会"
# Who acts for a unit is no department of the committee.
_OF_UNITS = {"承办单位": "市交通运输局"}


def user_name_of(role: str) -> str:
    """The user name of the demo account of a role, the same in every demo: in the form of a phone number."""
    return f"139{crc32(role.encode()) % 10**8:08}"


async def open_accounts(store: Store) -> list[str]:
    """The roles of which a demo database has an account in which one can sign in now, with `PASSWORD`: all.

    What is not so is made so: an account that is missing, its password, its role; the second factor is off.
    Where all is so, nothing is changed.
    """
    hashing = Hashing(1)
    try:
        fresh = await hashing.hashed(PASSWORD)
        async with store.reading() as connection:
            used = [one for one in await connection.scalars(select(Account.password).distinct()) if one]
        fitting = {one for one in used if await hashing.fits(PASSWORD, one)}
    finally:
        await hashing.close()
    async with unit_of_work(store, COMMITTEE, ACTOR, "演示账号", right=None) as unit:
        await turn_second_factor_off(unit)
        for role in roles().values():
            await _open(unit, role, fresh, fitting)
    return list(roles())


async def turn_second_factor_off(unit: Unit) -> None:
    """Asks nobody for a second factor, in a committee of a demo."""
    before = await chosen(unit.connection, unit.committee_id)
    if before.second_factor == "off":
        return
    of_committee = AccountSettings.committee_id == unit.committee_id
    changed = update(AccountSettings).where(of_committee).values(second_factor="off")
    if not (await unit.connection.execute(changed)).rowcount:
        values = {"profile": before.policy.profile, "second_factor": "off"}
        added = insert(AccountSettings).values(committee_id=unit.committee_id, **values)
        await unit.connection.execute(added)
    unit.note("choose", "account settings", unit.committee_id, after={"second_factor": "off"})


async def _open(unit: Unit, role: Role, fresh: str, fitting: set[str]) -> None:
    """Makes the account of a role one that can be used."""
    index = found_by(unit.vault, user_name_of(role.name))
    columns = select(Account.id, Account.state, Account.password, Account.password_set_at, Account.totp)
    own = (Account.committee_id == unit.committee_id) & (Account.user_name_index == index)
    row = (await unit.connection.execute(columns.where(own))).one_or_none()
    policy = (await chosen(unit.connection, unit.committee_id)).policy
    set_anew = {"password": fresh, "password_set_at": Now(), "policy": policy.name, "first_secret": None}
    if row is None:
        account_id = await _register(unit, role, set_anew)
    else:
        account_id = row.id
        if not await _is_open(unit, row, fitting, policy.days):
            opened: dict[str, Any] = {"state": "active", "totp": None, "totp_at": None, **set_anew}
            await unit.connection.execute(update(Account).where(Account.id == account_id).values(opened))
            unit.note("reset", "account", account_id)
    if not role.member:
        await _give(unit, account_id, role)


async def _is_open(unit: Unit, row: Row[*tuple[Any, ...]], fitting: set[str], days: int) -> bool:
    """Whether one can sign in with the password, and will be able to for half of the time that it may age."""
    if row.state != "active" or row.totp is not None or row.password not in fitting:
        return False
    age = await now(unit.connection) - row.password_set_at
    return not days or bool(age < timedelta(days=days / 2))


async def _register(unit: Unit, role: Role, password: dict[str, Any]) -> int:
    department = _department_of(role)
    person_id = None
    if role.member:
        taken = select(Account.person_id).where(Account.person_id.is_not(None))
        free = (Membership.committee_id == unit.committee_id) & Membership.person_id.not_in(taken)
        columns = select(Membership.person_id).where(free).order_by(Membership.number)
        person_id = await unit.connection.scalar(columns.limit(1))
    added = insert(Account).values(
        committee_id=unit.committee_id,
        person_id=person_id,
        real_name=f"演示{role.name}" if person_id is None else None,
        **sealed(unit.vault, unit.vault.new(), user_name_of(role.name)),
        department=department,
        registered_at=Now(),
        **password,
    )
    account_id: int = (await unit.connection.execute(added.returning(Account.id))).scalar_one()
    unit.note("register", "account", account_id, after={"department": department, "person": person_id})
    return account_id


async def _give(unit: Unit, account_id: int, role: Role) -> None:
    """Gives an account the role, and takes back any other."""
    grants, day = await grants_of(unit.connection, account_id), await today(unit.connection)
    department = _department_of(role) if role.scoped else None
    if {(one.role, one.department) for one in grants if one.holds(day)} == {(role.name, department)}:
        return
    await end_all(unit, account_id)
    await give(unit, account_id, Giving(role=role.name, department=department))


def _department_of(role: Role) -> str | None:
    """The department of the account of a role; None: it has none."""
    return role.department or (_OF_UNITS.get(role.name, ANY_DEPARTMENT) if role.scoped else None)
