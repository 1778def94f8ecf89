"""Statements that read, put together once, several of them in one turn of SQLite's thread.

Around a small statement SQLAlchemy works three times as long as SQLite and its thread do. What is asked a
dozen times for each change goes past that. On PostgreSQL, where it is the way to the server that takes the
time, they are asked one after another, as ever.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, cast

from sqlalchemy import Dialect, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.sqlite_cursor import ConnectionInOneHop

Rows = Sequence[tuple[Any, ...]]
_Process = Callable[[Any], Any]


class Quick:
    """A statement with its named parameters; a list of values is given to `models.among.Among`.

    Rows are plain tuples, each value as the type of its column has it.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._made: _Made | None = None

    async def rows(self, connection: AsyncConnection, **values: Any) -> Rows:
        """The rows for these values of its parameters."""
        return (await together(connection, (self, values)))[0]

    def made(self, dialect: Dialect) -> "_Made":
        """The statement as SQLite takes it."""
        if self._made is None:
            self._made = _made(self.statement, dialect)
        return self._made


async def together(connection: AsyncConnection, *asked: tuple[Quick, Mapping[str, Any]]) -> list[Rows]:
    """The rows of statements of which none depends on another's."""
    sync = connection.sync_connection
    opened: Any = None if sync is None else sync.connection.dbapi_connection
    if isinstance(opened, ConnectionInOneHop):
        if not opened.used and not connection.in_transaction():
            # A reader's transaction begins with its first statement, and SQLAlchemy need not know of it: what
            # it asks on this connection later is asked in the same one.
            opened.to_begin = True
        made = [(one.made(connection.dialect), values) for one, values in asked]
        # What SQLite or its driver refuses is asked once more below: there it is told as every error is.
        with suppress(sqlite3.Error, ValueError):
            found = await opened.rows_of([(one.text, one.given(values)) for one, values in made])
            return [one.typed(rows) for (one, _), rows in zip(made, found, strict=True)]
    return [(await connection.execute(one.statement, values)).all() for one, values in asked]


class _Made(NamedTuple):
    """What SQLite is told, the parameters in its order with what makes theirs of a value, and the same of the
    columns; `fixed` are the values that stand in the statement.
    """

    text: str
    names: Sequence[str]
    fixed: Mapping[str, Any]
    bound: Mapping[str, _Process]
    columns: Sequence[_Process | None]

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as the driver takes them."""
        return [self.fixed[name] if name in self.fixed else self._given(name, values) for name in self.names]

    def _given(self, name: str, values: Mapping[str, Any]) -> Any:
        process = self.bound.get(name)
        return values[name] if process is None else process(values[name])

    def typed(self, rows: Rows) -> Rows:
        """The rows with each value as its column has it."""
        if not any(self.columns):
            return rows
        return [
            tuple(
                value if process is None else process(value)
                for process, value in zip(self.columns, row, strict=True)
            )
            for row in rows
        ]


def _made(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> _Made:
    compiled = statement.compile(dialect=dialect)
    asked = {name for name, one in compiled.binds.items() if one.required}
    # Lists that stand in the statement are written out.
    whole = compiled.construct_expanded_state(dict.fromkeys(asked))
    types = {name: one.type.dialect_impl(dialect) for name, one in compiled.binds.items()}
    bound = {name: made for name, one in types.items() if (made := one.bind_processor(dialect))}
    bound |= cast(Mapping[str, _Process], whole.processors)
    fixed = {
        name: bound[name](value) if name in bound else value
        for name, value in whole.parameters.items()
        if name not in asked
    }
    columns = [
        one.type.dialect_impl(dialect).result_processor(dialect, None) for one in statement.selected_columns
    ]
    return _Made(whole.statement, whole.positiontup or (), fixed, bound, columns)
