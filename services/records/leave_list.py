"""What leave that was asked for beforehand does to the list of an occasion.

Whoever is on leave and not in the list is put there, and whoever is written as absent is on leave; whoever is
written as present came after all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import STATE, squeezed
from files.cells.presence import ABSENT, LEAVE, PRESENT
from files.reading.attributes import defaults
from models.leave import Leave
from models.record import Record as Row
from rules.catalogue import Catalogue
from rules.record import Part, Record
from services.unit_of_work import Unit

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Granted:
    """Leave that was approved, of a membership, for a record or an occasion that was not entered then."""

    id: int
    membership_id: int
    record_id: int | None
    kind: str
    day: date
    title: str

    def is_of(self, record_id: int | None, kind: str, day: date, title: str) -> bool:
        """Whether it is for this occasion: by its record, else by kind, day, and one title in the other."""
        if self.record_id is not None:
            return self.record_id == record_id
        own, other = squeezed(self.title), squeezed(title)
        return (self.kind, self.day) == (kind, day) and bool(own and other) and (own in other or other in own)


_COLUMNS: Any = select(
    Leave.id, Leave.membership_id, Leave.record_id, Leave.kind, Leave.day, Leave.title
).where(Leave.state == APPROVED)


async def granted_in(unit: Unit) -> list[Granted]:
    """All leave that was approved in the committee."""
    found = _COLUMNS.where(Leave.committee_id == unit.committee_id)
    return [Granted(*row) for row in await unit.connection.execute(found)]


async def granted_for(unit: Unit, record: Record, record_id: int | None = None) -> list[Granted]:
    """The leave that was approved for an occasion."""
    of_day = (Leave.committee_id == unit.committee_id) & (Leave.day == record.day)
    found = _COLUMNS.where(of_day | (Leave.record_id == (record_id or 0)))
    rows = [Granted(*row) for row in await unit.connection.execute(found)]
    return [one for one in rows if one.is_of(record_id, record.kind, record.day, record.title)]


async def entered_for(unit: Unit, granted: Granted, department: str | None) -> int | None:
    """The occasion that leave is for which names no record, where exactly one is entered: members do not know
    of a draft. `department`: only of what this one organises, or of which nobody knows who does.
    """
    of_day = (Row.committee_id == unit.committee_id) & (Row.kind == granted.kind) & (Row.day == granted.day)
    columns = select(Row.id, Row.kind, Row.day, Row.title).where(of_day, Row.state != "withdrawn")
    if department is not None:
        columns = columns.where(Row.department.is_(None) | (Row.department == department))
    found = [row.id for row in await unit.connection.execute(columns) if granted.is_of(*row)]
    return found[0] if len(found) == 1 else None


def on_leave(
    catalogue: Catalogue, record: Record, members: Iterable[str], *, beforehand: bool = False
) -> Record:
    """The record with these members on leave; `beforehand`: also those who were expected to come."""
    kind = catalogue.kinds[record.kind]
    own = catalogue.attributes_of(kind, "participation")
    if all(attribute.name != STATE for attribute in own):
        return record
    turned = (ABSENT, PRESENT) if beforehand else (ABSENT,)
    parts = {part.member: part for part in record.parts}
    for member in members:
        part = parts.get(member)
        if part is None:
            parts[member] = Part(member, {**defaults(own), STATE: LEAVE})
        elif part.attributes.get(STATE) in turned:
            parts[member] = Part(member, {**part.attributes, STATE: LEAVE})
    return replace(record, parts=[parts[member] for member in sorted(parts, key=lambda key: (len(key), key))])


async def bind(unit: Unit, granted: Iterable[Granted], record_id: int) -> None:
    """Ties the leave of an occasion to its record."""
    loose = [one.id for one in granted if one.record_id is None]
    if loose:
        await unit.connection.execute(update(Leave).where(Leave.id.in_(loose)).values(record_id=record_id))


async def asked_for(
    connection: AsyncConnection, parts: Collection[tuple[int, int]]
) -> dict[tuple[int, int], bool]:
    """Whether each membership was given leave beforehand for a record; keys are (record, membership)."""
    records = {record_id for record_id, _ in parts}
    columns = select(Row.id, Row.kind, Row.day, Row.title).where(Row.id.in_(records))
    told = {row.id: (row.kind, row.day, row.title) for row in await connection.execute(columns)}
    days, members = {day for _, day, _ in told.values()}, {member for _, member in parts}
    of_these = Leave.membership_id.in_(members) & (Leave.day.in_(days) | Leave.record_id.in_(records))
    granted: dict[int, list[Granted]] = {}
    for row in await connection.execute(_COLUMNS.where(of_these)):
        granted.setdefault(row.membership_id, []).append(Granted(*row))
    return {
        (record_id, member): any(one.is_of(record_id, *told[record_id]) for one in granted.get(member, ()))
        for record_id, member in parts
        if record_id in told
    }
