"""Pages of lists: `first` after a place, or `last` before one, at most a hundred at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import Signature, iscoroutinefunction, signature
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import Needed, answered
from services.refusal import Code, Refusal
from services.slice import Slice

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


def paged(resolver: Callable[..., Any], description: str, right: Needed | None = None, **weight: Any) -> Any:
    """A list that is answered in pages: its resolver gets, as `asked`, what the four arguments ask for."""

    def pages(
        *given: Any,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        **named: Any,
    ) -> Any:
        return resolver(*given, asked=page(first, after, last, before), **named)

    async def pages_awaited(*given: Any, **named: Any) -> Any:
        return await pages(*given, **named)

    own, four = (signature(each).parameters.values() for each in (resolver, pages))
    parameters = [one for one in own if one.name != "asked"]
    parameters += [one for one in four if one.name not in ("given", "named")]
    answer = pages_awaited if iscoroutinefunction(resolver) else pages
    # Strawberry reads the arguments off the signature, and looks up their types in the module.
    vars(answer)["__signature__"] = Signature(parameters)
    answer.__module__ = resolver.__module__
    return answered(answer, description, right, **weight)


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """How a row of a list stands in a cursor: `read` makes the key of the database of what `position` gives.

    `read` raises `ValueError` for anything else.
    """

    position: Callable[[T], list[Any]]
    read: Callable[[list[Any]], tuple[Any, ...]]


BY_ID: Key[Any] = Key(lambda row: [row.id], lambda place: (cursor.whole(*place),))


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
class Places:
    """Where the items of a page stand in their list: the rows that they were made of, by their cursors."""

    mark: str
    rows: Sequence[Any]
    position: Callable[[Any], list[Any]]

    def cursor(self, at: int) -> str:
        """The cursor of an item, written when it is asked for: few clients ask for each."""
        return cursor.encode(self.mark, self.position(self.rows[at]))


def _start(root: "strawberry.Parent[PageInfo]") -> str | None:
    """The cursor of the first item."""
    return root.places.cursor(0) if root.places.rows else None


def _end(root: "strawberry.Parent[PageInfo]") -> str | None:
    """The cursor of the last item."""
    return root.places.cursor(-1) if root.places.rows else None


@strawberry.type(description="一页的前后还有没有，以及两端的游标")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="后面是否还有")
    has_previous_page: bool = strawberry.field(description="前面是否还有")
    start_cursor: str | None = answered(_start, "本页第一项的游标，用作 before", cost=0)
    end_cursor: str | None = answered(_end, "本页最后一项的游标，用作 after", cost=0)
    places: strawberry.Private[Places]


def _cursor(root: "strawberry.Parent[Edge[Any]]") -> str:
    """The place of an item in its list."""
    return root.places.cursor(root.at)


@strawberry.type(description="列表里的一项，连同它的游标")
class Edge(Generic[T]):
    """An item with its place."""

    cursor: str = answered(_cursor, "这一项的游标；数据变动后仍可接着往下取，不重不漏")
    node: T = strawberry.field(description="这一项")
    places: strawberry.Private[Places]
    at: strawberry.Private[int]


def _edges(root: "strawberry.Parent[Connection[Any]]") -> list[Edge[Any]]:
    """The items with their places."""
    places = root.page_info.places
    return [Edge(node=node, places=places, at=at) for at, node in enumerate(root.nodes)]


@strawberry.type(description="列表的一页")
class Connection(Generic[T]):
    """A page of a list. `total_count` is that of the whole list."""

    edges: list[Edge[T]] = answered(_edges, "本页各项，带游标", cost=0)
    nodes: list[T] = strawberry.field(description="本页各项，不带游标")
    page_info: PageInfo = strawberry.field(description="前后还有没有")
    total_count: int = strawberry.field(description="整个列表共有几项")


def connection(
    places: Places, show: Callable[[Any], T], total: int, *, has_next: bool, has_previous: bool
) -> Connection[T]:
    """The page of these places, each as `show` gives it."""
    info = PageInfo(has_next_page=has_next, has_previous_page=has_previous, places=places)
    return Connection(nodes=[show(row) for row in places.rows], page_info=info, total_count=total)


async def newest(
    info: Info,
    asked: Page,
    mark: str,
    read: Callable[[AsyncConnection, Slice[Any]], Awaitable[Sequence[T]]],
    count: Callable[[AsyncConnection], Awaitable[int]],
    show: Callable[[T], U],
    key: Key[T] = BY_ID,
    *,
    rising: bool = False,
) -> Connection[U]:
    """The page of a list in the database that has the newest first; `key` is how a row stands in a cursor."""
    after, before = (
        None if text is None else cursor.decode(text, mark, key.read, name)
        for name, text in (("after", asked.after), ("before", asked.before))
    )
    async with info.context.store.reading() as reading:
        size = asked.size + 1
        part = Slice(size, asked.backward, after, before)
        rows = await read(reading, Slice(size, not asked.backward, before, after) if rising else part)
        total = await count(reading)
    return fetched(rows, asked, mark, total, key.position, show)


async def oldest(
    info: Info,
    asked: Page,
    mark: str,
    read: Callable[[AsyncConnection, Slice[Any]], Awaitable[Sequence[T]]],
    count: Callable[[AsyncConnection], Awaitable[int]],
    show: Callable[[T], U],
    key: Key[T] = BY_ID,
) -> Connection[U]:
    """The same of a list that has the oldest first: what `read` gives from its end."""
    return await newest(info, asked, mark, read, count, show, key, rising=True)


def fetched(
    rows: Sequence[T],
    asked: Page,
    mark: str,
    total: int,
    position: Callable[[T], list[Any]],
    show: Callable[[T], U],
) -> Connection[U]:
    """The page of rows that a database gave in the direction asked for, one more than asked if there are."""
    found = list(rows[: asked.size])
    more = len(rows) > asked.size
    if asked.backward:
        found.reverse()
    before, after = asked.before is not None, asked.after is not None
    has_next, has_previous = (before, more) if asked.backward else (more, after)
    places = Places(mark, found, position)
    return connection(places, show, total, has_next=has_next, has_previous=has_previous)


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
        places = Places(self.mark, items[begin:end], self.position)
        return connection(places, show, len(items), has_next=end < len(items), has_previous=begin > 0)


def listed(items: Sequence[T], mark: str, asked: Page, show: Callable[[T], U]) -> Connection[U]:
    """The page of a sequence that does not change under its mark, by place."""
    numbered = list(enumerate(items))
    keyset: Keyset[tuple[int, T]] = Keyset(
        mark, lambda pair: pair[0], lambda pair: [pair[0]], lambda found: cursor.whole(*found)
    )
    return keyset.cut(numbered, asked, lambda pair: show(pair[1]))
