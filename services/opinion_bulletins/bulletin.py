"""The bulletin of opinion items of a quarter or a year (议11, 13): signed once, when the period is over, with
its figures as they stand then. What came too late for the bulletin of an earlier period is told in the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import Struct, convert, to_builtins
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import LAST_ROW
from models.opinion import Opinion, OpinionOutcome
from models.opinion_bulletin import OpinionBulletin
from models.rows import columns_of
from models.store import Store
from services.actor import Actor, known
from services.opinions import analysis
from services.opinions.analysed import analysed
from services.opinions.analysis import Analysed, Period, quarter_of
from services.opinions.report import Report, report
from services.reason import one_line
from services.refusal import Code, Refusal
from services.rights.held import today
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

ENTITY = "opinion bulletin"
LONGEST_NUMBER, MOST_ISSUES, MOST = 40, 9_999, 100
YEARS, QUARTERS = (2000, 2100), 4
# Figures by department, sector, unit and author.
GROUPED = (analysis.DEPARTMENT, analysis.SECTOR, analysis.UNIT, analysis.AREA, analysis.AUTHOR)


class Late(Struct, frozen=True, kw_only=True):
    """An outcome of an item of a day that an earlier bulletin had told, noted since that was signed."""

    item: int
    outcome: str
    level: str
    day: date


class Frozen(Struct, frozen=True):
    """What a bulletin tells."""

    report: Report
    late: list[Late]


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A signed bulletin; `models.opinion_bulletin` says more."""

    id: int
    committee_id: int
    first_day: date
    last_day: date
    number: str
    issue: int
    figures: Any
    signed_at: datetime
    signed_by: str

    @property
    def told(self) -> Frozen:
        """What it tells."""
        return convert(self.figures, Frozen)


_COLUMNS = columns_of(BulletinRow, OpinionBulletin)


def period_of(year: int, quarter: int | None) -> Period:
    """The days of a year, or of one of its quarters; raises `Refusal`."""
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refusal(Code.BAD_USER_INPUT, f"year 写 {YEARS[0]} 到 {YEARS[1]} 的年份", "year")
    if quarter is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= quarter <= QUARTERS:
        raise Refusal(Code.BAD_USER_INPUT, "quarter 写 1 到 4；全年的不写", "quarter")
    return quarter_of(date(year, 3 * quarter, 1))


async def sign(
    store: Store,
    committee: str,
    actor: Actor | None,
    days: tuple[int, int | None],
    number: str,
    issue: int,
) -> BulletinRow:
    """Signs the bulletin of a year, or of a quarter; raises `Refusal` where it is not over, or was signed."""
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        period, called = period_of(*days), one_line(number, LONGEST_NUMBER)
        if called is None:
            raise Refusal(Code.BAD_USER_INPUT, f"写发文字号，1 到 {LONGEST_NUMBER} 个字", "documentNumber")
        if not 1 <= issue <= MOST_ISSUES:
            raise Refusal(Code.BAD_USER_INPUT, f"期数写 1 到 {MOST_ISSUES:,}", "issue")
        if period.last >= await today(unit.connection):
            raise Refusal(Code.CONFLICT, f"到 {period.last} 为止的还没有完：完了再签发", "year")
        own = _own(unit.committee_id)
        same = own & (OpinionBulletin.first_day == period.first) & (OpinionBulletin.last_day == period.last)
        if await unit.connection.scalar(select(OpinionBulletin.id).where(same)) is not None:
            raise Refusal(Code.CONFLICT, "这一段的已经签发：以后补记的，写进下一期", "year")
        row_id = await _add(unit, period, called, issue)
        unit.result = row_id
        return await bulletin(unit.connection, unit.committee_id, row_id)


async def bulletin(connection: AsyncConnection, committee_id: int, number: int) -> BulletinRow:
    """One of a committee; raises `Refusal`."""
    which = _own(committee_id) & (OpinionBulletin.id == min(number, LAST_ROW))
    found = await _rows(connection, which)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这份通报", "number")
    return found[0]


async def bulletins(connection: AsyncConnection, committee_id: int) -> list[BulletinRow]:
    """Those of a committee, signed last first; at most a hundred."""
    return await _rows(connection, _own(committee_id))


async def _rows(connection: AsyncConnection, which: ColumnElement[bool]) -> list[BulletinRow]:
    columns = select(*_COLUMNS).where(which).order_by(OpinionBulletin.id.desc()).limit(MOST)
    return [BulletinRow(*row) for row in await connection.execute(columns)]


def _own(committee_id: int) -> ColumnElement[bool]:
    return OpinionBulletin.committee_id == committee_id


async def _add(unit: Unit, period: Period, number: str, issue: int) -> int:
    items = await analysed(unit.connection, unit.committee_id)
    told = Frozen(report(items, period, by=GROUPED), await _late(unit, period, items))
    added = insert(OpinionBulletin).values(
        committee_id=unit.committee_id,
        first_day=period.first,
        last_day=period.last,
        number=number,
        issue=issue,
        figures=to_builtins(told),
        signed_at=unit.at,
        signed_by=unit.actor.signature,
    )
    row_id: int = (await unit.connection.execute(added.returning(OpinionBulletin.id))).scalar_one()
    days = {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}
    unit.note("sign", ENTITY, row_id, after={**days, "number": number, "issue": issue})
    return row_id


async def _late(unit: Unit, period: Period, items: Sequence[Analysed]) -> list[Late]:
    """What happened before the period, and was noted after the last bulletin had told of that day."""
    before = _own(unit.committee_id) & (OpinionBulletin.last_day < period.first)
    signed = await unit.connection.scalar(select(func.max(OpinionBulletin.signed_at)).where(before))
    if signed is None:
        return []
    until = await unit.connection.scalar(select(func.max(OpinionBulletin.last_day)).where(before))
    columns = select(OpinionOutcome.opinion_id, OpinionOutcome.outcome, OpinionOutcome.level)
    columns = columns.add_columns(OpinionOutcome.day).join(Opinion, Opinion.id == OpinionOutcome.opinion_id)
    late = (OpinionOutcome.committee_id == unit.committee_id) & (OpinionOutcome.day <= until)
    late &= (OpinionOutcome.noted_at > signed) & OpinionOutcome.taken_back_at.is_(None)
    counted = {one.number for one in items}
    rows = await unit.connection.execute(columns.where(late).order_by(OpinionOutcome.day, OpinionOutcome.id))
    return [
        Late(item=row.opinion_id, outcome=row.outcome, level=row.level, day=row.day)
        for row in rows
        if row.opinion_id in counted
    ]
