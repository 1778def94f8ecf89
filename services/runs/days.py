"""What a process keeps of runs as of days, bounded in number and weight, by the state that a run was in."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from kept import Kept
from scoring.series import Ground

T = TypeVar("T")
# Facts weigh about 150 bytes each, a member of a board some kilobytes.
GROUNDS, FACTS = 8, 800_000
VIEWS, MEMBERS = 60, 30_000


class Days:
    """What was worked out of runs. One a process.

    One is worked out at a time, so that days take no more than one core.
    """

    def __init__(self) -> None:
        self.grounds: Kept[Hashable, Ground] = Kept(GROUNDS, FACTS)
        self.views: Kept[Hashable, Any] = Kept(VIEWS, MEMBERS)
        self._working = asyncio.Lock()

    async def alone(self, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` gives, which nobody else does meanwhile; it goes on though whoever asked is gone."""

        async def worked() -> T:
            async with self._working:
                return await work()

        # A thread cannot be stopped: who comes next has to wait for it.
        return await asyncio.shield(asyncio.ensure_future(worked()))
