"""An address that asks too often waits, whatever it asks; this machine and other addresses do not."""

from __future__ import annotations

import pytest

from settings import Settings
from tests.http_client import client
from tests.server.toy_server import app_of

pytestmark = pytest.mark.anyio
ASK = {"query": "{ __typename }"}


def by(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}


async def test_an_address_that_asks_too_often_waits_and_hears_how_long() -> None:
    app = app_of(settings=Settings(proxy="127.0.0.1", address_requests=3))
    async with client(app) as asking:
        statuses = [
            (await asking.post("/graphql", json=ASK, headers=by("203.0.113.9"))).status_code,
            (await asking.get("/healthz", headers=by("203.0.113.9"))).status_code,
            (await asking.get("/nowhere", headers=by("203.0.113.9"))).status_code,
        ]
        refused = [
            await asking.post("/graphql", json=ASK, headers=by("203.0.113.9")),
            await asking.get("/", headers=by("203.0.113.9")),
            # The last that the proxy tells counts, not what somebody claims before it.
            await asking.get("/", headers=by("198.51.100.1, 203.0.113.9")),
        ]
        others = [
            await asking.get("/healthz", headers=by("203.0.113.10")),
            await asking.get("/healthz", headers=by("2001:db8::1")),
        ]
        own = [(await asking.post("/graphql", json=ASK)).status_code for _ in range(5)]
    assert statuses == [200, 200, 404]
    for response in refused:
        assert (response.status_code, response.headers["retry-after"]) == (429, "20")
        assert response.json()["errors"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "203.0.113.9" not in response.text
    assert [response.status_code for response in others] == [200, 200]
    assert own == [200] * 5


async def test_of_ipv6_a_whole_line_counts_as_one() -> None:
    app = app_of(settings=Settings(proxy="127.0.0.1", address_requests=1))
    async with client(app) as asking:
        told = [
            (await asking.get("/healthz", headers=by(address))).status_code
            for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
        ]
    assert told == [200, 429, 200]
