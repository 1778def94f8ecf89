"""What a ranking of one committee waits while another of 10,000 members is rescored or closed: over HTTP, SQLite.

It is asked every few milliseconds, as clients do, by this process; the work is asked for by another thread.
"""

import asyncio
import tempfile
import threading
import time

import httpx

from bench import committee, measure
from bench.figures import say
from bench.service import Served, served
from services.demo_database import fill
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES = 10_000, 60
# Seconds between two questions; questions of an idle server; and so often each work is done.
PAUSE, IDLE, TIMES = 0.005, 400, 3
RANKING = """query { committee(code: "zhoushan") { run(year: 2022) {
  ranking(first: 50) { nodes { rank tied total value grade unranked member { number name } } } } } }"""
RECOMPUTE = f"""mutation {{ done: recompute(committee: "{committee.CODE}", year: 2022) {{ errors {{ message }} }} }}"""
CLOSE = f"""mutation {{ done: closeYear(committee: "{committee.CODE}", year: 2022) {{ errors {{ message }} }} }}"""
REOPEN = f"""mutation {{ done: reopenYear(committee: "{committee.CODE}", year: 2022, reason: "测速") {{
  errors {{ message }} }} }}"""


def beside() -> None:
    """Prints median and 99 % of the seconds of a ranking, executed and kept, idle and beside each work."""
    print(f"— a ranking of 50 rows while another committee of {MEMBERS:,} is at work, over HTTP —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        address = f"sqlite:///{folder}/beside.db"
        asyncio.run(_filled(address))
        for name, what in (("unkept", "executed each time"), ("ours", "the answer kept")):
            with served(name, address) as server:
                _beside(server, what)


def _beside(server: Served, what: str) -> None:
    for _ in range(50):
        server.ask(RANKING)
    idle = _told(f"idle, {what}", [_asked(server) for _ in range(IDLE)])
    for work, changes, times in (("rescored", [RECOMPUTE], TIMES), ("closed", [CLOSE, REOPEN], 1)):
        waited: list[float] = []
        for _ in range(times):
            waited += _during(server, changes[0])
            for change in changes[1:]:
                _done(server, change)
        busy = _told(f"  while it is {work}", waited)
        for share, before, now in zip(("median", "99 %"), idle, busy, strict=True):
            say(f"    {share} beside that of idle", f"{now / before:.2f} ×", "aim ≤ 3 ×")


def _asked(server: Served) -> float:
    time.sleep(PAUSE)
    start = time.perf_counter()
    server.ask(RANKING)
    return time.perf_counter() - start


def _during(server: Served, change: str) -> list[float]:
    """The seconds of each ranking that was asked for while a change was made."""
    work = threading.Thread(target=_done, args=(server, change))
    work.start()
    waited = []
    while work.is_alive():
        waited.append(_asked(server))
    work.join()
    return waited


def _done(server: Served, change: str) -> None:
    # A connection of its own, as other people have.
    with httpx.Client(base_url=server.client.base_url, headers=server.client.headers, timeout=120) as client:
        answer = client.post("/graphql", json={"query": change}).json()
    assert "errors" not in answer, answer
    assert not answer["data"]["done"]["errors"], answer


def _told(name: str, waited: list[float]) -> tuple[float, float]:
    waited.sort()
    median, late = waited[len(waited) // 2], waited[len(waited) * 99 // 100]
    say(name, f"{median * 1000:.1f} ms, 99 % {late * 1000:.1f}", f"{len(waited)} asked")
    return median, late


async def _filled(address: str) -> None:
    async with committee.made(address) as store:
        await committee.fill(store, measure.measure(LEAVES), MEMBERS)
        live = Live(Boards())
        async with unit_of_work(store, committee.CODE, committee.ACTOR) as unit:
            await live.recompute(unit, 2022)
            unit.note("recompute", "score run", 1)
        await fill(store, live=live)


if __name__ == "__main__":
    beside()
