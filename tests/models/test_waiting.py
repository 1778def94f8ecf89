"""Who waits for the database waits within a limit, and knows afterwards whether anything was changed."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from models.committee import Committee
from models.sickness import Sickness, sickness_of
from models.store import CONNECTIONS, READERS, NotInTime, SQLiteStore, Store, Unsettled
from services.outage import outage
from services.refusal import Code
from tests.database import Files, PostgresServer
from tests.models.opened_store import committees, number, opened
from tests.models.writing_process import COMMITTEE, add_one, found, take_turn

pytestmark = pytest.mark.anyio

# A statement that does not end: whoever waits for its end waits for ever.
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(1000000)",
}


def endless(store: Store) -> str:
    return ENDLESS[store.url.get_backend_name()]


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Another program has begun a change of the committees, and does not end it."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(address) as server:
            server.execute("LOCK TABLE committees IN EXCLUSIVE MODE")
            yield
            server.rollback()


async def change_for_ever(store: Store) -> None:
    async with store.writing() as connection:
        await take_turn(connection)
        await connection.execute(text(endless(store)))


async def read_for_ever(store: Store) -> None:
    async with store.reading() as connection:
        await connection.execute(text(endless(store)))


async def test_a_reader_that_gives_up_ends_its_statement_inside_the_database(store: Store) -> None:
    await found(store)
    threads = threading.active_count()
    # More often than there are readers: one that went on would keep its place.
    for _ in range(READERS + 1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), store.reading() as connection:
                await connection.execute(text(endless(store)))
    assert await asyncio.gather(*(number(store) for _ in range(READERS))) == ["0"] * READERS
    assert threading.active_count() <= threads + READERS


async def test_a_statement_that_has_not_begun_does_not_begin(sqlite_files: Files) -> None:
    async with opened(sqlite_files.migrated()) as store, store.reading() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        free = threading.Event()
        # The driver's thread is busy with this, so that the statement waits in its queue.
        before = asyncio.create_task(raw.driver_connection._execute(free.wait))
        waiting = asyncio.create_task(connection.execute(text(endless(store))))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
        free.set()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await before


async def test_a_writer_that_gives_up_ends_its_statement_and_leaves_nothing(store: Store) -> None:
    await found(store)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await change_for_ever(store)
    await add_one(store)
    assert (await store.revisions([COMMITTEE]), await number(store)) == ({COMMITTEE: 1}, "1")


async def test_many_rows_at_once_are_stopped_too(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    async with opened(address) as store:
        await found(store)
        endless_row = f"UPDATE terms SET name = ({ENDLESS['sqlite']}) WHERE id = :id"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), store.writing() as connection:
                await connection.execute(text(endless_row), [{"id": 1}, {"id": 1}])
        assert await number(store) == "0"


async def test_a_change_that_is_not_made_in_time_is_known_not_to_be_made(store: Store) -> None:
    await found(store)
    store.seconds = 0.1
    with pytest.raises(NotInTime):
        await change_for_ever(store)
    assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}
    store.seconds = None
    await add_one(store)
    assert await number(store) == "1"


async def test_who_waits_for_the_lock_of_another_program_is_told_in_time(address: str) -> None:
    async with opened(address) as store:
        await found(store)
    hurried = Store.open(address, seconds=2)
    with locked(address):
        # Of several the last has waited for the others, too, and no longer than they.
        told = await asyncio.gather(*(add_one(hurried) for _ in range(3)), return_exceptions=True)
        assert [sickness_of(one) for one in told if isinstance(one, Exception)] == [Sickness.LOCKED] * 3
        assert hurried.health.met == (Sickness.LOCKED,)
        assert await number(hurried) == "0"
    await add_one(hurried)
    assert await number(hurried) == "1"
    await hurried.close()


async def test_a_lock_that_is_given_back_in_time_is_not_noticed(store: Store, address: str) -> None:
    await found(store)
    with locked(address):
        waiting = asyncio.create_task(add_one(store))
        # Until it has asked once and been refused: what runs meanwhile is this loop.
        await asyncio.sleep(0.05)
    await waiting
    assert (await number(store), store.health.met) == ("1", ())


async def test_who_gives_up_waiting_for_a_lock_has_changed_nothing(store: Store, address: str) -> None:
    await found(store)
    with locked(address), pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await add_one(store)
    assert await number(store) == "0"


async def test_whoever_gives_up_while_connecting_keeps_nobody_waiting_to_write(address: str) -> None:
    async with opened(address) as store:
        await found(store)
    async with opened(address) as store:
        writers = 1 if isinstance(store, SQLiteStore) else CONNECTIONS
        leaving = [asyncio.create_task(add_one(store)) for _ in range(writers)]
        staying = asyncio.create_task(add_one(store))
        # Now the connections are being made, all that may be, and the last waits for one of them.
        await asyncio.sleep(0)
        for one in leaving:
            one.cancel()
        await staying
        assert [one.cancelled() for one in leaving] == [True] * writers
        assert (await number(store), store.health.met) == ("1", ())


async def test_whoever_gives_up_while_connecting_keeps_nobody_waiting_to_read(address: str) -> None:
    async with opened(address) as store:
        await found(store)
    async with opened(address) as store:
        readers = READERS if isinstance(store, SQLiteStore) else CONNECTIONS
        leaving = [asyncio.create_task(number(store)) for _ in range(readers)]
        staying = asyncio.create_task(number(store))
        await asyncio.sleep(0)
        for one in leaving:
            one.cancel()
        async with asyncio.timeout(60):
            assert await staying == "0"
        assert [one.cancelled() for one in leaving] == [True] * readers


async def test_a_file_held_exclusively_is_locked_for_readers_too(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    async with opened(address) as store:
        await found(store)
    hurried = Store.open(address, seconds=2)
    with closing(sqlite3.connect(str(make_url(address).database), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for asked in (hurried.version, lambda: number(hurried)):
            with pytest.raises(Exception) as refused:  # noqa: PT011
                await asked()
            assert sickness_of(refused.value) is Sickness.LOCKED
    assert await number(hurried) == "0"
    await hurried.close()


async def test_a_commit_on_its_way_is_waited_for(store: Store) -> None:
    """Who cancels while the commit runs finds it made, and never half a change."""
    await found(store)
    for round_ in range(1, 6):
        block = store.writing()
        connection = await block.__aenter__()
        await connection.execute(update(Committee).values(revision=round_))
        leaving = asyncio.create_task(block.__aexit__(None, None, None))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        async with store.reading() as reading:
            revision = (await reading.scalars(select(Committee.revision))).one()
        assert revision in (round_ - 1, round_)
        await add_one(store)
        async with store.writing() as reset:
            await reset.execute(update(Committee).values(revision=round_))


async def test_a_commit_that_fails_with_the_connection_leaves_it_open_whether_anything_was_changed(
    postgres_server: PostgresServer,
) -> None:
    address = postgres_server.migrated()
    async with opened(address) as store:
        await found(store)
        block = store.writing()
        connection = await block.__aenter__()
        own = await connection.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(%s, 10000)", [own])
        with pytest.raises(Unsettled) as refused:
            await block.__aexit__(None, None, None)
        refusal = outage(refused.value)
        assert refusal is not None
        assert (refusal.code, "说不准有没有改成" in refusal.message) == (Code.UNAVAILABLE, True)
    postgres_server.drop(address)


async def test_the_server_itself_knows_the_limits(postgres_server: PostgresServer) -> None:
    """A statement whose cancellation is lost ends some seconds after the request."""
    address = postgres_server.migrated()
    for seconds, limits in ((None, ["30s", "0"]), (4, ["2s", "9s"])):
        store = Store.open(address, seconds)
        for connecting in (store.reading, store.writing):
            async with connecting() as connection:
                asked = ("SHOW lock_timeout", "SHOW statement_timeout")
                assert [await connection.scalar(text(one)) for one in asked] == limits
        await store.close()
    postgres_server.drop(address)


@pytest.mark.parametrize(
    ("error", "sickness"),
    [
        (psycopg.errors.DiskFull(), Sickness.FULL),
        (psycopg.errors.LockNotAvailable(), Sickness.LOCKED),
        (psycopg.errors.DataCorrupted(), Sickness.DAMAGED),
        (psycopg.errors.IndexCorrupted(), Sickness.DAMAGED),
        (psycopg.errors.ReadOnlySqlTransaction(), Sickness.READ_ONLY),
        (psycopg.errors.AdminShutdown(), Sickness.UNREACHABLE),
        (psycopg.errors.TooManyConnections(), Sickness.UNREACHABLE),
        (psycopg.OperationalError("connection refused"), Sickness.UNREACHABLE),
        (OSError(errno.ENOSPC, "full"), Sickness.FULL),
        (OSError(errno.EFBIG, "too large"), Sickness.FULL),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.errors.UndefinedTable(), None),
        (OSError(errno.ENOENT, "no such file"), None),
        (ValueError("ours"), None),
    ],
)
def test_errors_are_told_apart(error: Exception, sickness: Sickness | None) -> None:
    assert sickness_of(error) is sickness
    assert sickness_of(DBAPIError("statement", None, error)) is sickness


async def test_what_fails_of_a_file_that_is_gone_is_no_full_disk(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    failed = sqlite3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSTAT
    async with opened(address) as store:
        await committees(store)
        assert store.sickness(failed) is Sickness.FULL
        path = Path(str(make_url(address).database))
        path.rename(path.with_suffix(".moved"))
        assert store.sickness(failed) is Sickness.UNREACHABLE
        assert store.sickness(ValueError("ours")) is None
        path.with_suffix(".moved").rename(path)
    sqlite_files.drop(address)


async def test_nothing_runs_on_in_the_server(postgres_server: PostgresServer) -> None:
    address = postgres_server.migrated()
    async with opened(address) as store:
        sleeping = asyncio.create_task(read_for_ever(store))
        with psycopg.connect(address, autocommit=True) as server:
            begun = "query LIKE 'SELECT pg_sleep%' AND wait_event = 'PgSleep'"
            active = f"SELECT 1 FROM pg_stat_activity WHERE {begun}".encode()
            while server.execute(active).fetchone() is None:
                await asyncio.sleep(0)
        sleeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sleeping
        async with store.reading() as connection:
            running = (
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active'"
            )
            asked = f"{running} AND pid <> pg_backend_pid()"
            assert await connection.scalar(text(asked)) == 0
    postgres_server.drop(address)
