"""Copies of a SQLite database: made beside its writers, and put back only where nobody is at work."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

# What SQLite puts beside a file that is written to.
_BESIDE = ("-wal", "-shm", "-journal")


class NotRestored(Exception):
    """Why a copy is not put back; nothing has changed. The message is Chinese."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What tells one copy from another.

    The version of its tables, how often each committee has been changed, by code, and the rows of each table.
    """

    tables: str
    revisions: Mapping[str, int]
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside a copy: when it was made, and what must be in it."""

    made_at: str
    contents: Contents


def manifest_of(copy: Path) -> Path:
    """Where the manifest of a copy stands."""
    return copy.with_name(f"{copy.name}.json")


def uploads_of(copy: Path) -> Path:
    """Where the files stand that were uploaded and lie in a folder, beside a copy."""
    return copy.with_name(f"{copy.name}.uploads")


def files_in(copy: Path) -> list[str]:
    """The names of the files that a copy says lie in a folder; raises `sqlite3.Error`."""
    with closing(_reading(copy)) as connection:
        there = "SELECT count(*) FROM sqlite_schema WHERE name = 'upload_contents'"
        if connection.execute(there).fetchone() == (0,):
            return []
        names = "SELECT name FROM upload_contents WHERE place = 'folder' ORDER BY name"
        return [str(name) for (name,) in connection.execute(names)]


def back_up(database: Path, copy: Path) -> Contents:
    """Makes a copy of a database as of one moment, with its manifest; who writes meanwhile need not wait.

    Nothing stands at `copy` before; raises OSError or `sqlite3.Error`, and then nothing stands there after.
    The copy is readable for its owner only, and has no master key in it.
    """
    with _draft(copy) as draft:
        with closing(_reading(database)) as connection:
            connection.execute("VACUUM INTO ?", [str(draft)])
        with closing(_reading(draft)) as made:
            contents = _contents(made)
        told = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), contents)
        manifest_of(copy).write_bytes(orjson.dumps(asdict(told), option=orjson.OPT_INDENT_2))
        _settle(draft)
        draft.rename(copy)
    return contents


def restore(copy: Path, database: Path, aside: Path) -> Contents:
    """Puts a copy in the place of a database, which is kept `aside` with what stood beside it.

    Raises `NotRestored` where the copy is damaged or is not what its manifest says, or where another program
    has the database open; OSError and `sqlite3.Error` of the files. Then the database is as it was.
    """
    with _draft(database) as draft:
        # Where no file can be made, that says so, and not that the copy is bad.
        draft.touch()
        try:
            with closing(_reading(copy)) as source, closing(sqlite3.connect(draft)) as target:
                source.backup(target)
                # So that whoever opens it is seen.
                target.execute("PRAGMA journal_mode=WAL")
        except sqlite3.DatabaseError:
            raise NotRestored(f"{copy} 不是完好的数据库，没有恢复；用另一份备份") from None
        contents = _whole(draft, copy)
        _check_closed(database)
        _settle(draft)
        _put_aside(database, aside)
        draft.rename(database)
    _settle(database.parent)
    return contents


def _whole(draft: Path, copy: Path) -> Contents:
    # Who only reads leaves a write-ahead log behind.
    with closing(sqlite3.connect(draft)) as connection:
        try:
            said = connection.execute("PRAGMA integrity_check(1)").fetchall()
            found = _contents(connection)
        except sqlite3.DatabaseError:
            raise NotRestored(f"{copy} 不是完好的数据库，没有恢复；用另一份备份") from None
    if said != [("ok",)]:
        raise NotRestored(f"{copy} 坏了，没有恢复；用另一份备份")
    try:
        told = orjson.loads(manifest_of(copy).read_bytes())["contents"]
    except (OSError, ValueError, KeyError):
        raise NotRestored(f"没有或读不了 {manifest_of(copy)}：备份时一起写的清单，与备份放在一起") from None
    for name, one in asdict(found).items():
        if told.get(name) != one:
            raise NotRestored(f"{copy} 与备份时的清单不一样（{name}），没有恢复；用另一份备份")
    return found


def _check_closed(database: Path) -> None:
    """Raises `NotRestored` where a program has the database open; leaves no write-ahead log behind."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            # Only who is alone with a file can leave its write-ahead log.
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise NotRestored(f"{database} 正被别的程序打开：先停下服务和别的命令") from None
            raise
        except sqlite3.DatabaseError:
            # So damaged that it is no database any more: it is put aside as it is.
            return
    if mode != ("delete",):
        raise NotRestored(f"{database} 正被别的程序打开：先停下服务和别的命令")


def _put_aside(database: Path, aside: Path) -> None:
    for end in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            database.with_name(database.name + end).rename(aside.with_name(aside.name + end))


def _contents(connection: sqlite3.Connection) -> Contents:
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [str(name) for (name,) in connection.execute(names)]
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return Contents(
        tables=str(version),
        revisions=dict(connection.execute("SELECT code, revision FROM committees ORDER BY code")),
        rows={name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables},
    )


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file beside a path that gets its name when it is whole; what is left of one is removed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    former = os.umask(0o077)
    try:
        yield draft
    finally:
        os.umask(former)
        for end in ("", *_BESIDE):
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Has the disk keep a file, or the names in a folder, over a power cut."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
