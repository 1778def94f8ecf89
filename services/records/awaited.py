"""What a department has still to enter: drafts and returned records, the most urgent first (履6, 履7)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record
from models.rows import columns_of
from services.deadlines import deadline
from services.records.due import AWAITED, DueState, Today
from services.records.listing import RecordRow
from services.slice import Slice, sliced

# The states of what is awaited until a day; of the others none is known.
DATED = (DueState.OPEN, DueState.DUE_SOON, DueState.OVERDUE)
# The states of what is not awaited any more.
SUBMITTED = (DueState.DONE, DueState.LATE)
_COLUMNS = columns_of(RecordRow, Record)
ALL: ColumnElement[bool] = true()


@dataclass(frozen=True, slots=True)
class Awaited:
    """Which records are asked for: of one department or all, in one state or all that have a day."""

    committee_id: int
    department: str | None = None
    state: DueState | None = None

    @property
    def dated(self) -> bool:
        """Whether they have a day by which they stand in order."""
        return self.state is None or self.state in DATED

    def condition(self, today: Today) -> ColumnElement[bool]:
        """The same for the database, but for the state of the review."""
        found = [Record.committee_id == self.committee_id, self._due(today)]
        if self.department is not None:
            found.append(Record.department == self.department)
        return and_(*found)

    def _due(self, today: Today) -> ColumnElement[bool]:
        by, start, since = Record.due_by, Record.due_from, deadline().since
        if self.state is DueState.OVERDUE:
            return by <= today.now
        if self.state is DueState.DUE_SOON:
            return and_(by > today.now, by <= today.soon)
        if self.state is DueState.OPEN:
            return by > today.soon
        if self.state is DueState.NONE:
            return start < since
        if self.state is DueState.UNKNOWN:
            return and_(by.is_(None), or_(start.is_(None), start >= since))
        return by.is_not(None)


async def awaited(
    connection: AsyncConnection,
    wanted: Awaited,
    today: Today,
    part: Slice[Any],
    of: ColumnElement[bool] = ALL,
) -> list[RecordRow]:
    """The records that are awaited, by the moment at which they are late, the first first; without one by id.

    Only those of the condition `of`.
    Each state of the review is asked for apart: so the database reads them in this order, and no others.
    """
    key = (Record.due_by, Record.id) if wanted.dated else (Record.id,)
    # A slice has the largest key first; here it is the smallest.
    turned = replace(part, backward=not part.backward, after=part.before, before=part.after)
    found: list[RecordRow] = []
    for state in AWAITED:
        columns = select(*_COLUMNS).where(wanted.condition(today), of, Record.state == state)
        found += (RecordRow(*row) for row in await sliced(connection, columns, key, turned))
    found.sort(key=place_of(wanted), reverse=part.backward)
    return found[: part.limit]


async def count(
    connection: AsyncConnection, wanted: Awaited, today: Today, of: ColumnElement[bool] = ALL
) -> int:
    """How many records `awaited` can give."""
    condition = wanted.condition(today), of, Record.state.in_(AWAITED)
    return (await connection.scalar(select(func.count()).select_from(Record).where(*condition))) or 0


def place_of(wanted: Awaited) -> Any:
    """By what a record stands in the list."""

    def place(row: RecordRow) -> tuple[datetime, int] | tuple[int]:
        return (row.due_by, row.id) if wanted.dated and row.due_by is not None else (row.id,)

    return place
