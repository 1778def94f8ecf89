"""`luzhi database`: whether a database is whole, and what lies beside it that nobody has any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import screen
from commands.ending import REFUSED
from commands.option import Address

if TYPE_CHECKING:
    from models.examination import Examination
    from models.sickness import Sickness
    from models.store import Store

app = typer.Typer(no_args_is_help=True)


@app.command("check")
def check_database(database: Address = None) -> None:
    """检查数据库：表的版本、能不能写、每一页、每个外键、保护的触发器。大的库要几分钟；什么也不改。"""
    from commands.database import on_database
    from models.sickness import TOLD

    met, found = on_database(database, _looked)
    for sickness in met:
        screen.say(f"{sickness.value}：{TOLD[sickness].advice}。")
    for line in _lines(found):
        screen.say(line)
    if met or not found.whole:
        raise typer.Exit(REFUSED)
    screen.say("数据库完好：表是这个版本的，可以修改，页、外键和保护的触发器都没有问题。")


@app.command("sweep")
def sweep_uploads(database: Address = None) -> None:
    """清掉文件夹（LUZHI_UPLOADS）里数据库没有记着的上传文件：中途被杀留下的，注销了的账号的。"""
    from pathlib import Path

    from commands.database import on_database, settings
    from commands.ending import wrong_call
    from services.uploads.content import sweep

    folder = settings(database).uploads
    if not folder:
        wrong_call("没有设置 LUZHI_UPLOADS：上传的文件在数据库里，没有要清的")
    gone = on_database(database, lambda store: sweep(store, Path(folder)))
    screen.say(f"清掉 {gone:,} 个没有人要的文件。")


async def _looked(store: Store) -> tuple[tuple[Sickness, ...], Examination]:
    from commands.database import check
    from models.examination import examination
    from models.readiness import Readiness

    await check(store)
    readiness = Readiness(store)
    met = await readiness.met()
    await readiness.close()
    return met, await examination(store)


def _lines(found: Examination) -> list[str]:
    return [
        *(f"坏了：{line}" for line in found.damage),
        *(f"外键指向没有的行：表 {table}" for table in found.orphans),
        *(f"缺少保护的触发器：{name}；从备份恢复，或请维护人员重建" for name in found.guards),
    ]
