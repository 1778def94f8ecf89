"""How totals, or the points or counts of a node, are spread among the members of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import strawberry

from resolvers import ranking
from resolvers.context import Info
from resolvers.ranking import ByArgument, NodeArgument, RankingBy, WhereArgument, points_text
from resolvers.run import Run
from rules.document import Rounding
from rules.loader import EVERYONE
from rules.number import decimal, exact
from services.refusal import Code, Refusal
from services.results.ranking import By, Measured, Order, Row, order
from services.results.statistics import bins, fitting_width, spreads
from services.runs.board import Board

MOST_BINS, FITTING_BINS = 200, 20
ScopeArgument = Annotated[
    str, strawberry.argument(description="groups 按什么分组：全体，或委员的一个属性，如 界别")
]
WidthArgument = Annotated[
    str | None, strawberry.argument(description="每段的宽度，如 5 或 0.5；不写则取一个分成 20 段以内的整数")
]


@dataclass(frozen=True, slots=True)
class BinView:
    """A part of the histogram."""

    low: str
    high: str
    members: int


@dataclass(frozen=True, slots=True)
class SpreadView:
    """The spread in a group, rounded to the digits of the measure, or to two for counts."""

    group: str
    members: int
    mean: str
    least: str
    lower_quartile: str
    median: str
    upper_quartile: str
    most: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """A histogram with the spread in each group."""

    members: int
    width: str
    bins: Sequence[BinView]
    groups: Sequence[SpreadView]


async def distribution(
    root: strawberry.Parent[Run],
    info: Info,
    by: ByArgument = RankingBy.TOTAL,
    node: NodeArgument = None,
    scope: ScopeArgument = EVERYONE,
    width: WidthArgument = None,
    where: WhereArgument = None,
) -> Distribution:
    """The distribution over the ranked members of a run."""
    board = await root.board(info)
    found = order(board, scope, Measured(By[by.name], node))
    chosen = ranking.filters(board, where)
    rows = [
        row
        for row in found.rows
        if not row.spot.unranked and all(satisfied(row.entry) for satisfied in chosen)
    ]
    values = [row.value for row in rows]
    step = fitting_width(values, FITTING_BINS) if width is None else _width(width, values)
    return Distribution(
        len(values),
        decimal(step),
        [BinView(decimal(one.low), decimal(one.high), one.members) for one in bins(values, step)],
        _groups(board, found, rows),
    )


def _groups(board: Board, found: Order, rows: Sequence[Row]) -> list[SpreadView]:
    counted = found.measured.by in (By.RECORDS, By.WORKS)
    rounding = Rounding(Fraction(1, 100), "half-up") if counted else board.rule_set.rounding
    return [
        SpreadView(
            one.group,
            one.members,
            *(
                points_text(_rounded(value, rounding), rounding)
                for value in (one.mean, one.least, one.lower, one.median, one.upper, one.most)
            ),
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
