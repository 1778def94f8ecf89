"""What members are told of one another without names: never of so few that somebody could be made out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.results.statistics import Bin, bins, fitting_width

# Nothing is told of fewer; the usual threshold of statistics that are published.
FEWEST = 5
MOST_BINS = 20


@dataclass(frozen=True, slots=True)
class OpenBin:
    """The members whose number is at least `low` and below `high`; None: whatever it is on that side."""

    low: Fraction | None
    high: Fraction | None
    members: int


def open_bins(values: Sequence[Fraction]) -> list[OpenBin]:
    """Bins of at least `FEWEST` members each, neighbours joined until they are; none where there are fewer.

    The lowest has no lower bound and the highest no upper one: they would tell of whoever is last and first.
    """
    if len(values) < FEWEST:
        return []
    joined: list[list[Bin]] = [[]]
    for one in bins(values, fitting_width(values, MOST_BINS)):
        if _members(joined[-1]) >= FEWEST:
            joined.append([])
        joined[-1].append(one)
    if _members(joined[-1]) < FEWEST:
        last = joined.pop()
        joined[-1] += last
    lows = [part[0].low for part in joined[1:]]
    bounds = zip([None, *lows], [*lows, None], joined, strict=True)
    return [OpenBin(low, high, _members(part)) for low, high, part in bounds]


def _members(part: Sequence[Bin]) -> int:
    return sum(one.members for one in part)
