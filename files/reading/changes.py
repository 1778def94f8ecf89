"""The sheet 变动: from a day on, a member's attribute has another value."""

from collections.abc import Mapping
from datetime import date

from files.cell import EMPTIED, Cell, Reader, identifier, name_text, squeezed, unshortened, words
from files.cells.day import Years, read_day
from files.cells.header_row import find_grid
from files.cells.heading import Role, heading_text
from files.cells.names import Person
from files.cells.row import Columns, Reading, Row
from files.cells.vocabulary import change_words
from files.problem import Place, Problems, Refused
from files.reading.who import Roster, evidence_of
from files.sheets.sheet import Sheet
from files.suggestion import suggestion
from rules.catalogue import Catalogue
from rules.record import Change, Member, Value

_NEEDED = (Role.ATTRIBUTE, Role.VALUE, Role.SINCE)
# As a new value: the change of that day is taken back.
CANCELLED = "取消"
Cancelled = frozenset[tuple[str, str, date]]


def read_changes(
    sheet: Sheet,
    members: list[Member],
    catalogue: Catalogue,
    years: Years,
    problems: Problems,
    refused: Mapping[str, Place],
) -> Cancelled:
    """Puts the sheet's changes into `members`, in the order of their days; those that it takes back.

    `refused` are the names and numbers in rows of the roster that were not read.
    """
    vocabulary = change_words()
    grid = find_grid(sheet, vocabulary)
    if grid is None:
        return frozenset()
    years = Years(years.written if grid.year is None else grid.year)
    reading = Reading(vocabulary, frozenset(), _readers(catalogue, years), years, "变动")
    columns = reading.columns(grid, problems)
    missing = [role.value for role in _NEEDED if not columns.has(role)]
    if not columns.has(Role.MEMBER, Role.NAMES):
        missing.insert(0, "委员编号")
    if missing:
        problems.add(
            grid.sheet, grid.header, missing[0], "", Refused(f"缺少“{'”“'.join(missing)}”列", "补上这几列")
        )
        return frozenset()
    reader = _Changes(columns, reading, Roster(members, catalogue, refused=refused), catalogue, problems)
    for number, cells in grid.rows:
        reader.take(columns.row(number, cells))
    for member in members:
        member.changes.sort(key=lambda change: (change.since, change.attribute))
    return frozenset(reader.cancelled)


def _readers(catalogue: Catalogue, years: Years) -> dict[Role, Reader]:
    names = {
        heading_text(word): attribute.name
        for attribute in catalogue.member_attributes()
        for word in (*attribute.synonyms, attribute.name)
    }

    def attribute_name(raw: Cell) -> Value | Refused:
        text = heading_text(str(raw))
        return names.get(text) or Refused(
            f"委员没有“{words(raw)[:40]}”这一属性", suggestion(text, names) or "用花名册的列名"
        )

    return {
        Role.ATTRIBUTE: attribute_name,
        Role.SINCE: lambda raw: read_day(raw, years),
        Role.MEMBER: unshortened(words),
        Role.NAMES: name_text,
        Role.VALUE: lambda raw: raw,
    }


class _Changes:
    def __init__(
        self,
        columns: Columns,
        reading: Reading,
        roster: Roster,
        catalogue: Catalogue,
        problems: Problems,
    ) -> None:
        self.columns = columns
        self.problems = problems
        self.roster = roster
        self.read = {a.name: reading.attribute_reader(a) for a in catalogue.member_attributes()}
        self.seen: dict[tuple[str, str, date], tuple[Value, Place]] = {}
        self.cancelled: set[tuple[str, str, date]] = set()

    def take(self, row: Row) -> None:
        missing = [role for role in _NEEDED if role not in row.roles and role.value not in row.refused]
        for role in missing:
            self._refuse(row, role, "", Refused(f"没有写{role.value}", "补上，或删去这一行"))
        member = self._member(row)
        if missing or row.refused or member is None:
            return
        attribute, raw = row.roles[Role.ATTRIBUTE], row.roles[Role.VALUE]
        if squeezed(raw) == CANCELLED:
            self.cancelled.add((member.key, attribute, row.roles[Role.SINCE]))
            return
        value = self.read[attribute](raw)
        if squeezed(raw) == EMPTIED:
            cure = f"写出新的值；要去掉这一天的变动，写“{CANCELLED}”"
            value = Refused(f"变动里不能写“{EMPTIED}”", cure)
        if isinstance(value, Refused):
            self._refuse(row, Role.VALUE, raw, value)
        else:
            self._put(row, member, Change(row.roles[Role.SINCE], attribute, value))

    def _put(self, row: Row, member: Member, change: Change) -> None:
        key = (member.key, change.attribute, change.since)
        value, place = self.seen.setdefault(key, (change.value, row.place))
        if place == row.place:
            member.changes.append(change)
        elif value == change.value:
            self._refuse(
                row,
                Role.VALUE,
                value,
                Refused(f"与第 {place.row} 行重复，只算一次", "删去其中一行", "reminder"),
            )
        else:
            member.changes = [c for c in member.changes if (c.attribute, c.since) != key[1:]]
            self._refuse(row, Role.VALUE, change.value, Refused(f"与第 {place.row} 行矛盾", "改正其中一行"))

    def _member(self, row: Row) -> Member | None:
        name, number = row.roles.get(Role.NAMES, ""), row.roles.get(Role.MEMBER, "")
        if number and not name:
            found = self.roster.by_key.get(identifier(number))
            if found is None:
                unknown = Refused(f"花名册里没有委员编号“{number}”", "核对委员编号")
                self._refuse(row, Role.MEMBER, number, self.roster.not_read(number) or unknown)
            return found
        if not name:
            self._refuse(row, Role.NAMES, "", Refused("没有写是哪一名委员", "补上委员编号或姓名"))
            return None
        evidence = evidence_of(number, row.roles.get(Role.PHONE, ""), {})
        found_one = self.roster.find(Person(name), None, evidence)
        if isinstance(found_one, Member):
            return found_one
        if isinstance(found_one, Refused):
            self._refuse(row, Role.NAMES, name, found_one)
        return None

    def _refuse(self, row: Row, role: Role, value: object, refused: Refused) -> None:
        self.problems.at(row.place, self.columns.heading(role), value, refused)
