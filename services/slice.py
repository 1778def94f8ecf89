"""Slices of long lists: the rows of a table in the order of a key, from the end or the beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Slice(Generic[P]):
    """At most `limit` rows of a list that has the largest key first; from its end if `backward`.

    They stand behind the key `after`, and before the key `before`.
    """

    limit: int
    backward: bool = False
    after: P | None = None
    before: P | None = None


async def sliced(
    connection: AsyncConnection, columns: Select[Any], key: Sequence[Any], part: Slice[tuple[Any, ...]]
) -> Sequence[tuple[Any, ...]]:
    """The rows of a slice; one from the end comes with the smallest key first."""
    if part.after is not None:
        columns = columns.where(tuple_(*key) < part.after)
    if part.before is not None:
        columns = columns.where(tuple_(*key) > part.before)
    order = key if part.backward else [column.desc() for column in key]
    rows: Sequence[tuple[Any, ...]] = (
        await connection.execute(columns.order_by(*order).limit(part.limit))
    ).all()
    return rows
