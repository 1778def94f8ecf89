"""What a request held, goes when it is done: it does not wait for the collector of circles."""

from __future__ import annotations

import gc

import pytest

from endpoint.executor import Executor
from models.store import Store
from resolvers.context import Context
from services.results.ranking import Row
from services.runs.board import Board
from tests.schema.schema_client import Client
from tests.schema.test_changes import PAGE, survey
from tests.services.committee_of_ten import desk, settle

pytestmark = pytest.mark.anyio
# Each holds much of what was read.
HELD = (Board, Context, Executor, Row)


async def test_a_change_and_a_ranking_leave_no_circles(store: Store, client: Client) -> None:
    members = await settle(store)
    entering = desk(store, client.boards)
    # What is made once, of the measure and of documents, is made by then.
    for day in (1, 2, 3):
        await survey(entering, members, day)
        await client.data(PAGE)
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        await survey(entering, members, 4)
        first = await client.data(PAGE)
        second = await client.data(PAGE)
        gc.collect()
        left = {type(one).__name__ for one in gc.garbage if isinstance(one, HELD)}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert first == second
    assert left == set()
