"""What members have to do with a record, and what came of a work."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import strawberry

from files.cell import STATE
from files.cells.presence import LEAVE
from resolvers import loaded
from resolvers.context import Info
from resolvers.field import answered
from resolvers.member import AttributeValue, Member
from rules.record import value_words
from services.records.listing import OutcomeRow, PartRow

LEAVE_HALF_DAYS = "请假半天"


def values(attributes: Mapping[str, Any]) -> list[AttributeValue]:
    """Attributes as a database holds them, as text."""
    return [AttributeValue(name=name, value=value_words(value)) for name, value in attributes.items()]


async def _member(root: strawberry.Parent[PartRow], info: Info) -> Member:
    member = await loaded.member(info, root.membership_id)
    assert member is not None
    return member


def _place(root: strawberry.Parent[PartRow]) -> int:
    """The order of signature, from 1. Behind an author who is no member it is written with the part."""
    written = root.attributes.get("序号")
    return written if isinstance(written, int) else root.place + 1


def _attributes(root: strawberry.Parent[PartRow | OutcomeRow]) -> list[AttributeValue]:
    """What a part or an outcome says of itself."""
    return values(root.attributes)


@strawberry.enum(description="请假是会前提出的，还是会后写的")
class PartLeave(Enum):
    """Whether leave was asked for."""

    ASKED = strawberry.enum_value("asked", description="会前请过，批准了")
    TYPED_AFTERWARDS = strawberry.enum_value("typed afterwards", description="没有请过假，录入时写的")


async def _leave(root: strawberry.Parent[PartRow], info: Info) -> PartLeave | None:
    """Of a part that says leave, whether it was asked for."""
    if root.attributes.get(STATE) != LEAVE and not root.attributes.get(LEAVE_HALF_DAYS):
        return None
    asked = await loaded.leave(info, root.record_id, root.membership_id)
    return PartLeave.ASKED if asked else PartLeave.TYPED_AFTERWARDS


@strawberry.type(description="一名委员在一条记录里：参加会议活动的情况（应到未到的也在内），或在作品里的署名")
class RecordPart:
    """A participation or an authorship."""

    member: Member = answered(_member, "委员，属性为最近一个统计期末的")
    place: int = answered(_place, "作品里的署名顺序，从 1 起；会议活动里没有意义")
    attributes: list[AttributeValue] = answered(_attributes, "参加或署名的情况，如 状态：请假", size=2)
    leave: PartLeave | None = answered(_leave, "请假的，会前请过还是会后写的；没有请假的为空")


@strawberry.type(description="作品的一个结果，如 立案、采用、批示")
class RecordOutcome:
    """A dated outcome."""

    day: date = strawberry.field(description="日期")
    key: str = strawberry.field(name="number", description="编号；没有则为空文字")
    attributes: list[AttributeValue] = answered(_attributes, "内容，如 采用层级：省政协", size=2)
