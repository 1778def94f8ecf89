"""Bringing a database to the tables that this program knows."""

from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


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


def at_head(connection: Connection) -> bool:
    """Whether all migrations have been made, and none that this program does not know."""
    scripts = ScriptDirectory.from_config(configuration(connection.engine.url))
    return MigrationContext.configure(connection).get_current_heads() == tuple(scripts.get_heads())
