"""One sheet of records, whatever its shape: what it is of, its columns, and its rows as lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from files.answers import NOT_READ, Answers, Question, Section
from files.cell import STATE, Cell, Unreadable, is_nothing, reader, squeezed
from files.cells.day import Years, read_day
from files.cells.header_row import Grid, side_by_side
from files.cells.heading import Role, heading_text
from files.cells.outcome_words import FILED, filing_reader
from files.cells.presence import LISTS, is_clock
from files.cells.row import Columns, Reading, Row
from files.cells.titles import stated_day, stated_title
from files.cells.vocabulary import Vocabulary, answered, column_of, kind_words
from files.problem import Problems, Refused
from files.reading.attendance import Attendance, Found, meetings_of
from files.reading.attributes import Carried
from files.reading.columns import Names, role_readers
from files.reading.line import Line, Lines
from files.reading.noted import ask_about_notes, ask_about_remarks
from files.reading.presence import Stating, marks_of, of_list, stating
from files.reading.sheet_kind import SheetKinds, names_of
from files.reading.swapped_files import is_like_roster
from files.reading.ticked import unticked
from files.reading.who import Roster
from files.understanding import Assumed, ColumnRead, MarkRead, SheetRead
from rules.catalogue import Attribute, Catalogue, Kind

REGISTER, GRID, MEETING = "登记表", "考勤表", "一次会议活动的名单"
_FEW = 3


@dataclass(slots=True)
class Told:
    """What the sheets of a file have told so far.

    `unread` are the forms of which a sheet could not be read: what refers to its records is not told as well.
    `recognised`: a sheet was read as records; `told`: an error said why one was not. `stated` are the
    attributes of which a sheet of each kind has a column.
    """

    unread: set[str] = field(default_factory=set)
    recognised: bool = False
    told: bool = False
    stated: dict[str, set[str]] = field(default_factory=dict)
    sheets: list[SheetRead] = field(default_factory=list)
    statings: list[tuple[SheetRead, Stating]] = field(default_factory=list)


class RecordSheets:
    """Reads sheets of records into lines, one sheet after the other."""

    def __init__(
        self,
        catalogue: Catalogue,
        roster: Roster,
        carried: dict[str, Carried],
        years: Years,
        answers: Answers,
        words: Vocabulary,
        problems: Problems,
    ) -> None:
        self.catalogue = catalogue
        self.roster = roster
        self.carried = carried
        self.years = years
        self.answers = answers
        self.words = words
        self.problems = problems
        self.kind = SheetKinds(catalogue, answers, words)
        self.kinds = self.kind.kinds
        self.lines = Lines(catalogue, carried, roster, answers)
        self.told = Told()
        self.state = catalogue.attributes.get(STATE)

    def years_of(self, grid: Grid) -> Years:
        return Years(self.years.written if grid.year is None else grid.year, self.years.period)

    def read(self, grid: Grid, alone: bool) -> list[Line]:
        """The lines of a sheet; `alone`: the file has no other."""
        kind = self.kind.named(grid)
        vocabulary = self.words if kind is None else self._kind_words(kind)
        lines: list[Line] = []
        for each in side_by_side(grid, vocabulary):
            block = unticked(each, vocabulary)
            found = self._meetings(block, kind)
            if found is not None:
                lines.extend(self._attendance(block, *found))
            elif self.kind.is_of_totals(block):
                self._refuse_totals(block)
            else:
                lines.extend(self._register(block, kind, alone))
        if any(line.kind.form == "occasion" for line in lines):
            ask_about_notes(grid, lines, vocabulary, self.roster, self.problems)
        return lines

    # What a sheet is of.

    def _kind_words(self, kind: Kind) -> Vocabulary:
        return answered(kind_words(self.catalogue, kind), self.answers, self.words)

    def _refuse_totals(self, grid: Grid) -> None:
        self.told.told = True
        question = Question(Section.SHEET, names_of(grid.file, grid.sheet)[0], (NOT_READ,))
        refused = Refused(
            "这是按人合计次数的统计表，没有每一次的日期和名称，不能据此记分",
            "用原来的登记表、考勤表；不用这张表的，在对应表的“表”里写“不读”",
            ask=question,
        )
        self.problems.add(grid.sheet, None, None, "", refused, grid.file)
        self.understood(grid, "按人合计的统计表，不能记分")

    # Attendance grids.

    def _meetings(self, grid: Grid, kind: Kind | None) -> tuple[Found, Columns] | None:
        if self.state is None:
            return None
        kind = kind or self.kind.titled(grid)
        kind = kind if kind and kind.form == "occasion" else None
        years = self.years_of(grid)
        marks = marks_of(grid, self.state, self.answers)
        found = meetings_of(grid, self.words, self.kinds, kind, years, marks)
        if found is None:
            return None
        covered = set(found.columns)
        readers = role_readers(self.roster, years, self.answers)
        meant = dict.fromkeys(covered, (Role.NOTHING, squeezed))
        reading = Reading(
            vocabulary=self.words, own=frozenset(), readers=readers, years=years, what="考勤表", mixed=True,
            others=self.words, meant=meant,
        )  # fmt: skip
        columns = reading.columns(grid, self.problems)
        for at, refused in found.unclear:
            self.problems.add(grid.sheet, grid.header, grid.headings[at], "", refused, grid.file)
        return found, columns

    def _attendance(self, grid: Grid, found: Found, columns: Columns) -> list[Line]:
        if not self._complete(columns, None, numbered=False):
            return []
        rows = [columns.row(number, cells) for number, cells in grid.rows]
        columns.serials = self._serials(rows)
        ask_about_remarks(columns, rows, found.marks)
        people = [self.lines.line(columns, self._any_occasion(), row).people for row in rows]
        attendance = Attendance(columns, found, self.carried, self.answers)
        numbered = zip(grid.rows, people, strict=True)
        listed, _ = of_list(grid, self.answers)
        if isinstance(listed, Refused) and not attendance.away_stated:
            self.problems.add(grid.sheet, grid.header, None, "", listed, grid.file)
            self.understood(grid, GRID, columns)
            return []
        lines = attendance.lines([(number, cells, there) for (number, cells), there in numbered])
        kinds = list(dict.fromkeys(meeting.kind.name for meeting in found.meetings))
        read = self.understood(grid, GRID, columns, kinds)
        read.columns = [
            ColumnRead(heading, self._column_meaning(at, found, meaning))
            for at, (heading, meaning) in enumerate(columns.meanings)
        ]
        counts = found.marks.counts.items()
        read.marks = [MarkRead(mark, meaning, count) for (mark, meaning), count in counts]
        if not isinstance(attendance.blank, Refused):
            read.assumed.append(Assumed(0, str(attendance.blank), f"空格算{attendance.blank}"))
        for kind in kinds:
            self.told.stated.setdefault(kind, set()).update(_stated_in(lines, kind))
        return lines

    def _column_meaning(self, at: int, found: Found, meaning: str | None) -> str | None:
        for meeting in found.meetings:
            if at in meeting.columns:
                return f"{meeting.kind.name} {meeting.day} {meeting.title}"
        return None if at in found.columns else meaning

    def _any_occasion(self) -> Kind:
        return next(kind for kind in self.catalogue.kinds.values() if kind.form == "occasion")

    # Registers: a row a record, a row a person, or a list of one meeting.

    def _register(self, grid: Grid, kind: Kind | None, alone: bool) -> list[Line]:
        at = self.kind.column(grid, kind, alone)
        if at is None:
            kind = kind or self.kind.titled(grid)
            if kind is None:
                self._unknown_sheet(grid, alone)
                return []
            return self._of_kind(grid, kind, grid.rows, mixed=False)
        rows: dict[str, list[tuple[int, list[Cell]]]] = {}
        for at_row, cells in grid.rows:
            raw = cells[at]
            if isinstance(raw, Unreadable):
                named: Kind | Refused = raw.refused
            else:
                named = kind if kind and is_nothing(raw) else self.kind.of_word(squeezed(raw))
            if isinstance(named, Refused):
                self.problems.add(grid.sheet, at_row, grid.headings[at], cells[at], named, grid.file)
            else:
                rows.setdefault(named.name, []).append((at_row, cells))
        lines: list[Line] = []
        self.told.recognised = self.told.recognised or not grid.rows
        self.told.told = True
        for name, of_kind in rows.items():
            lines.extend(self._of_kind(grid, self.catalogue.kinds[name], of_kind, mixed=True))
            columns = self.told.sheets[-1].columns
            columns[at] = ColumnRead(grid.headings[at], Role.KIND.value)
        return lines

    def _unknown_sheet(self, grid: Grid, alone: bool) -> None:
        if alone:
            cure = "把工作表（CSV 是文件）改名为种类，如“提案”；或加一列“种类”"
        else:
            cure = self.kinds.suggestion(squeezed(grid.sheet))
        self.told.told = True
        question = Question(
            Section.SHEET, names_of(grid.file, grid.sheet)[0], (*self.catalogue.kinds, NOT_READ)
        )
        shape = "看不出是什么"
        refused = Refused(f"“{grid.sheet}”不是一种记录，没有读入", cure, ask=question)
        if grid.file and is_like_roster(grid.sheet, grid.headings, self.catalogue):
            # The roster lies in the folder of records.
            shape = "像委员名册，不当作记录"
            refused = Refused("像委员名册，没有当作记录读", f"不是的，{cure}", "question", question)
        else:
            self.told.unread.update(("occasion", "work"))
        self.problems.add(grid.sheet, None, None, "", refused, grid.file)
        self.understood(grid, shape)

    def _of_kind(self, grid: Grid, kind: Kind, rows: list[tuple[int, list[Cell]]], mixed: bool) -> list[Line]:
        years = self.years_of(grid)
        vocabulary = self._kind_words(kind)
        meant, how = self._meant(grid, kind, vocabulary)
        reading = Reading(
            vocabulary=vocabulary,
            own=frozenset(kind.attributes),
            readers=role_readers(self.roster, years, self.answers),
            years=years,
            what=f"“{kind.name}”",
            mixed=mixed,
            others=self.words if mixed else {},
            meant=meant,
            given=self._given(grid, kind, vocabulary, years),
        )
        columns = reading.columns(grid, self.problems)
        shape = MEETING if reading.given else REGISTER
        if not self._complete(columns, (Role.DAY, kind.date)):
            self.told.unread.add(kind.form)
            self.understood(grid, f"{shape}，缺列", columns, [kind.name])
            return []
        read = [columns.row(at_row, cells) for at_row, cells in rows]
        columns.forget()
        columns.serials = self._serials(read)
        # Where several rows tell of one record, one of them may be the only one to say when it was.
        days = {row.roles.get(Role.NUMBER, ""): row.roles[Role.DAY] for row in read if Role.DAY in row.roles}
        days.pop("", None)
        columns.undecided = _undecided(columns, rows)
        called = [row for row in read if not row.uncalled]
        lines = [
            self.lines.line(columns, kind, row, days.get(row.roles.get(Role.NUMBER)), how) for row in called
        ]
        understood = self.understood(grid, shape, columns, [kind.name], len(rows))
        if how is not None:
            self.told.statings.append((understood, how))
        stated = self.told.stated.setdefault(kind.name, set())
        stated.update(name for name in kind.attributes if columns.states(name))
        return lines

    def _meant(
        self, grid: Grid, kind: Kind, vocabulary: Vocabulary
    ) -> tuple[dict[int, tuple[Any, Callable[[Cell], Any]]], Stating | None]:
        """The columns whose meaning their values tell; and how an occasion's sheet says who was there."""
        meant: dict[int, tuple[Any, Callable[[Cell], Any]]] = {}
        how = None
        if kind.form == "occasion" and self.state is not None and STATE in kind.attributes:
            how, meant = stating(
                grid, vocabulary, self.state, self.answers, self.roster.known, kind.attributes
            )
            if any(heading_text(heading) in _LISTED for heading in grid.headings):
                how.why = "出席名单上的按出席"
        columns = [column_of(heading_text(heading), vocabulary) for heading in grid.headings]
        for at, column in enumerate(columns):
            if at in meant:
                continue
            if column is Role.DAY and columns.count(Role.DAY) > 1 and _clock(grid, at):
                meant[at] = (Role.NOTHING, squeezed)
            elif isinstance(column, Attribute) and column.name == FILED and kind.form == "work":
                meant[at] = (column, filing_reader(reader(column), kind.attributes))
            elif heading_text(grid.headings[at]) == "应到" and self.kind.is_numeric(grid, at):
                meant[at] = (Role.NOTHING, squeezed)
        return meant, how

    def _given(self, grid: Grid, kind: Kind, vocabulary: Vocabulary, years: Years) -> dict[Role, Any]:
        """Day and title of a meeting that the lines above its list state."""
        columns = [column_of(heading_text(heading), vocabulary) for heading in grid.headings]
        if kind.form != "occasion" or Role.DAY in columns or Role.KEY in columns:
            return {}
        lines = (*grid.above, grid.sheet, PurePath(grid.file).stem)
        written = stated_day(lines)
        day = read_day(written, years) if written else None
        if day is None or isinstance(day, Refused):
            return {}
        given: dict[Role, Any] = {Role.DAY: day}
        if Role.TITLE not in columns and Role.NUMBER not in columns:
            title = stated_title(lines)
            given[Role.TITLE] = title or kind.name
        return given

    def _serials(self, rows: list[Row]) -> dict[int, str]:
        """The rows' numbers, if they are the roster's: so they are for every name that nobody shares."""
        serials = {row.place.row: squeezed(row.roles[Role.ROW]) for row in rows if Role.ROW in row.roles}
        agreeing = 0
        for row in rows:
            names = row.roles.get(Role.NAMES)
            if not isinstance(names, Names) or len(names.keys) != 1 or row.place.row not in serials:
                continue
            if self.roster.serials.get(serials[row.place.row]) != names.keys[0]:
                return {}
            agreeing += 1
        return serials if agreeing >= _FEW else {}

    def _complete(self, columns: Columns, day: tuple[Role, str] | None, numbered: bool = True) -> bool:
        """Whether the sheet has the columns it must have; says which are missing, and which were found."""
        missing = [day[1]] if day and not columns.has(day[0]) else []
        if numbered and not columns.has(Role.NUMBER, Role.TITLE):
            missing.append("编号”或“题目")
        if not columns.has(
            Role.NAMES, Role.FIRST, Role.MEMBER, Role.ON_LEAVE, Role.ABSENTEES, Role.SITTING_IN
        ):
            missing.append("姓名")
        return self.complete(columns, missing)

    def complete(self, columns: Columns, missing: list[str]) -> bool:
        """Whether nothing is missing; says what is."""
        if missing:
            seen = "、".join(heading for heading in columns.grid.headings if len(heading) > 1)
            refused = Refused(f"缺少“{'”“'.join(missing)}”列，现有的列是：{seen}", "补上，或改正列名")
            self.problems.at(columns.place, missing[0].split("”")[0], "", refused)
            self.told.told = True
        self.told.recognised = self.told.recognised or not missing
        return not missing

    def understood(
        self,
        grid: Grid,
        shape: str,
        columns: Columns | None = None,
        kinds: Sequence[str] = (),
        rows: int | None = None,
    ) -> SheetRead:
        """Notes what a sheet, or its rows of one kind, was taken for."""
        read = SheetRead(grid.file, grid.sheet, shape, list(kinds), len(grid.rows) if rows is None else rows)
        if columns is not None:
            read.columns = [ColumnRead(heading, meaning) for heading, meaning in columns.meanings]
        self.told.sheets.append(read)
        return read


def _undecided(columns: Columns, rows: list[tuple[int, list[Cell]]]) -> frozenset[int]:
    """The rows that leave it blank whether a proposal was filed; a dash says that nobody has decided."""
    at = next((each.index for each in columns.fields if each.name == FILED), None)
    if at is None or not columns.states(FILED):
        return frozenset()
    return frozenset(at_row for at_row, cells in rows if cells[at] == "")


_LISTED = frozenset(heading_text(word) for words in LISTS.values() for word in words)


def _stated_in(lines: list[Line], kind: str) -> set[str]:
    """The attributes that the lines of a kind give."""
    return {name for line in lines if line.kind.name == kind for name in line.part}


def _clock(grid: Grid, at: int) -> bool:
    """Whether a column holds times of day only."""
    filled = [cells[at] for _, cells in grid.rows if not is_nothing(cells[at])]
    return bool(filled) and all(is_clock(cell) for cell in filled)
