"""The frame of a sample (履7): which archived records it has, each by a line that names nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record
from rules.catalogue import Catalogue
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.role import MWC
from services.rule_sets import versions

# So many names stand in a message.
_NAMED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A part of the records: of these kinds and departments; None of either is all."""

    kinds: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None

    def has(self, kind: str, department: str) -> bool:
        """Whether a record is in it."""
        of_kind = self.kinds is None or kind in self.kinds
        return of_kind and (self.departments is None or department in self.departments)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"kinds": _listed(self.kinds), "departments": _listed(self.departments)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Stratum):
    """Which archived records a frame has: of a year, of these kinds, departments and days."""

    year: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A record of a frame: its row, its version then, and whose it is. It names nobody."""

    id: int
    version: int
    kind: str
    department: str


async def lines(connection: AsyncConnection, committee_id: int, asked: Asked) -> list[Line]:
    """The records that a frame would have now, by their rows; raises `Refusal` for a kind or a department
    that there is not.
    """
    if asked.since and asked.until and asked.since > asked.until:
        raise Refusal(Code.BAD_USER_INPUT, "until 不能早于 since", "until")
    version = await versions.in_force(connection, committee_id, asked.year)
    _check_kinds(version.rule_set.catalogue, asked)
    await _check_departments(connection, committee_id, asked)
    which = _condition(committee_id, asked)
    columns = select(Record.id, Record.version, Record.kind, Record.department)
    rows = await connection.execute(columns.where(which).order_by(Record.id))
    found = [Line(row.id, row.version, row.kind, row.department or MWC) for row in rows]
    return [one for one in found if asked.has(one.kind, one.department)]


def _condition(committee_id: int, asked: Asked) -> ColumnElement[bool]:
    found = [Record.committee_id == committee_id, Record.year == asked.year, Record.state == "archived"]
    if asked.kinds is not None:
        found.append(Record.kind.in_(asked.kinds))
    if asked.since is not None:
        found.append(Record.day >= asked.since)
    if asked.until is not None:
        found.append(Record.day <= asked.until)
    return and_(*found)


def _check_kinds(catalogue: Catalogue, asked: Asked) -> None:
    for kind in asked.kinds or ():
        if kind not in catalogue.kinds:
            raise Refusal(Code.NOT_FOUND, "这一年没有这个种类的记录，种类见 kinds", "kinds")


async def _check_departments(connection: AsyncConnection, committee_id: int, asked: Asked) -> None:
    """Raises `Refusal` for a department that is not known: its records would be left out in silence."""
    whole = _condition(committee_id, Asked(year=asked.year))
    found = await connection.scalars(select(Record.department).where(whole).distinct())
    there = {one or MWC for one in found}
    own = there | await departments(connection, committee_id)
    for name in asked.departments or ():
        if name not in own:
            message = f"没有“{name[:40]}”这个部门；{asked.year} 年有已归档记录的：{names_of(there)}"
            raise Refusal(Code.NOT_FOUND, message, "departments")


def names_of(some: Iterable[str]) -> str:
    """Names in a message, no more than one reads."""
    ordered = sorted(some)
    more = f"等 {len(ordered)} 个" if len(ordered) > _NAMED else ""
    return f"{'、'.join(ordered[:_NAMED])}{more}" if ordered else "还没有"


def lines_of(frame: str) -> list[Line]:
    """The records of a frame, as they stood when it was fixed."""
    cells = (line.split("\t") for line in frame.splitlines()[1:])
    return [Line(int(number), int(version), kind, whose) for number, version, kind, whose in cells]


def _listed(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(set(names))
