"""What leave that was asked for beforehand does to the list of an occasion.

Whoever is on leave and not in the list is put there, and whoever is written as absent is on leave; whoever is
written as present came after all. All their half-days are leave then; of whom some are written as leave
already, the organiser has said all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import STATE, squeezed
from files.cells.half_days import EXPECTED, ON_LEAVE
from files.cells.presence import ABSENT, LEAVE, PRESENT
from files.reading.attributes import defaults
from models.leave import Leave
from models.record import Record as Row
from rules.catalogue import Catalogue
from rules.record import Part, Record
from services.records.half_days import away, common
from services.refusal import Code, Refusal
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


def on_leave(
    catalogue: Catalogue, record: Record, members: Iterable[str], *, beforehand: bool = False
) -> Record:
    """The record with these members on leave; `beforehand`: also those who were expected to come."""
    kind = catalogue.kinds[record.kind]
    own = catalogue.attributes_of(kind, "participation")
    if all(attribute.name != STATE for attribute in own):
        return record
    turned = (ABSENT, PRESENT) if beforehand else (ABSENT,)
    carried, expected = {attribute.name for attribute in own}, common(record.parts)
    parts = {part.member: part for part in record.parts}
    for member in members:
        part = parts.get(member)
        if part is None:
            said = {} if expected is None else {EXPECTED: expected}
            parts[member] = Part(member, away(carried, {**defaults(own), STATE: LEAVE, **said}))
        elif part.attributes.get(STATE) in turned and not part.attributes.get(ON_LEAVE):
            parts[member] = Part(member, away(carried, {**part.attributes, STATE: LEAVE}))
    return replace(record, parts=[parts[member] for member in sorted(parts, key=lambda key: (len(key), key))])


async def bind(unit: Unit, granted: Iterable[Granted], record_id: int) -> None:
    """Ties the leave of an occasion to its record."""
    loose = [one.id for one in granted if one.record_id is None]
    if loose:
        await unit.connection.execute(update(Leave).where(Leave.id.in_(loose)).values(record_id=record_id))


async def entered(unit: Unit, of: Granted, department: str | None, meant: int | None) -> int | None:
    """The record of the occasion of leave, to which it is tied from now on; None: it is not entered yet.

    `department`: only of what this one organises, or of which nobody knows who does; members do not know of a
    draft. `meant` is the record, where whoever decides says so and the leave names none. Raises `Refusal`
    where it could be several, or is none of that kind and day.
    """
    if of.record_id is not None:
        if meant not in (None, of.record_id):
            message = "请假的人写明的是另一次会议活动：不写 record，或者不批准，请他重新请假"
            raise Refusal(Code.BAD_USER_INPUT, message, "record")
        return of.record_id
    of_day = (Row.committee_id == unit.committee_id) & (Row.kind == of.kind) & (Row.day == of.day)
    columns = select(Row.id, Row.title).where(of_day, Row.state != "withdrawn").order_by(Row.id)
    if department is not None:
        columns = columns.where(Row.department.is_(None) | (Row.department == department))
    known = (await unit.connection.execute(columns)).all()
    if meant is not None:
        found = [row for row in known if row.id == meant]
        if not found:
            message = f"这不是 {of.day} 的“{of.kind}”：写请假的那一次的 id，还没有录入的不写"
            raise Refusal(Code.NOT_FOUND, message, "record")
    else:
        found = [row for row in known if of.is_of(row.id, of.kind, of.day, row.title)]
        same = [row for row in found if squeezed(row.title) == squeezed(of.title)]
        found = same or found
    if len(found) > 1:
        titles = "、".join(f"“{row.title}”" for row in found[:10])
        raise Refusal(Code.CONFLICT, f"那一天有几次可能是它：{titles}。在 record 写明是哪一次", "record")
    for row in found:
        await bind(unit, [of], row.id)
        return int(row.id)
    return None


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
