"""A statement of aiosqlite in one turn of its thread, in place of four: cursor, execute, fetch, close.

Each turn hands over to another thread and back, and most statements take less time than that.

Waiting is done here, not in SQLite, where nobody could end it: whoever stops waiting for a statement ends it
inside SQLite, and a lock that another holds is asked for again and again, with the thread free in between.

A reader's transaction begins in the turn of its first statement: until then it would see nothing anyway.

It leans on private parts of SQLAlchemy 2.1 and aiosqlite 0.22. A test fails when either moves, until somebody
has compared this cursor with `AsyncAdapt_aiosqlite_cursor` of the new version and names it there.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, repeat
from typing import Any, NamedTuple, cast

from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine import Connection

# Seconds between two tries to get a lock, as SQLite itself would wait; and between two calls to stop.
PAUSES = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.025, 0.025, 0.05, 0.05, 0.1)
AGAIN = 0.01


class _Ended(NamedTuple):
    """What is left of a cursor that was closed when all its rows had been fetched."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor of SQLAlchemy's that does nothing before it executes, and is done when it has."""

    __slots__ = ()

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = _Ended()
        self._soft_closed_memoized = {}  # type: ignore[assignment]
        self._rows = deque()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._patiently(_execute, operation, parameters or ())

    async def _patiently(self, run: "_Run", *words: Any) -> None:
        connection: Any = self._adapt_connection
        if (failed := connection.failed) is not None:
            connection.failed = None
            raise failed
        async with connection._execute_mutex:
            loop = asyncio.get_running_loop()
            begun = loop.time()
            for pause in pauses():
                try:
                    await self._once(run, *words)
                    return
                except sqlite3.OperationalError as error:
                    # What was refused for a lock did nothing.
                    if not may_be_free_later(error) or loop.time() - begun >= connection.patience:
                        raise
                await asyncio.sleep(pause)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            await self._once(_execute_many, operation, seq_of_parameters)

    async def _once(self, run: "_Run", *words: Any) -> None:
        driver, connection = cast(Any, self._connection), cast(Any, self._adapt_connection)
        turn = _Turn(driver._conn, run, words, connection.to_begin)
        connection.used = True
        try:
            self._cursor, rows = await driver._execute(turn)
        except asyncio.CancelledError:
            turn.stop()
            raise
        connection.to_begin = False
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forgets the rows."""
        self._rows.clear()


class ConnectionInOneHop(AsyncAdapt_aiosqlite_connection):
    """A connection whose statements take one turn each, and wait at most `patience` seconds for a lock.

    `to_begin`: the next statement begins a transaction first. `used`: one was sent since the last ended.
    `reads`: it changes nothing, so nobody waits for a transaction to be rolled back. `failed` is what the
    next statement raises: an error that SQLAlchemy has not seen is told through it.
    """

    __slots__ = ("failed", "patience", "reads", "to_begin", "used")
    _cursor_cls = Cursor
    failed: sqlite3.Error | None
    patience: float
    reads: bool
    to_begin: bool
    used: bool

    @staticmethod
    def of(
        connection: AsyncAdapt_aiosqlite_connection, patience: float, *, reads: bool
    ) -> "ConnectionInOneHop":
        """The same connection."""
        found = ConnectionInOneHop(connection.dbapi, connection._connection)
        found.failed, found.patience, found.reads = None, patience, reads
        found.to_begin = found.used = False
        return found

    async def rows_of(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """The rows of several statements that only read, each with its values, all in one turn."""
        cursor = Cursor(self)
        await cursor._patiently(_read_each, asked)
        return list(cursor._rows)

    async def write_each(self, asked: Sequence[tuple[str, Sequence[Sequence[Any]]]]) -> None:
        """Runs several statements that give no rows, each for all its rows of values, all in one turn."""
        await Cursor(self)._patiently(_write_each, asked)

    def commit(self) -> None:
        """Ends the transaction; nothing is left to be rolled back."""
        super().commit()
        self.used = False

    def rollback(self) -> None:
        """Ends the transaction, where a statement was sent."""
        driver = cast(Any, self._connection)
        if self.used and self.reads and driver._connection:
            # Whatever is asked next stands behind it in the driver's queue.
            driver._tx.put_nowait((None, partial(_rolled_back, driver._connection)))
        elif self.used:
            super().rollback()
        self.to_begin = self.used = False


def begin_now(connection: Connection) -> None:
    """Begins a writer's transaction, for which it waits."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_later(connection: Connection) -> None:
    """Begins a reader's transaction with its first statement."""
    opened: Any = connection.connection.dbapi_connection
    assert isinstance(opened, ConnectionInOneHop)
    opened.to_begin = True


