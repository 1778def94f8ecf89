"""Score runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from resolvers import ranking, run
from schema.field import answered
from schema.node import Node
from schema.ranking import Ranking


@strawberry.type(description="一次记分：一年里全体委员的得分、名次和等次")
class ScoreRun(Node):
    """A result for a committee and year."""

    year: int = strawberry.field(description="年份")
    name: str | None = strawberry.field(description="保存时的名称；空为随记录更新的那一次")
    live: bool = strawberry.field(description="是否随记录更新")
    input: str = strawberry.field(description="记分所依据的全部内容的散列值；相同则结果相同")
    revision: int = strawberry.field(description="最近一次变动时本政协的修订号")
    made_at: datetime = strawberry.field(description="最近一次变动的时间")
    member_count: int = strawberry.field(description="委员人数")
    ranked_count: int = answered(run.ranked_count, "参加排名的人数")
    questions: int = answered(run.questions, "没有规则取的履职事实共几条，需要核对")
    ranking: Ranking = answered(ranking.ranking, "排名")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a run."""
        return isinstance(obj, run.Run)
