"""A database that is not ours, not of this version, or not whole: named by every command, and left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx
import psycopg
import pytest
from alembic import command
from typer.testing import CliRunner

from cli import app
from models.migration import configuration
from models.store import database_url
from tests.commands.office import peopled
from tests.database import Files
from tests.process import Process
from tests.server.sick_server import locked, path_of, settled
from tests.services.committee_of_ten import CODE

COMMANDS = (
    ("serve", "--port", "0"),
    ("migrate",),
    ("database", "check"),
    ("recompute", "--year", "2022", "--as", "甲"),
)


def run(address: str, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, [*words, "--database", address])
    return found.exit_code, found.output.replace("\n", "")


def execute(address: str, *statements: str) -> None:
    """Does to a database what this program does not."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(address), isolation_level=None)) as plain:
            for statement in statements:
                plain.execute(statement)
    else:
        with psycopg.connect(address, autocommit=True) as plain_server:
            for statement in statements:
                plain_server.execute(statement.encode())


def tables(address: str) -> list[str]:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(address))) as plain:
            return sorted(name for (name,) in plain.execute("SELECT name FROM sqlite_schema"))
    with psycopg.connect(address) as server:
        asked = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        return sorted(name for (name,) in server.execute(asked))


@pytest.mark.parametrize(
    "made",
    [
        ["CREATE TABLE songs (title TEXT)"],
        # Another program that keeps its tables with Alembic, too, and numbers them as we do.
        [
            "CREATE TABLE songs (title TEXT)",
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
            "INSERT INTO alembic_version VALUES ('0003')",
        ],
        ["CREATE TABLE alembic_version (what TEXT)", "INSERT INTO alembic_version VALUES ('abc')"],
    ],
)
def test_the_database_of_another_program_is_said_to_be_that(empty_address: str, made: list[str]) -> None:
    execute(empty_address, *made)
    before = tables(empty_address)
    for words in COMMANDS:
        code, said = run(empty_address, *words)
        assert (code, "这是另一个程序的数据库" in said, "luzhi migrate" in said) == (1, True, False), said
    assert tables(empty_address) == before


def test_a_newer_database_is_said_to_be_newer(address: str) -> None:
    execute(address, "UPDATE alembic_version SET version_num = '9999'")
    for words in COMMANDS:
        code, said = run(address, *words)
        assert (code, "比程序新，没有动它" in said) == (1, True), said


def test_an_older_database_is_said_to_be_older(address: str) -> None:
    command.downgrade(configuration(database_url(address)), "-1")
    for words in COMMANDS:
        if words != ("migrate",):
            code, said = run(address, *words)
            assert (code, "先备份，再更新：luzhi migrate" in said) == (1, True), said
    assert run(address, "migrate") == (0, "表已更新到这个版本。")
    assert run(address, "database", "check")[0] == 0


def test_a_server_whose_database_becomes_another_tells_so(
    address: str, spawn: Callable[..., Process]
) -> None:
    settled(address)
    process = spawn("-m", "start", "serve", "--port", "0", LUZHI_DATABASE=address)
    port = process.wait_for(r"http://127.0.0.1:(\d+)/graphql")[1]

    def codes() -> list[str]:
        found = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=60, verify=False)
        return [problem["code"] for problem in found.json()["problems"]]

    execute(address, "UPDATE alembic_version SET version_num = '9999'")
    assert codes() == ["DATABASE_REVISION"]
    execute(address, "ALTER TABLE committees RENAME TO songs")
    process.wait_until(lambda: "DATABASE_FOREIGN" in codes(), "DATABASE_FOREIGN")


def test_a_whole_database_is_said_to_be_whole(address: str) -> None:
    settled(address)
    code, said = run(address, "database", "check")
    assert (code, said.startswith("数据库完好")) == (0, True), said


def test_a_guard_that_is_gone_is_named(address: str) -> None:
    of_table = "" if address.startswith("sqlite") else " ON statements"
    execute(address, f"DROP TRIGGER statement_changed{of_table}")
    code, said = run(address, "database", "check")
    assert (code, "缺少保护的触发器：statement_changed" in said) == (1, True), said


def test_damage_and_rows_without_a_parent_are_named(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    settled(address)
    path = path_of(address)
    execute(address, "UPDATE terms SET committee_id = 99")
    code, said = run(address, "database", "check")
    assert (code, "外键指向没有的行：表 terms" in said) == (1, True), said
    with closing(sqlite3.connect(path)) as plain:
        (size,) = plain.execute("PRAGMA page_size").fetchone()
        (root,) = plain.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'statements'").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)
    code, said = run(address, "database", "check")
    assert (code, "DATABASE_DAMAGED" in said, "从备份恢复" in said) == (1, True, True), said
    sqlite_files.drop(address)


def test_a_command_says_that_the_database_is_locked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(address)
    peopled(address, CODE)
    monkeypatch.setattr("models.store.PATIENCE", 1.0)
    with locked(address):
        code, said = run(address, "recompute", "--year", "2022", "--as", "甲")
    assert (code, "DATABASE_LOCKED" in said, "什么也没有改" in said) == (1, True, True), said
    assert run(address, "recompute", "--year", "2022", "--as", "甲")[0] == 0
