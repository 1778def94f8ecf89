"""Rule sets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from resolvers import kind, measure, rule_set
from schema.field import answered
from schema.gate import Gate
from schema.kind import AttributeDefinition, Kind
from schema.measure import MeasureNode
from schema.node import Node
from services.rule_sets.versions import Version


@strawberry.type(description="办法里计分之外的一条规定")
class Rule:
    """A rule beside the tree."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    words: str = strawberry.field(description="规定了什么")


@strawberry.type(description="等次")
class Grade:
    """A grade."""

    name: str = strawberry.field(description="名称，如 优秀")
    least: str | None = strawberry.field(description="至少几分；空为不限")
    top: str | None = strawberry.field(description="名次要在前多少；空为不限")
    condition: str | None = strawberry.field(description="另外的条件；空为没有")


@strawberry.type(description="一年的统计办法的一个版本；版本不改，改了就是新的版本")
class RuleSet(Node):
    """A version of a rule set."""

    id: strawberry.ID = answered(rule_set.id_of, "全局 id")
    year: int = strawberry.field(description="年份")
    in_force: bool = strawberry.field(description="这一年是否按它记分")
    added_at: datetime = strawberry.field(description="何时保存")
    title: str = answered(rule_set.title, "名称")
    digest: str = answered(rule_set.digest, "文本和种类目录的散列值，指明版本")
    text: str = answered(rule_set.text, "原文，一字不改")
    citation: str = answered(rule_set.citation, "出处")
    note: str | None = answered(rule_set.note, "说明")
    first_day: date = answered(rule_set.first_day, "统计期的第一天")
    last_day: date = answered(rule_set.last_day, "统计期的最后一天")
    scopes: list[str] = answered(rule_set.scopes, "名次的范围，如 全体、界别")
    nodes: list[MeasureNode] = answered(measure.nodes, "各节点，上级在前")
    exclusions: list[Rule] = answered(rule_set.exclusions, "哪些记录不参加计分")
    unranked: list[Rule] = answered(rule_set.unranked, "哪些委员不参加排名")
    gates: list[Gate] = answered(rule_set.gates, "关口")
    grades: list[Grade] = answered(rule_set.grades, "等次，好的在前")
    kinds: list[Kind] = answered(kind.kinds, "记录的种类")
    member_attributes: list[AttributeDefinition] = answered(kind.member_attributes, "委员的属性")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a version of a rule set."""
        return isinstance(obj, Version)
