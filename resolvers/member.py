"""Members: who they are, as of the end of the period of the run that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from resolvers import argument, global_id
from rules.catalogue import Catalogue
from rules.record import Value
from services.members.roster import Enrolled
from services.members.wording import last_day, text, value_on
from services.refusal import Code, Refusal
from services.runs.board import Board, Entry

MOST_NAMES = 50
UNSAID = ("任职起", "任职止")


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """An attribute by its name, with its value as text."""

    name: str
    value: str


@dataclass(slots=True)
class MemberView:
    """A membership as clients see it, described as of `day`."""

    enrolled: Enrolled
    catalogue: Catalogue
    day: date

    @property
    def id(self) -> str:
        """The global id."""
        return global_id.encode("Member", self.enrolled.id)

    @property
    def number(self) -> str:
        """The member number; the key where two terms of the period use the same number."""
        return self.enrolled.member.key

    @property
    def name(self) -> str:
        """The name."""
        return self.enrolled.member.name

    @property
    def term(self) -> str:
        """The name of the term."""
        return self.enrolled.term

    @property
    def first_day(self) -> Value | None:
        """The first day in office, where it is not that of the term."""
        return self.enrolled.member.attributes.get("任职起")

    @property
    def last_day(self) -> Value | None:
        """The last day in office, where it is not that of the term."""
        return self.enrolled.member.attributes.get("任职止")


def of_entry(board: Board, entry: Entry) -> MemberView:
    """The member of an entry of a board."""
    member = entry.enrolled.member
    return MemberView(entry.enrolled, board.rule_set.catalogue, last_day(member, board.rule_set.end))


def attributes(
    root: strawberry.Parent[MemberView],
    names: Annotated[
        list[str] | None, strawberry.argument(description="只要这些属性，如 界别；不写则为全部有值的属性")
    ] = None,
) -> list[AttributeValue]:
    """What is known of a member, in the order of the catalogue."""
    known = {one.name: one for one in root.catalogue.member_attributes() if one.name not in UNSAID}
    if names is not None:
        argument.bounded(names, "names", MOST_NAMES)
        for name in names:
            if name not in known:
                raise Refusal(Code.BAD_USER_INPUT, f"没有这个属性，可用：{'、'.join(known)}", "names")
    member = root.enrolled.member
    found = [
        (name, text(value_on(member, one, root.day)))
        for name, one in known.items()
        if names is None or name in names
    ]
    return [AttributeValue(name, value) for name, value in found if value or names is not None]


def attribute(
    root: strawberry.Parent[MemberView],
    name: Annotated[str, strawberry.argument(description="属性的名称，如 界别")],
) -> str | None:
    """One attribute of a member as text; nothing where it is not filled in."""
    one = root.catalogue.attributes.get(name)
    if one is None or "member" not in one.of:
        raise Refusal(Code.BAD_USER_INPUT, "没有这个属性，可用的见 memberAttributes", "name")
    return text(value_on(root.enrolled.member, one, root.day)) or None
