"""`luzhi backup` and `luzhi restore`: a copy of the database beside its writers, and back again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import check_new, refused, wrong_call
from commands.option import Address

if TYPE_CHECKING:
    from models.backup import Contents

Copy = Annotated[Path, typer.Argument(metavar="备份文件", help="备份写到哪个文件，或从哪个文件恢复")]


def backup(copy: Copy, database: Address = None) -> None:
    """备份数据库：一步做成，服务照常开着。密钥文件不在里面，另外存。"""
    import sqlite3

    from commands.database import answered, finished, looked_at
    from models.backup import back_up, manifest_of

    with answered():
        path = _path(database)
        finished(looked_at(f"sqlite:///{path}"))
        check_new(copy, manifest_of(copy))
        try:
            contents = back_up(path, copy)
        except (OSError, sqlite3.Error) as error:
            refused(f"没有备份成：{error}。检查 {copy.parent} 在不在、有没有权限、有没有地方。")
    screen.say(f"已备份到 {copy}（清单 {manifest_of(copy).name}）：{_told(contents)}。")


def restore(copy: Copy, database: Address = None) -> None:
    """从备份恢复数据库。先停下服务；现在的数据库留在旁边，不删。"""
    import sqlite3

    from commands.database import answered
    from models import backup as backups

    if not copy.is_file():
        wrong_call(f"没有备份文件 {copy}")
    with answered():
        path = _path(database)
        aside = path.with_name(f"{path.name}.before-{datetime.now():%Y%m%d-%H%M%S}")
        existed = path.exists()
        try:
            contents = backups.restore(copy, path, aside)
        except backups.NotRestored as wrong:
            refused(str(wrong))
        except (OSError, sqlite3.Error) as error:
            refused(f"没有恢复成，数据库没有动：{error}")
    screen.say(f"已从 {copy} 恢复：{_told(contents)}。")
    if existed:
        screen.say(f"原来的数据库留在 {aside}。")
    screen.say("接着：密钥文件放回原处，luzhi audit verify 核对改动记录，再开服务。")


def _path(database: str | None) -> Path:
    from commands.database import settings
    from models.store import database_url

    url = database_url(settings(database).database)
    if url.get_backend_name() != "sqlite":
        wrong_call("PostgreSQL 的数据库用它自己的工具备份和恢复：pg_dump、pg_restore")
    return Path(str(url.database))


def _told(contents: Contents) -> str:
    committees = "、".join(f"{code} 第 {at} 次修改" for code, at in contents.revisions.items())
    return f"{committees or '没有政协'}，共 {sum(contents.rows.values()):,} 行"
