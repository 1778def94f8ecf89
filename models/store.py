"""The database: who may write when, and what a reader sees.

SQLite gets one writer connection and a pool of readers that cannot write; every writing transaction begins
with `BEGIN IMMEDIATE`, so none is lost and none fails half-way. PostgreSQL gets one pool; there a committee's
row is what its writers wait for.

Whoever waits, waits within a limit: for a lock that another program holds, and for the work itself up to its
commit. So a change that was not made in time is known not to have been made.
"""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, AsyncAdaptedQueuePool, event, make_url, select, text
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from models import migration
from models.committee import Committee
from models.health import Health
from models.key import KeyFile
from models.key import key_file as where_key_lies
from models.migration import State
from models.personal import Vault
from models.sickness import Sick, Sickness, is_undone, sickness_of
from models.sqlite_cursor import ConnectionInOneHop, begin_later, begin_now, may_be_free_later, pauses

T = TypeVar("T")
READERS = 4
# KiB of pages that the writer keeps in memory.
WRITER_CACHE = 32_768
CONNECTIONS = 10
# How long a lock is waited for, in seconds, or in parts of the time that a request has.
PATIENCE = 30.0
WAITING = 0.5
# The part of a request's time in which a change must have come to its commit; the rest is for its answer.
WORKING = 0.9
LOST_MILLISECONDS = 5_000
# Who comes too late waits. Values of a failed statement are personal data: no error message repeats them.
_POOL: dict[str, Any] = {"max_overflow": 0, "pool_timeout": None, "hide_parameters": True}
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class UnknownDatabase(ValueError):
    """The address names no database that we serve. The message never repeats it: it may hold a password."""


class NotInTime(Exception):
    """A change had not come to its commit when its time was up. Nothing has changed."""


class Unsettled(Exception):
    """The commit of a change failed in a way that does not tell whether the change was made."""


class Store(ABC):
    """A database: `reading` and `writing` give connections, each in a transaction of its own.

    `seconds` is what a request may take; without it work has no limit, and a lock is waited for PATIENCE
    seconds. `key_file` is where the master key lies (`models.key`).
    """

    _writer: AsyncEngine
    _readers: AsyncEngine

    def __init__(
        self, url: URL, seconds: float | None, key_file: Path, *, writers: int, readers: int
    ) -> None:
        self.url = url
        self.seconds = seconds
        self.keys = KeyFile(key_file)
        self.vault = Vault(self.keys)
        self.patience = PATIENCE if seconds is None else seconds * WAITING
        # As many turns as the pools have connections: nobody waits in a pool, which wakes no one when the
        # making of a connection fails or is given up, though its place is free again.
        self._turns_to_write = asyncio.Semaphore(writers)
        self._turns_to_read = asyncio.Semaphore(readers)
        self.health = Health()
        # By action, the lines of the trail that this process has written.
        self.noted: Counter[str] = Counter()
        # Writers that have begun and not ended.
        self.at_work = 0

    @staticmethod
    def open(address: str, seconds: float | None = None, key_file: str | Path = "") -> "Store":
        """The store at an address such as `sqlite:///luzhi.db` or `postgresql://…`; touches nothing yet.

        The master key lies in the `key_file`, or where `models.key.key_file` says.
        """
        url = database_url(address)
        kind = SQLiteStore if url.get_backend_name() == "sqlite" else PostgresStore
        return kind(url, seconds, where_key_lies(url, key_file))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one moment of the data and cannot change it."""
        async with self._turns_to_read, self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a writing transaction; committed at the end, or rolled back whole.

        Raises `Sick` where another holds the lock for too long, and `NotInTime`: then nothing has changed.
        Raises `Unsettled` where nobody can tell. Who gives up while the commit is on its way waits for it.
        """
        begun = asyncio.get_running_loop().time()
        async with AsyncExitStack() as stack:
            connection = await self._begun(stack)
            self.at_work += 1
            stack.callback(self._rest)
            async with _until(None if self.seconds is None else begun + self.seconds * WORKING):
                yield connection
            await _committed(connection)

    def key(self, purpose: str, mark: str | None) -> bytes:
        """The key for a purpose (`models.key.KeyFile.goes_on`); raises `Sick`, and remembers why."""
        try:
            return self.keys.goes_on(purpose, mark)
        except Sick as sick:
            self.health.note(sick.sickness)
            raise

    def _rest(self) -> None:
        self.at_work -= 1

    async def _begun(self, stack: AsyncExitStack) -> AsyncConnection:
        # Others of this process may be in front: the time is that of the whole queue.
        limit = asyncio.timeout(self.patience)
        late = self._late()
        try:
            async with limit:
                await stack.enter_async_context(self._turns_to_write)
                connection = await stack.enter_async_context(self._writer.connect())
                late = Sickness.LOCKED
                await connection.begin()
                return connection
        except TimeoutError:
            if not limit.expired():
                raise
        if not self.at_work:
            # Otherwise it is this process that keeps its writers waiting, and that is no sickness.
            self.health.note(late)
        raise Sick(late)

    def _late(self) -> Sickness:
        """What it means when the writer waits in vain for its connection."""
        return Sickness.LOCKED

    def _note(self, context: ExceptionContext) -> None:
        """Remembers of an error of either engine what it says about the database itself."""
        self.health.note(self.sickness(context.original_exception))

    def sickness(self, error: BaseException) -> Sickness | None:
        """What an error says about the database itself (`models.sickness.sickness_of`)."""
        return sickness_of(error)

    @abstractmethod
    async def version(self) -> Hashable:
        """Changes with every commit, of this process or another; as cheap for many committees as for one."""

    @abstractmethod
    async def revisions(self, committee_ids: Collection[int]) -> dict[int, int]:
        """How many units of work each of these committees has had, as committed by now."""

    async def close(self) -> None:
        """Closes every connection; the store cannot be used any more."""
        await self._readers.dispose()
        await self._writer.dispose()

    async def state(self) -> State:
        """Whose tables these are, and of which version."""
        async with self.reading() as connection:
            return await connection.run_sync(migration.state)


