"""Many records decided at once, one of them by another person: one wins, the other is told of that row."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from models.store import Store
from tests.schema.test_killed_moves import Seen, brought, entered
from tests.schema.test_request_keys import Caller, calling
from tests.services.audit.test_verification import looked
from tests.services.committee_of_ten import CODE, check_live, settle

pytestmark = pytest.mark.anyio
Json = Any
T = TypeVar("T")
MOVE = """mutation ($input: MoveRecordsInput!) { %sRecords(input: $input) {
  doneCount results { id done errors { code field edits { action } } } errors { code } } }"""
CORRECT = """mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) {
  record { version } correction { number } errors { code field edits { action } } } }"""
VERSIONS = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Record { id state version } } }"
# In this state one person decides four at once, and what becomes of them; what another does with the third,
# and what becomes of it.
CROSSED = [
    ("submitted", "approve", "APPROVED", "approve", "APPROVED"),
    ("submitted", "approve", "APPROVED", "return", "RETURNED"),
    ("submitted", "approve", "APPROVED", "withdraw", "WITHDRAWN"),
    ("submitted", "approve", "APPROVED", "change", "SUBMITTED"),
    ("submitted", "return", "RETURNED", "approve", "APPROVED"),
    ("approved", "archive", "ARCHIVED", "archive", "ARCHIVED"),
    ("approved", "archive", "ARCHIVED", "return", "RETURNED"),
    ("approved", "archive", "ARCHIVED", "change", "APPROVED"),
]
MANY, AT = 4, 2
ORDERS = ("many, one", "one, many", "at once")


async def many_of(caller: Caller, action: str, seen: Seen, whole: bool) -> list[Json]:
    """What became of each that 甲 decides together; with `whole`, all or none."""
    records = [{"id": id_, "version": version} for id_, version in seen]
    given = {"committee": CODE, "records": records, "reason": "另有原因", "allOrNothing": whole}
    told = await caller.change(MOVE % action, input=given)
    assert [one["id"] for one in told["results"]] == [id_ for id_, _ in seen]
    assert told["doneCount"] == sum(one["done"] for one in told["results"])
    return list(told["results"])


async def one_of(caller: Caller, action: str, seen: tuple[str, int]) -> list[Json]:
    """Why 乙's decision of one was refused; nothing where it was taken."""
    told = {"id": seen[0], "version": seen[1]}
    if action == "change":
        given = {**told, "title": "改过", "reason": "题目登错"}
        payload = await caller.change(CORRECT, "乙", input=given)
        return list(payload["errors"])
    given = {"committee": CODE, "records": [told], "reason": "另有原因"}
    (result,) = (await caller.change(MOVE % action, "乙", input=given))["results"]
    return list(result["errors"])


def field_of(action: str) -> str:
    """Where whoever decides about one record is told that somebody was faster."""
    return "version" if action == "change" else "records[0].version"


async def crossed(many: Coroutine[Any, Any, T], one: Coroutine[Any, Any, T], order: str) -> tuple[T, T]:
    """What both were told."""
    if order == "at once":
        together = await asyncio.gather(many, one)
        return together[0], together[1]
    if order == "many, one":
        return await many, await one
    first = await one
    return await many, first


async def stand(caller: Caller, ids: Sequence[str]) -> list[tuple[str, int]]:
    """State and version of records, in their order."""
    nodes = (await caller.ask(VERSIONS, ids=[*ids]))["data"]["nodes"]
    return [(one["state"], one["version"]) for one in nodes]


@pytest.mark.parametrize("whole", [False, True], ids=["each", "all or none"])
@pytest.mark.parametrize("order", ORDERS)
async def test_of_a_bulk_decision_and_another_of_one_record_one_wins(
    store: Store, address: str, order: str, whole: bool
) -> None:
    members = await settle(store)
    async with calling(store) as here, calling(Store.open(address)) as elsewhere:
        for at, (state, action, to, other, there) in enumerate(CROSSED):
            seen = await brought(here, await entered(here, members, f"调研{at}之", MANY), state)
            many, one = many_of(here, action, seen, whole), one_of(elsewhere, other, seen[AT])
            results, refused = await crossed(many, one, order)
            many_won = not results[AT]["errors"]
            assert (order, many_won) != ("one, many", True)
            assert (order, many_won) != ("many, one", False)
            (stale,) = refused if many_won else results[AT]["errors"]
            # Whoever came later is told what the other has done.
            taken, field = (action, field_of(other)) if many_won else (other, f"records[{AT}].version")
            assert stale == {"code": "CONFLICT", "field": field, "edits": [{"action": taken.upper()}]}
            assert many_won == (refused != [])
            # The others go on without the one that cannot, or wait for it.
            go_on = many_won or not whole
            assert [one["done"] for one in results] == [go_on and (many_won or i != AT) for i in range(MANY)]
            before = (state.upper(), seen[0][1])
            rest = (to, before[1] + 1) if go_on else before
            found = [rest] * MANY
            found[AT] = (to if many_won else there, before[1] + 1)
            assert await stand(elsewhere, [id_ for id_, _ in seen]) == found
        await check_live(store)
        assert (await looked(store)).whole
