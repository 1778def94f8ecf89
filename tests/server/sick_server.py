"""A server in a process of its own over a database that falls ill, and its secretary."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy.engine import make_url

from models.store import Store
from tests.process import Process
from tests.services.committee_of_ten import CODE, YEAR, settle
from tests.signed_in import bearing, tokens_in

Json = Any
KEEP = """mutation ($name: String!) {
  keepRun(committee: "zhoushan", year: 2022, name: $name) { run { name } errors { code message } }
}"""
RUNS = '{ committee(code: "zhoushan") { runs(year: 2022, first: 100) { nodes { name } } } }'
RECORDS = '{ committee(code: "zhoushan") { records(first: 1) { totalCount } } }'


class SickServer:
    """A server of `luzhi serve` over a committee of ten, and its secretary, who is signed in."""

    def __init__(
        self, address: str, spawn: Callable[..., Process], bearer: str | None = None, **environment: str
    ) -> None:
        self.headers = bearing(bearer or tokens_in(address, CODE)[0])
        settings = {"LUZHI_DATABASE": address, "LUZHI_QUERY_SECONDS": "3", **environment}
        self.process = spawn("-m", "start", "serve", "--port", "0", **settings)
        self.port = int(self.process.wait_for(r"http://127.0.0.1:(\d+)/graphql")[1])

    def ask(self, query: str, **variables: str) -> Json:
        """The answer to a query or a mutation."""
        at = f"http://127.0.0.1:{self.port}/graphql"
        told = {"query": query, "variables": variables}
        return httpx.post(at, json=told, headers=self.headers, timeout=60, verify=False).json()

    def kept(self) -> list[str]:
        """The names of the runs that were kept."""
        nodes = self.ask(RUNS)["data"]["committee"]["runs"]["nodes"]
        return sorted(node["name"] for node in nodes if node["name"])

    def refused(self, query: str, **variables: str) -> tuple[str, str]:
        """The code and the message of the only error of an answer."""
        (error,) = self.ask(query, **variables)["errors"]
        return error["extensions"]["code"], error["message"]

    def problems(self) -> list[str]:
        """The codes of what keeps the server from being ready."""
        found = httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=60, verify=False)
        problems = [problem["code"] for problem in found.json()["problems"]]
        assert found.status_code == (503 if problems else 200)
        return problems

    def becomes(self, *problems: str) -> None:
        """Waits until the server says that exactly this keeps it from being ready."""
        self.process.wait_until(lambda: self.problems() == list(problems), f"problems {problems}")

    def logged(self) -> list[Json]:
        """The lines of the log about the database."""
        lines = [json.loads(line) for line in self.process.said.splitlines() if line.startswith("{")]
        return [line for line in lines if line["logger"] == "luzhi.database"]


def settled(address: str) -> None:
    """Puts the committee of ten into a database, and leaves it closed."""

    async def settle_and_close() -> None:
        store = Store.open(address)
        await settle(store)
        await store.close()

    asyncio.run(settle_and_close())


def path_of(address: str) -> Path:
    """The file of a database of SQLite."""
    return Path(str(make_url(address).database))


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Another program has begun a change of the committees, and does not end it."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(address), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(address) as server:
            server.execute("LOCK TABLE committees IN EXCLUSIVE MODE")
            yield
            server.rollback()


__all__ = ["CODE", "KEEP", "RECORDS", "RUNS", "YEAR", "SickServer", "locked", "path_of", "settled"]
