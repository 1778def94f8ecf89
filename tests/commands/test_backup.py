"""`luzhi backup` beside writers, and `luzhi restore` over a database whose server was killed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from models.store import Store
from services.accounts.account import Registration, register
from services.actor import Actor
from services.uploads.keeping import Keeping
from services.uploads.upload import read, take
from tests.commands.test_sick_database import execute, run
from tests.documents.received.handed_in import photo
from tests.process import Process
from tests.server.sick_server import KEEP, SickServer, path_of
from tests.services.accounts.holder import hashing

Spawn = Callable[..., Process]


def names(address: str) -> list[str]:
    """The runs that were kept, by name."""
    with closing(sqlite3.connect(path_of(address))) as plain:
        rows = plain.execute("SELECT name FROM score_runs WHERE name IS NOT NULL ORDER BY name")
        return [name for (name,) in rows]


def revision(address: str) -> int:
    """How many changes the committee has."""
    with closing(sqlite3.connect(path_of(address))) as plain:
        return int(plain.execute("SELECT revision FROM committees").fetchone()[0])


def beside(folder: Path) -> set[str]:
    """The names of all files, but for the times in them."""
    return {one.name.split("before-")[0] for one in folder.iterdir() if not one.name.startswith("process")}


def test_a_copy_is_made_beside_a_server_and_put_back_after_it_was_killed(
    demo: str, tmp_path: Path, spawn: Spawn
) -> None:
    copy = tmp_path / "copies" / "monday.db"
    copy.parent.mkdir()
    server = SickServer(demo, spawn)
    server.ask(KEEP, name="甲")
    made = revision(demo)
    code, told = run(demo, "backup", str(copy))
    assert code == 0, told
    assert f"zhoushan 第 {made} 次修改" in told
    assert {one.name for one in copy.parent.iterdir()} == {"monday.db", "monday.db.json"}
    assert copy.stat().st_mode & 0o777 == 0o600
    server.ask(KEEP, name="乙")
    assert names(demo) == ["乙", "甲"]
    code, told = run(demo, "restore", str(copy))
    assert code == 1
    assert "正被别的程序打开" in told
    assert names(demo) == ["乙", "甲"]
    server.process.kill()
    wal = path_of(demo).with_name("demo.db-wal")
    assert wal.stat().st_size > 0
    code, told = run(demo, "restore", str(copy))
    assert code == 0, told
    assert f"zhoushan 第 {made} 次修改" in told
    assert (names(demo), revision(demo)) == (["甲"], made)
    (aside,) = tmp_path.glob("demo.db.before-*")
    assert names(f"sqlite:///{aside}") == ["乙", "甲"]
    assert run(demo, "audit", "verify")[0] == 0
    # The line that was there after the copy was made is missed, beside the trail that was shipped.
    again = SickServer(demo, spawn)
    assert again.ask(KEEP, name="丙")["data"]["keepRun"]["run"] == {"name": "丙"}
    assert again.process.stop() == 0


def test_files_in_a_folder_go_along_and_come_back(
    demo: str, tmp_path: Path, spawn: Spawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, folder = tmp_path / "copies" / "monday.db", tmp_path / "files"
    copy.parent.mkdir()
    monkeypatch.setenv("LUZHI_UPLOADS", str(folder))
    account, (first, second) = asyncio.run(handed_in(demo, folder, photo(), photo(8, 8)))
    server = SickServer(demo, spawn)
    assert server.problems() == []
    code, told = run(demo, "backup", str(copy))
    assert (code, "缺" in told) == (0, False)
    lain = {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    assert len(lain) == 2
    backed_up = [one for one in copy.parent.rglob("*") if one.is_file()]
    assert {one.name for one in backed_up} == {"monday.db", "monday.db.json", *lain}
    assert {one.stat().st_mode & 0o777 for one in backed_up} == {0o600}
    server.process.kill()
    # One is lost, one is damaged, and the database is put back with both.
    lost, damaged = sorted(one for one in folder.rglob("*") if one.is_file())
    lost.unlink()
    damaged.write_bytes(b"x")
    code, told = run(demo, "restore", str(copy))
    assert (code, "缺" in told) == (0, False), told
    assert {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == lain
    assert asyncio.run(fetched(demo, folder, account, first)) == asyncio.run(
        fetched(demo, folder, account, second)
    )
    # What the database does not know is swept when it is asked for, and only what has lain there for long.
    for age, swept in ((0, 0), (7_200, 1)):
        stray = folder / "ab" / ("ab" * 32)
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"x")
        for one in folder.rglob("*"):
            os.utime(one, (time.time() - age, time.time() - age))
        assert run(demo, "database", "sweep") == (0, f"清掉 {swept} 个没有人要的文件。")
    assert {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == lain
    for one in backed_up:
        if one.name in lain:
            one.write_bytes(b"x")
    lost.unlink()
    code, told = run(demo, "restore", str(copy))
    assert (code, "缺 1 个上传的文件" in told) == (0, True)
    monkeypatch.delenv("LUZHI_UPLOADS")
    assert run(demo, "database", "sweep")[0] == 2
    code, told = run(demo, "restore", str(copy))
    assert (code, "2 个上传的文件在文件夹里：设置 LUZHI_UPLOADS" in told) == (0, True)


async def handed_in(address: str, folder: Path, *contents: bytes) -> tuple[int, list[int]]:
    """Somebody of the demo with an account, and the files that they handed in."""
    store = Store.open(address)
    try:
        form = Registration(real_name="张三", phone="13905800001")
        issued = await register(store, hashing(), "zhoushan", Actor("演示系统管理员", "command"), form)
        who = Actor("张三", "web", account=issued.account.id)
        rows = [await take(store, Keeping(folder=folder), "zhoushan", who, "a.jpg", one) for one in contents]
        return issued.account.id, [one.id for one in rows]
    finally:
        await store.close()


async def fetched(address: str, folder: Path, account: int, upload_id: int) -> bytes:
    """How a file begins."""
    store = Store.open(address)
    try:
        who = Actor("张三", "web", account=account)
        found = await read(store, Keeping(folder=folder), "zhoushan", who, upload_id)
        return b"".join([one async for one in found.pieces])[:3]
    finally:
        await store.close()


def test_what_is_no_whole_copy_is_not_put_back(demo: str, tmp_path: Path) -> None:
    copy, database = tmp_path / "copy.db", path_of(demo)
    assert run(demo, "backup", str(copy))[0] == 0
    assert run(demo, "backup", str(copy))[0] == 2
    whole, manifest = copy.read_bytes(), copy.with_name("copy.db.json").read_bytes()
    before = database.read_bytes()

    def refused() -> str:
        code, told = run(demo, "restore", str(copy))
        assert code == 1, told
        assert database.read_bytes() == before
        assert not list(tmp_path.glob("demo.db.before-*"))
        assert not list(tmp_path.glob(".demo.db.*"))
        return told

    copy.write_bytes(whole[:3_000])
    assert "不是完好的数据库" in refused()
    copy.write_bytes(b"members,records\n")
    assert "不是完好的数据库" in refused()
    copy.write_bytes(whole)
    copy.with_name("copy.db.json").unlink()
    assert "读不了" in refused()
    told = orjson.loads(manifest)
    told["contents"]["rows"]["persons"] -= 1
    copy.with_name("copy.db.json").write_bytes(orjson.dumps(told))
    assert "与备份时的清单不一样（rows）" in refused()
    told["contents"]["rows"]["persons"] += 1
    told["contents"]["revisions"]["zhoushan"] = 2
    copy.with_name("copy.db.json").write_bytes(orjson.dumps(told))
    assert "与备份时的清单不一样（revisions）" in refused()
    assert run(demo, "restore", str(tmp_path / "none.db"))[0] == 2


def test_a_database_that_is_damaged_is_put_aside_as_it_is(demo: str, tmp_path: Path) -> None:
    copy, database = tmp_path / "copy.db", path_of(demo)
    assert run(demo, "backup", str(copy))[0] == 0
    damaged = b"SQLite format 3\0" + b"\xff" * 5_000
    database.write_bytes(damaged)
    code, told = run(demo, "restore", str(copy))
    assert code == 0, told
    (aside,) = (one for one in tmp_path.glob("demo.db.before-*") if not one.name.endswith(("-wal", "-shm")))
    assert aside.read_bytes() == damaged
    assert run(demo, "database", "check")[0] == 0


def test_a_copy_is_put_where_nothing_stands(demo: str, tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy.db", tmp_path / "new" / "luzhi.db"
    assert run(demo, "backup", str(copy))[0] == 0
    code, told = run(f"sqlite:///{elsewhere}", "restore", str(copy))
    assert (code, "没有恢复成" in told) == (1, True)
    elsewhere.parent.mkdir()
    assert run(f"sqlite:///{elsewhere}", "restore", str(copy))[0] == 0
    assert names(f"sqlite:///{elsewhere}") == names(demo)


def test_a_database_on_a_server_is_copied_by_its_own_tools() -> None:
    for what in ("backup", "restore"):
        code, told = run("postgresql://nobody@127.0.0.1:1/none", what, __file__)
        assert code == 2
        assert "pg_dump" in told


@pytest.mark.parametrize("statement", ["DROP TABLE persons", "DELETE FROM alembic_version"])
def test_a_copy_of_something_else_is_not_put_back(demo: str, tmp_path: Path, statement: str) -> None:
    copy = tmp_path / "copy.db"
    assert run(demo, "backup", str(copy))[0] == 0
    execute(f"sqlite:///{copy}", "PRAGMA foreign_keys=OFF", statement)
    assert run(demo, "restore", str(copy))[0] == 1
