"""Meetings that look together at what people raise (民情分析研判会, 议8): called for a day, with the figures
of a period as papers, which are frozen then; held, when their conclusions are noted.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import LAST_ROW
from models.opinion_meeting import OpinionMeeting
from models.personal import Vault
from models.store import Store
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.opinions import analysis
from services.opinions.alike_groups import groups_alike
from services.opinions.analysed import analysed
from services.opinions.analysis import figures, period
from services.opinions.form import DECLARED, check_unmarked
from services.opinions.report import Report, report, report_of
from services.opinions.sealing import CONCLUSIONS, key_of, opened
from services.opinions.search import TextIndexes
from services.opinions.transitions import CALL, CANCEL, CONCLUDE, MEETINGS
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.slice import Slice, sliced
from services.unit_of_work import Unit, check_right, unit_of_work

ENTITY = "opinion meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting; `models.opinion_meeting` says more. `conclusions` are None before it was held, and where
    nobody can read them any more.
    """

    id: int
    state: str
    version: int
    day: date
    papers: Report
    conclusions: str | None
    called_at: datetime

    @property
    def available(self) -> list[str]:
        """What may be done about it now."""
        return [one.action for one in MEETINGS.leaving(self.state)]


async def meetings(
    connection: AsyncConnection, vault: Vault, committee_id: int, part: Slice[tuple[int]]
) -> list[MeetingRow]:
    """The meetings of a committee, those that were called last first."""
    rows = await sliced(connection, _COLUMNS.where(_own(committee_id)), (OpinionMeeting.id,), part)
    return [_row(vault, row) for row in rows]


async def count_meetings(connection: AsyncConnection, committee_id: int) -> int:
    """How many there are."""
    asked = select(func.count()).select_from(OpinionMeeting).where(_own(committee_id))
    return (await connection.scalar(asked)) or 0


async def meeting(connection: AsyncConnection, vault: Vault, committee_id: int, number: int) -> MeetingRow:
    """One of a committee; raises `Refusal`."""
    which = _own(committee_id) & (OpinionMeeting.id == min(number, LAST_ROW))
    row = (await connection.execute(_COLUMNS.where(which))).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的研判会", "number")
    return _row(vault, row)


async def call(
    store: Store,
    indexes: TextIndexes,
    committee: str,
    actor: Actor | None,
    day: date,
    days: tuple[date, date],
) -> MeetingRow:
    """Calls a meeting for a day; its papers are what became of items in a period as it stands now. Raises
    `Refusal`.
    """
    await check_right(store, committee, known(actor), Right.REVIEW_OPINIONS)
    asked = period(*days)
    async with store.reading() as connection:
        of = await committee_of(connection, committee)
        came = figures(await analysed(connection, of.id), asked).of(analysis.RECEIVED)
    alike = await asyncio.to_thread(groups_alike, await indexes.of(store, of.id), came)
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        papers = report(
            await analysed(unit.connection, unit.committee_id), asked, [one.items for one in alike]
        )
        number = await _add(unit, day, papers)
        unit.result = number
        return await meeting(unit.connection, unit.vault, unit.committee_id, number)


async def conclude(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    said: str,
    *,
    not_classified: bool,
) -> MeetingRow:
    """Notes what a meeting came to, or notes it anew; raises `Refusal`."""
    if not not_classified:
        raise Refusal(Code.BAD_USER_INPUT, DECLARED, "notClassified")
    told = several_lines(said, "conclusions")
    check_unmarked(told, "conclusions")
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        wrapped = await unit.connection.scalar(
            select(OpinionMeeting.key).where(_own(unit.committee_id), OpinionMeeting.id == number)
        )
        sealed = None if wrapped is None else key_of(unit.vault, wrapped).seal(CONCLUSIONS, told)
        return await _moved(unit, number, version, CONCLUDE, conclusions=sealed)


async def cancel(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> MeetingRow:
    """Cancels a meeting that was not held; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        return await _moved(unit, number, version, CANCEL)


_COLUMNS: Any = select(*(getattr(OpinionMeeting, column.key) for column in OpinionMeeting.__table__.columns))


def _own(committee_id: int) -> ColumnElement[bool]:
    return OpinionMeeting.committee_id == committee_id


def _row(vault: Vault, row: Any) -> MeetingRow:
    key = None if row.key is None else vault.key(row.key)
    return MeetingRow(
        id=row.id,
        state=row.state,
        version=row.version,
        day=row.day,
        papers=report_of(row.figures),
        conclusions=opened(key, CONCLUSIONS, row.conclusions),
        called_at=row.called_at,
    )


async def _add(unit: Unit, day: date, papers: Report) -> int:
    state = MEETINGS.steps[0].to
    added = insert(OpinionMeeting).values(
        committee_id=unit.committee_id,
        state=state,
        version=1,
        day=day,
        first_day=papers.first,
        last_day=papers.last,
        figures=papers.told(),
        key=unit.vault.new().wrapped,
        called_at=unit.at,
        called_by=unit.actor.signature,
    )
    number: int = (await unit.connection.execute(added.returning(OpinionMeeting.id))).scalar_one()
    unit.note(CALL, ENTITY, number, after={"state": state, "version": 1, "day": day.isoformat()})
    return number


async def _moved(unit: Unit, number: int, version: int, action: str, **values: Any) -> MeetingRow:
    read = partial(meeting, unit.connection, unit.vault, unit.committee_id, number)
    found = await read()
    if found.version != version:
        message = f"这次研判会其间改动过（现在是第 {found.version} 版）：先看现在的，再办"
        raise Refusal(Code.CONFLICT, message, "version")
    told = {"state": MEETINGS.after(found.state, action), "version": version + 1}
    changed = update(OpinionMeeting).where(OpinionMeeting.id == number)
    await unit.connection.execute(changed.values(**told, **values))
    # What was concluded stands in no trail.
    unit.note(action, ENTITY, number, {"state": found.state, "version": version}, told)
    unit.result = number
    return await read()
