"""Many writers at once, and writers killed at any moment: nothing acknowledged is lost, and the ranks fit."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import select

from models.migration import State
from models.record import Record
from models.store import Store
from services.entry.form import OccasionForm, Present
from services.refusal import Code, Refusal
from services.runs.board import Boards
from tests.process import Process
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, recomputed, rows, settle
from tests.services.entry.entering_process import enter_one

pytestmark = pytest.mark.anyio

WRITERS = 50
PROCESSES, EACH = "甲乙丙丁", 8
KILLS = 20


async def test_fifty_writers_at_once_lose_nothing(store: Store) -> None:
    members = await settle(store)
    boards = Boards()
    at = desk(store, boards)
    tasks = [enter_one(at, members, f"甲{one}", random.Random(one)) for one in range(WRITERS)]
    ids = await asyncio.gather(*tasks)
    found = {row.id: row for row in await rows(store, Record)}
    assert set(ids) == set(found)
    # Every one was entered and corrected.
    assert {row.version for row in found.values()} == {2}
    board = await check_live(store, [boards])
    again = await recomputed(store)
    assert (again.entries, again.input) == (board.entries, board.input)


async def test_of_fifty_corrections_of_one_version_one_is_made(store: Store) -> None:
    one, *_ = await settle(store)
    at = desk(store)
    day = date(2022, 3, 1)
    form = OccasionForm(title="调研", day=day, participants=[Present([one])])
    done = await at.enter(CODE, YEAR, "调研", form)

    refused: list[tuple[Code, str | None]] = []

    async def correct(number: int) -> int | None:
        try:
            await at.correct(done.id, 1, OccasionForm(title=f"第{number}次改"), "改题目")
        except Refusal as refusal:
            refused.append((refusal.code, refusal.field))
            return None
        return number

    (made,) = [one for one in await asyncio.gather(*map(correct, range(WRITERS))) if one is not None]
    assert refused == [(Code.CONFLICT, "version")] * (WRITERS - 1)
    (record,) = await rows(store, Record)
    assert (record.title, record.version) == (f"第{made}次改", 2)


async def test_processes_write_side_by_side(address: str, spawn: Callable[..., Process]) -> None:
    store = Store.open(address)
    await settle(store)
    writers = spawn("-m", "tests.services.entry.entering_process", "enter", address, PROCESSES, str(EACH))
    assert writers.wait(60) == 0, writers.said
    ids = {int(one) for one in re.findall(r"^kept (\d+)$", writers.said, re.MULTILINE)}
    assert len(ids) == len(PROCESSES) * EACH
    assert {(row.id, row.version) for row in await rows(store, Record)} == {(one, 2) for one in ids}
    board = await check_live(store)
    again = await recomputed(store)
    assert (again.entries, again.input) == (board.entries, board.input)
    await store.close()


async def test_kill_9_loses_no_entry_and_leaves_ranks_that_fit(
    address: str, spawn: Callable[..., Process]
) -> None:
    first = Store.open(address)
    await settle(first)
    await first.close()
    moments = random.Random(2022)
    writers = spawn("-m", "tests.services.entry.entering_process", "enter-until-killed", address)
    writers.wait_for("^ready$")

    for number in range(KILLS):
        name = f"W{number}"
        writers.tell(name)
        # A life is counted in entries, so that a slow machine tests as much; the moment in one is chance.
        writers.wait_for(f"^began {name}N{moments.randrange(1, 4)}$")
        time.sleep(moments.uniform(0, 0.05))
        writers.tell("kill")
        writers.wait_for(f"^{name} ended -9$")
        await check(address, writers.said)

    kept, began = (
        set(re.findall(rf"^{word} (\S+)$", writers.said, re.MULTILINE)) for word in ("kept \\d+", "began")
    )
    assert len(kept) >= KILLS
    assert began - kept, "no kill hit an entry under way"


async def check(address: str, said: str) -> None:
    """That a new process finds everything acknowledged, ranks that fit, and can go on."""
    store = Store.open(address)
    try:
        assert await store.state() is State.HEAD
        async with store.reading() as connection:
            ids = set(await connection.scalars(select(Record.id)))
        kept = {int(one) for one in re.findall(r"^kept (\d+) ", said, re.MULTILINE)}
        assert kept <= ids
        board = await check_live(store)
        again = await recomputed(store)
        assert (again.entries, again.input) == (board.entries, board.input)
        if store.url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(store.url.database))) as plain:
                assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        await store.close()
