"""What a request's resolvers share: the store, who asks, and what has been read for this request."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection
from strawberry.dataloader import DataLoader

from models.store import Store
from services.actor import Actor
from services.board import Board, Boards

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
V = TypeVar("V")

# A statement has room for so many: SQLite takes 32,766 variables.
MOST_KEYS = 5_000


@dataclass
class Context:
    """One request. Resolvers open `store.reading()` themselves: sibling fields run at the same time.

    `viewer` names the rights that an answer depends on, `version` the data before execution (None: the
    answer is not kept). What is read once for all fields of the request is asked of `once`, so that they
    agree; `forget` after a change.
    """

    store: Store
    boards: Boards
    actor: Actor | None = None
    viewer: str = ""
    version: Hashable | None = None
    _known: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _locks: dict[Hashable, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), repr=False
    )
    _loaders: dict[str, DataLoader[Any, Any]] = field(default_factory=dict, repr=False)

    async def once(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` gives, read once in this request; fields that ask meanwhile wait for it."""
        if key not in self._known:
            async with self._locks[key]:
                if key not in self._known:
                    self._known[key] = await read()
        found: T = self._known[key]
        return found

    async def load(
        self, name: str, key: K, read: Callable[[AsyncConnection, list[K]], Awaitable[Mapping[K, V]]]
    ) -> V | None:
        """What `read` gives for a key; the keys that fields of one level ask for are read together."""
        if name not in self._loaders:

            async def many(keys: list[K]) -> list[V | None]:
                async with self.store.reading() as connection:
                    found = await read(connection, keys)
                return [found.get(one) for one in keys]

            self._loaders[name] = DataLoader(many, max_batch_size=MOST_KEYS)
        loaded: V | None = await self._loaders[name].load(key)
        return loaded

    def forget(self) -> None:
        """Lets everything be read anew: a mutation has changed it."""
        self._known.clear()
        self._loaders.clear()

    async def live(self, committee_id: int, year: int) -> Board:
        """The live run of a year; raises `Refusal` where the year has none."""

        async def read() -> Board:
            async with self.store.reading() as connection:
                board = await self.boards.live(connection, committee_id, year)
            self._known.setdefault(("run", board.id), board)
            return board

        return await self.once(("live", committee_id, year), read)

    async def run(self, run_id: int) -> Board:
        """The run of this id; raises `Refusal` where there is none."""

        async def read() -> Board:
            async with self.store.reading() as connection:
                return await self.boards.run(connection, run_id)

        return await self.once(("run", run_id), read)


Info: TypeAlias = strawberry.Info[Context, None]
