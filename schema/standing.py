"""One member of a run, explained."""

from __future__ import annotations

from datetime import date

import strawberry

from resolvers import headroom as of_headroom
from resolvers import standing
from schema.field import answered
from schema.gate import Gate
from schema.headroom import Headroom
from schema.measure import MeasureNode, NodeStanding
from schema.member import AttributeValue, Member
from schema.page import Connection
from schema.record import Record


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
    """A gate that stopped a member."""

    gate: Gate = strawberry.field(description="关口")
    reasons: list[str] = strawberry.field(description="原因，写明所依据的数")


@strawberry.type(description="记分时的一条记录；关账以后改动过的，与现在的记录不同")
class ScoredRecord:
    """A record as it was scored."""

    kind: str = strawberry.field(description="种类")
    number: str = strawberry.field(description="编号")
    title: str = strawberry.field(description="题目")


@strawberry.type(description="一条记录及说明")
class RecordNote:
    """A record with a reason."""

    as_scored: ScoredRecord = strawberry.field(description="记分时的记录")
    record: Record | None = answered(standing.record_of, "记录")
    reason: str = strawberry.field(description="为什么")


@strawberry.type(description="一行得分：哪条记录按哪条规则得几分、计几分；各行计入的分加起来就是总分")
class AwardLine:
    """A line of the sum that is the total."""

    record: Record | None = answered(standing.record_of, "记录；空为不属于单条记录，如基础分、出勤率")
    as_scored: ScoredRecord | None = strawberry.field(description="记分时的记录；空为不属于单条记录")
    node: MeasureNode = strawberry.field(description="给分的规则，出处在其中")
    basis: str | None = strawberry.field(description="不属于单条记录的，凭什么得分")
    day: date | None = strawberry.field(description="计入的日期")
    raw: str = strawberry.field(description="按规则得几分，精确值")
    kept: str = strawberry.field(description="各项扣减之后计入总分几分，精确值")
    cuts: list[str] = strawberry.field(description="扣减的缘由，一步一句")


@strawberry.type(description="看过一条记录而没有取它的规则，以及缺什么")
class ConsideredRule:
    """A rule that left a record."""

    node: MeasureNode = strawberry.field(description="规则")
    misses: list[str] = strawberry.field(description="没有满足的各项条件")


@strawberry.type(description="委员参加的一条记录，以及它算了什么")
class StandingRecord:
    """A record in which the member had a part."""

    record: Record | None = answered(standing.record_of, "记录")
    as_scored: ScoredRecord = strawberry.field(description="记分时的记录")
    attributes: list[AttributeValue] = strawberry.field(description="这名委员参加或署名的情况")
    points: str = strawberry.field(description="计入总分几分，精确值")
    nodes: list[MeasureNode] = strawberry.field(description="哪些规则取了它")
    considered: list[ConsideredRule] = strawberry.field(
        description="这一种类的其他规则为什么没有取它，按办法的次序"
    )
    counted: bool = strawberry.field(description="是否计入次数；请假、缺席、不参加计分的不计")
    question: str | None = strawberry.field(description="为什么没有规则取它；空为有")
    excluded: str | None = strawberry.field(description="因哪一条规定不参加计分；空为参加")


@strawberry.type(description="一名委员在一次记分里的结果和来由")
class MemberStanding:
    """Where a member stands, and why."""

    member: Member = strawberry.field(description="委员")
    total: str = strawberry.field(description="总分，保留办法规定的位数")
    grade: str | None = strawberry.field(description="等次；空为不评等次")
    unranked: str | None = strawberry.field(description="为什么不参加排名；空为参加")
    selection: int | None = strawberry.field(description="同分按办法分出先后之后排第几；空为不参加排名")
    ranks: list[ScopeRank] = strawberry.field(description="在各个范围里的名次")
    gates: list[StoppedGate] = answered(standing.stopped_gates, "没有通过的关口，连同原因")
    passed_over: list[str] = answered(standing.passed_over, "分数够而名次不够的等次")
    nodes: list[NodeStanding] = answered(standing.nodes, "各节点的得分和数量，上级在前")
    awards: Connection[AwardLine] = answered(standing.awards, "各行得分，按办法的次序")
    records: Connection[StandingRecord] = answered(standing.records, "参加的记录，新的在前")
    questions: Connection[RecordNote] = answered(standing.questions, "没有规则取的记录，需要核对")
    excluded: Connection[RecordNote] = answered(standing.excluded, "不参加计分的记录")
    headroom: Headroom = answered(of_headroom.headroom, "还能得什么：各项上限的余地，离下一档、下一等差多少")
    input: str = strawberry.field(description="记分所依据的这名委员的全部内容的散列值")
