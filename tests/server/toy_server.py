"""The whole application over the toy schema, with a store that only says what it is told to say."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from starlette.applications import Starlette
from starlette.requests import HTTPConnection

import server
from models.sickness import Sickness
from settings import Settings
from tests.endpoint import toy_schema


class ToyStore:
    """A database that is there, or is not."""

    def __init__(self, version: Hashable = 1, broken: bool = False, met: Sequence[Sickness] = ()) -> None:
        self.data_version = version
        self.broken = broken
        self.sicknesses = met
        self.closed = False

    async def version(self) -> Hashable:
        if self.broken:
            raise OSError(toy_schema.SECRET)
        return self.data_version

    async def met(self) -> Sequence[Sickness]:
        return self.sicknesses

    async def close(self) -> None:
        self.closed = True


def app_of(
    store: ToyStore | None = None,
    settings: Settings | None = None,
    contexts: list[toy_schema.ToyContext] | None = None,
) -> Starlette:
    """The whole application over the toy schema; each context it makes is added to `contexts`."""

    async def context(connection: HTTPConnection, version: Hashable) -> toy_schema.ToyContext:
        caller = connection.headers.get("authorization")
        made = toy_schema.ToyContext(caller or "nobody", version, caller)
        if contexts is not None:
            contexts.append(made)
        return made

    store = store or ToyStore()
    return server.app_of(settings or Settings(), toy_schema.schema, store, context, store.met)
