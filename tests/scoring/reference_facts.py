"""The reference's facts: records taken apart one by one, and what is true of each. Plain Python, no arrays.

Written from docs/rules.md, sections 2, 4 and 10, and from nothing in `scoring`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise

from rules.catalogue import OWNERS_OF_TAKE, Catalogue
from rules.record import Member, Record, Value
from rules.when import DATE, KIND, RECORD_DATE, All, AnyOf, Labels, Missing, Range, Test


@dataclass(frozen=True)
class Fact:
    """One member's participation, authorship, or author's part in an outcome."""

    member: Member
    record: Record
    take: str
    day: date
    attributes: dict[str, Value]
    place: int  # within the record: 0 for parts, then outcomes in their own order
    matter: int

    @property
    def order(self) -> tuple[object, ...]:
        """The order of facts of one day: by external key, 9 before 10; then within the record, by member."""
        pieces = [
            (int(one), "") if one.isdigit() else (-1, one) for one in re.findall(r"\d+|\D+", self.record.key)
        ]
        return (pieces, self.place, self.member.key)


def all_facts(records: Sequence[Record], members: Sequence[Member], catalogue: Catalogue) -> list[Fact]:
    """Every fact of `records`; each belongs to one member."""
    by_key = {member.key: member for member in members}
    matters = linked(records, catalogue)
    found = []
    for record, matter in zip(records, matters, strict=True):
        kind = catalogue.kinds[record.kind]
        outcomes = sorted(record.outcomes, key=lambda outcome: (outcome.day, outcome.key))
        for at, part in enumerate(record.parts):
            member = by_key[part.member]
            own = {**record.attributes, **part.attributes}
            if kind.form == "occasion":
                given = _with_defaults(own, "participation", record.kind, catalogue)
                found.append(Fact(member, record, "participation", record.day, given, 0, matter))
                continue
            authors = len(record.parts) + record.outsiders
            number = own.get("序号", at + 1)
            derived = {
                "联名": authors > 1,
                "作者人数": authors,
                "序号": number,
                "位次": "首" if number == 1 else "联",
            }
            own = {**derived, **own}
            given = _with_defaults(own, "authorship", record.kind, catalogue)
            found.append(Fact(member, record, "authorship", record.day, given, 0, matter))
            for place, outcome in enumerate(outcomes, 1):
                given = _with_defaults({**own, **outcome.attributes}, "outcome", record.kind, catalogue)
                found.append(Fact(member, record, "outcome", outcome.day, given, place, matter))
    return found


def _with_defaults(own: dict[str, Value], take: str, kind: str, catalogue: Catalogue) -> dict[str, Value]:
    carried = [catalogue.attributes[name] for name in catalogue.kinds[kind].attributes]
    owners = set(OWNERS_OF_TAKE[take])
    defaults = {
        a.name: a.default_value for a in carried if owners & set(a.of) and a.default_value is not None
    }
    return {**defaults, **own}


def linked(records: Sequence[Record], catalogue: Catalogue) -> list[int]:
    """A number per record that is equal for works of one matter (section 4; same title and first author)."""
    numbers = list(range(len(records)))

    def same(one: Record, other: Record) -> bool:
        if one.matter is not None and one.matter == other.matter:
            return True
        by_title = one.kind == other.kind and catalogue.kinds[one.kind].same_matter
        named = bool(one.title) and one.title == other.title and bool(one.parts) and bool(other.parts)
        return by_title and named and one.parts[0].member == other.parts[0].member

    for _ in records:  # often enough for the longest chain
        for a, one in enumerate(records):
            for b, other in enumerate(records):
                if same(one, other):
                    numbers[a] = numbers[b] = min(numbers[a], numbers[b])
    return numbers


def counted_day(fact: Fact, by: str | None) -> date | None:
    """The date by which a leaf counts the fact (section 7)."""
    if by is None:
        return fact.day
    if by == RECORD_DATE:
        return fact.record.day
    value = fact.attributes.get(by)
    return value if isinstance(value, date) else None


def of_member(member: Member, name: str, day: date | None, catalogue: Catalogue) -> Value | None:
    """The member's attribute on a day: the last change up to then, else what held from the beginning."""
    value = member.attributes.get(name, catalogue.attributes[name].default_value)
    for change in sorted(member.changes, key=lambda change: change.since):
        if change.attribute == name and day is not None and change.since <= day:
            value = change.value
    return value


def holds(test: Test | None, fact: Fact, by: str | None, catalogue: Catalogue, months: int = 0) -> bool:
    """Whether the fact satisfies a condition, counted by the date `by`; `months`: the member's in office."""
    if test is None:
        return True
    if isinstance(test, All):
        return all(holds(part, fact, by, catalogue, months) for part in test.parts)
    if isinstance(test, AnyOf):
        return any(holds(part, fact, by, catalogue, months) for part in test.parts)
    day = counted_day(fact, by)
    if test.attribute == KIND:
        return says(test, fact.record.kind)
    if test.attribute == DATE:
        return says(test, day)
    if test.attribute == "在任月数":
        return says(test, months)
    if "member" in catalogue.attributes[test.attribute].of:
        return says(test, of_member(fact.member, test.attribute, day, catalogue))
    return says(test, fact.attributes.get(test.attribute))


def says(test: Labels | Range | Missing, value: Value | None) -> bool:
    """Whether one value satisfies one test; a missing value satisfies only `missing` (section 2)."""
    if isinstance(test, Missing):
        return (value is None) == test.missing
    if value is None:
        return False
    if isinstance(test, Labels):
        label = ("是" if value else "否") if isinstance(value, bool) else value
        return (label in test.values) != test.negated
    if isinstance(value, date):
        number = Fraction(value.toordinal())
    else:
        assert isinstance(value, int | Fraction)
        number = Fraction(value) * 1000
    return (test.low is None or number >= test.low) and (test.high is None or number < test.high)


def months_in_office(member: Member, start: date, end: date, days: int) -> tuple[int, int]:
    """The months of the period that count for the member, and those of the period (section 9: months)."""
    since, until = member.attributes.get("任职起"), member.attributes.get("任职止")
    return _months(
        since if isinstance(since, date) else date.min,
        until if isinstance(until, date) else date.max,
        start,
        end,
        days,
    )


@cache
def _months(since: date, until: date, start: date, end: date, days: int) -> tuple[int, int]:
    firsts = [date(year, month, 1) for year in range(start.year, end.year + 2) for month in range(1, 13)]
    counted = whole = 0
    for first, following in pairwise(firsts):
        held = [date.fromordinal(day) for day in range(first.toordinal(), following.toordinal())]
        held = [day for day in held if start <= day <= end]
        served = [day for day in held if since <= day <= until]
        whole += bool(held)
        counted += bool(held) and len(served) >= min(days, len(held))
    return counted, whole


def in_office(members: Sequence[Member], first: date, last: date) -> list[Member]:
    """Those in office on any day from the first to the last (sections 8 and 13)."""

    def day(member: Member, name: str, otherwise: date) -> date:
        found = member.attributes.get(name)
        return found if isinstance(found, date) else otherwise

    return [
        member
        for member in members
        if day(member, "任职起", date.min) <= last and day(member, "任职止", date.max) >= first
    ]


def as_known(member: Member, day: date) -> Member:
    """The member as a day knew them: that they would leave later was not known (section 13)."""
    until = member.attributes.get("任职止")
    if not isinstance(until, date) or until <= day:
        return member
    return replace(member, attributes={k: v for k, v in member.attributes.items() if k != "任职止"})
