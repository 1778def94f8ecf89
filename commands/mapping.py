"""`luzhi mapping …`: what the office has told about its files (对应表), kept in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import check_new, refused, rules_refused, writing
from commands.option import ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from models.store import Store
    from services.workbooks.mapping import MappingChange, MappingRow

app = typer.Typer(no_args_is_help=True)
_MOST = 20


@app.command("show")
def show(committee: CommitteeCode = None, database: Address = None) -> None:
    """显示现在的对应表，和最近几次是谁、何时、为什么改的。"""
    from commands.database import on_database, reading
    from services.workbooks.mapping import mapping_changes, mapping_of

    async def work(store: Store) -> tuple[MappingRow, list[MappingChange]]:
        async with reading(store, committee) as (connection, committee_id):
            found = await mapping_of(connection, committee_id)
            return found, list(await mapping_changes(connection, committee_id, _MOST))

    found, changes = on_database(database, work)
    if found.id is None:
        screen.say("还没有对应表。写好一份：luzhi mapping set FILE --as 姓名")
        return
    for change in changes:
        who = f"{change.at.astimezone():%Y-%m-%d %H:%M} {change.actor}"
        reason = f"：{change.reason}" if change.reason else ""
        screen.errors.print(f"第 {change.version} 版，{who}{reason}", markup=False, soft_wrap=True)
    screen.say(found.text.rstrip("\n"))


@app.command("set")
def put(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="对应表，YAML；换下原来的整份")],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """换上一份对应表；以后导入都按它读。"""
    from commands.database import actor, only_committee
    from rules.source import DocumentRefused, read
    from services.workbooks.mapping import put_mapping

    try:
        text, _ = read(file)
    except DocumentRefused as wrong:
        rules_refused(wrong)

    async def work(store: Store) -> MappingRow:
        code = await only_committee(store, committee)
        return await put_mapping(store, code, actor(as_name), text, reason)

    _put(database, work)


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="对应表，或填好的待答工作簿")],
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """把文件里以后也用得着的（列、词、记号、表、缺省）加进对应表；与原来不同的，以文件为准。"""
    from commands.database import actor, only_committee, reading
    from commands.office_files import told_in
    from files.mapping import mapping_text
    from services.workbooks.mapping import NAME, mapping_of, put_mapping, told_by

    learnt = told_in(file)
    if not learnt.lasting().said:
        refused(f"{file} 里没有以后也用得着的回答，对应表没有变。")

    async def work(store: Store) -> MappingRow:
        code = await only_committee(store, committee)
        async with reading(store, code) as (connection, committee_id):
            version = (await mapping_of(connection, committee_id)).version
            known = await told_by(connection, committee_id)
        text = mapping_text(known.joined(learnt).lasting(), NAME)
        return await put_mapping(store, code, actor(as_name), text, reason, version)

    _put(database, work)


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT.yaml", help="写到哪里")],
    committee: CommitteeCode = None,
    force: Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖")] = False,
    database: Address = None,
) -> None:
    """把对应表写成文件：改好再用 set 换上，或给 luzhi score --mapping 用。"""
    from commands.database import on_database, reading
    from services.workbooks.mapping import mapping_of

    if not force:
        check_new(out)

    async def work(store: Store) -> MappingRow:
        async with reading(store, committee) as (connection, committee_id):
            return await mapping_of(connection, committee_id)

    found = on_database(database, work)
    if found.id is None:
        refused("还没有对应表，没有写出。")
    with writing(out):
        out.write_text(found.text, "utf-8")
    screen.say(f"已写出 {out}：对应表第 {found.version} 版。")


def _put(database: str | None, work: Callable[[Store], Awaitable[MappingRow]]) -> None:
    """Puts a mapping and says which version it is; ends the command with the lines of what is wrong in it."""
    from commands.database import on_database
    from rules.source import DocumentRefused

    try:
        found = on_database(database, work)
    except DocumentRefused as wrong:
        rules_refused(wrong)
    screen.say(f"对应表现在是第 {found.version} 版。")
