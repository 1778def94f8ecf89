"""One member of a run: where they stand, why, with every record and every award line."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry
from msgspec import UNSET

from resolvers import argument, cursor, global_id, loaded
from resolvers.consequence import ConsequenceDefinition, following
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.interpretation import Interpretation, beside_rule
from resolvers.measure import CodesArgument, DepthArgument, MeasureNode, NodeStanding, flat, of_member
from resolvers.member import AttributeValue, Member, of_entry
from resolvers.page import Connection, Page, listed
from resolvers.ranking import GateDefinition, points_text, stopped, why_unranked
from resolvers.record import Record
from resolvers.run import board_of, identity
from resolvers.selection import asks_for
from scoring.statement import Account, Line, Named, Remark
from services.members.wording import text
from services.records.listing import RecordRow
from services.refusal import Code, Refusal
from services.results.anonymous import FEWEST
from services.results.explanation import Explained, explained
from services.results.ranking import check_node, order
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.run import RunRow

# The fields of a standing that the board does not know.
WHY = frozenset(
    (
        *("gates", "consequences", "passedOver", "awards", "records", "questions", "excluded", "headroom"),
        *("termCounts", "termRecords"),
    )
)
MemberArgument = Annotated[strawberry.ID, strawberry.argument(description="委员的 id")]
NodeArgument = Annotated[
    str | None, strawberry.argument(description="只要这个节点及其下级的，如 proposal；不写为全部")
]
KindArgument = Annotated[str | None, strawberry.argument(description="只要这一种类的，如 提案；不写为全部")]


@strawberry.type(description="在一个范围里的名次")
class ScopeRank:
    """A rank within a group."""

    scope: str = strawberry.field(description="范围：全体，或分组的属性")
    group: str | None = strawberry.field(description="所在的组；空为没有填")
    rank: int | None = strawberry.field(description="名次；空为不参加排名")
    tied: int = strawberry.field(description="与之同名次的还有几人")
    size: int = strawberry.field(description="组里参加排名的共几人")


@strawberry.type(description="没有通过的关口及其原因")
class StoppedGate:
    """A gate that stopped a member, with the numbers that did."""

    gate: GateDefinition = strawberry.field(description="关口")
    reasons: list[str] = strawberry.field(description="原因，写明所依据的数")


@strawberry.type(description="适用的一项处理及其原因")
class FollowingConsequence:
    """A consequence that follows for a member, with the numbers that make it so."""

    consequence: ConsequenceDefinition = strawberry.field(description="处理")
    reasons: list[str] = strawberry.field(description="原因，写明所依据的数")


@strawberry.type(description="记分时的一条记录；关账以后改动过的，与现在的记录不同")
class ScoredRecord:
    """A record as it was called when it was scored: it may have been corrected since the year was closed."""

    kind: str = strawberry.field(description="种类")
    number: str = strawberry.field(description="编号")
    title: str = strawberry.field(description="题目")


async def _record(
    root: "strawberry.Parent[AwardLine | StandingRecord | RecordNote]", info: Info
) -> RecordRow | None:
    """The record of a line as it is now."""
    return None if root.record_id is None else await loaded.record(info, root.record_id)


@strawberry.type(description="一条记录及说明")
class RecordNote:
    """A record that no rule took, or that was left out, with the reason."""

    as_scored: ScoredRecord = strawberry.field(description="记分时的记录")
    record: Record | None = answered(_record, "记录")
    reason: str = strawberry.field(description="为什么")
    record_id: strawberry.Private[int]


@strawberry.type(description="一行得分：哪条记录按哪条规则得几分、计几分；各行计入的分加起来就是总分")
class AwardLine:
    """A line of the sum that is the total. Without `record_id` it is of no single record."""

    record: Record | None = answered(_record, "记录；空为不属于单条记录，如基础分、出勤率")
    as_scored: ScoredRecord | None = strawberry.field(description="记分时的记录；空为不属于单条记录")
    node: MeasureNode = strawberry.field(description="给分的规则，出处在其中")
    basis: str | None = strawberry.field(description="不属于单条记录的，凭什么得分")
    day: date | None = strawberry.field(description="计入的日期")
    raw: str = strawberry.field(description="按规则得几分，精确值")
    kept: str = strawberry.field(description="各项扣减之后计入总分几分，精确值")
    cuts: list[str] = strawberry.field(description="扣减的缘由，一步一句")
    notes: list[Interpretation] = answered(beside_rule, "对这条规则的解释（履19），有效的", size=1)
    record_id: strawberry.Private[int | None]
    run: strawberry.Private[RunRow]


@strawberry.type(description="看过一条记录而没有取它的规则，以及缺什么")
class ConsideredRule:
    """A rule that looked at a record and left it, with what it misses."""

    node: MeasureNode = strawberry.field(description="规则")
    misses: list[str] = strawberry.field(description="没有满足的各项条件")


@strawberry.type(description="委员参加的一条记录，以及它算了什么")
class StandingRecord:
    """A record in which the member had a part, with what it came to."""

    record: Record | None = answered(_record, "记录")
    as_scored: ScoredRecord = strawberry.field(description="记分时的记录")
    attributes: list[AttributeValue] = several(3, "这名委员参加或署名的情况")
    points: str = strawberry.field(description="计入总分几分，精确值")
    nodes: list[MeasureNode] = several(2, "哪些规则取了它")
    considered: list[ConsideredRule] = several(4, "这一种类的其他规则为什么没有取它，按办法的次序")
    counted: bool = strawberry.field(description="是否计入次数；请假、缺席、不参加计分的不计")
    question: str | None = strawberry.field(description="为什么没有规则取它；空为有")
    excluded: str | None = strawberry.field(description="因哪一条规定不参加计分；空为参加")
    record_id: strawberry.Private[int]


@dataclass(frozen=True)
class Standing:
    """A member of a run. What the board knows is at hand; the explanation is worked out when asked for.

    `own`: it is told to the member. Then nothing is said of a group so small that it would tell of others.
    """

    board: Board
    entry: Entry
    own: bool = False

    @property
    def member(self) -> Member:
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
    def ranks(self) -> list[ScopeRank]:
        """The rank in every scope of the measure."""
        found = []
        for scope in self.board.rule_set.ranking.scopes:
            ranked = order(self.board, scope)
            row = ranked.row_of(self.entry.id)
            if row is not None:
                size = ranked.sizes.get(row.group, 0)
                if self.own and size < FEWEST:
                    continue
                found.append(
                    ScopeRank(scope=scope, group=row.group or None, rank=row.rank, tied=row.tied, size=size)
                )
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
        ("explained", board.id, board.as_of, membership_id),
        lambda: explained(context.store, context.boards, board.id, membership_id, board.as_of),
    )


async def standing(root: strawberry.Parent[RunRow], info: Info, member: MemberArgument) -> Standing:
    """The standing of a member of a run."""
    number = global_id.number(member, "Member", "member")
    board = await board_of(root, info)
    if number not in board.by_id:
        raise global_id.missing("Member", "member")
    return await standing_of(info, board, number)


async def standing_of(info: Info, board: Board, number: int, *, own: bool = False) -> Standing:
    """The standing of a membership that is on a board; `own`: it is told to the member."""
    entry = board.by_id[number]
    if asks_for(info, WHY):
        # The run may have moved on since its board was read: everything is told of the moment of the lines.
        # Where they are not to be had, the fields that need them say so, and the others are told.
        with suppress(Refusal):
            found = await explanation(info, board, number)
            board, entry = found.board, found.entry
    return Standing(board, entry, own)


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
    return [StoppedGate(gate=gate, reasons=list(one.because)) for gate, one in zip(gates, told, strict=True)]


async def consequences(root: strawberry.Parent[Standing], info: Info) -> list[FollowingConsequence]:
    """The consequences that follow for the member, with reasons."""
    if not root.entry.place.consequences:
        return []
    found = await root.explained(info)
    known, told = following(found.board, found.entry), found.statement.consequences or ()
    return [
        FollowingConsequence(consequence=one, reasons=list(why.because))
        for one, why in zip(known, told, strict=True)
    ]


async def input_of(root: strawberry.Parent[Standing], info: Info) -> str:
    """The digest of what was scored; of a day it is known only with the explanation."""
    return root.entry.score.input or (await root.explained(info)).statement.input


async def passed_over(root: strawberry.Parent[Standing], info: Info) -> list[str]:
    """Grades for which the points sufficed, but not the place."""
    return list((await root.explained(info)).statement.passed_over)


async def awards(
    root: strawberry.Parent[Standing],
    info: Info,
    node: NodeArgument = None,
    kind: KindArgument = None,
    *,
    asked: Page,
) -> Connection[AwardLine]:
    """The award lines of the member, in the order of the measure."""
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
            as_scored=None if line.record is None else as_scored(line.record),
            node=known[line.rule],
            basis=line.basis,
            day=line.day,
            raw=line.raw,
            kept=line.kept,
            cuts=list(line.cuts),
            record_id=None if line.record is None else row_of(line.record),
            run=found.board,
        )

    return listed(lines, mark, asked, show)


async def records(
    root: strawberry.Parent[Standing],
    info: Info,
    node: NodeArgument = None,
    kind: KindArgument = None,
    *,
    asked: Page,
) -> Connection[StandingRecord]:
    """The records in which the member had a part, the latest first."""
    found = await root.explained(info)
    below = _below(found.board, node)
    argument.optional_text(kind, "kind")
    chosen = [
        one
        for one in found.statement.records
        if (below is None or below & {*one.rules}) and (kind is None or one.kind == kind)
    ]
    return record_page(found, chosen, cursor.mark("standing records", *list_of(found), node, kind), asked)


def record_page(
    found: Explained, chosen: Sequence[Account], mark: str, asked: Page
) -> Connection[StandingRecord]:
    """A page of a member's records."""
    known = flat(found.board.rule_set)

    def show(account: Account) -> StandingRecord:
        return StandingRecord(
            as_scored=as_scored(account),
            attributes=[AttributeValue(name=name, value=text(value)) for name, value in account.part.items()],
            points=account.points,
            nodes=[known[rule] for rule in account.rules],
            considered=[
                ConsideredRule(node=known[one.rule], misses=list(one.misses)) for one in account.considered
            ],
            counted=account.counted,
            question=account.question,
            excluded=account.excluded,
            record_id=row_of(account),
        )

    return listed(chosen, mark, asked, show)


