"""Closes the year of a made-up committee and says what that took, as JSON: `closing_run.py MEMBERS`.

It is run in the folder of this program and in that of an older one, and uses what both have.
"""

import asyncio
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bench import committee, measure
from bench.standing import first
from models.migration import upgrade
from models.store import Store
from services.actor import Actor
from services.unit_of_work import unit_of_work

YEAR, LEAVES = 2022, 60
ACTOR = Actor("测速", "system")
# How often the event loop is asked whether it is free, in seconds.
BEAT = 0.005
# Where things stand, and where they stood when all services were one room.
BOARDS = ("services.runs.board", "services.board")
LIVE = ("services.runs.live", "services.live")
YEAR_END = ("services.years.year_end", "services.year_end")
SIZES = {
    "packed": "select avg(length(packed)) from statements",
    "explanation": "select avg(length(cast(explanation as blob))) from statements",
}


def _cpu() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Timed:
    """A store that notes how long its writer was held, up to the end of the commit."""

    def __init__(self, store: Store) -> None:
        self.held: list[float] = []
        self._writing = store.writing
        vars(store)["writing"] = self.writing

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        begun = None
        async with self._writing() as connection:
            begun = time.perf_counter()
            yield connection
        self.held.append(time.perf_counter() - begun)


async def _beat(late: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(BEAT)
        late.append(time.perf_counter() - before - BEAT)


async def _closed(path: str, members: int) -> dict[str, float]:
    store = Store.open(f"sqlite:///{path}")
    upgrade(store.url)
    await committee.fill(store, measure.measure(LEAVES), members)
    live = first(*LIVE).Live(first(*BOARDS).Boards())
    async with unit_of_work(store, committee.CODE, ACTOR) as unit:
        (step,) = await live.recompute(unit, YEAR)
        unit.note("recompute", "score run", step.after.id)
    timed, late = Timed(store), list[float]()
    beat = asyncio.create_task(_beat(late))
    spent, passed = _cpu(), time.perf_counter()
    await first(*YEAR_END).close_year(store, live, committee.CODE, YEAR, ACTOR)
    spent, passed = _cpu() - spent, time.perf_counter() - passed
    beat.cancel()
    await store.close()
    return {
        "cpu": spent,
        "passed": passed,
        "held": max(timed.held),
        "late": sorted(late)[len(late) * 99 // 100],
    }


def main(members: int) -> None:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        path = f"{folder}/closing.db"
        found = asyncio.run(_closed(path, members))
        with sqlite3.connect(path) as connection:
            columns = {row[1] for row in connection.execute("pragma table_info(statements)")}
            (name,) = columns & SIZES.keys()
            ((found["bytes"],),) = connection.execute(SIZES[name])
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
