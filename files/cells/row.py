"""The rows of a grid as typed values: each header is resolved once, each distinct value read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from files.answers import NOT_READ, Answers, Question, Section
from files.cell import SHORTENED, STATE, Cell, Reader, Unreadable, is_nothing, reader, squeezed, words
from files.cells.day import Years, read_day
from files.cells.header_row import Grid
from files.cells.heading import Column, Role, heading_text
from files.cells.outcome_words import Several
from files.cells.presence import NOT_CALLED, Presence
from files.cells.vocabulary import Vocabulary, column_of
from files.problem import HIDDEN, Place, Problems, Refused
from files.sheets.fit import letters
from files.suggestion import suggestion
from rules.catalogue import Attribute
from rules.record import Value

# role: which record and who; attribute: of the record; evidence: of the member; foreign: of other kinds.
Target = Literal["role", "attribute", "evidence", "foreign"]


@dataclass(slots=True)
class Row:
    """What a row says. `refused` are the columns whose value could not be read; each is a problem already.

    `uncalled`: a mark says that whoever is named was not called to the meeting. `signed` is a name in the
    place of a mark.
    """

    place: Place
    roles: dict[Role, Any] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    uncalled: bool = False
    signed: str = ""


@dataclass(slots=True)
class _Field:
    index: int
    heading: str
    column: Column
    target: Target
    read: Callable[[Cell], Any]
    known: dict[Cell, Any] = field(default_factory=dict)
    # A dash says that there is nothing; as a mark of attendance it says something.
    dash_is_nothing: bool = True

    def value(self, raw: Cell) -> Any:
        if isinstance(raw, Unreadable) and self.target != "foreign":
            return raw.refused
        return self.read(raw)

    @property
    def name(self) -> str:
        return self.column.value if isinstance(self.column, Role) else self.column.name


@dataclass(slots=True)
class Columns:
    """The columns of one grid that mean something.

    `given` is what the sheet says of all its rows, in its title or its name; a row may say otherwise.
    `meanings` tells of every heading what it was taken for, None where it was not understood. `serials` are
    the numbers that the list gives its rows, where they are the roster's own. `filled` are the attributes of
    which any row says something; of a flag the column is enough. `undecided` are the rows that leave it blank
    whether a proposal was filed.
    """

    grid: Grid
    fields: list[_Field]
    problems: Problems
    given: Mapping[Role, Any] = field(default_factory=dict)
    meanings: list[tuple[str, str | None]] = field(default_factory=list)
    serials: Mapping[int, str] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    undecided: frozenset[int] = frozenset()

    @property
    def place(self) -> Place:
        return Place(self.grid.file, self.grid.sheet, self.grid.header)

    def has(self, *roles: Role) -> bool:
        return not self.given.keys().isdisjoint(roles) or any(each.column in roles for each in self.fields)

    def states(self, name: str) -> bool:
        """Whether a column tells of the attribute, in one row at least."""
        return name in self.filled

    def row(self, number: int, cells: list[Cell]) -> Row:
        """One row; values that cannot be read are reported and left out."""
        row = Row(Place(self.grid.file, self.grid.sheet, number))
        roles = row.roles
        if self.given:
            roles.update(self.given)
        for each in self.fields:
            raw = cells[each.index]
            if raw == "":
                continue
            value = each.known.get(raw)
            if value is None:
                value = None if each.dash_is_nothing and is_nothing(raw) else each.value(raw)
                if value is None or value == "":
                    value = _NOTHING
                if raw.__class__ is not str or len(raw) <= _REPEATED:
                    each.known[raw] = value
            if value is _NOTHING:
                continue
            if value.__class__ is Refused:
                self._refuse(row, each, raw, value)
            elif each.target == "role":
                roles[each.column] = value  # type: ignore[index]
            else:
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
        if value is NOT_CALLED:
            row.uncalled = True
        elif value.__class__ is Presence:
            row.attributes.update(value.attributes())
            row.signed = value.signed
        elif value.__class__ is Several:
            row.attributes.update(value)
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
        # Of a shortened number what remains says nothing, and hides that the whole column is so.
        value = HIDDEN if each.column is Role.PHONE else "" if refused is SHORTENED else raw
        self.problems.at(row.place, each.heading, value, refused)


_NOTHING = object()
# Longer texts, such as lists of names, hardly ever come twice; to keep them would only take memory.
_REPEATED = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How a grid is to be read: which headers, which attributes are the record's own, how roles are read.

    `mixed`: the grid has rows of other kinds too, with headers of their own in `others`. `meant` are columns
    whose meaning their values tell, and how they are read. `given` holds for every row. `answers`: of a word
    that is none of an attribute's labels the office is asked which it is.
    """

    vocabulary: Vocabulary
    own: frozenset[str]
    readers: Mapping[Role, Reader]
    years: Years
    what: str
    mixed: bool = False
    others: Vocabulary = field(default_factory=dict)
    meant: Mapping[int, tuple[Column, Callable[[Cell], Any]]] = field(default_factory=dict)
    given: Mapping[Role, Any] = field(default_factory=dict)
    answers: Answers | None = None

    def columns(self, grid: Grid, problems: Problems) -> Columns:
        """The columns of `grid`; unknown headers and two headers of one meaning are problems."""
        fields: dict[int, _Field] = {}
        meanings: list[tuple[str, str | None]] = []
        for index, heading in enumerate(grid.headings):
            column = self._column(index, heading)
            meanings.append((heading, _meaning(column)))
            if column is None:
                other = column_of(heading_text(heading), self.others) if self.mixed else None
                meanings[-1] = heading, _meaning(other)
                if other is None and not self._unknown(grid, index, heading, problems):
                    meanings.pop()
            elif column is Role.NOTHING or (column is Role.ROW and id(column) in fields):
                continue
            elif id(column) in fields:
                first = fields[id(column)].heading
                refused = Refused(f"“{heading}”和“{first}”两列的意思相同", "留下一列，或改正列名")
                problems.add(grid.sheet, grid.header, heading, heading, refused, grid.file)
            else:
                fields[id(column)] = self._field(grid, index, heading, column, problems)
        filled = frozenset(
            each.name
            for each in fields.values()
            if each.target == "attribute"
            and (_is_ticked(each.column) or any(cells[each.index] != "" for _, cells in grid.rows))
        )
        return Columns(grid, list(fields.values()), problems, self.given, meanings, filled=filled)

    def _column(self, index: int, heading: str) -> Column | None:
        if index in self.meant:
            return self.meant[index][0]
        return column_of(heading_text(heading), self.vocabulary)

    def _field(self, grid: Grid, index: int, heading: str, column: Column, problems: Problems) -> _Field:
        if index in self.meant:
            target: Target = "role" if isinstance(column, Role) else "attribute"
            read = self.meant[index][1]
            dash = getattr(column, "name", "") != STATE
            return _Field(index, heading, column, target, read, dash_is_nothing=dash)
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
            problems.add(grid.sheet, grid.header, heading, heading, refused, grid.file)
            return _Field(index, heading, column, "evidence", squeezed)
        return _Field(index, heading, column, "foreign", squeezed)

    def attribute_reader(self, attribute: Attribute) -> Reader:
        if attribute.type == "date":
            return lambda raw: read_day(raw, self.years)
        if self.answers is None or not attribute.values:
            return reader(attribute)
        return _asking(reader(attribute), attribute, self.answers)

    def _unknown(self, grid: Grid, index: int, heading: str, problems: Problems) -> bool:
        """Whether anything stands in a column of which nothing is known; it is reported then."""
        if all(is_nothing(cells[index]) for _, cells in grid.rows):
            return False
        letter = _is_letter(heading, index)
        cure = suggestion(heading_text(heading), self.vocabulary) or "删去这一列，或在种类目录里补充同义词"
        what = "这一列没有表头，没有读入" if letter else f"不认识“{heading}”这一列，没有读入"
        ask = (
            None if letter else Question(Section.COLUMN, heading_text(heading), (*sorted(self.own), NOT_READ))
        )
        problems.add(
            grid.sheet, grid.header, heading, heading, Refused(what, cure, "reminder", ask), grid.file
        )
        return True


def _asking(read: Reader, attribute: Attribute, answers: Answers) -> Reader:
    def asked(raw: Cell) -> Value | Refused:
        value = read(raw)
        if not isinstance(value, Refused):
            return value
        question = Question(Section.WORD, f"{attribute.name} {squeezed(raw)[:40]}", tuple(attribute.values))
        return answers.to(question) or replace(value, ask=question)

    return asked


def _meaning(column: Column | None) -> str | None:
    if column is None:
        return None
    if column in (Role.NOTHING, Role.ROW):
        return NOT_READ
    return column.value if isinstance(column, Role) else column.name


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


def _is_ticked(column: Column) -> bool:
    return isinstance(column, Attribute) and column.ticked
