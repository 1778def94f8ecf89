"""The work list of a department, beside that of one with a hundredth of its records."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bench import committee
from bench.figures import say
from models.committee import Committee
from models.record import Record
from services.committee.committees import establish
from services.deadlines import Calendar, end_of
from services.records.awaited import Awaited, awaited, count
from services.records.due import Today
from services.slice import Slice

PAGE, TIMES, ROUNDS = 50, 50, 5
SIZES = {"小": 200, "大": 20_000}
# Of so many one is awaited: some are still open in a year that goes on; at the worst all are.
SHARES = {"1 in 100 awaited": 100, "all awaited": 1}


def work_lists() -> None:
    """The work list of a department with 200 records and of one with 20,000, on SQLite."""
    print(f"— the work list: {PAGE} records and their number; of {SIZES['小']} and of {SIZES['大']:,} —")
    for what, share in SHARES.items():
        with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
            spent = asyncio.run(_measured(f"sqlite:///{Path(folder) / 'work.db'}", share))
        for name, size in SIZES.items():
            say(f"{what}, of {size:,}", f"{spent[name] * 1000:.2f} ms")
        say("  the large one beside the small one", f"{spent['大'] / spent['小']:.2f} ×", "aim ≤ 3 ×")
    print("  limited by: the database; the page is read in the order of an index, and counted in it")


async def _measured(address: str, share: int) -> dict[str, float]:
    async with committee.made(address) as store:
        await establish(store, committee.CODE, "测速")
        async with store.writing() as connection:
            found = await connection.scalar(select(Committee.id))
            assert found is not None
            await connection.execute(insert(Record), list(_records(found, share)))
        async with store.reading() as connection:
            return {name: await _best(connection, Awaited(found, name)) for name in SIZES}


async def _best(connection: AsyncConnection, wanted: Awaited) -> float:
    """CPU seconds of one look at the list, threads of the driver among them."""
    today, best = Today.of(datetime.now(UTC), Calendar()), float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(TIMES):
            await awaited(connection, wanted, today, Slice(PAGE + 1))
            await count(connection, wanted, today)
        best = min(best, (time.process_time() - begun) / TIMES)
    return best


def _records(committee_id: int, share: int) -> Iterator[dict[str, Any]]:
    for name, size in SIZES.items():
        for at in range(size):
            day = date(2026, 1, 1) + timedelta(days=at % 300)
            waits = at % share == 0
            yield {
                "committee_id": committee_id,
                "year": 2026,
                "form": "occasion",
                "kind": "调研",
                "key": f"{name}{at}",
                "day": day,
                "title": "海岛",
                "attributes": {},
                "outsiders": 0,
                "first_day": day,
                "last_day": day,
                "state": ("draft", "returned")[at % 2] if waits else "archived",
                "source": "entry",
                "version": 1,
                "department": name,
                "due_from": day,
                "due_by": end_of(day + timedelta(days=7)),
                "submitted_at": None if waits else end_of(day),
            }


if __name__ == "__main__":
    work_lists()
