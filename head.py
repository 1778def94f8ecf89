"""The head of a request, its request line and headers, within bounds: in bytes, in number, in time.

The parser keeps what it reads of a head until it is complete, however long that is. So the bytes are counted
as they come. What is too large is answered 431, what does not come to its end 408; then the connection is
closed, for what follows on it is not known to be a request.

It leans on private parts of uvicorn 0.54; a test names the version.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from door import safe_headers
from services.refusal import Code

MOST_HEADERS = 100
SECONDS = 20.0
TOO_LARGE = "luzhi.head"
PHRASES = {431: "Request Header Fields Too Large", 408: "Request Timeout"}


class Head(HttpToolsProtocol):
    """A connection on which heads are bounded: `most` is the number of bytes."""

    def __init__(self, *given: Any, most: int, seconds: float = SECONDS, **named: Any) -> None:
        super().__init__(*given, **named)
        self.most = most
        self.seconds = seconds
        self._reading = True
        self._size = 0
        self._beside = 0
        self._large = False
        # Until when something is awaited, and what follows if it does not come.
        self._due: tuple[float, Callable[[], None]] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head that is not complete, or comes beside a body; refuse too much."""
        if self._reading:
            self._size += len(data)
            if self._due is None and self._free:
                self._await_end()
        else:
            self._beside += len(data)
            self._await_more()
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._reading and self._size > self.most:
            self._refuse(431)
        elif not self._reading and self._beside > self.most:
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """What comes is body, and neither a chunk's extension nor a trailer."""
        self._beside = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        """A head begins, and has its time."""
        super().on_message_begin()
        self._await_end()

    def on_headers_complete(self) -> None:
        """The head is there, and its size is known."""
        self._reading, self._beside = False, 0
        self._await_more()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        self._large = size > self.most or len(self.headers) > MOST_HEADERS
        if self._large:
            self.scope["state"][TOO_LARGE] = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next head begins with what comes next."""
        super().on_message_complete()
        self._stop_waiting()
        self._reading, self._size = True, 0

    def handle_websocket_upgrade(self) -> None:
        """Hand over to the WebSocket, unless the head is too large."""
        self._stop_waiting()
        if self._large:
            self._refuse(431)
        else:
            super().handle_websocket_upgrade()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        large: Any = _too_large
        super()._start_asgi_task(cycle, large if TOO_LARGE in cycle.scope["state"] else app)

    def _await_end(self) -> None:
        self._wait(self._refuse_late)

    def _await_more(self) -> None:
        """Of a body, something has to come within the time."""
        self._wait(self.transport.close)

    def _wait(self, then: Callable[[], None]) -> None:
        # A request waits four times and hardly ever in vain: one timer serves them all.
        self._due = (self.loop.time() + self.seconds, then)
        if self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._due is not None:
            when, then = self._due
            left = when - self.loop.time()
            if left > 0:
                self._timer = self.loop.call_later(left, self._look)
            else:
                self._due = None
                then()

    @property
    def _free(self) -> bool:
        """Whether no answer is under way."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _stop_waiting(self) -> None:
        self._due = None

    def _refuse_late(self) -> None:
        self._refuse(408)

    def _refuse(self, status: int) -> None:
        """Answer, where no other answer is under way on the connection, and close it."""
        self._stop_waiting()
        free = self._free
        if not free and status == 408:
            return  # what is under way has its own time
        if free:
            body = _body(status)
            headers = {**safe_headers(), **_about(body)}
            lines = [f"HTTP/1.1 {status} {PHRASES[status]}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        self.transport.close()


def _about(body: bytes) -> dict[str, str]:
    return {"content-type": "application/json", "content-length": str(len(body)), "connection": "close"}


def _body(status: int) -> bytes:
    if status == 408:
        code, message = Code.TIMEOUT, "请求头没有在时限内发完"
    else:
        code, message = Code.QUERY_TOO_LARGE, "请求行和请求头太长或太多"
    told = {"errors": [{"message": message, "extensions": {"code": code.value}}]}
    return json.dumps(told, ensure_ascii=False).encode()


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    """The application in place of ours, for a head that is too large."""
    body = _body(431)
    headers = {**safe_headers(), **_about(body)}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 431, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
