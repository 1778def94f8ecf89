"""How Alembic reaches the database: called by `models.migration`, never by its own command."""

from typing import Any

from alembic import context
from sqlalchemy import URL, NullPool, create_engine, event, text
from sqlalchemy.engine import Connection, Engine

from migrations.sqlite import KeepingTriggers
from models.tables import is_ours, metadata

# That it exists is enough: Alembic takes for a database the last that says it is for it.
assert KeepingTriggers.__dialect__ == "sqlite"
# Any number, as long as it stays the same: who migrates holds this lock.
LOCK = 7_010_113
# How long another program that holds the database is waited for.
BUSY_MILLISECONDS = 30_000


def run() -> None:
    url: URL = context.config.attributes["url"]
    # aiosqlite has no blocking side; psycopg is both.
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url, poolclass=NullPool)
    if sqlite:
        _prepare(engine)
    # One transaction from the first look to the last change: a program that dies half-way leaves nothing, and
    # of two that start at once the second finds everything done.
    with engine.begin() as connection:
        if not sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=sqlite,
            include_name=lambda name, kind, parents: kind != "table" or is_ours(name),
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def _prepare(engine: Engine) -> None:
    """Puts table changes into a transaction, too: by itself the driver of SQLite commits each at once.

    Foreign keys stay off on this connection, as SQLite has them by default: a batch change drops and renames
    tables, and would cascade through every row otherwise.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        connection.execute("PRAGMA recursive_triggers=ON")
        # Now, while nobody reads: the first writer could not any more.
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


run()
