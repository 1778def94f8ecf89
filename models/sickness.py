"""What can be wrong around the program with a database, told apart by the errors of both drivers.

Each has a code that clients and operators decide by, what a user is told, and what an operator can do.
"""

import errno
import sqlite3
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Sickness(StrEnum):
    """The codes, which are never renamed."""

    LOCKED = "DATABASE_LOCKED"
    FULL = "STORAGE_FULL"
    DAMAGED = "DATABASE_DAMAGED"
    READ_ONLY = "DATABASE_READ_ONLY"
    FOREIGN = "DATABASE_FOREIGN"
    REVISION = "DATABASE_REVISION"
    KEYLESS = "KEY_MISSING"
    UNREACHABLE = "UNAVAILABLE"


class Told(NamedTuple):
    """A sickness in Chinese: for whoever asked, and for whoever keeps the machine."""

    said: str
    advice: str


TOLD = {
    Sickness.LOCKED: Told(
        "数据库正被别的修改占用，等到时限也没有轮到；这次什么也没有改，请稍后再试",
        "查找占用数据库的程序（sqlite3 等工具、备份、另一个 luzhi 命令）：SQLite 用 lsof 或 fuser 查文件，"
        "PostgreSQL 查 pg_locks；结束它就会恢复，不必重启服务",
    ),
    Sickness.FULL: Told(
        "存放数据库的磁盘写不进去了；这次什么也没有改，查询不受影响。请告诉管理员",
        "数据库所在的磁盘满了，或者到了配额、文件大小限制（ulimit -f）：腾出空间就会恢复，不必重启服务；"
        "空间够时检查磁盘本身",
    ),
    Sickness.DAMAGED: Told(
        "数据库文件坏了，这次什么也没有改。请告诉管理员，先不要再录入",
        "停下服务，留一份现有的数据库文件（连同 -wal），检查磁盘，用 luzhi database check 看坏在哪里，"
        "再从备份恢复",
    ),
    Sickness.READ_ONLY: Told(
        "数据库现在只能读，不能改；这次什么也没有改。请告诉管理员",
        "查看数据库文件和文件夹的权限、磁盘是否以只读方式挂载；PostgreSQL 查是否连到了只读的备库",
    ),
    Sickness.FOREIGN: Told(
        "数据库不是履职的数据库。请告诉管理员",
        "LUZHI_DATABASE 指向了别的程序的数据库，没有动它：改正地址，或者用一个空的库",
    ),
    Sickness.REVISION: Told(
        "数据库的表不是这个版本的程序的。请告诉管理员",
        "表比程序旧就先备份，再用 luzhi migrate 更新；表比程序新就换用那个版本的程序",
    ),
    Sickness.KEYLESS: Told(
        "密钥文件不在，或者不是这个数据库的，改动记录没法盖章；这次什么也没有改。请告诉管理员",
        "改动记录用密钥文件盖章：把原来的密钥文件放回原处（数据库文件旁边的 .key，"
        "PostgreSQL 的在启动时的当前目录 luzhi.key，或 LUZHI_KEY_FILE 所写的）"
        "就会恢复；找不回来的，停下服务，用 luzhi keys lost 换一把新的",
    ),
    Sickness.UNREACHABLE: Told(
        "数据库现在用不了，请稍后再试",
        "数据库打不开或连不上：查看文件是否还在、服务的用户有没有权限，PostgreSQL 是否开着、地址口令对不对；"
        "数据库文件换过（如从备份恢复）就重启服务",
    ),
}

# The rest of SQLite's errors of input and output are those of writing.
_READING = {
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    sqlite3.SQLITE_IOERR_CORRUPTFS,
    33 << 8 | sqlite3.SQLITE_IOERR,  # SQLITE_IOERR_DATA
}
_SYNCHRONIZING = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}
_SQLITE = {
    sqlite3.SQLITE_BUSY: Sickness.LOCKED,
    sqlite3.SQLITE_LOCKED: Sickness.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Sickness.LOCKED,
    sqlite3.SQLITE_FULL: Sickness.FULL,
    sqlite3.SQLITE_IOERR: Sickness.FULL,
    sqlite3.SQLITE_CORRUPT: Sickness.DAMAGED,
    sqlite3.SQLITE_NOTADB: Sickness.DAMAGED,
    sqlite3.SQLITE_READONLY: Sickness.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Sickness.UNREACHABLE,
    sqlite3.SQLITE_PERM: Sickness.UNREACHABLE,
}
# By the whole state, or by its class.
_POSTGRESQL = {
    "55P03": Sickness.LOCKED,
    "40P01": Sickness.LOCKED,
    "53100": Sickness.FULL,
    "58P01": Sickness.DAMAGED,
    "XX001": Sickness.DAMAGED,
    "XX002": Sickness.DAMAGED,
    "25006": Sickness.READ_ONLY,
    "08": Sickness.UNREACHABLE,
    "28": Sickness.UNREACHABLE,
    "3D": Sickness.UNREACHABLE,
    "53": Sickness.UNREACHABLE,
    "57P": Sickness.UNREACHABLE,
    "58": Sickness.UNREACHABLE,
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Sick(Exception):
    """A sickness that we found ourselves, without an error of a driver."""

    def __init__(self, sickness: Sickness) -> None:
        super().__init__(sickness.value)
        self.sickness = sickness


def sickness_of(error: BaseException | None) -> Sickness | None:
    """The sickness that an error, or what it came from, tells of; None where the surroundings are well."""
    return next((found for one in _origins(error) if (found := _found(one)) is not None), None)


def is_undone(error: BaseException) -> bool:
    """Whether a commit that failed so has certainly changed nothing."""
    for one in _origins(error):
        if isinstance(one, sqlite3.IntegrityError) or _is_postgresql(one, "IntegrityError"):
            return True
        # Written, but perhaps not to stay: after a power cut it may be there, or not.
        if getattr(one, "sqlite_errorcode", None) in _SYNCHRONIZING:
            return False
    return sickness_of(error) in {Sickness.LOCKED, Sickness.FULL, Sickness.READ_ONLY}


def _origins(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        from_ = getattr(error, "orig", None) or error.__cause__
        error = from_ or (None if error.__suppress_context__ else error.__context__)


def _found(error: BaseException) -> Sickness | None:
    match error:
        case Sick():
            return error.sickness
        case sqlite3.Error():
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            return Sickness.DAMAGED if code in _READING else _SQLITE.get(code & 0xFF)
        case _ if _is_postgresql(error, "Error"):
            state = getattr(error, "sqlstate", None)
            if state is None:
                return Sickness.UNREACHABLE if _is_postgresql(error, "OperationalError") else None
            return next(
                (_POSTGRESQL[part] for part in (state, state[:3], state[:2]) if part in _POSTGRESQL), None
            )
        case OSError() if error.errno in _FULL:
            return Sickness.FULL
    return None


def _is_postgresql(error: BaseException, kind: str) -> bool:
    """Whether it is an error of this kind of psycopg: where nobody has imported that, it has raised none."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, getattr(driver, kind))
