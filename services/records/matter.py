"""Making records one matter: the same text spoken and printed, a speech and the item made of it."""

from dataclasses import dataclass

from sqlalchemy import select

from models.record import LONGEST_KEY
from models.record import Record as Row
from models.rows import batches
from rules.record import Record
from services.records.recording import Recorder
from services.refusal import Code, Refusal
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Other:
    """The record that another is linked to, as far as that matters. `name` names it as files would."""

    id: int
    state: str
    matter: str | None
    name: str


async def other_record(unit: Unit, record_id: int) -> Other | None:
    """The record of this id, if the committee has it."""
    columns = select(Row.id, Row.state, Row.matter, Row.kind, Row.key)
    found = await unit.connection.execute(
        columns.where(Row.committee_id == unit.committee_id, Row.id == record_id)
    )
    row = found.one_or_none()
    return None if row is None else Other(row.id, row.state, row.matter, _name(row.kind, row.key))


async def join(
    recorder: Recorder, record_id: int | None, record: Record, other: Other, *, reviewed: bool = False
) -> str:
    """Makes `other`, and whatever is of its matter, of one matter with `record`; the name of it.

    The caller writes `record` under that name. Of two matters the least name stays, on all their records.
    What is archived changes by a correction alone: raises `Refusal` where one of them is, unless this is
    `reviewed` as one.
    """
    mine, theirs = record.matter, other.matter
    if theirs is None:
        name = mine or await _unused(recorder.unit, min(_name(record.kind, record.key), other.name))
        await _tie(recorder, {other.id: None}, name, reviewed)
        return name
    if mine is None:
        return theirs
    name, lost = min(mine, theirs), max(mine, theirs)
    of_lost = Row.committee_id == recorder.unit.committee_id, Row.matter == lost
    moved = await recorder.unit.connection.scalars(select(Row.id).where(*of_lost).order_by(Row.id))
    # The record itself is about to be written, as of the version that it has.
    renamed: dict[int, str | None] = {one: lost for one in moved if one != record_id}
    if name != lost and renamed:
        await _tie(recorder, renamed, name, reviewed)
    return name


async def _tie(recorder: Recorder, matters: dict[int, str | None], name: str, reviewed: bool) -> None:
    if not reviewed:
        for some in batches(matters):
            archived = Row.id.in_(some) & (Row.state == "archived")
            if await recorder.unit.connection.scalar(select(Row.id).where(archived).limit(1)) is not None:
                message = "要关联的记录已归档：请在它那里另立更正，关联这一条"
                raise Refusal(Code.CONFLICT, message, "linkedTo")
    await recorder.tie(matters, name)


def _name(kind: str, key: str) -> str:
    # A natural key begins with the kind already.
    return (key if key.startswith(f"{kind} ") else f"{kind} {key}")[:LONGEST_KEY]


async def _unused(unit: Unit, name: str) -> str:
    """The name, with a number behind it where other records have a matter of this name."""
    number, found = 1, name
    while await unit.connection.scalar(
        select(Row.id).where(Row.committee_id == unit.committee_id, Row.matter == found).limit(1)
    ):
        number += 1
        found = f"{name[: LONGEST_KEY - 10]} {number}"
    return found
