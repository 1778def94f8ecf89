"""The records of a year, from as many files as the office keeps: occasions, works, outcomes, absences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from files.answers import NOT_READ, Answers, Question, Section
from files.cell import clean, squeezed, words
from files.cells.day import Period, Years
from files.cells.header_row import Grid, find_grid
from files.cells.heading import Role
from files.cells.kinds import is_expected, is_notes, is_outcomes
from files.cells.outcome_words import FILED
from files.cells.row import Columns, Reading
from files.cells.vocabulary import (
    Vocabulary,
    all_words,
    answered,
    expected_words,
    not_understood,
    outcome_words,
)
from files.collector import collector_at_rest
from files.mapping import COLUMNS
from files.problem import Place, Problem, Problems, Refused
from files.reading.attributes import carried
from files.reading.columns import role_readers
from files.reading.expected import Expected
from files.reading.gathering import Candidate, gathered, loose_key, settle
from files.reading.index import Index
from files.reading.line import Line
from files.reading.matter import name_matters
from files.reading.occasion import compare_sessions, take_part
from files.reading.outcome import Outcomes
from files.reading.record_sheet import RecordSheets
from files.reading.sheet_kind import names_of
from files.reading.swapped_files import is_like_records, is_like_roster, is_of_members, swapped
from files.reading.term import remind_of_terms
from files.reading.who import Roster
from files.reading.work import Authors, settle_positions
from files.sheets.sheet import Sheet, read_sheets, remind_of_hidden_rows
from files.understanding import Assumed, MarkRead, SheetRead
from rules.catalogue import Catalogue
from rules.record import Member, Record

# Sheets of the workbook that scoring writes.
_RESULT = frozenset(("排名", "次数", "分数", "得分明细", "理解"))


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """The records of a year's files in the order of their keys, and everything that is wrong with them.

    `unusable`: nothing could be used because of its form (no such file, no readable sheet, no sheet that is
    one of records); a problem of level "error" says why. A header without rows is usable. `sheets` say how
    each sheet was understood, `stated` of which attributes the records of each kind have a column.

    `incomplete` are kind and key of records that somebody, or something of them, may be missing from;
    `left_out` of those that were not read at all, where they have no number with `loose_key` for a key.
    Problems say why.
    """

    records: list[Record]
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False
    sheets: list[SheetRead] = field(default_factory=list, compare=False)
    stated: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    incomplete: frozenset[tuple[str, str]] = frozenset()
    left_out: frozenset[tuple[str, str]] = frozenset()


def read_records(
    paths: Path | Sequence[Path],
    catalogue: Catalogue,
    members: list[Member],
    period: tuple[date, date] | None = None,
    year: int | None = None,
    answers: Answers | None = None,
    serials: Mapping[str, str] | None = None,
    unread: Mapping[str, Place] | None = None,
    today: date | None = None,
    strangers: set[str] | None = None,
) -> RecordsFile:
    """Reads workbooks and CSVs of records as one year; never raises for what they contain.

    `period` (first and last day) tells which year a date without one means, and which dates are a question;
    `year` is the year of such dates where the sheet itself names none. `answers` are what the office has told
    about its files, `serials` the numbers of the roster's rows, `unread` the names and numbers in rows of it
    that were not read; what is dated after `today` has not happened yet. `strangers` collects the names that
    only former years know (`who.Roster`). The result does not depend on the order of rows, sheets and files.
    """
    paths = [paths] if isinstance(paths, Path) else list(paths)
    problems = Problems()
    roster = Roster(members, catalogue, serials, unread, strangers)
    years = Years(year, Period(*period) if period else None)
    reader = _Reader(catalogue, roster, years, answers or Answers(), problems)
    with collector_at_rest():
        for path in paths:
            problems.file = path.name if len(paths) > 1 else ""
            reader.file(path)
        problems.file = ""
        records = reader.finish(today)
    told = reader.sheets.told
    if told.recognised or (len(paths) > 1 and any(each.shape == NOT_READ for each in told.sheets)):
        return RecordsFile(
            records=records,
            problems=problems.sorted(),
            sheets=reader.understood(),
            stated={kind: frozenset(names) for kind, names in told.stated.items()},
            incomplete=reader.incomplete,
            left_out=reader.left_out,
        )
    if reader.like_roster:
        return RecordsFile([], swapped(paths[0], "委员名册"), unusable=True)
    if not told.told:
        refused = Refused("文件里没有一张认得出是记录的工作表", "每种记录一张工作表，以种类命名，可用模板")
        problems.add("", None, None, paths[0].name if paths else "", refused)
    return RecordsFile([], problems.sorted(), unusable=True, sheets=reader.understood())


def _remind_of_days_to_come(candidates: Iterable[Candidate], today: date) -> None:
    for candidate in candidates:
        if candidate.day is not None and candidate.day > today and not candidate.broken:
            refused = Refused("这一天还没有到，照样计入", "核对日期", "reminder")
            candidate.lines[0].refuse(Role.DAY, str(candidate.day), refused)


def _of_ours(sheets: Sequence[Sheet]) -> str:
    """What a workbook that Luzhi has written is, so that one left in the office's folder is not read."""
    names = {sheet.name for sheet in sheets}
    if names >= _RESULT:
        return "记分的结果，不读"
    if sheets and all(tuple(map(clean, sheet.rows[0])) == COLUMNS for sheet in sheets):
        return "待答，不读"
    return ""


