"""A server in a process of its own; its queries wait for the end. It says on stdout where it is."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Hashable

import strawberry
from starlette.requests import HTTPConnection

import logs
from process import listen, server_of
from server import app_of
from settings import Settings
from tests.endpoint.toy_schema import ToyContext
from tests.server.toy_server import ToyStore


def say(word: str) -> None:
    print(word, flush=True)


class Loud(ToyStore):
    async def close(self) -> None:
        say("closed")


settings = Settings.of(os.environ)
logs.configure(settings.log_level, settings.log_format)


@strawberry.type
class Query:
    @strawberry.field
    async def until_the_end(self) -> str:
        say("running")
        while not server.should_exit:
            await asyncio.sleep(0.01)
        return "finished"

    @strawberry.field
    async def forever(self) -> str:
        say("running")
        await asyncio.Event().wait()
        return "never"


async def context(connection: HTTPConnection, version: Hashable) -> ToyContext:
    return ToyContext("everyone", None)


loud = Loud()
app = app_of(settings, strawberry.Schema(query=Query), loud, context, loud.met)
listener = listen(settings)
server = server_of(app, settings)
say(str(listener.getsockname()[1]))
server.run([listener])
say("ended")
sys.exit(0)
