"""Closed years under random histories: they can always be computed again; and a kill leaves them whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.closing import Statement
from models.score import MemberScore, ScoreRun
from models.store import Store
from services.entry.form import Rejected
from services.refusal import Refusal
from tests.process import Process
from tests.services.committee_of_ten import YEAR, check_live, desk, live, rows, settle
from tests.services.random_history import EDITS, History, day
from tests.services.years.closed_year import (
    close,
    closing_rows,
    frozen,
    proposal,
    reopen,
    survey,
    verified,
    waiting,
)

pytestmark = pytest.mark.anyio

numbers = count()
edits = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), min_size=2, max_size=8)


async def edit(history: History, chosen: list[tuple[str, int]]) -> None:
    for what, seed in chosen:
        with suppress(Rejected, Refusal):
            await history.edit(what, Random(seed))


@given(edits, edits, edits)
@settings(
    max_examples=10,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_a_closed_year_can_be_computed_again_whatever_came_later(
    store: Store,
    before: list[tuple[str, int]],
    between: list[tuple[str, int]],
    after: list[tuple[str, int]],
) -> None:
    code = f"k{next(numbers)}"
    members = await settle(store, code)
    history = History(desk(store), code, members)
    await edit(history, before)
    first = await close(store, code=code)
    kept = await frozen(store, first.run_id)
    await edit(history, between)
    assert (await verified(store, code=code)).same
    late = {one.record_id for one in await waiting(store, code=code)}
    await reopen(store, code=code)
    board = await check_live(store, code=code)
    if not late:
        assert board.input == kept["run"][0].input
    await edit(history, after)
    await close(store, code=code)
    await edit(history, before)
    assert (await verified(store, code=code)).same
    assert (await verified(store, f"年终结果 {YEAR} (1)", code=code)).same
    assert await frozen(store, first.run_id) == kept


KILLS = 8
PROGRAM = """
import asyncio, sys
from contextlib import suppress
from models.store import Store
from services.refusal import Refusal
from tests.services.years.closed_year import close, reopen

async def work():
    store = Store.open({address!r})
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        # The one before may have died with the year closed.
        with suppress(Refusal):
            await close(store)
        print("closed", flush=True)
        await reopen(store)
        print("open", flush=True)

asyncio.run(work())
"""


async def test_kill_9_leaves_a_year_open_or_closed_but_whole(
    address: str, spawn: Callable[..., Process]
) -> None:
    store = Store.open(address)
    members = await settle(store)
    at = desk(store)
    for number in range(5):
        await survey(at, members, f"调研{number}", day(Random(number)).replace(year=YEAR))
    await proposal(at, members[:3], "停车", day(Random(9)).replace(year=YEAR))
    draw, closed = Random(7), 0
    for _ in range(KILLS):
        program = spawn("-c", PROGRAM.format(address=address))
        program.wait_for("^ready$")
        program.tell("go")
        # Somewhere in the closing after this, or in the opening.
        program.wait_for(draw.choice(("^closed$", "^open$")))
        time.sleep(draw.random() * 0.15)
        program.kill()
        closed += await check_whole(store)
    assert len(await closing_rows(store)) > 1
    assert closed
    await store.close()


async def check_whole(store: Store) -> bool:
    """Whether the year is closed; either way everything fits, and the statements are those of closings."""
    found = await closing_rows(store)
    in_effect = [row for row in found if row.reopened_at is None]
    statements = await rows(store, Statement)
    assert sorted({row.run_id for row in statements}) == sorted(row.run_id for row in found)
    assert len(statements) == 10 * len(found)
    async with store.reading() as connection:
        runs = set(await connection.scalars(select(ScoreRun.id)))
        assert set(await connection.scalars(select(MemberScore.run_id))) == runs
    assert len(runs) == len(found) + (not in_effect)
    if in_effect:
        assert (await live(store)).id == in_effect[0].run_id
        assert (await verified(store)).same
        return True
    await check_live(store)
    return False
