"""`luzhi committees`: the committees of the installation, in sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import screen
from commands.option import Address, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.installation import CommitteeSums

app = typer.Typer(no_args_is_help=True)
_COUNTED = ("委员", "已提交", "补录", "未提交", "已过期", "账号", "在用")
_SUMMED = ("members", "entered", "overdue")


@app.callback()
def _group() -> None:
    """政协：一个库里有哪些。"""


@app.command("list")
def show(year: Year, database: Address = None) -> None:
    """列出各政协一年的数：委员、记录、录入及时、账号的使用。只有合计，没有个人信息。"""
    from commands.database import on_database
    from services.installation import RECENT_DAYS, sums

    async def read(store: Store) -> list[CommitteeSums]:
        async with store.reading() as connection:
            return await sums(connection, year)

    found = on_database(database, read)
    if not found:
        screen.say("还没有政协。登记第一个管理员时建立：luzhi accounts first")
        return
    grid = screen.table("代号", "名称", *_COUNTED, whole=("代号",), right=_COUNTED)
    for one in found:
        records = (one.entered, one.late, one.awaited, one.overdue)
        counted = (one.members, *records, one.accounts, one.recent)
        grid.add_row(one.code, one.name, *map(str, counted))
    screen.output.print(grid)
    members, entered, overdue = (sum(getattr(one, name) for one in found) for name in _SUMMED)
    said = f"{year} 年已提交 {entered} 条，已过期未提交 {overdue} 条。"
    screen.say(
        f"共 {len(found)} 个政协，在任委员 {members} 名；{said}在用：近 {RECENT_DAYS} 天登录过的账号。"
    )
