"""Whatever is sent, the answer is JSON with data or coded errors, and never a fault."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.refusal import Code
from tests.endpoint.toy_endpoint import ToyEndpoint
from tests.http_client import raw

WORDS = [
    *("{", "}", "(", ")", "[", "]", ":", "=", "!", "$", "@", "...", "|", "&", "on", "query", "mutation"),
    *(
        "subscription",
        "fragment",
        "F",
        "Item",
        "Query",
        "Int",
        "String",
        "Wanted",
        "$n",
        "$w",
        "null",
        "true",
    ),
    *("items", "ranking", "maybe", "echo", "edges", "node", "name", "number", "parts", "first", "wanted"),
    *("title", "colours", "RED", "1", "-1", "99999999999", "1.5", "1e9", '"x"', '"', '"""', "#", "\\", "\n"),
    *("__typename", "__schema", "__type", "types", "fields", "skip", "include", "if", "张三", "\ufeff", "a:"),
]
QUERIES = [
    "query Q($n: Int!, $w: Wanted) { items(first: $n) { name } echo(wanted: $w) }",
    "query Q($n: Int = 3) { ranking(first: $n) { edges { node { ...F } } } }"
    " fragment F on Item { name parts(first: 2) { key } }",
    '{ echo(wanted: {title: "x", number: 3, colours: [RED, BLUE]}) maybe { colour points } }',
    "{ __schema { types { name fields { name type { name } } } } }",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A query with some of its words left out, doubled or replaced."""
    words = draw(st.sampled_from(QUERIES)).replace("(", " ( ").replace(")", " ) ").split(" ")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(words) - 1))
        words[at : at + 1] = draw(st.lists(st.sampled_from(WORDS), max_size=3))
        words = words or ["{"]
    return " ".join(words)


def answered(body: bytes) -> dict[str, Any]:
    async def send() -> list[dict[str, Any]]:
        accept = {"accept": "application/graphql-response+json"}
        return await raw(ToyEndpoint().endpoint, body, headers=accept)

    start, sent = asyncio.run(send())
    assert start["status"] in (200, 400)
    found: dict[str, Any] = json.loads(sent["body"])
    for error in found.get("errors", ()):
        assert Code(error["extensions"]["code"]) in (Code.BAD_USER_INPUT, Code.QUERY_TOO_LARGE)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in error["message"])
    assert start["status"] == 400 or "data" in found
    return found


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | mangled() | st.text())
def test_any_query(query: str) -> None:
    answered(json.dumps({"query": query, "variables": {"n": 2, "w": {"title": "x"}}}).encode())


@given(JSON, JSON)
def test_any_variables(number: Any, wanted: Any) -> None:
    answered(json.dumps({"query": QUERIES[0], "variables": {"n": number, "w": wanted}}).encode())


@given(JSON)
def test_any_json(body: Any) -> None:
    answered(json.dumps(body).encode())


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    answered(body)


@given(st.dictionaries(st.sampled_from(["query", "variables", "operationName", "extensions"]), JSON))
def test_any_request(body: dict[str, Any]) -> None:
    answered(json.dumps({"query": "{ __typename }", **body}).encode())
