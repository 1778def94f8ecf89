"""`luzhi years …`: closing a year, opening it again, what waits for it, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import refused
from commands.option import ActorName, Address, CommitteeCode, Reason, Year

if TYPE_CHECKING:
    from models.store import Store
    from rules.document import RuleSet
    from services.runs.board import Board
    from services.runs.closings import ClosingRow
    from services.runs.entry import Entry
    from services.years.late import Late
    from services.years.verification import Verified
    from services.years.year_end import Reopened

app = typer.Typer(no_args_is_help=True)
Rows = Annotated[int, typer.Option(min=0, help="最多列出几行")]
Name = Annotated[
    str | None, typer.Option("--run", metavar="名称", help="以前一次关账的结果，如 年终结果 2022 (1)")
]
DIFFERING = 20


@app.command("close")
def close(
    year: Year,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """关账：把一年的结果定下来，每名委员一份说明，以后不再变。"""
    from commands.database import actor, on_database, only_committee
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.years.year_end import close_year

    async def work(store: Store) -> tuple[ClosingRow, Board]:
        code, boards = await only_committee(store, committee), Boards()
        found = await close_year(store, Live(boards), code, year, actor(as_name), reason)
        async with store.reading() as connection:
            return found, await boards.run(connection, found.run_id)

    found, board = on_database(database, work)
    what = f"{year} 年已关账，经办 {found.closed_by}：{board.name}，{len(board.entries)} 名委员。"
    screen.say(f"{what}版本 {board.rule_set.digest[:12]}，数据 {board.input[:12]}。")


@app.command("reopen")
def reopen(
    year: Year,
    reason: Annotated[str, typer.Option(help="为什么重新打开，记入改动记录")],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    rows: Rows = 20,
    database: Address = None,
) -> None:
    """重新打开已关账的一年：关账以后的改动都计入，列出前后变化。"""
    from commands.database import actor, on_database, only_committee
    from services.runs.board import Boards
    from services.runs.live import Live
    from services.runs.movement import moves
    from services.years.year_end import reopen_year

    async def work(store: Store) -> Reopened:
        code = await only_committee(store, committee)
        return await reopen_year(store, Live(Boards()), code, year, actor(as_name), reason)

    done = on_database(database, work)
    found = moves(done.before, done.after, grades=True)
    totals, ranks = sum(move.scored for move in found), sum(move.ranked for move in found)
    counts = f"总分变化 {totals} 人、名次变化 {ranks} 人、等次变化 {sum(move.graded for move in found)} 人"
    screen.say(f"{year} 年已重新打开，经办 {done.closing.reopened_by}。{counts}。")
    grid = screen.table("委员编号", "姓名", "总分", "名次", "等次")
    for move in found[:rows]:
        entry = move.after or move.before
        assert entry is not None
        pair = (move.before, move.after)
        total, rank, grade = (
            " → ".join(words(one) if one else "不在内" for one in pair)
            for words in (_total(done.after.rule_set), _rank, _grade)
        )
        grid.add_row(entry.score.key, entry.enrolled.member.name, total, rank, grade)
    if found and rows:
        screen.output.print(grid)
    if len(found) > rows:
        screen.say(f"……还有 {len(found) - rows} 人")


@app.command("late")
def late(year: Year, committee: CommitteeCode = None, rows: Rows = 50, database: Address = None) -> None:
    """列出关账以后补录、改正、撤回的记录：等重新打开时计入。"""
    from commands.database import on_database, reading
    from services.runs.board import Boards
    from services.years.late import late as waiting

    async def work(store: Store) -> list[Late]:
        async with reading(store, committee) as (connection, committee_id):
            return await waiting(connection, Boards(), committee_id, year)

    found = on_database(database, work)
    words = {"added": "补录", "changed": "改正", "withdrawn": "撤回", "reinstated": "恢复"}
    screen.say(f"{year} 年关账以后有 {len(found)} 条记录的改动没有计入。")
    grid = screen.table("改动", "种类", "编号", "题目", "经办", "时间", "事由")
    for one in found[:rows]:
        at = one.at.astimezone().strftime("%Y-%m-%d %H:%M")
        grid.add_row(words[one.what], one.kind, one.key, one.title, one.actor, at, one.reason or "")
    if found and rows:
        screen.output.print(grid)
    if len(found) > rows:
        screen.say(f"……还有 {len(found) - rows} 条")


@app.command("verify")
def verify(year: Year, committee: CommitteeCode = None, run: Name = None, database: Address = None) -> None:
    """用当时的办法和数据把关了账的一年重算一遍，与定下的结果逐字节核对。"""
    from commands.database import on_database, reading
    from services.years.verification import named
    from services.years.verification import verify as verified

    async def work(store: Store) -> Verified:
        async with reading(store, committee) as (connection, committee_id):
            found = await named(connection, committee_id, year, run)
        return await verified(store, found)

    done = on_database(database, work)
    if done.same:
        screen.say(f"{year} 年重算 {done.members} 名委员，与关账时逐字节相同。")
        return
    if not done.same_input:
        refused(f"{year} 年当时的办法、名册或记录取不回原样，无法核对。请把数据库交给维护人员。")
    keys = "、".join((*done.differing_groups, *done.differing[:DIFFERING]))
    more = f"等 {len(done.differing)} 名" if len(done.differing) > DIFFERING else ""
    refused(f"{year} 年重算的结果与关账时不同：{keys}{more}。定下的结果没有变；请把这句话交给维护人员。")


@app.command("show")
def show(
    year: Annotated[int | None, typer.Option(min=1950, max=2200, help="哪一年；不写为各年")] = None,
    committee: CommitteeCode = None,
    database: Address = None,
) -> None:
    """列出历次关账和重新打开：何时、谁、为什么。"""
    from commands.database import on_database, reading
    from services.runs.board import Boards
    from services.runs.closings import closings

    async def work(store: Store) -> Sequence[tuple[ClosingRow, Board]]:
        boards = Boards()
        async with reading(store, committee) as (connection, committee_id):
            found = await closings(connection, committee_id, year)
            return [(one, await boards.run(connection, one.run_id)) for one in found]

    found = on_database(database, work)
    if not found:
        screen.say("还没有关过账。" if year is None else f"{year} 年没有关过账。")
    for one, board in found:
        closed = f"{one.closed_at.astimezone():%Y-%m-%d %H:%M} {one.closed_by}关账"
        opened = ""
        if one.reopened_at is not None:
            opened = (
                f"；{one.reopened_at.astimezone():%Y-%m-%d %H:%M} {one.reopened_by}重新打开：{one.reason}"
            )
        version = f"版本 {board.rule_set.digest[:12]}，数据 {board.input[:12]}"
        screen.say(f"{board.name}：{len(board.entries)} 名委员，{version}；{closed}{opened}")


def _total(rule_set: RuleSet) -> Callable[[Entry], str]:
    from scoring.points import shown

    return lambda entry: shown(entry.score.total, rule_set.rounding)


def _rank(entry: Entry) -> str:
    return str(entry.rank() or "不排名")


def _grade(entry: Entry) -> str:
    return entry.place.grade or "无"
