"""An endpoint over the toy schema, asked through HTTP in this process."""

from __future__ import annotations

from typing import Any

import httpx
from starlette.requests import HTTPConnection

from endpoint.engine import Bounds
from endpoint.http import Endpoint, endpoint
from endpoint.limits import Limits
from server import bounds_of, limits_of, sockets_of
from settings import Settings
from tests.endpoint import toy_schema
from tests.http_client import client

Json = Any
LIMITS = limits_of(Settings())
BOUNDS = bounds_of(Settings())
SOCKETS = sockets_of(Settings())


class ToyEndpoint:
    """An endpoint over the toy schema, with the one context that all its requests share."""

    def __init__(self, limits: Limits = LIMITS, bounds: Bounds = BOUNDS, **options: Any) -> None:
        self.context = toy_schema.ToyContext()
        self.endpoint: Endpoint = endpoint(
            toy_schema.schema, self._context, limits, bounds, SOCKETS, **options
        )

    async def _context(self, connection: HTTPConnection) -> toy_schema.ToyContext:
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
