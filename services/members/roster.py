"""The members of a committee in a period, as `rules.record` knows them."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from sys import intern
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, Text, and_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Term
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.record import Part
from models.rows import day_of, raw_rows
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Change, Member
from services.value import from_json

# Rows that are looked at together: meanwhile every other request waits.
TOGETHER = 2_000


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A membership: its row, its person's row, how its name sorts, and the member that is scored."""

    id: int
    person_id: int
    sort_key: str
    term: str
    member: Member


async def enrolled(
    connection: AsyncConnection,
    committee_id: int,
    catalogue: Catalogue,
    period: tuple[date, date],
    only: ColumnElement[bool] | None = None,
) -> list[Enrolled]:
    """The memberships in office on any day of `period`, by key; or those of a condition, whenever in office.

    Without their telephone numbers (`services.members.phones`). Keys are member numbers. Where two terms of
    one period use the same number, those of the term that began earlier carry its name behind.
    """
    condition = _in_office(committee_id, period) if only is None else only
    columns = (
        select(
            Membership.id,
            Membership.person_id,
            Membership.number,
            Membership.term_id,
            Membership.first_day,
            Membership.last_day,
            Person.name,
            Person.sort_key,
            Term.name,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Term, Term.id == Membership.term_id)
    )
    rows = (
        await connection.execute(columns.where(condition).order_by(Membership.number, Membership.id))
    ).all()
    twice = await _numbers_used_twice(connection, committee_id, period)
    histories = await _histories(connection, catalogue, condition)
    # Of a large committee that takes a while, and others are served meanwhile.
    return await asyncio.to_thread(_enrolled, rows, twice, histories)


async def own_membership(
    connection: AsyncConnection,
    committee_id: int,
    own: Collection[int],
    day: date,
    record_id: int | None = None,
) -> tuple[int, bool] | None:
    """In which of a person's memberships they come to an occasion, and whether its record names that one:
    the one that is named, else the one in office on the day, by its own days and those of its term.
    """
    named = select(Part.membership_id).where(Part.record_id == record_id, Part.membership_id.in_(own))
    serving = select(Membership.id).where(Membership.id.in_(own), _in_office(committee_id, (day, day)))
    for columns, column in ((named, Part.membership_id), (serving, Membership.id)):
        found = await connection.scalar(columns.order_by(column.desc()).limit(1))
        if found is not None:
            return found, columns is named
    return None


def _enrolled(
    rows: Sequence[Row[*tuple[Any, ...]]], twice: Mapping[str, int], histories: Mapping[int, Sequence[Change]]
) -> list[Enrolled]:
    found = []
    for membership_id, person_id, number, term_id, since, until, name, sort_key, term in rows:
        key = number if twice.get(number, term_id) == term_id else f"{number}({term})"
        member = Member(key, name)
        for bound, day in ((TERM_START, since), (TERM_END, until)):
            if day is not None:
                member.attributes[bound] = day
        for change in histories.get(membership_id, ()):
            if change.since == ALWAYS:
                member.attributes[change.attribute] = change.value
            else:
                member.changes.append(change)
        found.append(Enrolled(membership_id, person_id, sort_key, intern(term), member))
    return sorted(found, key=lambda one: one.member.key)


def in_office(first: date, last: date) -> ColumnElement[bool]:
    """That a membership was in office on some day of these, by its own days and those of its term."""
    terms = select(Term.id).where(
        or_(Term.first_day.is_(None), Term.first_day <= last),
        or_(Term.last_day.is_(None), Term.last_day >= first),
    )
    return and_(
        or_(Membership.first_day.is_(None), Membership.first_day <= last),
        or_(Membership.last_day.is_(None), Membership.last_day >= first),
        Membership.term_id.in_(terms),
    )


def _in_office(committee_id: int, period: tuple[date, date]) -> ColumnElement[bool]:
    return (Membership.committee_id == committee_id) & in_office(*period)


async def _numbers_used_twice(
    connection: AsyncConnection, committee_id: int, period: tuple[date, date]
) -> dict[str, int]:
    """Numbers that several terms of the period use, with the term that keeps them as they are: the last."""
    terms = select(Term.id, Term.first_day).where(Term.committee_id == committee_id)
    first_days = {row.id: row.first_day or date.min for row in await connection.execute(terms)}
    if len(first_days) < 2:
        return {}
    rows = await connection.execute(
        select(Membership.number, Membership.term_id).where(_in_office(committee_id, period))
    )
    pairs = [(number, term) for number, term in rows]
    counted = Counter(number for number, _ in pairs)
    latest: dict[str, int] = {}
    for number, term in sorted(pairs, key=lambda pair: (first_days[pair[1]], pair[1])):
        if counted[number] > 1:
            latest[number] = term
    return latest


async def _histories(
    connection: AsyncConnection, catalogue: Catalogue, condition: ColumnElement[bool]
) -> dict[int, list[Change]]:
    """What held of each membership, and from which day on, in the order of days.

    Members share what is the same of them: a committee has few values.
    """
    columns = (
        select(
            *(MemberAttribute.membership_id, MemberAttribute.attribute, MemberAttribute.since),
            type_coerce(MemberAttribute.value, Text),
        )
        .join(Membership, Membership.id == MemberAttribute.membership_id)
        .where(condition)
        .order_by(MemberAttribute.membership_id, MemberAttribute.since, MemberAttribute.attribute)
    )

    @cache
    def change(name: str, since: str | date, text: str) -> Change | None:
        attribute = catalogue.attributes.get(name)
        if attribute is None:
            return None
        return Change(day_of(since), name, from_json(attribute, orjson.loads(text)))

    found: dict[int, list[Change]] = defaultdict(list)
    async for rows in raw_rows(connection, columns, TOGETHER):
        for membership_id, *told in rows:
            held = change(*told)
            if held is not None:
                found[membership_id].append(held)
    return found
