"""One figure of the way from the database to committed ranks, taken alone in its process.

Of this build's modules it names none that a former one lacks: it runs in the folder of one as well.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

from bench import committee, measure
from bench.figures import forget_peak, peak
from bench.standing import first
from models.migration import upgrade
from models.store import Store
from services.actor import Actor
from services.unit_of_work import unit_of_work

LEAVES = 60


@dataclass(frozen=True)
class Figure:
    """The facts of a year, CPU and clock seconds from the first statement to the commit, the most MiB."""

    facts: int
    spent: float
    passed: float
    peak: float

    @property
    def rate(self) -> float:
        """Facts a CPU second."""
        return self.facts / self.spent


async def figure(address: str, members: int) -> Figure:
    """Fills a database and scores it."""
    store = Store.open(address)
    upgrade(store.url)
    try:
        facts = await committee.fill(store, measure.measure(LEAVES), members)
        boards = first("services.runs.board", "services.board").Boards()
        live = first("services.runs.live", "services.live").Live(boards)
        forget_peak()
        start, clock = time.process_time(), time.perf_counter()
        async with unit_of_work(store, committee.CODE, Actor("测速", "system")) as unit:
            await live.recompute(unit, 2022)
            # A unit that notes nothing is rolled back.
            unit.note("recompute", "score run", 1)
        return Figure(facts, time.process_time() - start, time.perf_counter() - clock, peak())
    finally:
        await store.close()


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(figure(sys.argv[1], int(sys.argv[2]))))))
