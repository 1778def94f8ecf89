"""Committees."""

from __future__ import annotations

from typing import Any

import strawberry

from resolvers import committee
from resolvers.run import of_year, runs
from schema.field import answered
from schema.node import Node
from schema.page import Connection
from schema.run import ScoreRun
from services.committees import CommitteeRow


@strawberry.type(description="一个政协")
class Committee(Node):
    """A committee."""

    id: strawberry.ID = answered(committee.id_of, "全局 id")
    code: str = strawberry.field(description="代号，如 zhoushan")
    name: str = strawberry.field(description="名称")
    revision: int = strawberry.field(description="修订号：每做一次修改加一")
    years: list[int] = answered(committee.years, "已有记分的年份，近的在前")
    run: ScoreRun | None = answered(of_year, "一年的记分：随记录更新的，或以某个名称保存的；没有则空")
    runs: Connection[ScoreRun] = answered(runs, "各次记分，新的在前")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a committee."""
        return isinstance(obj, CommitteeRow)
