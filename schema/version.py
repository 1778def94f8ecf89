"""Versions of measures, from draft to force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from resolvers import version
from resolvers.version import RuleSetState
from schema.field import answered
from schema.node import Node
from schema.rule_set import RuleSet
from schema.simulation import Simulation


@strawberry.type(description="办法的文本里的一处问题")
class RuleProblem:
    """What is wrong, or remarkable, in a text."""

    file: str = strawberry.field(description="哪个文件：办法或某份补充规定")
    line: int = strawberry.field(description="第几行，从 1 起")
    column: int = strawberry.field(description="第几列，从 1 起")
    message: str = strawberry.field(description="问题")
    suggestion: str | None = strawberry.field(description="怎样改")
    level: str = strawberry.field(description="error 为错误，改正后才能送审；warning 为提醒")


@strawberry.type(description="两版之间的一处不同")
class RuleDifference:
    """What differs in one rule."""

    code: str = strawberry.field(description="规则的代码，或文件头、等次、排名等")
    title: str = strawberry.field(description="名称")
    kind: str = strawberry.field(description="新增、删除、修改或移动")
    what: str = strawberry.field(description="一整句话，如 M4 专委会会议：上限 8 改为 10")
    before: str | None = strawberry.field(description="原来的；空为没有")
    after: str | None = strawberry.field(description="现在的；空为没有")


@strawberry.type(description="办法的一版，从草稿到生效；发布以后文本不再改")
class RuleSetVersion(Node):
    """A version with how far it has come."""

    id: strawberry.ID = strawberry.field(description="全局 id")
    year: int = strawberry.field(description="年份")
    state: RuleSetState = strawberry.field(description="到了哪一步")
    title: str = strawberry.field(description="名称")
    digest: str = strawberry.field(description="文本和种类目录的散列值，指明文本")
    text: str = strawberry.field(description="原文连同补充规定，一字不改")
    file: str = strawberry.field(description="办法的文件名")
    catalogue: str | None = strawberry.field(description="本地的种类目录，原文；空为没有")
    author: str = strawberry.field(description="起草人")
    added_at: datetime = strawberry.field(description="何时起草")
    changed_by: str = answered(version.changed_by, "最后改文本的人")
    changed_at: datetime = answered(version.changed_at, "最后一次改文本的时间")
    document: str | None = strawberry.field(description="依据的文件")
    publisher: str | None = strawberry.field(description="发布人；空为没有发布")
    published_at: datetime | None = strawberry.field(description="何时发布；空为没有发布")
    rule_set: RuleSet | None = strawberry.field(description="发布过的办法的内容；没有发布过则空")
    problems: list[RuleProblem] = answered(version.problems, "检查出的问题，按位置")
    consolidated: str = answered(version.consolidated, "办法和补充规定的合并文本，每处注明出处")
    differences: list[RuleDifference] = answered(version.differences, "与另一版的不同，按规则")
    simulations: list[Simulation] = answered(version.simulations_of, "试算，新的在前")

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a version on its way."""
        return isinstance(obj, version.VersionView)
