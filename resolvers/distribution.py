"""How totals, or the points or counts of a node, are spread among the members of a run."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.field import several
from resolvers.member_filter import WhereArgument, chosen_by
from resolvers.ranking import ByArgument, NodeArgument, RankingBy, points_text
from resolvers.run import board_of
from rules.document import Rounding
from rules.loader import EVERYONE
from rules.number import decimal, exact
from services.refusal import Code, Refusal
from services.results.ranking import By, Measured, Order, Row, order
from services.results.statistics import bins, fitting_width, spreads
from services.runs.board import Board
from services.runs.run import RunRow

MOST_BINS, FITTING_BINS = 200, 20
ScopeArgument = Annotated[
    str, strawberry.argument(description="groups 按什么分组：全体，或委员的一个属性，如 界别")
]
WidthArgument = Annotated[
    str | None, strawberry.argument(description="每段的宽度，如 5 或 0.5；不写则取一个分成 20 段以内的整数")
]


@strawberry.type(name="Bin", description="直方图的一段")
class HistogramBin:
    """A part of the histogram."""

    low: str = strawberry.field(description="不小于")
    high: str = strawberry.field(description="小于")
    members: int = strawberry.field(description="人数")


@strawberry.type(name="Spread", description="一组委员的平均数和四分位数，保留办法规定的位数，数量保留两位")
class GroupSpread:
    """The spread in a group."""

    group: str = strawberry.field(description="组；不分组为 全体")
    members: int = strawberry.field(description="人数")
    mean: str = strawberry.field(description="平均数")
    least: str = strawberry.field(description="最小")
    lower_quartile: str = strawberry.field(description="四分之一处")
    median: str = strawberry.field(description="中位数")
    upper_quartile: str = strawberry.field(description="四分之三处")
    most: str = strawberry.field(description="最大")


@strawberry.type(description="总分、得分或数量在参加排名的委员里的分布")
class Distribution:
    """A histogram with the spread in each group."""

    members: int = strawberry.field(description="人数")
    width: str = strawberry.field(description="每段的宽度")
    bins: list[HistogramBin] = several(20, "各段，从小到大，中间没有人的也在内")
    groups: list[GroupSpread] = several(30, "各组，没有填分组属性的委员不在内")


async def distribution(
    root: strawberry.Parent[RunRow],
    info: Info,
    by: ByArgument = RankingBy.TOTAL,
    node: NodeArgument = None,
    scope: ScopeArgument = EVERYONE,
    width: WidthArgument = None,
    where: WhereArgument = None,
) -> Distribution:
    """The distribution over the ranked members of a run."""
    board = await board_of(root, info)
    found = order(board, scope, Measured(By[by.name], node))
    chosen = chosen_by(board, where)
    rows = [
        row for row in found.rows if not row.unranked and all(satisfied(row.entry) for satisfied in chosen)
    ]
    values = [row.value for row in rows]
    step = fitting_width(values, FITTING_BINS) if width is None else _width(width, values)
    return Distribution(
        members=len(values),
        width=decimal(step),
        bins=[
            HistogramBin(low=decimal(one.low), high=decimal(one.high), members=one.members)
            for one in bins(values, step)
        ],
        groups=_groups(board, found, rows),
    )


def spread_of(board: Board, node: str, scope: str, group: str) -> GroupSpread | None:
    """How the points of a node are spread among the ranked members of a group; None where it has none."""
    found = order(board, scope, Measured(By.POINTS, node))
    rows = [row for row in found.rows if row.group == group and not row.unranked]
    return next(iter(_groups(board, found, rows)), None)


def _groups(board: Board, found: Order, rows: Sequence[Row]) -> list[GroupSpread]:
    counted = found.measured.by in (By.RECORDS, By.WORKS)
    rounding = Rounding(Fraction(1, 100), "half-up") if counted else board.rule_set.rounding

    def text(value: Fraction) -> str:
        return points_text(_rounded(value, rounding), rounding)

    return [
        GroupSpread(
            group=one.group,
            members=one.members,
            mean=text(one.mean),
            least=text(one.least),
            lower_quartile=text(one.lower),
            median=text(one.median),
            upper_quartile=text(one.upper),
            most=text(one.most),
        )
        for one in spreads(rows)
    ]


def _width(text: str, values: Sequence[Fraction]) -> Fraction:
    width = exact(text) if len(text) <= 20 else None
    if width is None or width <= 0 or "/" in text or "%" in text:
        raise Refusal(Code.BAD_USER_INPUT, "width 写正的数，如 5 或 0.5", "width")
    if values and (max(values) - min(values)) / width > MOST_BINS - 1:
        raise Refusal(Code.BAD_USER_INPUT, f"分得太细，最多 {MOST_BINS} 段，请写大些", "width")
    return width


def _rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """A mean or a quartile, half up, to a multiple that the measure rounds to."""
    whole = abs(value) / rounding.to + Fraction(1, 2)
    return (1 if value >= 0 else -1) * (whole.numerator // whole.denominator) * rounding.to
