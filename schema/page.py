"""Pages of lists. Their cursors are ours: a place in the order, not a number of rows to skip."""

from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="一页的前后还有没有，以及两端的游标")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="后面是否还有")
    has_previous_page: bool = strawberry.field(description="前面是否还有")
    start_cursor: str | None = strawberry.field(description="本页第一项的游标，用作 before")
    end_cursor: str | None = strawberry.field(description="本页最后一项的游标，用作 after")


@strawberry.type(description="列表里的一项，连同它的游标")
class Edge(Generic[T]):
    """An item with its place."""

    cursor: str = strawberry.field(description="这一项的游标；数据变动后仍可接着往下取，不重不漏")
    node: T = strawberry.field(description="这一项")


@strawberry.type(description="列表的一页")
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="本页各项，带游标")
    nodes: list[T] = strawberry.field(description="本页各项，不带游标")
    page_info: PageInfo = strawberry.field(description="前后还有没有")
    total_count: int = strawberry.field(description="整个列表共有几项")
