"""Answers are kept under all they depend on, and nothing else is."""

import asyncio
from dataclasses import replace

import pytest

from kept import Kept
from tests.endpoint.toy_endpoint import BOUNDS, ToyEndpoint

pytestmark = pytest.mark.anyio
QUERY = "query Q($n: Int!) { items(first: $n) { name } }"


async def test_what_was_asked_before_is_not_executed_again() -> None:
    toy = ToyEndpoint()
    first = await toy.post(QUERY, variables={"n": 1})
    second = await toy.post(QUERY, variables={"n": 1})
    assert first.content == second.content == '{"data":{"items":[{"name":"委员0"}]}}'.encode()
    assert toy.context.log == ["items 1"]


async def test_other_variables_are_another_question() -> None:
    toy = ToyEndpoint()
    for number in (1, 2, 1):
        assert len((await toy.data(QUERY, variables={"n": number}))["items"]) == number
    assert toy.context.log == ["items 1", "items 2"]


async def test_the_order_of_variables_does_not_matter() -> None:
    toy = ToyEndpoint()
    query = "query Q($n: Int!, $m: Int!) { items(first: $n) { name } ranking(first: $m) { total } }"
    await toy.data(query, variables={"n": 1, "m": 2})
    await toy.data(query, variables={"m": 2, "n": 1})
    assert toy.context.log == ["items 1"]


async def test_values_that_look_alike_are_not_the_same() -> None:
    toy = ToyEndpoint()
    query = "query Q($b: String!) { items(first: 1) { name } __type(name: $b) { name } }"
    for text in ("1", "01", "Item"):
        await toy.data(query, variables={"b": text})
    assert len(toy.context.log) == 3


async def test_another_operation_of_the_document_is_another_question() -> None:
    toy = ToyEndpoint()
    both = "query A { items(first: 1) { name } } query B { items(first: 1) { number } }"
    assert await toy.data(both, operationName="A") == {"items": [{"name": "委员0"}]}
    assert await toy.data(both, operationName="B") == {"items": [{"number": 0}]}


async def test_new_data_is_read_anew() -> None:
    toy = ToyEndpoint()
    for version in (1, 2, 2):
        toy.context.version = version
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "items 1"]


async def test_an_answer_of_a_part_of_the_data_holds_while_that_part_is_as_it_was() -> None:
    toy = ToyEndpoint()
    toy.context.basis, toy.context.unchanged = "甲 1", {"甲 1"}
    for version in (1, 2, 2, 3):
        toy.context.version = version
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "holds 甲 1", "holds 甲 1"]
    toy.context.version, toy.context.basis, toy.context.unchanged = 4, "甲 2", {"甲 2"}
    for _ in range(2):
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log[3:] == ["holds 甲 1", "items 1"]


async def test_an_answer_of_all_the_data_holds_at_its_own_version_alone() -> None:
    toy = ToyEndpoint()
    for version in (1, 2, 1, 1):
        toy.context.version = version
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "items 1", "items 1"]


async def test_another_viewer_gets_an_answer_of_its_own() -> None:
    toy = ToyEndpoint()
    for viewer in ("office", "member", "office"):
        toy.context.viewer = viewer
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "items 1"]


async def test_without_a_version_nothing_is_kept() -> None:
    toy = ToyEndpoint()
    toy.context.version = None
    for _ in range(2):
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "items 1"]
    assert len(toy.endpoint.engine.answers) == 0


async def test_changes_are_made_each_time() -> None:
    toy = ToyEndpoint()
    for _ in range(2):
        await toy.data('mutation { rename(name: "x") }')
    assert toy.context.log == ["rename x", "rename x"]


async def test_an_answer_with_errors_is_not_kept() -> None:
    toy = ToyEndpoint()
    for _ in range(2):
        await toy.post("{ items(first: 1) { name } refused }")
    assert toy.context.log == ["items 1", "items 1"]


async def test_a_field_may_ask_not_to_be_kept() -> None:
    toy = ToyEndpoint()
    for _ in range(2):
        await toy.data("{ ...F } fragment F on Query { passing }")
    assert toy.context.log == ["passing", "passing"]


async def test_nothing_is_kept_where_nothing_may_be() -> None:
    toy = ToyEndpoint(bounds=replace(BOUNDS, kept_answers=0))
    for _ in range(2):
        await toy.data(QUERY, variables={"n": 1})
    assert toy.context.log == ["items 1", "items 1"]


async def test_the_same_asked_at_the_same_time_is_executed_once() -> None:
    toy = ToyEndpoint()
    answers = await asyncio.gather(*[toy.data("{ gated }") for _ in range(5)])
    assert answers == [{"gated": 1}] * 5
    assert toy.context.log == ["gated"]


async def test_who_waited_for_an_answer_with_errors_asks_for_itself() -> None:
    toy = ToyEndpoint()
    answers = await asyncio.gather(*[toy.post("{ gated refused }") for _ in range(3)])
    assert [answer.json()["data"] for answer in answers] == [
        {"gated": number, "refused": None} for number in (1, 2, 3)
    ]
    assert toy.context.log == ["gated"] * 3


def test_the_least_used_goes_first() -> None:
    kept: Kept[str, int] = Kept(2, 100)
    kept.put("a", 1, 10)
    kept.put("b", 2, 10)
    assert kept.get("a") == 1
    kept.put("c", 3, 10)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]
    assert (len(kept), kept.held) == (2, 20)


def test_the_weight_is_bounded() -> None:
    kept: Kept[int, str] = Kept(100, 100)
    for key in range(10):
        kept.put(key, "x", 25)
    assert [key for key in range(10) if kept.get(key)] == [6, 7, 8, 9]
    assert kept.held == 100
    kept.put(9, "y", 5)
    assert (kept.get(9), kept.held) == ("y", 80)
    kept.put(10, "z", 26)
    assert kept.get(10) is None
    kept.clear()
    assert (len(kept), kept.held) == (0, 0)
