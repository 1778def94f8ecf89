"""Figures of a period as they are told, and kept where they are frozen: counts and numbers of items, and
nothing of what an item says.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, convert, to_builtins

from rules.catalogue import load
from services.opinions import analysis
from services.opinions.analysis import Analysed, Figures, Period, figures, figures_by, grouping
from services.opinions.form import form
from services.opinions.outcome_form import levels
from services.opinions.rating_form import rating_form

# By what the papers of a meeting are grouped.
GROUPED = (analysis.AREA, analysis.SECTOR, analysis.DEPARTMENT, analysis.UNIT, analysis.MONTH)
MOST_ROWS = 200


class LevelCount(Struct, frozen=True):
    """How many items at a level."""

    level: str
    count: int


class StepDays(Struct, frozen=True):
    """How often a step was taken, and how many working days it took."""

    step: str
    count: int
    median: float
    longest: int


class FigureRow(Struct, frozen=True, kw_only=True):
    """The figures of a group by its `key` ("": of what is in none) and name."""

    key: str
    name: str
    received: int
    accepted: int
    issued: int
    adopted: int
    adopted_at: list[LevelCount]
    instructed: int
    instructed_at: list[LevelCount]
    due: int
    in_time: int
    steps: list[StepDays]
    rated: int = 0
    rated_at: list[LevelCount] = []


class Report(Struct, frozen=True, kw_only=True):
    """The figures of a period: of all, and by each grouping; `alike` are groups of similar items."""

    first: date
    last: date
    total: FigureRow
    groups: dict[str, list[FigureRow]]
    alike: list[list[int]] = []

    def told(self) -> Any:
        """The same as plain data."""
        return to_builtins(self)


def report_of(told: Any) -> Report:
    """What `Report.told` gave."""
    return convert(told, Report)


def report(
    items: Iterable[Analysed],
    period: Period,
    alike: Iterable[Iterable[int]] = (),
    by: Sequence[str] = GROUPED,
) -> Report:
    """What became of items in a period, by these groupings."""
    items = list(items)
    return Report(
        first=period.first,
        last=period.last,
        total=whole(items, period),
        groups={one: grouped(items, period, one) for one in by},
        alike=[list(one) for one in alike],
    )


def whole(items: Iterable[Analysed], period: Period) -> FigureRow:
    """What became of all of them."""
    return _row("", "", figures(items, period))


def grouped(items: Iterable[Analysed], period: Period, by: str) -> list[FigureRow]:
    """The same by groups: months in their order; others by what came, those without a name last."""
    found = figures_by(items, period, grouping(by))
    order = sorted(found) if by == analysis.MONTH else sorted(found, key=lambda key: _place(key, found[key]))
    return [_row(key, _name(by, key), found[key]) for key in order[:MOST_ROWS]]


def _place(key: str, one: Figures) -> tuple[bool, int, str]:
    return not key, -one.count(analysis.RECEIVED), key


def _name(by: str, key: str) -> str:
    return form().areas.get(key, key) if by == analysis.AREA else key


def _row(key: str, name: str, one: Figures) -> FigureRow:
    return FigureRow(
        key=key,
        name=name,
        received=one.count(analysis.RECEIVED),
        accepted=one.count(analysis.ACCEPTED),
        issued=one.count(analysis.ISSUED),
        adopted=one.count(analysis.ADOPTED),
        adopted_at=_levels(one, analysis.ADOPTED, levels(load(), "adoption")),
        instructed=one.count(analysis.INSTRUCTED),
        instructed_at=_levels(one, analysis.INSTRUCTED, levels(load(), "instruction")),
        due=one.count(analysis.DUE),
        in_time=one.count(analysis.IN_TIME),
        steps=[_days(step, one) for step in analysis.STEPS if one.days.get(step)],
        rated=one.count(analysis.RATED),
        rated_at=_levels(one, analysis.RATED, [*rating_form().ratings.values(), rating_form().unrated]),
    )


def _levels(one: Figures, figure: str, known: Sequence[str]) -> list[LevelCount]:
    """In the order in which they are known; a level that is known no more comes last."""
    counts = one.levels(figure)
    order = [*(level for level in known if level in counts), *sorted({*counts} - {*known})]
    return [LevelCount(level, counts[level]) for level in order]


def _days(step: str, one: Figures) -> StepDays:
    days, middle = one.days[step], one.median(step)
    assert middle is not None
    return StepDays(step, len(days), middle, max(days))
