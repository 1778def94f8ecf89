"""A statement of aiosqlite in one turn of its thread, in place of four: cursor, execute, fetch, close.

Each turn hands over to another thread and back, and most statements take less time than that.

It leans on private parts of SQLAlchemy 2.1 and aiosqlite 0.22. A test fails when either moves, until somebody
has compared this cursor with `AsyncAdapt_aiosqlite_cursor` of the new version and names it there.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor


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
        await self._once(_execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._once(_execute_many, operation, seq_of_parameters)

    async def _once(self, run: Callable[..., tuple[_Ended, Sequence[Any]]], *words: Any) -> None:
        driver: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            self._cursor, rows = await driver._execute(run, driver._conn, *words)
        self._rows = deque(rows)

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forgets the rows."""
        self._rows.clear()


class ConnectionInOneHop(AsyncAdapt_aiosqlite_connection):
    """A connection whose statements take one turn each."""

    __slots__ = ()
    _cursor_cls = Cursor

    @staticmethod
    def of(connection: AsyncAdapt_aiosqlite_connection) -> "ConnectionInOneHop":
        """The same connection."""
        return ConnectionInOneHop(connection.dbapi, connection._connection)


def _execute(
    connection: sqlite3.Connection, statement: str, values: Sequence[Any]
) -> tuple[_Ended, Sequence[Any]]:
    return _ended(connection.execute(statement, values))


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
