"""Rules of a measure, 10 to 500: what one more costs to read, to score by, and at one change."""

import asyncio
import tempfile
from functools import partial

from bench import committee, measure, population
from bench.committee import ACTOR, CODE, Habits
from bench.curve import FORMS, ROOM, changes, flat, one_more
from bench.figures import alternating, say
from process import settle
from rules.lint import lint
from rules.loader import loads
from scoring.run import score_facts
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

RULES = (10, 50, 120, 500)
MANY, FEW, TIMES = 5_000, 300, 5
HABITS = Habits(committee.ATTENDED, committee.WRITTEN, ROOM)


def _read(text: str) -> None:
    lint(loads(text, "测速"))


def rules() -> None:
    """Prints CPU of this process; of a change the median over HTTP and the server's CPU, SQLite."""
    print("— a measure of 10 to 500 rules —")
    # As a server does: the collector does not look through what was imported.
    settle()
    texts = [measure.text(many) for many in RULES]
    _told("load and lint", alternating([partial(_read, text) for text in texts], TIMES))
    facts, roster = population.facts(MANY), population.roster(MANY)
    loaded = [loads(text, "测速") for text in texts]
    scored = [partial(score_facts, one, roster, facts) for one in loaded]
    _told(f"score {facts.n:,} facts", alternating(scored, TIMES))
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        databases = [f"sqlite:///{folder}/{many}.db" for many in RULES]
        for database, many in zip(databases, RULES, strict=True):
            asyncio.run(_filled(database, many))
        for form in FORMS:
            found = changes(databases, form)
            for many, one in zip(RULES, found, strict=True):
                say(f"a changed {form.lower()}, {FEW} members, {many} rules", str(one))
            _a_rule([one.spent for one in found])


def _told(what: str, spent: list[float]) -> None:
    for many, each in zip(RULES, spent, strict=True):
        say(f"{what}, {many} rules", f"{each * 1000:.1f} ms")
    _a_rule(spent)


def _a_rule(spent: list[float]) -> None:
    more = one_more(RULES, spent)
    for many, each in zip(RULES[1:], more, strict=True):
        say(f"  one more rule, from {RULES[0]} to {many}", f"{each * 1e6:.1f} µs")
    flat("one more rule", more)


async def _filled(address: str, many: int) -> None:
    async with committee.made(address) as store:
        await committee.fill(store, measure.measure(many), FEW, HABITS)
        async with unit_of_work(store, CODE, ACTOR) as unit:
            await Live(Boards()).recompute(unit, 2022)
            unit.note("recompute", "score run", 1)


if __name__ == "__main__":
    rules()
