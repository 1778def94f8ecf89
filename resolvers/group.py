"""Groups of members, ranked: what clients see of them, and what their values are made of."""

from collections.abc import Sequence
from enum import Enum
from functools import partial

import strawberry

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import answered
from resolvers.member import Member, of_entry
from resolvers.page import Connection, Page, listed, paged
from resolvers.ranking import points_text
from resolvers.run import board_of, identity
from rules.number import decimal
from rules.wording import way_words
from scoring.groups import NOTHING, GroupResult, GroupScore, Part, in_order
from services.results.group_rankings import group_rankings
from services.runs.board import Board
from services.runs.run import RunRow


@strawberry.enum(description="按组排名所依据的数")
class GroupBasis(Enum):
    """What groups are ranked by."""

    SUM = strawberry.enum_value("sum", description="委员总分或一个节点得分的合计")
    MEAN = strawberry.enum_value("mean", description="委员总分或一个节点得分的人均")
    RATE = strawberry.enum_value("rate", description="满足条件的委员所占的比例")
    OWN = strawberry.enum_value("own", description="组自己的规则，取组里委员的履职事实")


@strawberry.type(description="组自己的规则里的一个节点，连同组在此所得")
class GroupNode:
    """A node of a measure of the groups' own, with what a group has there."""

    code: str = strawberry.field(description="节点的代码")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    depth: int = strawberry.field(description="在第几层，总分为 0")
    points: str = strawberry.field(description="得分，上级节点扣减之前")
    records: int = strawberry.field(description="取了几条履职事实，各委员各算一条")
    works: int = strawberry.field(description="取了几件次，几名委员同一次只算一次")


@strawberry.type(description="组里的一名委员和所带来的数")
class GroupMember:
    """A member with what they bring to the group."""

    member: Member = strawberry.field(description="委员")
    amount: str = strawberry.field(description="带来的分数；按比例排名的，满足条件为 1，否则为 0")


def _members(root: "strawberry.Parent[RankedGroup]", *, asked: Page) -> Connection[GroupMember]:
    """Who counts in a group; nobody where it has a measure of its own."""
    parts = [part for part in root.result.parts if part.group == root.group]
    mark = cursor.mark(
        "group", *identity(root.board), root.board.revision, root.result.ranking.id, root.group
    )
    return listed(parts, mark, asked, partial(_member, root))


def _member(root: "RankedGroup", part: Part) -> GroupMember:
    entry = root.board.by_id[root.board.tally.roll.ids[part.key]]
    rate = root.result.ranking.way == "rate"
    amount = str(part.amount) if rate else points_text(part.amount, root.result.rounding)
    return GroupMember(member=of_entry(root.board, entry), amount=amount)


def _nodes(root: "strawberry.Parent[RankedGroup]") -> list[GroupNode]:
    """The nodes of a measure of the groups' own, those above first; none where there is no such measure."""
    tree, row = root.result.ranking.root, root.result.rows.get(root.group)
    if tree is None or row is None:
        return []
    waiting, found = [(tree, 0)], []
    while waiting:
        node, depth = waiting.pop()
        waiting += [(child, depth + 1) for child in reversed(node.children)]
        own = row.nodes.get(node.id, NOTHING)
        found.append(
            GroupNode(
                code=node.id,
                title=node.title,
                citation=node.citation,
                depth=depth,
                points=points_text(own.points, root.result.header),
                records=own.records,
                works=own.works,
            )
        )
    return found


@strawberry.type(description="排名里的一个组")
class RankedGroup:
    """A group in a ranking."""

    group: str = strawberry.field(description="组的名称，如 民革")
    rank: int | None = strawberry.field(description="名次，同分同名次；空为不排名")
    value: str | None = strawberry.field(description="排名所依据的数；空为没有人可除。占比是小数，如 0.6667")
    text: str = strawberry.field(description="同一个数给人看的写法，占比写成百分数；没有则为空文字")
    members: int = strawberry.field(name="memberCount", description="统计期末有几名委员，人均、占比除以它")
    amount: str = strawberry.field(description="除以人数以前的数：合计、满足条件的人数，或自己的规则的得分")
    unranked: str | None = strawberry.field(description="为什么不排名；空为排名")
    reason: str = strawberry.field(description="这个数怎样得来，如 合计 256.50 ÷ 3 人 = 85.50")
    parts: Connection[GroupMember] | None = paged(_members, "组里的委员各带来多少；有自己的规则的没有")
    nodes: list[GroupNode] = answered(_nodes, "自己的规则的各节点；没有自己的规则则空", size=10)
    board: strawberry.Private[Board]
    result: strawberry.Private[GroupResult]


def _groups(root: "strawberry.Parent[RankedGroups]", *, asked: Page) -> Connection[RankedGroup]:
    """The groups of a ranking, by rank."""
    mark = cursor.mark("groups", root.board.id, root.board.revision, root.code)
    return listed(in_order(root.result.groups), mark, asked, partial(_group, root))


def _group(root: "RankedGroups", group: GroupScore) -> RankedGroup:
    result = root.result
    return RankedGroup(
        group=group.label,
        rank=group.rank,
        value=None if group.value is None else points_text(group.value, result.rounding),
        text=result.shown(group.value),
        members=group.members,
        amount=decimal(group.amount),
        unranked=group.unranked,
        reason=result.reason(group),
        board=root.board,
        result=result,
    )


@strawberry.type(name="GroupRanking", description="各组之间的一个排名，如界别人均得分、专委会考核")
class RankedGroups:
    """A ranking of groups."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    attribute: str = strawberry.field(description="按委员的哪个属性分组，如 界别")
    basis: GroupBasis = strawberry.field(description="按什么排名")
    words: str = strawberry.field(description="按什么排名，用话说")
    ranked_only: bool = strawberry.field(description="是否只算参加排名的委员")
    least: int = strawberry.field(name="leastMembers", description="至少几人才排名")
    groups: Connection[RankedGroup] | None = paged(_groups, "各组，按名次；不排名的在后")
    board: strawberry.Private[Board]
    result: strawberry.Private[GroupResult]


async def of_run(root: strawberry.Parent[RunRow], info: Info) -> list[RankedGroups]:
    """The rankings of groups of a run; at most ten, since a measure has no more."""
    board = await board_of(root, info)
    return _rankings(board, group_rankings(board))


def _rankings(board: Board, found: Sequence[GroupResult]) -> list[RankedGroups]:
    nodes = board.rule_set.every_node()
    return [
        RankedGroups(
            code=result.ranking.id,
            title=result.ranking.title,
            citation=result.ranking.citation,
            attribute=result.ranking.of,
            basis=GroupBasis(result.ranking.way),
            words=way_words(result.ranking, nodes),
            ranked_only=result.ranking.ranked_only,
            least=result.ranking.least,
            board=board,
            result=result,
        )
        for result in found
    ]
