"""What can be asked."""

from __future__ import annotations

import strawberry

from resolvers import committee
from schema.committee import Committee
from schema.field import answered


@strawberry.type(description="查询")
class Query:
    """The root of all queries."""

    committees: list[Committee] = answered(committee.committees, "所有的政协")
    committee: Committee | None = answered(committee.committee, "一个政协；没有则空")
