"""Where the scripted year begins: a committee with its measure, its roster and the accounts of who acts."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from files.demo.scripted import DEPARTMENTS, HEADERS, OFFICE, SIGNING, SPEECHES, roster
from files.demo.step import MWC
from files.reading.members import SHEET
from files.sheets.workbook import Table, write_workbook
from models.account import Account
from models.clock import Now
from models.member import Membership
from models.store import Store
from rules.loader import load
from rules.shipped import locate
from services.accounts.chosen import chosen
from services.accounts.grants import Giving, give
from services.accounts.hashing import Hashing
from services.accounts.sealing import sealed
from services.committee.committees import establish
from services.demo_accounts import PASSWORD, turn_second_factor_off, user_name_of
from services.demo_database import ACTOR, COMMITTEE, MEASURE, TERM, YEAR
from services.drafting.adoption import adopt
from services.rights.role import roles
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work
from services.workbooks.import_members import import_members
from services.workbooks.importing import Request

ADMINISTRATOR = "安全管理员"
_OWN_ROLES = {OFFICE: "办公室", MWC: "委员工作委员会", SPEECHES: "大会发言组"}


async def found(store: Store, hashing: Hashing | None = None) -> None:
    """Founds the committee in a database that has its tables and no row.

    Each department has an account that may enter and review, the members who act have one, all with
    `PASSWORD`; each is called by `user_name_of` the department or the member's number.
    """
    rule_set = load(locate(MEASURE))
    live = Live(Boards())
    await establish(store, COMMITTEE, "舟山市政协")
    await adopt(store, live, COMMITTEE, rule_set, ACTOR)
    request = Request(COMMITTEE, YEAR, ACTOR, "演示年度")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "名册.xlsx"
        await asyncio.to_thread(write_workbook, path, [Table(SHEET, HEADERS, roster())])
        await import_members(store, live, request, path, TERM)
    hashing = hashing or Hashing(1)
    try:
        password = await hashing.hashed(PASSWORD)
    finally:
        await hashing.close()
    async with unit_of_work(store, COMMITTEE, ACTOR, "演示账号", right=None) as unit:
        await turn_second_factor_off(unit)
        await give(unit, await _opened(unit, password, ADMINISTRATOR), Giving(role=ADMINISTRATOR))
        for department in DEPARTMENTS:
            role = roles()[_OWN_ROLES.get(department, "专门委员会")]
            account_id = await _opened(unit, password, department, department)
            own = department if role.scoped else None
            await give(unit, account_id, Giving(role=role.name, department=own))
        columns = select(Membership.number, Membership.person_id)
        signing = columns.where(Membership.committee_id == unit.committee_id, Membership.number.in_(SIGNING))
        for number, person_id in (await unit.connection.execute(signing)).all():
            await _opened(unit, password, number, person_id=person_id)


async def _opened(
    unit: Unit, password: str, who: str, department: str | None = None, person_id: int | None = None
) -> int:
    """The row of a new account that signs in with the password."""
    policy = (await chosen(unit.connection, unit.committee_id)).policy.name
    added = insert(Account).values(
        committee_id=unit.committee_id,
        person_id=person_id,
        real_name=f"演示{who}" if person_id is None else None,
        **sealed(unit.vault, unit.vault.new(), user_name_of(who)),
        department=department,
        registered_at=Now(),
        password=password,
        password_set_at=Now(),
        policy=policy,
    )
    account_id: int = (await unit.connection.execute(added.returning(Account.id))).scalar_one()
    unit.note("register", "account", account_id, after={"department": department, "person": person_id})
    return account_id
