"""Who may come in: names of this machine, pages of our own origin, actors who name themselves on loopback.

Until there are rights whoever reaches the server may act as anyone, signed in (`callers`) or not. So it
listens on loopback, answers to loopback names only (a foreign name that points here is DNS rebinding), takes
no change from another site's page, and reads the actor of a request from a header that such a page cannot
send. What a proxy on this machine passes on comes from loopback as well, whoever sent it: it is refused,
unless the settings name the proxy, which then answers for who is who.
"""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from services.refusal import Code, Refusal
from settings import loopback

ACTOR = "Luzhi-Actor"
DEPARTMENT = "Luzhi-Department"
LONGEST_ACTOR = 100
ENCODED = re.compile(r"(?:[A-Za-z0-9 !#$&'()*+,./:;=?@_~-]|%[0-9A-Fa-f]{2})+")
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
# What proxies add to what they pass on.
FORWARDED = (b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-connecting-ip")
FORWARDED_FAMILIES = (b"x-forwarded-", b"x-envoy-")
SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
)

# Browsers that have come by TLS come by nothing else for a year.
ONLY_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")


class Door:
    """Lets in what may come in, and puts the same safe headers on every answer.

    `proxy` is the address of the proxy on this machine that may pass requests on; where it is empty, none.
    """

    def __init__(self, app: ASGIApp, proxy: str = "") -> None:
        self.app = app
        self.proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        headers = (*HEADERS, ONLY_ENCRYPTED) if _pinned(scope) else HEADERS

        async def guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                given = message["headers"] = list(message.get("headers", ()))
                present = {name for name, _ in given}
                given.extend(header for header in headers if header[0] not in present)
            await send(message)

        refusal = refused(scope, self.proxy)
        if refusal is None:
            await self.app(scope, receive, guarded)
        else:
            await _refuse(*refusal, scope, receive, guarded)


def safe_headers() -> dict[str, str]:
    """The headers of every answer, for one that does not pass the door."""
    return {name.decode(): value.decode() for name, value in HEADERS}


def refused(scope: Scope, proxy: str = "") -> tuple[int, str] | None:
    """Status and message for a request that may not come in, or None for one that may."""
    if passed_on(scope) and not (proxy and _comes_from(scope, proxy)):
        return 403, (
            "这个请求是代理转来的，看不出是谁发的，不接受。"
            "由代理核对是谁的，请在设置 LUZHI_PROXY 里写明代理在本机的地址"
        )
    # Sent twice, a header could mean one thing to us and another to whoever checked it before.
    host, *more = _values(scope, b"host") or [""]
    found = HOST.fullmatch(host)
    if more or found is None or not loopback(found["name"].strip("[]")):
        return 421, "请用本机的地址访问（127.0.0.1 或 localhost）"
    origins = _values(scope, b"origin")
    if not origins or scope.get("method") in SAFE:
        return None
    if origins not in ([f"http://{host}"], [f"https://{host}"]):
        return 403, "不接受别的网站发来的请求"
    return None


def _comes_from(scope: Scope, proxy: str) -> bool:
    """Whether a connection is the proxy's, however its address is written: 0:0:0:0:0:0:0:1 is ::1."""
    client = (scope.get("client") or ("",))[0]
    try:
        return ip_address(client) == ip_address(proxy)
    except ValueError:
        return False


def _pinned(scope: Scope) -> bool:
    """Whether a browser is to come by TLS only: not to this machine's own name, which other programs have."""
    host = HOST.fullmatch((_values(scope, b"host") or [""])[0])
    return encrypted(scope) and (passed_on(scope) or host is None or not loopback(host["name"].strip("[]")))


def encrypted(scope: Scope) -> bool:
    """Whether the way from the client is encrypted: to us, or to the proxy that the settings name."""
    if passed_on(scope):
        told = _values(scope, b"x-forwarded-proto")
        return bool(told) and told[-1].rpartition(",")[2].strip() == "https"
    return scope.get("scheme") in ("https", "wss")


def passed_on(scope: Scope) -> bool:
    """Whether a proxy says that it passes this on; the door lets in only what the settings' own passes on."""
    return any(name in FORWARDED or name.startswith(FORWARDED_FAMILIES) for name, _ in scope["headers"])


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key == name]


async def _refuse(status: int, message: str, scope: Scope, receive: Receive, send: Send) -> None:
    error = {"message": message, "extensions": {"code": Code.FORBIDDEN.value}}
    response = Response(orjson.dumps({"errors": [error]}), status, media_type="application/json")
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await response(scope, receive, send)


def actor_of(connection: HTTPConnection) -> str | None:
    """The actor that a request names, None if it names nobody. Raises a Refusal if the name is malformed.

    A WebSocket of a browser cannot send headers; it names the actor in the payload of `connection_init`.
    Names are percent-encoded UTF-8: a header holds no Chinese. Only loopback is believed.
    """
    return _named(connection, ACTOR)


def department_of(connection: HTTPConnection) -> str | None:
    """The department that the actor of a request acts for, named as `actor_of` says."""
    return _named(connection, DEPARTMENT)


def _named(connection: HTTPConnection, header: str) -> str | None:
    key = header.lower().encode()
    told: list[object] = [
        value.decode("latin-1") for name, value in connection.scope["headers"] if name == key
    ]
    if connection.scope["type"] == "websocket" and header in (init := getattr(connection.state, "init", {})):
        told.append(init[header])
    if not told:
        return None
    if connection.client is None or not loopback(connection.client.host):
        raise Refusal(Code.FORBIDDEN, f"请求头 {header} 只在本机有效", header)
    if len(told) > 1:
        raise Refusal(Code.BAD_USER_INPUT, f"{header} 只能有一个", header)
    if not isinstance(told[0], str):
        raise _malformed(header)
    return _decoded(told[0], header)


def _malformed(header: str) -> Refusal:
    return Refusal(Code.BAD_USER_INPUT, f"{header} 应为百分号编码的 UTF-8 文字", header)


@lru_cache(maxsize=1_024)
def _decoded(told: str, header: str) -> str:
    if not ENCODED.fullmatch(told):
        raise _malformed(header)
    try:
        name = unquote_to_bytes(told).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise _malformed(header) from None
    if not name or len(name) > LONGEST_ACTOR or not name.isprintable():
        message = f"{header} 应为 1 到 {LONGEST_ACTOR} 个字，不能有控制字符"
        raise Refusal(Code.BAD_USER_INPUT, message, header)
    return name
