"""Whoever asks too often from one address waits, whatever they ask.

What comes from this machine itself is not counted: it has nobody else to be kept from. What the proxy that
the settings name passes on counts for the address that it tells.
"""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from callers import address_of
from door import is_local
from pages import refusal
from rate import Rate
from services.accounts.attempts import place


class Throttle:
    """Answers 429 where an address has used up its rate."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self.app = app
        self.rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        wait = 0 if is_local(scope) else self.rate.take(place(address_of(connection)))
        if not wait:
            await self.app(scope, receive, send)
            return
        response = refusal(429, {"retry-after": str(wait)})
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(response)
        else:
            await response(scope, receive, send)
