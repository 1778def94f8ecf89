"""What one import has done, by the trail: how many records or members it entered, changed and withdrew."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.record import Record
from services.records.past import ADD, WITHDRAW


@dataclass(frozen=True, slots=True)
class Batch:
    """A unit of work that imported: its number, how many records it touched of either form (`occasions` and
    `works`) and how many `members`, of these how many it `entered`, how many records it `withdrew`, and how
    many corrections it put up.
    """

    number: int
    occasions: int
    works: int
    members: int
    entered: int
    withdrew: int
    corrections: int


async def batch_of(connection: AsyncConnection, committee_id: int, number: int) -> Batch:
    """What the unit of work of this number did with records and members."""
    of_unit = (Change.committee_id == committee_id) & (Change.revision == number)
    of_records = of_unit & (Change.entity == "record")
    of_members = of_unit & (Change.entity == "membership")
    touched = select(Change.entity_id).where(of_records)
    forms = select(Record.form, func.count(Record.id).label("times")).where(Record.id.in_(touched))
    counts = {row.form: row.times for row in await connection.execute(forms.group_by(Record.form))}

    async def how_many(condition: ColumnElement[bool]) -> int:
        return int(
            await connection.scalar(select(func.count(Change.entity_id.distinct())).where(condition)) or 0
        )

    return Batch(
        number=number,
        occasions=counts.get("occasion", 0),
        works=counts.get("work", 0),
        members=await how_many(of_members),
        entered=await how_many((of_records | of_members) & (Change.action == ADD)),
        withdrew=await how_many(of_records & (Change.action == WITHDRAW)),
        corrections=await how_many(of_unit & (Change.entity == "correction")),
    )
