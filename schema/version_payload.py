"""What changes of measures answer."""

from __future__ import annotations

import strawberry

from schema.payload import MemberScoreChange, UserError
from schema.simulation import Simulation
from schema.version import RuleProblem, RuleSetVersion


@strawberry.type(description="拟稿、改稿、送审、发布等的结果")
class RuleSetPayload:
    """What became of a change of a version."""

    version: RuleSetVersion | None = strawberry.field(description="这一版现在的样子；没有做成则空")
    problems: list[RuleProblem] = strawberry.field(description="检查出的问题，最多 100 处")
    touched: list[MemberScoreChange] = strawberry.field(
        description="发布后总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="试算的结果")
class SimulationPayload:
    """What became of trying a version."""

    simulation: Simulation | None = strawberry.field(description="这次试算；没有做成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经做成")
