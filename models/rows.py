"""Rows as the driver gives them: for millions of them, nothing in between pays for itself."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from models.base import Base
from models.sqlite_cursor import ConnectionInOneHop

CHUNK = 50_000
# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
BATCH = 10_000
T = TypeVar("T")


def columns_of(shape: type[Any], table: type[Any]) -> list[Any]:
    """The columns of a table that a dataclass is made of, in its order: `shape(*row)` is a row of them."""
    return [getattr(table, field.name) for field in fields(shape)]


async def raw_rows(
    connection: AsyncConnection, statement: Select[*tuple[Any, ...]], together: int = CHUNK
) -> AsyncIterator[list[tuple[Any, ...]]]:
    """The rows of a statement as plain tuples, chunk by chunk, in the transaction of `connection`.

    Column types are not applied: select integers and text, and days, which `day_of` understands.
    """
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    parameters = compiled.construct_params()
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    if compiled.positional:
        # The driver of SQLite knows no days.
        values = [parameters[name] for name in compiled.positiontup or ()]
        values = [one.isoformat() if isinstance(one, date) else one for one in values]
        cursor = await driver.execute(compiled.string, values)
    else:
        cursor = await driver.execute(compiled.string, parameters)
    try:
        while chunk := list(await cursor.fetchmany(together)):
            yield chunk
    finally:
        await cursor.close()


async def add_rows(
    connection: AsyncConnection, table: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Adds rows as plain tuples, in the transaction of `connection`.

    Column types are not applied: whole numbers, text, days as text, and what `for_driver` gives.
    """
    for one in adding(connection, table, columns, rows):
        await write(connection, one)


async def set_rows(
    connection: AsyncConnection,
    table: type[Base],
    columns: Sequence[str],
    of: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Sets columns of rows, each told by its columns `of`: values of both, in that order, as plain tuples."""
    await write(connection, setting(connection, table, columns, of, rows))


class Writing(NamedTuple):
    """A statement that gives no rows, and the values for each time that it is run."""

    statement: str
    rows: Sequence[tuple[Any, ...]]


def adding(
    connection: AsyncConnection, table: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> Iterator[Writing]:
    """How rows are added as `add_rows` does."""
    added, marks = _adding(connection, table, columns)
    if connection.dialect.name == "sqlite":
        # For each statement that a guard may refuse, SQLite keeps what undoes it.
        for some in batches(rows, BATCH // len(columns)):
            yield Writing(added + ", ".join([marks] * len(some)), [tuple(chain.from_iterable(some))])
    else:
        yield Writing(added + marks, rows)


def setting(
    connection: AsyncConnection,
    table: type[Base],
    columns: Sequence[str],
    of: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> Writing:
    """How columns are set as `set_rows` does."""
    mark = _mark(connection)
    assigned = ", ".join(f"{name} = {mark}" for name in columns)
    which = " AND ".join(f"{name} = {mark}" for name in of)
    return Writing(f"UPDATE {table.__tablename__} SET {assigned} WHERE {which}", rows)


async def write(connection: AsyncConnection, *writings: Writing) -> None:
    """Runs these, one after another: on SQLite in one turn of its thread."""
    asked = [one for one in writings if one.rows]
    sync = connection.sync_connection
    opened: Any = None if sync is None else sync.connection.dbapi_connection
    if not isinstance(opened, ConnectionInOneHop):
        for one in asked:
            await connection.exec_driver_sql(one.statement, list(one.rows))
    elif asked:
        try:
            await opened.write_each(asked)
        except sqlite3.Error as error:
            # SQLAlchemy tells it as every error; it would also do what follows an error.
            opened.failed = error
            await connection.exec_driver_sql(asked[0].statement)


async def added_rows(
    connection: AsyncConnection,
    table: type[Base],
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    told: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Adds such rows, and gives the columns `told` of each as the driver gives them, in no order."""
    added, marks = _adding(connection, table, columns)
    found: list[tuple[Any, ...]] = []
    for some in batches(rows, BATCH // len(columns)):
        statement = f"{added}{', '.join([marks] * len(some))} RETURNING {', '.join(told)}"
        values = tuple(chain.from_iterable(some))
        found.extend(map(tuple, await connection.exec_driver_sql(statement, values)))
    return found


def _adding(connection: AsyncConnection, table: type[Base], columns: Sequence[str]) -> tuple[str, str]:
    """How a statement begins that adds rows, and the marks for the values of one."""
    mark = _mark(connection)
    begun = f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) VALUES "
    return begun, f"({', '.join([mark] * len(columns))})"


def _mark(connection: AsyncConnection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def for_driver(connection: AsyncConnection, column: InstrumentedAttribute[Any]) -> Callable[[Any], Any]:
    """What makes of a value that which the type of its column hands to the driver."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return process or (lambda value: value)


async def by_first(
    chunks: AsyncIterator[list[tuple[Any, ...]]],
) -> AsyncIterator[tuple[Any, list[tuple[Any, ...]]]]:
    """The rows of `raw_rows` that stand together by their first column, with it."""
    last: list[tuple[Any, ...]] = []
    async for chunk in chunks:
        for first, group in groupby(chunk, itemgetter(0)):
            rows = list(group)
            if last and last[0][0] == first:
                last += rows
                continue
            if last:
                yield last[0][0], last
            last = rows
    if last:
        yield last[0][0], last


@lru_cache(maxsize=1 << 14)
def day_of(raw: str | date) -> date:
    """The day of a raw row: of SQLite, it is text."""
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


def batches(items: Iterable[T], together: int = BATCH) -> Iterator[list[T]]:
    """Items in lists that one statement has room for, or of so many at most."""
    rest = iter(items)
    while some := list(islice(rest, together)):
        yield some
