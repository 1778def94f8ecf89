"""One WebSocket connection that speaks graphql-transport-ws: text frames, several operations at once.

A connection ends with the session of its first operation: 4401 where that is over, 4403 where it gives other
rights, under which the client may connect anew.

The protocol: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. The older graphql-ws is not
spoken. A browser cannot set headers here, so what it would say in them stands in the payload of
`connection_init`; the context finds it in `websocket.state.init`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import OperationType
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from endpoint.counting import DONE, UNREAD, Counts, code_of
from endpoint.engine import Context, Engine, Ready, wires
from endpoint.errors import wire
from rate import Rate
from services.refusal import Code

PROTOCOL = "graphql-transport-ws"
LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketBounds:
    """Seconds until the client must have introduced itself, operations it may have running, and messages it
    may send in a minute (0: any number).
    """

    init_seconds: float
    operations: int
    messages: int = 0


class Closed(Exception):
    """The connection is closed for what the client sent. Reasons are short: a frame holds 123 bytes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """A connection from its handshake to its end. Operations that still run then are cancelled."""

    def __init__(
        self,
        engine: Engine,
        context: Callable[[HTTPConnection], Awaitable[Context]],
        bounds: SocketBounds,
        websocket: WebSocket,
        counts: Counts,
    ) -> None:
        self.engine = engine
        self.context = context
        self.bounds = bounds
        self.websocket = websocket
        self.counts = counts
        self.acknowledged = False
        self._pace = Rate(bounds.messages)
        self._deadline = asyncio.timeout(bounds.init_seconds)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve the connection until either side closes it."""
        if PROTOCOL not in self.websocket.scope["subprotocols"]:
            await self._refuse_protocol()
            return
        await self.websocket.accept(subprotocol=PROTOCOL)
        self.counts.socket(1)
        try:
            async with self._deadline:
                async for message in self._messages():
                    await self._take(message)
        except TimeoutError:
            await self._close(4408, "没有在时限内收到 connection_init")
        except Closed as closed:
            await self._close(closed.code, closed.reason)
        except WebSocketDisconnect:
            pass
        finally:
            await self._stop()
            self.counts.socket(-1)

    async def _messages(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            frame = await self.websocket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            if self._pace.take(None):
                # The code that clients take for: try again later.
                raise Closed(1013, "消息太频繁")
            text = frame.get("text")
            if text is None:
                raise Closed(4400, "只接受文本消息")
            if len(text) > self.engine.limits.body:
                raise Closed(1009, "消息太长")
            try:
                message = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise Closed(4400, "消息不是合法的 JSON") from None
            if not isinstance(message, dict):
                raise Closed(4400, "消息应为 JSON 对象")
            yield message

    async def _take(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._acknowledge(message.get("payload"))
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(_id(message), message.get("payload"))
            case "complete":
                task = self._running.pop(_id(message), None)
                if task:
                    task.cancel()
            case _:
                raise Closed(4400, "不认识的消息类型")

    async def _acknowledge(self, payload: Any) -> None:
        if self.acknowledged:
            raise Closed(4429, "connection_init 只能发一次")
        if payload is not None and not isinstance(payload, dict):
            raise Closed(4400, "connection_init 的 payload 应为对象")
        self._deadline.reschedule(None)
        self.websocket.state.init = payload or {}
        self.acknowledged = True
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, id_: str, payload: Any) -> None:
        if not self.acknowledged:
            raise Closed(4401, "请先发 connection_init")
        if not isinstance(payload, dict):
            raise Closed(4400, "subscribe 的 payload 应为对象")
        if id_ in self._running:
            raise Closed(4409, "这个编号的操作还在进行")
        if len(self._running) >= self.bounds.operations:
            error = wire(Code.QUERY_TOO_LARGE, f"一个连接最多同时进行 {self.bounds.operations} 个操作")
            await self._send({"type": "error", "id": id_, "payload": [error]})
            return
        self._running[id_] = asyncio.create_task(self._operate(id_, payload))

    async def _operate(self, id_: str, payload: dict[str, Any]) -> None:
        begun, kind, code = time.perf_counter(), UNREAD, DONE
        try:
            context = await self.context(self.websocket)
            if context.over is not None and self._ending is None:
                self._ending = asyncio.create_task(self._end_after(context.over))
            self.engine.count(context)
            ready = self.engine.prepare(self.engine.read(payload, context.account), context.account)
            kind = ready.kind.value
            self.engine.permit(ready, context)
            if ready.kind is OperationType.SUBSCRIPTION:
                await self._follow(id_, ready, context)
            else:
                answer = await self.engine.answer(ready, context)
                code = context.refused or code_of(answer)
                await self._next(id_, answer)
            last: dict[str, Any] = {"type": "complete", "id": id_}
        except Exception as error:
            errors = wires(error)
            code = errors[0]["extensions"]["code"]
            last = {"type": "error", "id": id_, "payload": errors}
        self.counts.answered(kind, code, time.perf_counter() - begun)
        # The id is free before the client can know that the operation has ended.
        self._running.pop(id_, None)
        await self._send(last)

    async def _end_after(self, over: Callable[[], Awaitable[tuple[int, str]]]) -> None:
        """Once whoever is connected may not go on, what runs is stopped and the connection closed."""
        code, reason = await over()
        await self._stop_operations()
        await self._close(code, reason)

    async def _follow(self, id_: str, ready: Ready, context: Context) -> None:
        self.counts.following(1)
        try:
            async for answer in self.engine.events(ready, context):
                await self._next(id_, answer)
        finally:
            self.counts.following(-1)

    async def _next(self, id_: str, answer: bytes) -> None:
        await self._send({"type": "next", "id": id_, "payload": orjson.Fragment(answer)})

    async def _send(self, message: dict[str, Any]) -> None:
        if self.websocket.application_state is not WebSocketState.CONNECTED:
            return
        with suppress(WebSocketDisconnect):  # the reader hears of it, too, and ends the connection
            await self.websocket.send_text(orjson.dumps(message).decode())

    async def _close(self, code: int, reason: str) -> None:
        if self.websocket.application_state is WebSocketState.CONNECTED:
            await self.websocket.close(code, reason)

    async def _stop(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            await asyncio.gather(self._ending, return_exceptions=True)
        await self._stop_operations()

    async def _stop_operations(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _refuse_protocol(self) -> None:
        error = wire(Code.BAD_USER_INPUT, f"子协议应为 {PROTOCOL}", "Sec-WebSocket-Protocol")
        body = orjson.dumps({"errors": [error]})
        await self.websocket.send_denial_response(Response(body, 400, media_type="application/json"))


def _id(message: dict[str, Any]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID:
        raise Closed(4400, "缺少操作的编号 id，或者太长")
    return id_
