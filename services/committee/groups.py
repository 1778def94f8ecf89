"""The groups that members belong to, and the departments: rows that an import makes sure of."""

from collections.abc import Iterable

from sqlalchemy import insert, select

from models.department import Department, Group
from rules.catalogue import Catalogue
from rules.record import Member
from services.unit_of_work import Unit

DEPARTMENT = "专委会"
# A label, but of what a member got, not of where a member belongs.
_NO_GROUP = frozenset(("上年等次",))
# Whoever held it, and the committee that looks after it: no department of that name exists.
_NO_DEPARTMENT = frozenset(("组织者", "联系专委会", ""))


async def ensure_groups(unit: Unit, catalogue: Catalogue, members: Iterable[Member]) -> None:
    """Makes sure that every group and department which `members` name has a row, and every entering one."""
    named = _named(catalogue, members)
    columns = select(Group.attribute, Group.name).where(Group.committee_id == unit.committee_id)
    known = {(attribute, name) for attribute, name in await unit.connection.execute(columns)}
    for attribute, name in sorted(named - known):
        row = {"attribute": attribute, "name": name}
        added = insert(Group).values(committee_id=unit.committee_id, **row).returning(Group.id)
        unit.note("add", "group", (await unit.connection.execute(added)).scalar_one(), after=row)
    entering = {name for kind in catalogue.kinds.values() for name in kind.departments.values()}
    wanted = entering - _NO_DEPARTMENT | {name for attribute, name in named if attribute == DEPARTMENT}
    of_committee = Department.committee_id == unit.committee_id
    there = set(await unit.connection.scalars(select(Department.name).where(of_committee)))
    for name in sorted(wanted - there):
        add = insert(Department).values(committee_id=unit.committee_id, name=name).returning(Department.id)
        department_id = (await unit.connection.execute(add)).scalar_one()
        unit.note("add", "department", department_id, after={"name": name})


def _named(catalogue: Catalogue, members: Iterable[Member]) -> set[tuple[str, str]]:
    """Attribute and value of every group that somebody belongs to, now or after a change."""
    labels = {a.name for a in catalogue.member_attributes() if a.type == "label"} - _NO_GROUP
    found: set[tuple[str, str]] = set()
    for member in members:
        found.update((name, str(value)) for name, value in member.attributes.items() if name in labels)
        found.update((each.attribute, str(each.value)) for each in member.changes if each.attribute in labels)
    return found
