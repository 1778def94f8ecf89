"""The clock of the database, by which sessions end: one, however many servers there are."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from models.base import Moment

# Days are those of China, wherever the server stands.
CHINA = timezone(timedelta(hours=8))


def day_of(moment: datetime) -> date:
    """The day of a moment, in China."""
    return moment.astimezone(CHINA).date()


class Now(FunctionElement[datetime]):
    """This moment, not that at which the transaction began: it may have waited for its turn."""

    # Of a plain ColumnElement there would be no key to inherit, and no word of it (findings/).
    inherit_cache = True
    type = Moment()


@compiles(Now, "sqlite")
def _of_sqlite(element: Now, compiler: Any, **options: Any) -> str:
    # Written as the driver writes a moment: with six digits behind the point.
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


@compiles(Now, "postgresql")
def _of_postgresql(element: Now, compiler: Any, **options: Any) -> str:
    return "clock_timestamp()"


# Put together once: that costs as much as to run it.
_NOW = select(Now())


async def now(connection: AsyncConnection) -> datetime:
    """This moment by the clock of the database."""
    return (await connection.execute(_NOW)).scalar_one()
