"""Pages of lists: `first` after a place, or `last` before one, at most a hundred at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import strawberry

from resolvers import cursor
from services.refusal import Code, Refusal

MOST = 100
T = TypeVar("T")
U = TypeVar("U")

First: TypeAlias = Annotated[
    int | None, strawberry.argument(description="从前往后取几项，1 到 100；first 和 last 必写一个")
]
After: TypeAlias = Annotated[str | None, strawberry.argument(description="从这个游标之后取起")]
Last: TypeAlias = Annotated[
    int | None, strawberry.argument(description="从后往前取几项，1 到 100；first 和 last 必写一个")
]
Before: TypeAlias = Annotated[str | None, strawberry.argument(description="取到这个游标之前为止")]


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that is asked for: `size` items, from its end if `backward`."""

    size: int
    backward: bool
    after: str | None
    before: str | None


def page(first: int | None, after: str | None, last: int | None, before: str | None) -> Page:
    """The page that the arguments of a list ask for; raises `Refusal`."""
    if first is None and last is None:
        raise Refusal(Code.BAD_USER_INPUT, f"要写 first 或 last，1 到 {MOST}", "first")
    if first is not None and last is not None:
        raise Refusal(Code.BAD_USER_INPUT, "first 和 last 只能写一个", "last")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= MOST:
            raise Refusal(Code.BAD_USER_INPUT, f"{name} 应为 1 到 {MOST}", name)
    return Page(first or last or 0, first is None, after, before)


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Whether there is more on either side, and the cursors of the two ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Edge(Generic[T]):
    """An item with its cursor, which is written when it is asked for: few clients ask for each."""

    __slots__ = ("_position", "mark", "node")

    def __init__(self, node: T, mark: str, position: Callable[[], list[Any]]) -> None:
        self.node = node
        self.mark = mark
        self._position = position

    @property
    def cursor(self) -> str:
        """The place of the item in its list."""
        return cursor.encode(self.mark, self._position())

    def showing(self, node: U) -> Edge[U]:
        """Another item at the same place."""
        return Edge(node, self.mark, self._position)


@dataclass(frozen=True, slots=True)
class Connection(Generic[T]):
    """A page of a list. `total_count` is that of the whole list."""

    edges: Sequence[Edge[T]]
    page_info: PageInfo
    total_count: Any

    @property
    def nodes(self) -> list[T]:
        """The items of the page."""
        return [edge.node for edge in self.edges]


def connection(edges: Sequence[Edge[T]], total: Any, has_next: bool, has_previous: bool) -> Connection[T]:
    """The page of these items."""
    ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Connection(edges, PageInfo(has_next, has_previous, *ends), total)


def fetched(
    rows: Sequence[T],
    asked: Page,
    mark: str,
    total: Any,
    position: Callable[[T], list[Any]],
    show: Callable[[T], U],
) -> Connection[U]:
    """The page of rows that a database gave in the direction asked for, one more than asked if there are."""
    found = list(rows[: asked.size])
    more = len(rows) > asked.size
    if asked.backward:
        found.reverse()
    edges = [Edge(show(row), mark, partial(position, row)) for row in found]
    if asked.backward:
        return connection(edges, total, asked.before is not None, more)
    return connection(edges, total, more, asked.after is not None)


@dataclass(frozen=True, slots=True)
class Keyset(Generic[T]):
    """How a sorted sequence is cut into pages: what its items sort by, and how that stands in a cursor.

    `read` is the inverse of `position` followed by `sort`; it raises `ValueError` for what `position` does
    not write.
    """

    mark: str
    sort: Callable[[T], Any]
    position: Callable[[T], list[Any]]
    read: Callable[[list[Any]], Any]

    def cut(self, items: Sequence[T], asked: Page, show: Callable[[T], U]) -> Connection[U]:
        """The page of `items`, each as `show` gives it."""
        begin, end = 0, len(items)
        if asked.after is not None:
            place = cursor.decode(asked.after, self.mark, self.read, "after")
            begin = bisect_right(items, place, key=self.sort)
        if asked.before is not None:
            place = cursor.decode(asked.before, self.mark, self.read, "before")
            end = max(begin, bisect_left(items, place, key=self.sort))
        if asked.backward:
            begin = max(begin, end - asked.size)
        else:
            end = min(end, begin + asked.size)
        edges = [Edge(show(item), self.mark, partial(self.position, item)) for item in items[begin:end]]
        return connection(edges, len(items), end < len(items), begin > 0)


def listed(items: Sequence[T], mark: str, asked: Page, show: Callable[[T], U]) -> Connection[U]:
    """The page of a sequence that does not change under its mark, by place."""
    numbered = list(enumerate(items))
    keyset: Keyset[tuple[int, T]] = Keyset(
        mark, lambda pair: pair[0], lambda pair: [pair[0]], lambda found: cursor.whole(*found)
    )
    return keyset.cut(numbered, asked, lambda pair: show(pair[1]))
