"""What closing a year and opening it again answer."""

from __future__ import annotations

import strawberry

from schema.member import Member
from schema.payload import UserError
from schema.run import Closing, ScoreRun


@strawberry.type(description="重新打开前后，一名委员的变化")
class ReopenedMember:
    """A member before and after."""

    member: Member = strawberry.field(description="委员")
    total_before: str | None = strawberry.field(description="关账时的总分；空为当时不在内")
    total_after: str | None = strawberry.field(description="现在的总分；空为现在不在内")
    rank_before: int | None = strawberry.field(description="关账时在全体中的名次；空为不参加排名")
    rank_after: int | None = strawberry.field(description="现在在全体中的名次；空为不参加排名")
    grade_before: str | None = strawberry.field(description="关账时的等次；空为不评")
    grade_after: str | None = strawberry.field(description="现在的等次；空为不评")


@strawberry.type(description="关账的结果")
class ClosePayload:
    """What became of closing a year."""

    closing: Closing | None = strawberry.field(description="这次关账；没有做成则空")
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
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")
