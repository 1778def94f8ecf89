"""Where the scripted year begins: a committee with its measure, its roster and the accounts of who acts."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from files.demo.scripted import (
    DEPARTMENTS,
    HEADERS,
    OFFICE,
    PROPOSALS,
    SECONDS,
    SIGNING,
    SPEECHES,
    roster,
)
from files.demo.step import MWC
from files.reading.members import SHEET
from files.sheets.workbook import Table, write_workbook
from models.account import Account
from models.clock import Now
from models.connector import Connector
from models.member import Membership
from models.store import Store
from rules.document import RuleSet
from rules.loader import load, loads
from rules.shipped import locate
from rules.year_shift import shifted
from services.accounts.chosen import chosen
from services.accounts.grants import Giving, give
from services.accounts.hashing import Hashing
from services.accounts.sealing import sealed
from services.committee.committees import establish
from services.connectors import connector
from services.demo_accounts import PASSWORD, turn_second_factor_off, user_name_of
from services.demo_database import ACTOR, COMMITTEE, MEASURE, TERM, YEAR
from services.drafting.adoption import adopt
from services.rights.role import roles
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work
from services.workbooks.import_members import import_members
from services.workbooks.importing import Request

# Another system's, with a secret that everybody may know, like the password.
CONNECTOR, SECRET = "tian-demo", "luzhi-demo-connector"
ADMINISTRATOR = "安全管理员"
_OWN_ROLES = {OFFICE: "办公室", MWC: "委员工作委员会", SPEECHES: "大会发言组"}


async def found(store: Store, coming: int, hashing: Hashing | None = None) -> None:
    """Founds the committee in a database that has its tables and no row.

    Each department has an account that may enter and review, two have a second one, the members who act have
    one, all with `PASSWORD`; each is called by `user_name_of` the department, the second person or the
    member's number. The measure stands for the year `coming`, too, in which leave may be asked for.
    """
    live = Live(Boards())
    await establish(store, COMMITTEE, "舟山市政协")
    await adopt(store, live, COMMITTEE, load(locate(MEASURE)), ACTOR)
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
        await versions.add(unit, _measure_of(coming))
        await live.recompute(unit, coming)
        await turn_second_factor_off(unit)
        await give(unit, await _opened(unit, password, ADMINISTRATOR), Giving(role=ADMINISTRATOR))
        await _open_connector(unit, PROPOSALS)
        for who, department in {**dict(zip(DEPARTMENTS, DEPARTMENTS, strict=True)), **SECONDS}.items():
            role = roles()[_OWN_ROLES.get(department, "专门委员会")]
            account_id = await _opened(unit, password, who, department)
            own = department if role.scoped else None
            await give(unit, account_id, Giving(role=role.name, department=own))
        columns = select(Membership.number, Membership.person_id)
        signing = columns.where(Membership.committee_id == unit.committee_id, Membership.number.in_(SIGNING))
        for number, person_id in (await unit.connection.execute(signing)).all():
            await _opened(unit, password, number, person_id=person_id)


def _measure_of(year: int) -> RuleSet:
    """The measure of the demo, moved to another year."""
    text = locate(MEASURE).read_text("utf-8")
    return loads(shifted(text, f"{YEAR}.yaml", year - YEAR, carried=True), f"{year}.yaml")


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


async def _open_connector(unit: Unit, department: str) -> None:
    """Opens the connector of what a department enters."""
    key = unit.vault.new()
    added = insert(Connector).values(
        committee_id=unit.committee_id,
        name=CONNECTOR,
        department=department,
        key=key.wrapped,
        secret=key.seal(connector.SECRET, SECRET),
        made_at=Now(),
    )
    row_id: int = (await unit.connection.execute(added.returning(Connector.id))).scalar_one()
    unit.note("add", connector.ENTITY, row_id, after={"name": CONNECTOR, "department": department})
