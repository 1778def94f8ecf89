"""What requests may cost: equal keys are computed once, long lists are not read, dear fields are weighed."""

from __future__ import annotations

from typing import Any

import pytest

from resolvers import global_id
from tests.schema.schema_client import Client, statements

pytestmark = pytest.mark.anyio

Json = Any
MEASURE = global_id.encode("RuleSet", 1)
RUN = global_id.encode("ScoreRun", 1)
NODES = "query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {} }} }}"
ENTER = "mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) { errors { message } } }"
TOO_LARGE = ("QUERY_TOO_LARGE", None)


async def counted(client: Client, query: str, **variables: Json) -> tuple[Json, int]:
    """The data of an answer, and how many statements it took."""
    with statements() as seen:
        data = await client.data(query, **variables)
    return data, len(seen)


async def test_one_id_a_hundred_times_costs_as_many_statements_as_once(demo: Client) -> None:
    for id_, fields in ((MEASURE, "RuleSet { title digest }"), (RUN, "ScoreRun { year rankedCount }")):
        query = NODES.format(fields)
        await demo.data(query, ids=[id_])
        once, few = await counted(demo, query, ids=[id_])
        many, same = await counted(demo, query, ids=[id_] * 100)
        assert many["nodes"] == once["nodes"] * 100
        assert same == few


async def test_what_a_rule_set_says_is_not_written_a_hundred_times(demo: Client) -> None:
    query = NODES.format("RuleSet { text kinds { name attributes { name synonyms } } nodes { code words } }")
    assert len((await demo.data(query, ids=[MEASURE]))["nodes"][0]["nodes"]) == 60
    assert await demo.error(query, ids=[MEASURE] * 100) == TOO_LARGE


async def test_the_same_under_six_names_costs_as_many_statements_as_under_one(demo: Client) -> None:
    def records(names: int) -> str:
        some = " ".join(f"a{at}: records(first: 1) {{ totalCount }}" for at in range(names))
        return f'{{ committee(code: "zhoushan") {{ {some} }} }}'

    once, few = await counted(demo, records(1))
    many, same = await counted(demo, records(6))
    assert {str(each) for each in many["committee"].values()} == {str(once["committee"]["a0"])}
    assert same == few


MANY = {
    "twenty matrices": (20, "matrix(first: {n}) {{ nodes {{ total }} }}"),
    "thirty rankings": (30, "ranking(first: {n}) {{ nodes {{ rank }} }}"),
    "twenty distributions": (20, 'distribution(width: "{n}") {{ members }}'),
    "fifteen headrooms": (15, 'standing(member: "x{n}") {{ headroom {{ lacks {{ code }} }} }}'),
    "twenty cells": (20, 'cell(member: "x{n}", column: "提案") {{ value }}'),
}


@pytest.mark.parametrize("name", MANY)
async def test_what_is_dear_many_times_is_refused_before_it_runs(demo: Client, name: str) -> None:
    times, field = MANY[name]
    some = " ".join(f"a{at}: {field.format(n=100 - at)}" for at in range(times))
    with statements() as seen:
        query = f'{{ committee(code: "zhoushan") {{ run(year: 2022) {{ {some} }} }} }}'
        assert await demo.error(query) == TOO_LARGE
    assert seen == []


@pytest.mark.parametrize(
    "selection",
    [
        " ".join(f'a{at}: verifyClosing(year: 2022, name: "x") {{ same }}' for at in range(20)),
        " ".join(f'a{at}: records(first: 1, where: {{search: "{at}"}}) {{ totalCount }}' for at in range(20)),
        "versions(first: 100) { nodes { consolidated } }",
    ],
)
async def test_what_a_committee_has_many_times_is_refused_as_well(demo: Client, selection: str) -> None:
    assert await demo.error(f'{{ committee(code: "zhoushan") {{ {selection} }} }}') == TOO_LARGE


async def test_twenty_changes_are_more_than_a_request_takes(demo: Client) -> None:
    change = 'withdrawRecord(input: {id: "x", version: 1, reason: "x"}) { errors { code } }'
    some = " ".join(f"a{at}: {change}" for at in range(20))
    assert await demo.error(f"mutation {{ {some} }}") == TOO_LARGE


def entered(**more: Json) -> Json:
    members = [{"members": ["x"]}]
    told = {"committee": "zhoushan", "year": 2022, "kind": "调研", "title": "x", "day": "2022-03-01"}
    return {"input": {**told, "participants": members, **more}}


TWO = {"name": "状态", "value": "出席"}
LONG = {
    "input.participants[0].members": entered(participants=[{"members": ["x"] * 2_501}]),
    "input.participants": entered(participants=[{"members": ["x"]}] * 501),
    "input.attributes": entered(attributes=[TWO] * 101),
    "input.participants[1].attributes": entered(
        participants=[{"members": ["x"]}, {"members": ["x"], "attributes": [TWO] * 101}]
    ),
}


@pytest.mark.parametrize("field", LONG)
async def test_a_list_that_is_too_long_is_refused_before_it_is_read(demo: Client, field: str) -> None:
    assert await demo.error(ENTER, **LONG[field]) == ("BAD_USER_INPUT", field)


async def test_a_list_of_ids_is_bounded_by_what_its_argument_takes(demo: Client) -> None:
    query = "query ($some: [ID!]!) { nodes(ids: $some) { id } }"
    assert await demo.error(query, some=["x"] * 101) == ("BAD_USER_INPUT", "ids")
    literal = ", ".join(['"x"'] * 101)
    assert await demo.error(f"{{ nodes(ids: [{literal}]) {{ id }} }}") == ("BAD_USER_INPUT", "ids")


async def test_a_size_below_nothing_does_not_make_what_stands_beside_it_cheaper(demo: Client) -> None:
    dear = "b: runs(first: 100) { nodes { measure { node { code } } } }"
    some = f"runs(first: -2000000000) {{ totalCount nodes {{ id }} }} {dear}"
    assert await demo.error(f'{{ committee(code: "zhoushan") {{ {some} }} }}') == TOO_LARGE
