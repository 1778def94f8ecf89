"""What can be asked."""

import strawberry

from resolvers import committee
from resolvers import node as by_id
from resolvers.field import answered
from resolvers.global_id import Node
from schema.committee import Committee


@strawberry.type(description="查询")
class Query:
    """The root of all queries."""

    committees: list[Committee] = answered(committee.committees, "所有的政协")
    committee: Committee | None = answered(committee.committee, "一个代号的政协")
    node: Node | None = answered(by_id.node, "按全局 id 取一个对象")
    nodes: list[Node | None] = answered(by_id.nodes, "按全局 id 取几个对象，次序不变；没有的为空，另有错误")
