"""What is kept is behind every guard: what was answered a moment ago is turned away all the same."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from settings import Settings
from tests.endpoint import toy_schema
from tests.http_client import client
from tests.server.toy_server import ToyStore, app_of

pytestmark = pytest.mark.anyio
BODY = b'{"query": "{ items(first: 1) { name } }"}'
GOOD = {"content-type": "application/json", "accept": "application/json"}
ANSWER = {"data": {"items": [{"name": "委员0"}]}}


async def asked(app: Starlette, headers: dict[str, str], body: bytes = BODY) -> httpx.Response:
    async with client(app) as asking:
        return await asking.post("/graphql", content=body, headers={**GOOD, **headers})


async def kept(store: ToyStore | None = None) -> tuple[Starlette, list[toy_schema.ToyContext]]:
    """An application that has just kept the answer, and given it again."""
    contexts: list[toy_schema.ToyContext] = []
    app = app_of(store, contexts=contexts)
    for _ in range(2):
        assert (await asked(app, {})).json() == ANSWER
    assert [context.log for context in contexts] == [["items 1"], []]
    return app, contexts


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("host", "evil.example", 421),
        ("origin", "http://evil.example", 403),
        ("x-forwarded-for", "10.0.0.1", 403),
        ("forwarded", "for=10.0.0.1", 403),
        ("content-type", "text/plain", 415),
        ("content-type", "application/x-www-form-urlencoded", 415),
        ("content-encoding", "gzip", 415),
        ("accept", "image/png", 406),
    ],
)
async def test_a_request_that_may_not_come_in_gets_nothing_that_is_kept(
    header: str, value: str, status: int
) -> None:
    app, _ = await kept()
    for _ in range(2):
        answer = await asked(app, {header: value})
        assert answer.status_code == status
        assert "委员0" not in answer.text
    assert (await asked(app, {})).json() == ANSWER


async def test_who_may_see_something_else_is_answered_anew() -> None:
    app, contexts = await kept()
    assert (await asked(app, {"authorization": "office"})).json() == ANSWER
    assert [context.log for context in contexts[2:]] == [["items 1"]]


async def test_nothing_is_given_while_nobody_knows_the_version_of_the_data() -> None:
    store = ToyStore()
    app, _ = await kept(store)
    store.broken = True
    assert (await asked(app, {})).status_code == 503
    store.broken, store.data_version = False, 2
    assert (await asked(app, {})).json() == ANSWER


async def test_a_kept_answer_has_the_headers_of_every_answer() -> None:
    app, _ = await kept()
    answer = await asked(app, {})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json"
    modern = await asked(app, {"accept": "application/graphql-response+json"})
    assert modern.headers["content-type"] == "application/graphql-response+json"


async def test_a_body_as_long_as_it_may_be_is_kept_and_a_longer_one_refused() -> None:
    app = app_of(settings=Settings(body_bytes=1_024))
    for length, status in ((1_024, 200), (1_024, 200), (1_025, 413)):
        assert (await asked(app, {}, BODY.ljust(length))).status_code == status
