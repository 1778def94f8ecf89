"""Versions of measures on their way into force: their text, what differs, what lint and simulations say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from models.rule_set import RuleSetVersion, Simulation
from resolvers import argument, cursor, global_id
from resolvers.context import Info
from resolvers.page import After, Before, Connection, First, Last, fetched, page
from resolvers.simulation import SimulationView, of_row
from rules.source import DocumentRefused, Problem
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.rule_sets.trail import Hand, hands, simulations
from services.rule_sets.versions import PUBLISHED, Version, chosen, count

MOST_SIMULATIONS = 20
TYPE = "RuleSetVersion"


@strawberry.enum(description="一版办法到了哪一步")
class RuleSetState(Enum):
    """How far a version has come."""

    DRAFT = strawberry.enum_value("draft", description="草稿，可以改")
    IN_REVIEW = strawberry.enum_value("in_review", description="送审，等另一人发布")
    PUBLISHED = strawberry.enum_value("published", description="生效，按它记分；文本不再改")
    SUPERSEDED = strawberry.enum_value("superseded", description="已被后来的一版取代")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="没有生效就撤回了")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one rule, as clients see it."""

    code: str
    title: str
    kind: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version as clients see it. The rule set itself is only that of a published one."""

    version: Version

    @property
    def id(self) -> str:
        """The global id."""
        return global_id.encode(TYPE, self.version.id)

    @property
    def state(self) -> RuleSetState:
        """How far it has come."""
        return RuleSetState(self.version.state)

    @property
    def rule_set(self) -> Version | None:
        """The rule set, once it was published."""
        return self.version if self.version.state in PUBLISHED else None

    @property
    def text(self) -> str:
        """The text, word for word."""
        return self.version.written.text

    @property
    def file(self) -> str:
        """The name of the file of the base document."""
        return self.version.written.file

    @property
    def catalogue(self) -> str | None:
        """The committee's own kinds."""
        return self.version.written.own

    @property
    def year(self) -> int:
        """The year that it is for."""
        return self.version.year

    @property
    def title(self) -> str:
        """The title."""
        return self.version.title

    @property
    def digest(self) -> str:
        """What names the text."""
        return self.version.digest

    @property
    def author(self) -> str:
        """Who drafted it."""
        return self.version.author

    @property
    def added_at(self) -> datetime:
        """When it was drafted."""
        return self.version.added_at

    @property
    def document(self) -> str | None:
        """The paper by which the committee decided."""
        return self.version.document

    @property
    def publisher(self) -> str | None:
        """Who published it."""
        return self.version.publisher

    @property
    def published_at(self) -> datetime | None:
        """When it was published."""
        return self.version.published_at


async def version(info: Info, version_id: int) -> VersionView | None:
    """The version of a row."""

    async def read(connection: AsyncConnection, ids: list[int]) -> dict[int, VersionView]:
        found = await chosen(connection, RuleSetVersion.id.in_(ids))
        return {one.id: VersionView(one) for one in found}

    return await info.context.load("rule set version", version_id, read)


async def versions(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: Annotated[int | None, strawberry.argument(description="只要这一年的；不写为各年")] = None,
    state: Annotated[RuleSetState | None, strawberry.argument(description="只要到了这一步的")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[VersionView]:
    """A committee's versions, drafts among them, the newest first."""
    asked = page(first, after, last, before)
    condition = RuleSetVersion.committee_id == root.id
    if year is not None:
        condition &= RuleSetVersion.year == argument.year(year)
    if state is not None:
        condition &= RuleSetVersion.state == state.value
    mark, everything = cursor.mark("versions", root.id, year, state and state.value), condition
    for name, text in (("after", asked.after), ("before", asked.before)):
        if text is not None:
            place = cursor.decode(text, mark, lambda found: cursor.whole(*found), name)
            condition &= RuleSetVersion.id < place if name == "after" else RuleSetVersion.id > place
    async with info.context.store.reading() as connection:
        found = await chosen(connection, condition, asked.size + 1, oldest_first=asked.backward)
        total = await count(connection, everything)
    return fetched(found, asked, mark, total, lambda one: [one.id], VersionView)


async def changed_by(root: strawberry.Parent[VersionView], info: Info) -> str:
    """Who wrote on the text last."""
    hand = await _hand(info, root)
    return hand.actor if hand else root.version.author


async def changed_at(root: strawberry.Parent[VersionView], info: Info) -> datetime:
    """When somebody wrote on the text last."""
    hand = await _hand(info, root)
    return hand.at if hand else root.version.added_at


async def _hand(info: Info, view: VersionView) -> Hand | None:
    return await info.context.load("hand", view.version.id, hands)


async def problems(root: strawberry.Parent[VersionView], info: Info) -> Sequence[Problem]:
    """What lint says of the text; what keeps it from being read at all, where that has come about since."""
    try:
        facts = await info.context.sandbox.ask("checked", root.version.written)
    except DocumentRefused as refused:
        return refused.problems
    return [Problem(**problem) for problem in facts["problems"]]


async def consolidated(
    root: strawberry.Parent[VersionView],
    info: Info,
    day: Annotated[
        date | None, strawberry.argument(description="哪一天有效的；不写则为全年的，逐处写明起止")
    ] = None,
) -> str:
    """The text with its supplements worked in, each place with its source."""
    try:
        made: str = await info.context.sandbox.ask("consolidation", root.version.written, day)
    except DocumentRefused as refused:
        raise _unreadable(refused) from None
    return made


async def differences(
    root: strawberry.Parent[VersionView],
    info: Info,
    before: Annotated[strawberry.ID, strawberry.argument(description="与哪一版相比，RuleSetVersion 的 id")],
) -> list[Difference]:
    """What this version says otherwise than another of the same committee."""
    other = await version(info, global_id.number(before, TYPE, "before"))
    if other is None or other.version.committee_id != root.version.committee_id:
        raise global_id.missing(TYPE, "before")
    pair = (other.version.written, root.version.written)
    try:
        found = await info.context.sandbox.ask("compared", *pair)
    except DocumentRefused as refused:
        raise _unreadable(refused) from None
    return [Difference(one.pop("id"), **one) for one in found]


async def simulations_of(
    root: strawberry.Parent[VersionView],
    info: Info,
    first: Annotated[
        int, strawberry.argument(description=f"最近的几次，1 到 {MOST_SIMULATIONS}")
    ] = MOST_SIMULATIONS,
) -> list[SimulationView]:
    """The simulations of a version, the newest first."""
    if not 1 <= first <= MOST_SIMULATIONS:
        raise Refusal(Code.BAD_USER_INPUT, f"first 应为 1 到 {MOST_SIMULATIONS}", "first")
    async with info.context.store.reading() as connection:
        found = await simulations(connection, Simulation.rule_set_id == root.version.id, first)
    return [of_row(one, one.digest == root.version.digest) for one in found]


def _unreadable(refused: DocumentRefused) -> Refusal:
    return Refusal(Code.CONFLICT, f"这份文本现在读不出来：{refused.problems[0]}", "id")