@asynccontextmanager
async def _until(when: float | None) -> AsyncIterator[None]:
    """Ends the block with `NotInTime` at this time of the event loop."""
    limit = asyncio.timeout_at(when)
    try:
        async with limit:
            yield
    except TimeoutError:
        if limit.expired():
            raise NotInTime from None
        raise


async def _committed(connection: AsyncConnection) -> None:
    commit = asyncio.create_task(connection.commit())
    cancelled: asyncio.CancelledError | None = None
    while not commit.done():
        try:
            await asyncio.wait([commit])
        except asyncio.CancelledError as error:
            cancelled = error
    try:
        commit.result()
    except SQLAlchemyError as error:
        if is_undone(error):
            raise
        raise Unsettled from error
    if cancelled is not None:
        raise cancelled


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

    def __init__(self, url: URL, seconds: float | None, key_file: Path) -> None:
        super().__init__(url, seconds, key_file, writers=1, readers=READERS)
        assert url.database
        self.path = Path(url.database).absolute()
        self._writer = self._engine("rw", 1)
        self._readers = self._engine("ro", READERS)
        # Most builds overwrite what is deleted; one that does not is told to.
        safe = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON")
        # What undoes a statement goes to a file once it is large, and stays there: each later statement of
        # the transaction would write to it. Indexes of the trail are written at random places.
        quick = ("PRAGMA temp_store=MEMORY", f"PRAGMA cache_size=-{WRITER_CACHE}")
        self._prepare(self._writer, begin_now, *safe, *quick)
        self._prepare(self._readers, begin_later)
        self._watch: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def is_elsewhere(self) -> bool:
        """Whether the file that is open no longer stands at its path: moved, removed, or replaced."""
        return self._file is not None and self._file != _identity(self.path)

    def sickness(self, error: BaseException) -> Sickness | None:
        # Of a file that went while it was being used SQLite tells in the words of a full disk.
        found = sickness_of(error)
        return Sickness.UNREACHABLE if found is not None and self.is_elsewhere() else found

    def _engine(self, mode: str, connections: int) -> AsyncEngine:
        # Neither mode makes a file: a path with a slip in it is no empty database.
        file = URL.create(
            "sqlite+aiosqlite", database=self.path.as_uri(), query={"mode": mode, "uri": "true"}
        )
        return create_async_engine(file, poolclass=AsyncAdaptedQueuePool, pool_size=connections, **_POOL)

    def _prepare(self, engine: AsyncEngine, begin: Callable[[Connection], object], *pragmas: str) -> None:
        """Takes transactions and waiting out of the driver's hands and into ours."""
        patience = self.patience
        # A row that is replaced is deleted first, and the guards of its table hear of it.
        always = ("PRAGMA busy_timeout=0", "PRAGMA foreign_keys=ON", "PRAGMA recursive_triggers=ON")

        @event.listens_for(engine.sync_engine, "do_connect")
        def look(dialect: Any, record: object, words: list[Any], options: dict[str, Any]) -> object:
            # The driver's thread for a file that does not open may outlive the event loop, and fail aloud.
            sqlite3.connect(*words, **options).close()
            self._file = self._file or _identity(self.path)
            made = dialect.dbapi.connect(*words, **options)
            return ConnectionInOneHop.of(made, patience, reads=begin is begin_later)

        @event.listens_for(engine.sync_engine, "connect")
        def connect(connection: Any, record: object) -> None:
            connection.isolation_level = None
            for pragma in (*always, *pragmas):
                cursor = connection.cursor()
                cursor.execute(pragma)
                cursor.close()
            # None of these was in a transaction.
            connection.used = False

        event.listen(engine.sync_engine, "begin", begin)
        event.listen(engine.sync_engine, "handle_error", self._note)

    async def version(self) -> Hashable:
        return await self._seen(lambda watch: watch.execute("PRAGMA data_version").fetchall()[0])

    async def revisions(self, committee_ids: Collection[int]) -> dict[int, int]:
        one = "SELECT id, revision FROM committees WHERE id = ?"
        return await self._seen(
            lambda watch: {found: at for each in committee_ids for found, at in watch.execute(one, [each])}
        )

    async def _seen(self, look: Callable[[sqlite3.Connection], T]) -> T:
        # Without a thread: it costs microseconds, and every request asks. So it never waits for a lock.
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for pause in pauses():
            try:
                self._watch = self._watch or self._watching()
                return look(self._watch)
            except sqlite3.Error as error:
                if not may_be_free_later(error) or loop.time() - begun >= self.patience:
                    self.health.note(self.sickness(error))
                    raise
            await asyncio.sleep(pause)
        raise AssertionError("pauses never end")

    def _watching(self) -> sqlite3.Connection:
        watch = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=0)
        try:
            # A database that is none of ours has no version.
            watch.execute("SELECT id FROM committees LIMIT 1").fetchall()
        except BaseException:
            watch.close()
            raise
        return watch

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        await super().close()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