class _Reader:
    def __init__(
        self, catalogue: Catalogue, roster: Roster, years: Years, answers: Answers, problems: Problems
    ) -> None:
        self.catalogue = catalogue
        self.problems = problems
        self.answers = answers
        self.roster = roster
        self.carried = carried(catalogue)
        known = all_words(catalogue)
        self.words = answered(known, answers, known)
        for refused in not_understood(answers, known):
            problems.add("", None, None, "", refused)
        self.sheets = RecordSheets(catalogue, self.roster, self.carried, years, answers, self.words, problems)
        # Whether a sheet is one of members: told if nothing else is found.
        self.like_roster = False
        self._lines: list[Line] = []
        self._outcomes: list[Grid] = []
        self._expected: list[Grid] = []
        self._seen: dict[int, tuple[str, str]] = {}
        self.incomplete: frozenset[tuple[str, str]] = frozenset()
        self.left_out: frozenset[tuple[str, str]] = frozenset()

    def file(self, path: Path) -> None:
        """Reads the sheets of one file; what they tell of others waits for `finish`."""
        name = self.problems.file
        if self.answers.get(Section.SHEET, path.stem) == NOT_READ:
            self.sheets.told.sheets.append(SheetRead(path.name, "", NOT_READ))
            return
        before = len(self.problems)
        sheets = [replace(sheet, file=name) for sheet in read_sheets(path, self.problems) if sheet.rows]
        if not sheets and len(self.problems) == before:
            self.problems.add("", None, None, path.name, Refused("文件里没有内容", "填好再导入"))
        self.sheets.told.told = self.sheets.told.told or not sheets
        if ours := _of_ours(sheets):
            self.sheets.told.sheets.append(SheetRead(path.name, "", ours))
            return
        for sheet in sheets:
            self._sheet(sheet, alone=len(sheets) == 1)
            # The lines know their headers; the cells of a large file would be kept with them for nothing.
            sheet.rows.clear()

    def _sheet(self, sheet: Sheet, alone: bool) -> None:
        if is_notes(sheet.name) or not self._visible(sheet) or self._repeated(sheet):
            return
        if is_of_members(sheet.name) and not is_like_records(sheet, self.catalogue):
            # One workbook may hold both; if it holds members only, that is told in the end.
            self.like_roster = True
            return
        if self._told(sheet):
            return
        grid = find_grid(sheet, self.words)
        if grid is not None:
            remind_of_hidden_rows(sheet, self.problems)
        headings = grid.headings if grid else ()
        if not self.sheets.told.recognised and is_like_roster(sheet.name, headings, self.catalogue):
            self.like_roster = True
        if grid is None:
            self._no_header(sheet)
        elif is_outcomes(sheet.name):
            self._outcomes.append(grid)
        elif is_expected(sheet.name):
            self._expected.append(grid)
        else:
            self._lines.extend(self.sheets.read(grid, alone))
            grid.rows.clear()

    def _told(self, sheet: Sheet) -> bool:
        """Whether the office has told not to read the sheet, or told nothing that can be understood."""
        names, kinds = names_of(sheet.file, sheet.name), self.sheets.kinds.by_word
        answer = self.answers.get(Section.SHEET, *names)
        if answer is None or answer in kinds:
            return False
        self.sheets.told.sheets.append(SheetRead(sheet.file, sheet.name, NOT_READ, rows=len(sheet.rows)))
        if answer != NOT_READ:
            question = Question(Section.SHEET, names[0], (*self.catalogue.kinds, NOT_READ))
            refused = Refused(f"这张表写作“{answer}”，没有这一项", "写一个种类，或“不读”", ask=question)
            self.problems.add(sheet.name, None, None, "", refused, sheet.file)
            self.sheets.told.told = True
        return True

    def _repeated(self, sheet: Sheet) -> bool:
        """Whether another file holds the very same sheet: an office saves a list in two formats."""
        if not sheet.file:
            return False
        content = hash((sheet.name, tuple(map(tuple, sheet.rows))))
        first = self._seen.setdefault(content, (sheet.file, sheet.name))
        if first[0] == sheet.file:
            return False
        refused = Refused(
            f"与 {first[0]} 的工作表“{first[1]}”完全相同，只读一次", "删去其中一个文件", "reminder"
        )
        self.problems.add(sheet.name, None, None, "", refused, sheet.file)
        self.sheets.told.sheets.append(SheetRead(sheet.file, sheet.name, f"与 {first[0]} 相同，不读"))
        return True

    def finish(self, today: date | None) -> list[Record]:
        """The records of all files."""
        settle_positions(self._lines, self.catalogue)
        candidates = gathered(self._lines, self.carried)
        self._add_expected(candidates)
        self._settle(candidates)
        if today is not None:
            _remind_of_days_to_come(candidates, today)
        self.sheets.lines.unread.tell()
        self._doubt(candidates)
        done = [candidate.record() for candidate in candidates if not candidate.broken]
        return sorted(done, key=lambda record: (record.key, record.kind))

    def _doubt(self, candidates: list[Candidate]) -> None:
        """Says which records lack something: those with a row in doubt, or all where it may be any's."""
        open_ones = {(one.file, one.sheet, one.row) for one in self.problems if one.level != "reminder"}
        if not open_ones:
            return
        doubtful: set[int] = set()
        placed: set[tuple[str, str, int | None]] = set()
        for candidate in candidates:
            for line in candidate.lines:
                places = {
                    (line.place.file, line.place.sheet, row)
                    for row in (line.place.row, *line.places.values())
                }
                placed |= places
                if line.broken or line.unknown or not places.isdisjoint(open_ones):
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

    def understood(self) -> list[SheetRead]:
        """How every sheet was understood, with what was left out of it."""
        told = self.sheets.told
        for read, stating in told.statings:
            counts = sorted(stating.marks.counts.items())
            read.marks = [MarkRead(mark, meaning, count) for (mark, meaning), count in counts]
            read.assumed = [Assumed(count, meaning, stating.why) for meaning, count in stating.taken.items()]
        left_out: dict[tuple[str, str], set[int]] = {}
        for problem in self.problems:
            if problem.level != "reminder" and problem.row is not None:
                left_out.setdefault((problem.file, problem.sheet), set()).add(problem.row)
        merged: dict[tuple[str, str, str], SheetRead] = {}
        for read in told.sheets:
            first = merged.setdefault((read.file, read.sheet, read.shape), read)
            if first is not read:
                first.join(read)
        for read in merged.values():
            read.left_out = len(left_out.get((read.file, read.sheet), ()))
        return list(merged.values())

    def _visible(self, sheet: Sheet) -> bool:
        if sheet.hidden and (
            self.sheets.kinds.of_sheet(sheet.name) or is_outcomes(sheet.name) or is_expected(sheet.name)
        ):
            refused = Refused("工作表是隐藏的，没有读入", "取消隐藏；不要的删去", "question")
            self.problems.add(sheet.name, None, None, "", refused, sheet.file)
        return not sheet.hidden

    def _no_header(self, sheet: Sheet) -> None:
        kinds = self.sheets.kinds
        names = names_of(sheet.file, sheet.name)
        kind = kinds.by_word.get(self.answers.get(Section.SHEET, *names) or "") or kinds.of_sheet(sheet.name)
        if kind or is_outcomes(sheet.name) or is_expected(sheet.name):
            self.sheets.told.unread.update({kind.form} if kind else ())
            self.sheets.told.told = True
            refused = Refused("找不到表头", "表头里要有“编号”“日期”“题目”“姓名”等列，可用模板")
        else:
            cure = f"不是记录的，改名为“说明”；是记录的，{kinds.suggestion(squeezed(sheet.name))}"
            question = Question(Section.SHEET, names[0], (*self.catalogue.kinds, NOT_READ))
            refused = Refused("工作表不是记录，没有读入", cure, "question", question)
        self.problems.add(sheet.name, None, None, "", refused, sheet.file)

    def _add_expected(self, candidates: list[Candidate]) -> None:
        if not self._expected:
            return
        incomplete = "occasion" in self.sheets.told.unread
        occasions = Index((d for d in candidates if d.kind.form == "occasion"), incomplete)
        reader = Expected(self.sheets.kinds, self.sheets.lines, occasions)
        for grid in self._expected:
            columns = self._columns(grid, expected_words(self.catalogue), "participation")
            if self._complete(columns, None, people=True):
                for number, cells in grid.rows:
                    reader.row(columns, columns.row(number, cells))
        reader.give()

    def _columns(self, grid: Grid, vocabulary: Vocabulary, owner: str) -> Columns:
        years = self.sheets.years_of(grid)
        own = frozenset(a.name for a in self.catalogue.attributes.values() if owner in a.of)
        readers = role_readers(self.roster, years, self.answers)
        if owner == "outcome":
            # Whoever is named beside an outcome is named in the work; only that counts.
            readers.update(dict.fromkeys((Role.NAMES, Role.FIRST, Role.OTHERS), words))
        columns = Reading(vocabulary, own, readers, years, f"“{grid.sheet}”").columns(grid, self.problems)
        self.sheets.understood(grid, grid.sheet, columns)
        return columns

    def _complete(self, columns: Columns, day: tuple[Role, str] | None, people: bool) -> bool:
        missing = [day[1]] if day and not columns.has(day[0]) else []
        if not columns.has(Role.NUMBER, Role.TITLE):
            missing.append("编号”或“题目")
        if people and not columns.has(Role.NAMES, Role.FIRST, Role.MEMBER):
            missing.append("姓名")
        return self.sheets.complete(columns, missing)

    def _ask_whether_filed(self, candidate: Candidate) -> None:
        """Asks of a work of which the cell is blank where others are filed or not; read as neither."""
        if FILED in candidate.attributes:
            return
        blank = [line for line in candidate.lines if line.place.row in line.columns.undecided]
        if len(blank) < len(candidate.lines):
            return
        question = Question(Section.DEFAULT, f"空着的{FILED}", ("是", "否"))
        answer = self.answers.to(question)
        if answer is not None:
            candidate.attributes[FILED] = answer == "是"
            return
        message = f"“{FILED}”空着，看不出立案没有，现在不算立案"
        cure = "填是或否；还没有决定的填“—”；空着的都是一样的，在对应表的“缺省”里写一次"
        blank[0].refuse(FILED, "", Refused(message, cure, "question", question))

    def _settle(self, candidates: list[Candidate]) -> None:
        authors = Authors(self.carried, self.roster)
        for candidate in candidates:
            settle(candidate, self.carried[candidate.kind.name])
            if candidate.broken:
                continue
            if candidate.kind.form == "occasion":
                take_part(candidate, self.roster, self.answers)
            else:
                self._ask_whether_filed(candidate)
                authors.sign(candidate)
            if self.roster.limited:
                remind_of_terms(candidate, self.roster)
        compare_sessions(candidates, self.roster, self.answers)
        works = [candidate for candidate in candidates if candidate.kind.form == "work"]
        outcomes = Outcomes(
            self.answers, self.carried, self.sheets.kinds, Index(works, "work" in self.sheets.told.unread)
        )
        for grid in self._outcomes:
            columns = self._columns(grid, outcome_words(self.catalogue), "outcome")
            if self._complete(columns, (Role.OUTCOME_DAY, "日期"), people=False):
                for number, cells in grid.rows:
                    outcomes.row(columns, columns.row(number, cells))
        for candidate in works:
            for line in candidate.lines:
                outcomes.beside(candidate, line)
            outcomes.give(candidate)
        name_matters(candidates, self.sheets.kinds, bool(self.sheets.told.unread))
