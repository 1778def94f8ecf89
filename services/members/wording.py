"""What a member is on a day, and how values read."""

from datetime import date

from rules.catalogue import Attribute
from rules.record import TERM_END, Member, Value, value_words


def last_day(member: Member, end: date) -> date:
    """The day as of which a member is described: the last of the period, or of office if that came before."""
    until = member.attributes.get(TERM_END)
    return min(until, end) if isinstance(until, date) else end


def value_on(member: Member, attribute: Attribute, day: date) -> Value | None:
    """The attribute of a member on a day; None where it is missing."""
    found = member.attributes.get(attribute.name, attribute.default_value)
    latest = date.min
    for change in member.changes:
        if change.attribute == attribute.name and latest <= change.since <= day:
            found, latest = change.value, change.since
    return found


def text(value: Value | None) -> str:
    """A value as people write it: 是 or 否, 2022-03-15, 2.5; empty where it is missing."""
    return "" if value is None else value_words(value)


def label_on(member: Member, attribute: Attribute, day: date) -> str:
    """The attribute of a member on a day, as text."""
    return text(value_on(member, attribute, day))
