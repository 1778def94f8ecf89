"""A query stops when whoever asked it has hung up; what has changed something by then is finished."""

import asyncio
from types import TracebackType

from starlette.types import Receive

# Most answers are sent sooner than this: only what takes longer costs a task that listens.
SECONDS = 0.1


class Gone(Exception):
    """The client hung up before it was answered."""


class Attending:
    """A block that ends with `Gone` when the client hangs up. The request has been read before."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._listening: asyncio.Task[None] | None = None
        self._gone = False

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task, self._cancelling = task, task.cancelling()
        self._later = asyncio.get_running_loop().call_later(SECONDS, self._listen)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._later.cancel()
        if self._listening is not None:
            self._listening.cancel()
        if self._gone and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise Gone from None

    def _listen(self) -> None:
        self._listening = asyncio.create_task(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._task.cancel()
