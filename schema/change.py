"""What mutations answer: the changed thing, what that did to the ranking, or everything that was wrong.

Each reads what became of the change (`resolvers.change.Payload`).
"""

import strawberry

from resolvers import entry, version_change
from resolvers.change import REPEATED, UserError
from resolvers.correction import Correction
from resolvers.field import answered
from resolvers.movement import MemberScoreChange, ReopenedMember
from resolvers.record import Record
from resolvers.version import RuleProblem
from schema.run import Closing, ScoreRun
from schema.version import RuleSetVersion


@strawberry.type(description="修改一条记录的结果")
class RecordPayload:
    """What became of a change of a record."""

    record: Record | None = answered(entry.record_of, "修改后的记录；没有改成则空")
    correction: Correction | None = answered(
        entry.correction_of, "记录已归档的，另立的这条更正，审核通过才生效；别的为空"
    )
    touched: list[MemberScoreChange] = answered(
        entry.touched, "总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="重新记分或保存记分的结果")
class RunPayload:
    """What became of a change of a run."""

    run: ScoreRun | None = answered(entry.run_of, "这次记分；没有做成则空")
    touched: list[MemberScoreChange] = answered(
        entry.touched, "总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="关账的结果")
class ClosePayload:
    """What became of closing a year."""

    done: Closing | None = strawberry.field(name="closing", description="这次关账；没有做成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="重新打开一年的结果")
class ReopenPayload:
    """What became of opening a year again."""

    closing: Closing | None = strawberry.field(description="原来的关账；没有做成则空")
    run: ScoreRun | None = strawberry.field(description="重新随记录更新的记分；没有做成则空")
    totals: int = strawberry.field(description="总分有变化的人数")
    ranks: int = strawberry.field(description="名次有变化的人数")
    grades: int = strawberry.field(description="等次有变化的人数")
    members: list[ReopenedMember] = strawberry.field(
        description="有变化的委员，总分变动大的在前，最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="拟稿、改稿、送审、发布等的结果")
class RuleSetPayload:
    """What became of a change of a version."""

    version: RuleSetVersion | None = answered(version_change.version_of, "这一版现在的样子；没有做成则空")
    problems: list[RuleProblem] = answered(version_change.problems, "检查出的问题，最多 100 处")
    touched: list[MemberScoreChange] = answered(
        version_change.touched, "发布、撤回后总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")
