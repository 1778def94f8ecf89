"""Bringing a database to the tables that this program knows.

Alembic is imported where it works: to see whose tables there are, as every command does, takes no part of it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, NullPool, create_engine, inspect
from sqlalchemy.engine import Connection, Engine

from models.key import KeyFile
from models.key import key_file as where_key_lies

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
# The table of Alembic, and two that this program has had from the first revision on.
VERSIONS = "alembic_version"
_OURS = {"committees", "changes"}


# Before it, telephone numbers stood in the file as they are.
SEALED = "0013"


def configuration(url: URL, key_file: str | Path = "") -> Config:
    """The configuration of Alembic for a database; the address is handed over beside the text options."""
    from alembic.config import Config

    # Left out, it would be what stdout was when Alembic was first imported.
    config = Config(
        stdout=sys.stdout, attributes={"url": url, "keys": KeyFile(where_key_lies(url, key_file))}
    )
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: URL, key_file: str | Path = "") -> None:
    """Creates or changes the tables up to the newest migration: wholly, or not at all.

    A new file of SQLite is readable for its owner only, and what SQLite puts beside it as well. Where a
    migration has sealed what stood there as it was, nothing of that is left in the file.
    """
    if url.get_backend_name() == "sqlite" and url.database:
        # Where it cannot be made, SQLite says so.
        with suppress(OSError):
            Path(url.database).touch(mode=0o600)
    from alembic import command

    plain = _has_plain_numbers(url)
    command.upgrade(configuration(url, key_file), "head")
    if plain:
        _clear(url)


def _has_plain_numbers(url: URL) -> bool:
    with _engine(url).connect() as connection:
        if state(connection) is not State.OLDER:
            return False
        return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar_one()) < SEALED


def _clear(url: URL) -> None:
    """Writes the tables anew, without what is no longer in them; other programs may not be at work."""
    with _engine(url).connect() as connection:
        if url.get_backend_name() == "sqlite":
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM FULL persons")


def _engine(url: URL) -> Engine:
    # aiosqlite has no blocking side; psycopg is both.
    of = url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url
    return create_engine(of, poolclass=NullPool, isolation_level="AUTOCOMMIT")


class State(Enum):
    """Whose tables a database has, and of which version."""

    EMPTY = "empty"
    OLDER = "older"
    HEAD = "head"
    NEWER = "newer"
    FOREIGN = "foreign"


def state(connection: Connection) -> State:
    """Whose tables these are: of this program at some version, of another program, or none yet."""
    names = set(inspect(connection).get_table_names())
    if VERSIONS in names and names >= _OURS:
        return _of_ours(connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalars().all())
    if names - {VERSIONS}:
        return State.FOREIGN
    # What another program has left may look otherwise than ours.
    left = VERSIONS in names and connection.exec_driver_sql(f"SELECT * FROM {VERSIONS}").first() is not None
    return State.FOREIGN if left else State.EMPTY


def _of_ours(revisions: Sequence[str]) -> State:
    known = _revisions()
    if revisions == known[-1:]:
        return State.HEAD
    return State.OLDER if set(known).issuperset(revisions) else State.NEWER


@cache
def _revisions() -> list[str]:
    """All revisions that this program knows, in their order: the names of their files begin with them."""
    return sorted(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))
