"""Standings as of a day: twelve months beside one scoring run of the same records."""

import asyncio
import tempfile
from datetime import date

from bench import committee, measure
from bench.figures import cpu, say
from models.store import Store
from rules.document import RuleSet
from rules.reach import reach
from rules.record import Member, Record
from scoring.member_rows import scores
from scoring.run import score
from scoring.series import MONTH, ends, ground, series
from services.members.last_year import roster_of
from services.records.reading import Reader

MEMBERS, LEAVES = 758, 60
Data = tuple[list[Member], list[Record]]


def as_of() -> None:
    """Prints what standings of a year's months cost, from the records on, as a multiple of one run."""
    print(f"— standings as of a day, {MEMBERS} members × about 60 facts, {LEAVES} leaves —")
    rule_set = measure.measure(LEAVES)
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        data = asyncio.run(_stored(f"sqlite:///{folder}/a.db", rule_set))
    days = ends(rule_set, MONTH)
    score(rule_set, *data)
    one = cpu(lambda: scores(score(rule_set, *data)), 3)
    twelve = cpu(lambda: [run.standings for run in series(rule_set, *data, days)], 3)
    apart = cpu(lambda: [score(rule_set, *data, as_of=day).standings for day in days], 1)
    made, middle = ground(rule_set, *data), date(2022, 6, 30)
    again = cpu(lambda: scores(made.at(middle)), 3)
    say("one run from the records, its rows included: the baseline", f"{one * 1000:.0f} ms")
    say("twelve months together", f"{twelve * 1000:.0f} ms")
    say("  beside one run", f"{twelve / one:.2f} ×", "aim ≤ 3 ×")
    say("  twelve months one by one", f"{apart / one:.2f} ×")
    say("  one more day of a run whose facts are kept", f"{again * 1000:.0f} ms")


async def _stored(address: str, rule_set: RuleSet) -> Data:
    async with committee.made(address) as store:
        await committee.fill(store, rule_set, MEMBERS)
        return await _read(store, rule_set)


async def _read(store: Store, rule_set: RuleSet) -> Data:
    async with store.reading() as connection:
        roster = await roster_of(connection, 1, rule_set)
        keys = {one.id: one.member.key for one in roster}
        reader = Reader(connection, 1, rule_set.catalogue, keys)
        stored = await reader.read(reader.scored(reach(rule_set)))
    return [one.member for one in roster], [one.record for one in stored]
