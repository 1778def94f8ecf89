"""One profile for every property: the same examples on every machine, so a failure is never a matter of luck.

`HYPOTHESIS_PROFILE=explore` draws fresh examples each time; run it often to look further.

A test that takes `address` or `store` runs on SQLite and on PostgreSQL, each time in a new database. One that
takes `store` is a coroutine marked `anyio`: a store must be closed in the event loop that it was used in.
"""

import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from models.store import Store
from process import settle
from tests.compiled import compile_once
from tests.database import Files, PostgresServer, folder_for_databases, running_postgres
from tests.demo_year import DemoYear, made_in
from tests.process import Process

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "explore",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

compile_once()
# Until all modules of tests are imported there is no garbage to look for.
gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All wheels are built first: at the end each of two workers would build them, one after the other."""
    items.sort(key=lambda item: item.path.name != "test_wheelhouse.py")


def pytest_collection_finish() -> None:
    """What is there before the first test stays; of what comes later the collector looks as in a server."""
    settle()
    gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    """Where all databases of these tests lie."""
    with folder_for_databases() as folder:
        yield folder


@pytest.fixture(scope="session")
def sqlite_files(database_folder: Path) -> Files:
    """Where SQLite databases come from."""
    return Files(database_folder)


@pytest.fixture(scope="session")
def postgres_server(database_folder: Path) -> Iterator[PostgresServer]:
    """Where PostgreSQL databases come from: a server of this process."""
    with running_postgres(database_folder) as server:
        yield server


@pytest.fixture(scope="session")
def demo_year(database_folder: Path) -> DemoYear:
    """The demo database that tests copy."""
    return made_in(database_folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Files | PostgresServer:
    """Where databases come from: a test runs once with files, once with the server."""
    name = {"sqlite": "sqlite_files", "postgresql": "postgres_server"}[request.param]
    found: Files | PostgresServer = request.getfixturevalue(name)
    return found


@pytest.fixture
def empty_address(databases: Files | PostgresServer) -> Iterator[str]:
    """The address of a database without tables."""
    address = databases.empty()
    yield address
    databases.drop(address)


@pytest.fixture
def address(databases: Files | PostgresServer) -> Iterator[str]:
    """The address of a database with all tables and no row."""
    address = databases.migrated()
    yield address
    databases.drop(address)


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """A store on a database with all tables and no row."""
    store = Store.open(address)
    yield store
    await store.close()


@pytest.fixture
async def sqlite_store(sqlite_files: Files) -> AsyncIterator[Store]:
    """The same, for what only SQLite can fall into."""
    address = sqlite_files.migrated()
    store = Store.open(address)
    yield store
    await store.close()
    sqlite_files.drop(address)


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts Python: `spawn("-m", "start", "serve", SETTING=address)`. What runs at the end is killed."""
    processes: list[Process] = []

    def start(*words: str, **environment: str) -> Process:
        processes.append(Process(words, tmp_path / f"process-{len(processes)}", environment))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