# Which transactions a reader sees: equal only where none was committed in between. A database that is none
# of ours has no version.
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text), EXISTS (SELECT id FROM committees)")


class PostgresStore(Store):
    """A PostgreSQL database. Writers of one committee take turns at its row (see `services.unit_of_work`)."""

    def __init__(self, url: URL, seconds: float | None, key_file: Path) -> None:
        super().__init__(url, seconds, key_file, writers=CONNECTIONS, readers=CONNECTIONS)
        # Pools apart: writers who wait for one another must not keep readers waiting.
        self._writer = self._engine()
        self._readers = self._engine(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _engine(self, **options: Any) -> AsyncEngine:
        engine = create_async_engine(
            self.url, pool_size=CONNECTIONS, pool_pre_ping=True, execution_options=options, **_POOL
        )
        lock = round(self.patience * 1_000)
        # The driver ends what nobody waits for; but a wish that comes before its statement is lost.
        statement = 0 if self.seconds is None else round(self.seconds * 1_000) + LOST_MILLISECONDS

        @event.listens_for(engine.sync_engine, "connect")
        def connect(connection: Any, record: object) -> None:
            cursor = connection.cursor()
            cursor.execute(f"SET lock_timeout = {lock}")
            cursor.execute(f"SET statement_timeout = {statement}")
            cursor.close()
            connection.commit()

        event.listen(engine.sync_engine, "handle_error", self._note)
        event.listen(engine.sync_engine, "handle_error", _hide_values)
        return engine

    def _late(self) -> Sickness:
        return Sickness.LOCKED if self._turns_to_write.locked() else Sickness.UNREACHABLE

    async def version(self) -> Hashable:
        async with self.reading() as connection:
            found: Hashable = await connection.scalar(_SNAPSHOT)
            return found

    async def revisions(self, committee_ids: Collection[int]) -> dict[int, int]:
        of = select(Committee.id, Committee.revision).where(Committee.id.in_(committee_ids))
        async with self.reading() as connection:
            return {row.id: row.revision for row in await connection.execute(of)}


def _hide_values(context: ExceptionContext) -> None:
    """Leaves of an error what went wrong: PostgreSQL adds the row, or the value that it could not read."""
    # Here its driver is there already; a program on SQLite never imports it.
    import psycopg

    error, shown = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.sqlstate and shown is not None:
        # Only errors of class 22, about data, name the value in their first line.
        first = "" if error.sqlstate.startswith("22") else error.diag.message_primary or ""
        error.args = (first,)
        shown.args = (f"({type(error).__qualname__}, {error.sqlstate}) {first}".rstrip(),)
