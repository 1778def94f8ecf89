"""What a closed year says of the members of the next one: 上年等次 and 上年总分 (rule form F24)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing
from models.committee import Term
from models.member import Membership
from models.score import MemberScore
from rules.document import RuleSet
from rules.record import Change, Member, Value
from services.members.roster import Enrolled, enrolled

GRADE, TOTAL = "上年等次", "上年总分"
# The most digits behind the point that a number of a member has.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class LastYear:
    """What a person came to in a closed year. A total below 0 is told as 0."""

    grade: str | None
    total: Fraction


async def roster_of(
    connection: AsyncConnection, committee_id: int, rule_set: RuleSet, only: ColumnElement[bool] | None = None
) -> list[Enrolled]:
    """The members of a year as they are scored: those of `enrolled`, with the last year where it is closed.

    What the roster itself says of the last year goes before. Persons are the same across terms.
    """
    period = (rule_set.start, rule_set.end)
    found = await enrolled(connection, committee_id, rule_set.catalogue, period, only)
    if not {GRADE, TOTAL} & rule_set.catalogue.attributes.keys():
        return found
    known = await last_year(connection, committee_id, rule_set.year)
    return [
        replace(one, member=_told(one.member, known[one.person_id], rule_set))
        if one.person_id in known
        else one
        for one in found
    ]


async def last_year(connection: AsyncConnection, committee_id: int, year: int) -> Mapping[int, LastYear]:
    """By person, what they came to in the year before `year`, if it is closed.

    Of two memberships in that year, the one of the term that began later.
    """
    of_year = (Closing.committee_id == committee_id) & (Closing.year == year - 1)
    columns = (
        select(Membership.person_id, MemberScore.grade, MemberScore.total, Term.first_day, Membership.id)
        .join(Closing, Closing.run_id == MemberScore.run_id)
        .join(Membership, Membership.id == MemberScore.membership_id)
        .join(Term, Term.id == Membership.term_id)
        .where(of_year, Closing.reopened_at.is_(None))
    )
    rows = sorted((await connection.execute(columns)).all(), key=lambda row: (row[3] or date.min, row[4]))
    return {person: LastYear(grade, _number(Fraction(total))) for person, grade, total, _, _ in rows}


def unsaid(member: Member, known: Member, last: LastYear | None, rule_set: RuleSet) -> Member:
    """A member of a file without what an exported roster repeats of a closed year.

    It would become what the roster says itself, and stay when the year is opened and closed again. `known` is
    the member as the roster has it.
    """
    if last is None:
        return member
    repeated = _told(Member(known.key, known.name, dict(known.attributes), known.changes), last, rule_set)
    fresh = [change for change in repeated.changes if change not in known.changes]
    return replace(member, changes=[change for change in member.changes if change not in fresh])


def _number(total: Fraction) -> Fraction:
    """A total as a number of a member: not below 0, with at most three digits behind the point."""
    scaled = max(total, Fraction(0)) * 10**DIGITS
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**DIGITS)


def _told(member: Member, last: LastYear, rule_set: RuleSet) -> Member:
    said = {*member.attributes, *(change.attribute for change in member.changes)}
    values: list[tuple[str, Value | None]] = [(GRADE, last.grade), (TOTAL, last.total)]
    fresh = [
        Change(rule_set.start, name, value)
        for name, value in values
        if value is not None and name not in said and name in rule_set.catalogue.attributes
    ]
    changes = sorted([*member.changes, *fresh], key=lambda change: (change.since, change.attribute))
    return replace(member, changes=changes)
