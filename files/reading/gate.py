"""The list that a gate or a chat group gives of one occasion: who was there, from when to when.

Somebody may stand in several rows, of coming in and going out; the first moment is when they came, the last
when they left. Whether that was late is asked of the hours of the occasion, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from files.answers import Answers
from files.cell import STATE, Cell, clean, identifier, is_nothing, name_text
from files.cells.header_row import Grid, find_grid
from files.cells.heading import Role, heading_text
from files.cells.names import split_names
from files.cells.presence import PRESENT, Marks, Presence
from files.cells.vocabulary import Vocabulary, all_words, answered, column_of, kind_words
from files.problem import Problem, Problems, Refused, masked
from files.reading.pasted import Found, Named
from files.reading.who import Evidence, Outsider, Roster, evidence_of
from files.sheets.sheet import read_sheets
from rules.catalogue import Attribute, Catalogue, Kind
from rules.record import Member

_WHERE = "打卡|签到|签退|刷卡|刷脸|通行|识别|入场|离场|进场|出场|进入|离开|到达|进门|出门|过闸|考勤"
_TIMED = re.compile(rf"(?:最早|最晚|首次|末次|(?:上班|下班)\d?)?(?:{_WHERE})+(?:打卡)?(?:时间|时刻)")
_MOMENT = re.compile(
    r"(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)?[\sT]*(?:(\d{1,2})[::时](\d{1,2})分?(?::\d{2})?)?"
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when an occasion was; None: nobody has said."""

    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class GateList:
    """Those in the list in the order of their first rows, how many rows were of another day, and what is
    wrong with the file. `open`: it has moments but nobody said when the occasion began.
    """

    named: list[Named]
    elsewhere: int
    problems: list[Problem]
    open: bool


@dataclass(slots=True)
class _Seen:
    """What the rows of one person say together."""

    line: int
    written: str
    found: Member | Outsider | Refused
    name: str
    moments: list[time] = field(default_factory=list)
    states: set[Presence] = field(default_factory=set)
    unclear: Refused | None = None


def read_gate(
    path: Path, catalogue: Catalogue, kind: Kind, roster: Roster, day: date, hours: Hours, answers: Answers
) -> GateList:
    """Reads the list of one occasion of a kind on a day; never raises for what the file contains."""
    problems = Problems()
    vocabulary = answered(kind_words(catalogue, kind), answers, all_words(catalogue))
    seen: dict[object, _Seen] = {}
    elsewhere, grids = 0, 0
    for sheet in read_sheets(path, problems):
        grid = find_grid(sheet, vocabulary, 1)
        if grid is None or Role.NAMES not in _columns(grid, vocabulary).values():
            continue
        grids += 1
        reader = _Rows(grid, vocabulary, Marks(catalogue.attributes[STATE], answers), roster, day)
        for row in reader.rows():
            if row is None:
                elsewhere += 1
                continue
            who = row.found.key if isinstance(row.found, Member) else (row.name, row.line)
            known = seen.setdefault(who, row)
            if known is not row:
                known.moments += row.moments
                known.states |= row.states
                known.unclear = known.unclear or row.unclear
    if not grids and not problems.sorted():
        problems.add("", None, None, "", Refused("没有找到写着姓名的表", "表头写“姓名”"))
    is_open = hours.begins is None and any(one.moments and not one.states for one in seen.values())
    named = [_named(one, hours) for one in seen.values()]
    return GateList(named, elsewhere, problems.sorted(), is_open)


def _columns(grid: Grid, vocabulary: Vocabulary) -> dict[int, object]:
    """What each column means: a moment (`time`), a role, an attribute."""
    found: dict[int, object] = {}
    for at, heading in enumerate(grid.headings):
        text = heading_text(heading)
        meant = time if _TIMED.fullmatch(text) else column_of(text, vocabulary)
        if meant is not None and (meant is time or meant not in found.values()):
            found[at] = meant
    return found


@dataclass(slots=True)
class _Said:
    """What one row says."""

    name: str = ""
    number: str = ""
    days: set[date] = field(default_factory=set)
    moments: list[time] = field(default_factory=list)
    states: set[Presence] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    unclear: Refused | None = None

    def take(self, meant: object, raw: Cell, marks: Marks) -> None:
        """Takes a cell of a column that means this."""
        if meant is time or meant is Role.DAY:
            day, moment = _moment(raw)
            self.days |= {day} if day else set()
            self.moments += [moment] if moment and meant is time else []
        elif meant is Role.NAMES:
            self.name = clean(raw)
        elif meant is Role.MEMBER:
            self.number = identifier(clean(raw))
        elif _states(meant):
            read = marks.read(raw)
            if isinstance(read, Refused):
                self.unclear = read
            else:
                self.states.add(read)
        elif isinstance(meant, Attribute) and "member" in meant.of and meant.type == "label":
            self.told[meant.name] = clean(raw)


