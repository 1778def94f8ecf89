"""Tells whoever asks that a live run has changed, whichever process changed it.

One watcher looks at the database for all who ask, as long as anybody does; after a change of this process it
looks at once. Nobody has a backlog: who is slow finds the newest state, and what changed since the last one.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Hashable
from contextlib import suppress
from dataclasses import dataclass, field

from models.store import Store
from services.refusal import Refusal
from services.runs.board import Board, Boards

# How long a change of another process may stay unnoticed, in seconds.
INTERVAL = 1.0

log = logging.getLogger("luzhi.watch")
Watched = tuple[int, int]


@dataclass(eq=False)
class _Mailbox:
    """The newest board that somebody has not fetched yet."""

    newest: Board | None = None
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, board: Board) -> None:
        self.newest = board
        self.filled.set()

    async def take(self) -> Board:
        await self.filled.wait()
        self.filled.clear()
        assert self.newest is not None
        return self.newest


class Watch:
    """The watcher of a process over one store, as its boards read it; one for these boards."""

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._mailboxes: dict[Watched, set[_Mailbox]] = defaultdict(set)
        self._watcher: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody follows anything, and so nothing is looked at."""
        return self._watcher is None

    async def changes(
        self, store: Store, committee_id: int, year: int
    ) -> AsyncGenerator[tuple[Board, Board], None]:
        """The live run of a year before and after each change, from now on, for as long as it is iterated.

        Raises `Refusal` where the year has no live run.
        """
        mailbox = _Mailbox()
        waiting = self._mailboxes[committee_id, year]
        waiting.add(mailbox)
        try:
            before = await self._live(store, (committee_id, year))
            if self._watcher is None:
                self._watcher = asyncio.create_task(self._watch(store))
            while True:
                after = await mailbox.take()
                # What another began to read before us may be older than what we know.
                if after.revision > before.revision:
                    yield before, after
                    before = after
        finally:
            waiting.discard(mailbox)
            if not waiting:
                self._mailboxes.pop((committee_id, year), None)
            if not self._mailboxes and self._watcher is not None:
                self._watcher.cancel()
                self._watcher = None

    async def _live(self, store: Store, watched: Watched) -> Board:
        async with store.reading() as connection:
            return await self._boards.live(connection, *watched)

    async def _watch(self, store: Store) -> None:
        known: Hashable = None
        while True:
            try:
                version = await store.version()
                if version != known:
                    await self._look(store)
                    known = version
            except Exception as error:
                # The database may be away for a while; who waits goes on waiting.
                log.warning("cannot look for changes", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(INTERVAL):
                    await self._boards.news.wait()
            self._boards.news.clear()

    async def _look(self, store: Store) -> None:
        for watched in list(self._mailboxes):
            with suppress(Refusal):
                board = await self._live(store, watched)
                for mailbox in list(self._mailboxes.get(watched, ())):
                    mailbox.put(board)
