"""By when an opinion item has its first review, by working days; told anew whenever somebody asks, since the
working days of a year may become known later.
"""

from datetime import date, datetime

from models.clock import day_of
from services.deadlines import Calendar, UnknownYear
from services.opinions.form import form


def review_due(calendar: Calendar, day: date, days: int) -> date:
    """By when what was submitted on a day has its first review, within so many working days; with none the
    same day, or the next one that is worked. Raises `UnknownYear`.
    """
    return calendar.due(day, days or int(not calendar.is_workday(day)))


def due_of(calendar: Calendar, submitted_at: datetime | None, urgency: str | None) -> date | None:
    """The same of an item; None where it was never submitted, the working days are not known, or the form
    knows its urgency no more.
    """
    known = None if urgency is None else form().urgencies.get(urgency)
    if submitted_at is None or known is None:
        return None
    try:
        return review_due(calendar, day_of(submitted_at), known.days)
    except UnknownYear:
        return None


def is_before(due: date | None, day: date) -> bool:
    """Whether a day that is known has gone by."""
    return due is not None and due < day
