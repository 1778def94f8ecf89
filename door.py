"""Which requests may come in: to our own names, from pages of our own origin. Who asks, `callers` knows.

It answers to the names of the settings only (a foreign name that points here is DNS rebinding), and to those
of this machine where whoever asks is on it; and takes no change from another site's page. What a proxy passes
on, and whatever it says of whom, counts from the proxy that the settings name, and is refused from others.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from services.refusal import Code
from settings import loopback

HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
# Where a request keeps whether it is passed on.
PASSED_ON = "luzhi.passed_on"
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

    `proxy` is the address of the proxy that may pass requests on; where it is empty, none. `names` are those
    by which we are asked for; where there are none, those of this machine. `origins` are those of pages
    elsewhere that may send changes.
    """

    def __init__(
        self,
        app: ASGIApp,
        proxy: str = "",
        names: Collection[str] = (),
        origins: Collection[str] = (),
    ) -> None:
        self.app = app
        self.proxy = proxy
        self.names = names
        self.origins = origins

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

        refusal = self._refused(scope)
        if refusal is None:
            await self.app(scope, receive, guarded)
        else:
            await _refuse(*refusal, scope, receive, guarded)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and message for a request that may not come in, or None for one that may."""
        if passed_on(scope) and not (self.proxy and _comes_from(scope, self.proxy)):
            return 403, (
                "这个请求是代理转来的，看不出是谁发的，不接受。"
                "要经过代理的，请在设置 LUZHI_PROXY 里写明代理的地址"
            )
        # Sent twice, a header could mean one thing to us and another to whoever checked it before.
        host, *more = _values(scope, b"host") or [""]
        found = HOST.fullmatch(host)
        if more or found is None or not self._is_ours(found["name"].strip("[]"), scope):
            names = "、".join(sorted(self.names)) or "127.0.0.1 或 localhost"
            return 421, f"这个地址不是这里的，请用 {names} 访问"
        origins = _values(scope, b"origin")
        if not origins or scope.get("method") in SAFE:
            return None
        own = f"{'https' if is_secure(scope) else 'http'}://{host}"
        if len(origins) > 1 or origins[0] not in (own, *self.origins):
            return 403, "不接受别的网站发来的请求"
        return None

    def _is_ours(self, name: str, scope: Scope) -> bool:
        if name in self.names:
            return True
        return loopback(name) and (not self.names or is_local(scope))


def safe_headers() -> dict[str, str]:
    """The headers of every answer, for one that does not pass the door."""
    return {name.decode(): value.decode() for name, value in HEADERS}


def is_secure(scope: Scope) -> bool:
    """Whether the way from the client is encrypted: to us, or to the proxy that the settings name."""
    if passed_on(scope):
        told = _values(scope, b"x-forwarded-proto")
        return bool(told) and told[-1].rpartition(",")[2].strip() == "https"
    return scope.get("scheme") in ("https", "wss")


def is_local(scope: Scope) -> bool:
    """Whether the client is on this machine, and no proxy between."""
    client = scope.get("client")
    return not passed_on(scope) and client is not None and loopback(client[0])


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
    return is_secure(scope) and (passed_on(scope) or host is None or not loopback(host["name"].strip("[]")))


def passed_on(scope: Scope) -> bool:
    """Whether a proxy says that it passes this on; the door lets in only what the settings' own passes on."""
    known: bool | None = scope.get(PASSED_ON)
    if known is None:
        # It is asked several times of a request.
        known = scope[PASSED_ON] = any(
            name in FORWARDED or name.startswith(FORWARDED_FAMILIES) for name, _ in scope["headers"]
        )
    return known


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for key, value in scope["headers"] if key == name]


async def _refuse(status: int, message: str, scope: Scope, receive: Receive, send: Send) -> None:
    error = {"message": message, "extensions": {"code": Code.FORBIDDEN.value}}
    response = Response(orjson.dumps({"errors": [error]}), status, media_type="application/json")
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await response(scope, receive, send)
