"""The server: its routes, and what is open while it lives.

It wires and decides nothing: the GraphQL endpoint is `schema.http`, who may come in is `door`'s business,
and how a process listens and stops is `process`'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from strawberry import Schema

from door import Door, actor_of, safe_headers
from logs import Recorded
from schema.connection import SocketBounds
from schema.engine import Bounds, Context
from schema.http import endpoint
from schema.limits import Limits
from services.refusal import Code, Refusal
from settings import Settings

READY_SECONDS = 5.0
LANDING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>履职</title>
<h1>履职</h1><p>政协委员履职记分服务。</p><ul>
<li><a href="/graphql">/graphql</a>：查询和修改；用浏览器打开可以直接试</li>
<li>docs/queries/ 里每种需要各有一个查询的例子</li>
<li><a href="/readyz">/readyz</a>：数据库能不能用</li></ul></html>"""
MESSAGES = {
    404: (Code.NOT_FOUND, "没有这个地址"),
    405: (Code.BAD_USER_INPUT, "这个地址不接受这种方法"),
    500: (Code.INTERNAL, "服务器内部出错，已记录"),
}

log = logging.getLogger("luzhi.server")


class Store(Protocol):
    """What the server itself asks of the database (`models.store.Store`)."""

    async def version(self) -> Hashable: ...
    async def at_head(self) -> bool: ...
    async def close(self) -> None: ...


# The context of an operation, from the store, the actor if one is named, and the version of the data.
ContextOf = Callable[[Store, str | None, Hashable], Context]


def create_app(settings: Settings, schema: Schema, store: Store, context: ContextOf) -> Starlette:
    """The application; it closes the store when it ends."""

    async def context_of(connection: HTTPConnection) -> Context:
        actor = actor_of(connection)
        try:
            version = await store.version()
        except Exception as error:
            log.error("no version of the data", exc_info=error)
            raise Refusal(Code.UNAVAILABLE, "数据库现在用不了，请稍后再试") from error
        return context(store, actor, version)

    async def ready(request: Request) -> Response:
        found = {"database": await _holds(store.version), "migrations": await _holds(store.at_head)}
        return JSONResponse(found, 200 if all(found.values()) else 503, {"Cache-Control": "no-store"})

    async def healthy(request: Request) -> Response:
        return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})

    async def landing(request: Request) -> Response:
        return HTMLResponse(LANDING)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await store.close()

    graphql = endpoint(schema, context_of, *_bounds(settings))
    return Starlette(
        routes=[
            Route("/graphql", graphql),
            WebSocketRoute("/graphql", graphql),
            Route("/", landing),
            Route("/healthz", healthy),
            Route("/readyz", ready),
        ],
        middleware=[Middleware(Recorded, fault=_error(500)), Middleware(Door)],
        exception_handlers={HTTPException: _refused},
        lifespan=lifespan,
    )


async def _holds(check: Callable[[], Awaitable[object]]) -> bool:
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await check() is not False
    except Exception as error:
        log.warning("not ready", exc_info=error)
        return False


def _error(status: int, headers: Mapping[str, str] | None = None) -> Response:
    code, message = MESSAGES.get(status, (Code.BAD_USER_INPUT, "请求有误"))
    error = {"message": message, "extensions": {"code": code.value}}
    return JSONResponse({"errors": [error]}, status, {**safe_headers(), **(headers or {})})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, error.headers)


def _bounds(settings: Settings) -> tuple[Limits, Bounds, SocketBounds]:
    limits = Limits(
        body=settings.body_bytes,
        characters=settings.query_characters,
        tokens=settings.query_tokens,
        depth=settings.query_depth,
        cost=settings.query_cost,
    )
    bounds = Bounds(settings.query_seconds, settings.kept_answers, settings.kept_bytes)
    return limits, bounds, SocketBounds(settings.socket_init_seconds, settings.socket_operations)
