"""What a ranking of one committee waits while another of 10,000 members is rescored or closed, over HTTP.

It is asked every few milliseconds, as clients do, by this process; the work is asked for by another thread.
"""

import asyncio
import sqlite3
import tempfile
import threading
import time
from contextlib import closing

import httpx

from bench import committee, measure
from bench.figures import say
from bench.service import Served, served
from services.demo_database import fill
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work

MEMBERS, LEAVES = 10_000, 60
# Seconds between two questions; questions of an idle server at a time; and so often the year is rescored.
PAUSE, IDLE, TIMES = 0.005, 200, 3
RANKING = """query ($code: String!) { committee(code: $code) { run(year: 2022) {
  ranking(first: 50) { nodes { rank tied total value grade unranked member { number name } } } } } }"""
RECOMPUTE = """mutation { done: recompute(committee: "bench", year: 2022) { errors { message } } }"""
CLOSE = """mutation { done: closeYear(committee: "bench", year: 2022) { errors { message } } }"""
REOPEN = """mutation {
  done: reopenYear(committee: "bench", year: 2022, reason: "测速") { errors { message } } }"""
# So that everybody's row is another after the year is rescored: who wrote a work confirmed it, or did not.
CONFIRMED = """UPDATE parts SET attributes = CASE attributes
  WHEN '{"确认":true}' THEN '{"确认":false}' ELSE '{"确认":true}' END
  WHERE committee_id = 1 AND record_id IN (SELECT id FROM records WHERE committee_id = 1 AND form = 'work')"""


def beside() -> None:
    """Prints median and 99 % of the seconds of a ranking, executed and kept, idle and beside each work."""
    print(f"— a ranking of 50 rows while another committee of {MEMBERS:,} is at work, over HTTP —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        file = f"{folder}/beside.db"
        address = f"sqlite:///{file}"
        asyncio.run(_filled(address))
        for name, what in (("unkept", "executed each time"), ("ours", "the answer kept")):
            with served(name, address) as server:
                _beside(server, file, what)


def _beside(server: Served, file: str, what: str) -> None:
    for _ in range(50):
        server.ask(RANKING, code="zhoushan")
    alone, waited = list[float](), list[float]()
    # In turns: what else the machine does disturbs both.
    for _ in range(TIMES):
        alone += [_asked(server) for _ in range(IDLE)]
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(CONFIRMED)
            connection.commit()
        waited += _during(server, RECOMPUTE)
    closed = _during(server, CLOSE)
    _done(server, REOPEN)
    alone += [_asked(server) for _ in range(IDLE)]
    idle = _told(f"idle, {what}", alone)
    _compared("rescored", waited, idle)
    _compared("closed", closed, idle)


def _compared(work: str, waited: list[float], idle: tuple[float, float]) -> None:
    busy = _told(f"  while the other is {work}", waited)
    for share, before, now in zip(("median", "99 %"), idle, busy, strict=True):
        say(f"    {share} beside that of idle", f"{now / before:.2f} ×", "aim ≤ 3 ×")


def _asked(server: Served) -> float:
    time.sleep(PAUSE)
    start = time.perf_counter()
    server.ask(RANKING, code="zhoushan")
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
    headers = server.headers(committee.CODE)
    with httpx.Client(base_url=server.client.base_url, headers=headers, timeout=120) as client:
        answer = client.post("/graphql", json={"query": change}).json()
    assert "errors" not in answer, answer
    assert not answer["data"]["done"]["errors"], answer


def _told(name: str, waited: list[float]) -> tuple[float, float]:
    waited.sort()
    median, late = waited[len(waited) // 2], waited[len(waited) * 99 // 100]
    most = waited[-1] * 1000
    say(name, f"{median * 1000:.1f} ms, 99 % {late * 1000:.1f}", f"most {most:.1f} of {len(waited)} asked")
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
