"""How many occasions and works there were in each month of a year, by the department that enters them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, case, extract, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import SCORED, Record

# Departments times months; a year has some 30 of the former.
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Activity:
    """What a department has in a month, of which `month` is the first day: occasions and works that count,
    each once, however many members took part.
    """

    month: date
    department: str | None
    occasions: int
    works: int


async def activity(connection: AsyncConnection, committee_id: int, year: int) -> list[Activity]:
    """The records of a year that are approved or archived, by month; what has no department comes last."""
    month = extract("year", Record.day).cast(Integer), extract("month", Record.day).cast(Integer)
    occasions = func.sum(case((Record.form == "occasion", 1), else_=0)).cast(Integer)
    counted = (
        select(*month, Record.department, occasions, func.count())
        .where(Record.committee_id == committee_id, Record.year == year, Record.state.in_(SCORED))
        .group_by(*month, Record.department)
        .order_by(*month, Record.department.is_(None), Record.department)
        .limit(MOST_ROWS)
    )
    return [
        Activity(date(of_year, at, 1), department, occasions, records - occasions)
        for of_year, at, department, occasions, records in await connection.execute(counted)
    ]
