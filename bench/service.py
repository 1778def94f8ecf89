"""Over HTTP, as clients see it: what a request costs the server, and how soon a change is in the ranks."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bench import hostile
from bench.committee import made
from bench.figures import cpu_of, say
from server import create_app
from services.demo_database import fill
from settings import Settings

RANKING = """query Ranking($first: Int!) { committee(code: "zhoushan") { run(year: 2022) {
  ranking(first: $first) { nodes { rank tied total value grade unranked member { number name } } } } } }"""
RECORDS = """query ($form: RecordForm!) { committee(code: "zhoushan") {
  records(where: {form: $form}, first: 100) { nodes { id version } } } }"""
CORRECT = """mutation ($id: ID!, $version: Int!, $day: Date) {
  CORRECT(input: {id: $id, version: $version, day: $day, reason: "测速"}) {
    record { version } errors { code message } } }"""
# Each server is asked in turns, so that what disturbs one disturbs all; the least of the rounds counts.
ROUNDS, REQUESTS = 4, 400
CHANGES = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a process of its own."""

    process: int
    client: httpx.Client

    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        return cpu_of(self.process)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer; raises if there are errors."""
        answer = self.client.post("/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


@contextmanager
def served(name: str, database: str) -> Iterator[Served]:
    """One of the servers of `bench.served`, stopped at the end."""
    command = [sys.executable, "-m", "bench.served", name, database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        port = process.stdout.readline().strip()
        headers = {"Luzhi-Actor": "bench"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
            try:
                yield Served(process.pid, client)
            finally:
                process.terminate()


def service() -> None:
    """Prints what requests cost, against the same schema as Strawberry ships it and plain Starlette."""
    print("— over HTTP, 300 members, SQLite; CPU of the server —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        database = f"sqlite:///{folder}/demo.db"
        asyncio.run(_fill(database))
        spent = _costs(("shipped", "unkept", "ours", "plain"), database)
        shipped = spent["shipped"]
        milliseconds = {name: f"{seconds * 1000:.2f} ms" for name, seconds in spent.items()}
        say("ranking of 50 rows × 8 fields, as Strawberry ships it", milliseconds["shipped"])
        say("  executed here", milliseconds["unkept"], f"{shipped / spent['unkept']:.1f} ×, aim ≥ 5 ×")
        say("  again, data unchanged", milliseconds["ours"], f"{shipped / spent['ours']:.1f} ×, aim ≥ 25 ×")
        say("  plain Starlette and orjson, the data ready", milliseconds["plain"])
        with served("ours", database) as server:
            for form, what in (("WORK", "work"), ("OCCASION", "occasion")):
                passed = f"{_change(server, form) * 1000:.1f} ms"
                say(f"one changed {what} to its visible ranks, median", passed, "aim ≤ 30 ms")
        refusals(database)
    print("  limited by: graphql-core, field by field; of a change, by scoring its members and the commit")


def refusals(database: str) -> None:
    """Prints what refusing the most expensive of the hostile documents costs."""
    app = create_app(Settings(database=database))
    found = asyncio.run(hostile.measure(app))
    worst = max(found, key=lambda one: one.milliseconds)
    say(f"{len(found)} hostile requests, the dearest to refuse", f"{worst.milliseconds:.1f} ms", worst.name)


async def _fill(address: str) -> None:
    async with made(address) as store:
        await fill(store)


def _costs(names: Sequence[str], database: str) -> dict[str, float]:
    """CPU seconds of each server for one request, connections and documents warm."""
    with ExitStack() as stack:
        servers = {name: stack.enter_context(served(name, database)) for name in names}
        for server in servers.values():
            _asked(server, 20)
        rounds = [{name: _asked(server, REQUESTS) for name, server in servers.items()} for _ in range(ROUNDS)]
    return {name: min(spent[name] for spent in rounds) for name in names}


def _asked(server: Served, times: int) -> float:
    before = server.cpu()
    for _ in range(times):
        rows = server.ask(RANKING, first=50)["committee"]["run"]["ranking"]["nodes"]
        assert len(rows) == 50
    return (server.cpu() - before) / times


def _change(server: Served, form: str) -> float:
    """Median seconds from sending a change of a record's day to having read the ranks that follow."""
    records = server.ask(RECORDS, form=form)["committee"]["records"]["nodes"]
    name = f"correct{form.capitalize()}"
    passed = []
    for at in range(CHANGES):
        record, day = records[at], f"2022-0{at % 3 + 1}-{at % 27 + 1:02}"
        start = time.perf_counter()
        query = CORRECT.replace("CORRECT", name)
        answer = server.ask(query, id=record["id"], version=record["version"], day=day)[name]
        server.ask(RANKING, first=50)
        passed.append(time.perf_counter() - start)
        assert not answer["errors"], answer
    return statistics.median(passed)
