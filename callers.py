"""Who asks, read off a connection: the token of a session, the address, and whether the way here is safe.

A token comes in a cookie that scripts cannot read and other sites cannot send, or in a header. Over TLS its
name has the prefix `__Host-`; on this machine without TLS it has none, for browsers then refuse it. Anywhere
else nobody signs in without TLS.
"""

from collections.abc import Hashable
from contextlib import suppress
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from door import SAFE, is_local, is_secure, passed_on
from models.sickness import Sick
from models.store import Store
from resolvers.caller import Caller, Header
from services.accounts.sessions import SessionRow, Sessions
from services.check_in.code import RECEIPT, read_receipt
from services.refusal import Code, Refusal

NAME = "luzhi"
SECURE_NAME = f"__Host-{NAME}"
# What a browser keeps of a sign-in from elsewhere, until it has come back and a code was typed.
OUTSIDE, OUTSIDE_SECONDS = "-outside", 900
# What it keeps of a code that it has scanned; and what tells it from other browsers, as long as one may.
SCAN, DEVICE, DEVICE_SECONDS = "-scan", "-device", 400 * 86_400
LONGEST_DEVICE = 100
_RECEIPT_SECONDS = int(RECEIPT.total_seconds())
BEARER = "bearer "
NO_TLS = (
    "这里的连接没有加密（TLS），不能登录：用 https:// 的地址访问。管服务器的人设好证书，"
    "或让有证书的反向代理转来（LUZHI_PROXY，代理写上 X-Forwarded-Proto 和 X-Forwarded-For）"
)


class Callers:
    """Reads callers off connections."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sessions = Sessions(store)

    def visitor(self, connection: HTTPConnection) -> Caller:
        """From where somebody asks over a connection, and with which browser; whoever they are."""
        secure = is_secure(connection.scope)
        http = connection.scope["type"] == "http"
        caller = Caller(
            address=address_of(connection),
            agent=connection.headers.get("user-agent", ""),
            closed=None if secure or is_local(connection.scope) else Refusal(Code.FORBIDDEN, NO_TLS),
            cookie=(lambda token: cookie(token, secure)) if http else None,
            outside_cookie=(lambda token: outside_cookie(token, secure)) if http else None,
            scan_cookie=(lambda kept: _lax(SCAN, kept, secure, _RECEIPT_SECONDS)) if http else None,
            device_cookie=(lambda kept: _lax(DEVICE, kept, secure, DEVICE_SECONDS)) if http else None,
        )
        name = SECURE_NAME if secure else NAME
        caller.device = connection.cookies.get(name + DEVICE, "")[:LONGEST_DEVICE]
        caller.scan = connection.cookies.get(name + SCAN, "")
        caller.hall = self._hall(caller.scan, caller.device)
        return caller

    async def find(self, connection: HTTPConnection, version: Hashable) -> Caller:
        """Who asks over a connection; raises `Refusal` for a bearer token that is good for nothing, and for a
        cookie that another site may have made a browser send.
        """
        caller = self.visitor(connection)
        caller.session = await self._session(connection, is_secure(connection.scope), version)
        if caller.session is not None and caller.closed is not None:
            raise caller.closed
        return caller

    def _hall(self, scan: str, device: str) -> int | None:
        """The check-in whose code a browser has scanned; None: none, or too long ago."""
        with suppress(Refusal, Sick):
            if scan:
                return read_receipt(self._store, scan, device, datetime.now(UTC))[0]
        return None

    async def close(self) -> None:
        """Waits for what is being written down."""
        await self._sessions.close()

    async def _session(
        self, connection: HTTPConnection, secure: bool, version: Hashable
    ) -> SessionRow | None:
        bearer = _bearer(connection)
        if bearer is not None:
            found = await self._sessions.find(bearer, "bearer", version)
            if found is None:
                raise Refusal(Code.SIGN_IN_REQUIRED, "令牌无效，或已失效：请重新登录", "Authorization")
            return found
        kept = connection.cookies.get(SECURE_NAME if secure else NAME)
        found = await self._sessions.find(kept, "cookie", version) if kept else None
        if found is not None:
            check_own_page(connection)
        return found


def cookie(token: str | None, secure: bool) -> Header:
    """The header by which a browser keeps a token until it is closed, or with None forgets it."""
    name, more = (SECURE_NAME, "; Secure") if secure else (NAME, "")
    age = "" if token else "; Max-Age=0"
    return b"set-cookie", f"{name}={token or ''}; Path=/; HttpOnly; SameSite=Strict{more}{age}".encode()


def outside_cookie(token: str | None, secure: bool) -> Header:
    """The header by which a browser keeps what binds a sign-in from elsewhere to it, or forgets it.

    The page of the provider sends the browser back, so `Strict` would keep it from us.
    """
    return _lax(OUTSIDE, token, secure, OUTSIDE_SECONDS)


def _lax(what: str, kept: str | None, secure: bool, seconds: int) -> Header:
    """A cookie that a browser also brings where another page, or a camera, has led it to us."""
    name, more = (SECURE_NAME, "; Secure") if secure else (NAME, "")
    age = seconds if kept else 0
    told = f"{name}{what}={kept or ''}; Path=/; HttpOnly; SameSite=Lax{more}; Max-Age={age}"
    return b"set-cookie", told.encode()


def browser_of(connection: HTTPConnection) -> str:
    """What a browser kept of a sign-in from elsewhere; empty where it kept nothing."""
    name = SECURE_NAME if is_secure(connection.scope) else NAME
    return connection.cookies.get(name + OUTSIDE, "")


def check_own_page(connection: HTTPConnection) -> None:
    """Raises `Refusal` unless a request that may change something comes from a page of ours.

    The door has refused a foreign `Origin`. Where a browser sends none, it says so in `Sec-Fetch-Site`; what
    says neither is no browser, and has a token of its own to send.
    """
    headers = connection.headers
    if connection.scope.get("method") in SAFE or "origin" in headers:
        return
    if headers.get("sec-fetch-site") != "same-origin":
        message = "带 Cookie 的请求要写明来源（Origin）：用浏览器，或改用令牌（Authorization: Bearer …）"
        raise Refusal(Code.FORBIDDEN, message, "Origin")


def address_of(connection: HTTPConnection) -> str:
    """The address of the client: the last that the proxy tells, or that of the socket."""
    forwarded = _last(connection, "x-forwarded-for") if passed_on(connection.scope) else ""
    return (forwarded or (connection.client.host if connection.client else ""))[:64]


def _last(connection: HTTPConnection, header: str) -> str:
    told = connection.headers.getlist(header)
    return told[-1].rpartition(",")[2].strip() if told else ""


def _bearer(connection: HTTPConnection) -> str | None:
    """The token of the header, or for a WebSocket of the payload of `connection_init`."""
    told = connection.headers.getlist("authorization")
    if connection.scope["type"] == "websocket":
        told += [one for one in [getattr(connection.state, "init", {}).get("Authorization")] if one]
    if not told:
        return None
    if len(told) > 1 or not isinstance(told[0], str) or not told[0].lower().startswith(BEARER):
        message = "Authorization 写成 Bearer 加令牌，只写一次"
        raise Refusal(Code.BAD_USER_INPUT, message, "Authorization")
    return told[0][len(BEARER) :].strip()
