"""Bringing a database to the tables that this program knows."""

from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, inspect
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
# The table of Alembic, and two that this program has had from the first revision on.
VERSIONS = "alembic_version"
_OURS = {"committees", "changes"}


def configuration(url: URL) -> Config:
    """The configuration of Alembic for a database; the address is handed over beside the text options."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: URL) -> None:
    """Creates or changes the tables up to the newest migration: wholly, or not at all.

    A new file of SQLite is readable for its owner only, and what SQLite puts beside it as well.
    """
    if url.get_backend_name() == "sqlite" and url.database:
        # Where it cannot be made, SQLite says so.
        with suppress(OSError):
            Path(url.database).touch(mode=0o600)
    command.upgrade(configuration(url), "head")


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
