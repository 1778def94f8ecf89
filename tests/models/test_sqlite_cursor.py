"""A statement in one turn of the driver's thread gives what one in four turns gives, errors included."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.sqlite_cursor import ConnectionInOneHop
from models.store import Store
from tests.database import Files

pytestmark = pytest.mark.anyio


@pytest.fixture
async def connection(sqlite_files: Files) -> Any:
    """A writing connection to a new SQLite database."""
    address = sqlite_files.migrated()
    store = Store.open(address)
    async with store.writing() as connection:
        yield connection
    await store.close()
    sqlite_files.drop(address)


def row(number: int) -> dict[str, Any]:
    return {"code": f"c{number}", "name": f"第{number}", "revision": number}


async def test_rows_ids_and_counts_are_those_of_sqlite(connection: AsyncConnection) -> None:
    raw: Any = await connection.get_raw_connection()
    assert isinstance(raw.dbapi_connection, ConnectionInOneHop)
    added = insert(Committee).values(row(1)).returning(Committee.id)
    assert (await connection.execute(added)).scalar_one() == 1
    many = await connection.execute(insert(Committee), [row(2), row(3)])
    assert many.rowcount == 2
    single = await connection.execute(insert(Committee).values(row(4)))
    assert single.inserted_primary_key == (4,)
    changed = await connection.execute(update(Committee).where(Committee.id > 2).values(name="改"))
    assert changed.rowcount == 2
    found = await connection.execute(select(Committee.code, Committee.name).order_by(Committee.id))
    assert list(found.keys()) == ["code", "name"]
    assert [tuple(one) for one in found] == [("c1", "第1"), ("c2", "第2"), ("c3", "改"), ("c4", "改")]


async def test_a_thousand_rows_come_in_pieces_or_at_once(connection: AsyncConnection) -> None:
    await connection.execute(insert(Committee), [row(number) for number in range(1000)])
    found = await connection.execute(select(Committee.revision).order_by(Committee.id))
    assert [one for (one,) in found.fetchmany(3)] == [0, 1, 2]
    assert len(found.all()) == 997
    streamed = [one async for one in await connection.stream_scalars(select(Committee.revision))]
    assert len(streamed) == 1000


async def test_errors_are_those_of_the_driver_and_the_connection_goes_on(connection: AsyncConnection) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        await connection.execute(text("SELECT * FROM nowhere"))
    await connection.execute(insert(Committee).values(row(1)))
    with pytest.raises(IntegrityError, match="UNIQUE"):
        await connection.execute(insert(Committee), [row(2), row(1)])
    assert await connection.scalar(select(Committee.code).where(Committee.id == 1)) == "c1"


async def test_who_gives_up_waiting_leaves_a_connection_that_can_be_used(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    store = Store.open(address)
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
    slow = text(f"{counting} SELECT max(i) FROM n")
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.005), store.reading() as reading:
                await reading.execute(slow)
    async with store.reading() as reading:
        assert (await reading.scalars(select(Committee.code))).all() == []
    await store.close()
    sqlite_files.drop(address)
