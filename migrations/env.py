"""How Alembic reaches the database: called by `models.migration`, never by its own command."""

from __future__ import annotations

from alembic import context
from sqlalchemy import URL, NullPool, create_engine

from models.tables import metadata


def run() -> None:
    url: URL = context.config.attributes["url"]
    # aiosqlite has no blocking side; psycopg is both.
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url, poolclass=NullPool)
    # Foreign keys stay off on this connection, as SQLite has them by default: a batch change drops and
    # renames tables, and would cascade through every row otherwise.
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=sqlite)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