class _Rows:
    """The rows of one table."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary, marks: Marks, roster: Roster, day: date) -> None:
        self.grid = grid
        self.columns = _columns(grid, vocabulary)
        self.marks = marks
        self.roster = roster
        self.day = day
        marks.survey(
            cells[at] for _, cells in grid.rows for at, meant in self.columns.items() if _states(meant)
        )

    def rows(self) -> Iterator[_Seen | None]:
        """What each row says; None of a row of another day."""
        for number, cells in self.grid.rows:
            said = _Said()
            for at, meant in self.columns.items():
                if not is_nothing(cells[at]):
                    said.take(meant, cells[at], self.marks)
            if said.days and self.day not in said.days:
                yield None
            elif said.name:
                found = self._who(said.name, evidence_of(said.number, "", said.told))
                yield _Seen(
                    line=number,
                    written=said.name,
                    found=found,
                    name=name_text(said.name),
                    moments=said.moments,
                    states=said.states,
                    unclear=said.unclear,
                )

    def _who(self, name: str, evidence: Evidence) -> Member | Outsider | Refused:
        persons = split_names(name, self.roster.known)
        if isinstance(persons, Refused):
            return persons
        if len(persons) != 1:
            return Refused("一格里有几个姓名", "每人一行", "question")
        (person,) = persons
        alone = self.roster.find(person, self.day)
        # What stands beside a name is asked where the name alone does not tell: a gate's units are its own.
        if isinstance(alone, Refused) and alone.level == "question" and evidence:
            told = self.roster.find(person, self.day, evidence)
            return alone if isinstance(told, Refused) else told
        return alone


def _states(meant: object) -> bool:
    return isinstance(meant, Attribute) and meant.name == STATE


def _moment(raw: Cell) -> tuple[date | None, time | None]:
    """Day and time of a cell, as far as it says them."""
    if isinstance(raw, datetime):
        return raw.date(), raw.time() if raw.time() != time() else None
    if isinstance(raw, date):
        return raw, None
    if isinstance(raw, time):
        return None, raw
    found = _MOMENT.fullmatch(clean(raw)) if isinstance(raw, str) else None
    if found is None:
        return None, None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found[1] else None
        return day, time(int(found[4]), int(found[5])) if found[4] else None
    except ValueError:
        return None, None


def _named(seen: _Seen, hours: Hours) -> Named:
    written = masked(seen.written)[:_LONGEST]
    if isinstance(seen.found, Outsider):
        return Named(seen.line, written, Found.OUTSIDE, message="不是委员的，不录入")
    presence = seen.unclear or _presence(seen, hours)
    if isinstance(presence, Refused):
        return Named(
            seen.line, written, Found.UNCLEAR, message=masked(f"{presence.message}：{presence.suggestion}")
        )
    if isinstance(seen.found, Member):
        return Named(seen.line, written, Found.FOUND, seen.found, presence.attributes())
    message = masked(f"{seen.found.message}：{seen.found.suggestion}")
    kind = Found.AMBIGUOUS if seen.found.level == "question" else Found.UNKNOWN
    return Named(seen.line, written, kind, message=message)


def _presence(seen: _Seen, hours: Hours) -> Presence | Refused:
    """How it was with somebody: as the list says, else by the moments and the hours."""
    said = {one for one in seen.states if one.status}
    if len({one.status for one in said}) > 1:
        words = "、".join(sorted(map(str, said)))
        return Refused(f"几行里又写{words}，看不出是哪一样", "留下对的那一行")
    status = next((one.status for one in said), PRESENT)
    late, early = any(one.late for one in said), any(one.early for one in said)
    if status == PRESENT and not said and seen.moments:
        came, left = min(seen.moments), max(seen.moments)
        if hours.ends is not None and came >= hours.ends:
            return Refused("只有会议结束以后的时间，看不出什么时候到的", "写明出席、迟到或缺席")
        late = hours.begins is not None and came > hours.begins
        early = hours.ends is not None and left > came and left < hours.ends
    return Presence(status, late, early)
