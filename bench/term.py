"""What counting over the whole term costs, beside the same measure without it on the same five years."""

import asyncio
import tempfile
import time

from bench import committee, measure
from bench.committee import ACTOR, CODE
from bench.figures import say
from models.store import Store
from rules.document import RuleSet
from rules.loader import loads
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES, TIMES = 300, 60, 10
FORMER = range(2018, 2022)
# Ids of a year of records of so many members stay below.
APART = 100_000
COUNTED = {
    "absences from standing meetings": "{kind: 常委会会议, 状态: 缺席}",
    "attendance of all meetings": "{group: 会议, 状态: 出席}",
}


def term() -> None:
    """Prints the CPU of scoring a year anew with rules of a term of five years, as a multiple of without."""
    print(
        f"— counting over a term of five years, {MEMBERS} members × about 60 facts a year, {LEAVES} leaves —"
    )
    alone = _spent(measure.measure(LEAVES))
    say("score the year anew, five years in the database", f"{alone * 1000:.0f} ms")
    for what, when in COUNTED.items():
        aim = "aim ≤ 1.3 ×" if "standing" in what else ""
        say(f"  counting {what} over the term", f"{_spent(_counting(when)) / alone:.2f} ×", aim)
    print("  limited by: reading the records of former years, of the kinds that are counted only")


def _counting(when: str) -> RuleSet:
    rule = f"{{id: T1, title: 届内, take: participation, when: {when}}}"
    consequence = "{id: C1, title: 劝辞, if: {count: T1, min: 7}}"
    more = f"term: {{from: 2018-01-01}}\nterm_counts: [{rule}]\nconsequences: [{consequence}]\n"
    return loads(measure.text(LEAVES) + more, "测速")


def _spent(rule_set: RuleSet) -> float:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        return asyncio.run(_anew(f"sqlite:///{folder}/a.db", rule_set))


async def _anew(address: str, rule_set: RuleSet) -> float:
    """The least CPU seconds of scoring the year anew, by this measure, with five years of records."""
    async with committee.made(address) as store:
        await _filled(store, rule_set)
        live, best = Live(Boards()), float("inf")
        for _ in range(TIMES):
            start = time.process_time()
            async with unit_of_work(store, CODE, ACTOR) as unit:
                await live.recompute(unit, rule_set.year)
                unit.note("recompute", "score run", 1)
            best = min(best, time.process_time() - start)
    return best


async def _filled(store: Store, rule_set: RuleSet) -> None:
    await committee.fill(store, rule_set, MEMBERS)
    for at, year in enumerate((*FORMER, rule_set.year)):
        if year != rule_set.year:
            await committee.fill_year(store, MEMBERS, year, (at + 1) * APART)
        await committee.standing_meetings(store, MEMBERS, year, (at + 1) * APART + APART // 2)
