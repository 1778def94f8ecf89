"""Tells whoever stays connected when their session is over, or what they may do has changed.

One look at the database serves all of a process: when the data is of another version, and from time to time,
since sessions end and grants run out by the clock. Where nobody waits, nothing is looked at.
"""

import asyncio
import logging
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.store import Store
from services.accounts.sessions import SessionRow, sessions_now

# How long an end may stay unnoticed, in seconds: one that is written down, and one by the clock.
INTERVAL, BY_CLOCK = 1.0, 5.0

log = logging.getLogger("luzhi.vigil")


class End(StrEnum):
    """Why somebody cannot go on as before: the session is over, or gives other rights."""

    OVER = "over"
    RIGHTS = "rights"


@dataclass(eq=False)
class _Waiting:
    """Somebody who is connected, with the session as it was when they asked."""

    session: SessionRow
    end: asyncio.Future[End] = field(default_factory=asyncio.Future)


class Vigil:
    """Watches over the sessions of those who are connected to a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: set[_Waiting] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._known: Hashable = None

    @property
    def idle(self) -> bool:
        """Whether nobody waits, and so nothing is looked at."""
        return self._watcher is None

    async def end(self, session: SessionRow) -> End:
        """Waits until a session is over, or gives other rights than it did, however long that is.

        That it is idle is no end: whoever listens asks for nothing.
        """
        waiting = _Waiting(session)
        self._waiting.add(waiting)
        # It may have ended between when it was read and now.
        self._known = None
        try:
            if self._watcher is None:
                self._watcher = asyncio.create_task(self._watch())
            return await waiting.end
        finally:
            self._waiting.discard(waiting)
            if not self._waiting and self._watcher is not None:
                self._watcher.cancel()
                self._watcher = None

    async def _watch(self) -> None:
        looked_at = -BY_CLOCK
        clock = asyncio.get_running_loop().time
        while True:
            try:
                version = await self._store.version()
                if version != self._known or clock() - looked_at >= BY_CLOCK:
                    self._known, looked_at = version, clock()
                    await self._look(list(self._waiting))
            except Exception as error:
                # The database may be away for a while; who is connected stays so.
                self._known = None
                log.warning("cannot look at sessions", exc_info=error)
            await asyncio.sleep(INTERVAL)

    async def _look(self, waiting: Sequence[_Waiting]) -> None:
        async with self._store.reading() as connection:
            now = await sessions_now(connection, [one.session for one in waiting])
        for one in waiting:
            end = _end(one.session, now.get(one.session.id))
            if end is not None and not one.end.done():
                one.end.set_result(end)


def _end(before: SessionRow, now: SessionRow | None) -> End | None:
    if now is None:
        return End.OVER
    if (before.complete, before.rights.scope) != (now.complete, now.rights.scope):
        return End.RIGHTS
    return None
