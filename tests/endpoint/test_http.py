"""GraphQL over HTTP: types, methods, statuses, bodies. The audits of npm graphql-http: tests/clients."""

import json
from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote

import httpx
import pytest

from endpoint.negotiation import HTML, JSON, RESPONSE_JSON, answer_type, is_json
from tests.console_page import ConsolePage
from tests.endpoint.toy_endpoint import ToyEndpoint
from tests.http_client import client, raw

pytestmark = pytest.mark.anyio


async def get(toy: ToyEndpoint, query: str | None, accept: str = JSON, **told: str) -> httpx.Response:
    asked = told if query is None else {"query": query, **told}
    async with client(toy.endpoint) as asking:
        return await asking.get("/graphql", params=asked, headers={"accept": accept})


def told(response: httpx.Response) -> tuple[int, str, str | None]:
    error = response.json()["errors"][0]
    return response.status_code, error["extensions"]["code"], error["extensions"].get("field")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/json", JSON),
        ("application/graphql-response+json, application/json;q=0.9", RESPONSE_JSON),
        ("application/json, application/graphql-response+json;q=0.5", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
    ],
)
async def test_the_answer_has_the_type_that_was_asked_for(accept: str, kind: str) -> None:
    response = await ToyEndpoint().send({"query": "{ __typename }"}, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_an_answer_is_not_for_caches() -> None:
    assert (await ToyEndpoint().post("{ __typename }")).headers["cache-control"] == "no-store"


async def test_chinese_is_written_as_it_is() -> None:
    assert "委员0".encode() in (await ToyEndpoint().post("{ items(first: 1) { name } }")).content


@pytest.mark.parametrize("accept", ["text/plain", "image/png", "application/json;q=0"])
async def test_a_type_that_cannot_be_given_is_refused(accept: str) -> None:
    assert told(await ToyEndpoint().send({"query": "{ __typename }"}, accept)) == (
        406,
        "BAD_USER_INPUT",
        "Accept",
    )


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", None),
        ("{ nothing }", None),
        ("query($n: Int!) { items(first: $n) { name } }", {"n": "x"}),
    ],
)
async def test_a_refused_document_is_400_for_new_clients_and_200_for_old(
    query: str, variables: object
) -> None:
    new = await ToyEndpoint().send({"query": query, "variables": variables})
    old = await ToyEndpoint().send({"query": query, "variables": variables}, JSON)
    assert (new.status_code, old.status_code) == (400, 200)
    assert "data" not in new.json()
    assert "data" not in old.json()
    assert told(new)[1] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_form_of_another_site_is_not_read(kind: str | None) -> None:
    toy = ToyEndpoint()
    async with client(toy.endpoint) as asking:
        body = json.dumps({"query": 'mutation { rename(name: "x") }'})
        response = await asking.post("/graphql", content=body, headers={"content-type": kind} if kind else {})
    assert told(response) == (415, "BAD_USER_INPUT", "Content-Type")
    assert toy.context.log == []


async def test_a_body_in_another_encoding_is_not_read() -> None:
    async with client(ToyEndpoint().endpoint) as asking:
        for header in ({"content-encoding": "gzip"}, {"content-type": "application/json; charset=gbk"}):
            response = await asking.post("/graphql", json={"query": "{ __typename }"}, headers=header)
            assert response.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_refused(method: str) -> None:
    async with client(ToyEndpoint().endpoint) as asking:
        response = await asking.request(method, "/graphql")
    assert told(response) == (405, "BAD_USER_INPUT", None)
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"query": "{ __typename }"}, "query"),
        ({"query": "{"}, "query"),
        ({"query": 'mutation { rename(name: "x") }'}, "query"),
        ({"query": "{ __typename }", "variables": "{}"}, "query"),
        ({"variables": '{"name": "x"}'}, "variables"),
        ({"variables": "[0]"}, "variables"),
    ],
)
async def test_an_address_says_neither_text_nor_variables(said: dict[str, str], field: str) -> None:
    toy = ToyEndpoint()
    response = await get(toy, said.pop("query", None), **said)
    assert told(response) == (405, "BAD_USER_INPUT", field)
    assert response.headers["allow"] == "POST"
    assert "preferGetMethod: false" in response.json()["errors"][0]["message"]
    assert toy.context.log == []


async def test_where_get_is_open_a_query_may_be_asked_by_it() -> None:
    query = "query Q($n: Int!) { items(first: $n) { number } }"
    response = await get(ToyEndpoint(get=True), query, variables='{"n": 2}', operationName="Q")
    assert response.json() == {"data": {"items": [{"number": 0}, {"number": 1}]}}


async def test_a_change_may_not() -> None:
    toy = ToyEndpoint(get=True)
    response = await get(toy, 'mutation { rename(name: "x") }')
    assert told(response) == (405, "BAD_USER_INPUT", None)
    assert response.headers["allow"] == "POST"
    assert toy.context.log == []


