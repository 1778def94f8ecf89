"""Clauses of a version as people read them, drafts too, and its text with values of one written anew."""

from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.context import Info
from resolvers.field import several
from resolvers.version import unreadable
from rules.source import DocumentRefused
from services.refusal import Code, Refusal
from services.rule_sets.versions import Version

MOST_VALUES, LONGEST_VALUE = 100, 2_000


@strawberry.type(description="条款里可以在表单里改的一项")
class RuleClauseValue:
    """A value that stands as one word in the text."""

    name: str = strawberry.field(description="哪一项，如 cap；改的时候写它")
    label: str = strawberry.field(description="叫什么，如 上限")
    written: str = strawberry.field(description="现在写的")
    number: bool = strawberry.field(description="是否为分数")
    line: int = strawberry.field(description="在文本的第几行")


@strawberry.type(description="一版办法的一条：节点，连同能在表单里改的各项")
class RuleClause:
    """A node of a version, in words."""

    code: str = strawberry.field(description="代码，如 M4")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    note: str | None = strawberry.field(description="文本未写明之处怎么理解的")
    parent: str | None = strawberry.field(description="上级的代码；空为总分")
    depth: int = strawberry.field(description="层次：总分为 0，各大类为 1")
    leaf: bool = strawberry.field(description="是否直接取记录给分")
    cap: str | None = strawberry.field(description="上限几分；空为没有")
    words: list[str] = several(3, "规则说了什么，一句一项")
    line: int | None = strawberry.field(description="在文本的第几行；空为补充规定新增的")
    values: list[RuleClauseValue] = several(4, "能在表单里改的；补充规定改过的一条没有，要在文本里改")


@strawberry.input(description="条款里的一项改成什么")
class RuleValueInput:
    """What a value becomes."""

    name: str = strawberry.field(description="哪一项，见 clauses 的 values")
    value: str = strawberry.field(description="改成什么，一行，最多 2,000 个字")


async def clauses(root: strawberry.Parent[Version], info: Info) -> list[RuleClause]:
    """What a version says, clause by clause."""
    try:
        found = await info.context.sandbox.known("clauses", root.written)
    except DocumentRefused as refused:
        raise unreadable(refused) from None
    return [
        RuleClause(**{**one, "values": [RuleClauseValue(**value) for value in one["values"]]})
        for one in found
    ]


async def rewritten(
    root: strawberry.Parent[Version],
    info: Info,
    code: Annotated[str, strawberry.argument(description="条款的代码，如 M4")],
    values: Annotated[list[RuleValueInput], argument.several("改哪几项，最多 100 项；其余不动", MOST_VALUES)],
) -> str:
    """The text of a version with some values of a clause written anew; nothing is stored."""
    asked = argument.bounded(values, "values", MOST_VALUES)
    if any(len(one.value) > LONGEST_VALUE for one in asked):
        raise Refusal(Code.BAD_USER_INPUT, f"一项不超过 {LONGEST_VALUE:,} 个字", "values")
    words = {one.name: one.value for one in asked}
    try:
        made: str = await info.context.sandbox.ask("rewritten", root.written, code, words)
    except DocumentRefused as refused:
        raise Refusal(Code.BAD_USER_INPUT, refused.problems[0].said, "values") from None
    return made
