"""`luzhi jobs`: what waits, and running it where no server does."""

from __future__ import annotations

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from cli import app
from models.store import Store
from services.jobs.deferring import defer
from services.notices.looking import look
from tests.services.jobs.working import committee, fail

ENVIRONMENT = {"COLUMNS": "200"}


def run(address: str, folder: Path, *words: str) -> tuple[int, str]:
    """How the command ends, and what it says."""
    ended = CliRunner().invoke(
        app, [*words, "--database", address], env={"LUZHI_KEY_FILE": str(folder / "key"), **ENVIRONMENT}
    )
    return ended.exit_code, ended.output


def deferred(address: str, folder: Path, failing: bool = False) -> None:
    """A job that waits."""

    async def put() -> None:
        store = Store.open(address, key_file=folder / "key")
        async with store.writing() as connection:
            number = await committee(connection, "mou")
            await defer(connection, fail if failing else look, number)
        await store.close()

    asyncio.run(put())


def test_what_waits_is_listed_and_run(address: str, tmp_path: Path) -> None:
    assert run(address, tmp_path, "jobs", "list") == (0, "没有等待的，也没有失败的。\n")
    deferred(address, tmp_path)
    code, said = run(address, tmp_path, "jobs", "list")
    assert code == 0
    assert "  mou  notices.look  等待，" in said
    assert run(address, tmp_path, "jobs", "run") == (0, "做了 1 个。\n")
    assert run(address, tmp_path, "jobs", "list") == (0, "没有等待的，也没有失败的。\n")
    assert run(address, tmp_path, "jobs", "run") == (0, "做了 0 个。\n")


def test_a_failure_is_told_without_what_it_was_about(address: str, tmp_path: Path) -> None:
    deferred(address, tmp_path, failing=True)
    code, said = run(address, tmp_path, "jobs", "run")
    assert code == 1
    assert "做了 0 个，失败 1 个：见日志和 luzhi jobs list" in said
    code, said = run(address, tmp_path, "jobs", "list")
    assert "test.fail  失败，" in said
    assert "test.fail  等待，" in said
    assert "第 2 次" in said
    assert "张三" not in said
