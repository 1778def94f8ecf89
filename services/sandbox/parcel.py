"""Records as plain tuples, for the way into a child: millions of small objects would be most of the cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from msgspec import convert, to_builtins

from rules.last_year import Carried
from rules.reach import Days, TermReach
from rules.record import Attributes, Outcome, Record, Value, parts_of

Packed: TypeAlias = tuple[
    tuple[str, str, date, str, dict[str, Value], str | None, int],
    tuple[list[str], list[Attributes]],
    list[tuple[date, Attributes, str]],
]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a measure looks at: its period, its reach, that of its rules of the term, what it carries over."""

    period: Days
    reach: Days
    term: TermReach | None
    carried: tuple[Carried, ...]


def plain_outlook(outlook: Outlook) -> dict[str, Any]:
    """The data for JSON."""
    data: dict[str, Any] = to_builtins(outlook)
    return data


def outlook_of(data: Any) -> Outlook:
    """The outlook that a child has told; raises `msgspec.ValidationError` where it is none."""
    return convert(data, Outlook)


class Unfit(Exception):
    """The records cannot be read with the catalogue of a text."""


def packed(records: Iterable[Record]) -> list[Packed]:
    """Records that `unpacked` makes again; attributes that parts share stay shared."""
    return [
        (
            (each.key, each.kind, each.day, each.title, each.attributes, each.matter, each.outsiders),
            ([part.member for part in each.parts], [part.attributes for part in each.parts]),
            [(outcome.day, outcome.attributes, outcome.key) for outcome in each.outcomes],
        )
        for each in records
    ]


def unpacked(parcels: Sequence[Packed]) -> list[Record]:
    """The records of `packed`."""
    found = []
    for (key, kind, day, title, attributes, matter, outsiders), (members, shared), outcomes in parcels:
        record = Record(key, kind, day, title, attributes)
        record.matter, record.outsiders = matter, outsiders
        record.parts = list(parts_of(members, shared))
        record.outcomes = [Outcome(*outcome) for outcome in outcomes]
        found.append(record)
    return found
