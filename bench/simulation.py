"""What it costs to try a draft on a committee's data, beside one plain scoring run of the same data."""

import asyncio
import pickle
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench import committee, measure
from bench.committee import ACTOR
from bench.figures import cpu, cpu_of, say
from models.store import Store
from rules import catalogue
from rules.bundle import Text
from rules.document import RuleSet
from rules.reach import reach
from rules.record import Member, Record
from rules.version_text import VersionText
from scoring.member_rows import scores
from scoring.run import score
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.members.last_year import roster_of
from services.records.reading import Reader
from services.runs.board import Boards
from services.runs.live import Live
from services.sandbox.parcel import packed
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES, TIMES = 300, 60, 20


def simulation() -> None:
    """Prints the CPU of a simulation, of this process and its child, as a multiple of a scoring run."""
    print(f"— simulation of a draft, {MEMBERS} members × about 60 facts, {LEAVES} leaves —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        asyncio.run(_simulation(f"sqlite:///{folder}/a.db"))


async def _simulation(address: str) -> None:
    async with committee.made(address) as store:
        await _simulated(store)
    print("  limited by: scoring twice; the start of the child (about half a second) is counted apart")


async def _simulated(store: Store) -> None:
    rule_set = measure.measure(LEAVES)
    await committee.fill(store, rule_set, MEMBERS)
    live, sandbox = Live(Boards()), Sandbox()
    async with unit_of_work(store, committee.CODE, ACTOR) as unit:
        await live.recompute(unit, rule_set.year)
    members, records = await _data(store, rule_set)
    start = time.process_time()
    for _ in range(TIMES):
        scores(score(rule_set, members, records))
    plain = (time.process_time() - start) / TIMES
    say("score once, from members and records to rows", f"{plain * 1000:.0f} ms")

    draft = Draft(Text(measure.text(LEAVES).replace("points: 2", "points: 3"), "测速.yaml"))
    made = await Versions(store, live, sandbox, ACTOR).draft(committee.CODE, draft)
    start, clock = _spent(sandbox), time.perf_counter()
    await simulate(store, sandbox, ACTOR, made.id)
    say("simulate the first time: statements, child, row kept", f"{(_spent(sandbox) - start) * 1000:.0f} ms")
    say("  by the clock", f"{(time.perf_counter() - clock) * 1000:.0f} ms")

    words: tuple[Any, ...] = (_text(rule_set), draft.written(), 0, members, packed(records), [])
    asked = await _each(sandbox, lambda: sandbox.ask("simulated", *words))
    say("compare both measures, both processes", f"{asked * 1000:.0f} ms")
    say("  as a multiple of one plain run", f"{asked / plain:.2f} ×", "aim ≤ 3 ×")
    whole = await _each(sandbox, lambda: simulate(store, sandbox, ACTOR, made.id))
    say("  with reading the data and keeping the result", f"{whole / plain:.2f} ×")
    handed = cpu(lambda: pickle.dumps((words, packed(records)), 5), 3)
    say("  of which handing the data over", f"{handed * 1000:.0f} ms")
    anew = await _each(sandbox, lambda: _anew(store, live))
    say("score the year anew in the database", f"{anew * 1000:.0f} ms")
    say("  simulation with reading and keeping beside that", f"{whole / anew:.2f} ×", "aim ≤ 3 ×")
    await sandbox.close()


async def _anew(store: Store, live: Live) -> None:
    async with unit_of_work(store, committee.CODE, ACTOR) as unit:
        await live.recompute(unit, 2022)
        unit.note("recompute", "score run", 1)


async def _data(store: Store, rule_set: RuleSet) -> tuple[list[Member], list[Record]]:
    async with store.reading() as connection:
        roster = await roster_of(connection, 1, rule_set)
        keys = {one.id: one.member.key for one in roster}
        reader = Reader(connection, 1, rule_set.catalogue, keys)
        records = await reader.records(reader.scored(reach(rule_set)))
    return [one.member for one in roster], records


def _text(rule_set: RuleSet) -> VersionText:
    return VersionText(rule_set.text, rule_set.file, catalogue.load().text)


async def _each(sandbox: Sandbox, work: Callable[[], Any], times: int = TIMES) -> float:
    """The CPU seconds of this process and its child together; a child's are told in hundredths only."""
    start = _spent(sandbox)
    for _ in range(times):
        await work()
    return (_spent(sandbox) - start) / times


def _spent(sandbox: Sandbox) -> float:
    """The CPU seconds of this process and of the child, as far as it is there."""
    child = 0.0 if sandbox.process is None else cpu_of(sandbox.process)
    return time.process_time() + child
