"""A store for a block, and what stands in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select

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


async def number(store: Store) -> str:
    """The number that `writing_process.add_one` counts up."""
    async with store.reading() as connection:
        return (await connection.scalars(select(Term.name))).one()


async def committees(store: Store) -> list[str]:
    """The codes of all committees."""
    async with store.reading() as connection:
        return list(await connection.scalars(select(Committee.code)))
