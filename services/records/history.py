"""What happened to a record, as the trail tells it: who, when, what and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from services.records.listing import RecordRow
from services.slice import Slice, sliced


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was done to a record."""

    id: int
    at: datetime
    actor: str
    department: str | None
    action: str
    reason: str | None


def _of(record: RecordRow) -> Select[*tuple[Any, ...]]:
    columns = (Change.id, Change.at, Change.actor, Change.department, Change.action, Change.reason)
    of_committee = Change.committee_id == record.committee_id
    asked: Select[*tuple[Any, ...]] = select(*columns)
    return asked.where(of_committee, Change.entity == "record", Change.entity_id == record.id)


async def history(
    connection: AsyncConnection, record: RecordRow, part: Slice[tuple[int, ...]]
) -> list[HistoryRow]:
    """A slice of what happened to a record, the latest first."""
    return [HistoryRow(*row) for row in await sliced(connection, _of(record), [Change.id], part)]


async def count(connection: AsyncConnection, record: RecordRow) -> int:
    """How many things happened to a record."""
    columns = select(func.count()).select_from(_of(record).subquery())
    return (await connection.execute(columns)).scalar_one()
