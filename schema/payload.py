"""What mutations answer: the changed thing, what that did to the ranking, or everything that was wrong."""

from __future__ import annotations

import strawberry

from resolvers import mutation
from resolvers.mutation import UserErrorCode
from schema.field import answered
from schema.member import Member
from schema.record import Record
from schema.run import ScoreRun


@strawberry.type(description="一处填写错误；有错误则什么都没有改")
class UserError:
    """One thing that a client did wrong."""

    code: UserErrorCode = strawberry.field(description="哪一类错误")
    message: str = strawberry.field(description="错在哪里，怎样才对")
    field: str | None = strawberry.field(
        description="所在的位置，如 participants[3].attributes.状态；空为整个请求"
    )


@strawberry.type(description="一名委员得分和名次的变动")
class MemberScoreChange:
    """A member before and after a change."""

    member: Member = strawberry.field(description="委员")
    total_before: str | None = strawberry.field(description="变动前的总分；空为原先不在内")
    total_after: str | None = strawberry.field(description="变动后的总分；空为不再在内")
    rank_before: int | None = strawberry.field(description="变动前在全体中的名次；空为不参加排名")
    rank_after: int | None = strawberry.field(description="变动后在全体中的名次；空为不参加排名")


@strawberry.type(description="修改一条记录的结果")
class RecordPayload:
    """What became of a change of a record."""

    record: Record | None = answered(mutation.record_of, "修改后的记录；没有改成则空")
    touched: list[MemberScoreChange] = answered(
        mutation.touched, "总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="重新记分或保存记分的结果")
class RunPayload:
    """What became of a change of a run."""

    run: ScoreRun | None = answered(mutation.run_of, "这次记分；没有做成则空")
    touched: list[MemberScoreChange] = answered(
        mutation.touched, "总分或名次因此变动的委员，总分变动大的在前，最多 100 名"
    )
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")
