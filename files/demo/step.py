"""What people do in a demo, step by step, as data. Whoever plays it (`commands.playing`) asks over GraphQL.

Members are named by their numbers, records by keys of the script, people by their department, their role or
their number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

MWC = "委员工作委员会"

Said: TypeAlias = Mapping[str, str]
Group: TypeAlias = tuple[Sequence[str], Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A meeting, an activity or a training is entered, with all who took part or were expected."""

    by: str
    key: str
    kind: str
    day: date
    title: str
    groups: Sequence[Group]
    up_to: str = "SUBMITTED"
    late: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work is entered, with its authors in order, and what became of it."""

    by: str
    key: str
    kind: str
    day: date
    title: str
    authors: Sequence[tuple[str, Said]]
    said: Said | None = None
    outcomes: Sequence[tuple[date, Said]] = ()
    up_to: str = "SUBMITTED"
    late: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A department moves records on together: submit, approve, return, archive or withdraw."""

    by: str
    action: str
    keys: Sequence[str]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Correct:
    """Who took part is put right; of an archived record by a counter-entry, which is approved at once."""

    by: str
    key: str
    groups: Sequence[Group]
    reason: str


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The code stands on the screen: some scan it, the others sign a list; the organiser confirms."""

    by: str
    key: str
    scanning: Sequence[str]
    by_hand: Sequence[str]


@dataclass(frozen=True, slots=True)
class LeaveOffice:
    """A member leaves office in mid-year."""

    number: str
    last_day: date
    reason: str
    by: str = MWC


@dataclass(frozen=True, slots=True)
class Objection:
    """A member objects to a record, or to what is missing (`kind`)."""

    by: str
    key: str
    words: str
    record: str | None = None
    missing: tuple[str, date, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The Members' Work Committee takes an objection up and answers it, by a rule and its clause."""

    key: str
    verdict: str
    words: str
    rule: str
    citation: str
    step: str
    corrected: str | None = None
    by: str = MWC


@dataclass(frozen=True, slots=True)
class Sample:
    """Archived records are frozen, drawn by the digits of those present, and some of them examined."""

    size: int
    digits: Sequence[tuple[str, str]]
    findings: Sequence[str | None]
    by: str = MWC


@dataclass(frozen=True, slots=True)
class AskLeave:
    """A member asks for leave from an occasion that is entered."""

    by: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class InYear:
    """What follows is of this year."""

    year: int


Step: TypeAlias = (
    Occasion | Work | Move | Correct | CheckIn | LeaveOffice | Objection | Answer | Sample | AskLeave | InYear
)
