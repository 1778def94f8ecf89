"""A measure as a tree: its nodes with what they say, and what a run's members got there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import strawberry

from kept import Kept
from resolvers import argument
from resolvers.context import Info
from resolvers.distribution import GroupSpread, spread_of
from resolvers.field import answered
from resolvers.ranking import points_text
from resolvers.run import board_of
from rules.document import Node, RuleSet
from rules.number import decimal
from rules.wording import node_words
from services.refusal import Code, Refusal
from services.results.ranking import NOTHING
from services.results.statistics import Statistics, statistics
from services.runs.board import Board
from services.runs.run import RunRow

MOST_NODES = 100
_FLAT: Kept[int, tuple[RuleSet, Mapping[str, "MeasureNode"]]] = Kept(16)


def _words(root: "strawberry.Parent[MeasureNode]") -> list[str]:
    """What a node says, a sentence each."""
    return node_words(root.node, root.rule_set)


@strawberry.type(description="办法的一个节点：叶取记录给分，其余把下级合起来")
class MeasureNode:
    """A node of a measure, with its place in the tree."""

    code: str = strawberry.field(description="代码，如 proposal；各处的 node 参数写它")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    note: str | None = strawberry.field(description="文本未写明之处怎么理解的")
    parent: str | None = strawberry.field(description="上级的代码；空为总分")
    children: list[str] = strawberry.field(description="直接下级的代码")
    depth: int = strawberry.field(description="层次：总分为 0，各大类为 1")
    leaf: bool = strawberry.field(description="是否直接取记录给分")
    cap: str | None = strawberry.field(description="上限几分；空为没有")
    words: list[str] = answered(_words, "规则说了什么，一句一项")
    node: strawberry.Private[Node]
    rule_set: strawberry.Private[RuleSet]


def _spread(
    root: "strawberry.Parent[NodeStatistics]",
    scope: Annotated[str, strawberry.argument(description="按什么分组：全体，或委员的一个属性，如 界别")],
    group: Annotated[str, strawberry.argument(description="哪一组，如 民革；不分组为 全体")],
) -> GroupSpread | None:
    """How the points are spread in a group; None where nobody of it is ranked."""
    argument.text(scope, "scope")
    argument.text(group, "group")
    return spread_of(root.board, root.node.code, scope, group)


@strawberry.type(description="一个节点，以及全体委员在此所得；不列名的委员不算")
class NodeStatistics:
    """A node with what all members got there."""

    node: MeasureNode = strawberry.field(description="节点")
    points: str = strawberry.field(description="得分合计，上级节点扣减之前")
    records: int = strawberry.field(description="取了几条履职事实")
    works: int = strawberry.field(description="取了几件次，按人计")
    members: int = strawberry.field(description="几名委员在此有得分或记录")
    spread: GroupSpread | None = answered(
        _spread, "得分在一组参加排名的委员里的平均数和四分位数；组里没有人参加排名的为空", cost=100
    )
    board: strawberry.Private[Board]


@strawberry.type(description="一个节点，以及一名委员在此所得")
class NodeStanding:
    """A node with what one member got there."""

    node: MeasureNode = strawberry.field(description="节点")
    points: str = strawberry.field(description="得分，上级节点扣减之前")
    records: int = strawberry.field(description="取了几条履职事实")
    works: int = strawberry.field(description="取了几件次，一件作品的几个结果只算一件")


def flat(rule_set: RuleSet) -> Mapping[str, MeasureNode]:
    """The nodes of a measure by code, in the order of the document: a node stands before all below it."""
    # Kept with the rule set itself, so that no other can have its id meanwhile.
    _, found = _FLAT.of(
        id(rule_set),
        lambda: (rule_set, {one.code: one for one in _walk(rule_set.root, rule_set, None, 0)}),
    )
    return found


def _walk(node: Node, rule_set: RuleSet, parent: str | None, depth: int) -> Iterator[MeasureNode]:
    yield MeasureNode(
        code=node.id,
        title=node.title,
        citation=node.citation,
        note=node.note,
        parent=parent,
        children=[child.id for child in node.children],
        depth=depth,
        leaf=node.leaf is not None,
        cap=None if node.cap is None else decimal(node.cap),
        node=node,
        rule_set=rule_set,
    )
    for child in node.children:
        yield from _walk(child, rule_set, node.id, depth + 1)


CodesArgument = Annotated[
    list[str] | None, argument.several("只要这些节点，如 proposal；不写为全部，最多 100 个", MOST_NODES)
]
DepthArgument = Annotated[
    int | None, strawberry.argument(description="只到第几层，0 为总分，1 为各大类；不写为全部")
]


def chosen(rule_set: RuleSet, codes: Sequence[str] | None, depth: int | None) -> list[MeasureNode]:
    """The nodes that are asked for; raises `Refusal`."""
    known = flat(rule_set)
    if depth is not None and not 0 <= depth <= 100:
        raise Refusal(Code.BAD_USER_INPUT, "depth 应为 0 到 100", "depth")
    if codes is not None:
        for code in argument.bounded(codes, "codes", MOST_NODES):
            if code not in known:
                raise Refusal(Code.NOT_FOUND, "办法里没有这个节点，代码见 nodes", "codes")
    return [
        one
        for one in known.values()
        if (codes is None or one.code in codes) and (depth is None or one.depth <= depth)
    ]


async def measure(
    root: strawberry.Parent[RunRow], info: Info, codes: CodesArgument = None, depth: DepthArgument = None
) -> list[NodeStatistics]:
    """The nodes of a run's measure, with what its members got there."""
    board = await board_of(root, info)
    rounding, sums, empty = board.rule_set.rounding, statistics(board), Statistics()
    return [
        NodeStatistics(
            node=node,
            points=points_text(own.points, rounding),
            records=own.records,
            works=own.works,
            members=own.members,
            board=board,
        )
        for node in chosen(board.rule_set, codes, depth)
        for own in [sums.get(node.code, empty)]
    ]


def of_member(
    board: Board, membership_id: int, codes: Sequence[str] | None, depth: int | None, everything: bool
) -> list[NodeStanding]:
    """The nodes of a run's measure, with what one member got there; those without any only if asked for."""
    score, rounding = board.by_id[membership_id].score, board.rule_set.rounding
    return [
        NodeStanding(
            node=node, points=points_text(own.points, rounding), records=own.records, works=own.works
        )
        for node in chosen(board.rule_set, codes, depth)
        for own in [score.nodes.get(node.code, NOTHING)]
        if everything or codes is not None or node.code in score.nodes
    ]
