"""Bringing a database to the tables that this program knows."""

from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, NullPool, create_engine, inspect
from sqlalchemy.engine import Connection, Engine

from models.key import KeyFile
from models.key import key_file as where_key_lies

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
# The table of Alembic, and two that this program has had from the first revision on.
VERSIONS = "alembic_version"
_OURS = {"committees", "changes"}


# Before it, telephone numbers stood in the file as they are.
SEALED = "0013"


def configuration(url: URL, key_file: str | Path = "") -> Config:
    """The configuration of Alembic for a database; the address is handed over beside the text options."""
    config = Config(attributes={"url": url, "keys": KeyFile(where_key_lies(url, key_file))})
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
    plain = _has_plain_numbers(url)
    command.upgrade(configuration(url, key_file), "head")
    if plain:
        _clear(url)


def _has_plain_numbers(url: URL) -> bool:
    with _engine(url).connect() as connection:
        if state(connection) is not State.OLDER:
            return False
        (revision,) = MigrationContext.configure(connection).get_current_heads()
        return revision < SEALED


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
        return _of_ours(MigrationContext.configure(connection).get_current_heads())
    if names - {VERSIONS}:
        return State.FOREIGN
    # What another program has left may look otherwise than ours.
    left = VERSIONS in names and connection.exec_driver_sql(f"SELECT * FROM {VERSIONS}").first() is not None
    return State.FOREIGN if left else State.EMPTY


def _of_ours(revisions: tuple[str, ...]) -> State:
    known, head = _revisions()
    if revisions == head:
        return State.HEAD
    return State.OLDER if known.issuperset(revisions) else State.NEWER


@cache
def _revisions() -> tuple[frozenset[str], tuple[str, ...]]:
    """All revisions that this program knows, and the newest."""
    scripts = ScriptDirectory(str(FOLDER))
    return frozenset(one.revision for one in scripts.walk_revisions()), tuple(scripts.get_heads())
