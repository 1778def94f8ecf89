"""Closed years as rows: which they are, and that nothing may change the result of one (履13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Closing
from services.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A closing: the frozen run, the committee's revision then, who and when; who opened it again, and why.

    `kinds` are the kinds that had records, as the catalogue lists them.
    """

    id: int
    committee_id: int
    year: int
    run_id: int
    revision: int
    closed_at: datetime
    closed_by: str
    kinds: tuple[str, ...]
    reopened_at: datetime | None
    reopened_by: str | None
    reason: str | None

    @property
    def in_effect(self) -> bool:
        """Whether the year is closed by it now."""
        return self.reopened_at is None


def of_row(row: Row[Any]) -> ClosingRow:
    """The closing of a row of `select(Closing)`."""
    names = [name for name in ClosingRow.__dataclass_fields__ if name != "kinds"]
    return ClosingRow(**{name: getattr(row, name) for name in names}, kinds=tuple(row.kinds))


async def closings(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[ClosingRow]:
    """The closings of a condition, the newest first."""
    found = await connection.execute(select(Closing).where(condition).order_by(Closing.id.desc()))
    return [of_row(row) for row in found]


async def in_effect(connection: AsyncConnection, committee_id: int, year: int) -> ClosingRow | None:
    """The closing by which a year is closed; None where it is open."""
    of_year = (Closing.committee_id == committee_id) & (Closing.year == year)
    found = await closings(connection, of_year & Closing.reopened_at.is_(None))
    return found[0] if found else None


async def check_open(connection: AsyncConnection, committee_id: int, year: int) -> None:
    """Raises `Refusal` (YEAR_CLOSED) where the year is closed: its result and its rules stay as they are."""
    closing = await in_effect(connection, committee_id, year)
    if closing is not None:
        day = closing.closed_at.date()
        message = f"{year} 年已于 {day} 由{closing.closed_by}关账；要改先重新打开这一年，并写明事由"
        raise Refusal(Code.YEAR_CLOSED, message, "year")
