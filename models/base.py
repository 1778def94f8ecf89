"""What all tables share: named constraints, moments in UTC, exact JSON."""

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

# SQLite gives row numbers of its own only to a column of exactly this type.
Identity = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones; both databases give back an aware value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


def json_text(value: Any) -> str:
    """A JSON value as the text that is stored: with sorted keys, so that equal values are equal text."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


class Json(TypeDecorator[Any]):
    """A JSON value as text with sorted keys: equal values are equal text, on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class Base(DeclarativeBase):
    """All tables. Constraints have names, so that a migration can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def reference(column: str, *, cascade: bool = False, **options: Any) -> Any:
    """A column that refers to a row of another table; `cascade`: it goes when that row goes."""
    key = ForeignKey(column, ondelete="CASCADE") if cascade else ForeignKey(column)
    return mapped_column(Identity, key, **options)


# Row numbers are 64 bits wide in both databases.
LAST_ROW = 2**63 - 1
Key = Annotated[int, mapped_column(Identity, primary_key=True)]
# The committee is the tenant, and the key to shard by: every table has it.
OfCommittee = Annotated[int, mapped_column(Identity, ForeignKey("committees.id"))]
