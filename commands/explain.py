"""`luzhi explain`: where each point of a member came from, in the database; closed years as they were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.option import Address, AsOf, CommitteeCode, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.results.explanation import Explained
    from services.rule_sets.interpretations import InterpretationRow
    from services.runs.board import Board
    from services.runs.entry import Entry


def explain(
    name: Annotated[str, typer.Argument(metavar="姓名", help="姓名或委员编号；同名的写编号")],
    year: Year,
    committee: CommitteeCode = None,
    closing: Annotated[
        str | None, typer.Option("--run", metavar="名称", help="以前一次关账的结果，如 年终结果 2022 (1)")
    ] = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 写到标准输出")] = False,
    database: Address = None,
) -> None:
    """逐条说明一名委员的得分：记录、规则、出处、扣减，还能得什么；已关账的，照关账时的。"""
    from commands.database import on_database, reading
    from commands.statement_tree import show_statement
    from services.results.explanation import explained
    from services.rule_sets.interpretations import in_force_of
    from services.runs.as_of import as_of as standing_as_of
    from services.runs.board import Boards
    from services.years.verification import named

    day = None if as_of is None else as_of.date()

    async def work(store: Store) -> tuple[Explained, list[InterpretationRow]]:
        boards = Boards()
        async with reading(store, committee) as (connection, committee_id):
            if closing is None:
                board = await boards.live(connection, committee_id, year)
            else:
                frozen = await named(connection, committee_id, year, closing)
                board = await boards.run(connection, frozen.run_id)
        if day is not None:
            board = await standing_as_of(store, boards, board.id, day)
        found = await explained(store, boards, board.id, member_of(board, name).id, day)
        of_year = (board.committee_id, board.year)
        async with store.reading() as connection:
            beside = (await in_force_of(connection, [of_year]))[of_year]
        return found, [note for note in beside if note.code in {one.rule for one in found.statement.lines}]

    found, notes = on_database(database, work)
    if as_json:
        typer.echo(json.dumps(found.data, ensure_ascii=False, indent=2))
        return
    board = found.board
    closed = f"，{board.name}" if board.frozen else ""
    screen.say(f"{board.rule_set.title}（{board.year} 年，版本 {board.rule_set.digest[:12]}{closed}）")
    show_statement(found.entry.enrolled.member.name, found.statement, day)
    for note in notes:
        screen.say(f"解释（履19）{note.code}：{note.text}（{note.author}，{note.written_at:%Y-%m-%d}）")


def member_of(board: Board, name: str) -> Entry:
    """The member of this number or name; raises `Refusal` where it is not exactly one."""
    from rules.folding import folded_name
    from services.refusal import Code, Refusal

    wanted = folded_name(name)
    found = [entry for entry in board.entries if entry.score.key == wanted]
    if not found:
        found = [entry for entry in board.entries if folded_name(entry.enrolled.member.name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        keys = "、".join(entry.score.key for entry in found)
        raise Refusal(
            Code.BAD_USER_INPUT, f"有 {len(found)} 名委员叫“{wanted}”，改写委员编号：{keys}", "name"
        )
    raise Refusal(Code.NOT_FOUND, f"{board.year} 年没有“{wanted}”", "name")
