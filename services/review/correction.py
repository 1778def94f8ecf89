"""Counter-entries to archived records (履7): proposed beside the record, in effect once approved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, func, insert, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.correction import Correction
from models.record import Record as RecordRow
from rules import record as plain
from services.records import past
from services.records.correcting import Corrector
from services.records.matter import Other, join, other_record
from services.records.past import CORRECT
from services.records.reading import Reader, Stored
from services.records.recording import Recorder
from services.refusal import Code, Refusal
from services.review.writers import written_by
from services.slice import Slice, sliced
from services.unit_of_work import Unit

ENTITY = "correction"
# Beside what a record says: the record of the same matter that a correction names.
LINKED = "linkedTo"
# And why it is late by the day that it gives, where it is.
LATE_REASON = "late_reason"


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction; `models.correction` says more. `own`: whoever approved it had made it."""

    id: int
    committee_id: int
    record_id: int
    version: int
    state: str
    reason: str
    before: Any
    after: Any
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    own: bool


_OWN = type_coerce(Correction.made_by, String) == type_coerce(Correction.decided_by, String)
COLUMNS = [
    *(getattr(Correction, name) for name in CorrectionRow.__dataclass_fields__ if name != "own"),
    func.coalesce(_OWN, False),
]


async def propose(
    unit: Unit,
    recorder: Recorder,
    stored: Stored,
    after: plain.Record | None,
    linked: int | None = None,
    late_reason: str | None = None,
) -> int:
    """Enters a correction of an archived record, or with `after` None that it is to end; its row.

    `linked` is the record of the same matter that it names, `late_reason` why it is late by what it is to
    say. Raises `Refusal` where another one is open.
    """
    assert unit.reason is not None
    of_record = (Correction.record_id == stored.id) & (Correction.state == "submitted")
    if await unit.connection.scalar(select(Correction.id).where(of_record)) is not None:
        message = "这条记录已有一条更正等着审核：先通过或退回那一条"
        raise Refusal(Code.CONFLICT, message, "id")
    before = recorder.document(stored.record)
    proposed = None if after is None else recorder.document(after)
    if proposed is not None and linked is not None:
        proposed[LINKED] = linked
    if proposed is not None and late_reason is not None:
        proposed[LATE_REASON] = late_reason
    added = insert(Correction).values(
        committee_id=unit.committee_id,
        record_id=stored.id,
        version=stored.version,
        state="submitted",
        reason=unit.reason,
        before=before,
        after=proposed,
        made_by=unit.actor.signature,
        made_at=unit.at,
    )
    number: int = (await unit.connection.execute(added.returning(Correction.id))).scalar_one()
    unit.note("submit", ENTITY, number, {"record": stored.id, **before}, proposed)
    return number


async def of_number(unit: Unit, record_id: int, number: int) -> CorrectionRow:
    """A correction of a record that still waits; raises `Refusal` where there is none, or it is decided."""
    of_record = (Correction.record_id == record_id) & (Correction.committee_id == unit.committee_id)
    found = await unit.connection.execute(select(*COLUMNS).where(of_record, Correction.id == number))
    row = found.one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "这条记录没有这个编号的更正", "number")
    correction = CorrectionRow(*row)
    if correction.state != "submitted":
        done = {"approved": "已经通过", "returned": "已经退回"}[correction.state]
        raise Refusal(Code.CONFLICT, f"这条更正{done}：重新打开再看", "number")
    return correction


async def record_of(unit: Unit, number: int) -> int:
    """The record of a correction of the committee; raises `Refusal` where there is none."""
    mine = (Correction.committee_id == unit.committee_id) & (Correction.id == number)
    found: int | None = None
    if number < 2**63:
        found = await unit.connection.scalar(select(Correction.record_id).where(mine))
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的更正", "number")
    return found


async def give_back(unit: Unit, correction: CorrectionRow) -> None:
    """Returns a correction for the reason of the unit; the record stays as it is."""
    await _decide(unit, correction, "returned", unit.reason)
    unit.note("return", ENTITY, correction.id, {"record": correction.record_id})


