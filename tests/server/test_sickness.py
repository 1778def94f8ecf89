"""A server whose database falls ill: each illness has its code, readiness tells, and it recovers by itself.

Asked over HTTP of a server in a process of its own.
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.database import Files
from tests.process import Process
from tests.server.sick_server import KEEP, RECORDS, SickServer, locked, path_of, settled

Spawn = Callable[..., Process]
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def limit(server: SickServer, bytes_: int) -> None:
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (bytes_, resource.RLIM_INFINITY))


def test_a_lock_of_another_program_is_said_to_be_one(address: str, spawn: Spawn) -> None:
    settled(address)
    server = SickServer(address, spawn)
    assert server.problems() == []
    with locked(address):
        code, message = server.refused(KEEP, name="甲")
        assert code == "DATABASE_LOCKED"
        assert "什么也没有改" in message
        assert server.problems() == ["DATABASE_LOCKED"]
        assert server.kept() == []
    assert server.ask(KEEP, name="甲")["data"]["keepRun"]["run"] == {"name": "甲"}
    assert server.kept() == ["甲"]
    server.becomes()
    sick, well = server.logged()
    assert (sick["level"], sick["message"], sick["code"]) == ("error", "database is sick", "DATABASE_LOCKED")
    assert "fuser" in sick["advice"]
    assert (well["message"], well["code"]) == ("database is well again", "DATABASE_LOCKED")
    assert "甲" not in server.process.said
    assert server.process.stop() == 0


def test_a_lock_is_noticed_by_looking_before_anybody_meets_it(address: str, spawn: Spawn) -> None:
    settled(address)
    server = SickServer(address, spawn)
    with locked(address):
        assert server.problems() == ["DATABASE_LOCKED"]
    server.becomes()


def test_without_its_key_a_database_is_read_and_not_changed(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    key = path_of(address).with_name(f"{path_of(address).name}.key")
    elsewhere = key.with_name(f"{key.name}.elsewhere")
    key.rename(elsewhere)
    server = SickServer(address, spawn)
    code, message = server.refused(KEEP, name="甲")
    assert code == "KEY_MISSING"
    assert "什么也没有改" in message
    assert server.kept() == []
    assert server.problems() == ["KEY_MISSING"]
    # Another one, as a new installation has it, is not taken for it.
    key.write_text(f"{'ab' * 32}\n")
    assert server.refused(KEEP, name="甲")[0] == "KEY_MISSING"
    elsewhere.replace(key)
    assert server.ask(KEEP, name="甲")["data"]["keepRun"]["run"] == {"name": "甲"}
    server.becomes()
    assert [line["code"] for line in server.logged()] == ["KEY_MISSING", "KEY_MISSING"]
    assert server.process.stop() == 0
    sqlite_files.drop(address)


def test_a_full_disk_refuses_changes_whole_and_goes_on_reading(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    server.ask(KEEP, name="甲")
    # The file in which changes are written down may not grow any more: what has been limited is the process.
    wal = path_of(address).with_name(f"{path_of(address).name}-wal")
    limit(server, wal.stat().st_size)
    code, message = server.refused(KEEP, name="乙")
    assert code == "STORAGE_FULL"
    assert "什么也没有改" in message
    assert server.kept() == ["甲"]
    assert server.problems() == ["STORAGE_FULL"]
    limit(server, resource.RLIM_INFINITY)
    assert server.ask(KEEP, name="乙")["data"]["keepRun"]["run"] == {"name": "乙"}
    assert server.kept() == ["乙", "甲"]
    server.becomes()
    assert [line.get("code") for line in server.logged()] == ["STORAGE_FULL", "STORAGE_FULL"]
    assert server.process.stop() == 0
    with closing(sqlite3.connect(path_of(address))) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    sqlite_files.drop(address)


def test_a_full_disk_is_noticed_by_looking(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    limit(server, path_of(address).stat().st_size)
    assert server.problems() == ["STORAGE_FULL"]
    limit(server, resource.RLIM_INFINITY)
    server.becomes()
    sqlite_files.drop(address)


def test_a_server_that_cannot_write_its_log_lives(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    assert server.kept() == []
    # Not even a byte of the log.
    limit(server, 1)
    assert server.refused(KEEP, name="甲")[0] == "STORAGE_FULL"
    for _ in range(200):
        assert server.kept() == []
    before = server.process.said
    assert server.problems() == ["STORAGE_FULL"]
    assert server.process.said == before
    limit(server, resource.RLIM_INFINITY)
    server.becomes()
    assert server.ask(KEEP, name="甲")["data"]["keepRun"]["run"] == {"name": "甲"}
    assert '"operation"' in server.process.said or "well again" in server.process.said
    assert server.process.stop() == 0
    sqlite_files.drop(address)


def test_pages_that_were_overwritten_are_damage(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    path = path_of(address)
    healthy = path.read_bytes()
    overwrite(path, "records")
    code, message = server.refused(RECORDS)
    assert code == "DATABASE_DAMAGED"
    assert "坏了" in message
    assert server.problems() == ["DATABASE_DAMAGED"]
    assert [line["code"] for line in server.logged()] == ["DATABASE_DAMAGED"]
    with path.open("r+b") as file:
        file.write(healthy)
    server.becomes()
    assert server.ask(RECORDS)["data"]["committee"]["records"] == {"totalCount": 0}
    assert server.process.stop() == 0
    sqlite_files.drop(address)


def test_damage_is_noticed_by_looking(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    overwrite(path_of(address), "statements")
    assert server.problems() == ["DATABASE_DAMAGED"]
    sqlite_files.drop(address)


def overwrite(path: Path, table: str) -> None:
    """Writes nonsense over the first page of a table and of each of its indexes."""
    with closing(sqlite3.connect(path)) as plain:
        (size,) = plain.execute("PRAGMA page_size").fetchone()
        asked = "SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND rootpage > 0"
        pages = [page for (page,) in plain.execute(asked, [table])]
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)


def test_a_file_that_was_replaced_is_not_the_one_that_is_open(sqlite_files: Files, spawn: Spawn) -> None:
    address = sqlite_files.migrated()
    settled(address)
    server = SickServer(address, spawn)
    assert server.kept() == []
    path = path_of(address)
    path.rename(path.with_name(f"{path.name}.old"))
    server.becomes("UNAVAILABLE")
    path.with_name(f"{path.name}.old").rename(path)
    server.becomes()
    sqlite_files.drop(address)
