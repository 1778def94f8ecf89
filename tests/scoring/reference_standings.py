"""The reference's ranks and grades, from docs/rules.md, section 8 and F21 to F29."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from rules.document import Consequence, Grade, Preference, Top
from rules.record import Member
from tests.scoring.reference import Reference


@dataclass(frozen=True)
class Standing:
    """Where one member stands: ranks by scope (None: not ranked there), grade, place in the selection.

    `consequences` are the ids of those that follow.
    """

    total: Fraction
    ranks: dict[str, int | None]
    grade: str | None
    selection: int | None
    consequences: set[str]


def standings(reference: Reference) -> dict[str, Standing]:
    """The standing of every member by key."""
    rule_set = reference.rule_set
    totals = {member.key: reference.points(rule_set.root.id, member) for member in reference.members}
    ranked = [
        member
        for member in reference.members
        if not any(reference.condition(reason.condition, member) for reason in rule_set.unranked)
    ]
    order = sorted(ranked, key=lambda member: selection_key(reference, totals, member))
    grades = {member.key: grade(reference, totals, ranked, member) for member in ranked}
    return {
        member.key: Standing(
            totals[member.key],
            {scope: rank(reference, totals, ranked, member, scope) for scope in rule_set.ranking.scopes},
            grades.get(member.key),
            order.index(member) + 1 if member in ranked else None,
            {
                one.id
                for one in rule_set.consequences
                if listed(reference, member)
                and follows(reference, totals, ranked, member, grades.get(member.key), one)
            },
        )
        for member in reference.members
    }


def listed(reference: Reference, member: Member) -> bool:
    """Whether a member is told of at all: the first reason for not being ranked decides."""
    reasons = reference.rule_set.unranked
    return next((one.shown for one in reasons if reference.condition(one.condition, member)), True)


def follows(
    reference: Reference,
    totals: dict[str, Fraction],
    ranked: list[Member],
    member: Member,
    own: str | None,
    one: Consequence,
) -> bool:
    if one.condition is not None and not reference.condition(one.condition, member, own):
        return False
    if one.top is not None:
        return among_top(reference, totals, ranked, member, one.top)
    return one.last is None or among_top(reference, totals, ranked, member, one.last, last=True)


def fellows(reference: Reference, ranked: list[Member], member: Member, scope: str | None) -> list[Member]:
    """Those ranked with the member: all, or those of the same value of an attribute."""
    if scope in (None, "全体"):
        return ranked
    assert scope
    own = reference.at_end(member, scope)
    return [] if own is None else [other for other in ranked if reference.at_end(other, scope) == own]


def rank(
    reference: Reference, totals: dict[str, Fraction], ranked: list[Member], member: Member, scope: str
) -> int | None:
    group = fellows(reference, ranked, member, scope)
    if member not in group:
        return None
    ties = reference.rule_set.ranking.ties
    merit = merits(reference, totals, group, ties)
    better = [merit[other.key] for other in group if merit[other.key] < merit[member.key]]
    # 1-2-2-4 counts the people before one, 1-2-2-3 the results before one.
    return 1 + (len({tuple(one) for one in better}) if ties == "dense" else len(better))


def grade(
    reference: Reference, totals: dict[str, Fraction], ranked: list[Member], member: Member
) -> str | None:
    rule_set = reference.rule_set
    names = [one.name for one in rule_set.grades]
    found = next(
        (one.name for one in rule_set.grades if deserved(reference, totals, ranked, member, one)), None
    )
    stopped = [gate for gate in rule_set.gates if reference.condition(gate.condition, member)]
    for gate in stopped:
        if gate.at_most is not None and found is not None:
            found = names[max(names.index(found), names.index(gate.at_most))]
    found = next((gate.force for gate in stopped if gate.force is not None), found)
    return None if any(gate.ungraded for gate in stopped) else found


def deserved(
    reference: Reference, totals: dict[str, Fraction], ranked: list[Member], member: Member, one: Grade
) -> bool:
    if one.least is not None and totals[member.key] < one.least:
        return False
    if one.condition is not None and not reference.condition(one.condition, member):
        return False
    return one.top is None or among_top(reference, totals, ranked, member, one.top)


def among_top(
    reference: Reference,
    totals: dict[str, Fraction],
    ranked: list[Member],
    member: Member,
    top: Top,
    *,
    last: bool = False,
) -> bool:
    group = fellows(reference, ranked, member, top.within)
    if member not in group:
        return False
    if top.places is not None:
        places = top.places
    else:
        assert top.share is not None
        places = (math.ceil if top.round_up else math.floor)(len(group) * top.share)
    merit = merits(reference, totals, group, top.ties)
    own = merit[member.key]
    better = sum(merit[other.key] > own if last else merit[other.key] < own for other in group)
    as_good = better + sum(merit[other.key] == own for other in group)
    return (as_good - 1 if top.ties == "out" else better) < places


def merits(
    reference: Reference, totals: dict[str, Fraction], group: list[Member], ties: str
) -> dict[str, list[object]]:
    """What compares members: the total, and for ties settled by selection its preferences; less is better."""
    preferred = {member.key: selection_key(reference, totals, member)[:-1] for member in group}
    return {key: keys if ties == "selection" else keys[:1] for key, keys in preferred.items()}


def selection_key(reference: Reference, totals: dict[str, Fraction], member: Member) -> list[object]:
    def preferred(preference: Preference) -> Fraction | str:
        if preference.what == "member":
            return member.key
        assert preference.of is not None or preference.what == "deductions"
        if preference.what == "deductions":
            number = -reference.deductions(member)
        elif preference.what == "points":
            number = reference.points(preference.of or "", member)
        else:
            number = reference.number(reference.taken([preference.of or ""], member), "work")
        return number if preference.fewer else -number

    return [-totals[member.key], *map(preferred, reference.rule_set.ranking.selection), member.key]
