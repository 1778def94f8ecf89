"""By when a unit answers what it handles: by working days, from the document beside this (议10). It is told
anew whenever somebody asks, since the working days of a year may become known later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from models.clock import day_of
from services.deadlines import DAY, Calendar, UnknownYear
from services.opinions.transitions import ANSWER, PAUSE, REDO, REOPEN, RESUME
from wordlist import wordlist

FILE = "handling.yaml"
# What stops the clock, by what starts it again: the days in which the Office has it are not the unit's.
_STOPS = {RESUME: PAUSE, REDO: ANSWER}


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days of the term, of the window to return it, of one extension at most, that are left at least
    where an answer is given back, of what is handled once more, from which on it is nearly due; how often it
    is extended at most; bounds of an answer.
    """

    days: int
    return_days: int
    extension_days: int
    extensions: int
    redo_days: int
    reopen_days: int
    soon: int
    most: int
    most_files: int


class Done(Protocol):
    """A step, and when it was taken."""

    @property
    def action(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@cache
def terms() -> Terms:
    """The terms of the document."""
    told = wordlist("services.opinions", FILE)
    answer = told.pop("answer")
    return Terms(**told, most=answer["most"], most_files=answer["files"])


def term_of(
    calendar: Calendar, begun_at: datetime, extended_days: int, steps: Iterable[Done], *, paused: bool
) -> date | None:
    """The last day for a unit that has it since a moment to answer, by the steps of it; None while it is
    paused, and where the working days are not known.

    What an author is dissatisfied with begins anew, with a term of its own. Of a stop the working days after
    its first day up to its last are not counted. Who has to answer anew has some days from then on in any
    case.
    """
    taken = [*steps]
    reopened = [one.at for one in taken if one.action == REOPEN and one.at >= begun_at]
    since, days = (reopened[-1], terms().reopen_days) if reopened else (begun_at, terms().days)
    stops, redone = _stops(since, taken)
    if paused:
        return None
    try:
        day, left = day_of(since), days + extended_days
        while left:
            day += DAY
            left -= calendar.is_workday(day) and not any(first < day <= last for first, last in stops)
        return day if redone is None else max(day, calendar.due(redone, terms().redo_days))
    except UnknownYear:
        return None


def return_term(calendar: Calendar, begun_at: datetime) -> date | None:
    """The last day for a unit to say that it is not theirs; None where the working days are not known."""
    try:
        return calendar.due(day_of(begun_at), terms().return_days)
    except UnknownYear:
        return None


def days_left(calendar: Calendar, day: date, due: date | None) -> int | None:
    """The working days after a day up to the last one: 0 on that day, and below 0 those that went by since.
    None where there is none, or they are not known.
    """
    if due is None:
        return None
    first, last = sorted((day, due))
    try:
        number = sum(calendar.is_workday(first + DAY * at) for at in range(1, (last - first).days + 1))
    except UnknownYear:
        return None
    return number if day <= due else -number


def _stops(begun_at: datetime, steps: Iterable[Done]) -> tuple[list[tuple[date, date]], date | None]:
    """From which day to which it was stopped, and when an answer was given back last."""
    since: dict[str, date] = {}
    found, redone = [], None
    for one in steps:
        if one.at < begun_at:
            continue
        if one.action in _STOPS.values():
            since[one.action] = day_of(one.at)
        elif (begun := _STOPS.get(one.action)) is not None and begun in since:
            found.append((since.pop(begun), day_of(one.at)))
            redone = day_of(one.at) if one.action == REDO else redone
    return found, redone
