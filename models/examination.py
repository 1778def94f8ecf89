"""Everything of a database that can be looked at: as long as it takes, for whoever keeps the machine."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.guard import missing
from models.store import SQLiteStore, Store

MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: damage in SQLite's words, the tables with rows whose parent is gone, missing guards."""

    damage: tuple[str, ...]
    orphans: tuple[str, ...]
    guards: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not (self.damage or self.orphans or self.guards)


async def examination(store: Store) -> Examination:
    """What a look at every page, every reference and every guard finds. PostgreSQL looks at its own pages.

    The tables must be this program's; raises what the driver raises where a page cannot be read at all.
    """
    async with store.reading() as connection:
        return await connection.run_sync(_of_sqlite if isinstance(store, SQLiteStore) else _of_postgres)


def _of_sqlite(connection: Connection) -> Examination:
    said = [str(line) for (line,) in connection.execute(text(f"PRAGMA integrity_check({MOST_TOLD})"))]
    orphans = sorted({str(row[0]) for row in connection.execute(text("PRAGMA foreign_key_check"))})
    damage = () if said == ["ok"] else tuple(said)
    return Examination(damage, tuple(orphans), _guards(connection))


def _of_postgres(connection: Connection) -> Examination:
    return Examination((), (), _guards(connection))


def _guards(connection: Connection) -> tuple[str, ...]:
    return tuple(sorted(name for _, name in missing(connection)))
