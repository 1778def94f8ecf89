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
    """备份数据库和上传的文件：一步做成，服务照常开着。密钥文件不在里面，另外存。"""
    import sqlite3

    from commands.database import answered, finished, looked_at
    from models.backup import back_up, manifest_of, uploads_of

    with answered():
        path, folder = _path(database), _folder()
        finished(looked_at(f"sqlite:///{path}"))
        check_new(copy, manifest_of(copy), uploads_of(copy))
        try:
            contents = back_up(path, copy)
            lacking = _files(copy, folder, uploads_of(copy))
        except (OSError, sqlite3.Error) as error:
            refused(f"没有备份成：{error}。检查 {copy.parent} 在不在、有没有权限、有没有地方。")
    screen.say(f"已备份到 {copy}（清单 {manifest_of(copy).name}）：{_told(contents)}。")
    _tell(lacking, folder)


def restore(copy: Copy, database: Address = None) -> None:
    """从备份恢复数据库和上传的文件。先停下服务；现在的数据库留在旁边，不删。"""
    import sqlite3

    from commands.database import answered
    from models import backup as backups

    if not copy.is_file():
        wrong_call(f"没有备份文件 {copy}")
    with answered():
        path, folder = _path(database), _folder()
        aside = path.with_name(f"{path.name}.before-{datetime.now():%Y%m%d-%H%M%S}")
        existed = path.exists()
        try:
            contents = backups.restore(copy, path, aside)
            lacking = _files(copy, backups.uploads_of(copy), folder)
        except backups.NotRestored as wrong:
            refused(str(wrong))
        except (OSError, sqlite3.Error) as error:
            refused(f"没有恢复成，数据库没有动：{error}")
    screen.say(f"已从 {copy} 恢复：{_told(contents)}。")
    _tell(lacking, folder)
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


def _folder() -> Path | None:
    """Where the settings say that uploads lie."""
    from commands.database import settings

    said = settings(None).uploads
    return Path(said) if said else None


def _files(copy: Path, source: Path | None, target: Path | None) -> list[str]:
    """Copies the uploads of a copy of the database that lie in a folder; the names of those that it lacks."""
    from models.backup import files_in
    from services.uploads.folder import copied

    names = files_in(copy)
    return names if source is None or target is None else copied(names, source, target)


def _tell(lacking: list[str], folder: Path | None) -> None:
    if lacking and folder is None:
        screen.say(f"另有 {len(lacking):,} 个上传的文件在文件夹里：设置 LUZHI_UPLOADS，再做一次。")
    elif lacking:
        screen.say(f"缺 {len(lacking):,} 个上传的文件，或内容已坏：检查文件夹 {folder}。")


def _told(contents: Contents) -> str:
    committees = "、".join(f"{code} 第 {at} 次修改" for code, at in contents.revisions.items())
    return f"{committees or '没有政协'}，共 {sum(contents.rows.values()):,} 行"
