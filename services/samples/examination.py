"""What is drawn, record by record: as it was when the frame was fixed, as it is now, what was found of it;
and what the findings come to (履7). Departments are not compared by that: so few records tell too little.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.problem import masked
from models.record import Record
from models.rows import columns_of
from models.sample import CURES, SampleFinding
from models.store import Store
from scoring.sample_size import interval
from services.actor import Actor, known
from services.reason import one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.samples.frame import Line, lines_of
from services.samples.sampling import (
    ENTITY,
    STEPS,
    Draw,
    SampleRow,
    drawn,
    frame_of,
    in_order,
    part_of,
    sample,
)
from services.unit_of_work import Unit, unit_of_work

LONGEST_WHAT = 500


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What an examination found; `models.sample` says more."""

    record_id: int
    record_version: int
    version: int
    fault: bool
    what: str | None
    cure: str | None
    found_at: datetime
    found_by: str


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A record that was drawn, as the `place`-th from 1: of which version then, of which version and state
    now, and what was found; `finding` None: it was not examined yet.
    """

    place: int
    line: Line
    version_now: int
    state_now: str
    finding: FindingRow | None

    @property
    def changed(self) -> bool:
        """Whether it has changed since the frame was fixed."""
        return self.version_now != self.line.version or self.state_now != "archived"


@dataclass(frozen=True, slots=True)
class Result:
    """What a draw came to: of how many records in the frame, how many examined, how many faulty.

    `share` is the exact interval of 95 %, in tenths of a percent; None until all that were drawn are
    examined: those examined so far were perhaps not left to chance.
    """

    draw: Draw
    records: int
    examined: int
    faults: int
    share: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody found of a record: nothing, or `what` is wrong and its `cure`."""

    record_id: int
    fault: bool
    what: str | None = None
    cure: str | None = None


async def examined(connection: AsyncConnection, of: SampleRow) -> list[DrawnRow]:
    """What is drawn, in the order of the draw."""
    frame = await frame_of(connection, of)
    # A large frame takes a while to hash, and others are served meanwhile.
    lines = await asyncio.to_thread(lambda: drawn(of, lines_of(frame)))
    ids = [one.id for one in lines]
    columns = select(Record.id, Record.version, Record.state).where(Record.id.in_(ids))
    now = {row.id: row for row in await connection.execute(columns)}
    found = await _findings(connection, of)
    return [
        DrawnRow(at, one, now[one.id].version, now[one.id].state, found.get(one.id))
        for at, one in enumerate(lines, 1)
    ]


async def results(connection: AsyncConnection, of: SampleRow) -> list[Result]:
    """What each draw came to, in the order in which they were asked for."""
    frame = await frame_of(connection, of)
    ordered = await asyncio.to_thread(lambda: in_order(of, lines_of(frame)))
    findings = await _findings(connection, of)
    found = []
    for one in of.taken:
        own = [findings[line.id] for line in part_of(ordered, one) if line.id in findings]
        faults = sum(each.fault for each in own)
        there = sum(one.stratum.has(line.kind, line.department) for line in ordered)
        share = interval(faults, one.size) if len(own) == one.size else None
        found.append(Result(one, there, len(own), faults, share))
    return found


async def find(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, said: Found
) -> SampleRow:
    """Notes what was found of a drawn record; `version` counts what was noted of it before.

    Raises `Refusal`.
    """
    values = _values(said)
    async with unit_of_work(store, committee, known(actor), right=Right.EXAMINE) as unit:
        of = await sample(unit.connection, unit.committee_id, number)
        STEPS.after(of.state, "find")
        row = await _drawn(unit, of, said.record_id)
        before = row.finding
        if version != (before.version if before else 0):
            message = "这条记录的检查结果已被别人写过：先看现在的再改"
            raise Refusal(Code.CONFLICT, message, "version")
        values |= {"found_at": unit.at, "found_by": unit.actor.signature, "record_version": row.version_now}
        of_record = (SampleFinding.sample_id == number) & (SampleFinding.record_id == said.record_id)
        if before is None:
            own = {"committee_id": unit.committee_id, "sample_id": number, "record_id": said.record_id}
            await unit.connection.execute(insert(SampleFinding).values(version=1, **own, **values))
        else:
            changed = update(SampleFinding).where(of_record).values(version=version + 1, **values)
            await unit.connection.execute(changed)
        after = {"record": said.record_id, "fault": said.fault, "cure": said.cure}
        was = None if before is None else {"fault": before.fault, "cure": before.cure}
        unit.note("find", ENTITY, number, was, after)
        unit.result = number
        return of


def _values(said: Found) -> dict[str, Any]:
    what = None if said.what is None else one_line(said.what, LONGEST_WHAT)
    if said.fault and (what is None or said.cure not in CURES):
        message = f"有问题的，写明是什么问题，不超过 {LONGEST_WHAT} 个字，和怎样改：退回改正，或者冲正"
        raise Refusal(Code.BAD_USER_INPUT, message, "what" if what is None else "cure")
    if not said.fault and (said.what is not None or said.cure is not None):
        raise Refusal(Code.BAD_USER_INPUT, "没有问题的，不写问题和怎样改", "what")
    if what is not None and masked(what) != what:
        raise Refusal(Code.BAD_USER_INPUT, "问题里不要写电话号码、身份证号", "what")
    return {"fault": said.fault, "what": what, "cure": said.cure}


async def _drawn(unit: Unit, of: SampleRow, record_id: int) -> DrawnRow:
    for row in await examined(unit.connection, of):
        if row.line.id == record_id:
            return row
    raise Refusal(Code.NOT_FOUND, "没有抽到这条记录", "record")


async def _findings(connection: AsyncConnection, of: SampleRow) -> dict[int, FindingRow]:
    columns = select(*columns_of(FindingRow, SampleFinding)).where(SampleFinding.sample_id == of.id)
    return {row.record_id: FindingRow(*row) for row in await connection.execute(columns)}
