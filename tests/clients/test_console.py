"""The page at /graphql takes its query from behind # in its address, and sends nothing by itself."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.clients.node import HERE, told

pytestmark = pytest.mark.anyio
PAGE = HERE.parents[1] / "endpoint/console.html"


@pytest.mark.parametrize(
    ("given", "query", "variables"),
    [
        ({"query": "query A($b: Int) {\n  __typename # 名 & + %\n}", "variables": '{"b": 1}'}, None, None),
        ({"query": "</textarea><script>alert(1)</script>"}, None, ""),
        ({"variables": "{}"}, "{ __typename }", None),
        ({}, "{ __typename }", ""),
    ],
)
async def test_the_page_is_filled_in_from_behind_the_address(
    given: dict[str, str], query: str | None, variables: str | None
) -> None:
    found = await told("console.js", str(PAGE), f"#{urlencode(given)}" if given else "")
    assert found == {
        "query": given.get("query", query),
        "variables": given.get("variables", variables),
        "asked": [],
    }
