"""`luzhi records`: entering an occasion by hand, with a list of names as people paste it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, wrong_call
from commands.option import DAYS, ActorName, Address, CommitteeCode

if TYPE_CHECKING:
    from files.reading.pasted import Named
    from models.store import Store
    from services.actor import Actor
    from services.entry.desk import Done
    from services.entry.form import Present

app = typer.Typer(no_args_is_help=True, help="录入履职记录。")
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看名单怎样读，不录入")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """录入一次会议、活动或培训。名单里有一位分不清、找不到，就什么都不录，列出要问的。"""
    from commands.database import changed
    from services.committee.committees import committee as committee_of
    from services.entry.desk import Desk
    from services.entry.form import OccasionForm, Rejected
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
        try:
            return await Desk(store, Live(boards), who).enter(code, of_year, kind, form)
        except Rejected as rejected:
            for one in rejected.refusals:
                screen.errors.print(f"{one.message}（{one.field}）", markup=False, soft_wrap=True)
            raise typer.Exit(REFUSED) from None

    done = changed(database, committee, as_name, work)
    if done is not None:
        screen.say(f"已录入，第 {done.id} 号记录。")


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
        screen.say(
            f"第 {one.line} 行 {one.written}：{one.member.key if one.member else ''}{one.message or said}"
        )
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
