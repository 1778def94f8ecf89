"""Ways to ask the toy server: through HTTP in one process, or over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

import server
from endpoint.connection import SocketBounds
from endpoint.engine import Bounds
from endpoint.http import Endpoint, endpoint
from endpoint.limits import Limits
from process import listen, server_of
from settings import Settings
from tests.server import toy

Json = Any


class Place:
    """An endpoint over the toy schema, with the one context that all its requests share."""

    def __init__(self, limits: Limits | None = None, bounds: Bounds | None = None) -> None:
        self.context = toy.ToyContext()
        self.endpoint: Endpoint = endpoint(toy.schema, self._context, limits, bounds, SocketBounds())

    async def _context(self, connection: HTTPConnection) -> toy.ToyContext:
        return self.context

    async def post(self, query: str, **told: Json) -> httpx.Response:
        """A POST as modern clients send it."""
        return await self.send({"query": query, **told})

    async def send(self, told: Json, accept: str = "application/graphql-response+json") -> httpx.Response:
        """A POST with this JSON body."""
        async with client(self.endpoint) as asking:
            return await asking.post("/graphql", json=told, headers={"accept": accept})

    async def data(self, query: str, **told: Json) -> Json:
        """The data of an answer without errors."""
        answer = (await self.post(query, **told)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def error(self, query: str, **told: Json) -> Json:
        """The only error of an answer, without its places."""
        answer = (await self.post(query, **told)).json()
        assert len(answer["errors"]) == 1, answer
        return {key: value for key, value in answer["errors"][0].items() if key != "locations"}


class ToyStore:
    """A database that is there, or is not."""

    def __init__(self, version: Hashable = 1, head: bool = True, broken: bool = False) -> None:
        self.data_version = version
        self.head = head
        self.broken = broken
        self.closed = False

    async def version(self) -> Hashable:
        if self.broken:
            raise OSError(toy.SECRET)
        return self.data_version

    async def at_head(self) -> bool:
        if self.broken:
            raise OSError(toy.SECRET)
        return self.head

    async def close(self) -> None:
        self.closed = True


def app_of(
    store: ToyStore | None = None,
    settings: Settings | None = None,
    contexts: list[toy.ToyContext] | None = None,
) -> Starlette:
    """The whole application over the toy schema; each context it makes is added to `contexts`."""

    def context(actor: str | None, department: str | None, version: Hashable) -> toy.ToyContext:
        made = toy.ToyContext(actor or "nobody", version, actor)
        if contexts is not None:
            contexts.append(made)
        return made

    return server.app_of(settings or Settings(), toy.schema, store or ToyStore(), context)


def client(app: ASGIApp, host: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client of an application in this process, as if it came from that address."""
    transport = httpx.ASGITransport(app=app, client=(host, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


@asynccontextmanager
async def serving(app: Starlette, settings: Settings) -> AsyncIterator[int]:
    """The port of a real server on loopback, stopped at the end as a signal would stop it."""
    listener = listen(settings)
    port: int = listener.getsockname()[1]
    running = server_of(app, settings)
    task = asyncio.create_task(running.serve([listener]))
    try:
        yield port
    finally:
        running.should_exit = True
        await task


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
