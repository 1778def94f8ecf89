"""How many records departments entered in time, how many late (履6), and how many they still owe: counted by
kind, in one pass.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import now
from models.record import Record
from services.records.due import AWAITED

# Departments times kinds; a province has some 30 of the former and 30 of the latter.
MOST_ROWS = 2_000
COUNTED = Record.state != "withdrawn"


@dataclass(frozen=True, slots=True)
class Timeliness:
    """What a department entered of a kind. `entered` are those in time, late, and without a deadline: it has
    none, or it or the moment of entering is not known. `awaited` are begun or returned and not submitted, of
    which `overdue` past their day; withdrawn records count nowhere.
    """

    department: str | None
    kind: str
    entered: int
    in_time: int
    late: int
    awaited: int
    overdue: int

    @property
    def without(self) -> int:
        """How many of them have no deadline that is known."""
        return self.entered - self.in_time - self.late


def counts(moment: datetime) -> list[ColumnElement[int]]:
    """How many records were entered, in time, late, are awaited, and are overdue at a moment: what is asked
    of them in any grouping.
    """
    is_awaited = Record.state.in_(AWAITED)
    conditions = (
        ~is_awaited,
        ~is_awaited & (Record.submitted_at < Record.due_by),
        ~is_awaited & (Record.submitted_at >= Record.due_by),
        is_awaited,
        is_awaited & (Record.due_by <= moment),
    )
    return [func.sum(case((one, 1), else_=0)).cast(Integer) for one in conditions]


async def timeliness(connection: AsyncConnection, committee_id: int, year: int) -> list[Timeliness]:
    """The records of a year by department and kind, as of now; what has no department comes last."""
    columns = select(Record.department, Record.kind, *counts(await now(connection))).where(
        Record.committee_id == committee_id, Record.year == year, COUNTED
    )
    grouped = columns.group_by(Record.department, Record.kind).limit(MOST_ROWS)
    ordered = grouped.order_by(Record.department.is_(None), Record.department, Record.kind)
    return [Timeliness(*tuple(row)) for row in await connection.execute(ordered)]
