"""The records' workbook: occasions, works, their outcomes, and those expected who did not come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from files.cell import Cell, is_nothing, squeezed, words
from files.cells.day import Period, Years
from files.cells.header_row import Grid, find_grid
from files.cells.heading import Role, heading_text
from files.cells.kinds import Kinds, is_expected, is_notes, is_outcomes
from files.cells.row import Columns, Reading
from files.cells.vocabulary import (
    Vocabulary,
    all_words,
    column_of,
    expected_words,
    kind_column_words,
    kind_words,
    outcome_words,
)
from files.collector import collector_at_rest
from files.problem import Place, Problem, Problems, Refused
from files.reading.attributes import carried
from files.reading.expected import Expected
from files.reading.gathering import Candidate, gathered, settle
from files.reading.index import Index
from files.reading.line import Line, Lines, role_readers
from files.reading.matter import name_matters
from files.reading.occasion import take_part
from files.reading.outcome import Outcomes
from files.reading.swapped_files import is_like_records, is_like_roster, is_of_members, swapped
from files.reading.term import remind_of_terms
from files.reading.who import Roster
from files.reading.work import Authors, settle_positions
from files.sheets.sheet import Sheet, read_sheets
from rules.catalogue import Catalogue, Kind
from rules.record import Member, Record


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """The records of a file in the order of their keys, and everything that is wrong with it.

    `unusable`: nothing of it could be used because of its form (no such file, no readable sheet, no sheet
    that is one of records); a problem of level "error" says why. A header without rows is usable.

    `incomplete` are kind and key of records that somebody, or something of them, may be missing from;
    `left_out` of those that were not read at all, where they have no number with `loose_key` for a key.
    Problems say why.
    """

    records: list[Record]
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False
    incomplete: frozenset[tuple[str, str]] = frozenset()
    left_out: frozenset[tuple[str, str]] = frozenset()


def read_records(
    path: Path,
    catalogue: Catalogue,
    members: list[Member],
    period: tuple[date, date] | None = None,
    year: int | None = None,
    unread: Mapping[str, Place] | None = None,
) -> RecordsFile:
    """Reads a workbook or CSV of records; never raises for what a file contains.

    `period` (first and last day) tells which year a date without one means, and which dates are a question;
    `year` is the year of such dates where the sheet itself names none; `unread` are the names and numbers in
    rows of the roster that were not read. The result does not depend on the
    order of rows and sheets.
    """
    problems = Problems()
    sheets = [sheet for sheet in read_sheets(path, problems) if sheet.rows]
    if not sheets:
        if not problems.sorted():
            problems.add("", None, None, path.name, Refused("文件里没有内容", "填好再导入"))
        return RecordsFile([], problems.sorted(), unusable=True)
    roster = Roster(members, catalogue, unread)
    reader = _Reader(catalogue, roster, Years(year, Period(*period) if period else None), problems)
    with collector_at_rest():
        records = reader.read(sheets)
    if reader.recognised:
        return RecordsFile(records, problems.sorted(), incomplete=reader.incomplete, left_out=reader.left_out)
    if reader.like_roster:
        return RecordsFile([], swapped(path, "委员名册"), unusable=True)
    if not reader.told:
        refused = Refused("文件里没有一张认得出是记录的工作表", "每种记录一张工作表，以种类命名，可用模板")
        problems.add("", None, None, path.name, refused)
    return RecordsFile([], problems.sorted(), unusable=True)


def loose_key(kind: str, day: date | None, title: str) -> str:
    """What all natural keys of a kind, day and title begin with."""
    return f"{kind} {day} {squeezed(title)}"


class _Reader:
    def __init__(self, catalogue: Catalogue, roster: Roster, years: Years, problems: Problems) -> None:
        self.catalogue = catalogue
        self.years = years
        self.problems = problems
        self.kinds = Kinds(catalogue)
        self.roster = roster
        self.carried = carried(catalogue)
        self.lines = Lines(self.carried, self.roster)
        self.words = all_words(catalogue)
        # The forms of which a sheet could not be read: what refers to its records is not told as well.
        self.unread: set[str] = set()
        # Whether any sheet was read as records; if none: whether an error said why, whether one is a roster.
        self.recognised = self.told = self.like_roster = False
        self.incomplete: frozenset[tuple[str, str]] = frozenset()
        self.left_out: frozenset[tuple[str, str]] = frozenset()

    def read(self, sheets: list[Sheet]) -> list[Record]:
        lines: list[Line] = []
        outcomes: list[Grid] = []
        expected: list[Grid] = []
        for sheet in sheets:
            if is_notes(sheet.name) or not self._visible(sheet):
                continue
            if is_of_members(sheet.name) and not is_like_records(sheet, self.catalogue):
                # One workbook may hold both; if it holds members only, that is told in the end.
                self.like_roster = True
                continue
            grid = find_grid(sheet, self.words)
            headings = grid.headings if grid else ()
            if not self.recognised and is_like_roster(sheet.name, headings, self.catalogue):
                self.like_roster = True
            if grid is None:
                self._no_header(sheet)
            elif is_outcomes(sheet.name):
                outcomes.append(grid)
            elif is_expected(sheet.name):
                expected.append(grid)
            else:
                lines.extend(self._records(grid, len(sheets)))
                # The lines know their headers; the cells of a large file would be kept with them for nothing.
                grid.rows.clear()
            sheet.rows.clear()
        settle_positions(lines, self.catalogue)
        candidates = gathered(lines, self.carried)
        self._add_expected(candidates, expected)
        self._finish(candidates, outcomes)
        self.lines.tell_unread()
        self._doubt(candidates)
        done = [candidate.record() for candidate in candidates if not candidate.broken]
        return sorted(done, key=lambda record: (record.key, record.kind))

    def _doubt(self, candidates: list[Candidate]) -> None:
        """Says which records lack something: those with a row in doubt, or all where it may be any's."""
        open_ones = {(one.sheet, one.row) for one in self.problems if one.level != "reminder"}
        if not open_ones:
            return
        doubtful: set[int] = set()
        placed: set[tuple[str, int | None]] = set()
        for candidate in candidates:
            for line in candidate.lines:
                place = line.place.sheet, line.place.row
                placed.add(place)
                if line.broken or line.unknown or place in open_ones:
                    doubtful.add(id(candidate))
        nowhere = open_ones - placed
        self.incomplete = frozenset(
            (one.kind.name, one.key)
            for one in candidates
            if not one.broken and (nowhere or id(one) in doubtful)
        )
        self.left_out = frozenset(
            (one.kind.name, one.number or loose_key(one.kind.name, line.day, line.title))
            for one in candidates
            if one.broken
            for line in one.lines
        )

    def _visible(self, sheet: Sheet) -> bool:
        if sheet.hidden and (
            self.kinds.of_sheet(sheet.name) or is_outcomes(sheet.name) or is_expected(sheet.name)
        ):
            refused = Refused("工作表是隐藏的，没有读入", "取消隐藏；不要的删去", "question")
            self.problems.add(sheet.name, None, None, "", refused)
        return not sheet.hidden

    def _no_header(self, sheet: Sheet) -> None:
        kind = self.kinds.of_sheet(sheet.name)
        if kind or is_outcomes(sheet.name) or is_expected(sheet.name):
            self.unread.update({kind.form} if kind else ())
            self.told = True
            refused = Refused("找不到表头", "表头里要有“编号”“日期”“题目”“姓名”等列，可用模板")
        else:
            cure = f"不是记录的，改名为“说明”；是记录的，{self.kinds.suggestion(squeezed(sheet.name))}"
            refused = Refused("工作表不是记录，没有读入", cure, "question")
        self.problems.add(sheet.name, None, None, "", refused)

    def _years(self, grid: Grid) -> Years:
        return Years(self.years.written if grid.year is None else grid.year, self.years.period)

    def _records(self, grid: Grid, sheets: int) -> list[Line]:
        """The lines of a sheet of records; its rows are of the sheet's kind, or of the one each row names."""
        kind = self.kinds.of_sheet(grid.sheet)
        headers = kind_column_words(loose=kind is None)
        at = next((i for i, h in enumerate(grid.headings) if column_of(heading_text(h), headers)), None)
        if at is None:
            if kind is None:
                self._unknown_sheet(grid, sheets)
                return []
            return self._of_kind(grid, kind, grid.rows, mixed=False)
        rows: dict[str, list[tuple[int, list[Cell]]]] = {}
        for number, cells in grid.rows:
            named = kind if kind and is_nothing(cells[at]) else self.kinds.of_cell(squeezed(cells[at]))
            if isinstance(named, Refused):
                self.problems.add(grid.sheet, number, grid.headings[at], cells[at], named)
            else:
                rows.setdefault(named.name, []).append((number, cells))
        lines: list[Line] = []
        self.recognised = self.recognised or not grid.rows
        self.told = True
        for name, of_kind in rows.items():
            lines.extend(self._of_kind(grid, self.catalogue.kinds[name], of_kind, mixed=True))
        return lines

    def _unknown_sheet(self, grid: Grid, sheets: int) -> None:
        if sheets == 1:
            cure = "把工作表（CSV 是文件）改名为种类，如“提案”；或加一列“种类”"
        else:
            cure = self.kinds.suggestion(squeezed(grid.sheet))
        self.unread.update(("occasion", "work"))
        self.told = True
        refused = Refused(f"“{grid.sheet}”不是一种记录，没有读入", cure)
        self.problems.add(grid.sheet, None, None, "", refused)

    def _of_kind(self, grid: Grid, kind: Kind, rows: list[tuple[int, list[Cell]]], mixed: bool) -> list[Line]:
        years = self._years(grid)
        own = frozenset(kind.attributes)
        vocabulary = kind_words(self.catalogue, kind)
        readers = role_readers(self.roster, years)
        reading = Reading(
            vocabulary=vocabulary,
            own=own,
            readers=readers,
            years=years,
            what=f"“{kind.name}”",
            mixed=mixed,
            others=self.words if mixed else {},
        )
        columns = reading.columns(grid, self.problems)
        if not self._complete(columns, (Role.DAY, kind.date), people=True):
            self.unread.add(kind.form)
            return []
        read = [columns.row(number, cells) for number, cells in rows]
        columns.forget()
        # Where several rows tell of one record, one of them may be the only one to say when it was.
        days = {row.roles.get(Role.NUMBER, ""): row.roles[Role.DAY] for row in read if Role.DAY in row.roles}
        days.pop("", None)
        return [self.lines.line(columns, kind, row, days.get(row.roles.get(Role.NUMBER))) for row in read]

    def _complete(self, columns: Columns, day: tuple[Role, str] | None, people: bool) -> bool:
        """Whether the sheet has the columns it must have; says which are missing, and which were found."""
        missing = [day[1]] if day and not columns.has(day[0]) else []
        if not columns.has(Role.NUMBER, Role.TITLE):
            missing.append("编号”或“题目")
        if people and not columns.has(Role.NAMES, Role.FIRST, Role.MEMBER):
            missing.append("姓名")
        if missing:
            seen = "、".join(heading for heading in columns.grid.headings if len(heading) > 1)
            refused = Refused(f"缺少“{'”“'.join(missing)}”列，现有的列是：{seen}", "补上，或改正列名")
            self.problems.at(columns.place, missing[0].split("”")[0], "", refused)
            self.told = True
        self.recognised = self.recognised or not missing
        return not missing

    def _add_expected(self, candidates: list[Candidate], grids: list[Grid]) -> None:
        if not grids:
            return
        occasions = Index((d for d in candidates if d.kind.form == "occasion"), "occasion" in self.unread)
        reader = Expected(self.kinds, self.lines, occasions)
        for grid in grids:
            columns = self._columns(grid, expected_words(self.catalogue), "participation")
            if self._complete(columns, None, people=True):
                for number, cells in grid.rows:
                    reader.row(columns, columns.row(number, cells))
        reader.give()

    def _columns(self, grid: Grid, vocabulary: Vocabulary, owner: str) -> Columns:
        years = self._years(grid)
        own = frozenset(a.name for a in self.catalogue.attributes.values() if owner in a.of)
        readers = role_readers(self.roster, years)
        if owner == "outcome":
            # Whoever is named beside an outcome is named in the work; only that counts.
            readers.update(dict.fromkeys((Role.NAMES, Role.FIRST, Role.OTHERS), words))
        return Reading(vocabulary, own, readers, years, f"“{grid.sheet}”").columns(grid, self.problems)

    def _finish(self, candidates: list[Candidate], grids: list[Grid]) -> None:
        authors = Authors(self.carried, self.roster)
        for candidate in candidates:
            settle(candidate, self.carried[candidate.kind.name])
            if candidate.broken:
                continue
            if candidate.kind.form == "occasion":
                take_part(candidate, self.roster)
            else:
                authors.sign(candidate)
            if self.roster.limited:
                remind_of_terms(candidate, self.roster)
        works = [candidate for candidate in candidates if candidate.kind.form == "work"]
        outcomes = Outcomes(self.carried, self.kinds, Index(works, "work" in self.unread))
        for grid in grids:
            columns = self._columns(grid, outcome_words(self.catalogue), "outcome")
            if self._complete(columns, (Role.OUTCOME_DAY, "日期"), people=False):
                for number, cells in grid.rows:
                    outcomes.row(columns, columns.row(number, cells))
        for candidate in works:
            for line in candidate.lines:
                outcomes.beside(candidate, line)
            outcomes.give(candidate)
        name_matters(candidates, self.kinds, bool(self.unread))
