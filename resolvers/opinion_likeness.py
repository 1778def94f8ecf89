"""Earlier opinion items that are like one, for whoever may read both."""

from datetime import datetime
from typing import Any

import strawberry

from resolvers.context import Info
from resolvers.field import several
from services.opinions.likeness import LikeRow, alike


@strawberry.type(description="一条相近的信息")
class SimilarOpinion:
    """An item that is like another."""

    number: int = strawberry.field(description="编号")
    title: str | None = strawberry.field(description="题目")
    writer: str = strawberry.field(description="提交的人")
    submitted_at: datetime | None = strawberry.field(description="最近何时提交")
    percent: int = strawberry.field(description="多相近，百分数；一字不差的是 100")
    shared: list[str] = several(5, "两条都写到的字句，最能说明相近的在前；长的只写开头")


async def similar(root: strawberry.Parent[Any], info: Info) -> list[SimilarOpinion]:
    """The items most like this one, among those that the one who asks may read."""
    context = info.context
    rows = await alike(context.texts, context.store, root.row, root.rights)
    return [_told(one) for one in rows]


def _told(one: LikeRow) -> SimilarOpinion:
    said = one.row.written
    return SimilarOpinion(
        number=one.row.id,
        title=None if said is None else said.title,
        writer=one.row.writer,
        submitted_at=one.row.submitted_at,
        percent=one.percent,
        shared=list(one.shared),
    )
