"""`luzhi workdays`, `luzhi due`, `luzhi timeliness`: working days, what is awaited, what came late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import wrong_call
from commands.option import ActorName, Address, CommitteeCode, Reason, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.committee.workdays import WorkdaysRow
    from services.records.due import Due
    from services.records.listing import RecordRow
    from services.records.timeliness import Timeliness

workdays_app = typer.Typer(no_args_is_help=True)
Department = Annotated[str | None, typer.Option("--department", metavar="部门", help="只要这个部门的")]
Days = Annotated[
    list[str],
    typer.Option(metavar="日期", help="一天，或连着的几天：2027-02-05..2027-02-11；可以写几次"),
]
OtherDays = Annotated[
    list[str] | None, typer.Option(metavar="日期", help="调休上班的日子，写法相同；没有就不写")
]


class State(StrEnum):
    """Which of what is awaited is listed."""

    OPEN = "没到期"
    DUE_SOON = "快到期"
    OVERDUE = "已过期"
    UNKNOWN = "期限不知道"
    NONE = "没有期限"


@workdays_app.command("set")
def set_year(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=2004, max=2200, help="哪一年")],
    source: Annotated[str, typer.Option(metavar="文号", help="依据的文件，如 国办发明电〔2026〕7号")],
    off: Days,
    work: OtherDays = None,
    against_known: Annotated[
        bool, typer.Option("--against-known", help="程序已知这一年而与所写的不同的，核对过文件，仍照所写的")
    ] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """写入一年放假（--off）和调休上班（--work）的日子，换下原来写入的；期限随即重算。"""
    from commands.database import changed
    from services.records.arranging import arrange_workdays

    days_off, workdays = _days(off), _days(work or [])

    async def change(store: Store, code: str, who: Actor) -> WorkdaysRow:
        return await arrange_workdays(
            *(store, code, who, year, days_off, workdays, source), against_known=against_known, reason=reason
        )

    _show(changed(database, committee, as_name, change))


@workdays_app.command("show")
def show(committee: CommitteeCode = None, database: Address = None) -> None:
    """列出写入的各年的安排，近的在前。没有写入的年份，程序知道的照程序的，不知道的期限不知道。"""
    from commands.database import on_database, reading
    from services.committee.workdays import arrangements

    async def read(store: Store) -> list[WorkdaysRow]:
        async with reading(store, committee) as (connection, committee_id):
            return await arrangements(connection, committee_id)

    found = on_database(database, read)
    if not found:
        screen.say("没有写入的安排：都照程序知道的。")
    for one in found:
        _show(one)


def due(
    department: Department = None,
    state: Annotated[State | None, typer.Option("--state", help="只要这样的；不写为有期限的全部")] = None,
    rows: Annotated[int, typer.Option(min=1, max=1000, help="最多列出几条")] = 50,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """列出还没有提交的记录：草稿和退回的，最先到期的在前。"""
    from commands.database import on_database, reading
    from services.committee.workdays import calendar_of
    from services.records.awaited import Awaited, awaited, count
    from services.records.due import DueState, Today, due_of
    from services.slice import Slice

    of_state = None if state is None else DueState[state.name]

    async def read(store: Store) -> tuple[list[tuple[RecordRow, Due]], int]:
        async with reading(store, committee) as (connection, committee_id):
            today = Today.of(datetime.now(UTC), await calendar_of(connection, committee_id))
            wanted = Awaited(committee_id, department, of_state)
            found = await awaited(connection, wanted, today, Slice(rows))
            return [(one, due_of(one, today)) for one in found], await count(connection, wanted, today)

    found, total = on_database(database, read)
    if not found:
        screen.say("没有还没有提交的记录。")
        return
    named = {DueState[one.name]: one.value for one in State}
    for row, told in found:
        until = f"{told.day} 到期，" if told.day else ""
        who = row.department or "没有写部门"
        screen.say(f"{row.kind} {row.day} {row.title or row.key}：{who}，{until}{named[told.state]}")
    if total > len(found):
        screen.say(f"共 {total} 条，列出 {len(found)} 条。")


_SUMMED = ("entered", "late", "awaited", "overdue")


def timeliness(year: Year, committee: CommitteeCode = None, database: Address = None) -> None:
    """一年里各部门录入各种类的及时情况：按期几条，补录几条，还没有提交几条。"""
    from commands.database import on_database, reading
    from services.records.timeliness import timeliness as of_year

    async def read(store: Store) -> list[Timeliness]:
        async with reading(store, committee) as (connection, committee_id):
            return await of_year(connection, committee_id, year)

    found = on_database(database, read)
    if not found:
        screen.say(f"{year} 年还没有记录。")
        return
    counted = ("已提交", "按期", "补录", "没有期限", "未提交", "已过期")
    grid = screen.table("部门", "种类", *counted, right=counted)
    for one in found:
        counts = (one.entered, one.in_time, one.late, one.without, one.awaited, one.overdue)
        grid.add_row(one.department or "没有写部门", one.kind, *map(str, counts))
    screen.output.print(grid)
    totals = tuple(sum(getattr(one, name) for one in found) for name in _SUMMED)
    screen.say("{} 年已提交 {} 条，其中补录 {} 条；未提交 {} 条，其中已过期 {} 条。".format(year, *totals))


def _days(texts: list[str]) -> list[date]:
    found: list[date] = []
    for text in texts:
        first, _, last = text.partition("..")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            wrong_call(f"看不懂的日期“{text}”：写成 2027-02-05，或 2027-02-05..2027-02-11")
        if not 0 <= (end - begin).days < 100:
            wrong_call(f"“{text}”不是从前到后的几天")
        found += [begin + timedelta(days=at) for at in range((end - begin).days + 1)]
    return found


def _show(one: WorkdaysRow) -> None:
    screen.say(f"{one.year} 年（{one.source}）")
    screen.say(f"  放假：{'、'.join(map(str, one.days_off))}")
    screen.say(f"  调休上班：{'、'.join(map(str, one.workdays)) or '没有'}")
