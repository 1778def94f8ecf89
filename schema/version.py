"""Versions of measures, from draft to force."""

from datetime import datetime
from typing import Any

import strawberry

from resolvers import clause, version
from resolvers.clause import RuleClause
from resolvers.field import DATABASE, TEXT, answered
from resolvers.global_id import Node
from resolvers.rule_set import Measure
from resolvers.simulation import Simulation
from resolvers.version import RuleDifference, RuleProblem, RuleSetState, RuleSetWithdrawal
from services.rule_sets.versions import Version


@strawberry.type(description="办法的一版，从草稿到生效；发布以后文本不再改")
class RuleSetVersion(Node):
    """A version with how far it has come."""

    id: strawberry.ID = answered(version.id_of, "全局 id", cost=0)
    year: int = strawberry.field(description="年份")
    state: RuleSetState = strawberry.field(description="到了哪一步")
    title: str = strawberry.field(description="名称")
    digest: str = strawberry.field(description="文本和种类目录的散列值，指明文本")
    text: str = strawberry.field(description="原文连同补充规定，一字不改")
    file: str = strawberry.field(description="办法的文件名")
    own_catalogue: str | None = strawberry.field(
        name="catalogue", description="本地的种类目录，原文；空为没有"
    )
    author: str = strawberry.field(description="起草人")
    added_at: datetime = strawberry.field(description="何时起草")
    changed_by: str = answered(version.changed_by, "最后改文本的人")
    changed_at: datetime = answered(version.changed_at, "最后一次改文本的时间")
    document: str | None = strawberry.field(description="依据的文件")
    publisher: str | None = strawberry.field(description="发布人；空为没有发布")
    published_at: datetime | None = strawberry.field(description="何时发布；空为没有发布")
    rule_set: Measure | None = answered(version.measure, "发布过的办法的内容；没有发布过则空")
    problems: list[RuleProblem] = answered(version.problems, "检查出的问题，按位置", cost=400)
    clauses: list[RuleClause] | None = answered(
        clause.clauses, "各条，上级在前；草稿也有", cost=TEXT, size=60
    )
    rewritten: str | None = answered(
        clause.rewritten, "一条里改几项，文本会是怎样；不保存，另行改稿", cost=TEXT
    )
    consolidated: str | None = answered(
        version.consolidated, "办法和补充规定的合并文本，每处注明出处", cost=TEXT
    )
    differences: list[RuleDifference] | None = answered(
        version.differences, "与另一版的不同，按规则", cost=TEXT
    )
    withdrawal: RuleSetWithdrawal | None = answered(
        version.withdrawal, "有人要求撤回这一版，等另一人确认；空为没有", cost=DATABASE
    )
    predecessor: "RuleSetVersion | None" = answered(
        version.predecessor,
        "正在生效的一版撤回以后恢复生效的一版；空为没有，那一年就没有办法、没有记分",
        cost=DATABASE,
    )
    simulations: list[Simulation] | None = answered(
        version.simulations_of, "试算，新的在前", cost=DATABASE, row=20
    )

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        """Whether a value is a version on its way."""
        return isinstance(obj, Version)
