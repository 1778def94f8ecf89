"""A real server in this process, for a block: what needs a socket, and the end of one, is tried on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from process import listen, server_of
from settings import Settings


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
