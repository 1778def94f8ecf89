"""What held of a member from which day on, and how the roster of one year changes it for that year alone."""

from collections.abc import Container
from datetime import date, timedelta
from typing import Any

from models.member import ALWAYS

# By day, the first day first; `ALWAYS`: from the beginning.
History = list[tuple[date, Any]]
FOREVER = date.max


def value_at(history: History, day: date) -> Any | None:
    """What holds on `day`; None where nothing is known."""
    found = None
    for since, value in history:
        if since > day:
            break
        found = value
    return found


def spliced(stored: History, told: History, first: date, last: date) -> History:
    """`stored` with what a roster tells of the days from `first` to `last`, and of no other day.

    `ALWAYS` and `FOREVER` are open ends: nothing else tells of the days beyond. Where both agree on these
    days, `stored` comes back as it is. A value cannot end without another: where a roster tells nothing of
    an attribute that an earlier year has, that value goes on.
    """
    if _days(stored, first, last) == _days(told, first, last):
        return stored
    before = [(since, value) for since, value in stored if since < first]
    found = list(before)
    if (value := value_at(told, first)) is not None and value != value_at(before, first):
        found.append((first, value))
    found += [(since, value) for since, value in told if first < since <= last]
    if last == FOREVER:
        return found
    after = last + timedelta(days=1)
    if (value := value_at(stored, after)) is not None and value != value_at(found, after):
        found.append((after, value))
    return found + [(since, value) for since, value in stored if since > after]


def changed_from(stored: History, since: date, value: Any) -> History:
    """`stored` with a value from a day on, until the next change that is known: what is told late undoes
    nothing that was told of later days.
    """
    later = [day for day, _ in stored if day > since]
    last = min(later) - timedelta(days=1) if later else FOREVER
    return spliced(stored, [(since, value)], since, last)


def supplemented(
    told: History, stored: History, first: date, last: date, *, stated: bool, cancelled: Container[date]
) -> History:
    """What a roster tells, with what it leaves unsaid of the days from `first` to `last` as `stored` has it.

    `stated`: it tells what held from the beginning, which may be nothing; otherwise `stored` does. Changes
    that `stored` has within these days stay, except on `cancelled` days, and except one to a value that the
    roster dates otherwise. A roster without changes may be of the end of the year: where its value is what
    holds on the last day, `stored` stays as it is.
    """
    changes = {since: value for since, value in told if since != ALWAYS}
    kept = {
        since: value
        for since, value in stored
        if first < since <= last and since not in cancelled and value not in changes.values()
    }
    if not stated:
        base = value_at(stored, first - timedelta(days=1) if first in cancelled else first)
    elif (base := value_at(told, ALWAYS)) is None and not changes:
        return []
    elif kept and not changes and base == value_at(stored, last):
        base = value_at(stored, first)
    found: History = [] if base is None else [(ALWAYS, base)]
    return found + sorted((kept | changes).items())


def _days(history: History, first: date, last: date) -> History:
    """What holds on `first`, and each change up to `last`."""
    held = value_at(history, first)
    found: History = [(first, held)]
    for since, value in history:
        if first < since <= last and value != held:
            found.append((since, value))
            held = value
    return found


__all__ = ["ALWAYS", "FOREVER", "History", "changed_from", "spliced", "supplemented", "value_at"]
