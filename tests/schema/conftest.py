"""The demo year in a database of each kind, filled once for all tests that only read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from files.demo.year import write_demo
from files.reading.members import read_members
from files.reading.records import read_records
from models.store import Store
from rules.loader import load
from rules.shipped import locate
from scoring.run import ScoreRun, score
from services.demo_database import MEASURE, YEAR, fill
from tests.database import Files, PostgresServer
from tests.schema.schema_client import Client

_FILLED: dict[int, str] = {}


@pytest.fixture
def demo_address(databases: Files | PostgresServer) -> str:
    """The address of a database with the demo year; the same for all tests, so none may change it,
    but for who is signed in."""
    if id(databases) not in _FILLED:
        address = databases.migrated()
        asyncio.run(_fill(address))
        _FILLED[id(databases)] = address
    return _FILLED[id(databases)]


async def _fill(address: str) -> None:
    store = Store.open(address)
    await fill(store)
    await store.close()


@pytest.fixture
async def demo(demo_address: str) -> AsyncIterator[Client]:
    """Someone who asks about the demo year."""
    store = Store.open(demo_address)
    client = Client(store)
    yield client
    await client.sandbox.close()
    await store.close()


@pytest.fixture
async def client(store: Store) -> Client:
    """Someone who asks about a database with all tables and no row."""
    return Client(store)


@pytest.fixture(scope="session")
def scored() -> ScoreRun:
    """The demo year as `luzhi score` has it: scored from its files, without any database."""
    rule_set = load(locate(MEASURE))
    with TemporaryDirectory() as folder:
        files = write_demo(Path(folder), 300, 2022, rule_set.catalogue, YEAR)
        members = read_members(files.members, rule_set.catalogue, YEAR).members
        period = (rule_set.start, rule_set.end)
        found = read_records(files.records, rule_set.catalogue, members, period, YEAR)
    return score(rule_set, members, found.records)
