"""The application around the endpoint: addresses, health, who may come in, and what every answer carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.sickness import Sickness
from services.refusal import Code
from settings import Settings
from tests.endpoint import toy_schema
from tests.http_client import client, raw
from tests.server.toy_server import ToyStore, app_of

pytestmark = pytest.mark.anyio

ASK = {"query": "{ caller }"}
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


async def test_alive_and_ready() -> None:
    async with client(app_of()) as asking:
        assert (await asking.get("/healthz")).json() == {"alive": True}
        response = await asking.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.parametrize("met", [[one] for one in Sickness] + [[Sickness.FULL, Sickness.DAMAGED]])
async def test_alive_but_not_ready_says_what_is_wrong_and_what_to_do(met: list[Sickness]) -> None:
    async with client(app_of(ToyStore(met=met))) as asking:
        assert (await asking.get("/healthz")).status_code == 200
        response = await asking.get("/readyz")
    told = response.json()
    assert (response.status_code, told["ready"]) == (503, False)
    assert [problem["code"] for problem in told["problems"]] == [one.value for one in met]
    assert all(len(problem["advice"]) > 20 for problem in told["problems"])


def test_every_code_stands_on_the_page_for_operators() -> None:
    page = (Path(__file__).parents[2] / "docs/operation.md").read_text(encoding="utf-8")
    assert [code.value for code in Code if f"`{code.value}`" not in page] == []
    assert {one.value for one in Sickness} <= {code.value for code in Code}


async def test_without_a_database_queries_are_unavailable() -> None:
    async with client(app_of(ToyStore(broken=True))) as asking:
        response = await asking.post("/graphql", json=ASK)
    assert response.status_code == 503
    assert response.json() == {
        "errors": [{"message": "数据库现在用不了，请稍后再试", "extensions": {"code": "UNAVAILABLE"}}]
    }


async def test_every_answer_carries_the_safe_headers() -> None:
    async with client(app_of()) as asking:
        for response in (
            await asking.get("/readyz"),
            await asking.get("/nowhere"),
            await asking.post("/graphql", json=ASK),
            await asking.post("/graphql", content=b"{"),
            await asking.get("/readyz", headers={"host": "evil.example"}),
            await asking.get("/graphql", headers={"accept": "text/html"}),
        ):
            assert {name: response.headers[name] for name in SAFE} == SAFE
            assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
            assert response.headers.get_list("content-security-policy", split_commas=False).__len__() == 1


async def test_what_is_not_there_is_told_in_json() -> None:
    async with client(app_of()) as asking:
        for path in ("/nowhere", "/graphql/x", "/%00", "/../etc/passwd"):
            response = await asking.get(path)
            assert response.status_code == 404
            error = {"message": "没有这个地址", "extensions": {"code": "NOT_FOUND"}}
            assert response.json() == {"errors": [error]}
        response = await asking.post("/healthz")
        assert response.status_code == 405
        assert response.json()["errors"][0]["message"] == "这个地址不接受这种方法"
        assert "GET" in response.headers["allow"]


async def test_a_fault_outside_graphql_is_masked() -> None:
    app = app_of()

    async def broken(request: Any) -> Any:
        raise ValueError(toy_schema.SECRET)

    app.add_route("/broken", broken)
    async with client(app) as asking:
        response = await asking.get("/broken")
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert toy_schema.SECRET not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


HOSTS = ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]:8000", "[::1]", "127.0.0.2"]
FOREIGN = [
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil",
    "",
    "127.0.0.1:x",
    "[::2]",
    "a b",
    "8.8.8.8",
]


@pytest.mark.parametrize("host", HOSTS)
async def test_names_of_this_machine_are_answered(host: str) -> None:
    start, _ = await raw(app_of(), b"", method="GET", path="/healthz", headers={"host": host})
    assert start["status"] == 200


@pytest.mark.parametrize("host", FOREIGN)
async def test_other_names_are_not(host: str) -> None:
    start, _ = await raw(app_of(), b"", method="GET", path="/healthz", headers={"host": host})
    assert start["status"] == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://127.0.0.1:8000", 200),
        ("http://127.0.0.1:9000", 403),
        ("http://localhost:8000", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("", 403),
        ("http://127.0.0.1:8000, http://evil.example", 403),
    ],
)
async def test_a_change_comes_from_our_own_pages_or_from_none(origin: str | None, status: int) -> None:
    async with client(app_of()) as asking:
        headers = {} if origin is None else {"origin": origin}
        mutation = {"query": 'mutation { rename(name: "x") }'}
        response = await asking.post("/graphql", json=mutation, headers=headers)
        assert response.status_code == status
        assert (await asking.get("/healthz", headers=headers)).status_code == 200


async def test_answers_of_one_caller_are_not_given_to_another() -> None:
    async with client(app_of()) as asking:
        for name in ("a", "b", "a"):
            response = await asking.post("/graphql", json=ASK, headers={"Authorization": name})
            assert response.json() == {"data": {"caller": name}}


async def test_the_settings_reach_the_endpoint() -> None:
    settings = Settings(body_bytes=1_024, query_tokens=100)
    async with client(app_of(settings=settings)) as asking:
        assert (await asking.post("/graphql", json={"query": "#" * 1_100})).status_code == 413
        response = await asking.post("/graphql", json={"query": "{ " + "a " * 100 + "}"})
        assert response.json()["errors"][0]["message"] == "查询太大：词数超过上限 100"


async def test_the_store_is_closed_at_the_end() -> None:
    store = ToyStore()
    app = app_of(store)
    async with app.router.lifespan_context(app):
        assert not store.closed
    assert store.closed


BY_NAME = Settings(host_names="luzhi.example", public_url="https://rank.example")


@pytest.mark.parametrize(
    ("client_address", "host", "status"),
    [
        ("10.0.0.7", "luzhi.example", 200),
        ("10.0.0.7", "Rank.Example:8443", 200),
        ("10.0.0.7", "evil.example", 421),
        ("10.0.0.7", "10.0.0.5", 421),
        ("10.0.0.7", "127.0.0.1:8000", 421),
        ("10.0.0.7", "localhost", 421),
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("127.0.0.1", "evil.example", 421),
    ],
)
async def test_the_names_of_the_settings_are_answered_and_no_other(
    client_address: str, host: str, status: int
) -> None:
    async with client(app_of(settings=BY_NAME), client_address) as asking:
        assert (await asking.get("/healthz", headers={"host": host})).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://luzhi.example", 200),
        ("https://board.example", 200),
        ("http://luzhi.example", 403),
        ("http://board.example", 403),
        ("https://rank.example", 403),
        ("https://luzhi.example:8443", 403),
        ("https://board.example.evil.example", 403),
    ],
)
async def test_under_tls_changes_come_from_our_pages_and_named_ones(origin: str, status: int) -> None:
    settings = replace(BY_NAME, proxy="10.0.0.9", origins="https://board.example")
    headers = {"host": "luzhi.example", "x-forwarded-proto": "https", "origin": origin}
    async with client(app_of(settings=settings), "10.0.0.9") as asking:
        mutation = {"query": 'mutation { rename(name: "x") }'}
        assert (await asking.post("/graphql", json=mutation, headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://board.example", True), ("https://evil.example", False)]
)
async def test_browsers_hand_answers_to_the_pages_of_the_settings_alone(origin: str, allowed: bool) -> None:
    settings = replace(BY_NAME, proxy="10.0.0.9", origins="https://board.example")
    headers = {"host": "luzhi.example", "x-forwarded-proto": "https", "origin": origin}
    before = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, luzhi-filename",
    }
    mine = origin if allowed else None
    async with client(app_of(settings=settings), "10.0.0.9") as asking:
        asking.headers.update(headers)
        asked = await asking.options("/graphql", headers=before)
        assert (asked.status_code == 200) == allowed
        assert asked.headers.get("access-control-allow-origin") == mine
        assert "strict-transport-security" in asked.headers
        done = await asking.post("/graphql", json=ASK)
        assert done.status_code == (200 if allowed else 403)
        assert done.headers.get("access-control-allow-origin") == mine
        assert done.headers.get("access-control-allow-credentials") == ("true" if allowed else None)
    async with client(app_of()) as asking:
        found = await asking.post("/graphql", json=ASK, headers={"origin": "http://127.0.0.1:8000"})
        assert "access-control-allow-origin" not in found.headers


async def test_who_comes_over_tls_is_to_come_over_nothing_else() -> None:
    settings = Settings(proxy="10.0.0.9", host_names="luzhi.example")
    async with client(app_of(settings=settings), "10.0.0.9") as asking:
        asking.headers["host"] = "luzhi.example"
        for told, strict in (({}, None), ({"x-forwarded-proto": "https"}, "max-age=31536000")):
            found = await asking.get("/healthz", headers=told)
            assert found.headers.get("strict-transport-security") == strict


PASSED_ON = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
PASSED_ON += ["X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Envoy-External-Address"]


@pytest.mark.parametrize("header", PASSED_ON)
async def test_what_a_proxy_passes_on_is_refused_as_long_as_no_proxy_is_named(header: str) -> None:
    async with client(app_of()) as asking:
        headers = {header: "203.0.113.9"}
        response = await asking.post("/graphql", json={"query": "{ caller }"}, headers=headers)
        assert response.status_code == 403
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN"}
        assert "LUZHI_PROXY" in error["message"]
        assert "203.0.113.9" not in response.text
        assert (await asking.get("/readyz", headers=headers)).status_code == 403


async def test_a_proxy_may_be_written_in_any_form_of_its_address() -> None:
    async with client(app_of(settings=Settings(proxy="0:0:0:0:0:0:0:1")), "::1") as asking:
        headers = {"X-Forwarded-For": "203.0.113.9"}
        response = await asking.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1", 200), ("::1", 403), ("127.0.0.2", 403), ("10.0.0.9", 403)]
)
async def test_the_proxy_that_the_settings_name_may_pass_requests_on(host: str, status: int) -> None:
    app = app_of(settings=Settings(proxy="127.0.0.1"))
    async with client(app, host) as asking:
        headers = {"X-Forwarded-For": "203.0.113.9"}
        response = await asking.post("/graphql", json={"query": "{ caller }"}, headers=headers)
    assert response.status_code == status
    assert status == 403 or response.json() == {"data": {"caller": None}}