async def take_effect(
    corrector: Corrector, reader: Reader, stored: Stored, correction: CorrectionRow
) -> None:
    """Puts a correction into effect: the record says from now on what it says, or ends.

    Raises `Refusal` where the record is no longer what was corrected, before anything is written.
    """
    unit = corrector.unit
    if (stored.state, stored.version) != ("archived", correction.version):
        raise Refusal(Code.CONFLICT, "这条更正以后，记录又变了：退回这一条，按现在的再更正", "number")
    after = None if correction.after is None else past.record_of(reader, correction.after)
    other = None
    if after is not None:
        await _check_key(unit, stored, after)
        other = await _linked(unit, correction)
    own = {stored.id} & {
        *await written_by(unit.connection, unit.committee_id, unit.actor.signature, [stored.id]),
        *([stored.id] if await _made_by(unit, correction.id) else ()),
    }
    await _decide(unit, correction, "approved", None)
    unit.note("approve", ENTITY, correction.id, {"record": stored.id})
    if after is None:
        await corrector.move({stored.id: stored.state}, CORRECT, "withdrawn")
        return
    if other is not None:
        after.matter = await join(corrector, stored.id, stored.record, other, reviewed=True)
    late_reason = correction.after.get(LATE_REASON)
    await corrector.change(stored.id, stored.version, stored.record, after, CORRECT, late_reason)
    await corrector.review([stored.id], own=bool(own))


async def of_record(
    connection: AsyncConnection, record_id: int, part: Slice[tuple[int, ...]]
) -> list[CorrectionRow]:
    """A slice of the corrections of a record, the latest first."""
    columns = select(*COLUMNS).where(Correction.record_id == record_id)
    return [CorrectionRow(*row) for row in await sliced(connection, columns, [Correction.id], part)]


async def of_ids(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, CorrectionRow]:
    """The corrections of these rows; one that is not there is left out."""
    rows = await connection.execute(select(*COLUMNS).where(Correction.id.in_(numbers)))
    return {row[0]: CorrectionRow(*row) for row in rows}


async def counted(connection: AsyncConnection, record_ids: Collection[int]) -> dict[int, int]:
    """How many corrections each record has; one that has none is left out."""
    columns = select(Correction.record_id, func.count()).where(Correction.record_id.in_(record_ids))
    return {row[0]: row[1] for row in await connection.execute(columns.group_by(Correction.record_id))}


async def _decide(unit: Unit, correction: CorrectionRow, state: str, answer: str | None) -> None:
    decided = update(Correction).where(Correction.id == correction.id)
    by = {"decided_by": unit.actor.signature, "decided_at": unit.at}
    await unit.connection.execute(decided.values(state=state, answer=answer, **by))


async def _made_by(unit: Unit, number: int) -> bool:
    mine: ColumnElement[bool] = type_coerce(Correction.made_by, String) == unit.actor.signature
    columns = select(Correction.id).where(Correction.id == number, mine)
    return await unit.connection.scalar(columns) is not None


async def _linked(unit: Unit, correction: CorrectionRow) -> Other | None:
    """The record of the same matter that a correction names; raises `Refusal` where it is gone."""
    linked = (correction.after or {}).get(LINKED)
    if linked is None:
        return None
    other = await other_record(unit, linked)
    if other is None or other.state == "withdrawn":
        raise Refusal(Code.CONFLICT, "更正里要关联的那条记录已经撤回：退回这一条", "number")
    return other


async def _check_key(unit: Unit, stored: Stored, after: plain.Record) -> None:
    """Raises `Refusal` where another record has got the number that a correction gives."""
    same = (RecordRow.committee_id == unit.committee_id) & (RecordRow.year == stored.year)
    same &= (RecordRow.kind == after.kind) & (RecordRow.key == after.key) & (RecordRow.id != stored.id)
    if await unit.connection.scalar(select(RecordRow.id).where(same)) is not None:
        raise Refusal(Code.CONFLICT, "更正里的编号已被另一条记录用了：退回这一条", "number")
