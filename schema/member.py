"""Members."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from resolvers import member
from schema.field import answered
from schema.node import Node


@strawberry.type(description="属性及其值，如 界别：民革")
class AttributeValue:
    """An attribute with its value."""

    name: str = strawberry.field(description="属性的名称")
    value: str = strawberry.field(description="值；是否写作 是、否，日期写作 2022-03-15")


@strawberry.type(description="委员：一人在一届里的任职")
class Member(Node):
    """A person in a term."""

    number: str = strawberry.field(description="委员编号")
    name: str = strawberry.field(description="姓名")
    term: str = strawberry.field(description="届次，如 第八届")
    first_day: date | None = strawberry.field(description="任职起；空为本届开始")
    last_day: date | None = strawberry.field(description="任职止；空为本届结束")
    attributes: list[AttributeValue] = answered(
        member.attributes, "统计期末（已离任的为离任时）的各项属性，如界别、身份"
    )
    attribute: str | None = answered(member.attribute, "统计期末（已离任的为离任时）的一项属性")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a member."""
        return isinstance(obj, member.MemberView)
