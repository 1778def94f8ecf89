"""What somebody enters, as a form: values as people write them, members and records by their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from services.refusal import Code, Refusal

# A plenary of the national committee has 2,200 members.
MOST_PARTICIPANTS = 2_500
MOST_AUTHORS = 200
MOST_OUTCOMES = 200
MOST_TOLD = 100

# Attributes by name, each with its value as a cell of a file would say it: 出席, 是, 2.5, 2022-03-15.
Given = Sequence[tuple[str, str]]


class Stay(Enum):
    """What a correction leaves as it is where None would say something."""

    STAYS = "stays"


STAYS: Final = Stay.STAYS


@dataclass(frozen=True, slots=True)
class Present:
    """Memberships of whom the same holds: who attended, who was on leave, who stayed away."""

    members: Sequence[int]
    attributes: Given = ()


@dataclass(frozen=True, slots=True)
class Author:
    """An author by membership; None is an author who is no member, and only keeps the place."""

    member: int | None
    attributes: Given = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A dated outcome of a work. `key` tells apart two that are otherwise the same."""

    day: date
    attributes: Given = ()
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is said of a record. None: not said; a correction leaves it as it was."""

    title: str | None = None
    day: date | None = None
    key: str | None = None
    attributes: Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionForm(Form):
    """An occasion, with those who took part or were expected to."""

    participants: Sequence[Present] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkForm(Form):
    """A work: authors in their order, outcomes, and a record of the same matter (None: of none any more)."""

    authors: Sequence[Author] | None = None
    outcomes: Sequence[Event] | None = None
    linked_to: int | Stay | None = STAYS


AnyForm = OccasionForm | WorkForm


def linked_to(form: AnyForm) -> int | Stay | None:
    """The record that a form links to; None: to none any more."""
    return form.linked_to if isinstance(form, WorkForm) else STAYS


class Rejected(Exception):
    """A form that is not taken. Nothing has changed; `refusals` are all that is wrong with it."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"{one.code} {one.field}" for one in refusals))
        self.refusals = tuple(refusals)


class Faults:
    """Collects what is wrong with a form."""

    def __init__(self) -> None:
        self._found: list[Refusal] = []

    def add(self, field: str, message: str, code: Code = Code.BAD_USER_INPUT) -> None:
        """One thing wrong: `field` is its path in the form, as `participants[3].attributes.状态`."""
        self._found.append(Refusal(code, message, field))

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    def check(self) -> None:
        """Raises `Rejected` with everything found so far, if that is anything."""
        if not self._found:
            return
        told = self._found[:MOST_TOLD]
        if rest := len(self._found) - len(told):
            told.append(Refusal(Code.BAD_USER_INPUT, f"另有 {rest} 处问题，先改正以上各处"))
        raise Rejected(told)
