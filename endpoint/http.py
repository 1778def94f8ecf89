"""GraphQL over HTTP: one address, POST for everything, GET for queries by their hash, HTML for people.

Follows the GraphQL-over-HTTP draft: a request that cannot be understood is 400 in any case; a document that
is refused is 400 as application/graphql-response+json and, for clients of old, 200 as application/json.

What stands in an address is written down on its way: in histories, in logs of proxies. So a GET with the text
of a query or with variables is refused, unless the settings open it (ASVS 14.2.1).
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson
from graphql import OperationType
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry import Schema

from endpoint.attending import Attending, Gone
from endpoint.connection import Connection, SocketBounds
from endpoint.console import CONSOLE_POLICY, PAGE
from endpoint.counting import UNREAD, Counts, code_of
from endpoint.engine import Answer, Bounds, Context, Engine, Ready, wires
from endpoint.errors import STATUS, Unanswered, Wire, of_refusal, wire
from endpoint.limits import Limits
from endpoint.negotiation import HTML, JSON, RESPONSE_JSON, answer_type, is_json
from endpoint.persisted import Accepted
from kept import Kept
from rate import Rate
from services.refusal import Code, Refusal, TooManyRequests

ContextOf: TypeAlias = Callable[[HTTPConnection], Awaitable[Context]]
# What a client of Apollo's protocol has to be told, and goes on from.
PERSISTED = (Code.PERSISTED_QUERY_NOT_FOUND, Code.PERSISTED_QUERY_NOT_SUPPORTED, Code.PERSISTED_QUERY_ONLY)
TOLD_BY_BODY = (Code.BAD_USER_INPUT, Code.QUERY_TOO_LARGE, *PERSISTED)
# Bodies that have been read and found good. Each holds its parsed document, some hundred times as large.
BODIES, BODY_BYTES = 1_024, 256 * 1_024
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


class At:
    """An application that has the endpoint at this path, and another at all others."""

    def __init__(self, app: ASGIApp, path: str, answered: ASGIApp) -> None:
        self.app = app
        self.path = path
        self.answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] in ("http", "websocket") and scope["path"] == self.path
        await (self.answered if ours else self.app)(scope, receive, send)


def endpoint(
    schema: Schema,
    context: ContextOf,
    limits: Limits,
    bounds: Bounds,
    sockets: SocketBounds,
    *,
    get: bool = False,
    accepted: Accepted | None = None,
    operations: Rate | None = None,
    counts: Counts | None = None,
) -> "Endpoint":
    """The ASGI application that answers a schema over HTTP and WebSocket.

    `context` is called for each operation, before it runs. What it gives says whose answer it is and which
    data it comes from, so that it may be kept; see `endpoint.engine.Context`. `get` opens GET for text and
    variables, `accepted` says which documents run, `operations` how often an account may ask.
    """
    engine = Engine(schema, limits, bounds, accepted, operations)
    return Endpoint(engine, context, sockets, get, counts or Counts())


class Endpoint:
    """The GraphQL endpoint; `engine` holds the kept documents and answers."""

    def __init__(
        self, engine: Engine, context: ContextOf, sockets: SocketBounds, get: bool, counts: Counts
    ) -> None:
        self.engine = engine
        self.context = context
        self.sockets = sockets
        self.get = get
        self.counts = counts
        self._ready: Kept[bytes, Ready] = Kept(BODIES, BODY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            websocket = WebSocket(scope, receive, send)
            await Connection(self.engine, self.context, self.sockets, websocket, self.counts).run()
            return
        connection, begun = HTTPConnection(scope), time.perf_counter()
        try:
            reply = await self._reply(connection, receive)
        except TurnedAway as turned:
            body = orjson.dumps({"errors": [turned.error]})
            kind = _kind(connection.headers, (RESPONSE_JSON, JSON)) or JSON
            reply = Reply(turned.status, kind, body, turned.headers)
        except Gone:
            return
        if reply.kind != HTML:
            kind, code = scope.get("luzhi.kind", UNREAD), scope.get("luzhi.code") or code_of(reply.body)
            self.counts.answered(kind, code, time.perf_counter() - begun)
        await reply.send(send)

    async def _reply(self, connection: HTTPConnection, receive: Receive) -> Reply:
        scope, headers = connection.scope, connection.headers
        if scope["method"] == "POST":
            kind = _acceptable(headers, (RESPONSE_JSON, JSON))
            body = await _posted(headers, receive, self.engine.limits.body)
            return await self._answered(partial(self._prepared, body), kind, connection, receive)
        if scope["method"] == "GET":
            kind = _acceptable(headers, (RESPONSE_JSON, JSON, HTML))
            if kind == HTML:
                return Reply(200, HTML, PAGE.encode(), ((b"content-security-policy", CONSOLE_POLICY),))
            told = _queried(scope["query_string"])
            if not self.get:
                _check_silent(told)
            return await self._answered(partial(self._made_ready, told), kind, connection, receive)
        raise _not_allowed("只接受 GET 和 POST", b"GET, POST")

    def _prepared(self, body: bytes, scope: Scope, context: Context) -> Ready:
        """The operation that a body asks for; of one that came before, nothing has to be read again."""
        known = self._ready.get(body)
        if known is not None:
            scope["luzhi.operation"] = known.asked.operation_name
            return known
        ready = self._made_ready(_object(body), scope, context)
        # What nobody in particular sends with its hash, somebody may register.
        if ready.words is not None and ready.asked.text.own is None and context.account is not None:
            self._ready.put(body, ready, len(body))
        return ready

    def _made_ready(self, told: dict[str, Any], scope: Scope, context: Context) -> Ready:
        try:
            asked = self.engine.read(told, context.account)
        except Refusal as refusal:
            if refusal.code in PERSISTED:
                raise
            raise TurnedAway(400, of_refusal(refusal)) from None
        scope["luzhi.operation"] = asked.operation_name
        return self.engine.prepare(asked, context.account)

    async def _answered(
        self,
        prepared: Callable[[Scope, Context], Ready],
        kind: str,
        connection: HTTPConnection,
        receive: Receive,
    ) -> Reply:
        try:
            context = await self._context(connection)
            self.engine.count(context)
            ready = prepared(connection.scope, context)
            connection.scope["luzhi.kind"] = ready.kind.value
            self.engine.permit(ready, context)
            _check_method(ready, connection.scope["method"])
            answer = await self.engine.kept(ready, context)
            if ready.words is not None:
                self.counts.looked_up(answer is not None)
            if answer is None:
                answer = await self._executed(ready, context, receive)
            connection.scope["luzhi.code"] = context.refused
        except (TurnedAway, Gone):
            raise
        except Exception as error:
            errors = wires(error)
            later = (_retry_after(error),) if isinstance(error, TooManyRequests) else ()
            return Reply(_status(errors, kind, error), kind, orjson.dumps({"errors": errors}), later)
        return Reply(200, kind, answer, tuple(context.headers))

    async def _executed(self, ready: Ready, context: Context, receive: Receive) -> Answer:
        if ready.kind is OperationType.MUTATION:
            return await self.engine.made(ready, context)
        async with Attending(receive):
            return await self.engine.made(ready, context)

    async def _context(self, connection: HTTPConnection) -> Context:
        try:
            return await self.context(connection)
        except Refusal as refusal:
            raise TurnedAway(STATUS[refusal.code], of_refusal(refusal)) from None


def _retry_after(error: TooManyRequests) -> tuple[bytes, bytes]:
    return b"retry-after", str(error.seconds).encode()


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


def _check_silent(told: dict[str, Any]) -> None:
    """Refuse a GET whose address says more than the hash of a document."""
    for name in ("query", "variables"):
        if told.get(name):
            message = (
                f"网址里不能有 {name}：网址会留在历史和日志里。用 POST（urql 设 preferGetMethod: false）"
            )
            raise _not_allowed(message, b"POST", name)


def _not_allowed(message: str, allow: bytes, field: str | None = None) -> TurnedAway:
    return TurnedAway(405, wire(Code.BAD_USER_INPUT, message, field), ((b"allow", allow),))


def _kind(headers: Headers, offered: tuple[str, ...]) -> str | None:
    return answer_type(",".join(headers.getlist("accept")), offered)


def _acceptable(headers: Headers, offered: tuple[str, ...]) -> str:
    kind = _kind(headers, offered)
    if kind is None:
        message = f"Accept 里没有能给出的类型；可用 {RESPONSE_JSON} 或 {JSON}"
        raise TurnedAway(406, wire(Code.BAD_USER_INPUT, message, "Accept"))
    return kind


async def _posted(headers: Headers, receive: Receive, most: int) -> bytes:
    """The body of a POST, of a type and an encoding that is read, and no longer than it may be."""
    if not is_json(headers.get("content-type", "")):
        message = f"请求的 Content-Type 应为 {JSON}（UTF-8）"
        raise TurnedAway(415, wire(Code.BAD_USER_INPUT, message, "Content-Type"))
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise TurnedAway(415, wire(Code.BAD_USER_INPUT, "请求不能压缩", "Content-Encoding"))
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > most:
        raise _too_long(most)
    return await _body(receive, most)


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
