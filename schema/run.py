"""Score runs, and the closings that froze some."""

from datetime import date, datetime
from typing import Any

import strawberry

from resolvers import as_of as of_day
from resolvers import closing as of_closing
from resolvers import distribution as of_distribution
from resolvers import group as of_group
from resolvers import matrix as of_matrix
from resolvers import measure as of_measure
from resolvers import ranking as of_ranking
from resolvers import rule_set as of_rule_set
from resolvers import run as of_run
from resolvers import standing as of_standing
from resolvers.distribution import Distribution
from resolvers.field import AS_OF, DATABASE, EXPLAINED, answered
from resolvers.global_id import Node
from resolvers.group import RankedGroups
from resolvers.matrix import Matrix, MatrixCell
from resolvers.measure import NodeStatistics
from resolvers.page import paged
from resolvers.ranking import Ranking
from resolvers.rule_set import Measure
from schema.standing import MemberStanding
from services.runs.run import RunRow


@strawberry.type
class Results:
    """What is asked of a run, and of what it was as of a day."""

    ranked_count: int = answered(of_run.ranked_count, "参加排名的人数", cost=50)
    questions: int = answered(of_run.questions, "没有规则取的履职事实共几条，需要核对", cost=50)
    measure: list[NodeStatistics] | None = answered(
        of_measure.measure, "办法的各节点，连同委员在此所得的合计，上级在前", cost=200, row=6, size=60
    )
    ranking: Ranking | None = paged(of_ranking.ranking, "排名", cost=400, row=8)
    standing: MemberStanding | None = answered(of_standing.standing, "一名委员的结果和来由")
    group_rankings: list[RankedGroups] | None = answered(
        of_group.of_run, "各组之间的排名（办法里的 groups），最多 10 个", cost=1_500, size=5
    )
    distribution: Distribution | None = answered(of_distribution.distribution, "分布", cost=1_500)
    matrix: Matrix | None = paged(
        of_matrix.matrix,
        "委员和种类（或节点）的矩阵，按总分排名的次序",
        cost=1_500,
        row=1,
        times=("columns", 30),
    )
    cell: MatrixCell | None = answered(of_matrix.cell, "矩阵里的一个数，点开来看", cost=EXPLAINED)


@strawberry.type(
    description="一次记分截至某日的情况：此后的记录、结果、变动都不在内，办法还是那一份；不另保存"
)
class RunAsOf(Results):
    """A run as it stood on a day. No node of its own: it is nowhere stored."""

    day: date = answered(of_day.day_of, "截至哪一天")
    members: int = strawberry.field(name="memberCount", description="委员人数，此后才任职的不在内")


@strawberry.type(description="一次记分：一年里全体委员的得分、名次和等次")
class ScoreRun(Results, Node):
    """A result for a committee and year."""

    id: strawberry.ID = answered(of_run.id_of, "全局 id，不透明，请原样使用", cost=0)
    year: int = strawberry.field(description="年份")
    name: str | None = strawberry.field(description="保存时的名称；空为随记录更新的那一次")
    live: bool = strawberry.field(description="是否随记录更新")
    input: str = strawberry.field(description="记分所依据的全部内容的散列值；相同则结果相同")
    revision: int = strawberry.field(description="最近一次变动时本政协的修订号")
    made_at: datetime = strawberry.field(description="最近一次变动的时间")
    members: int = strawberry.field(name="memberCount", description="委员人数")
    closing: "Closing | None" = answered(
        of_closing.of_run, "定下这次记分的关账；空为不是年终定下的", cost=DATABASE
    )
    day: date | None = answered(of_day.day_kept, "截至哪一天留下来的；空为全年的")
    as_of: RunAsOf | None = answered(
        of_day.view, "截至统计期里的某一天，照记录的日期（不照录入的日期）", cost=AS_OF
    )
    rule_set: Measure = answered(of_rule_set.of_run, "所依据的办法")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a run."""
        return isinstance(obj, RunRow)


@strawberry.type(description="一次关账：一年的结果由此定下，办法、名册、记录以后再变，它都不变")
class Closing:
    """A year that was closed, and perhaps opened again."""

    year: int = strawberry.field(description="年份")
    run: ScoreRun | None = answered(of_closing.run_of, "定下的记分，名称如 年终结果 2022 (1)")
    revision: int = strawberry.field(description="关账时本政协的修订号；此后的改动留待重新打开")
    closed_at: datetime = strawberry.field(description="何时关账")
    closed_by: str = strawberry.field(description="谁关的账")
    in_effect: bool = strawberry.field(description="现在是否按它：这一年没有重新打开")
    reopened_at: datetime | None = strawberry.field(description="何时重新打开；空为没有")
    reopened_by: str | None = strawberry.field(description="谁重新打开的")
    reason: str | None = strawberry.field(description="为什么重新打开")
