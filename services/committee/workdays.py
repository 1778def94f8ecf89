"""The working days of a committee: what it has entered of a year, beside what is known anyway."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.quick import Quick
from models.workdays import Workdays
from services.deadlines import Arrangement, Calendar, is_weekend, known_arrangement
from services.reason import one_line
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

ENTITY = "workdays"
LONGEST_SOURCE = 200
# A year has some 30 days off that fall together, and as many weekend days among them.
MOST_DAYS = 100
FIRST_YEAR, LAST_YEAR = 2004, 2200
# Off by law whatever else is arranged (《全国年节及纪念日放假办法》): a list without them is not whole.
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


# Put together once: that costs more than to run it.
_OF_COMMITTEE = Quick(
    select(*(Workdays.id, Workdays.year, Workdays.days_off, Workdays.workdays, Workdays.source))
    .where(Workdays.committee_id == bindparam("of_committee"))
    .order_by(Workdays.year.desc())
)


@dataclass(frozen=True, slots=True)
class WorkdaysRow:
    """The arrangement of a year as a committee has entered it, with the notice it is from."""

    id: int
    year: int
    days_off: tuple[date, ...]
    workdays: tuple[date, ...]
    source: str

    @property
    def arrangement(self) -> Arrangement:
        """The same for a calendar."""
        return Arrangement(self.year, frozenset(self.days_off), frozenset(self.workdays))


async def arrangements(connection: AsyncConnection, committee_id: int) -> list[WorkdaysRow]:
    """All years that a committee has entered, the latest first."""
    rows = await _OF_COMMITTEE.rows(connection, of_committee=committee_id)
    return [
        WorkdaysRow(number, year, _days(days_off), _days(workdays), source)
        for number, year, days_off, workdays, source in rows
    ]


async def calendars_of(connection: AsyncConnection, committee_ids: Collection[int]) -> dict[int, Calendar]:
    """The calendars of these committees."""
    return {one: await calendar_of(connection, one) for one in committee_ids}


async def calendar_of(connection: AsyncConnection, committee_id: int) -> Calendar:
    """The calendar by which a committee counts."""
    return Calendar(one.arrangement for one in await arrangements(connection, committee_id))


async def set_workdays(
    unit: Unit,
    year: int,
    days_off: Collection[date],
    workdays: Collection[date],
    source: str,
    *,
    against_known: bool = False,
) -> WorkdaysRow:
    """Keeps the arrangement of a year in place of what was entered before; raises `Refusal`.

    What the program knows of the year otherwise is refused, unless it is said to be `against_known`: a notice
    may be newer than the program. Whoever calls this sets anew what is due (`services.records.arranging`).
    """
    checked = _checked(year, days_off, workdays)
    told = one_line(source, LONGEST_SOURCE)
    if told is None:
        message = f"写明依据的文件，如 国办发明电〔2026〕7号，不超过 {LONGEST_SOURCE} 个字"
        raise Refusal(Code.BAD_USER_INPUT, message, "source")
    if not against_known:
        _check_known(checked)
    before = next(
        (one for one in await arrangements(unit.connection, unit.committee_id) if one.year == year), None
    )
    values = {**_texts(checked), "source": told}
    if before is None:
        added = insert(Workdays).values(committee_id=unit.committee_id, year=year, **values)
        row_id = (await unit.connection.execute(added.returning(Workdays.id))).scalar_one()
    else:
        row_id = before.id
        await unit.connection.execute(update(Workdays).where(Workdays.id == row_id).values(values))
    former = None if before is None else {**_texts(before.arrangement), "source": before.source}
    unit.note("arrange", ENTITY, row_id, former, {"year": year, **values})
    return WorkdaysRow(row_id, year, tuple(sorted(checked.days_off)), tuple(sorted(checked.workdays)), told)


def _checked(year: int, days_off: Collection[date], workdays: Collection[date]) -> Arrangement:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(Code.BAD_USER_INPUT, f"年份应为 {FIRST_YEAR} 到 {LAST_YEAR}", "year")
    for field, days in (("daysOff", days_off), ("workdays", workdays)):
        if len(days) > MOST_DAYS:
            raise Refusal(Code.BAD_USER_INPUT, f"太多：最多 {MOST_DAYS} 天", field)
        if twice := {day for day in days if sum(one == day for one in days) > 1}:
            raise Refusal(Code.BAD_USER_INPUT, f"写了两次：{_told(twice)}", field)
        if outside := {day for day in days if not _of_year(day, year)}:
            message = f"不是 {year} 年的，也不在年初年末连着的几天里：{_told(outside)}"
            raise Refusal(Code.BAD_USER_INPUT, message, field)
    if both := {*days_off} & {*workdays}:
        raise Refusal(Code.BAD_USER_INPUT, f"又放假又上班：{_told(both)}", "workdays")
    if weekdays := {day for day in workdays if not is_weekend(day)}:
        message = f"调休上班的应是星期六、星期日，这几天不是：{_told(weekdays)}"
        raise Refusal(Code.BAD_USER_INPUT, message, "workdays")
    if lacking := {date(year, *one) for one in _ALWAYS_OFF} - {*days_off}:
        message = f"放假的日子不全，法定节假日里还缺：{_told(lacking)}"
        raise Refusal(Code.BAD_USER_INPUT, message, "daysOff")
    return Arrangement(year, frozenset(days_off), frozenset(workdays))


def _of_year(day: date, year: int) -> bool:
    """Whether a notice of a year may name a day: also the last week before it, the first after it."""
    return date(year - 1, 12, 25) <= day <= date(year + 1, 1, 7)


def _check_known(told: Arrangement) -> None:
    """Refuses what differs from the days of the year that the program knows, in how a day is worked."""
    known = known_arrangement(told.year)
    if known is None:
        return
    calendar, entered = Calendar(), Calendar([told])
    days = {*known.days_off, *known.workdays, *told.days_off, *told.workdays}
    differing = sorted(
        day for day in days if day.year == told.year and calendar.is_workday(day) != entered.is_workday(day)
    )
    if differing:
        said = "、".join(f"{day}{'上班' if calendar.is_workday(day) else '放假'}" for day in differing)
        message = (
            f"程序已知 {told.year} 年的安排，与所写的不同：程序是 {said}。"
            "先核对文件；确是文件改了的，写明按文件（againstKnown，命令行 --against-known）"
        )
        raise Refusal(Code.CONFLICT, message, "year")


def _texts(told: Arrangement) -> dict[str, Any]:
    return {
        "days_off": [day.isoformat() for day in sorted(told.days_off)],
        "workdays": [day.isoformat() for day in sorted(told.workdays)],
    }


def _days(texts: Sequence[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


def _told(days: Iterable[date]) -> str:
    return "、".join(str(day) for day in sorted(days))
