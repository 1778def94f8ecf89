"""What was deleted leaves the files of a database, as far as that is in our hands."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from models.store import SQLiteStore, Store

PATIENCE = 5.0


async def swept(store: Store) -> None:
    """Empties the log that SQLite keeps beside its file: earlier states of rows stand there until then.

    Where somebody reads the former state meanwhile, the next who writes goes on with it. PostgreSQL does the
    like by itself.
    """
    if isinstance(store, SQLiteStore):
        await asyncio.to_thread(_emptied, store.path)


def _emptied(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
