"""One member of a run, explained."""

import strawberry

from resolvers import as_of, standing, term
from resolvers import headroom as of_headroom
from resolvers.as_of import MonthStanding
from resolvers.field import AS_OF, EXPLAINED, answered, several
from resolvers.headroom import Headroom
from resolvers.measure import NodeStanding
from resolvers.member import Member
from resolvers.page import Connection, paged
from resolvers.standing import (
    AwardLine,
    FollowingConsequence,
    RecordNote,
    ScopeRank,
    StandingRecord,
    StoppedGate,
)
from resolvers.term import TermCount, TermRecord


@strawberry.type(description="一名委员在一次记分里的结果和来由")
class MemberStanding:
    """Where a member stands, and why."""

    member: Member = strawberry.field(description="委员")
    total: str = strawberry.field(description="总分，保留办法规定的位数")
    grade: str | None = strawberry.field(description="等次；空为不评等次")
    unranked: str | None = strawberry.field(description="为什么不参加排名；空为参加")
    selection: int | None = strawberry.field(description="同分按办法分出先后之后排第几；空为不参加排名")
    ranks: list[ScopeRank] = several(3, "在各个范围里的名次")
    gates: list[StoppedGate] = answered(
        standing.stopped_gates, "没有通过的关口，连同原因", shared=EXPLAINED, size=2
    )
    consequences: list[FollowingConsequence] = answered(
        standing.consequences, "适用的等次以外的处理，连同原因", shared=EXPLAINED, size=2
    )
    passed_over: list[str] = answered(standing.passed_over, "分数够而名次不够的等次", shared=EXPLAINED)
    nodes: list[NodeStanding] | None = answered(
        standing.nodes, "各节点的得分和数量，上级在前", size=60, row=6
    )
    awards: Connection[AwardLine] | None = paged(
        standing.awards, "各行得分，按办法的次序", shared=EXPLAINED, row=8
    )
    records: Connection[StandingRecord] | None = paged(
        standing.records, "参加的记录，新的在前", shared=EXPLAINED, row=20
    )
    questions: Connection[RecordNote] | None = paged(
        standing.questions, "没有规则取的记录，需要核对", shared=EXPLAINED
    )
    excluded: Connection[RecordNote] | None = paged(standing.excluded, "不参加计分的记录", shared=EXPLAINED)
    term_counts: list[TermCount] = answered(
        term.counts, "届内累计的各条，以及这名委员的数", shared=EXPLAINED, size=5
    )
    term_records: Connection[TermRecord] | None = paged(
        term.records, "届内累计的一条数到的记录，新的在前", shared=EXPLAINED
    )
    headroom: Headroom = answered(
        of_headroom.headroom, "还能得什么：各项上限的余地，离下一档、下一等差多少", shared=EXPLAINED
    )
    monthly: list[MonthStanding] | None = answered(
        as_of.monthly,
        "逐月的得分、累计、名次，到有记录的最后一个月为止；照记录的日期，不照录入的日期",
        cost=AS_OF,
        size=12,
    )
    input: str = answered(standing.input_of, "记分所依据的这名委员的全部内容的散列值")
