"""What became of the opinion items of a period, by groups of them (议8, 11): counts of items, and how long
each step took. Everything is told by the day on which it happened, so an adoption that comes months later
stands in the period in which it came; and every count is one of items, each of which can be asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from services.refusal import Code, Refusal

RECEIVED, ACCEPTED, ISSUED = "received", "accepted", "issued"
ADOPTED, INSTRUCTED = "adopted", "instructed"
# Answers that are settled: they were given, or their last day went by; and those that were given in time.
DUE, IN_TIME = "due", "in time"
# Ratings of answers that nobody can change any more; the level is what was said.
RATED = "rated"
FIGURES = (RECEIVED, ACCEPTED, ISSUED, ADOPTED, INSTRUCTED, DUE, IN_TIME, RATED)
REVIEW, EDIT, SIGN, HANDLE, CHECK = "review", "edit", "sign", "handle", "check"
STEPS = (REVIEW, EDIT, SIGN, HANDLE, CHECK)
# The longest period, in days: three years.
LONGEST, EARLIEST = 1_096, date(1949, 1, 1)
AREA, SECTOR, DEPARTMENT, UNIT, MONTH = "area", "sector", "department", "unit", "month"
# Its submitter, by the number of the account.
AUTHOR = "account"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to an item on a day: one of the figures; of outcomes and ratings which."""

    figure: str
    day: date
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """How many working days a step took that was done on a day."""

    step: str
    day: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """An item as it is counted: what groups it is in ("": in none), and all that happened to it.

    Sector and department are those of its submitter when it came, who may be no `member`; `unit` leads where
    it was sent.
    """

    number: int
    area: str = ""
    source: str = ""
    sector: str = ""
    department: str = ""
    unit: str = ""
    account: int = 0
    member: bool = True
    happened: Sequence[Happening] = ()
    spans: Sequence[Span] = ()

    @property
    def received(self) -> date | None:
        """The day on which it was submitted first."""
        return next((one.day for one in self.happened if one.figure == RECEIVED), None)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, each included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def period(first: date, last: date, field: str = "lastDay") -> Period:
    """A period that can be asked for; raises `Refusal` about the `field` of its last day."""
    if not (EARLIEST <= first <= last and (last - first).days < LONGEST):
        message = f"止的一天不早于起的一天，从 {EARLIEST.year} 年起，最多 3 年：{first} 到 {last} 不行"
        raise Refusal(Code.BAD_USER_INPUT, message, field)
    return Period(first, last)


def quarter_of(day: date) -> Period:
    """The quarter in which a day is."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return Period(first, date.fromordinal(following.toordinal() - 1))


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the items of a group: their numbers by figure and level, and the days of each step."""

    numbers: Mapping[tuple[str, str | None], frozenset[int]]
    days: Mapping[str, Sequence[int]]

    def count(self, figure: str) -> int:
        """How many items; of an outcome of any level, each once."""
        return len(self.of(figure))

    def of(self, figure: str, level: str | None = None) -> frozenset[int]:
        """The items themselves; no level: of any."""
        found = (
            numbers
            for (known, of), numbers in self.numbers.items()
            if known == figure and (level is None or of == level)
        )
        return frozenset().union(*found)

    def levels(self, figure: str) -> dict[str, int]:
        """How many items by level; one that was adopted at two is in both."""
        return {
            level: len(numbers)
            for (known, level), numbers in self.numbers.items()
            if known == figure and level is not None
        }

    def median(self, step: str) -> float | None:
        """The median of the working days that a step took; None where it was never done."""
        return float(median(self.days[step])) if self.days.get(step) else None


@dataclass(slots=True)
class _Gathered:
    numbers: dict[tuple[str, str | None], set[int]] = field(default_factory=lambda: defaultdict(set))
    days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def figures(self) -> Figures:
        return Figures({key: frozenset(one) for key, one in self.numbers.items()}, dict(self.days))


def figures(items: Iterable[Analysed], period: Period) -> Figures:
    """What became of all of these items in a period."""
    return figures_by(items, period, lambda item, day: "").get("", Figures({}, {}))


def figures_by(
    items: Iterable[Analysed], period: Period, group: Callable[[Analysed, date], str]
) -> dict[str, Figures]:
    """The same by groups; a group in which nothing happened is missing."""
    found: dict[str, _Gathered] = defaultdict(_Gathered)
    for item in items:
        for one in item.happened:
            if one.day in period:
                found[group(item, one.day)].numbers[one.figure, one.level].add(item.number)
        for span in item.spans:
            if span.day in period:
                found[group(item, span.day)].days[span.step].append(span.days)
    return {key: one.figures() for key, one in found.items()}


def grouping(by: str) -> Callable[[Analysed, date], str]:
    """By which group an item is counted where something happened to it on a day."""
    if by == MONTH:
        return lambda item, day: f"{day:%Y-%m}"
    return lambda item, day: str(getattr(item, by))
