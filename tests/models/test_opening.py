"""Opening and closing: addresses, files that are none of ours, other versions; what stays behind."""

import asyncio
import gc
import os
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.migration import State, configuration, upgrade
from models.store import Store, UnknownDatabase, database_url
from tests.database import Files, PostgresServer
from tests.models.opened_store import committees, number, opened
from tests.models.writing_process import COMMITTEE, add_one, found

pytestmark = pytest.mark.anyio

Placed = Callable[[Path], AbstractContextManager[None]]


async def test_sqlite_is_set_up_to_keep_what_it_acknowledged(sqlite_files: Files) -> None:
    async def settings(connecting: AbstractAsyncContextManager[AsyncConnection]) -> list[object]:
        async with connecting as connection:
            asked = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
            return [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in asked]

    async with opened(sqlite_files.migrated()) as store:
        assert await settings(store.writing()) == ["wal", 2, 1, 1, 0]  # 2: FULL
        assert (await settings(store.reading()))[2:] == [1, 1, 0]


async def test_the_first_writer_of_all_need_not_wait_for_readers(store: Store) -> None:
    async with store.reading() as connection:
        await connection.execute(select(Committee))
        async with asyncio.timeout(4):
            await found(store)
    assert await number(store) == "0"


async def test_a_path_may_hold_any_sign_but_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "某 区 100% #1 &+.db"
    upgrade(database_url(f"sqlite:///{path}"))
    async with opened(f"sqlite:///{path}") as store:
        await found(store)
        assert await number(store) == "0"
        assert await store.revisions([COMMITTEE]) == {COMMITTEE: 0}
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


async def test_closing_leaves_no_thread_and_no_connection(
    address: str, postgres_server: PostgresServer
) -> None:
    threads = set(threading.enumerate())
    async with opened(address) as store:
        await found(store)
        await asyncio.gather(*(number(store) for _ in range(8)), *(add_one(store) for _ in range(3)))
        await store.version()
    path = Path(str(store.url.database))
    sqlite = store.url.get_backend_name() == "sqlite"

    def left() -> object:
        # SQLite removes what stands beside the file with the last connection.
        open_ends = (
            path.with_name(path.name + "-wal").exists() if sqlite else postgres_server.connected(address)
        )
        return set(threading.enumerate()) - threads or open_ends

    for _ in range(100):
        if not left():
            break
        time.sleep(0.01)
    assert not left()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "luzhi.db",
        "mysql://user:geheim@host/db",
        "geheim://",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://geheim/luzhi.db",
        "sqlite:///luzhi.db?mode=memory&uri=geheim",
        "postgresql://user:geheim",
        "postgresql://user:secret@host:geheim/db",
    ],
)
def test_an_address_that_names_no_database_is_refused_unrepeated(address: str) -> None:
    with pytest.raises(UnknownDatabase) as refused:
        Store.open(address)
    assert "geheim" not in "".join(traceback.format_exception(refused.value))
    assert "sqlite:///" in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_every_postgresql_address_is_served_by_psycopg(scheme: str) -> None:
    assert database_url(f"{scheme}://u:p@h/d").drivername == "postgresql+psycopg"


async def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    async with opened("postgresql://user:geheim@127.0.0.1:1/db") as store:
        with pytest.raises(OperationalError, match="refused") as caught:
            await store.version()
        assert "geheim" not in "".join(traceback.format_exception(caught.value)) + repr(store.url)


# Files that are no database of ours


@contextmanager
def nothing(path: Path) -> Iterator[None]:
    yield


@contextmanager
def directory(path: Path) -> Iterator[None]:
    path.mkdir()
    yield


@contextmanager
def letter(path: Path) -> Iterator[None]:
    path.write_text("各位委员：" * 1000, encoding="utf-8")
    yield


@contextmanager
def locked_away(path: Path) -> Iterator[None]:
    """A good database that the user may not read. Root may read everything, so that root becomes nobody."""
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE committees (id INTEGER, revision INTEGER)")
    path.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.parametrize("placed", [nothing, directory, letter, locked_away])
async def test_a_file_that_cannot_be_read_is_an_error_each_time(placed: Placed, tmp_path: Path) -> None:
    path = tmp_path / "wrong.db"
    with placed(path):
        async with opened(f"sqlite:///{path}") as store, asyncio.timeout(20):
            for _ in range(6):  # more often than there are connections: a failed one must not take a place
                with pytest.raises(DBAPIError):
                    await committees(store)
            with pytest.raises(DBAPIError):
                await store.state()
            with pytest.raises((DBAPIError, sqlite3.Error)):
                await store.version()
    # A connection that was left open complains when it is collected, and warnings are errors.
    gc.collect()


@pytest.mark.parametrize("placed", [directory, letter, locked_away])
async def test_a_file_that_cannot_be_written_is_an_error_each_time(placed: Placed, tmp_path: Path) -> None:
    path = tmp_path / "wrong.db"
    with placed(path):
        async with opened(f"sqlite:///{path}") as store, asyncio.timeout(20):
            for _ in range(2):
                with pytest.raises(DBAPIError):
                    await found(store)
        with pytest.raises(DBAPIError):
            upgrade(store.url)


# Databases that another version of the program wrote


async def test_a_migrated_database_is_at_head(store: Store) -> None:
    assert await store.state() is State.HEAD


async def test_a_database_without_tables_is_not_at_head(empty_address: str) -> None:
    upgrade(database_url(empty_address))
    command.downgrade(configuration(database_url(empty_address)), "base")
    async with opened(empty_address) as store:
        assert await store.state() is not State.HEAD


async def test_a_database_before_the_last_migration_is_not_at_head(address: str) -> None:
    command.downgrade(configuration(database_url(address)), "-1")
    async with opened(address) as store:
        assert await store.state() is not State.HEAD


async def test_a_database_of_a_newer_program_is_not_at_head_and_is_left_alone(store: Store) -> None:
    await found(store)
    async with store.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await store.state() is not State.HEAD
    with pytest.raises(CommandError, match="9999"):
        upgrade(store.url)
    assert await number(store) == "0"
