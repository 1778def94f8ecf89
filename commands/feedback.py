"""`luzhi feedback`: what people who use the program tell of it, answered and written out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import Forced, check_new, writing, wrong_call
from commands.option import ActorName, Address, CommitteeCode

if TYPE_CHECKING:
    from models.store import Store
    from services.accounts.feedback import FeedbackRow
    from services.actor import Actor

app = typer.Typer(no_args_is_help=True)
KINDS = {"problem": "问题", "suggestion": "建议", "correction": "个人信息更正"}
STATES = {"received": "已收到", "in progress": "在办", "done": "办结", "declined": "不采纳"}
_HEADERS = (
    *("编号", "种类", "更正哪一项", "状态", "写的时间", "部门", "角色", "写的人", "页面", "程序版本"),
    *("内容", "补充", "答复", "答复时间"),
)


class State(StrEnum):
    """What becomes of feedback."""

    IN_PROGRESS = "在办"
    DONE = "办结"
    DECLINED = "不采纳"


class Listed(StrEnum):
    """Which are listed."""

    RECEIVED = "已收到"
    IN_PROGRESS = "在办"
    DONE = "办结"
    DECLINED = "不采纳"


Number = Annotated[int, typer.Argument(metavar="编号", min=1, help="见 luzhi feedback list")]
OfState = Annotated[Listed | None, typer.Option("--state", help="只要办到这一步的")]


@app.command("list")
def show(
    state: OfState = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """列出意见，新的在前。电话号码、身份证号不显示；姓名只在写的人同意时，或给管名册的人显示。"""
    found = _read(database, committee, as_name, state)
    if not found:
        screen.say("没有意见。")
    for one in found:
        _show(one)


@app.command("show")
def in_full(
    number: Number, committee: CommitteeCode = None, as_name: ActorName = None, database: Address = None
) -> None:
    """看一条的全文，隐去的号码也显示：更正电话用。要有导出电话的权限；看一次留痕一次，写的人看得到。"""
    from commands.database import changed
    from services.accounts.feedback import read_in_full

    async def read(store: Store, code: str, who: Actor) -> FeedbackRow:
        return await read_in_full(store, code, who, number)

    _show(changed(database, committee, as_name, read))


@app.command("answer")
def answer(
    number: Number,
    state: Annotated[State, typer.Argument(metavar="状态", help="在办、办结、不采纳")],
    words: Annotated[str | None, typer.Argument(metavar="答复", help="改成在办的可以不写")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="照着改的是第几次的；不写为现在的")] = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """答复一条意见，改它办到哪一步。"""
    from commands.database import changed, reading
    from services.accounts.feedback import answer as answered
    from services.accounts.feedback import one
    from services.rights.held import NONE

    codes = {said: code for code, said in STATES.items()}

    async def change(store: Store, code: str, who: Actor) -> FeedbackRow:
        known = version
        if known is None:
            async with reading(store, code) as (connection, committee_id):
                known = (await one(connection, store.vault, committee_id, number, NONE)).version
        return await answered(store, code, who, number, known, codes[state.value], words)

    found = changed(database, committee, as_name, change)
    screen.say(f"第 {found.id} 条：{STATES[found.state]}。")


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="写到哪里，.xlsx 或 .csv")],
    state: OfState = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    force: Forced = False,
    database: Address = None,
) -> None:
    """把意见导出为工作簿或 CSV；显示什么，与 list 相同。"""
    if out.suffix.lower() not in (".xlsx", ".csv"):
        wrong_call(f"写成工作簿或 CSV，文件名要以 .xlsx 或 .csv 结尾：{out}")
    if not force:
        check_new(out)
    found = _read(database, committee, as_name, state, noted=True)
    with writing(out):
        _write(out, [_row(one) for one in found])
    screen.say(f"已写出 {out}：{len(found)} 条意见。")


def _read(
    database: str | None,
    committee: str | None,
    as_name: str | None,
    state: Listed | None,
    noted: bool = False,
) -> list[FeedbackRow]:
    """What there is for whoever answers; `noted`: it is taken out, which the trail tells."""
    from commands.database import changed
    from services.accounts.feedback import read_all, take_out_all

    read = take_out_all if noted else read_all
    of_state = None if state is None else {said: code for code, said in STATES.items()}[state.value]

    async def work(store: Store, code: str, who: Actor) -> list[FeedbackRow]:
        return await read(store, code, who, of_state)

    return changed(database, committee, as_name, work)


def _show(one: FeedbackRow) -> None:
    field = f"（{one.field}）" if one.field else ""
    who = "，".join(part for part in (one.department, "、".join(one.roles), one.writer) if part)
    screen.say(
        f"{one.id}：{KINDS[one.kind]}{field}，{STATES[one.state]}，第 {one.version} 次，"
        f"{one.written_at:%Y-%m-%d %H:%M} UTC{f'，{who}' if who else ''}"
    )
    for name, text in (("内容", one.words), ("补充", one.addition), ("答复", one.answer)):
        if text is not None:
            screen.say(f"  {name}：{text.replace(chr(10), ' ')}")


def _row(one: FeedbackRow) -> tuple[str, ...]:
    cells = (
        *(one.id, KINDS[one.kind], one.field, STATES[one.state], f"{one.written_at:%Y-%m-%d %H:%M:%S} UTC"),
        *(one.department, "、".join(one.roles), one.writer, one.page, one.program),
        *(one.words, one.addition, one.answer),
        one.answered_at and f"{one.answered_at:%Y-%m-%d %H:%M:%S} UTC",
    )
    return tuple("" if cell is None else str(cell) for cell in cells)


def _write(out: Path, rows: list[tuple[str, ...]]) -> None:
    from files.sheets.workbook import Table, write_workbook
    from files.writing.comma_separated import write_comma_separated

    if out.suffix.lower() == ".csv":
        write_comma_separated(out, _HEADERS, rows)
    else:
        write_workbook(out, [Table("意见", _HEADERS, rows)], private=True)
