"""Records."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from resolvers import record
from resolvers.record import RecordForm, RecordSource, RecordState
from schema.field import answered
from schema.member import AttributeValue, Member
from schema.node import Node
from schema.page import Connection
from services.records.listing import RecordRow


@strawberry.type(description="一名委员在一条记录里：参加会议活动的情况（应到未到的也在内），或在作品里的署名")
class RecordPart:
    """A participation or an authorship."""

    member: Member = answered(record.member_of, "委员，属性为最近一个统计期末的")
    place: int = answered(record.part_place, "作品里的署名顺序，从 1 起；会议活动里没有意义")
    attributes: list[AttributeValue] = answered(record.part_attributes, "参加或署名的情况，如 状态：请假")


@strawberry.type(description="作品的一个结果，如 立案、采用、批示")
class RecordOutcome:
    """A dated outcome."""

    day: date = strawberry.field(description="日期")
    key: str = strawberry.field(name="number", description="编号；没有则为空文字")
    attributes: list[AttributeValue] = strawberry.field(description="内容，如 采用层级：省政协")


@strawberry.type(description="一条记录：一次会议、活动、培训，或一件作品")
class Record(Node):
    """An occasion or a work."""

    id: strawberry.ID = answered(record.id_of, "全局 id")
    key: str = strawberry.field(name="number", description="编号，同一年同一种类里不重复")
    year: int = strawberry.field(description="登记在哪一年")
    form: RecordForm = answered(record.form_of, "会议活动，还是作品")
    kind: str = strawberry.field(description="种类，如 提案")
    day: date = strawberry.field(description="日期")
    title: str = strawberry.field(description="题目；没有则为空文字")
    attributes: list[AttributeValue] = answered(record.attributes_of, "会议活动或作品本身的属性")
    matter: str | None = strawberry.field(description="关联编号：与同一件事的其他作品相连")
    outsiders: int = strawberry.field(description="不是委员的作者有几人")
    state: RecordState = answered(record.state_of, "状态")
    source: RecordSource = answered(record.source_of, "从哪里来")
    version: int = strawberry.field(description="版本，每改一次加一；修改时要写明从哪一版改起")
    part_count: int = answered(record.part_count, "有几名委员")
    parts: Connection[RecordPart] = answered(record.parts_of, "各名委员，作者按署名顺序")
    outcomes: list[RecordOutcome] = answered(record.outcomes_of, "作品的结果，按先后")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a record."""
        return isinstance(obj, RecordRow)
