"""What a committee keeps: members, occasions with participations, works with authorships and outcomes.

These are the rows of the office's files after reading, and the records of worked examples; scoring turns
them into facts. Values are exact: labels, booleans, whole numbers, fractions, dates.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple, overload

from rules.number import decimal

Value = str | bool | int | Fraction | date
Attributes = Mapping[str, Value]
# The attributes of a member that bound the office.
TERM_START, TERM_END = "任职起", "任职止"


def value_words(value: object) -> str:
    """A value as people write it: 是 or 否, 2.5, 2022-03-15."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return decimal(value) if isinstance(value, Fraction) else str(value)


@dataclass(frozen=True, slots=True)
class Change:
    """From `since` on, the member's `attribute` has `value`."""

    since: date
    attribute: str
    value: Value


@dataclass(slots=True)
class Member:
    """One membership: a person in one term. `key` is the member number, unique in the roster.

    `attributes` hold from the beginning; `changes` override them from their day on.
    """

    key: str
    name: str
    attributes: dict[str, Value] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    phone: str | None = None


class Part(NamedTuple):
    """One member's part in a record: the participation in an occasion, or the authorship of a work.

    Several parts may share one `attributes` mapping (the names in one cell of a file). A tuple: there
    are millions of them, and a frozen dataclass takes four times as long to make.
    """

    member: str
    attributes: Attributes


# A part of its two values, without a call of Python's.
_PART: Callable[[tuple[str, Attributes]], Part] = partial(tuple.__new__, Part)


def parts_of(members: Iterable[str], attributes: Iterable[Attributes]) -> Iterator[Part]:
    """A part for each of these members, with the attributes in the same place."""
    return map(_PART, zip(members, attributes, strict=False))


class Attendance(Sequence[Part]):
    """The parts of an occasion by what they say: attributes, and the places in `people` of all who have them.

    Of millions of parts a place is what is kept; `people`, member keys, is shared by all records that were
    read together. Participants stand in no order.
    """

    __slots__ = ("groups", "people")

    def __init__(self, people: Sequence[str], groups: list[tuple[Attributes, Sequence[int]]]) -> None:
        self.people = people
        self.groups = groups

    def __len__(self) -> int:
        return sum(len(places) for _, places in self.groups)

    def __iter__(self) -> Iterator[Part]:
        person = self.people.__getitem__
        return chain.from_iterable(
            parts_of(map(person, places), repeat(attributes)) for attributes, places in self.groups
        )

    @overload
    def __getitem__(self, at: int) -> Part: ...
    @overload
    def __getitem__(self, at: slice) -> list[Part]: ...
    def __getitem__(self, at: int | slice) -> Part | list[Part]:
        return list(self)[at]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dated event of a work: adopted, key, excellent, instructed. `key` orders outcomes of one day."""

    day: date
    attributes: Attributes
    key: str = ""


@dataclass(slots=True)
class Record:
    """An occasion or a work, as the kind of the catalogue says.

    `key` is the external number (编号) or the natural key; it orders records of one day. `matter` names
    the group of linked works (None: the work stands alone). `outsiders` counts authors who are not members.
    """

    key: str
    kind: str
    day: date
    title: str = ""
    attributes: dict[str, Value] = field(default_factory=dict)
    parts: Sequence[Part] = field(default_factory=list)
    outcomes: Sequence[Outcome] = field(default_factory=list)
    matter: str | None = None
    outsiders: int = 0


def told_of(parts: Sequence[Part]) -> Collection[Attributes]:
    """The attributes of parts, once where parts share them: hundreds may; most works have one author."""
    if len(parts) == 1:
        return (parts[0].attributes,)
    return {id(own): own for _, own in parts}.values()


def counted_days(record: Record) -> list[date]:
    """Every day by which a fact of the record could count."""
    days = [record.day, *(outcome.day for outcome in record.outcomes)]
    said = (
        record.attributes,
        *told_of(record.parts),
        *(outcome.attributes for outcome in record.outcomes),
    )
    days += [value for attributes in said for value in attributes.values() if isinstance(value, date)]
    return days


def days_of(record: Record) -> tuple[date, date]:
    """The first and the last of these days."""
    days = counted_days(record)
    return min(days), max(days)
