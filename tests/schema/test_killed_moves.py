"""Many records that move on while their server is killed: all have, or none; asked again they move once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models.record import Record
from models.store import Store
from tests.process import Process
from tests.schema.test_request_keys import KEY, Caller, calling
from tests.services.audit.test_verification import looked
from tests.services.committee_of_ten import CODE, check_live, rows, settle

pytestmark = pytest.mark.anyio
Json = Any
Seen = list[tuple[str, int]]
MOVE = """mutation ($input: MoveRecordsInput!, $key: String) { %sRecords(input: $input, requestKey: $key) {
  doneCount results { id done record { state version } errors { code } } repeated errors { code } } }"""
MANY = 12
# A change that is killed, what its records are before and after, and the last statement that was run. Of what
# is approved those that the same person has entered are marked: the first such statement moves half of them.
# None: all is committed, and nobody is answered.
APPROVED, ARCHIVED = ("approve", "submitted", "approved"), ("archive", "approved", "archived")
SUBMITTED = ("submit", "draft", "submitted")
RETURNED, WITHDRAWN = ("return", "submitted", "returned"), ("withdraw", "submitted", "withdrawn")
KILLED = [
    (*SUBMITTED, "INSERT INTO changes"),
    (*SUBMITTED, None),
    (*RETURNED, "UPDATE records"),
    (*WITHDRAWN, "INSERT INTO request_keys"),
    (*APPROVED, "UPDATE records"),
    (*APPROVED, "INSERT INTO changes"),
    (*APPROVED, None),
    (*ARCHIVED, "INSERT INTO request_keys"),
    (*ARCHIVED, None),
]


async def entered(caller: Caller, members: list[int], title: str = "调研", many: int = MANY) -> Seen:
    """Drafts with their versions, half of them of whoever decides later."""
    found = []
    for at in range(many):
        by = "甲" if at % 2 else "乙"
        told = await caller.enter([members[at % 5]], None, actor=by, title=f"{title}{at}", upTo="DRAFT")
        found.append((told["record"]["id"], 1))
    return found


async def moved(caller: Caller, action: str, seen: Seen, key: str | None = None) -> Json:
    records = [{"id": id_, "version": version} for id_, version in seen]
    given = {"committee": CODE, "records": records, "reason": "另有原因"}
    return await caller.change(MOVE % action, input=given, key=key)


async def brought(caller: Caller, seen: Seen, state: str) -> Seen:
    """All of them in a state, as they were answered."""
    for action in ("submit", "approve")[: ("draft", "submitted", "approved").index(state)]:
        told = await moved(caller, action, seen)
        assert (told["errors"], told["doneCount"]) == ([], len(seen))
        seen = [(one["id"], one["record"]["version"]) for one in told["results"]]
    return seen


async def stand(store: Store) -> set[tuple[str, int]]:
    """In which states the records are, and in which versions."""
    return {(row.state, row.version) for row in await rows(store, Record)}


@pytest.mark.parametrize(("action", "before", "after", "last"), KILLED)
async def test_what_was_answered_stays_and_nothing_is_half_done(
    address: str, spawn: Callable[..., Process], action: str, before: str, after: str, last: str | None
) -> None:
    store = Store.open(address)
    members = await settle(store)
    async with calling(Store.open(address)) as caller:
        drafts = await entered(caller, members)
    dying = spawn("-m", "tests.schema.dying_server", address, *([last] if last else []))
    port = dying.wait_for(r"^port (\d+)$")[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        there = Caller(http, store)
        seen = await brought(there, drafts, before)
        with pytest.raises(httpx.TransportError):
            await moved(there, action, seen, KEY)
    assert dying.wait() == -9
    version = seen[0][1]
    whole = {(before, version)} if last else {(after, version + 1)}
    assert await stand(store) == whole
    await check_live(store)
    assert (await looked(store)).whole
    async with calling(Store.open(address)) as caller:
        again = await moved(caller, action, seen, KEY)
        once_more = await moved(caller, action, seen, KEY)
    assert (again["repeated"], again["errors"], again["doneCount"]) == (last is None, [], MANY)
    done = {"state": after.upper(), "version": version + 1}
    assert again["results"] == [{"id": id_, "done": True, "record": done, "errors": []} for id_, _ in seen]
    assert once_more == again | {"repeated": True}
    assert await stand(store) == {(after, version + 1)}
    await check_live(store)
    assert (await looked(store)).whole
    await store.close()
