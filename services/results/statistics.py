"""What the members of a run got at each node, and how a number is spread among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from services.results.ranking import Row
from services.runs.board import Board
from services.runs.memo import memo


@dataclass(slots=True)
class Statistics:
    """Sums over the members who are shown: points, records, works, and how many took part."""

    points: Fraction = Fraction(0)
    records: int = 0
    works: int = 0
    members: int = 0


def statistics(board: Board) -> Mapping[str, Statistics]:
    """The sums at each node where there is anything."""
    return memo(board, "statistics", lambda: _statistics(board))


def _statistics(board: Board) -> dict[str, Statistics]:
    found: dict[str, Statistics] = {}
    for entry in board.entries:
        if not entry.place.shown:
            continue
        for name, node in entry.score.nodes.items():
            sums = found.setdefault(name, Statistics())
            sums.points += node.points
            sums.records += node.records
            sums.works += node.works
            sums.members += 1
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread in a group: exact; quartiles lie between neighbours where they must."""

    group: str
    members: int
    mean: Fraction
    least: Fraction
    lower: Fraction
    median: Fraction
    upper: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Bin:
    """The members whose number is at least `low` and below `high`."""

    low: Fraction
    high: Fraction
    members: int


def spreads(rows: Sequence[Row]) -> list[Spread]:
    """The spread in each group of these rows of a ranking, in their order; who has no group is left out."""
    values: dict[str, list[Fraction]] = {}
    for row in rows:
        if row.group:
            values.setdefault(row.group, []).append(row.value)
    return [_spread(group, sorted(own)) for group, own in values.items()]


def _spread(group: str, values: Sequence[Fraction]) -> Spread:
    quarters = [_quantile(values, Fraction(at, 4)) for at in range(5)]
    return Spread(group, len(values), sum(values, Fraction(0)) / len(values), *quarters)


def _quantile(values: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value below which `part` of the ascending values lie, between two of them by proportion."""
    place = part * (len(values) - 1)
    below = floor(place)
    if below + 1 == len(values):
        return values[below]
    return values[below] + (values[below + 1] - values[below]) * (place - below)


def bins(values: Sequence[Fraction], width: Fraction) -> list[Bin]:
    """Bins of one width, whole multiples of it from the least value to the most; empty ones among them."""
    if not values:
        return []
    counts: dict[int, int] = {}
    for value in values:
        at = floor(value / width)
        counts[at] = counts.get(at, 0) + 1
    return [
        Bin(at * width, (at + 1) * width, counts.get(at, 0)) for at in range(min(counts), max(counts) + 1)
    ]


def fitting_width(values: Sequence[Fraction], most: int) -> Fraction:
    """The least of 1, 2, 5, 10, 20, 50 … that needs no more than `most` bins."""
    spread = max(values) - min(values) if values else Fraction(0)
    step, place = 1, 0
    while spread / step > most - 1:
        step = (2, 5, 10)[place % 3] * 10 ** (place // 3)
        place += 1
    return Fraction(step)
