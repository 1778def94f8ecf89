"""`luzhi audit`, as whoever keeps the machine uses it."""

from __future__ import annotations

from pathlib import Path

from tests.commands.test_sick_database import execute, run


def test_a_demo_has_a_whole_trail_and_its_key_beside_it(demo: str, tmp_path: Path) -> None:
    code, told = run(demo, "audit", "verify")
    assert code == 0
    assert told.startswith("舟山市政协：改动记录 ")
    assert " 条，完整；末条 20" in told
    assert {"demo.db", "demo.db.key"} <= {one.name for one in tmp_path.iterdir()}


def test_a_changed_line_is_told_with_its_place_and_the_exit_code_says_so(demo: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    assert run(demo, "audit", "ship", str(copy))[0] == 0
    assert run(demo, "audit", "ship", str(copy)) == (0, f"另存到 {copy}：新写了 0 条。")
    assert run(demo, "audit", "verify", "--against", str(copy))[0] == 0
    execute(demo, "DROP TRIGGER changes_update", "UPDATE changes SET actor = '李四' WHERE place = 7")
    code, told = run(demo, "audit", "verify")
    assert code == 1
    assert told.startswith("舟山市政协：改动记录有毛病  第 7 条（")
    assert told.endswith("被改过，或者不是本程序写的")
    assert "李四" not in told
    assert run(demo, "audit", "verify", "--committee", "wenzhou")[0] != 0


def test_without_the_key_no_change_is_made_and_the_way_out_is_said(demo: str, tmp_path: Path) -> None:
    key, former = tmp_path / "demo.db.key", tmp_path / "former.key"
    key.rename(former)
    code, told = run(demo, "recompute", "--year", "2022", "--as", "张三")
    assert code == 1
    assert "（KEY_MISSING）" in told
    assert "luzhi keys lost" in told
    assert run(demo, "audit", "verify")[1].endswith("手边的密钥不是盖这些章的那一把，证明不了")
    assert run(demo, "keys", "lost", "--as", "演示运维", "--reason", "旧的丢了") == (
        0,
        "舟山市政协：已换用新的密钥；电话要重新导入，账号要注销后重新登记。",
    )
    assert run(demo, "keys", "lost", "--as", "演示运维")[1] == "现在的密钥就是在用的那一把，没有改动。"
    assert "只核对了次序（--former-key）" in run(demo, "audit", "verify")[1]
    code, told = run(demo, "audit", "verify", "--former-key", str(former))
    assert (code, "核对了次序" in told) == (0, False)
    assert run(demo, "audit", "verify", "--former-key", str(tmp_path / "none")) == (
        1,
        f"没有这个密钥文件：{tmp_path / 'none'}",
    )
    assert run(demo, "recompute", "--year", "2022", "--as", "演示委员工作委员会")[0] == 0


def test_a_copy_that_is_none_is_left_alone(demo: str, tmp_path: Path) -> None:
    copy = tmp_path / "members.csv"
    copy.write_text("委员编号,姓名\n", encoding="utf-8")
    for words in (("ship", str(copy)), ("verify", "--against", str(copy))):
        assert run(demo, "audit", *words) == (1, f"{copy}：第 1 行不是另存的改动记录")
    assert copy.read_text(encoding="utf-8") == "委员编号,姓名\n"
    gone = tmp_path / "none" / "copy.jsonl"
    assert run(demo, "audit", "verify", "--against", str(gone)) == (1, f"{gone}：读不了这个文件")
    assert run(demo, "audit", "ship", str(gone))[0] == 1
