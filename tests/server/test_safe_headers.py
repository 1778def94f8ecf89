"""What every answer carries, whatever is asked and however it fails; over TLS one thing more."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client, raw
from tests.running_server import serving
from tests.services.accounts.holder import ORIGIN, settle

pytestmark = pytest.mark.anyio
HTML = {"accept": "text/html"}
SAFE = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OPENID = {
    "public_url": "http://127.0.0.1:8000",
    "openid_issuer": "http://127.0.0.1:9",
    "openid_client": "luzhi",
    "openid_secret": "geheim",
}


def check(headers: httpx.Headers, where: str) -> None:
    """Each is there once, and the policy lets in nothing that is not named."""
    for name, value in SAFE.items():
        assert headers.get_list(name) == [value], (where, name)
    assert headers["referrer-policy"] in ("no-referrer", "same-origin"), where
    assert headers.get_list("cache-control") in (["no-store"], ["max-age=3600"]), where
    (policy,) = headers.get_list("content-security-policy")
    told = {name: words for name, _, words in (part.strip().partition(" ") for part in policy.split(";"))}
    assert told["default-src"] == "'none'", where
    assert told["frame-ancestors"] == "'none'", where
    assert told["base-uri"] == "'none'", where
    # Watermarks and codes are pictures that a page of ours draws by itself.
    pictures = told.pop("img-src", "").replace(" data:", "")
    for words in (*told.values(), pictures):
        assert all(
            word in ("'none'", "'self'") or word.startswith(("'sha256-", ORIGIN, "http://127.0.0.1:9"))
            for word in words.split()
        ), (where, words)
    assert "server" not in headers, where
    assert "x-powered-by" not in headers, where


def paths(app: Starlette) -> Iterator[str]:
    for route in app.routes:
        assert isinstance(route, Route), "a route of another kind: walk it, too"
        yield (
            route.path_format.replace("{provider}", "openid")
            .replace("{id}", "1")
            .replace("{token}", "1")
            .replace("{record}", "1")
            .replace("{name}", "tian")
            .replace("{page}", "member")
            .replace("{path}", "desk/none.js")
            .replace("{rest}", "today")
            .replace("{member}", "1")
            .replace("{year}", "2022")
            .replace("{file}", "brief.pdf")
            .replace("{number}", "1")
        )


async def test_every_route_with_every_method_carries_the_safe_headers(store: Store) -> None:
    await settle(store)
    app = create_app(Settings(**OPENID), store)  # type: ignore[arg-type]
    known = [*paths(app), "/graphql", "/nowhere", "/sign-in/outside/nobody/begin"]
    assert len(known) > 8
    seen = set()
    async with client(app) as http:
        for path in known:
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
                for more in ({}, HTML, {"Origin": ORIGIN}):
                    assert "{" not in path
                    response = await http.request(method, path, headers=more)
                    check(response.headers, f"{method} {path} {response.status_code}")
                    assert "strict-transport-security" not in response.headers
                    seen.add(response.status_code)
    assert {200, 400, 404, 405, 406, 415} & seen >= {200, 404, 405, 415}


async def test_refusals_carry_them_too(store: Store) -> None:
    await settle(store)
    app = create_app(Settings(proxy="127.0.0.1", address_requests=1, body_bytes=1_024), store)
    ask = {"query": "{ __typename }"}
    far = {"X-Forwarded-For": "203.0.113.9"}
    async with client(app) as http:
        answers = {
            200: await http.post("/graphql", json=ask, headers=far),
            429: await http.post("/graphql", json=ask, headers=far),
            413: await http.post(
                "/graphql", content=b"x" * 2_000, headers={"content-type": "application/json"}
            ),
            421: await http.get("/", headers={"host": "evil.example"}),
            403: await http.post("/graphql", json=ask, headers={"origin": "http://evil.example"}),
            401: await http.post("/graphql", json=ask, headers={"authorization": "Bearer x"}),
        }
    for status, response in answers.items():
        assert response.status_code == status
        check(response.headers, str(status))


async def test_what_is_refused_before_there_is_a_request_carries_them(sqlite_store: Store) -> None:
    settings = Settings(port=0, header_bytes=1_024)
    app = create_app(settings, Store.open(sqlite_store.url.render_as_string(False)))
    async with serving(app, settings) as port, httpx.AsyncClient(trust_env=False) as http:
        response = await http.get(f"http://127.0.0.1:{port}/", headers={"x": "y" * 2_000})
        assert response.status_code == 431
        check(response.headers, "431")
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://127.0.0.1:{port}/graphql"):
                pass
        check(httpx.Headers(list(refused.value.response.headers.raw_items())), "handshake")


@pytest.mark.parametrize(
    ("headers", "pinned"),
    [
        ({"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}, True),
        ({"x-forwarded-proto": "HTTPS"}, True),
        ({"x-forwarded-proto": "https, http"}, False),
        ({"x-forwarded-proto": "http"}, False),
        ({"x-forwarded-for": "203.0.113.9"}, False),
        ({}, False),
    ],
)
async def test_over_tls_browsers_are_told_to_come_by_tls_only(
    store: Store, headers: dict[str, str], pinned: bool
) -> None:
    app = create_app(Settings(proxy="127.0.0.1"), store)
    start, _ = await raw(app, b"", method="GET", path="/healthz", headers=headers)
    told = dict(start["headers"])
    assert start["status"] == 200
    assert told.get(b"strict-transport-security") == (b"max-age=31536000" if pinned else None)
