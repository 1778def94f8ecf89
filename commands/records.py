"""`luzhi records`: an occasion with a list of names, as people paste it or a gate gives it; taking back."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, refused, wrong_call
from commands.option import DAYS, ActorName, Address, AllOrNothing, CommitteeCode, LateReason, MappingFile

if TYPE_CHECKING:
    from files.reading.gate import GateList
    from files.reading.pasted import Named
    from models.store import Store
    from rules.record import Attributes
    from services.actor import Actor
    from services.entry.desk import Done
    from services.entry.form import Present

STATE, PRESENT, ABSENT, LATE, EARLY = "状态", "出席", "缺席", "迟到", "早退"
HOURS = ["%H:%M"]


class Others(StrEnum):
    """What those are who were expected and do not stand in a list."""

    ABSENT = "缺席"
    UNCHANGED = "不变"


app = typer.Typer(no_args_is_help=True)
MOST_BYTES = 1 << 20
Day = Annotated[datetime, typer.Argument(formats=DAYS, metavar="日期", help="如 2022-03-01；几天的写第一天")]
Names = Annotated[
    str,
    typer.Option(metavar="FILE|-", help="参加的和应到未到的委员：从 Word、微信、表格粘贴的文字；- 从屏幕读"),
]
Said = Annotated[
    list[str] | None,
    typer.Option("--attribute", metavar="项=值", help="会议活动本身的属性，如 级别=市级；可以写几次"),
]
OfEach = Annotated[
    list[str] | None,
    typer.Option("--each", metavar="项=值", help="每一位都是这样的，如 应到半天=4；可以写几次"),
]


Begins = Annotated[
    datetime | None,
    typer.Option("--from", formats=HOURS, metavar="时:分", help="几点开始，过后到的算迟到"),
]
Ends = Annotated[
    datetime | None,
    typer.Option("--to", formats=HOURS, metavar="时:分", help="几点结束，提前走的算早退"),
]


@app.command("enter")
def enter(
    kind: Annotated[str, typer.Argument(metavar="种类", help="如 调研")],
    day: Day,
    title: Annotated[str, typer.Argument(metavar="题目")],
    names: Names,
    year: Annotated[int | None, typer.Option(help="登记在哪一年；不写则为日期的那一年")] = None,
    number: Annotated[str | None, typer.Option(help="编号；没有就不写")] = None,
    attribute: Said = None,
    each: OfEach = None,
    late_reason: LateReason = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看名单怎样读，不录入")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """录入一次会议、活动或培训。名单里有一位分不清、找不到，就什么都不录，列出要问的。"""
    from commands.database import changed
    from services.committee.committees import committee as committee_of
    from services.entry.desk import Desk
    from services.entry.form import OccasionForm
    from services.entry.names import names_read
    from services.rights.role import Right
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.unit_of_work import check_right

    text, of_all, own = _text(names), _pairs(each), _pairs(attribute)
    of_year = year or day.year

    async def work(store: Store, code: str, who: Actor) -> Done | None:
        boards = Boards()
        await check_right(store, code, who, Right.ENTER)
        async with store.reading() as connection:
            row = await committee_of(connection, code)
            board = await boards.live(connection, row.id, of_year)
        read = await names_read(board, day.date(), text)
        _show(read)
        if dry_run:
            return None
        form = OccasionForm(
            title=title,
            day=day.date(),
            key=number,
            attributes=own,
            participants=_participants(read, board.tally.roll.ids, of_all),
        )
        entering = Desk(store, Live(boards), who).enter(code, of_year, kind, form, late_reason=late_reason)
        return await _checked(entering)

    done = changed(database, committee, as_name, work)
    if done is not None:
        screen.say(f"已录入，第 {done.id} 号记录，等着审核：luzhi review list")


@app.command("attend")
def attend(
    record: Annotated[int, typer.Argument(metavar="记录", min=1, help="哪一次会议活动，记录的号")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="门禁、群里导出的名单：工作簿或 CSV，一人可以有几行")
    ],
    begins: Begins = None,
    ends: Ends = None,
    no_hours: Annotated[bool, typer.Option("--no-hours", help="不看几点到的，在名单上的都是出席")] = False,
    others: Annotated[
        Others | None,
        typer.Option(metavar="缺席|不变", help="记录里原来是出席、名单上没有的人，算什么"),
    ] = None,
    reason: Annotated[str, typer.Option(help="事由，记入改动记录")] = "按签到名单核对",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看名单怎样读，不改")] = False,
    mapping: MappingFile = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """把门禁、群里导出的名单并到一次已经录入的会议活动：谁到了，几点到的。看不清的都问，不猜。"""
    from commands.database import changed
    from commands.office_files import Told
    from files.reading.gate import Hours
    from services.entry.attending import attendance, occasion
    from services.entry.desk import Desk
    from services.entry.form import OccasionForm
    from services.rights.role import Right
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.unit_of_work import check_right

    told = Told(mapping, None, None)
    told.check(file)
    answers = told.read()
    hours = Hours(*(None if one is None else one.time() for one in (begins, ends)))

    async def work(store: Store, code: str, who: Actor) -> Done | None:
        boards = Boards()
        await check_right(store, code, who, Right.ENTER)
        of = await occasion(store, boards, code, record)
        found = await attendance(of, file, hours, answers)
        _check_list(found, no_hours)
        _show(found.named)
        ids = of.board.tally.roll.ids
        here = {ids[one.member.key] for one in found.named if one.member is not None}
        away = [one for one, said in of.parts.items() if one not in here and said.get(STATE) == PRESENT]
        if away and others is None:
            told = "写 --others 缺席 或 --others 不变，什么都没有改"
            refused(f"记录里有 {len(away)} 人原来是出席，名单上没有：{told}。")
        if dry_run:
            return None
        absent = away if others is Others.ABSENT else []
        form = OccasionForm(participants=_attending(found.named, ids, of.parts, absent))
        return await _checked(Desk(store, Live(boards), who).correct(record, of.version, form, reason))

    if changed(database, committee, as_name, work) is not None:
        screen.say(f"第 {record} 号记录的名单已更新。")


@app.command("withdraw")
def withdraw(
    numbers: Annotated[list[int], typer.Argument(metavar="编号...", min=1, help="见 luzhi review list")],
    reason: Annotated[str, typer.Option("--reason", metavar="事由", help="为什么，记入改动记录")],
    all_or_nothing: AllOrNothing = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """撤回记录：不再计分，可以恢复（reinstateRecord）；已归档的不能撤回，只能撤下（endRecord）。"""
    from commands.review import Choice

    choice = Choice(numbers, None, None, None, all_or_nothing)
    choice.move("withdraw", None, reason, committee, as_name, database)


def _check_list(found: GateList, no_hours: bool) -> None:
    """Ends the command where the file cannot be used, or nobody said when the occasion began."""
    from commands.file_report import show_problems

    show_problems([(one.file or "", one) for one in found.problems])
    if any(one.level == "error" for one in found.problems):
        refused("文件用不上，什么都没有改。")
    if found.open and not no_hours:
        refused("名单上有时间，没有写几点开始，看不出谁迟到：写 --from 09:00（和 --to），或者 --no-hours。")
    if found.elsewhere:
        screen.say(f"有 {found.elsewhere} 行是别的日子的，没有读。")


def _attending(
    named: Iterable[Named], ids: Mapping[str, int], parts: Mapping[int, Attributes], absent: Iterable[int]
) -> list[Present]:
    """Everybody in a record, with what a list says of them: it says how it was, and nothing else."""
    from rules.record import value_words
    from services.entry.form import Present

    told = {member: dict(said) for member, said in parts.items()}
    told |= {member: {**told[member], STATE: ABSENT} for member in absent}
    for one in named:
        if one.member is not None:
            member = ids[one.member.key]
            kept = {name: value for name, value in told.get(member, {}).items() if name not in (LATE, EARLY)}
            told[member] = {**kept, **one.attributes}
    return [
        Present([member], [(name, value_words(value)) for name, value in said.items()])
        for member, said in told.items()
    ]


async def _checked(change: Awaitable[Done]) -> Done:
    """What a change came to; ends the command with everything that its form has wrong."""
    from services.entry.form import Rejected

    try:
        return await change
    except Rejected as rejected:
        for one in rejected.refusals:
            screen.errors.print(f"{one.message}（{one.field}）", markup=False, soft_wrap=True)
        raise typer.Exit(REFUSED) from None


def _text(names: str) -> str:
    """The pasted text: of a file, or of what is typed in."""
    try:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1) if names == "-" else Path(names).read_bytes()
    except OSError:
        wrong_call(f"读不了名单 {names}：核对文件名")
    if len(raw) > MOST_BYTES:
        wrong_call("名单太大：最多 1 MiB")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8-sig")
    with suppress(UnicodeDecodeError):
        return raw.decode("gb18030")
    return wrong_call("名单不是文字：另存为 UTF-8 的文本文件")


def _pairs(said: Iterable[str] | None) -> list[tuple[str, str]]:
    found = [one.replace("＝", "=").partition("=") for one in said or ()]
    if any(not parted for _, parted, _ in found):
        wrong_call("属性写成 项=值，如 级别=市级")
    return [(name.strip(), value.strip()) for name, _, value in found]


def _show(read: Iterable[Named]) -> None:
    """Says how each name was read; ends the command where one is to be asked about."""
    from files.reading.pasted import Found
    from rules.record import value_words

    asked = [one for one in read if one.found in (Found.AMBIGUOUS, Found.UNKNOWN, Found.UNCLEAR)]
    for one in read:
        if one in asked:
            continue
        said = "、".join(f"{name}：{value_words(value)}" for name, value in one.attributes.items())
        number = one.member.key if one.member else ""
        screen.say(f"第 {one.line} 行 {one.written}：{' '.join(filter(None, (number, one.message or said)))}")
    for one in asked:
        told = f"第 {one.line} 行 {one.written}：{one.message}"
        screen.errors.print(told, markup=False, soft_wrap=True)
    if asked:
        screen.errors.print(f"有 {len(asked)} 处要问，什么都没有录入：改好名单再来。", markup=False)
        raise typer.Exit(REFUSED)


def _participants(
    read: Iterable[Named], ids: Mapping[str, int], of_all: list[tuple[str, str]]
) -> list[Present]:
    """Those who were found, of whom the same is said together."""
    from files.reading.pasted import Found
    from rules.record import value_words
    from services.entry.form import Present

    grouped: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for one in read:
        if one.found is Found.FOUND and one.member is not None:
            own = dict(of_all) | {name: value_words(value) for name, value in one.attributes.items()}
            grouped.setdefault(tuple(own.items()), []).append(ids[one.member.key])
    return [Present(members, said) for said, members in grouped.items()]
