"""The attendance grid: members down, meetings across, a mark in each cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from files.answers import Answers, Question, Section
from files.cell import STATE, Cell, squeezed, words
from files.cells.day import Years, read_day
from files.cells.half_days import EXPECTED, SPENT
from files.cells.header_row import Grid
from files.cells.heading import heading_text
from files.cells.kinds import Kinds
from files.cells.presence import ABSENT, LATE, LEAVE, NOT_CALLED, PRESENT, UNCALLED, Marks, Presence, presence
from files.cells.row import Columns
from files.cells.titles import day_in, without_day
from files.cells.vocabulary import Vocabulary, column_of
from files.problem import Place, Refused
from files.reading.attributes import Carried
from files.reading.line import Author, Line
from files.reading.presence import unknown_blank
from rules.catalogue import Kind
from rules.record import Value

_SAMPLE = 30
# Two sessions of a plenary are days apart, two plenaries months.
_SESSION_DAYS = 10
_HALF = dict(zip((PRESENT, LEAVE, ABSENT), SPENT, strict=True))


@dataclass(slots=True)
class Meeting:
    """One occasion of the grid: its columns, of which a plenary has one a half-day."""

    kind: Kind
    day: date
    title: str
    columns: list[int]
    named: bool


@dataclass(slots=True)
class Found:
    """The meetings of a grid, its marks, and the columns of which it is not clear what they are of."""

    marks: Marks
    meetings: list[Meeting] = field(default_factory=list)
    unclear: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def columns(self) -> list[int]:
        return [at for meeting in self.meetings for at in meeting.columns] + [at for at, _ in self.unclear]


def meetings_of(
    grid: Grid, vocabulary: Vocabulary, kinds: Kinds, kind: Kind | None, years: Years, marks: Marks
) -> Found | None:
    """The meetings across a grid; None where its columns are none of meetings.

    `kind` is that of the sheet, for columns whose own headers name none.
    """
    candidates = [
        at
        for at, heading in enumerate(grid.headings)
        if column_of(heading_text(heading), vocabulary) is None and _filled(grid, at)
    ]
    # Under a day even what nobody understands is a mark, to be asked about.
    marked = [at for at in candidates if _marked(grid, at, marks)]
    dated = [at for at in candidates if day_in(_head(grid, at)) or not isinstance(grid.cells[at], str)]
    candidates = [at for at in candidates if at in marked or at in dated] if marked else dated
    if len(dated) < 1 or (len(dated) < 2 and len(candidates) < 2):
        return None
    found = Found(marks)
    for at in candidates:
        meeting = _meeting(grid, at, kinds, kind, years)
        if isinstance(meeting, Refused):
            found.unclear.append((at, meeting))
        else:
            _join(found.meetings, meeting)
    return found


def _head(grid: Grid, at: int) -> str:
    return squeezed(grid.cells[at])


def _filled(grid: Grid, at: int) -> list[Cell]:
    return [cells[at] for _, cells in grid.rows if cells[at] != ""][:_SAMPLE]


def _marked(grid: Grid, at: int, marks: Marks) -> bool:
    """Whether most of what stands in a column are marks of attendance."""
    filled = _filled(grid, at)
    return 2 * sum(marks.is_mark(cell) for cell in filled) > len(filled)


def _meeting(grid: Grid, at: int, kinds: Kinds, kind: Kind | None, years: Years) -> Meeting | Refused:
    head, group = _head(grid, at), grid.groups[at] if grid.groups else ""
    title = without_day(head) if isinstance(grid.cells[at], str) else ""
    written = day_in(head) if isinstance(grid.cells[at], str) else grid.cells[at]
    of_title = kinds.in_title(title) if title else None
    found = of_title or kinds.in_title(group) or kind
    if found is None or found.form != "occasion":
        return Refused(
            f"“{words(grid.cells[at])}”看不出是哪一种会议活动，这一列没有读入",
            "在列名或上面一格写明种类，如“4月20日调研”",
            "question",
        )
    if not written:
        return Refused(
            f"“{words(grid.cells[at])}”没有写日期，这一列没有读入", "在列名里写日期，如“3月15日”", "question"
        )
    day = read_day(written, years)
    if isinstance(day, Refused):
        return day
    named = bool(title) and kinds.by_word.get(title) is None
    return Meeting(found, day, title if named else (group or found.name), [at], named)


def _join(meetings: list[Meeting], meeting: Meeting) -> None:
    """Half-days of one plenary are one occasion; of other kinds every column is one."""
    last = meetings[-1] if meetings else None
    if (
        last is not None
        and last.kind is meeting.kind
        and EXPECTED in meeting.kind.attributes
        and not meeting.named
        and abs((meeting.day - last.day).days) <= _SESSION_DAYS
    ):
        last.columns.extend(meeting.columns)
        last.day = min(last.day, meeting.day)
    else:
        meetings.append(meeting)


class Attendance:
    """Turns the rows of a grid into lines: one a meeting and way of being there, with all their people."""

    def __init__(self, columns: Columns, found: Found, carried: dict[str, Carried], answers: Answers) -> None:
        self.columns = columns
        self.meetings = found.meetings
        self.marks = found.marks
        self.carried = carried
        self.answers = answers
        self._read: dict[Cell, Presence | Refused | None] = {}
        self._groups: dict[tuple[int, tuple[tuple[str, Value], ...]], Line] = {}
        # Whether somebody has a mark of leave or absence.
        self.away_stated = False
        self.blank = self._blank()
        self.marked = 0

    def _blank(self) -> Presence | Refused:
        """What an empty cell means: not called, where those who stayed away have marks of their own."""
        at = [column for meeting in self.meetings for column in meeting.columns]
        cells = {cells[column] for _, cells in self.columns.grid.rows for column in at}
        meanings = self.marks.survey(cells)
        self.away_stated = not meanings.isdisjoint((LEAVE, ABSENT))
        if "" not in cells or self.away_stated:
            return NOT_CALLED
        question = Question(Section.MARK, f"空格（{self.columns.grid.sheet}）", (ABSENT, UNCALLED))
        answer = self.answers.get(Section.MARK, question.subject, "空格")
        if answer is not None:
            return presence(answer) if answer in question.choices else unknown_blank(answer, question)
        message = "表里只有到了的记号，空格看不出是缺席还是没有通知"
        cure = "缺席的打×或写缺，没有通知的写 /；或在对应表的“记号”里写明空格算什么"
        return Refused(message, cure, "question", question)

    def lines(self, rows: Sequence[tuple[int, list[Cell], list[Author]]]) -> list[Line]:
        """The lines of all meetings; `rows` have their people found already."""
        for meeting_at, meeting in enumerate(self.meetings):
            take = self._half_days if EXPECTED in meeting.kind.attributes else self._mark
            for number, cells, people in rows:
                if people:
                    take(meeting_at, meeting, number, cells, people)
        return list(self._groups.values())

    def _mark(
        self, meeting_at: int, meeting: Meeting, number: int, cells: list[Cell], people: list[Author]
    ) -> None:
        found = self._presence(number, cells, meeting.columns[0])
        if found is not None and found.status:
            self._put(meeting_at, meeting, number, tuple(found.attributes().items()), people)

    def _half_days(
        self, meeting_at: int, meeting: Meeting, number: int, cells: list[Cell], people: list[Author]
    ) -> None:
        """Half-days of a plenary, by how they were spent; one that cannot be read leaves the person out."""
        spent: dict[str, int] = defaultdict(int)
        late = False
        for at in meeting.columns:
            found = self._presence(number, cells, at)
            if found is None:
                return
            if found.status in _HALF:
                spent[found.status] += 1
            late = late or found.late
        called = sum(spent.values())
        if not called:
            return
        status = next((status for status in (PRESENT, LEAVE, ABSENT) if spent[status]), PRESENT)
        said: dict[str, Value] = {STATE: status, EXPECTED: called}
        said |= {_HALF[status]: spent[status] for status in (PRESENT, LEAVE, ABSENT)}
        if late:
            said[LATE] = True
        self._put(meeting_at, meeting, number, tuple(said.items()), people)

    def _presence(self, number: int, cells: list[Cell], at: int) -> Presence | None:
        raw = cells[at]
        if raw not in self._read:
            self._read[raw] = self.blank if raw == "" else self.marks.read(raw)
        meant = self._read[raw]
        self.marked += 1
        if isinstance(meant, Refused):
            grid = self.columns.grid
            place = Place(grid.file, grid.sheet, number)
            self.columns.problems.at(place, grid.headings[at], raw, meant)
            return None
        if meant is not None and raw != "":
            self.marks.counts[words(raw), str(meant)] += 1
        return meant

    def _put(
        self,
        meeting_at: int,
        meeting: Meeting,
        number: int,
        said: tuple[tuple[str, Value], ...],
        people: list[Author],
    ) -> None:
        line = self._groups.get((meeting_at, said))
        if line is None:
            grid = self.columns.grid
            own = self.carried[meeting.kind.name].of("part")
            part = self.carried[meeting.kind.name].part_defaults | {
                name: value for name, value in said if name in own
            }
            line = self._groups[meeting_at, said] = Line(
                place=Place(grid.file, grid.sheet, number),
                columns=self.columns,
                kind=meeting.kind,
                day=meeting.day,
                title=meeting.title,
                called=squeezed(meeting.title),
                part=dict(sorted(part.items())),
                generic=not meeting.named,
            )
        line.people.extend(people)
        line.places.update(dict.fromkeys(people, number))
