"""Working days by China's calendar and a committee's own, and the term for entering (履6, 履19).

What the package knows is the State Council's: days off and make-up workdays (调休) of its years. Of another
year nothing is guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files

import chinese_calendar

from models.clock import CHINA
from rules.source import Mapping, Scalar, parse

FILE = "deadlines.yaml"
SATURDAY = 5
DAY = timedelta(days=1)


class UnknownYear(Exception):
    """A year of which it is not known which days are off: a deadline in it is unknown, too."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no arrangement of {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is announced of a year: days off, and weekend days that are worked instead (调休).

    Days around the turn of the year may be among them.
    """

    year: int
    days_off: frozenset[date]
    workdays: frozenset[date]


class Calendar:
    """Which days are worked. What a committee has arranged goes before what the package says."""

    def __init__(self, arranged: Iterable[Arrangement] = ()) -> None:
        of_years = sorted(arranged, key=lambda one: one.year)
        self._years = {one.year for one in of_years}
        # What the later year's notice says of the turn of the year is the later word.
        self._told = {
            day: worked
            for one in of_years
            for days, worked in ((one.days_off, False), (one.workdays, True))
            for day in days
        }

    def is_workday(self, day: date) -> bool:
        """Whether a day is worked; raises `UnknownYear`."""
        if day in self._told:
            return self._told[day]
        if day.year in self._years:
            return not is_weekend(day)
        try:
            return _is_workday(day)
        except NotImplementedError:
            raise UnknownYear(day.year) from None

    def due(self, day: date, working_days: int) -> date:
        """The last of so many working days after a day, which does not count itself; raises `UnknownYear`."""
        while working_days:
            if day == date.max:
                raise UnknownYear(day.year)
            day += DAY
            working_days -= self.is_workday(day)
        return day


@lru_cache(maxsize=1 << 12)
def _is_workday(day: date) -> bool:
    """What the package says, kept: an import asks of the same days thousands of times. Raises
    `NotImplementedError` for a year that it does not know.
    """
    return bool(chinese_calendar.is_workday(day))


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def known_arrangement(year: int) -> Arrangement | None:
    """What the package says of a year: each day that is not as its weekday; None where it knows nothing."""
    try:
        days = [date(year, 1, 1) + DAY * at for at in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        worked = [day for day in days if _is_workday(day)]
    except NotImplementedError:
        return None
    off = {*days} - {*worked}
    return Arrangement(
        year,
        frozenset(day for day in off if not is_weekend(day)),
        frozenset(day for day in worked if is_weekend(day)),
    )


def end_of(day: date) -> datetime:
    """The moment at which a day has ended in China."""
    return datetime.combine(day + DAY, time(), CHINA)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Within how many working days something is entered (`article`); nothing that is before `since` has to be
    (`since_article`). With `soon` working days left it is nearly due.
    """

    days: int
    article: str
    since: date
    since_article: str
    soon: int

    def due(self, calendar: Calendar, start: date) -> date | None:
        """The last day for what began on `start`; None where it has none. Raises `UnknownYear`."""
        return None if start < self.since else calendar.due(start, self.days)


@cache
def deadline() -> Deadline:
    """What is said of entering (`deadlines.yaml`)."""
    tree = parse((files("services") / FILE).read_text("utf-8"), FILE)
    assert isinstance(tree, Mapping)
    said = {name: one.value.text for name, one in tree.entries.items() if isinstance(one.value, Scalar)}
    return Deadline(
        days=int(said["days"]),
        article=said["article"],
        since=date.fromisoformat(said["since"]),
        since_article=said["since_article"],
        soon=int(said["soon"]),
    )
