"""Random committees and what happens to them: a record or a member changes, or some are scored apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from rules.record import Member, Part, Record
from tests.scoring.chooser import Chooser
from tests.scoring.random_committees import CATALOGUE, committees, member, record


@dataclass(frozen=True)
class Edit:
    """One record before and after; None where it was not there. `others` stay as they are."""

    members: list[Member]
    others: list[Record]
    before: Record | None
    after: Record | None

    @property
    def old(self) -> list[Record]:
        return [*self.others, self.before] if self.before else self.others

    @property
    def new(self) -> list[Record]:
        return [*self.others, self.after] if self.after else self.others


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    members, records = draw(committees())
    choose = Chooser(draw)
    for each in records:
        # Occasions have matters, too, if rarely.
        if choose.one_in(6):
            each.matter = choose.of(["停车", "渔港"])
    how = choose.of(["change", "remove", "add"]) if records else "add"
    if how == "add":
        return Edit(members, records, None, record(choose, "5", members))
    before = choose.of(records)
    others = [each for each in records if each is not before]
    return Edit(members, others, before, None if how == "remove" else changed(choose, before, members))


def changed(choose: Chooser, before: Record, members: list[Member]) -> Record:
    """The record with something else: all of it, parts, matter, title, outcomes, day, outsiders."""
    other = record(choose, before.key, members)
    what = choose.of(["all", "parts", "matter", "title", "outcomes", "day", "outsiders", "one part"])
    if what == "all" or (what == "one part" and other.kind != before.kind):
        return other
    if what == "one part":
        at = choose.below(len(before.parts))
        part = Part(before.parts[at].member, other.parts[0].attributes)
        return replace(before, parts=[*before.parts[:at], part, *before.parts[at + 1 :]])
    if what == "parts":
        return replace(before, parts=[Part(one.key, {}) for one in choose.some(members, 0, len(members))])
    if what == "outcomes" and CATALOGUE.kinds[other.kind].form == "work" and other.kind != before.kind:
        return replace(before, outcomes=[])
    if what in ("outcomes", "outsiders") and CATALOGUE.kinds[before.kind].form == "occasion":
        return before
    return replace(before, **{what: getattr(other, what)})


@st.composite
def careers(draw: st.DrawFn) -> tuple[list[Member], list[Record], Member]:
    """A committee, and one of its members as somebody else."""
    members, records = draw(committees())
    choose = Chooser(draw)
    return members, records, member(choose, choose.of(members).key)


@st.composite
def divided(draw: st.DrawFn) -> tuple[list[Member], list[Record], list[set[str]]]:
    """A committee, and its member keys in some groups, of which some may be empty."""
    members, records = draw(committees())
    choose = Chooser(draw)
    groups: list[set[str]] = [set(), set(), set()]
    for one in members:
        choose.of(groups).add(one.key)
    return members, records, groups
