"""Records a member: what a fact costs of a year scored whole, and one change among few and many records."""

import asyncio
import tempfile
import time
from typing import NamedTuple

from bench import committee, measure
from bench.committee import ACTOR, CODE, Habits
from bench.curve import FORMS, ROOM, changes, flat, one_more
from bench.figures import say
from services.records.neighbourhood import KEPT_RECORDS
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES, YEAR = 200, 60, 2022
RECORDS = (1, 20, 200, 2_000)
TIMES, CHANGES = 3, 20


class Whole(NamedTuple):
    """A year scored whole, from the database to its ranks: how many facts, CPU seconds."""

    facts: int
    spent: float


def records_a_member() -> None:
    """Prints the CPU of scoring a year anew and what one more fact adds; then one change, over HTTP."""
    print(f"— records a member, {MEMBERS} members, {LEAVES} leaves; CPU of the year scored anew —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        databases = [f"sqlite:///{folder}/{each}.db" for each in RECORDS]
        found = [asyncio.run(_scored(*each)) for each in zip(databases, RECORDS, strict=True)]
        for each, whole in zip(RECORDS, found, strict=True):
            say(f"{each:,} records a member, {whole.facts:,} facts", f"{whole.spent:.2f} s")
        more = one_more([one.facts for one in found], [one.spent for one in found])
        for each, spent in zip(RECORDS[1:], more, strict=True):
            say(f"  one more fact, from {RECORDS[0]} to {each:,} records", f"{spent * 1e6:.2f} µs")
        flat("one more fact", more)
        for form in FORMS:
            of_change = changes(databases, form, CHANGES)
            for each, one in zip(RECORDS, of_change, strict=True):
                say(f"a changed {form.lower()}, {each:,} records a member", str(one))
            # What the first few add is less than what the CPU of a server is told in.
            more = one_more(RECORDS[1:], [one.spent for one in of_change[1:]])
            for each, spent in zip(RECORDS[2:], more, strict=True):
                say(f"  one more, from {RECORDS[1]} to {each:,} records, CPU", f"{spent * 1e6:.0f} µs")
            flat("one more record", more)
    print(f"  limited by: up to two members of a work, {ROOM} of an occasion, are scored on all own records")
    print(f"  of the year; a process keeps {KEPT_RECORDS:,} records, and reads again what is beyond them")


async def _scored(address: str, each: int) -> Whole:
    written = max(each // 10, 1)
    async with committee.made(address) as store:
        habits = Habits(each - written, written, ROOM)
        facts = await committee.fill(store, measure.measure(LEAVES), MEMBERS, habits)
        live, spent = Live(Boards()), []
        for _ in range(TIMES):
            start = time.process_time()
            async with unit_of_work(store, CODE, ACTOR) as unit:
                await live.recompute(unit, YEAR)
                unit.note("recompute", "score run", 1)
            spent.append(time.process_time() - start)
    return Whole(facts, min(spent))


if __name__ == "__main__":
    records_a_member()
