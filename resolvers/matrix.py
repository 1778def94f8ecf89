"""The matrix of members and kinds, or nodes; every number opens its records and award lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id, ranking
from resolvers.context import Info
from resolvers.measure import flat
from resolvers.member import MemberView, of_entry
from resolvers.page import After, Before, Connection, Edge, First, Last, PageInfo, page
from resolvers.ranking import SearchArgument, WhereArgument, points_text
from resolvers.run import Run
from resolvers.standing import AwardLine, StandingRecord, award_page, explanation, list_of, record_page
from rules.number import decimal
from scoring.member_score import number_text
from services.refusal import Code, Refusal
from services.results import matrix as tables
from services.results.explanation import Explained
from services.results.matrix import NO_RECORD, MatrixRow
from services.results.ranking import check_node, order
from services.results.statement import Account
from services.runs.board import Board, Entry

MOST_COLUMNS = 100
NO_RECORD_TITLE = "不属于单条记录"


@strawberry.enum(description="矩阵的列是什么")
class MatrixBy(Enum):
    """What the columns are."""

    KIND = strawberry.enum_value("kind", description="记录的种类，如 提案")
    NODE = strawberry.enum_value("node", description="办法的节点，如 proposal")


@strawberry.enum(description="矩阵里的数是什么")
class MatrixValue(Enum):
    """What the numbers are."""

    COUNTS = strawberry.enum_value(
        "counts", description="次数：按种类为到会和作品的件次，请假、缺席不算；按节点为所取的履职事实条数"
    )
    POINTS = strawberry.enum_value(
        "points",
        description="分数：按种类为各项扣减之后计入总分的，合计等于总分；按节点为该节点的得分，上级扣减之前",
    )


ByArgument = Annotated[MatrixBy, strawberry.argument(description="列是种类还是节点")]
ValueArgument = Annotated[MatrixValue, strawberry.argument(description="次数还是分数")]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a matrix."""

    key: str
    title: str
    group: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a matrix."""

    member: MemberView
    values: Sequence[str]
    total: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of a matrix."""

    columns: Sequence[Column]
    edges: Sequence[Edge[Row]]
    page_info: PageInfo
    total_count: int

    @property
    def nodes(self) -> list[Row]:
        """The rows of the page."""
        return [edge.node for edge in self.edges]


