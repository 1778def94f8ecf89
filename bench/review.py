"""A thousand records approved at once beside the year computed whole; the work list of few and of many."""

import asyncio
import statistics
import sys
import tempfile
import time

from sqlalchemy import func, select, update

from bench import committee, measure
from bench.database_figure import LEAVES
from bench.figures import say
from models.record import Record
from models.store import Store
from services.review import queue
from services.review.decision import MOST_ROWS, Asked, Reviewing
from services.rights.held import UNBOUND
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.live import Live
from services.slice import Slice
from services.unit_of_work import unit_of_work

MEMBERS, TIMES, YEAR = 3_000, 3, 2022
# About 200 records and 20,000.
FEW, MANY = 45, 4_500
WAITING, LOOKS = 50, 50


def review(members: int = MEMBERS) -> None:
    """Prints both in seconds, in turns, and how many times the one takes the other."""
    print(f"— a bulk approval of {MOST_ROWS:,} records of a committee of {members:,}, SQLite —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        approving, recomputing = asyncio.run(_spent(f"sqlite:///{folder}/bench.db", members))
    say("approved in one unit of work, scores and all", f"{approving:.2f} s")
    say("the year computed whole", f"{recomputing:.2f} s")
    say("  the one against the other", f"{approving / recomputing:.2f} ×", "aim ≤ 1.5 ×")
    print("  limited by: scoring the year whole, since a thousand records concern most of its members")
    _lists()


def _lists() -> None:
    """Prints the work list of about 200 records and of about 20,000, of which as many wait."""
    found = []
    for members in (FEW, MANY):
        with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
            records, spent = asyncio.run(_listed(f"sqlite:///{folder}/bench.db", members))
        say(f"work list of {records:,} records", f"{spent * 1000:.1f} ms")
        found.append(spent)
    say("  the many against the few", f"{found[1] / found[0]:.2f} ×", "aim ≤ 3 ×")


async def _listed(address: str, members: int) -> tuple[int, float]:
    """How many records there are, and the median seconds of counts and a page of those that wait."""
    async with committee.made(address) as store:
        await committee.fill(store, measure.measure(LEAVES), members)
        await _waiting(store, WAITING)
        spent = []
        for _ in range(LOOKS):
            start = time.perf_counter()
            async with store.reading() as connection:
                condition = await queue.theirs(connection, 1, UNBOUND, Right.REVIEW)
                assert sum(one.submitted for one in await queue.counts(connection, condition)) == WAITING
                await queue.records(connection, condition, "submitted", Slice(50, backward=True))
                await queue.corrections(connection, condition, Slice(50, backward=True))
            spent.append(time.perf_counter() - start)
        async with store.reading() as connection:
            records = await connection.scalar(select(func.count()).select_from(Record))
        return records or 0, statistics.median(spent)


async def _spent(address: str, members: int) -> tuple[float, float]:
    """The least seconds of each, of several in turns."""
    approving, recomputing = [], []
    async with committee.made(address) as store:
        await committee.fill(store, measure.measure(LEAVES), members)
        desk = Reviewing(store, Live(Boards()), committee.ACTOR)
        await _recomputed(store, desk.live)
        for _ in range(TIMES):
            asked = await _waiting(store)
            await _recomputed(store, desk.live)
            start = time.perf_counter()
            decided = await desk.move(committee.CODE, "approve", asked)
            approving.append(time.perf_counter() - start)
            assert all(one.refusal is None for one in decided.verdicts)
            start = time.perf_counter()
            await _recomputed(store, desk.live)
            recomputing.append(time.perf_counter() - start)
    return min(approving), min(recomputing)


async def _recomputed(store: Store, live: Live) -> None:
    async with unit_of_work(store, committee.CODE, committee.ACTOR, right=None) as unit:
        (step,) = await live.recompute(unit, YEAR)
        unit.note("recompute", "score run", step.after.id)


async def _waiting(store: Store, many: int = MOST_ROWS) -> list[Asked]:
    """So many records, which are put back to where they waited."""
    async with store.writing() as connection:
        ids = list(await connection.scalars(select(Record.id).order_by(Record.id.desc()).limit(many)))
        back = update(Record).where(Record.id.in_(ids)).values(state="submitted")
        await connection.execute(back)
        rows = await connection.execute(select(Record.id, Record.version).where(Record.id.in_(ids)))
        return [Asked(*row) for row in rows]


if __name__ == "__main__":
    review(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS)
