"""Which requests may come in: to names of this machine, from pages of our own origin. Who asks is `callers`'.

It answers to loopback names only (a foreign name that points here is DNS rebinding), and takes no change from
another site's page. What a proxy on this machine passes on comes from loopback as well, whoever sent it: it
is refused, unless the settings name the proxy.
"""

import re
from ipaddress import ip_address

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from services.refusal import Code
from settings import loopback

HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
# What proxies add to what they pass on.
FORWARDED = (b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-connecting-ip")
FORWARDED_FAMILIES = (b"x-forwarded-", b"x-envoy-")
SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
)


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

        async def guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                given = message["headers"] = list(message.get("headers", ()))
                present = {name for name, _ in given}
                given.extend(header for header in HEADERS if header[0] not in present)
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
