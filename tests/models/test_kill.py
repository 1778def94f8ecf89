"""Writers killed at any moment: what was acknowledged stays, and nothing appears by halves."""

import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import select

from models.change import Change
from models.committee import Committee
from models.migration import State
from models.store import Store
from tests.models.writing_process import HALVES, found
from tests.process import Process

pytestmark = pytest.mark.anyio

KILLS = 20
# How long a writer lives, at most: so many units, and so many seconds more.
UNITS = 8
SECONDS = 0.05


async def test_kill_9_loses_nothing_acknowledged_and_shows_no_half(
    address: str, spawn: Callable[..., Process]
) -> None:
    first = Store.open(address)
    await found(first)
    await first.close()
    moments = random.Random(2022)
    writers = spawn("-m", "tests.models.writing_process", "units", address)
    writers.wait_for("ready")

    for number in range(KILLS):
        writers.tell(f"writer {number}")
        goal = len(told(writers, "kept")) + moments.randrange(UNITS)
        wait_for_units(writers, goal)
        time.sleep(moments.uniform(0, SECONDS))
        writers.tell("kill")
        writers.wait_for(f"^writer {number} ended -9$")
        await check(address, kept=told(writers, "kept"))

    began, kept = told(writers, "began"), told(writers, "kept")
    assert len(kept) > KILLS
    # A unit that was lost leaves its number to the next, so that some numbers began more than once.
    assert len(began) > len(kept), "no kill hit a unit under way"


def wait_for_units(writers: Process, goal: int) -> None:
    writers.wait_until(lambda: len(told(writers, "kept")) >= goal, f"{goal} units")


def told(writers: Process, word: str) -> list[int]:
    return [int(unit) for unit in re.findall(rf"^{word} (\d+)$", writers.said, re.MULTILINE)]


async def check(address: str, kept: list[int]) -> None:
    store = Store.open(address)
    try:
        assert await store.state() is State.HEAD
        async with store.reading() as connection:
            revision = (await connection.scalars(select(Committee.revision))).one()
            lines = (await connection.execute(select(Change.revision, Change.action))).all()
        path = store.url.database
        if store.url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(path))) as plain:
                assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        await store.close()
    units = range(1, revision + 1)
    assert Counter((unit, half) for unit, half in lines) == Counter(
        (u, half) for u in units for half in HALVES
    )
    assert set(kept) <= set(units)
    assert len(set(kept)) == len(kept)