async def matrix(
    root: strawberry.Parent[Run],
    info: Info,
    by: ByArgument = MatrixBy.KIND,
    value: ValueArgument = MatrixValue.COUNTS,
    columns: Annotated[
        list[str] | None,
        strawberry.argument(description="只要这些列，种类的名称或节点的代码；不写为用到的各种类，或各大类"),
    ] = None,
    where: WhereArgument = None,
    search: SearchArgument = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Matrix:
    """The page of a matrix, in the order of the ranking by total."""
    asked = page(first, after, last, before)
    board = await root.board(info)
    points = value is MatrixValue.POINTS
    found = order(board)
    wanted, chosen = ranking.named(board, search), ranking.filters(board, where)
    rows = [
        row
        for row in found.rows
        if all(satisfied(row.entry) for satisfied in chosen) and (wanted is None or row.entry.id in wanted)
    ]
    filters = [(one.attribute, sorted(one.values)) for one in where or ()]
    keyset = ranking.keyset(
        found, cursor.mark("matrix", board.id, board.rule_set_id, filters, argument.searched(search))
    )
    cut = keyset.cut(rows, asked, lambda row: row.entry)
    heads, made = await _filled(info, board, by, columns, cut.nodes, points)
    edges = [edge.showing(_row(board, one, points)) for edge, one in zip(cut.edges, made, strict=True)]
    return Matrix(heads, edges, cut.page_info, cut.total_count)


async def _filled(
    info: Info, board: Board, by: MatrixBy, columns: list[str] | None, entries: list[Entry], points: bool
) -> tuple[list[Column], list[MatrixRow]]:
    """The columns and the rows of these members; raises `Refusal` for a column that is not there."""
    if columns is not None:
        argument.bounded(columns, "columns", MOST_COLUMNS)
    if by is MatrixBy.NODE:
        heads = _node_columns(board, columns)
        return heads, tables.by_node(entries, [head.key for head in heads], points=points)
    context, members = info.context, [entry.id for entry in entries]
    found = await tables.by_kind(context.store, context.boards, board.id, members, points=points)
    heads = _kind_columns(found.board, columns, found.used, points)
    return heads, found.rows(members, [head.key for head in heads])


def _node_columns(board: Board, columns: list[str] | None) -> list[Column]:
    known = flat(board.rule_set)
    for code in columns or ():
        check_node(board, code, "columns")
    codes = columns or [child.id for child in board.rule_set.root.children]
    return [Column(code, known[code].title, known[code].parent) for code in codes]


def _kind_columns(board: Board, columns: list[str] | None, used: Sequence[str], points: bool) -> list[Column]:
    kinds = board.rule_set.catalogue.kinds
    none = [NO_RECORD] if points else []
    for kind in columns or ():
        if kind not in kinds and kind not in none:
            raise Refusal(Code.NOT_FOUND, "没有这一种类，可用的见 kinds", "columns")
    return [
        Column(kind, kinds[kind].name, kinds[kind].group)
        if kind in kinds
        else Column(kind, NO_RECORD_TITLE, None)
        for kind in columns or [*used, *none]
    ]


def _row(board: Board, row: MatrixRow, points: bool) -> Row:
    def shown(number: Fraction) -> str:
        return points_text(number, board.rule_set.rounding) if points else number_text(number)

    return Row(of_entry(board, row.entry), [shown(number) for number in row.values], shown(row.total))


@dataclass(frozen=True)
class Cell:
    """A number of a matrix, opened: `records` are those that it counts, `lines` those that add up to it."""

    found: Explained
    column: str
    records: Sequence[Account]
    value: str


async def cell(
    root: strawberry.Parent[Run],
    info: Info,
    member: Annotated[strawberry.ID, strawberry.argument(description="委员的 id")],
    column: Annotated[str, strawberry.argument(description="列：种类的名称或节点的代码")],
    by: ByArgument = MatrixBy.KIND,
    value: ValueArgument = MatrixValue.COUNTS,
) -> Cell:
    """A number of the matrix with the records behind it."""
    number = global_id.number(member, "Member", "member")
    board, points = await root.board(info), value is MatrixValue.POINTS
    if number not in board.by_id:
        raise global_id.missing("Member", "member")
    if by is MatrixBy.NODE:
        check_node(board, column, "column")
    elif column not in board.rule_set.catalogue.kinds and not (points and column == NO_RECORD):
        raise Refusal(Code.NOT_FOUND, "没有这一种类，可用的见 kinds", "column")
    found = await explanation(info, board, number)
    statement = found.statement
    if by is MatrixBy.NODE:
        own = tables.by_node([found.entry], [column], points=points)[0].values[0]
        below = {one.id for one in board.rule_set.nodes()[column].walk()}
        chosen = [one for one in statement.records if below & {*one.rules}]
    else:
        of_kind = [one for one in statement.records if one.record.kind == column]
        chosen = [one for one in of_kind if (one.points != 0 if points else one.counted)]
        own = sum((one.points for one in chosen), Fraction(0)) if points else Fraction(len(chosen))
        if column == NO_RECORD:
            own = sum((line.kept for line in statement.lines if line.record is None), Fraction(0))
    text = points_text(own, board.rule_set.rounding) if points else decimal(own)
    return Cell(found, column, chosen, text)


def cell_records(
    root: strawberry.Parent[Cell],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[StandingRecord]:
    """The records behind a number."""
    return record_page(
        root.found, root.records, _mark(root, "cell records"), page(first, after, last, before)
    )


def cell_awards(
    root: strawberry.Parent[Cell],
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[AwardLine]:
    """The award lines behind a number."""
    chosen, of_none = {one.record.id for one in root.records}, root.column == NO_RECORD
    lines = [
        line
        for line in root.found.statement.lines
        if (line.record is None if of_none else line.record is not None and line.record.id in chosen)
    ]
    return award_page(root.found, lines, _mark(root, "cell awards"), page(first, after, last, before))


def _mark(root: Cell, what: str) -> str:
    numbers = [one.record.id for one in root.records]
    return cursor.mark(what, *list_of(root.found), root.column, numbers)
