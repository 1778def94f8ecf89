"""The figures of a year, overall and of each department (履12): of the run as it is, or as it was frozen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reach import reach
from scoring.points import shown
from services.records.past import records_at
from services.records.reading import Reader, Stored
from services.results.ranking import order
from services.results.statistics import Spread, spreads, statistics
from services.runs.board import Board
from services.runs.closings import ClosingRow
from services.runs.memo import memo

SECTOR, DEPARTMENT = "界别", "专委会"


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """A department's year: the counted records that it entered, by kind; and how the totals of the members
    who belong to it are spread, None where none does.
    """

    department: str
    records: Mapping[str, int]
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class PartFigures:
    """A part of the measure: the points of all who are shown, in sum, and how many have any."""

    code: str
    title: str
    points: str
    members: int


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year's figures. All are of members who are shown; `grades` are in the measure's order, `sectors` and
    `departments` by name, `spread` is None where nobody is shown.
    """

    board: Board
    members: int
    ranked: int
    spread: Spread | None
    grades: tuple[tuple[str, int], ...]
    parts: tuple[PartFigures, ...]
    sectors: tuple[Spread, ...]
    departments: tuple[DepartmentFigures, ...]


async def year_figures(connection: AsyncConnection, board: Board, closing: ClosingRow | None) -> YearFigures:
    """The figures of a board; of the records those that counted when the year was closed, if it was."""
    reader = Reader(connection, board.committee_id, board.rule_set.catalogue, board.keys)
    if closing is None:
        return _figures(board, await reader.read(reader.scored(reach(board.rule_set))))
    # All that happened since is read to go back to the closing: once for as long as the board is kept.
    kept: list[YearFigures] = memo(board, "figures", list)
    if not kept:
        kept.append(_figures(board, await records_at(reader, closing.revision, reach(board.rule_set))))
    return kept[0]


def _figures(board: Board, stored: Sequence[Stored]) -> YearFigures:
    told = [entry for entry in board.entries if entry.place.shown]
    graded = Counter(entry.place.grade for entry in told)
    return YearFigures(
        board=board,
        members=len(told),
        ranked=sum(entry.rank() is not None for entry in told),
        spread=next(iter(spreads(order(board).rows)), None),
        grades=tuple((one.name, graded[one.name]) for one in board.rule_set.grades),
        parts=_parts(board),
        sectors=tuple(sorted(_spreads(board, SECTOR), key=lambda one: one.group)),
        departments=_departments(board, stored),
    )


def _parts(board: Board) -> tuple[PartFigures, ...]:
    sums, rounding = statistics(board), board.rule_set.rounding
    return tuple(
        PartFigures(node.id, node.title, shown(sums[node.id].points, rounding), sums[node.id].members)
        for node in board.rule_set.root.children
        if node.id in sums
    )


def _departments(board: Board, stored: Sequence[Stored]) -> tuple[DepartmentFigures, ...]:
    entered: dict[str, Counter[str]] = {}
    for one in stored:
        if one.year == board.year and one.department is not None:
            entered.setdefault(one.department, Counter())[one.record.kind] += 1
    belonging = {one.group: one for one in _spreads(board, DEPARTMENT)}
    kinds = board.rule_set.catalogue.kinds
    return tuple(
        DepartmentFigures(
            name,
            {kind: entered[name][kind] for kind in kinds if name in entered and entered[name][kind]},
            belonging.get(name),
        )
        for name in sorted({*entered, *belonging})
    )


def _spreads(board: Board, attribute: str) -> Sequence[Spread]:
    known = {one.name for one in board.rule_set.catalogue.member_attributes()}
    return spreads(order(board, attribute).rows) if attribute in known else []
