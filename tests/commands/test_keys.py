"""`luzhi keys`: another key in the place of the one in use, however often it is interrupted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from files.reading.members import read_members
from rules.loader import load
from rules.shipped import locate
from tests.commands.test_sick_database import run

BY = ("--as", "演示运维")


def phones(address: str, folder: Path, by: str = "演示委员工作委员会") -> list[str | None]:
    """The numbers of the members, as an export with them has them, which somebody may make."""
    out = folder / "名册.xlsx"
    words = ("export", "members", str(out), "--year", "2022", "--phones", "--force", "--as", by)
    code, told = run(address, *words)
    assert code == 0, told
    rule_set = load(locate("zhoushan/2022"))
    return [one.phone for one in read_members(out, rule_set.catalogue, 2022).members]


def sealed(address: str) -> set[int]:
    """The first bytes of what is sealed: the numbers of the suites."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as plain:
        rows = plain.execute("SELECT key, phone FROM persons WHERE phone IS NOT NULL").fetchall()
    return {one[0] for row in rows for one in row}


def test_a_key_is_replaced_and_the_former_kept_aside(demo: str, tmp_path: Path) -> None:
    before = phones(demo, tmp_path)
    assert len({one for one in before if one}) == 10
    assert sealed(demo) == {1}
    code, told = run(demo, "keys", "rotate", "--suite", "sm", *BY, "--reason", "每年一换")
    assert code == 0, told
    assert told.startswith("舟山市政协：已换用新的密钥。")
    key = tmp_path / "demo.db.key"
    (former,) = tmp_path.glob("demo.db.key.2*")
    assert key.read_text().startswith("sm ")
    assert key.stat().st_mode & 0o777 == 0o600
    assert sealed(demo) == {2}
    assert phones(demo, tmp_path) == before
    assert "只核对了次序" in run(demo, "audit", "verify")[1]
    assert run(demo, "audit", "verify", "--former-key", str(former))[0] == 0
    assert not list(tmp_path.glob("*.next"))


@pytest.mark.parametrize("stopped", ["before anything", "before the files changed", "between the files"])
def test_what_was_interrupted_goes_on(demo: str, tmp_path: Path, stopped: str) -> None:
    before, key, fresh = phones(demo, tmp_path), tmp_path / "demo.db.key", tmp_path / "demo.db.key.next"
    former = key.read_text()
    if stopped == "before anything":
        fresh.write_text(f"{'ab' * 32}\n")
    else:
        assert run(demo, "keys", "rotate", *BY)[0] == 0
        (aside,) = tmp_path.glob("demo.db.key.2*")
        key.rename(fresh)
        if stopped == "between the files":
            assert not key.exists()
        else:
            aside.rename(key)
            assert run(demo, "recompute", "--year", "2022", "--as", "演示委员工作委员会")[0] == 1
    code, told = run(demo, "keys", "rotate", *BY)
    assert code == 0, told
    assert phones(demo, tmp_path) == before
    assert key.read_text() != former
    assert run(demo, "audit", "verify")[0] == 0


def test_an_interrupted_rotation_is_ended_as_it_was_begun(demo: str, tmp_path: Path) -> None:
    (tmp_path / "demo.db.key.next").write_text(f"{'ab' * 32}\n")
    code, told = run(demo, "keys", "rotate", "--suite", "sm", *BY)
    assert (code, "--suite aes" in told) == (1, True)
    assert run(demo, "audit", "verify")[0] == 0
    assert run(demo, "keys", "rotate", *BY)[0] == 0


def test_without_the_former_key_nothing_is_replaced(demo: str, tmp_path: Path) -> None:
    key = tmp_path / "demo.db.key"
    kept = key.rename(tmp_path / "elsewhere")
    code, told = run(demo, "keys", "rotate", *BY)
    assert code == 1
    assert "没有密钥文件" in told
    assert "luzhi keys lost" in told
    key.write_text(f"{'ab' * 32}\n")
    code, told = run(demo, "keys", "rotate", *BY)
    assert (code, "KEY_MISSING" in told) == (1, True)
    kept.replace(key)
    (tmp_path / "demo.db.key.next").unlink()
    assert run(demo, "audit", "verify")[0] == 0


def test_a_lost_key_takes_the_numbers_with_it_and_nothing_else(demo: str, tmp_path: Path) -> None:
    (tmp_path / "demo.db.key").unlink()
    assert run(demo, "keys", "lost", *BY, "--reason", "丢了")[0] == 0
    assert set(phones(demo, tmp_path)) == {None}
    assert run(demo, "recompute", "--year", "2022", "--as", "演示委员工作委员会")[0] == 0


def test_who_does_it_is_always_said(demo: str) -> None:
    for what in ("rotate", "lost"):
        code, told = run(demo, "keys", what)
        assert code == 2
        assert "--as" in told


def test_who_keeps_no_system_puts_no_other_key_in_its_place(demo: str, tmp_path: Path) -> None:
    before = (tmp_path / "demo.db.key").read_text()
    for who in ("张三", "演示结果查阅", "演示安全管理员", "999"):
        for what in ("rotate", "lost"):
            code, told = run(demo, "keys", what, "--as", who)
            assert (who, what, code, "都不管系统" in told) == (who, what, 1, True)
    assert (tmp_path / "demo.db.key").read_text() == before
    assert not (tmp_path / "demo.db.key.next").exists()


def test_where_nobody_keeps_the_system_a_lost_key_shuts_nobody_out(demo: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(demo.removeprefix("sqlite:///"))) as plain:
        plain.execute("UPDATE grants SET last_day = '2022-01-01' WHERE role IN ('运维', '委员工作委员会')")
        plain.commit()
    (tmp_path / "demo.db.key").unlink()
    # Nothing can be granted without the key: whoever has an account may.
    assert run(demo, "keys", "lost", "--as", "张三")[0] == 1
    assert run(demo, "keys", "lost", "--as", "演示安全管理员")[0] == 0
