"""The database: who may write when, and what a reader sees.

SQLite gets one writer connection and a pool of readers that cannot write; every writing transaction begins
with `BEGIN IMMEDIATE`, so none is lost and none fails half-way. PostgreSQL gets one pool; there a committee's
row is what its writers wait for.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, AsyncAdaptedQueuePool, event, make_url, select
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from models import migration
from models.committee import Committee
from models.sqlite_cursor import ConnectionInOneHop

READERS = 4
CONNECTIONS = 10
BUSY_MILLISECONDS = 60_000
# Who comes too late waits. Values of a failed statement are personal data: no error message repeats them.
_POOL: dict[str, Any] = {"max_overflow": 0, "pool_timeout": None, "hide_parameters": True}
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class UnknownDatabase(ValueError):
    """The address names no database that we serve. The message never repeats it: it may hold a password."""


class Store(ABC):
    """A database: `reading` and `writing` give connections, each in a transaction of its own."""

    url: URL
    _writer: AsyncEngine
    _readers: AsyncEngine

    @staticmethod
    def open(address: str) -> "Store":
        """The store at an address such as `sqlite:///luzhi.db` or `postgresql://…`; touches nothing yet."""
        url = database_url(address)
        return SQLiteStore(url) if url.get_backend_name() == "sqlite" else PostgresStore(url)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment of the data and cannot change it."""
        async with self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a writing transaction; committed at the end, or rolled back whole."""
        async with self._writer.begin() as connection:
            yield connection

    @abstractmethod
    async def version(self) -> Hashable:
        """Every committee with its revision: changes with every unit of work, of this process or another."""

    async def close(self) -> None:
        """Closes every connection; the store cannot be used any more."""
        await self._readers.dispose()
        await self._writer.dispose()

    async def at_head(self) -> bool:
        """Whether the tables are those that this program knows."""
        async with self.reading() as connection:
            return await connection.run_sync(migration.at_head)


def database_url(address: str) -> URL:
    """The address with our drivers; raises `UnknownDatabase` for any other."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number: the message would repeat it
        raise UnknownDatabase("数据库地址写成 sqlite:///文件 或 postgresql://用户@主机/库") from None
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None:
        raise UnknownDatabase("数据库只支持 SQLite（sqlite:///文件）和 PostgreSQL（postgresql://…）")
    elsewhere = url.host or url.query or url.database in {None, "", ":memory:"}
    if url.get_backend_name() == "sqlite" and elsewhere:
        raise UnknownDatabase("SQLite 数据库要写文件，如 sqlite:///luzhi.db")
    return url.set(drivername=driver)


class SQLiteStore(Store):
    """One file, one writer, several readers."""

    def __init__(self, url: URL) -> None:
        self.url = url
        assert url.database
        self.path = Path(url.database).absolute()
        self._writer = self._engine("rw", 1)
        self._readers = self._engine("ro", READERS)
        _prepare(self._writer, "BEGIN IMMEDIATE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
        _prepare(self._readers, "BEGIN")
        self._watch: sqlite3.Connection | None = None

    def _engine(self, mode: str, connections: int) -> AsyncEngine:
        # Neither mode makes a file: a path with a slip in it is no empty database.
        file = URL.create(
            "sqlite+aiosqlite", database=self.path.as_uri(), query={"mode": mode, "uri": "true"}
        )
        return create_async_engine(file, poolclass=AsyncAdaptedQueuePool, pool_size=connections, **_POOL)

    async def version(self) -> Hashable:
        # Read without a thread: it costs microseconds, and every request asks.
        if self._watch is None:
            self._watch = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)
        return tuple(self._watch.execute("SELECT id, revision FROM committees ORDER BY id"))

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        await super().close()


def _prepare(engine: AsyncEngine, begin: str, *pragmas: str) -> None:
    """Takes transactions out of the driver's hands and into ours."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def look(dialect: Any, record: object, words: list[Any], options: dict[str, Any]) -> object:
        # The driver's thread for a file that does not open may outlive the event loop, and fail aloud then.
        sqlite3.connect(*words, **options).close()
        return ConnectionInOneHop.of(dialect.dbapi.connect(*words, **options))

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in (f"PRAGMA busy_timeout={BUSY_MILLISECONDS}", "PRAGMA foreign_keys=ON", *pragmas):
            cursor = connection.cursor()
            cursor.execute(pragma)
            cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class PostgresStore(Store):
    """A PostgreSQL database. Writers of one committee take turns at its row (see `services.unit_of_work`)."""

    def __init__(self, url: URL) -> None:
        self.url = url
        # Pools apart: writers who wait for one another must not keep readers waiting.
        self._writer = self._engine()
        self._readers = self._engine(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _engine(self, **options: Any) -> AsyncEngine:
        engine = create_async_engine(
            self.url, pool_size=CONNECTIONS, pool_pre_ping=True, execution_options=options, **_POOL
        )
        event.listen(engine.sync_engine, "handle_error", _hide_values)
        return engine

    async def version(self) -> Hashable:
        async with self._readers.connect() as connection:
            found = await connection.execute(select(Committee.id, Committee.revision).order_by(Committee.id))
            return tuple(tuple(row) for row in found)


def _hide_values(context: ExceptionContext) -> None:
    """Leaves of an error what went wrong: PostgreSQL adds the row, or the value that it could not read."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.sqlstate and shown is not None:
        # Only errors of class 22, about data, name the value in their first line.
        first = "" if error.sqlstate.startswith("22") else error.diag.message_primary or ""
        error.args = (first,)
        shown.args = (f"({type(error).__qualname__}, {error.sqlstate}) {first}".rstrip(),)
