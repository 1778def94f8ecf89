"""The sheet of those who were expected and did not come: it adds to occasions that other sheets tell of."""

from files.cell import STATE
from files.cells.heading import Role
from files.cells.kinds import Kinds
from files.cells.row import Columns, Row
from files.problem import Refused
from files.reading.gathering import Candidate
from files.reading.index import Index
from files.reading.line import Line, Lines
from rules.catalogue import Kind


class Expected:
    """Collects the rows, and gives them to their occasions when all are found."""

    def __init__(self, kinds: Kinds, lines: Lines, occasions: Index) -> None:
        self.kinds = kinds
        self.lines = lines
        self.occasions = occasions
        self._found: list[tuple[Candidate, Line]] = []

    def row(self, columns: Columns, row: Row) -> None:
        candidate = self._occasion(columns, row)
        if candidate is None or not self._fits(columns, row, candidate.kind):
            return
        day = next((line.day for line in candidate.lines if line.day), None)
        line = self.lines.line(columns, candidate.kind, row, day)
        line.expected = True
        if not self._stated(line, row):
            return
        if not line.people and not line.broken and not line.unknown:
            line.refuse(Role.NAMES, "", Refused("没有写姓名", "补上姓名，或删去这一行"))
        self._found.append((candidate, line))

    def give(self) -> None:
        """Adds each row to its occasion; until then no row can be taken for the occasion's own."""
        for candidate, line in self._found:
            candidate.lines.append(line)

    def _occasion(self, columns: Columns, row: Row) -> Candidate | None:
        number, title = row.roles.get(Role.NUMBER, ""), row.roles.get(Role.TITLE, "")
        if not number and not title:
            if Role.NUMBER.value not in row.refused:
                _refuse(
                    columns, row, Role.NUMBER, "", Refused("没有写是哪一次会议活动", "补上编号，或日期和题目")
                )
            return None
        kind = self.kinds.of_cell(row.roles[Role.KIND]) if Role.KIND in row.roles else None
        if isinstance(kind, Refused):
            _refuse(columns, row, Role.KIND, row.roles[Role.KIND], kind)
            return None
        found = self.occasions.find(number, title, kind, None if number else row.roles.get(Role.DAY))
        if isinstance(found, Refused):
            _refuse(columns, row, Role.NUMBER if number else Role.TITLE, number or title, found)
            return None
        return found

    def _fits(self, columns: Columns, row: Row, kind: Kind) -> bool:
        known = self.lines.kinds[kind.name].of("part")
        foreign = [name for name in row.attributes if name not in known]
        for name in foreign:
            refused = Refused(f"“{kind.name}”没有“{name}”", "清空这一格，或在种类目录里补充")
            columns.problems.at(row.place, columns.heading(name), row.attributes[name], refused)
        return not foreign

    def _stated(self, line: Line, row: Row) -> bool:
        """Whether the row says, in its column or behind every name, in which state they were."""
        known = self.lines.kinds[line.kind.name].of("part")
        if STATE in row.attributes or STATE in row.refused or STATE not in known:
            return True
        if line.people and all(STATE in (line.said or {}).get(each, {}) for each in line.people):
            return True
        line.refuse(STATE, "", Refused("没有写状态", "填请假或缺席"))
        return False


def _refuse(columns: Columns, row: Row, role: Role, value: object, refused: Refused) -> None:
    columns.problems.at(row.place, columns.heading(role), value, refused)
