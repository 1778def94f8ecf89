"""Fills a database with a scored committee, in a process of its own: also in the folder of a former build.

It names nothing that a former build lacks. Without a number of members it is the demo's committee of 300.
"""

import asyncio
import sys

from bench import committee, measure, service
from bench.standing import first
from models.migration import upgrade
from models.store import Store
from services.actor import Actor
from services.unit_of_work import unit_of_work

LEAVES = 60
# As many as meet at one time in the demo; they are the ones whom a changed occasion concerns.
ROOM = 25


async def _fill(address: str, members: int) -> None:
    if not members:
        await service._fill(address)
        return
    committee.ROOM = ROOM
    store = Store.open(address)
    upgrade(store.url)
    await committee.fill(store, measure.measure(LEAVES), members)
    boards = first("services.runs.board", "services.board").Boards()
    live = first("services.runs.live", "services.live").Live(boards)
    async with unit_of_work(store, committee.CODE, Actor("测速", "system")) as unit:
        await live.recompute(unit, 2022)
        # A unit that notes nothing is rolled back.
        unit.note("recompute", "score run", 1)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_fill(sys.argv[1], int(sys.argv[2])))
