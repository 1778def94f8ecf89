"""What a member is at the end of a run's period: the labels to group, filter and show members by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rules.catalogue import Attribute
from rules.loader import EVERYONE
from rules.number import decimal
from rules.record import Member, Value
from services.board import Board
from services.memo import memo
from services.refusal import Code, Refusal

LABELLED = ("choice", "label", "yesno")


def last_day(member: Member, end: date) -> date:
    """The day as of which a member is described: the last of the period, or of office if that came before."""
    until = member.attributes.get("任职止")
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
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else decimal(Fraction(value))


def label_on(member: Member, attribute: Attribute, day: date) -> str:
    """The attribute of a member on a day, as text."""
    return text(value_on(member, attribute, day))


def grouping(board: Board, name: str, field: str) -> Attribute:
    """The member attribute of this name, if members can be grouped by it; raises `Refusal` about `field`."""
    known = [one for one in board.rule_set.catalogue.member_attributes() if one.type in LABELLED]
    for attribute in known:
        if attribute.name == name:
            return attribute
    raise Refusal(Code.BAD_USER_INPUT, f"没有这个分组，可用：{'、'.join(one.name for one in known)}", field)


def groups(board: Board, scope: str, field: str = "scope") -> Mapping[int, str]:
    """The group of every member, by membership, in a scope: 全体, or an attribute of members."""
    if scope == EVERYONE:
        return dict.fromkeys(board.by_id, EVERYONE)
    attribute = grouping(board, scope, field)
    return memo(board, ("groups", scope), lambda: _groups(board, attribute))


def group_order(board: Board, scope: str) -> Mapping[str, int]:
    """The place of each group of a scope: as the catalogue lists them, others by their text; none last."""
    listed = [] if scope == EVERYONE else list(board.rule_set.catalogue.attributes[scope].values)
    found = {*groups(board, scope).values()} - {"", *listed}
    return {label: at for at, label in enumerate((*listed, *sorted(found), ""))}


def _groups(board: Board, attribute: Attribute) -> dict[int, str]:
    end = board.rule_set.end
    found = {}
    for entry in board.entries:
        known = entry.score.groups.get(attribute.name)
        if known is None:
            member = entry.enrolled.member
            known = label_on(member, attribute, last_day(member, end))
        found[entry.id] = known
    return found
