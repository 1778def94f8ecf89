"""Until when a record is entered, and whether it was (履6: within so many working days, 履19: since when)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from models.clock import day_of
from rules import catalogue as catalogues
from rules.catalogue import RESULT, Catalogue, Kind
from rules.record import Record
from services.deadlines import DAY, Calendar, UnknownYear, deadline, end_of

# What is not submitted: it is awaited, until when it is due (履7: a returned one is put right).
AWAITED = ("draft", "returned")


class DueState(StrEnum):
    """How a record stands to the day by which it is entered."""

    OPEN = "open"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    DONE = "done"
    LATE = "late"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """Until which day a record is or was to be entered, how it stands to that, and by which article."""

    day: date | None
    state: DueState
    reason: str


class Entered(Protocol):
    """What a row tells of its entering (`models.record.Record`)."""

    @property
    def state(self) -> str: ...
    @property
    def due_from(self) -> date | None: ...
    @property
    def due_by(self) -> datetime | None: ...
    @property
    def submitted_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Today:
    """A moment, and until when what is due is due soon."""

    now: datetime
    soon: datetime

    @classmethod
    def of(cls, now: datetime, calendar: Calendar) -> "Today":
        """This moment by a calendar; where that does not know the next working days, nothing is due soon."""
        try:
            return cls(now, end_of(calendar.due(day_of(now), deadline().soon)))
        except UnknownYear:
            return cls(now, now)


def due_from(catalogue: Catalogue, record: Record) -> date | None:
    """From which day the term of a record runs, by what its kind says; None: the record has not said yet."""
    kind = catalogue.kinds[record.kind]
    for name in _starts(kind):
        if name == kind.date:
            return record.day
        value = record.attributes.get(name)
        if isinstance(value, date):
            return value
        dated = [one.day for one in record.outcomes if one.attributes.get(RESULT) == name]
        if dated:
            return min(dated)
    return None


def _starts(kind: Kind) -> tuple[str, ...]:
    """The dates of a kind. A measure may have been kept before the catalogue of the program said any."""
    shipped = catalogues.load().kinds.get(kind.name)
    return kind.due_from or (shipped.due_from if shipped else ()) or (kind.date,)


def due_by(calendar: Calendar, start: date | None) -> datetime | None:
    """The moment from which on it is late; None where it never is, or it is not known."""
    try:
        day = None if start is None else deadline().due(calendar, start)
    except UnknownYear:
        return None
    return None if day is None else end_of(day)


def last_day(by: datetime) -> date:
    """The day that ends at the moment from which on it is late."""
    return day_of(by) - DAY


def is_late(row: Entered) -> bool:
    """Whether it was submitted after the day by which it was due (补录)."""
    return row.due_by is not None and row.submitted_at is not None and row.submitted_at >= row.due_by


def due_of(row: Entered, today: Today) -> Due:
    """Until when a record is entered, and how it stands to that."""
    said = deadline()
    if row.due_from is None:
        return Due(None, DueState.UNKNOWN, "期限从哪一天起算，记录里还没有写（如立案日期）：写了就知道")
    if row.due_from < said.since:
        return Due(None, DueState.NONE, f"{said.since} 以前的没有期限（{said.since_article}）")
    if row.due_by is None:
        why = "还没有当年放假、调休的安排，期限不知道，录入照常：安排公布以后由委员工作委员会写入"
        return Due(None, DueState.UNKNOWN, why)
    day = last_day(row.due_by)
    why = f"从 {row.due_from} 的次日起 {said.days} 个工作日以内（{said.article}），最后一天是 {day}"
    return Due(day, _state(row, row.due_by, today), why)


def _state(row: Entered, by: datetime, today: Today) -> DueState:
    if row.state in AWAITED:
        if today.now >= by:
            return DueState.OVERDUE
        return DueState.DUE_SOON if by <= today.soon else DueState.OPEN
    if row.submitted_at is None:
        # A draft that was withdrawn, or entered before it was kept when.
        return DueState.NONE if row.state == "withdrawn" else DueState.UNKNOWN
    return DueState.LATE if is_late(row) else DueState.DONE
