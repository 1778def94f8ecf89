"""Rankings."""

from __future__ import annotations

import strawberry

from resolvers import ranking
from schema.field import answered
from schema.gate import Gate
from schema.member import Member
from schema.page import Connection


@strawberry.type(description="与另一次记分相比的变化")
class RankingChange:
    """What was, and what has changed."""

    rank: int | None = strawberry.field(description="那时的名次；空为那时不参加排名")
    value: str = strawberry.field(description="那时排名所依据的数")
    total: str = strawberry.field(description="那时的总分")
    grade: str | None = strawberry.field(description="那时的等次")
    rank_difference: int | None = strawberry.field(description="名次上升几位，下降为负；有一边不排名则空")
    difference: str = strawberry.field(description="排名所依据的数增加多少，减少为负")


@strawberry.type(description="排名里的一行")
class RankingEntry:
    """A member in a ranking."""

    member: Member = strawberry.field(description="委员")
    group: str | None = strawberry.field(description="所在的组；没有填这一属性则空，也没有名次")
    rank: int | None = strawberry.field(description="在组内的名次，同分同名次；空为不参加排名")
    tied: int = strawberry.field(description="组内与之同名次的还有几人")
    value: str = strawberry.field(description="排名所依据的数：分数保留办法规定的位数，或整数")
    total: str = strawberry.field(description="总分，保留办法规定的位数")
    grade: str | None = strawberry.field(description="等次；空为不评等次")
    unranked: str | None = strawberry.field(description="为什么不参加排名；空为参加")
    gates: list[Gate] = strawberry.field(description="没有通过的关口，影响等次，不影响名次")
    questions: int = strawberry.field(description="没有规则取的履职事实有几条，需要核对")
    change: RankingChange | None = strawberry.field(
        description="与 against 相比的变化；没有写 against 或那时没有此人则空"
    )
    points: str = answered(ranking.points, "在一个节点的得分，上级节点扣减之前")
    records: int = answered(ranking.records, "一个节点取了几条履职事实")
    works: int = answered(ranking.works, "一个节点取了几件次，一件作品的几个结果只算一件")


@strawberry.type(description="排名的一页")
class Ranking(Connection[RankingEntry]):
    """A page of a ranking."""

    ranked_count: int = strawberry.field(description="这个范围里参加排名的共几人，不因筛选而变")
