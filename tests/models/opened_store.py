"""A store for a block, and what stands in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event, select
from sqlalchemy.engine.interfaces import AdaptedConnection

from models.committee import Committee, Term
from models.store import Store


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Store]:
    """A store that is closed at the end of the block, in the event loop that used it."""
    store = Store.open(address)
    try:
        yield store
    finally:
        await store.close()


def first_held(store: Store) -> asyncio.Event:
    """Makes the first connection of a store's writers take for ever; set once somebody waits for it."""
    begun = asyncio.Event()

    async def wait(_: object) -> None:
        if not begun.is_set():
            begun.set()
            await asyncio.Event().wait()

    @event.listens_for(store._writer.sync_engine, "connect")
    def connect(connection: AdaptedConnection, record: object) -> None:
        connection.run_async(wait)

    return begun


async def number(store: Store) -> str:
    """The number that `writing_process.add_one` counts up."""
    async with store.reading() as connection:
        return (await connection.scalars(select(Term.name))).one()


async def committees(store: Store) -> list[str]:
    """The codes of all committees."""
    async with store.reading() as connection:
        return list(await connection.scalars(select(Committee.code)))
