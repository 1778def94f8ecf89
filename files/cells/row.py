"""The rows of a grid as typed values: each header is resolved once, each distinct value read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from files.cell import Cell, Reader, is_nothing, reader, squeezed, words
from files.cells.day import Years, read_day
from files.cells.header_row import Grid
from files.cells.heading import Column, Role, heading_text
from files.cells.vocabulary import Vocabulary, column_of
from files.problem import HIDDEN, Place, Problems, Refused
from files.sheets.sheet import letters
from files.suggestion import suggestion
from rules.catalogue import Attribute
from rules.record import Value

# role: which record and who; attribute: of the record; evidence: of the member; foreign: of other kinds.
Target = Literal["role", "attribute", "evidence", "foreign"]


@dataclass(slots=True)
class Row:
    """What a row says. `refused` are the columns whose value could not be read; each is a problem already."""

    place: Place
    roles: dict[Role, Any] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Field:
    index: int
    heading: str
    column: Column
    target: Target
    read: Reader
    known: dict[Cell, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.column.value if isinstance(self.column, Role) else self.column.name


@dataclass(slots=True)
class Columns:
    """The columns of one grid that mean something."""

    grid: Grid
    fields: list[_Field]
    problems: Problems

    @property
    def place(self) -> Place:
        return Place(self.grid.sheet, self.grid.header)

    def has(self, *roles: Role) -> bool:
        return any(each.column in roles for each in self.fields)

    def row(self, number: int, cells: list[Cell]) -> Row:
        """One row; values that cannot be read are reported and left out."""
        row = Row(Place(self.grid.sheet, number))
        for each in self.fields:
            raw = cells[each.index]
            if raw == "":
                continue
            value = each.known.get(raw)
            if value is None:
                value = None if is_nothing(raw) else each.read(raw)
                if raw.__class__ is not str or len(raw) <= _REPEATED:
                    each.known[raw] = _NOTHING if value is None or value == "" else value
            if value.__class__ is Refused:
                self._refuse(row, each, raw, value)
            elif value is not None and value is not _NOTHING and value != "":
                self._put(row, each, raw, value)
        return row

    def forget(self) -> None:
        """Gives back the memory of values read so far, once all rows are read."""
        for each in self.fields:
            each.known.clear()

    def heading(self, column: Role | str) -> str:
        """How this grid's header names a column; our own name for it where the grid has none."""
        for each in self.fields:
            if each.column is column or each.name == column:
                return each.heading
        return column.value if isinstance(column, Role) else column

    def _put(self, row: Row, each: _Field, raw: Cell, value: Any) -> None:
        if each.target == "role":
            row.roles[each.column] = value  # type: ignore[index]
        elif each.target == "attribute":
            row.attributes[each.name] = value
        elif each.target == "evidence":
            row.evidence[each.name] = value
        else:
            refused = Refused(
                f"这种记录没有“{each.name}”，这一格没有用", "核对种类，或在种类目录里补充", "reminder"
            )
            self.problems.at(row.place, each.heading, raw, refused)

    def _refuse(self, row: Row, each: _Field, raw: Cell, refused: Refused) -> None:
        row.refused.add(each.name)
        value = HIDDEN if each.column is Role.PHONE else raw
        self.problems.at(row.place, each.heading, value, refused)


_NOTHING = object()
# Longer texts, such as lists of names, hardly ever come twice; to keep them would only take memory.
_REPEATED = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How a grid is to be read: which headers, which attributes are the record's own, how roles are read.

    `mixed`: the grid has rows of other kinds too, with headers of their own in `others`.
    """

    vocabulary: Vocabulary
    own: frozenset[str]
    readers: Mapping[Role, Reader]
    years: Years
    what: str
    mixed: bool = False
    others: Vocabulary = field(default_factory=dict)

    def columns(self, grid: Grid, problems: Problems) -> Columns:
        """The columns of `grid`; unknown headers and two headers of one meaning are problems."""
        fields: dict[int, _Field] = {}
        for index, heading in enumerate(grid.headings):
            column = column_of(heading_text(heading), self.vocabulary)
            if column is None:
                if not self.mixed or column_of(heading_text(heading), self.others) is None:
                    self._unknown(grid, index, heading, problems)
            elif column in (Role.NOTHING, Role.ROW):
                continue
            elif id(column) in fields:
                first = fields[id(column)].heading
                refused = Refused(f"“{heading}”和“{first}”两列的意思相同", "留下一列，或改正列名")
                problems.add(grid.sheet, grid.header, heading, heading, refused)
            else:
                fields[id(column)] = self._field(grid, index, heading, column, problems)
        return Columns(grid, list(fields.values()), problems)

    def _field(self, grid: Grid, index: int, heading: str, column: Column, problems: Problems) -> _Field:
        if isinstance(column, Role):
            return _Field(index, heading, column, "role", self.readers.get(column, words))
        if column.name in self.own:
            return _Field(index, heading, column, "attribute", self.attribute_reader(column))
        if "member" in column.of:
            return _Field(index, heading, column, "evidence", squeezed)
        if not self.mixed:
            refused = Refused(
                f"{self.what}没有“{column.name}”，这一列没有用", "核对工作表，或在种类目录里补充", "reminder"
            )
            problems.add(grid.sheet, grid.header, heading, heading, refused)
            return _Field(index, heading, column, "evidence", squeezed)
        return _Field(index, heading, column, "foreign", squeezed)

    def attribute_reader(self, attribute: Attribute) -> Reader:
        if attribute.type == "date":
            return lambda raw: read_day(raw, self.years)
        return reader(attribute)

    def _unknown(self, grid: Grid, index: int, heading: str, problems: Problems) -> None:
        written = any(not is_nothing(cells[index]) for _, cells in grid.rows)
        if not written:
            return
        cure = suggestion(heading_text(heading), self.vocabulary) or "删去这一列，或在种类目录里补充同义词"
        what = (
            "这一列没有表头，没有读入" if _is_letter(heading, index) else f"不认识“{heading}”这一列，没有读入"
        )
        problems.add(grid.sheet, grid.header, heading, heading, Refused(what, cure, "reminder"))


def _is_letter(heading: str, index: int) -> bool:
    return heading == letters(index)


def day_reader(years: Years) -> Reader:
    """Reads the date by which a record counts; a day far off the period is a question."""

    def read(raw: Cell) -> date | Refused:
        day = read_day(raw, years)
        if isinstance(day, Refused) or years.period is None or years.period.around().holds(day):
            return day
        start, end = years.period
        return Refused(f"日期在统计期外（统计期 {start} 至 {end}）", "核对年份", "question")

    return read
