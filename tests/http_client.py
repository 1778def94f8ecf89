"""Asking an application in this process: as a client does, or with the bytes that a broken one sends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.types import ASGIApp


def client(app: ASGIApp, host: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client of an application in this process, as if it came from that address."""
    transport = httpx.ASGITransport(app=app, client=(host, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


async def raw(
    app: Callable[..., Awaitable[None]],
    *chunks: bytes,
    method: str = "POST",
    path: str = "/graphql",
    headers: dict[str, str] | None = None,
    disconnect: bool = False,
) -> list[dict[str, Any]]:
    """What an application sends for a request in chunks, which may lie about its length or hang up."""
    sent: list[dict[str, Any]] = []
    left = [
        {"type": "http.request", "body": chunk, "more_body": disconnect or at < len(chunks) - 1}
        for at, chunk in enumerate(chunks)
    ]

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    given = {"host": "127.0.0.1", "content-type": "application/json", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    return sent
