"""One member of a run: where they stand, why, with every record and every award line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry
from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from resolvers import argument, cursor, global_id, loaded
from resolvers.context import Info
from resolvers.measure import CodesArgument, DepthArgument, MeasureNode, NodeStanding, flat, of_member
from resolvers.member import AttributeValue, MemberView, of_entry
from resolvers.page import After, Before, Connection, First, Last, Page, listed, page
from resolvers.ranking import points_text, stopped, why_unranked
from resolvers.run import Run
from rules.document import Gate
from rules.number import decimal
from services.records.listing import RecordRow
from services.refusal import Code, Refusal
from services.results.explanation import Explained, explained
from services.results.ranking import check_node, order
from services.results.statement import Account, Line, Named
from services.runs.board import Board, Entry

# The fields of a standing that the board does not know.
WHY = frozenset(("gates", "passedOver", "awards", "records", "questions", "excluded", "headroom"))
MemberArgument = Annotated[strawberry.ID, strawberry.argument(description="委员的 id")]
NodeArgument = Annotated[
    str | None, strawberry.argument(description="只要这个节点及其下级的，如 proposal；不写为全部")
]
KindArgument = Annotated[str | None, strawberry.argument(description="只要这一种类的，如 提案；不写为全部")]


@dataclass(frozen=True, slots=True)
class ScopeRank:
    """A rank in a group."""

    scope: str
    group: str | None
    rank: int | None
    tied: int
    size: int


@dataclass(frozen=True, slots=True)
class StoppedGate:
    """A gate that stopped a member, with the numbers that did."""

    gate: Gate
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class ScoredRecord:
    """A record as it was called when it was scored: it may have been corrected since the year was closed."""

    kind: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class RecordNote:
    """A record that no rule took, or that was left out, with the reason."""

    record_id: int
    as_scored: ScoredRecord
    reason: str


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A line of the sum that is the total. Without `record_id` it is of no single record."""

    record_id: int | None
    as_scored: ScoredRecord | None
    node: MeasureNode
    basis: str | None
    day: date | None
    raw: str
    kept: str
    cuts: Sequence[str]


@dataclass(frozen=True, slots=True)
class ConsideredRule:
    """A rule that looked at a record and left it, with what it misses."""

    node: MeasureNode
    misses: Sequence[str]


@dataclass(frozen=True, slots=True)
class StandingRecord:
    """A record in which a member had a part, with what it came to."""

    record_id: int
    as_scored: ScoredRecord
    attributes: Sequence[AttributeValue]
    points: str
    nodes: Sequence[MeasureNode]
    considered: Sequence[ConsideredRule]
    counted: bool
    question: str | None
    excluded: str | None


@dataclass(frozen=True)
class Standing:
    """A member of a run. What the board knows is at hand; the explanation is worked out when asked for."""

    board: Board
    entry: Entry

    @property
    def member(self) -> MemberView:
        """The member."""
        return of_entry(self.board, self.entry)

    @property
    def total(self) -> str:
        """The points."""
        return points_text(self.entry.score.total, self.board.rule_set.rounding)

    @property
    def grade(self) -> str | None:
        """The grade."""
        return self.entry.place.grade

    @property
    def unranked(self) -> str | None:
        """Why the member is not ranked."""
        return why_unranked(self.board, self.entry)

    @property
    def selection(self) -> int | None:
        """The place with ties resolved."""
        return self.entry.place.selection

    @property
    def input(self) -> str:
        """The digest of what was scored."""
        return self.entry.score.input

    @property
    def ranks(self) -> list[ScopeRank]:
        """The rank in every scope of the measure."""
        found = []
        for scope in self.board.rule_set.ranking.scopes:
            ranked = order(self.board, scope)
            row = ranked.by_id.get(self.entry.id)
            if row is not None:
                size = ranked.sizes.get(row.group, 0)
                found.append(ScopeRank(scope, row.group or None, row.rank, row.tied, size))
        return found

    async def explained(self, info: Info) -> Explained:
        """Why, in full."""
        found = await explanation(info, self.board, self.entry.id)
        if found.entry.score != self.entry.score:
            # Total and lines would not add up.
            raise Refusal(Code.CONFLICT, "这名委员的记录刚刚有变动，请重新查询", "member")
        return found


async def explanation(info: Info, board: Board, membership_id: int) -> Explained:
    """A member of a run explained, on the board as it stands when this is worked out."""
    context = info.context
    return await context.once(
        ("explained", board.id, membership_id),
        lambda: explained(context.store, context.boards, board.id, membership_id),
    )


async def standing(root: strawberry.Parent[Run], info: Info, member: MemberArgument) -> Standing:
    """The standing of a member of a run."""
    number = global_id.number(member, "Member", "member")
    board = await root.board(info)
    entry = board.by_id.get(number)
    if entry is None:
        raise global_id.missing("Member", "member")
    if _asks_why(info):
        # The run may have moved on since its board was read: everything is told of the moment of the lines.
        # Where they are not to be had, the fields that need them say so, and the others are told.
        with suppress(Refusal):
            found = await explanation(info, board, number)
            board, entry = found.board, found.entry
    return Standing(board, entry)


