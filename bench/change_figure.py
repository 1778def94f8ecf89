"""Fills a database with a scored committee, in a process of its own: also in the folder of a former build.

It names nothing that a former build lacks. Without a number of members it is the demo's committee of 300.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bench import committee, database, measure, service
from models.migration import upgrade
from models.store import Store
from services.actor import Actor

LEAVES = 60
# As many as meet at one time in the demo; they are the ones whom a changed occasion concerns.
ROOM = 25


def fill_in(folder: Path, address: str, members: int) -> None:
    """Fills the database by the build that stands in a folder."""
    # -P: beside this file stand modules of this build, which must not be taken for those of the other.
    command = [sys.executable, "-P", __file__, address, str(members)]
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=True)


async def _fill(address: str, members: int) -> None:
    if not members:
        await service._fill(address)
        return
    committee.ROOM = ROOM
    store = Store.open(address)
    upgrade(store.url)
    await committee.fill(store, measure.measure(LEAVES), members)
    # Where these stand has changed since; `bench.database` has always known.
    known = vars(database)
    async with known["unit_of_work"](store, committee.CODE, Actor("测速", "system")) as unit:
        await known["Live"](known["Boards"]()).recompute(unit, 2022)
        unit.note("recompute", "score run", 1)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_fill(sys.argv[1], int(sys.argv[2])))
