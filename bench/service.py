"""Over HTTP, as clients see it: what a request costs the server, and how soon a change is in the ranks."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import hostile
from bench.committee import made
from bench.figures import cpu_of, say
from bench.former import OURS
from bench.signed_in import let_in
from server import create_app
from services.demo_database import fill
from settings import Settings

RANKING = """query Ranking($first: Int!) { committee(code: "zhoushan") { run(year: 2022) {
  ranking(first: $first) { nodes { rank tied total value grade unranked member { number name } } } } } }"""
ROUNDS, REQUESTS = 4, 400


@dataclass(frozen=True, slots=True)
class Served:
    """A server in a process of its own; `tokens` are those of somebody of each committee."""

    process: int
    client: httpx.Client
    tokens: dict[str, str]

    def cpu(self) -> float:
        """CPU seconds of the server so far."""
        return cpu_of(self.process)

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer to somebody of the committee that the variables name, or of the only one;
        raises if there are errors.
        """
        sent, headers = {"query": query, "variables": variables}, self.headers(variables.get("code"))
        answer = self.client.post("/graphql", json=sent, headers=headers).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    def headers(self, code: str | None = None) -> dict[str, str]:
        """Who asks: by a token, or for a former build, which has none, by name."""
        token = self.tokens.get(code or next(iter(self.tokens), ""))
        return {"Authorization": f"Bearer {token}"} if token else {"Luzhi-Actor": "bench"}


@contextmanager
def served(name: str, database: str, build: Path = OURS) -> Iterator[Served]:
    """One of the servers of `bench.served`, of a build in its folder, stopped at the end."""
    command = [sys.executable, "-m", "bench.served", name, database]
    environment = {**os.environ, "PYTHONPATH": str(build)}
    tokens = asyncio.run(let_in(database)) if build == OURS else {}
    with subprocess.Popen(
        command, cwd=build, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        port = process.stdout.readline().strip()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            try:
                yield Served(process.pid, client, tokens)
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
        refusals(database)
    print("  limited by: graphql-core, field by field")


def refusals(database: str) -> None:
    """Prints what refusing the most expensive of the hostile documents costs."""
    app = create_app(Settings(database=database, account_requests=0, introspection="open"))
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
            asked(server, 20)
        rounds = [{name: asked(server, REQUESTS) for name, server in servers.items()} for _ in range(ROUNDS)]
    return {name: min(spent[name] for spent in rounds) for name in names}


def asked(server: Served, times: int) -> float:
    """CPU seconds of a server for one of so many requests for the demo's ranking."""
    before = server.cpu()
    for _ in range(times):
        rows = server.ask(RANKING, first=50)["committee"]["run"]["ranking"]["nodes"]
        assert len(rows) == 50
    return (server.cpu() - before) / times
