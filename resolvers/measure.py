"""A measure as a tree: its nodes with what they say, and what a run's members got there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.context import Info
from resolvers.ranking import points_text
from resolvers.run import Run
from rules.document import Node, RuleSet
from rules.number import decimal
from rules.wording import node_words
from services.refusal import Code, Refusal
from services.results.ranking import NOTHING, check_node
from services.results.statistics import Statistics, statistics
from services.rule_sets.versions import Version
from services.runs.board import Board

MOST_NODES = 100


@dataclass(frozen=True, slots=True)
class MeasureNode:
    """A node of a measure, with its place in the tree."""

    node: Node
    rule_set: RuleSet
    parent: str | None
    depth: int

    @property
    def code(self) -> str:
        """The id in the document."""
        return self.node.id

    @property
    def title(self) -> str:
        """The title."""
        return self.node.title

    @property
    def citation(self) -> str:
        """Where the text says it."""
        return self.node.citation

    @property
    def note(self) -> str | None:
        """What the text leaves open, and how it was read."""
        return self.node.note

    @property
    def leaf(self) -> bool:
        """Whether it takes records itself."""
        return self.node.leaf is not None

    @property
    def cap(self) -> str | None:
        """The upper limit."""
        return None if self.node.cap is None else decimal(self.node.cap)

    @property
    def children(self) -> list[str]:
        """The codes of the nodes directly below."""
        return [child.id for child in self.node.children]

    @property
    def words(self) -> list[str]:
        """What it says, a sentence each."""
        return node_words(self.node, self.rule_set)


@dataclass(frozen=True, slots=True)
class NodeStatistics:
    """A node with what the members of a run got there."""

    node: MeasureNode
    points: str
    records: int
    works: int
    members: int


@dataclass(frozen=True, slots=True)
class NodeStanding:
    """A node with what one member got there."""

    node: MeasureNode
    points: str
    records: int
    works: int


def _walk(node: Node, rule_set: RuleSet, parent: str | None, depth: int) -> list[MeasureNode]:
    found = [MeasureNode(node, rule_set, parent, depth)]
    for child in node.children:
        found.extend(_walk(child, rule_set, node.id, depth + 1))
    return found


def flat(rule_set: RuleSet) -> dict[str, MeasureNode]:
    """The nodes of a measure by code, in the order of the document: a node stands before all below it."""
    return {one.node.id: one for one in _walk(rule_set.root, rule_set, None, 0)}


CodesArgument = Annotated[
    list[str] | None, strawberry.argument(description="只要这些节点，如 proposal；不写为全部，最多 100 个")
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


def nodes(
    root: strawberry.Parent[Version], codes: CodesArgument = None, depth: DepthArgument = None
) -> list[MeasureNode]:
    """The nodes of a rule set."""
    return chosen(root.rule_set, codes, depth)


async def measure(
    root: strawberry.Parent[Run], info: Info, codes: CodesArgument = None, depth: DepthArgument = None
) -> list[NodeStatistics]:
    """The nodes of a run's measure, with what its members got there."""
    board = await root.board(info)
    rounding, found = board.rule_set.rounding, statistics(board)
    empty = Statistics()
    return [
        NodeStatistics(one, points_text(of.points, rounding), of.records, of.works, of.members)
        for one in chosen(board.rule_set, codes, depth)
        for of in [found.get(one.code, empty)]
    ]


def of_member(
    board: Board, membership_id: int, codes: Sequence[str] | None, depth: int | None, everything: bool
) -> list[NodeStanding]:
    """The nodes of a run's measure, with what one member got there; those without any only if asked for."""
    score, rounding = board.by_id[membership_id].score, board.rule_set.rounding
    return [
        NodeStanding(one, points_text(of.points, rounding), of.records, of.works)
        for one in chosen(board.rule_set, codes, depth)
        for of in [score.nodes.get(one.code, NOTHING)]
        if everything or codes is not None or one.code in score.nodes
    ]


def node_of(board: Board, code: str) -> MeasureNode:
    """A node of a run's measure; raises `Refusal` where there is none."""
    check_node(board, code)
    return flat(board.rule_set)[code]