_Run = Callable[..., tuple[_Ended, Sequence[Any]]]


class _Turn:
    """One run in the driver's thread, which can be stopped before it begins and inside SQLite."""

    __slots__ = ("_begin", "_connection", "_ended", "_run", "_stopped", "_words")

    def __init__(
        self, connection: sqlite3.Connection, run: _Run, words: tuple[Any, ...], begin: bool
    ) -> None:
        self._connection = connection
        self._begin = begin
        self._run = run
        self._words = words
        self._stopped = self._ended = False

    def __call__(self) -> tuple[_Ended, Sequence[Any]]:
        try:
            if self._stopped:
                return _Ended(), ()
            if self._begin:
                _begin(self._connection)
            return self._run(self._connection, *self._words)
        finally:
            self._ended = True

    def stop(self) -> None:
        """Ends the run. The connection is of no more use then; its transaction, too, has ended."""
        self._stopped = True
        if not self._ended:
            # Closed meanwhile: it has ended.
            with suppress(sqlite3.ProgrammingError):
                self._connection.interrupt()
            # SQLite forgets the wish where no statement runs just now: between two of many, or not yet begun.
            asyncio.get_running_loop().call_later(AGAIN, self.stop)


def pauses() -> Iterator[float]:
    """Seconds to wait between tries, without an end."""
    return chain(PAUSES, repeat(PAUSES[-1]))


def may_be_free_later(error: sqlite3.Error) -> bool:
    """Whether another held a lock, so that the statement did nothing and may succeed when tried again."""
    # A reader whose moment has passed cannot write, however long it waits.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT


def _execute(
    connection: sqlite3.Connection, statement: str, values: Sequence[Any]
) -> tuple[_Ended, Sequence[Any]]:
    return _ended(connection.execute(statement, values))


def _begin(connection: sqlite3.Connection) -> None:
    try:
        # What was refused for a lock has begun already.
        if not connection.in_transaction:
            connection.execute("BEGIN")
    except sqlite3.ProgrammingError:
        # By these words SQLAlchemy knows that it needs another connection.
        raise sqlite3.OperationalError("connection closed") from None


def _rolled_back(connection: sqlite3.Connection) -> None:
    try:
        connection.rollback()
    except sqlite3.Error:
        # No later reader may see the moment that this one saw: it is told that the connection is gone.
        connection.close()


def _read_each(
    connection: sqlite3.Connection, asked: Sequence[tuple[str, Sequence[Any]]]
) -> tuple[_Ended, Sequence[Any]]:
    return _Ended(), [connection.execute(text, values).fetchall() for text, values in asked]


def _write_each(
    connection: sqlite3.Connection, asked: Sequence[tuple[str, Sequence[Sequence[Any]]]]
) -> tuple[_Ended, Sequence[Any]]:
    for statement, rows in asked:
        connection.executemany(statement, rows).close()
    return _Ended(), ()


def _execute_many(
    connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]
) -> tuple[_Ended, Sequence[Any]]:
    return _ended(connection.executemany(statement, rows))


def _ended(cursor: sqlite3.Cursor) -> tuple[_Ended, Sequence[Any]]:
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return _Ended(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()
