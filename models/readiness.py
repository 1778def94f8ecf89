"""Whether a database can be used now: a look of bounded cost, at whatever a request could fail on.

What requests met stays known until a look finds it gone. A look writes, and changes nothing: it takes room
and gives it back, and writes down a number that stays what it is.
"""

import asyncio
import logging
import shutil
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.key import TRAIL
from models.keyed import fits
from models.migration import State
from models.sickness import Sick, Sickness
from models.store import SQLiteStore, Store

log = logging.getLogger("luzhi.database")
# A look that takes longer, in all or while it writes, is itself an answer. One holds for a second.
SECONDS, WRITING_SECONDS, HOLDS_SECONDS = 5.0, 2.0, 1.0
# Every page of a file is looked at for so long at most, and again only after so many seconds.
CHECKING_SECONDS, CHECKED_SECONDS = 0.5, 60.0
# Of one that was damaged, for longer and sooner, so that it can be found whole again.
LONG_SECONDS, RECHECKED_SECONDS = 3.0, 3.0
# PostgreSQL is taken for mended when so long no request has met a damage.
FORGOTTEN_SECONDS = 600.0
ROOM = 1_048_576
_STATES = {
    State.EMPTY: Sickness.REVISION,
    State.OLDER: Sickness.REVISION,
    State.NEWER: Sickness.REVISION,
    State.FOREIGN: Sickness.FOREIGN,
}


_MARKS = select(Committee.trail_key).where(Committee.trail_key.is_not(None)).distinct()


class Readiness:
    """The looks at one store: one at a time, whoever asks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._look: asyncio.Task[None] | None = None
        self._ended = self._checked = float("-inf")

    async def met(self) -> tuple[Sickness, ...]:
        """What is wrong now; nothing where the database can be read and written. Takes SECONDS at most."""
        now = asyncio.get_running_loop().time()
        if self._look is None and now - self._ended >= HOLDS_SECONDS:
            self._look = asyncio.create_task(self._looked())
        if self._look is not None:
            _, late = await asyncio.wait([self._look], timeout=SECONDS)
            if late:
                return self._store.health.met or (Sickness.UNREACHABLE,)
        return self._store.health.met

    async def close(self) -> None:
        """Ends a look that is under way."""
        if self._look is not None:
            self._look.cancel()
            with suppress(asyncio.CancelledError):
                await self._look

    async def _looked(self) -> None:
        try:
            # Where other tables stand, or none can be read, there is nothing more to look at.
            if await self._found(self._state, Sickness.REVISION, Sickness.FOREIGN, Sickness.UNREACHABLE):
                await self._found(self._keyed, Sickness.KEYLESS)
                await self._found(self._written, Sickness.LOCKED, Sickness.FULL, Sickness.READ_ONLY)
                await self._found(self._whole, Sickness.DAMAGED)
        finally:
            self._ended = asyncio.get_running_loop().time()
            self._look = None

    async def _found(self, looked: Callable[[], Awaitable[bool]], *gone: Sickness) -> bool:
        """Whether a part of the look met nothing; where it saw all that it looks for, these are gone."""
        health = self._store.health
        try:
            if await looked():
                health.gone(*gone)
        except Exception as error:
            sickness = self._store.sickness(error)
            if sickness is None:
                log.warning("not ready", exc_info=error)
            health.note(sickness or Sickness.UNREACHABLE)
            return False
        return True

    async def _state(self) -> bool:
        if isinstance(self._store, SQLiteStore) and self._store.is_elsewhere():
            raise Sick(Sickness.UNREACHABLE)
        limit = asyncio.timeout(WRITING_SECONDS)
        try:
            async with limit:
                found = await self._store.state()
        except TimeoutError:
            if not limit.expired():
                raise
            # All readers are at work, or none may read: then none may write either.
            return False
        if found in _STATES:
            raise Sick(_STATES[found])
        return True

    async def _keyed(self) -> bool:
        async with self._store.reading() as connection:
            for mark in (await connection.scalars(_MARKS)).all():
                self._store.keys.goes_on(TRAIL, mark)
            if not await fits(self._store, connection):
                raise Sick(Sickness.KEYLESS)
        return True

    async def _written(self) -> bool:
        if isinstance(self._store, SQLiteStore):
            _check_room(self._store.path)
        limit = asyncio.timeout(WRITING_SECONDS)
        try:
            async with limit, self._store.writing() as connection:
                await (_write_sqlite if isinstance(self._store, SQLiteStore) else _write_postgres)(connection)
        except TimeoutError:
            if not limit.expired():
                raise
            # Whoever writes in this process does what it should; another program holds the lock otherwise.
            if not self._store.at_work:
                raise Sick(Sickness.LOCKED) from None
            return False
        return True

    async def _whole(self) -> bool:
        store, now = self._store, asyncio.get_running_loop().time()
        if not isinstance(store, SQLiteStore):
            # Nobody looks at its pages from here: what no request meets any more is taken for mended.
            return store.health.since(Sickness.DAMAGED) > FORGOTTEN_SECONDS
        met = Sickness.DAMAGED in store.health.met
        if now - self._checked < (RECHECKED_SECONDS if met else CHECKED_SECONDS):
            return False
        whole = await asyncio.to_thread(_is_whole, store.path, LONG_SECONDS if met else CHECKING_SECONDS)
        self._checked = asyncio.get_running_loop().time()
        return whole


async def _write_sqlite(connection: AsyncConnection) -> None:
    for statement in (
        "SAVEPOINT room",
        "CREATE TABLE room (taken BLOB)",
        "INSERT INTO room VALUES (zeroblob(65536))",
        "ROLLBACK TO room",
        "RELEASE room",
    ):
        await connection.exec_driver_sql(statement)
    # Of what stands in the file this number is all that anybody may write without changing anything.
    number = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
    await connection.exec_driver_sql(f"PRAGMA user_version = {int(number)}")


async def _write_postgres(connection: AsyncConnection) -> None:
    await connection.exec_driver_sql("LOCK TABLE committees, changes IN ROW EXCLUSIVE MODE")
    # A number for this transaction: so its commit is written down.
    await connection.exec_driver_sql("SELECT pg_current_xact_id()")


def _check_room(path: Path) -> None:
    """Raises `Sick` where the disk, or the limit of this process, has no room for a change."""
    files = (path, path.with_name(f"{path.name}-wal"))
    longest = max((file.stat().st_size for file in files if file.exists()), default=0)
    if shutil.disk_usage(path.parent).free < ROOM or longest + ROOM > _longest_file():
        raise Sick(Sickness.FULL)


def _longest_file() -> float:
    if sys.platform == "win32":
        return float("inf")
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return float("inf") if limit == resource.RLIM_INFINITY else limit


def _is_whole(path: Path, seconds: float) -> bool:
    """Whether every page could be looked at in so many seconds; raises `Sick` where one is damaged."""
    with closing(_opened(path)) as connection:
        stop = threading.Timer(seconds, connection.interrupt)
        stop.start()
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return False
            raise
        finally:
            stop.cancel()
            stop.join()
    if found != [("ok",)]:
        raise Sick(Sickness.DAMAGED)
    return True


def _opened(path: Path) -> sqlite3.Connection:
    """A connection with no page in memory that was read before, which another thread may interrupt."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0, check_same_thread=False)
