"""Tells whoever follows their inbox that it is not as it was: something came, or was seen.

One look at the database serves all of a process, once the data is of another version. Inboxes are compared
whole, not followed by the ids of notices, so nothing that is committed late is missed. Nobody has a backlog:
who is slow finds the newest state.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Collection, Hashable
from dataclasses import dataclass, field

from models.store import Store
from services.notices.inbox import Unseen, unseen_of

# How long a change may stay untold, in seconds.
INTERVAL = 1.0

log = logging.getLogger("luzhi.inboxes")


@dataclass(eq=False)
class _Follower:
    """Somebody who follows, with what has not been fetched yet."""

    account_id: int
    newest: Unseen | None = None
    filled: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, state: Unseen) -> None:
        if state != self.newest:
            self.newest = state
            self.filled.set()

    async def take(self) -> Unseen:
        await self.filled.wait()
        self.filled.clear()
        assert self.newest is not None
        return self.newest


class InboxWatch:
    """The watcher of a process over the inboxes that are followed in it."""

    def __init__(self) -> None:
        self._followers: set[_Follower] = set()
        self._watcher: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody follows, and so nothing is looked at."""
        return self._watcher is None

    async def states(self, store: Store, account_id: int) -> AsyncGenerator[Unseen, None]:
        """What an account has not seen: as it is now, and after each change, as long as it is iterated."""
        follower = _Follower(account_id)
        self._followers.add(follower)
        try:
            await self._look(store, [follower])
            if self._watcher is None:
                self._watcher = asyncio.create_task(self._watch(store))
            while True:
                yield await follower.take()
        finally:
            self._followers.discard(follower)
            if not self._followers and self._watcher is not None:
                self._watcher.cancel()
                self._watcher = None

    async def _watch(self, store: Store) -> None:
        known: Hashable = None
        while True:
            try:
                version = await store.version()
                if version != known:
                    await self._look(store, list(self._followers))
                    known = version
            except Exception as error:
                # The database may be away for a while; who follows goes on waiting.
                log.warning("cannot look at inboxes", exc_info=error)
            await asyncio.sleep(INTERVAL)

    async def _look(self, store: Store, followers: Collection[_Follower]) -> None:
        async with store.reading() as connection:
            found = await unseen_of(connection, {one.account_id for one in followers})
        for one in followers:
            one.put(found[one.account_id])
