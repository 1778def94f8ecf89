"""When the calendar changes, so does until when records are entered: all of it is set anew."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record
from models.store import Store
from services.actor import Actor, known
from services.committee.committees import committees
from services.committee.workdays import WorkdaysRow, calendar_of, set_workdays
from services.deadlines import deadline
from services.reason import optional_reason
from services.records.due import due_by
from services.rights.role import Right
from services.unit_of_work import unit_of_work

_SET = (
    update(Record)
    .where(Record.committee_id == bindparam("of_committee"), Record.due_from == bindparam("of_day"))
    .values(due_by=bindparam("to_due_by"))
)


async def arrange_workdays(
    store: Store,
    committee: str,
    actor: Actor | None,
    year: int,
    days_off: Collection[date],
    workdays: Collection[date],
    source: str,
    *,
    against_known: bool = False,
    reason: str | None = None,
) -> WorkdaysRow:
    """Keeps the working days of a year, and sets anew until when records are entered; raises `Refusal`."""
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ARRANGE) as unit:
        kept = await set_workdays(unit, year, days_off, workdays, source, against_known=against_known)
        await set_due(unit.connection, unit.committee_id)
        unit.result = kept.id
    return kept


async def set_due(connection: AsyncConnection, committee_id: int) -> None:
    """Sets until when every record of a committee is entered, by its calendar as it is now."""
    calendar = await calendar_of(connection, committee_id)
    of_committee = Record.committee_id == committee_id, Record.due_from >= deadline().since
    days = list(await connection.scalars(select(Record.due_from).where(*of_committee).distinct()))
    values = [
        {"of_committee": committee_id, "of_day": day, "to_due_by": due_by(calendar, day)} for day in days
    ]
    if values:
        await connection.execute(_SET, values)


async def set_all_due(store: Store) -> None:
    """The same for all committees after a migration: the calendar is the program's, not the database's."""
    async with store.writing() as connection:
        for one in await committees(connection):
            await set_due(connection, one.id)