async def test_a_subscription_is_sent_to_the_websocket() -> None:
    assert told(await ToyEndpoint().post("subscription { count(to: 2) }")) == (400, "BAD_USER_INPUT", "query")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ("", "query"),
        ("query=", "query"),
        ("query={__typename}&variables={", "variables"),
        ("query={__typename}&variables=[1]", "variables"),
        ("query={__typename}&extensions=1", "extensions"),
        ("query=%ff", None),
        ("&".join(f"a{at}=1" for at in range(30)), None),
    ],
)
async def test_a_get_that_makes_no_sense_is_refused(parameters: str, field: str | None) -> None:
    async with client(ToyEndpoint(get=True).endpoint) as asking:
        response = await asking.get(f"/graphql?{quote(parameters, safe='=&%')}", headers={"accept": JSON})
    assert told(response) == (400, "BAD_USER_INPUT", field)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"x"',
        b"null",
        b"7",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"[" * 30,
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
        b'{"query": "{ __typename }\x00"}',
        b'{"query": ""}',
        b'{"query": null}',
        b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "extensions": 1}',
        b'{"query": "{ __typename }", "variables": {"a": "\\u0000"}}',
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(body: bytes) -> None:
    for accept in (JSON, RESPONSE_JSON):
        async with client(ToyEndpoint().endpoint) as asking:
            headers = {"content-type": JSON, "accept": accept}
            response = await asking.post("/graphql", content=body, headers=headers)
        assert response.headers["content-type"] == accept
        assert told(response)[:2] == (400, "BAD_USER_INPUT")
        assert "data" not in response.json()


async def test_of_a_repeated_key_the_last_counts() -> None:
    body = b'{"query": "{", "query": "{ __typename }"}'
    async with client(ToyEndpoint().endpoint) as asking:
        response = await asking.post("/graphql", content=body, headers={"content-type": JSON})
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_a_body_is_read_in_pieces() -> None:
    start, body = await raw(ToyEndpoint().endpoint, b'{"query": ', b'"{ __type', b'name }"}')
    assert start["status"] == 200
    assert body["body"] == b'{"data":{"__typename":"Query"}}'


async def test_a_long_body_is_refused_by_what_it_says_and_by_what_it_is() -> None:
    said = await raw(ToyEndpoint().endpoint, b"{}", headers={"content-length": "300000"})
    lied = await raw(ToyEndpoint().endpoint, *[b" " * 66_000] * 4, headers={"content-length": "2"})
    at_once = await raw(ToyEndpoint().endpoint, b" " * 262_145)
    for start, body in (said, lied, at_once):
        assert start["status"] == 413
        assert (b"connection", b"close") in start["headers"]
        assert json.loads(body["body"])["errors"][0]["extensions"] == {"code": "QUERY_TOO_LARGE"}


async def test_who_hangs_up_gets_no_answer() -> None:
    assert await raw(ToyEndpoint().endpoint, b'{"query": ', disconnect=True) == []


async def test_several_operations_need_a_name() -> None:
    two = "query A { __typename } query B { maybe { number } }"
    assert told(await ToyEndpoint().post(two)) == (400, "BAD_USER_INPUT", "operationName")
    assert told(await ToyEndpoint().post(two, operationName="C")) == (400, "BAD_USER_INPUT", "operationName")
    assert await ToyEndpoint().data(two, operationName="B") == {"maybe": {"number": 7}}


async def test_people_get_a_page_that_loads_nothing() -> None:
    response = await get(ToyEndpoint(), "{ __typename }", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for word in ("http://", "https://", "src=", "@import", "url("):
        assert word not in response.text
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        written = response.text.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = b64encode(sha256(written.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert "frame-ancestors 'none'" in policy


async def test_the_page_is_the_same_whatever_its_address_says() -> None:
    plain = await get(ToyEndpoint(), None, "text/html")
    asked = await get(ToyEndpoint(), "{ secret }", "text/html", variables='{"b": 1}')
    assert asked.content == plain.content
    assert ConsolePage(plain.text).fields == {"query": "{ __typename }", "variables": ""}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/html", HTML), ("text/*;q=0.5, */*;q=0.1", HTML), ("text/html;q=x", None), ("x" * 5_000, None)],
)
async def test_what_an_accept_header_means(accept: str, kind: str | None) -> None:
    assert answer_type(accept, (RESPONSE_JSON, JSON, HTML)) == kind


@pytest.mark.parametrize(
    ("kind", "yes"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json; charset="utf-8"; profile=x', True),
        ("application/json; charset=utf-16", False),
        ("application/jsonp", False),
        ("application/graphql", False),
        ("", False),
    ],
)
async def test_what_counts_as_json(kind: str, yes: bool) -> None:
    assert is_json(kind) is yes
