"""Open years in one database: what one changed record costs, however many other years are open and scored."""

import asyncio
import tempfile
from pathlib import Path

from bench import committee, measure
from bench.committee import ACTOR, CODE, Habits
from bench.curve import FORMS, ROOM, changes, flat
from bench.figures import say
from rules.loader import loads
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES = 100, 60
YEARS = (1, 3, 10, 20)
LAST = 2022
# Ids of a year of records of so many members stay below.
APART = 10_000
HABITS = Habits(committee.ATTENDED, committee.WRITTEN, ROOM)


def years() -> None:
    """Prints medians over HTTP and the server's CPU, with 1 to 20 open years, SQLite."""
    print(f"— one change beside other open years, {MEMBERS} members, about 60 facts a member and year —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        databases = [f"sqlite:///{Path(folder)}/{many}.db" for many in YEARS]
        for many, database in zip(YEARS, databases, strict=True):
            asyncio.run(_filled(database, many))
        for form in FORMS:
            found = changes(databases, form)
            for many, one in zip(YEARS, found, strict=True):
                say(f"a changed {form.lower()}, {many} open years", str(one))
            flat("seconds", [one.passed for one in found])
            flat("CPU", [one.spent for one in found])


async def _filled(address: str, many: int) -> None:
    async with committee.made(address) as store:
        live = Live(Boards())
        await committee.fill(store, measure.measure(LEAVES), MEMBERS, HABITS)
        for year in range(LAST - many + 1, LAST + 1):
            if year != LAST:
                await committee.fill_year(store, MEMBERS, year, (LAST - year) * APART, HABITS)
            async with unit_of_work(store, CODE, ACTOR) as unit:
                if year != LAST:
                    await versions.add(unit, loads(measure.text(LEAVES, year), "测速"))
                await live.recompute(unit, year)
                unit.note("recompute", "score run", 1)


if __name__ == "__main__":
    years()
