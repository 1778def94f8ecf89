"""The matrix of members and kinds, or nodes; every number opens its records and award lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id, ranking
from resolvers.context import Info
from resolvers.field import several
from resolvers.measure import flat
from resolvers.member import Member, of_entry
from resolvers.member_filter import SearchArgument, WhereArgument, chosen_by, named
from resolvers.page import Connection, Page, paged
from resolvers.ranking import points_text
from resolvers.run import board_of, identity
from resolvers.standing import AwardLine, StandingRecord, award_page, explanation, list_of, record_page
from rules.number import decimal
from scoring.member_score import number_text
from scoring.statement import NO_RECORD, Account
from services.refusal import Code, Refusal
from services.results import matrix as numbers
from services.results.explanation import Explained
from services.results.matrix import MatrixRow
from services.results.ranking import check_node, order
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.run import RunRow

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


@strawberry.type(description="矩阵的一列")
class MatrixColumn:
    """A column of a matrix."""

    key: str = strawberry.field(description="种类的名称或节点的代码；- 为不属于单条记录的得分")
    title: str = strawberry.field(description="名称")
    group: str | None = strawberry.field(description="所属大类，或上级节点的代码")


@strawberry.type(name="MatrixRow", description="矩阵的一行")
class MemberNumbers:
    """A row of a matrix."""

    member: Member = strawberry.field(description="委员")
    values: list[str] = strawberry.field(description="各列的数，次序同 columns")
    total: str = strawberry.field(description="合计：分数为总分；次数按种类为所有种类的，按节点为所列各列的")


@strawberry.type(description="矩阵的一页：每名委员一行")
class Matrix(Connection[MemberNumbers]):
    """A page of a matrix."""

    columns: list[MatrixColumn] = several(30, "各列")


async def matrix(
    root: strawberry.Parent[RunRow],
    info: Info,
    by: ByArgument = MatrixBy.KIND,
    value: ValueArgument = MatrixValue.COUNTS,
    columns: Annotated[
        list[str] | None,
        argument.several("只要这些列，种类的名称或节点的代码；不写为用到的各种类，或各大类", MOST_COLUMNS),
    ] = None,
    where: WhereArgument = None,
    search: SearchArgument = None,
    *,
    asked: Page,
) -> Matrix:
    """The page of a matrix, in the order of the ranking by total."""
    board = await board_of(root, info)
    points = value is MatrixValue.POINTS
    found = order(board)
    wanted, chosen = named(board, search), chosen_by(board, where)
    listed = [
        row
        for row in found.rows
        if all(satisfied(row.entry) for satisfied in chosen) and (wanted is None or row.entry.id in wanted)
    ]
    filters = [(one.attribute, sorted(one.values)) for one in where or ()]
    keyset = ranking.keyset(
        found, cursor.mark("matrix", *identity(board), filters, argument.searched(search))
    )
    cut = keyset.cut(listed, asked, lambda row: row.entry)
    heads, made = await _filled(info, board, by, columns, cut.nodes, points)
    rows = [_row(board, row, points) for row in made]
    return Matrix(columns=heads, **{**vars(cut), "nodes": rows})


async def _filled(
    info: Info, board: Board, by: MatrixBy, columns: list[str] | None, entries: list[Entry], points: bool
) -> tuple[list[MatrixColumn], list[MatrixRow]]:
    """The columns and the rows of these members; raises `Refusal` for a column that is not there."""
    if columns is not None:
        argument.bounded(columns, "columns", MOST_COLUMNS)
    if by is MatrixBy.NODE:
        heads = _node_columns(board, columns)
        return heads, numbers.by_node(entries, [head.key for head in heads], points=points)
    context, members = info.context, [entry.id for entry in entries]
    found = await numbers.numbers_by_kind(
        context.store, context.boards, board.id, members, board.as_of, points=points
    )
    heads = _kind_columns(found.board, columns, found.used, points)
    return heads, found.rows(members, [head.key for head in heads])


def _node_columns(board: Board, columns: list[str] | None) -> list[MatrixColumn]:
    known = flat(board.rule_set)
    for code in columns or ():
        check_node(board, code, "columns")
    codes = columns or [child.id for child in board.rule_set.root.children]
    return [MatrixColumn(key=code, title=known[code].title, group=known[code].parent) for code in codes]


def _kind_columns(
    board: Board, columns: list[str] | None, used: Sequence[str], points: bool
) -> list[MatrixColumn]:
    kinds = board.rule_set.catalogue.kinds
    none = [NO_RECORD] if points else []
    for kind in columns or ():
        if kind not in kinds and kind not in none:
            raise Refusal(Code.NOT_FOUND, "没有这一种类，可用的见 kinds", "columns")
    return [
        MatrixColumn(key=kind, title=kinds[kind].name, group=kinds[kind].group)
        if kind in kinds
        else MatrixColumn(key=kind, title=NO_RECORD_TITLE, group=None)
        for kind in columns or [*used, *none]
    ]


def _row(board: Board, row: MatrixRow, points: bool) -> MemberNumbers:
    def shown(number: Fraction) -> str:
        return points_text(number, board.rule_set.rounding) if points else number_text(number)

    return MemberNumbers(
        member=of_entry(board, row.entry),
        values=[shown(number) for number in row.values],
        total=shown(row.total),
    )


@dataclass(frozen=True)
class Cell:
    """A number of a matrix, opened: `records` are those that it counts."""

    explained: Explained
    column: str
    records: Sequence[Account]
    value: str


def _records(root: strawberry.Parent[Cell], *, asked: Page) -> Connection[StandingRecord]:
    """The records behind a number."""
    return record_page(root.explained, root.records, _mark(root, "cell records"), asked)


def _awards(root: strawberry.Parent[Cell], *, asked: Page) -> Connection[AwardLine]:
    """The award lines behind a number."""
    chosen, of_none = {account.id for account in root.records}, root.column == NO_RECORD
    lines = [
        line
        for line in root.explained.statement.lines
        if (line.record is None if of_none else line.record is not None and line.record.id in chosen)
    ]
    return award_page(root.explained, lines, _mark(root, "cell awards"), asked)


def _mark(root: Cell, what: str) -> str:
    numbers = [account.id for account in root.records]
    return cursor.mark(what, *list_of(root.explained), root.column, numbers)


@strawberry.type(description="矩阵里的一个数，点开来看")
class MatrixCell:
    """A number with what is behind it; its values are those of a `Cell`."""

    value: str = strawberry.field(description="这个数")
    records: Connection[StandingRecord] | None = paged(_records, "这个数所计的记录，新的在前")
    awards: Connection[AwardLine] | None = paged(_awards, "这些记录的各行得分")


async def cell(
    root: strawberry.Parent[RunRow],
    info: Info,
    member: Annotated[strawberry.ID, strawberry.argument(description="委员的 id")],
    column: Annotated[str, strawberry.argument(description="列：种类的名称或节点的代码")],
    by: ByArgument = MatrixBy.KIND,
    value: ValueArgument = MatrixValue.COUNTS,
) -> Cell:
    """A number of the matrix with the records behind it."""
    number = global_id.number(member, "Member", "member")
    board, points = await board_of(root, info), value is MatrixValue.POINTS
    if number not in board.by_id:
        raise global_id.missing("Member", "member")
    if by is MatrixBy.NODE:
        check_node(board, column, "column")
    elif column not in board.rule_set.catalogue.kinds and not (points and column == NO_RECORD):
        raise Refusal(Code.NOT_FOUND, "没有这一种类，可用的见 kinds", "column")
    found = await explanation(info, board, number)
    statement = found.statement
    if by is MatrixBy.NODE:
        own = numbers.by_node([found.entry], [column], points=points)[0].values[0]
        below = {one.id for one in board.rule_set.nodes()[column].walk()}
        chosen = [one for one in statement.records if below & {*one.rules}]
    else:
        of_kind = [one for one in statement.records if one.kind == column]
        chosen = [one for one in of_kind if (Fraction(one.points) != 0 if points else one.counted)]
        own = statement.by_kind(points=points).get(column, Fraction(0))
    text = points_text(own, board.rule_set.rounding) if points else decimal(own)
    return Cell(found, column, chosen, text)
