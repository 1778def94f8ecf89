"""Databases that are filled once in a process, and copied for every test that asks for the same again.

Filling takes units of work by the dozen; a copy costs next to nothing, and is the same to the last row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import URL

from models.store import Store
from tests.database import FRESH, Files, PostgresServer

T = TypeVar("T")


@dataclass(frozen=True)
class Filled:
    """A database that was filled and closed, the master key that it was written with, and what was told."""

    databases: Files | PostgresServer
    url: URL
    key: bytes
    told: object

    def copy_to(self, store: Store) -> bool:
        """Makes a store that was not opened yet a copy; not one with a master key of its own."""
        file = store.keys.path
        if not file.exists():
            file.touch(0o600)
            file.write_bytes(self.key)
        if file.read_bytes() != self.key:
            return False
        self.databases.refill(store.url, self.url)
        return True


_FILLED: dict[tuple[Files | PostgresServer, Hashable], Filled] = {}


async def prepared(store: Store, name: Hashable, fill: Callable[[Store], Awaitable[T]]) -> T:
    """What filling the store tells, all of which hangs on the `name`.

    A store with all tables that was not opened yet becomes a copy; any other is filled where it is, as is one
    with a master key of its own.
    """
    databases = FRESH.pop(store.url, None)
    if databases is None:
        return await fill(store)
    if (databases, name) not in _FILLED:
        _FILLED[databases, name] = await _filled(databases, fill)
    filled = _FILLED[databases, name]
    if not filled.copy_to(store):
        return await fill(store)
    told: T = filled.told  # type: ignore[assignment]  # what this `fill` told under this name
    return told


async def _filled(databases: Files | PostgresServer, fill: Callable[[Store], Awaitable[object]]) -> Filled:
    store = Store.open(databases.migrated())
    try:
        told = await fill(store)
        return Filled(databases, store.url, store.keys.path.read_bytes(), told)
    finally:
        await store.close()
