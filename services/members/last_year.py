"""What a closed year says of members in the next: 上年等次, 上年总分, what the measure carries (F24, F33)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing
from models.committee import Term
from models.member import Membership
from models.rule_set import RuleSetVersion
from models.score import MemberScore, ScoreRun
from rules.document import RuleSet
from rules.last_year import ids_in
from rules.record import Change, Member, Value
from services.members.roster import Enrolled, enrolled

GRADE, TOTAL = "上年等次", "上年总分"
# The most digits behind the point that a number of a member has.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class LastYear:
    """What a person came to in a closed year. Points below 0 are told as 0.

    `amounts` are what the measure carries besides, by name; what that year does not know is left out.
    """

    grade: str | None
    total: Fraction
    amounts: Mapping[str, Fraction] = field(default_factory=dict)


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
    known = await last_year(connection, committee_id, rule_set)
    return [
        replace(one, member=_told(one.member, known[one.person_id], rule_set))
        if one.person_id in known
        else one
        for one in found
    ]


async def last_year(
    connection: AsyncConnection, committee_id: int, rule_set: RuleSet
) -> Mapping[int, LastYear]:
    """By person, what they came to in the year before that of `rule_set`, if it is closed.

    Of two memberships in that year, the one of the term that began later.
    """
    of_year = (Closing.committee_id == committee_id) & (Closing.year == rule_set.year - 1)
    if rule_set.carried:
        return await _with_amounts(connection, of_year, rule_set)
    columns = (
        select(Membership.person_id, MemberScore.grade, MemberScore.total, Term.first_day, Membership.id)
        .join(Closing, Closing.run_id == MemberScore.run_id)
        .join(Membership, Membership.id == MemberScore.membership_id)
        .join(Term, Term.id == Membership.term_id)
        .where(of_year, Closing.reopened_at.is_(None))
    )
    rows = sorted((await connection.execute(columns)).all(), key=lambda row: (row[3] or date.min, row[4]))
    return {person: LastYear(grade, _number(Fraction(total))) for person, grade, total, _, _ in rows}


async def _with_amounts(
    connection: AsyncConnection, of_year: ColumnElement[bool], rule_set: RuleSet
) -> Mapping[int, LastYear]:
    """The same with what the measure carries, out of the frozen rows."""
    columns = (
        select(
            *(Membership.person_id, Membership.id, Term.first_day, MemberScore.grade, MemberScore.total),
            *(MemberScore.score, MemberScore.standing, ScoreRun.rule_set_id),
        )
        .join(Closing, Closing.run_id == MemberScore.run_id)
        .join(ScoreRun, ScoreRun.id == MemberScore.run_id)
        .join(Membership, Membership.id == MemberScore.membership_id)
        .join(Term, Term.id == Membership.term_id)
        .where(of_year, Closing.reopened_at.is_(None))
    )
    rows = (await connection.execute(columns)).all()
    if not rows:
        return {}
    text = await connection.scalar(
        select(RuleSetVersion.text).where(RuleSetVersion.id == rows[0].rule_set_id)
    )
    known = ids_in(str(text))
    return {
        row.person_id: LastYear(
            row.grade, _number(Fraction(row.total)), _amounts(rule_set, row.score, row.standing, known)
        )
        for row in sorted(rows, key=lambda row: (row.first_day or date.min, row.id))
    }


def _amounts(
    rule_set: RuleSet, score: Mapping[str, Any], standing: Mapping[str, Any], known: Collection[str]
) -> dict[str, Fraction]:
    """What a frozen row says of what the measure carries; nothing of nodes and scopes it does not know."""
    found: dict[str, Fraction] = {}
    for one in rule_set.carried:
        if one.what == "rank":
            rank = standing["ranks"].get(one.of)
            if rank is not None:
                found[one.name] = Fraction(rank)
        elif one.of in known:
            # A node that took nothing has no entry.
            points, _, works = score["nodes"].get(one.of, ("0", 0, 0))
            found[one.name] = Fraction(works) if one.what == "count" else _number(Fraction(points))
    return found


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
    values: list[tuple[str, Value | None]] = [
        (GRADE, last.grade),
        (TOTAL, last.total),
        *last.amounts.items(),
    ]
    fresh = [
        Change(rule_set.start, name, value)
        for name, value in values
        if value is not None and name not in said and name in rule_set.catalogue.attributes
    ]
    changes = sorted([*member.changes, *fresh], key=lambda change: (change.since, change.attribute))
    return replace(member, changes=changes)
