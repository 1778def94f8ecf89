"""Receivers of notices on loopback: a webhook that checks what it is sent by itself, and a mail server."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from settings import Settings
from tests.running_server import serving

SECRET = "a secret that nobody guesses"
SENDER = "luzhi@zx.example"


@dataclass
class Hook:
    """A webhook: what it was sent, how it answers next, and whether it holds its answers back."""

    got: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    async def take(self, request: Request) -> Response:
        """Takes a post only if it is signed, and of now."""
        body = await request.body()
        stamp = request.headers["luzhi-timestamp"]
        right = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert request.headers["luzhi-signature"] == f"sha256={right}"
        assert abs(datetime.now(UTC).timestamp() - int(stamp)) < 300
        told = json.loads(body)
        assert request.headers["luzhi-id"] == told["id"]
        self.got.append(told)
        return Response(status_code=self.answers.pop(0) if self.answers else 204)


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    """A webhook at an address of its own."""
    found = Hook()
    app = Starlette(routes=[Route("/notices", found.take, methods=["POST"])])
    async with serving(app, Settings(port=0)) as port:
        found.url = f"http://127.0.0.1:{port}/notices"
        yield found


@dataclass
class PostOffice:
    """A mail server: the letters that it took, with whom each is for; whom it refuses, and how."""

    letters: list[tuple[list[str], Message]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(([*envelope.rcpt_tos], message_from_bytes(envelope.content)))
        return "250 OK"


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    """A mail server at a port of its own."""
    found = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(found, hostname="zx.example"), "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()