async def questions(root: strawberry.Parent[Standing], info: Info, *, asked: Page) -> Connection[RecordNote]:
    """The records that no rule took."""
    found = await root.explained(info)
    return listed(found.statement.questions, cursor.mark("questions", *list_of(found)), asked, _note)


async def excluded(root: strawberry.Parent[Standing], info: Info, *, asked: Page) -> Connection[RecordNote]:
    """The records that left before the tree."""
    found = await root.explained(info)
    return listed(found.statement.excluded, cursor.mark("excluded", *list_of(found)), asked, _note)


def list_of(found: Explained) -> tuple[object, ...]:
    """What a list of lines belongs to: another input or measure, other lines."""
    board, entry = found.board, found.entry
    return (*identity(board), entry.id, found.statement.input)


def _below(board: Board, node: str | None) -> set[str] | None:
    if node is None:
        return None
    check_node(board, node)
    return {one.id for one in board.rule_set.nodes()[node].walk()}


def _note(remark: Remark) -> RecordNote:
    return RecordNote(as_scored=as_scored(remark), reason=remark.reason, record_id=row_of(remark))


def row_of(record: Named) -> int:
    """The row of a record of a statement."""
    # Every record of a statement of the database has its row.
    assert record.id is not UNSET
    return record.id


def as_scored(record: Named) -> ScoredRecord:
    """A record as it was called when it was scored."""
    return ScoredRecord(kind=record.kind, number=record.key, title=record.title)
