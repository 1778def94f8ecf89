"""A schema small enough to know by heart, with every way an answer can go right or wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Annotated

import strawberry
from strawberry.types import Info

from services.refusal import Code, Refusal

SECRET = "张三330102199001011234"


@dataclass
class ToyContext:
    viewer: str = "everyone"
    version: Hashable | None = 1
    caller: str | None = None
    log: list[str] = field(default_factory=list)
    running: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    basis: Hashable | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()
    refused: str | None = None
    unchanged: set[Hashable] = field(default_factory=set)
    account: Hashable | None = None
    share: int = 100
    over: Callable[[], Awaitable[tuple[int, str]]] | None = None

    async def holds(self, basis: Hashable) -> bool:
        self.log.append(f"holds {basis}")
        return basis in self.unchanged


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.type
class Item:
    name: str
    number: int
    note: str | None
    done: bool
    ratio: float
    points: Decimal
    colour: Colour
    key: strawberry.ID
    tags: list[str]

    @strawberry.field
    def twice(self) -> int:
        return self.number * 2

    @strawberry.field
    async def parts(self, first: int) -> list[Item]:
        return items(first)


def item(number: int) -> Item:
    return Item(
        name=f"委员{number}",
        number=number,
        note=None if number % 2 else "备注",
        done=number % 3 == 0,
        ratio=number / 4,
        points=Decimal(number) / 2,
        colour=Colour.RED if number % 2 else Colour.BLUE,
        key=strawberry.ID(str(number)),
        tags=["甲", "乙"],
    )


def items(first: int) -> list[Item]:
    return [item(number) for number in range(first)]


@strawberry.type
class Edge:
    node: Item


@strawberry.type
class Connection:
    edges: list[Edge]
    total: int


@strawberry.input
class Wanted:
    title: str
    number: int | None = None
    colours: list[Colour] | None = None


@strawberry.type
class Query:
    @strawberry.field(description="几个条目")  # type: ignore[untyped-decorator]
    async def items(self, info: Info[ToyContext], first: int) -> list[Item]:
        info.context.log.append(f"items {first}")
        return items(first)

    @strawberry.field
    def ranking(self, first: int | None = None, last: int | None = None) -> Connection:
        return Connection(edges=[Edge(node=each) for each in items(first or last or 0)], total=100)

    @strawberry.field
    def maybe(self) -> Item | None:
        return item(7)

    @strawberry.field
    def refused(self) -> str | None:
        raise Refusal(Code.NOT_FOUND, "没有这位委员", "id")

    @strawberry.field
    def broken(self, text: str = "") -> str | None:
        raise ValueError(f"{SECRET} {text}")

    @strawberry.field
    def breaks(self) -> str:
        raise ValueError(SECRET)

    @strawberry.field
    async def slow(self, info: Info[ToyContext]) -> str | None:
        info.context.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            info.context.ended.set()
        return None

    @strawberry.field
    async def gated(self, info: Info[ToyContext]) -> int:
        info.context.log.append("gated")
        number = len(info.context.log)
        for _ in range(20):
            await asyncio.sleep(0)
        return number

    @strawberry.field
    def echo(self, wanted: Wanted) -> str:
        return wanted.title

    @strawberry.field
    def caller(self, info: Info[ToyContext]) -> str | None:
        return info.context.caller

    @strawberry.field(metadata={"kept": False})  # type: ignore[untyped-decorator]
    def passing(self, info: Info[ToyContext]) -> str:
        info.context.log.append("passing")
        return "不保留"


@strawberry.type
class Made:
    errors: list[str]

    @strawberry.field
    def locked(self) -> str | None:
        raise Refusal(Code.DATABASE_LOCKED, "等到时限也没有轮到；这次什么也没有改")

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError(SECRET)

    @strawberry.field
    def refused(self) -> str | None:
        raise Refusal(Code.BAD_USER_INPUT, "first 应为 1 到 100", "first")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def make(self) -> Made:
        return Made(errors=[])

    @strawberry.mutation
    def rename(
        self, info: Info[ToyContext], name: Annotated[str, strawberry.argument(description="新名")]
    ) -> str:
        info.context.log.append(f"rename {name}")
        return name

    @strawberry.mutation
    async def stuck(self, info: Info[ToyContext]) -> str | None:
        await asyncio.Event().wait()
        return None


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, info: Info[ToyContext], to: int) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def endless(self, info: Info[ToyContext]) -> AsyncIterator[int]:
        info.context.running.set()
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            info.context.ended.set()

    @strawberry.subscription
    async def breaking(self) -> AsyncIterator[int]:
        yield 1
        raise ValueError(SECRET)

    @strawberry.subscription
    async def refusing(self) -> AsyncIterator[int]:
        for _ in range(1):
            raise Refusal(Code.FORBIDDEN, "不能订阅")
        yield 1


schema = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
