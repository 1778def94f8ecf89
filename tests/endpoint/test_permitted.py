"""What some may ask and others may not: how dear, and what the schema is."""

from __future__ import annotations

from collections.abc import Hashable

import pytest

from endpoint.persisted import Accepted
from rate import Rate
from tests.endpoint.test_limits import ALL_OF_IT
from tests.endpoint.toy_endpoint import ToyEndpoint

pytestmark = pytest.mark.anyio
HUNDRED = "query ($first: Int!) { items(first: $first) { name } }"
SHUT = {"code": "FORBIDDEN", "field": "query"}


async def test_a_part_of_the_limit_is_all_that_some_may_take() -> None:
    toy = ToyEndpoint()
    toy.context.share = 1  # of 20,000
    refused = (await toy.post(HUNDRED, variables={"first": 100})).json()["errors"]
    assert refused == [
        {"message": "查询太大：估算的处理量超过上限 200", "extensions": {"code": "QUERY_TOO_LARGE"}}
    ]
    assert len((await toy.data(HUNDRED, variables={"first": 50}))["items"]) == 50
    toy.context.share = 100
    assert len((await toy.data(HUNDRED, variables={"first": 100}))["items"]) == 100
    # What was read before is priced for each who asks.
    toy.context.share = 1
    assert (await toy.error(HUNDRED, variables={"first": 100}))["extensions"]["code"] == "QUERY_TOO_LARGE"


async def test_an_account_that_asks_too_often_waits_and_others_do_not() -> None:
    toy = ToyEndpoint(operations=Rate(3))
    toy.context.account = 1
    assert [(await toy.post("{ __typename }")).status_code for _ in range(3)] == [200] * 3
    for kind in ("application/graphql-response+json", "application/json"):
        refused = await toy.send({"query": "{ __typename }"}, kind)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
        assert refused.json()["errors"] == [
            {"message": "太频繁了，请过 20 秒再试", "extensions": {"code": "TOO_MANY_REQUESTS"}}
        ]
    for other in (2, None):
        toy.context.account = other
        assert (await toy.post("{ __typename }")).status_code == 200


async def test_a_change_may_take_all_of_it() -> None:
    toy = ToyEndpoint()
    toy.context.share = 0
    assert await toy.data('mutation { rename(name: "x") }') == {"rename": "x"}


async def test_a_description_of_the_schema_is_no_part_of_that() -> None:
    toy = ToyEndpoint()
    toy.context.share = 1
    assert (await toy.data(ALL_OF_IT))["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}


@pytest.mark.parametrize(
    ("described", "account", "yes"),
    [
        ("open", None, True),
        ("open", 1, True),
        ("signed-in", None, False),
        ("signed-in", 1, True),
        ("closed", None, False),
        ("closed", 1, False),
    ],
)
async def test_the_schema_is_described_and_suggested_to_whom_the_settings_say(
    described: str, account: Hashable | None, yes: bool
) -> None:
    toy = ToyEndpoint(accepted=Accepted(described=described))
    toy.context.account = account
    for query in (
        "{ __schema { queryType { name } } }",
        '{ __type(name: "Item") { name } }',
        "{ ...F } fragment F on Query { a: __schema { queryType { name } } }",
    ):
        for _ in range(2):
            answer = (await toy.post(query)).json()
            assert ("data" in answer) is yes
            assert yes or answer["errors"][0]["extensions"] == SHUT
    # Names of types in an answer are no description.
    assert await toy.data("{ __typename }") == {"__typename": "Query"}
    told = await toy.error("{ items(first: 1) { nam } }")
    known = {"code": "BAD_USER_INPUT", "field": "nam"}
    assert told["extensions"] == (known | {"suggestions": ["name"]} if yes else known)
    assert told["message"] == "类型 Item 没有字段 nam" + ("；是不是 name？" if yes else "")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("{ items(firs: 1) { name } }", ["first"]),
        ("{ ...F } fragment F on Connectio { __typename }", ["Connection"]),
        # What somebody wrote as a value is never told.
        ("{ items(first: \"Did you mean 'zhang'?\") { name } }", None),
    ],
)
async def test_only_names_of_the_schema_are_suggested(query: str, names: list[str] | None) -> None:
    answer = await ToyEndpoint().post(query)
    assert names is None or answer.json()["errors"][0]["extensions"]["suggestions"] == names
    assert "zhang" not in answer.text
