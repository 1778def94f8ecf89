"""GraphQL over HTTP: one address, POST for everything, GET for queries, HTML for people.

Follows the GraphQL-over-HTTP draft: a request that cannot be understood is 400 in any case; a document that
is refused is 400 as application/graphql-response+json and, for clients of old, 200 as application/json.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema

from endpoint.attending import Attending, Gone
from endpoint.connection import Connection, SocketBounds
from endpoint.console import CONSOLE_POLICY, page
from endpoint.engine import Asked, Bounds, Context, Engine, Ready, wires
from endpoint.errors import STATUS, Unanswered, Wire, of_refusal, wire
from endpoint.limits import Limits
from endpoint.negotiation import HTML, JSON, RESPONSE_JSON, answer_type, is_json
from services.refusal import Code, Refusal

ContextOf: TypeAlias = Callable[[HTTPConnection], Awaitable[Context]]
TOLD_BY_BODY = (Code.BAD_USER_INPUT, Code.QUERY_TOO_LARGE)
GET_PARAMETERS = ("query", "operationName", "variables", "extensions")


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: status, media type, body and further headers."""

    status: int
    kind: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, send: Send) -> None:
        """Send it, with its length, and never to be stored by caches."""
        kind = self.kind if self.kind == RESPONSE_JSON or self.kind == JSON else f"{self.kind}; charset=utf-8"
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(self.body)).encode()),
            (b"cache-control", b"no-store"),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class TurnedAway(Exception):
    """A request that HTTP itself refuses, before GraphQL is looked at."""

    def __init__(self, status: int, error: Wire, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__()
        self.status = status
        self.error = error
        self.headers = headers


def endpoint(
    schema: Schema,
    context: ContextOf,
    limits: Limits,
    bounds: Bounds,
    sockets: SocketBounds,
) -> "Endpoint":
    """The ASGI application that answers a schema over HTTP and WebSocket.

    `context` is called for each operation, before it runs. What it gives says whose answer it is and which
    data it comes from, so that it may be kept; see `endpoint.engine.Context`.
    """
    return Endpoint(Engine(schema, limits, bounds), context, sockets)


class Endpoint:
    """The GraphQL endpoint; `engine` holds the kept documents and answers."""

    def __init__(self, engine: Engine, context: ContextOf, sockets: SocketBounds) -> None:
        self.engine = engine
        self.context = context
        self.sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            websocket = WebSocket(scope, receive, send)
            await Connection(self.engine, self.context, self.sockets, websocket).run()
            return
        try:
            reply = await self._reply(scope, receive, send)
        except TurnedAway as turned:
            body = orjson.dumps({"errors": [turned.error]})
            kind = _kind(Headers(scope=scope), (RESPONSE_JSON, JSON)) or JSON
            reply = Reply(turned.status, kind, body, turned.headers)
        except Gone:
            return
        await reply.send(send)

    async def _reply(self, scope: Scope, receive: Receive, send: Send) -> Reply:
        headers = Headers(scope=scope)
        if scope["method"] == "POST":
            kind = _acceptable(headers, (RESPONSE_JSON, JSON))
            told = await _posted(headers, receive, self.engine.limits.body)
        elif scope["method"] == "GET":
            kind = _acceptable(headers, (RESPONSE_JSON, JSON, HTML))
            if kind == HTML:
                given = _parameters(scope["query_string"])
                filled = page(given.get("query", "{ __typename }"), given.get("variables", ""))
                return Reply(200, HTML, filled, ((b"content-security-policy", CONSOLE_POLICY),))
            told = _queried(scope["query_string"])
        else:
            raise _not_allowed("只接受 GET 和 POST", b"GET, POST")
        try:
            asked = self.engine.read(told)
        except Refusal as refusal:
            raise TurnedAway(400, of_refusal(refusal)) from None
        return await self._answered(asked, kind, scope, Request(scope, receive, send))

    async def _answered(self, asked: Asked, kind: str, scope: Scope, request: Request) -> Reply:
        scope["luzhi.operation"] = asked.operation_name
        try:
            ready = self.engine.prepare(asked)
            _check_method(ready, scope["method"])
            context = await self._context(request)
            if ready.kind is OperationType.MUTATION:
                answer = await self.engine.answer(ready, context)
            else:
                async with Attending(request.receive):
                    answer = await self.engine.answer(ready, context)
        except (TurnedAway, Gone):
            raise
        except Exception as error:
            errors = wires(error)
            return Reply(_status(errors, kind, error), kind, orjson.dumps({"errors": errors}))
        return Reply(200, kind, answer)

    async def _context(self, request: Request) -> Context:
        try:
            return await self.context(request)
        except Refusal as refusal:
            raise TurnedAway(STATUS[refusal.code], of_refusal(refusal)) from None


def _status(errors: list[Wire], kind: str, error: Exception) -> int:
    code = Code(errors[0]["extensions"]["code"])
    if kind == JSON and code in TOLD_BY_BODY and isinstance(error, Unanswered | Refusal):
        return 200
    return STATUS[code]


def _check_method(ready: Ready, method: str) -> None:
    if ready.kind is OperationType.SUBSCRIPTION:
        raise TurnedAway(
            400, wire(Code.BAD_USER_INPUT, "订阅要用 WebSocket（graphql-transport-ws）", "query")
        )
    if ready.kind is OperationType.MUTATION and method != "POST":
        raise _not_allowed("修改只能用 POST", b"POST")


def _not_allowed(message: str, allow: bytes) -> TurnedAway:
    return TurnedAway(405, wire(Code.BAD_USER_INPUT, message), ((b"allow", allow),))


def _kind(headers: Headers, offered: tuple[str, ...]) -> str | None:
    return answer_type(",".join(headers.getlist("accept")), offered)


def _acceptable(headers: Headers, offered: tuple[str, ...]) -> str:
    kind = _kind(headers, offered)
    if kind is None:
        message = f"Accept 里没有能给出的类型；可用 {RESPONSE_JSON} 或 {JSON}"
        raise TurnedAway(406, wire(Code.BAD_USER_INPUT, message, "Accept"))
    return kind


async def _posted(headers: Headers, receive: Receive, most: int) -> dict[str, Any]:
    if not is_json(headers.get("content-type", "")):
        message = f"请求的 Content-Type 应为 {JSON}（UTF-8）"
        raise TurnedAway(415, wire(Code.BAD_USER_INPUT, message, "Content-Type"))
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise TurnedAway(415, wire(Code.BAD_USER_INPUT, "请求不能压缩", "Content-Encoding"))
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > most:
        raise _too_long(most)
    return _object(await _body(receive, most))


async def _body(receive: Receive, most: int) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body") and message["type"] == "http.request" and len(body) <= most:
        return body
    chunks, size = [body], len(body)
    while size <= most:
        if message["type"] == "http.disconnect":
            raise Gone
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
    raise _too_long(most)


def _too_long(most: int) -> TurnedAway:
    # What is left of the body is not read; the connection is of no more use.
    close = ((b"connection", b"close"),)
    return TurnedAway(413, wire(Code.QUERY_TOO_LARGE, f"请求超过 {most:,} 字节"), close)


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise TurnedAway(400, wire(Code.BAD_USER_INPUT, "请求不是合法的 JSON（UTF-8）")) from None
    if isinstance(told, list):
        raise TurnedAway(400, wire(Code.BAD_USER_INPUT, "不支持成批的请求，请逐个发送"))
    if not isinstance(told, dict):
        raise TurnedAway(400, wire(Code.BAD_USER_INPUT, "请求应为 JSON 对象"))
    return told


def _parameters(query_string: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError:
        raise TurnedAway(400, wire(Code.BAD_USER_INPUT, "网址里的参数不是合法的 UTF-8，或者太多")) from None
    return {name: value for name, value in pairs if name in GET_PARAMETERS}


def _queried(query_string: bytes) -> dict[str, Any]:
    told: dict[str, Any] = dict(_parameters(query_string))
    for name in ("variables", "extensions"):
        if told.get(name):
            told[name] = _decoded(name, told[name])
        else:
            told.pop(name, None)
    return told


def _decoded(name: str, text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise TurnedAway(400, wire(Code.BAD_USER_INPUT, f"{name} 不是合法的 JSON", name)) from None
