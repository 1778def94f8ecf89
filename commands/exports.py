"""`luzhi export members|records`: a year out of the database, as files that can be scored and imported."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import check_new, check_output, refused, writing
from commands.option import ActorName, Address, CommitteeCode, Reason, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.workbooks.exporting import Exported

    Export = Callable[[Store, str, int, Path], Awaitable[Exported]]

app = typer.Typer(no_args_is_help=True)
Out = Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="写到哪里")]
Forced = Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖")]
_SHOWN = 20


@app.command("members")
def members(
    out: Out,
    year: Year,
    committee: CommitteeCode = None,
    phones: Annotated[
        bool, typer.Option("--phones", help="连电话一起导出；要写 --as，谁导出的记入改动记录")
    ] = False,
    as_name: ActorName = None,
    reason: Reason = None,
    force: Forced = False,
    database: Address = None,
) -> None:
    """导出一年的委员名册，和年中的变动。电话只在写了 --phones 时导出。"""
    from services.workbooks.exporting import export_members, export_phones

    async def with_phones(store: Store, code: str, year: int, path: Path) -> Exported:
        from commands.database import actor

        return await export_phones(store, code, year, path, actor(as_name), reason)

    export = with_phones if phones else export_members
    _export(export, "名委员", out, year, committee, force, database)


@app.command("records")
def records(
    out: Out,
    year: Year,
    committee: CommitteeCode = None,
    whole: Annotated[
        bool, typer.Option("--all", help="连同没有审核、退回、撤回的，各写明审核状态；不要用来记分")
    ] = False,
    force: Forced = False,
    database: Address = None,
) -> None:
    """导出一年的履职记录：这一年的办法能计的全部，即已通过、已归档的。"""
    from services.workbooks.exporting import export_records

    async def export(store: Store, code: str, year: int, path: Path) -> Exported:
        return await export_records(store, code, year, path, whole)

    _export(export, "条记录", out, year, committee, force, database)


def _export(
    export: Export, what: str, out: Path, year: int, committee: str | None, force: bool, database: str | None
) -> None:
    from commands.database import on_database, only_committee

    check_output(out)
    if not force:
        check_new(out)

    async def work(store: Store) -> Exported:
        return await export(store, await only_committee(store, committee), year, out)

    with writing(out):
        found = on_database(database, work)
    screen.say(f"已写出 {out}：{found.count} {what}。")
    if found.left_out:
        screen.say(f"{found.left_out} 条没有人的记录没有写出：它们不影响记分。")
    if found.unlike:
        named = "、".join(f"{kind} {key}" for kind, key in found.unlike[:_SHOWN])
        more = f"等 {len(found.unlike)} 处" if len(found.unlike) > _SHOWN else ""
        refused(f"写出后又读了一遍，下面这些读回来不一样，用这份文件记分可能与数据库不同：{named}{more}")
