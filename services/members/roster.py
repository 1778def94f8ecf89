"""The members of a committee in a period, as `rules.record` knows them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Term
from models.member import ALWAYS, MemberAttribute, Membership, Person
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Change, Member
from services.value import from_json


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

    Keys are member numbers. Where two terms of one period use the same number, those of the term that began
    earlier carry its name behind.
    """
    condition = _in_office(committee_id, period) if only is None else only
    columns = (
        select(
            *(Membership.id, Membership.person_id, Membership.number, Membership.term_id),
            *(Membership.first_day, Membership.last_day),
            *(Person.name, Person.sort_key, Person.phone, Term.name.label("term")),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Term, Term.id == Membership.term_id)
    )
    rows = (
        await connection.execute(columns.where(condition).order_by(Membership.number, Membership.id))
    ).all()
    twice = await _numbers_used_twice(connection, committee_id, period)
    histories = await _histories(connection, condition)
    found = []
    for row in rows:
        key = row.number if twice.get(row.number, row.term_id) == row.term_id else f"{row.number}({row.term})"
        member = Member(key, row.name, phone=row.phone)
        for name, day in ((TERM_START, row.first_day), (TERM_END, row.last_day)):
            if day is not None:
                member.attributes[name] = day
        for name, since, value in histories.get(row.id, ()):
            attribute = catalogue.attributes.get(name)
            if attribute is None:
                continue
            if since == ALWAYS:
                member.attributes[name] = from_json(attribute, value)
            else:
                member.changes.append(Change(since, name, from_json(attribute, value)))
        found.append(Enrolled(row.id, row.person_id, row.sort_key, row.term, member))
    return sorted(found, key=lambda one: one.member.key)


def _in_office(committee_id: int, period: tuple[date, date]) -> ColumnElement[bool]:
    first, last = period
    return and_(
        Membership.committee_id == committee_id,
        or_(Membership.first_day.is_(None), Membership.first_day <= last),
        or_(Membership.last_day.is_(None), Membership.last_day >= first),
        Membership.term_id.in_(
            select(Term.id).where(
                Term.committee_id == committee_id,
                or_(Term.first_day.is_(None), Term.first_day <= last),
                or_(Term.last_day.is_(None), Term.last_day >= first),
            )
        ),
    )


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
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> dict[int, list[tuple[str, date, object]]]:
    """What held of each membership, and from which day on, in the order of days."""
    columns = (
        select(
            *(MemberAttribute.membership_id, MemberAttribute.attribute),
            *(MemberAttribute.since, MemberAttribute.value),
        )
        .join(Membership, Membership.id == MemberAttribute.membership_id)
        .where(condition)
        .order_by(MemberAttribute.membership_id, MemberAttribute.since, MemberAttribute.attribute)
    )
    found: dict[int, list[tuple[str, date, object]]] = defaultdict(list)
    for membership_id, attribute, since, value in await connection.execute(columns):
        found[membership_id].append((attribute, since, value))
    return found
