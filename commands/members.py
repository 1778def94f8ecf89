"""`luzhi members …` (人员管理, 履4): the roster, and what is done with one member. Named by their numbers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import wrong_call
from commands.option import DAYS, ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from models.store import Store
    from services.actor import Actor
    from services.committee.terms import TermRow
    from services.entry.desk import Done
    from services.entry.form import Given
    from services.people.carrying import Carriage
    from services.people.desk import People
    from services.people.history import MemberHistoryRow
    from services.people.listing import RosterRow

app = typer.Typer(no_args_is_help=True)
MemberNumber = Annotated[str, typer.Argument(metavar="编号", help="委员编号，如 W0012")]
OfTerm = Annotated[
    str | None, typer.Option("--term", metavar="届次", help="哪一届，如 第八届；不写则为今天所在的一届")
]
OfDay = Annotated[
    datetime | None,
    typer.Option("--on", formats=DAYS, metavar="日期", help="这一天所在的一届，如 2022-06-30；代替 --term"),
]
Why = Annotated[str, typer.Option("--reason", metavar="事由", help="为什么，记入改动记录；不写姓名、电话")]
Said = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="属性=值", help="如 --set 界别=民革；可以写几次"),
]
NewWords = Annotated[bool, typer.Option("--new-words", help="与已有的界别、专委会等很像、却确实是新的")]
Phone = Annotated[
    bool, typer.Option("--phone", help="另问电话，免得留在命令的历史里；直接回车则删去（录入时为没有）")
]
Day = Annotated[datetime, typer.Option("--day", formats=DAYS, metavar="日期", help="如 2022-06-30")]
ACTIONS = {
    "add": "录入",
    "change": "更新",
    "leave": "离任",
    "ask exit": "提出退出",
    "cancel exit": "取消退出",
    "exit": "退出",
    "forget": "销毁密钥",
}


@app.command("list")
def show(
    term: OfTerm = None,
    on: OfDay = None,
    search: Annotated[str | None, typer.Option("--search", metavar="文字", help="姓名或编号里有的")] = None,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """列出一届的名册：编号、姓名、任职起止；离任的也在内。"""
    from commands.database import on_database, reading
    from services.people.listing import roster

    which = Which(term, on)

    async def work(store: Store) -> tuple[TermRow, list[RosterRow]]:
        async with reading(store, committee) as (connection, committee_id):
            of = await which.term(connection, committee_id)
            return of, await roster(connection, of, search)

    grid = screen.table("编号", "姓名", "届次", "任职起", "任职止", "退出")
    of, found = on_database(database, work)
    for one in found:
        days = (str(one.first_day or ""), str(one.last_day or ""))
        grid.add_row(one.number, one.name, one.term, *days, "待确认" if one.exit_asked else "")
    screen.output.print(grid)
    screen.say(f"{of.name}（{of.days}）共 {len(found)} 名。")


@app.command("enter")
def enter(
    number: MemberNumber,
    name: Annotated[str, typer.Argument(metavar="姓名", help="姓名")],
    term: OfTerm = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAYS, metavar="日期", help="任职起；不写则从本届开始"),
    ] = None,
    said: Said = None,
    phone: Phone = False,
    same_as: Annotated[
        str | None,
        typer.Option("--same-as", metavar="编号", help="与谁是同一人；别的届的写作 第七届/W0012"),
    ] = None,
    new_person: Annotated[bool, typer.Option("--new-person", help="与同名、同电话的都不是同一人")] = False,
    new_words: NewWords = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """录入一名委员；与已有的人同名、同电话的，先问是不是同一人。"""
    from commands.database import changed
    from services.people.form import EntryForm

    asked = _phone() if phone else None
    attributes = _said(said)

    async def work(store: Store, code: str, who: Actor) -> tuple[str, Done]:
        into = (await Which(term, None if term else first).read(store, code)).name
        same = None if same_as is None else (await _row(store, code, *_named(same_as))).id
        form = EntryForm(
            name=name,
            number=number,
            phone=asked or None,
            term=into,
            first_day=first and first.date(),
            attributes=attributes,
            same_as=same,
            new_person=new_person,
            new_words=new_words,
        )
        return into, await people_of(store, who).enter(code, form, reason)

    into, done = changed(database, committee, as_name, work)
    tell(f"{into}：{name}（{number}）已录入", done)


@app.command("change")
def change(
    number: MemberNumber,
    term: OfTerm = None,
    on: OfDay = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=DAYS,
            metavar="日期",
            help="从哪天起；不写则从今天起，任职的第一天或更早则从头改起",
        ),
    ] = None,
    said: Said = None,
    name: Annotated[str | None, typer.Option("--name", metavar="姓名", help="改姓名")] = None,
    phone: Phone = False,
    new_words: NewWords = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """更新一名委员的信息，调整界别、专委会、活动组；专委会只能更新本专委会的（履4）。"""
    from services.people.form import ChangeForm

    form = ChangeForm(
        since=since and since.date(),
        attributes=_said(said),
        name=name,
        phone=_phone() if phone else None,
        new_words=new_words,
    )

    async def work(people: People, row: RosterRow) -> Done:
        return await people.change(row.id, row.version, form, reason)

    _change(database, committee, as_name, number, Which(term, on), work, f"{number} 已更新")


@app.command("leave")
def leave(
    number: MemberNumber,
    reason: Why,
    day: Annotated[
        datetime | None,
        typer.Option("--day", formats=DAYS, metavar="日期", help="在任的最后一天，如 2022-06-30"),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="撤销误办的离任")] = False,
    term: OfTerm = None,
    on: OfDay = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """离任；日期写错了的，再办一次。"""
    if (day is None) != undo:
        wrong_call("写 --day 离任的日期，或者 --undo 撤销离任")

    async def work(people: People, row: RosterRow) -> Done:
        return await people.leave(row.id, row.version, day and day.date(), reason)

    what = f"{number} 的离任已撤销" if day is None else f"{number} 任职到 {day.date()}"
    _change(database, committee, as_name, number, Which(term, on), work, what)


@app.command("return")
def come_back(
    number: MemberNumber,
    as_number: Annotated[str, typer.Option("--number", metavar="编号", help="这一段的编号，如 W0012-2")],
    day: Day,
    reason: Why,
    term: OfTerm = None,
    on: OfDay = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """离任的委员在同一届里又任职：另起一段，各算各的日子。"""

    async def work(people: People, row: RosterRow) -> Done:
        return await people.come_back(row.id, row.version, as_number, day.date(), reason)

    what = f"{number} 从 {day.date()} 起又任职，编号 {as_number}"
    _change(database, committee, as_name, number, Which(term, on), work, what)


@app.command("exit")
def leave_for_good(
    number: MemberNumber,
    reason: Why,
    confirm: Annotated[bool, typer.Option("--confirm", help="确认：删除个人信息，不能恢复")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="取消提出的退出")] = False,
    term: OfTerm = None,
    on: OfDay = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """退出：离任的委员，先提出，再由另一人确认（没有另一人的，过 7 天），随即删除个人信息（履4）。"""
    from services.people.exit import ask_exit, cancel_exit, confirm_exit

    if confirm and cancel:
        wrong_call("--confirm 和 --cancel 只写一个")
    step = confirm_exit if confirm else cancel_exit if cancel else ask_exit

    async def work(people: People, row: RosterRow) -> Done:
        return await step(people, row.id, row.version, reason)

    asked = f"已提出 {number} 退出，等另一人确认（--confirm）"
    cancelled = f"{number} 的退出已取消"
    what = f"{number} 已退出，个人信息已经删除" if confirm else cancelled if cancel else asked
    _change(database, committee, as_name, number, Which(term, on), work, what)


@app.command("history")
def show_history(
    number: MemberNumber,
    term: OfTerm = None,
    on: OfDay = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=1000, help="最多几条")] = 50,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """列出对一名委员做过什么：谁，何时，为什么，从什么改成什么。"""
    from commands.database import on_database, reading
    from services.people.history import history
    from services.people.listing import membership_of
    from services.slice import Slice

    which = Which(term, on)

    async def work(store: Store) -> tuple[str, list[MemberHistoryRow]]:
        async with reading(store, committee) as (connection, committee_id):
            row = await membership_of(connection, await which.term(connection, committee_id), number)
            return row.term, await history(connection, store.vault, row.id, Slice(rows))

    of, found = on_database(database, work)
    screen.say(f"{of} {number}：")
    for one in found:
        why = f"，{one.reason}" if one.reason else ""
        screen.say(f"{one.at:%Y-%m-%d %H:%M} {one.actor}{ACTIONS.get(one.action, one.action)}{why}")
        for what in one.changes:
            since = f"{what.since} 起 " if what.since else ""
            told = f"{what.before or '（空）'} → {what.after or '（空）'}"
            known = what.before or what.after
            screen.say(f"    {what.name}：{since}{told if known else '有改动'}")


def people_of(store: Store, who: Actor) -> People:
    """Where members are changed, by somebody."""
    from services.people.desk import People
    from services.runs.board import Boards
    from services.runs.live import Live

    return People(store, Live(Boards()), who)


@dataclass(frozen=True, slots=True)
class Which:
    """Which term is meant: the one of a name, or of a day; with neither the one of today."""

    name: str | None = None
    on: datetime | None = None

    def __post_init__(self) -> None:
        if self.name is not None and self.on is not None:
            wrong_call("--term 和 --on 只写一个")

    async def term(self, connection: AsyncConnection, committee_id: int) -> TermRow:
        """The term; raises `Refusal` where it is not a single one."""
        from services.committee.terms import term_meant

        return await term_meant(connection, committee_id, self.name, self.on and self.on.date())

    async def read(self, store: Store, code: str) -> TermRow:
        """The same of the committee of a code."""
        from commands.database import reading

        async with reading(store, code) as (connection, committee_id):
            return await self.term(connection, committee_id)


def _change(
    database: str | None,
    committee: str | None,
    as_name: str | None,
    number: str,
    which: Which,
    work: Callable[[People, RosterRow], Awaitable[Done]],
    what: str,
) -> None:
    """Changes one member, who is read as they stand before it, and says of which term and `what` was done."""
    from commands.database import changed

    async def found(store: Store, code: str, who: Actor) -> tuple[str, Done]:
        row = await _row(store, code, number, which)
        return row.term, await work(people_of(store, who), row)

    term, done = changed(database, committee, as_name, found)
    tell(f"{term}：{what}", done)


async def _row(store: Store, code: str, number: str, which: Which) -> RosterRow:
    from commands.database import reading
    from services.people.listing import membership_of

    async with reading(store, code) as (connection, committee_id):
        return await membership_of(connection, await which.term(connection, committee_id), number)


def tell(what: str, done: Done | Carriage) -> None:
    """Says what was done, and which years it scored anew."""
    years = sorted(step.after.year for step in done.steps)
    again = f"，{'、'.join(map(str, years))} 年已重新记分" if years else ""
    screen.say(f"{what}{again}。")


def _said(pairs: list[str] | None) -> Given:
    found = []
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not equals:
            wrong_call(f"--set 写成 属性=值，如 界别=民革；不是“{pair[:40]}”")
        found.append((name.strip(), value.strip()))
    return found


def _named(text: str) -> tuple[str, Which]:
    """A member number, and the term before it where one is written."""
    term, slash, number = text.rpartition("/")
    return number, Which(term if slash else None)


def _phone() -> str:
    told: str = typer.prompt("电话", default="", show_default=False)
    return told
