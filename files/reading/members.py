"""The members' workbook: a sheet of members and, if there is one, a sheet of dated changes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from files.answers import Answers
from files.cell import (
    EMPTIED,
    SHORTENED,
    Cell,
    Reader,
    Unreadable,
    clean,
    identifier,
    is_shortened,
    name_text,
    squeezed,
    unshortened,
)
from files.cells.day import Years
from files.cells.header_row import Grid, find_grid
from files.cells.heading import Role
from files.cells.kinds import is_notes
from files.cells.row import Columns, Reading, Row
from files.cells.vocabulary import answered, member_words
from files.problem import Place, Problem, Problems, Refused
from files.reading.attributes import defaults
from files.reading.changes import read_changes
from files.reading.remarks import remarked
from files.reading.swapped_files import CHANGE_NAMES, ROSTER_NAMES, has_names, is_like_records, swapped
from files.sheets.sheet import Sheet, read_sheets, remind_of_hidden_rows
from files.understanding import ColumnRead, SheetRead
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Member, Value, value_words

SHEET = "委员"
CHANGES = "变动"
_SECTOR = "界别"
_LATIN = re.compile("[A-Za-z]{2}")
_NOT_A_NAME = re.compile(r"\([^()]*\)|[、,;/()]")


@dataclass(frozen=True, slots=True)
class MembersFile:
    """The members of a file in the order of their keys, and everything that is wrong with it.

    `unusable`: nothing of it could be used because of its form (no such file, no readable sheet, no header
    that is one of members); a problem of level "error" says why. A header without rows is usable.

    Members carry the catalogue's defaults; `stated` says by their keys which attributes their rows give or
    empty on purpose (电话 among them where it is emptied), `columns` which attributes the file has a column
    for. `cancelled` are dated changes that 变动 takes back: key, attribute and day. `refused` are the names
    and numbers in rows that were not read, with the first such row. `serials` are the numbers that the roster
    gives its rows (序号), each with the member's key; `sheets` say how each sheet was understood.
    """

    members: list[Member]
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False
    stated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()
    cancelled: frozenset[tuple[str, str, date]] = frozenset()
    refused: Mapping[str, Place] = field(default_factory=dict)
    serials: Mapping[str, str] = field(default_factory=dict)
    sheets: list[SheetRead] = field(default_factory=list, compare=False)


def read_members(
    path: Path, catalogue: Catalogue, year: int | None = None, answers: Answers | None = None
) -> MembersFile:
    """Reads a members' workbook or CSV; never raises for what a file contains.

    `year` is the year of dates written without one, where the sheet names none. `answers` are what the office
    has told about its files.
    """
    problems = Problems()
    sheets = [sheet for sheet in read_sheets(path, problems) if sheet.rows]
    if not sheets:
        if not problems.sorted():
            problems.add("", None, None, path.name, Refused("文件里没有内容", "填好花名册再导入"))
        return MembersFile([], problems.sorted(), unusable=True)
    rosters, changes = _sheets(sheets, catalogue)
    if _swapped(rosters[0], sheets, catalogue):
        return MembersFile([], swapped(path, "记录表"), unusable=True)
    reader = _Members(catalogue, Years(year), answers or Answers(), problems)
    members = reader.read(rosters)
    if members is None:
        return MembersFile([], problems.sorted(), unusable=True)
    cancelled: frozenset[tuple[str, str, date]] = frozenset()
    if changes:
        cancelled = read_changes(changes, members, catalogue, reader.years, problems, reader.refused)
    return MembersFile(
        members=members,
        problems=problems.sorted(),
        stated={member.key: reader.stated[member.key] for member in members},
        columns=reader.columns,
        cancelled=cancelled,
        refused=reader.refused,
        serials=reader.serials,
        sheets=reader.sheets,
    )


def _sheets(sheets: list[Sheet], catalogue: Catalogue) -> tuple[list[Sheet], Sheet | None]:
    """The sheets of members and the one of changes.

    Members are on the sheet that is named so, else on the first and all others that have names as well: an
    office keeps a sheet a sector.
    """
    named = {squeezed(sheet.name): sheet for sheet in reversed(sheets)}
    changes = next((named[name] for name in CHANGE_NAMES if name in named), None)
    rest = [sheet for sheet in sheets if sheet is not changes and not sheet.hidden] or sheets
    rest = [sheet for sheet in rest if not is_notes(sheet.name)] or rest
    roster = next((named[name] for name in ROSTER_NAMES if name in named), None)
    if roster is not None:
        return [roster], changes
    others = [
        each for each in rest[1:] if has_names(each, catalogue) and not is_like_records(each, catalogue)
    ]
    return [rest[0], *others], changes


def _swapped(roster: Sheet, sheets: list[Sheet], catalogue: Catalogue) -> bool:
    """Whether this is a file of records: its first sheet, or any where the first has no names."""
    if is_like_records(roster, catalogue):
        return True
    if has_names(roster, catalogue):
        return False
    return any(is_like_records(sheet, catalogue) for sheet in sheets if not is_notes(sheet.name))


def phone_reader(raw: Cell) -> Value | Refused:
    """The digits of a phone number; the problem never shows them."""
    if isinstance(raw, Unreadable):
        return raw.refused
    if is_shortened(raw):
        return SHORTENED
    text = clean(raw).translate(str.maketrans("", "", " -()+转"))
    if text.isascii() and text.isdigit() and 7 <= len(text) <= 20:
        return text.removeprefix("86") if len(text) == 13 else text
    return Refused("电话号码不对", "填 11 位手机号码或带区号的固定电话，一格一个")


def name_reader(raw: Cell) -> Value | Refused:
    if isinstance(raw, Unreadable):
        return raw.refused
    name = name_text(raw)
    if _LATIN.search(name):
        # 王·Smith has no blanks to lose, John Smith has one that belongs to the name.
        name = re.sub(r"(?<![A-Za-z.]) | (?![A-Za-z])", "", clean(raw))
    if not name or any(mark in name for mark in "、,;()/") or len(name) > 30 or name.isdigit():
        return Refused("姓名不对", "一行一名委员，姓名里不写括号和别的说明")
    return name


def member_readers() -> dict[Role, Reader]:
    return {Role.NAMES: name_reader, Role.MEMBER: unshortened(squeezed), Role.PHONE: phone_reader}


class _Members:
    def __init__(self, catalogue: Catalogue, years: Years, answers: Answers, problems: Problems) -> None:
        self.catalogue = catalogue
        self.years = years
        self.answers = answers
        self.known = {attribute.name: attribute for attribute in catalogue.member_attributes()}
        self.serials: dict[str, str] = {}
        self.sheets: list[SheetRead] = []
        self.problems = problems
        self.attributes = catalogue.member_attributes()
        self.defaults = defaults(self.attributes)
        self.columns: frozenset[str] = frozenset()
        self.stated: dict[str, frozenset[str]] = {}
        self.refused: dict[str, Place] = {}
        self._emptied: dict[Place, frozenset[str]] = {}

    def read(self, sheets: list[Sheet]) -> list[Member] | None:
        """The members of all sheets; None where the first has no header of members."""
        found: list[tuple[Member, Row]] = []
        heads: Columns | None = None
        for sheet in sheets:
            columns = self._columns(sheet)
            if columns is None:
                return None
            heads = heads or columns
            sector = sheet.name if len(sheets) > 1 and not columns.states(_SECTOR) else ""
            rows = [self._member(columns, number, cells, sector) for number, cells in columns.grid.rows]
            found += [each for each in rows if each]
        members = self._distinct(found, heads) if heads else []
        self._number(found)
        return members

    def _number(self, found: list[tuple[Member, Row]]) -> None:
        """Keeps the numbers that the roster gives its rows, where each stands for one member."""
        serials: dict[str, set[str]] = {}
        for member, row in found:
            if Role.ROW in row.roles:
                serials.setdefault(squeezed(row.roles[Role.ROW]), set()).add(member.key)
        self.serials = {serial: keys.pop() for serial, keys in serials.items() if len(keys) == 1}

    def _columns(self, sheet: Sheet) -> Columns | None:
        vocabulary = member_words(self.catalogue)
        vocabulary = answered(vocabulary, self.answers, vocabulary)
        grid = find_grid(sheet, vocabulary, at_least=1)
        if grid is None:
            refused = Refused("找不到表头", "表头里至少要有“姓名”，最好还有“委员编号”“界别”“身份”")
            self.problems.add(sheet.name, None, None, "", refused)
            return None
        remind_of_hidden_rows(sheet, self.problems)
        own = frozenset(attribute.name for attribute in self.attributes)
        if grid.year is not None:
            self.years = Years(grid.year)
        reading = Reading(vocabulary, own, member_readers(), self.years, "委员", answers=self.answers)
        columns = reading.columns(grid, self.problems)
        if not columns.has(Role.NAMES):
            self._without_names(grid)
            return None
        self.columns |= {each.name for each in columns.fields if each.target == "attribute"}
        read = SheetRead(grid.file, grid.sheet, "委员名册", rows=len(grid.rows))
        read.columns = [ColumnRead(heading, meaning) for heading, meaning in columns.meanings]
        self.sheets.append(read)
        return columns

    def _without_names(self, grid: Grid) -> None:
        seen = "、".join(heading for heading in grid.headings if len(heading) > 1)
        refused = Refused(f"缺少“姓名”列，现有的列是：{seen}", "补上“姓名”列，或改正列名")
        self.problems.add(grid.sheet, grid.header, "姓名", "", refused)

    def _member(
        self, columns: Columns, number: int, cells: list[Cell], sector: str
    ) -> tuple[Member, Row] | None:
        row = self._row(columns, number, cells)
        name = row.roles.get(Role.NAMES)
        if sector:
            row.attributes[_SECTOR] = squeezed(sector)
        if name is not None and Role.REMARK in row.roles:
            self._remark(columns, row, name)
        if name is None:
            if Role.NAMES.value in row.refused:
                self._misnamed(columns, row.place, cells)
            else:
                self.problems.at(
                    row.place,
                    columns.heading(Role.NAMES),
                    "",
                    Refused("没有写姓名", "补上姓名，或删去这一行"),
                )
            return None
        start, end = row.attributes.get(TERM_START), row.attributes.get(TERM_END)
        if isinstance(start, date) and isinstance(end, date) and start > end:
            refused = Refused(f"任职止 {end} 早于任职起 {start}", "核对两个日期")
            self.problems.at(row.place, columns.heading(TERM_END), str(end), refused)
            row.refused.add(TERM_END)
        if row.refused:
            self._refuse(name, row)
            return None
        key = str(row.roles.get(Role.MEMBER, ""))
        return Member(key, name, self.defaults | row.attributes, phone=row.roles.get(Role.PHONE)), row

    def _remark(self, columns: Columns, row: Row, name: str) -> None:
        """Adds what the remark says of the member; where a column says otherwise, it is asked."""
        said = remarked(row.roles[Role.REMARK], name, self.known, self.years, self.answers)
        for refused in said.asked:
            self.problems.at(row.place, columns.heading(Role.REMARK), row.roles[Role.REMARK], refused)
        self.columns |= said.attributes.keys()
        for attribute, value in said.attributes.items():
            held = row.attributes.setdefault(attribute, value)
            if held != value:
                message = f"“{attribute}”是{value_words(held)}，备注却说{value_words(value)}"
                refused = Refused(message, "改成一致", "question")
                self.problems.at(row.place, columns.heading(Role.REMARK), row.roles[Role.REMARK], refused)

    def _row(self, columns: Columns, number: int, cells: list[Cell]) -> Row:
        """The row without the cells that empty an attribute, which are remembered."""
        emptied = {
            each.index: each.name
            for each in columns.fields
            if (each.target == "attribute" or each.column is Role.PHONE)
            and isinstance(raw := cells[each.index], str)
            and squeezed(raw) == EMPTIED
        }
        if not emptied:
            return columns.row(number, cells)
        row = columns.row(number, ["" if at in emptied else cell for at, cell in enumerate(cells)])
        self._emptied[row.place] = frozenset(emptied.values())
        return row

    def _refuse(self, name: str, row: Row) -> None:
        self.refused.setdefault(name, row.place)
        if Role.MEMBER in row.roles:
            self.refused.setdefault(identifier(row.roles[Role.MEMBER]), row.place)

    def _misnamed(self, columns: Columns, place: Place, cells: list[Cell]) -> None:
        """Remembers the names in a cell that is more than a name, such as `张三（增补）`."""
        (raw,) = (cells[each.index] for each in columns.fields if each.column is Role.NAMES)
        for name in _NOT_A_NAME.split(name_text(raw)) if isinstance(raw, str) else ():
            if name:
                self.refused.setdefault(name, place)

    def _distinct(self, found: list[tuple[Member, Row]], columns: Columns) -> list[Member]:
        """One member for each key: rows of one number that say the same are one, all others are left out."""
        for member, _ in found:
            member.key = member.key or natural_key(member)
        _part_by_start(member for member, row in found if Role.MEMBER not in row.roles)
        groups: dict[str, list[tuple[Member, Row]]] = {}
        for member, row in found:
            groups.setdefault(identifier(member.key), []).append((member, row))
        members = []
        for group in groups.values():
            # A row without a number has no say in which one it is.
            group.sort(key=lambda each: Role.MEMBER not in each[1].roles)
            (first, row), rest = group[0], group[1:]
            for member, other in rest:
                self._repeated(first, row.place, member, other, columns)
            numbered = all(Role.MEMBER in other.roles for _, other in group)
            if not rest or (numbered and all(_same(first, member) for member, _ in rest)):
                members.append(first)
                emptied = self._emptied.get(row.place, frozenset())
                self.stated[first.key] = emptied.union(row.attributes)
            else:
                for member, other in group:
                    self._refuse(member.name, other)
        return sorted(members, key=lambda each: each.key)

    def _repeated(self, first: Member, place: Place, member: Member, row: Row, columns: Columns) -> None:
        if _same(first, member) and Role.MEMBER in row.roles:
            refused = Refused(f"与第 {place.row} 行重复，只算一次", "删去其中一行", "reminder")
            self.problems.at(row.place, columns.heading(Role.NAMES), member.name, refused)
        elif Role.MEMBER in row.roles:
            refused = Refused(
                f"委员编号与第 {place.row} 行（{first.name}）重复，内容却不同", "改正委员编号，或删去其中一行"
            )
            self.problems.at(row.place, columns.heading(Role.MEMBER), member.key, refused)
        else:
            refused = Refused(
                f"与第 {place.row} 行同名，又没有委员编号，分不清是一人还是两人，两行都没有读入",
                "给两行都补上委员编号；是同一人的，删去一行",
            )
            self.problems.at(row.place, columns.heading(Role.NAMES), member.name, refused)


def natural_key(member: Member) -> str:
    """The key of a member without a number: the name, with the sector where there is one."""
    sector = member.attributes.get(_SECTOR)
    return f"{member.name}（{sector}）" if sector else member.name


def _part_by_start(members: Iterable[Member]) -> None:
    """Adds the first day in office to natural keys that two rows share: two terms, or two persons."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(member.key, []).append(member)
    for group in groups.values():
        starts = [member.attributes.get(TERM_START) for member in group]
        if len(group) > 1 and len(set(starts)) == len(group):
            for member, start in zip(group, starts, strict=True):
                member.key += f" {start}" if start else ""


def _same(one: Member, other: Member) -> bool:
    return (one.name, one.phone, one.attributes) == (other.name, other.phone, other.attributes)