def _asks_why(info: Info) -> bool:
    """Whether a field of `WHY` is asked for. Each fragment is looked at once, however often it is spread."""
    raw = info._raw_info  # the selection of `info` itself is made anew for every spread
    stack: list[SelectionSetNode | None] = [node.selection_set for node in raw.field_nodes]
    seen: set[str] = set()
    while stack:
        selection_set = stack.pop()
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                if node.name.value in WHY:
                    return True
            elif isinstance(node, InlineFragmentNode):
                stack.append(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                stack.append(raw.fragments[node.name.value].selection_set)
    return False


def nodes(
    root: strawberry.Parent[Standing],
    codes: CodesArgument = None,
    depth: DepthArgument = None,
    empty: Annotated[bool, strawberry.argument(description="也列出没有得分和记录的节点")] = False,
) -> list[NodeStanding]:
    """What the member got at each node."""
    return of_member(root.board, root.entry.id, codes, depth, empty)


async def stopped_gates(root: strawberry.Parent[Standing], info: Info) -> list[StoppedGate]:
    """The gates that stopped the member, with reasons."""
    if not root.entry.place.gates:
        return []
    found = await root.explained(info)
    gates, told = stopped(found.board, found.entry), found.statement.gates
    return [StoppedGate(gate, one.because) for gate, one in zip(gates, told, strict=True)]


async def passed_over(root: strawberry.Parent[Standing], info: Info) -> Sequence[str]:
    """Grades for which the points sufficed, but not the place."""
    return (await root.explained(info)).statement.passed_over


async def awards(
    root: strawberry.Parent[Standing],
    info: Info,
    node: NodeArgument = None,
    kind: KindArgument = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[AwardLine]:
    """The award lines of the member, in the order of the measure."""
    asked = page(first, after, last, before)
    found = await root.explained(info)
    below = _below(found.board, node)
    argument.optional_text(kind, "kind")
    lines = [
        line
        for line in found.statement.lines
        if (below is None or line.rule in below)
        and (kind is None or (line.record is not None and line.record.kind == kind))
    ]
    return award_page(found, lines, cursor.mark("awards", *list_of(found), node, kind), asked)


def award_page(found: Explained, lines: Sequence[Line], mark: str, asked: Page) -> Connection[AwardLine]:
    """A page of award lines."""
    known = flat(found.board.rule_set)

    def show(line: Line) -> AwardLine:
        return AwardLine(
            None if line.record is None else line.record.id,
            None if line.record is None else _as_scored(line.record),
            known[line.rule],
            line.basis,
            line.day,
            decimal(line.raw),
            decimal(line.kept),
            line.cuts,
        )

    return listed(lines, mark, asked, show)


async def records(
    root: strawberry.Parent[Standing],
    info: Info,
    node: NodeArgument = None,
    kind: KindArgument = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[StandingRecord]:
    """The records in which the member had a part, the latest first."""
    asked = page(first, after, last, before)
    found = await root.explained(info)
    below = _below(found.board, node)
    argument.optional_text(kind, "kind")
    chosen = [
        one
        for one in found.statement.records
        if (below is None or below & {*one.rules}) and (kind is None or one.record.kind == kind)
    ]
    return record_page(found, chosen, cursor.mark("standing records", *list_of(found), node, kind), asked)


def record_page(
    found: Explained, chosen: Sequence[Account], mark: str, asked: Page
) -> Connection[StandingRecord]:
    """A page of a member's records."""
    known = flat(found.board.rule_set)

    def show(one: Account) -> StandingRecord:
        return StandingRecord(
            _id(one),
            _as_scored(one.record),
            [AttributeValue(name, value) for name, value in one.part],
            decimal(one.points),
            [known[node] for node in one.rules],
            [ConsideredRule(known[each.rule], each.misses) for each in one.considered],
            one.counted,
            one.question,
            one.excluded,
        )

    return listed(chosen, mark, asked, show)


async def questions(
    root: strawberry.Parent[Standing],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[RecordNote]:
    """The records that no rule took."""
    asked = page(first, after, last, before)
    found = await root.explained(info)
    notes = [
        RecordNote(_id(one), _as_scored(one.record), one.question)
        for one in found.statement.records
        if one.question is not None
    ]
    return listed(notes, cursor.mark("questions", *list_of(found)), asked, lambda note: note)


async def excluded(
    root: strawberry.Parent[Standing],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[RecordNote]:
    """The records that left before the tree."""
    asked = page(first, after, last, before)
    found = await root.explained(info)
    notes = [
        RecordNote(_id(one), _as_scored(one.record), one.excluded)
        for one in found.statement.records
        if one.excluded is not None
    ]
    return listed(notes, cursor.mark("excluded", *list_of(found)), asked, lambda note: note)


async def record_of(
    root: strawberry.Parent[AwardLine | StandingRecord | RecordNote], info: Info
) -> RecordRow | None:
    """The record of a line."""
    return None if root.record_id is None else await loaded.record(info, root.record_id)


def list_of(found: Explained) -> tuple[int, int, int, str]:
    """What a list of lines belongs to: another input or measure, other lines."""
    board, entry = found.board, found.entry
    return (board.id, board.rule_set_id, entry.id, entry.score.input)


def _below(board: Board, node: str | None) -> set[str] | None:
    if node is None:
        return None
    check_node(board, node)
    return {one.id for one in board.rule_set.nodes()[node].walk()}


def _id(one: Account) -> int:
    # Every record of a statement of the database has its row.
    assert one.record.id is not None
    return one.record.id


def _as_scored(record: Named) -> ScoredRecord:
    return ScoredRecord(record.kind, record.key, record.title)
