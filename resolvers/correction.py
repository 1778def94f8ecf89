"""Corrections of archived records: what stands there, and what is to stand there instead."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import answered
from resolvers.member import AttributeValue
from resolvers.page import After, Connection, listed, newest, page
from resolvers.record_part import RecordOutcome, RecordPart, values
from services.records.difference import difference
from services.records.listing import OutcomeRow, PartRow, RecordRow
from services.refusal import Code, Refusal
from services.review import correction
from services.review.correction import CorrectionRow
from services.rights.role import Right


@strawberry.enum(description="一条更正到了哪一步")
class CorrectionState(Enum):
    """How far a correction has come."""

    SUBMITTED = strawberry.enum_value("submitted", description="等着审核，还没有生效")
    APPROVED = strawberry.enum_value("approved", description="审核通过，已经生效")
    RETURNED = strawberry.enum_value("returned", description="退回，没有生效")


@dataclass(frozen=True, slots=True)
class Content:
    """What a record says before a correction or after it, as the trail has it."""

    mark: str
    record_id: int
    document: dict[str, Any]


def _title(root: strawberry.Parent[Content]) -> str:
    return str(root.document["title"])


def _number(root: strawberry.Parent[Content]) -> str:
    return str(root.document["key"])


def _day(root: strawberry.Parent[Content]) -> date:
    return date.fromisoformat(root.document["day"])


def _attributes(root: strawberry.Parent[Content]) -> list[AttributeValue]:
    return values(root.document["attributes"])


def _outsiders(root: strawberry.Parent[Content]) -> int:
    return int(root.document["outsiders"])


def _parts(
    root: strawberry.Parent[Content],
    first: Annotated[int, strawberry.argument(description="取几名，1 到 100")],
    after: After = None,
) -> Connection[PartRow]:
    """The members who have a part, authors in their order."""
    told = [
        PartRow(root.record_id, part["member"], at, part.get("attributes", {}))
        for at, part in enumerate(root.document["parts"])
    ]
    return listed(told, root.mark, page(first, after, None, None), lambda part: part)


def _outcomes(root: strawberry.Parent[Content]) -> list[OutcomeRow]:
    return [
        OutcomeRow(root.record_id, at, date.fromisoformat(one["day"]), one["key"], one["attributes"])
        for at, one in enumerate(root.document["outcomes"])
    ]


@strawberry.type(description="一条记录在更正前或更正后的内容")
class RecordContent:
    """What a record says; its values are those of a `Content`."""

    title: str = answered(_title, "题目；没有则为空文字")
    number: str = answered(_number, "编号")
    day: date = answered(_day, "日期")
    attributes: list[AttributeValue] = answered(_attributes, "会议活动或作品本身的属性", size=3)
    outsiders: int = answered(_outsiders, "不是委员的作者有几人")
    parts: Connection[RecordPart] | None = answered(_parts, "各名委员，作者按署名顺序", cost=40, row=8)
    outcomes: list[RecordOutcome] = answered(_outcomes, "作品的结果，按先后", size=2)


def _state(root: strawberry.Parent[CorrectionRow]) -> CorrectionState:
    return CorrectionState(root.state)


def _ends(root: strawberry.Parent[CorrectionRow]) -> bool:
    return root.after is None


def _before(root: strawberry.Parent[CorrectionRow]) -> Content:
    return Content(cursor.mark("before", root.id), root.record_id, root.before)


def _after(root: strawberry.Parent[CorrectionRow]) -> Content | None:
    if root.after is None:
        return None
    return Content(cursor.mark("after", root.id), root.record_id, root.after)


def _changes(root: strawberry.Parent[CorrectionRow]) -> list[str]:
    return [] if root.after is None else list(difference(root.before, root.after))


@strawberry.type(description="对一条已归档记录的一次更正：改前改后都留着，审核通过才生效")
class Correction:
    """A counter-entry; its values are those of a `CorrectionRow`."""

    id: int = strawberry.field(name="number", description="编号")
    state: CorrectionState = answered(_state, "到了哪一步")
    ends: bool = answered(_ends, "是否把整条记录撤下：通过以后不再计分")
    reason: str = strawberry.field(description="为什么更正")
    before: RecordContent = answered(_before, "更正以前的内容")
    after: RecordContent | None = answered(_after, "更正以后的内容；撤下的为空")
    changes: list[str] = answered(_changes, "改了什么，一项一句；撤下的没有", size=3)
    made_by: str = strawberry.field(description="谁提出的")
    made_at: datetime = strawberry.field(description="什么时候提出的")
    decided_by: str | None = strawberry.field(description="谁审核的；还没有审核的为空")
    decided_at: datetime | None = strawberry.field(description="什么时候审核的；还没有审核的为空")
    answer: str | None = strawberry.field(description="为什么退回；没有退回的为空")
    own: bool = strawberry.field(name="selfReviewed", description="审核的是不是提出的同一个人")


async def of_record(
    root: strawberry.Parent[RecordRow],
    info: Info,
    first: Annotated[int, strawberry.argument(description="取几条，1 到 100")],
    after: After = None,
) -> Connection[CorrectionRow]:
    """The corrections of a record, the latest first; raises `Refusal` for a member: they tell of others."""
    if info.context.caller.only is not None:
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
    counted = await info.context.load("corrections", root.id, correction.counted) or 0
    return await newest(
        info,
        page(first, after, None, None),
        cursor.mark("corrections", root.id),
        lambda reading, part: correction.of_record(reading, root.id, part),
        lambda reading: _given(counted),
        lambda row: row,
    )


async def _given(count: int) -> int:
    return count
