"""What had come about by a day: what a standing as of that day knows (section 13 of docs/rules.md).

A record is there from its own day on, an outcome from its day on; what a file was told later does not matter.
Where a leaf counts by a date of its own, that has to have come, too: `Matched.counted_by`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from rules.document import RuleSet
from rules.record import TERM_END, Member, Record


def outside(rule_set: RuleSet, day: date) -> str | None:
    """Why nothing can stand as of `day`, for people; None for a day of the period."""
    if rule_set.start <= day <= rule_set.end:
        return None
    return f"截至的日期应在统计期 {rule_set.start} 至 {rule_set.end} 以内，不能是 {day}"


def cut_after(rule_set: RuleSet, day: date) -> date | None:
    """The day after which nothing is known; None as of the last day of the period, when everything counts.

    What a measure credits to the period though it comes later, such as an adoption in the next year, has no
    other day to be told. Raises `ValueError` for a day outside the period.
    """
    if wrong := outside(rule_set, day):
        raise ValueError(wrong)
    return None if day == rule_set.end else day


def records_by(records: Iterable[Record], day: date) -> list[Record]:
    """The records of that day and before, with their outcomes of that day and before.

    A record of which nothing is later is the very one.
    """
    return [
        record
        if all(one.day <= day for one in record.outcomes)
        else replace(record, outcomes=[one for one in record.outcomes if one.day <= day])
        for record in records
        if record.day <= day
    ]


def members_by(members: Sequence[Member], day: date) -> list[Member]:
    """The members as that day knew them; who takes office later is among them (`Roster.in_office`).

    Who leaves office later is taken to stay: a yearly quota of somebody in office is that of the whole year.
    """
    return [_known_by(member, day) for member in members]


def _known_by(member: Member, day: date) -> Member:
    until = member.attributes.get(TERM_END)
    later = isinstance(until, date) and until > day
    if not later and all(change.since <= day for change in member.changes):
        return member
    attributes = {name: value for name, value in member.attributes.items() if name != TERM_END or not later}
    changes = [change for change in member.changes if change.since <= day]
    return replace(member, attributes=attributes, changes=changes)
