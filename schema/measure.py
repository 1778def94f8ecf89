"""Measures as trees of nodes."""

from __future__ import annotations

import strawberry


@strawberry.type(description="办法的一个节点：叶取记录给分，其余把下级合起来")
class MeasureNode:
    """A node of a measure."""

    code: str = strawberry.field(description="代码，如 proposal；各处的 node 参数写它")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    note: str | None = strawberry.field(description="文本未写明之处怎么理解的")
    parent: str | None = strawberry.field(description="上级的代码；空为总分")
    children: list[str] = strawberry.field(description="直接下级的代码")
    depth: int = strawberry.field(description="层次：总分为 0，各大类为 1")
    leaf: bool = strawberry.field(description="是否直接取记录给分")
    cap: str | None = strawberry.field(description="上限几分；空为没有")
    words: list[str] = strawberry.field(description="规则说了什么，一句一项")


@strawberry.type(description="一个节点，以及全体委员在此所得；不列名的委员不算")
class NodeStatistics:
    """A node with what all members got there."""

    node: MeasureNode = strawberry.field(description="节点")
    points: str = strawberry.field(description="得分合计，上级节点扣减之前")
    records: int = strawberry.field(description="取了几条履职事实")
    works: int = strawberry.field(description="取了几件次，按人计")
    members: int = strawberry.field(description="几名委员在此有得分或记录")


@strawberry.type(description="一个节点，以及一名委员在此所得")
class NodeStanding:
    """A node with what one member got there."""

    node: MeasureNode = strawberry.field(description="节点")
    points: str = strawberry.field(description="得分，上级节点扣减之前")
    records: int = strawberry.field(description="取了几条履职事实")
    works: int = strawberry.field(description="取了几件次，一件作品的几个结果只算一件")
