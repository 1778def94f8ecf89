"""`luzhi rules conformance`: the kit for our engine, and for the results of another."""

import json
import shutil
from pathlib import Path

from scoring.kit import SHIPPED
from tests.commands.office import run


def test_the_kit_holds_case_by_case() -> None:
    result = run("rules", "conformance")
    assert (result.exit_code, result.stderr) == (0, "")
    *lines, last = result.stdout.splitlines()
    assert len(lines) == len(list(SHIPPED.glob("*.yaml"))) >= 86
    assert "成立 share-remainder 除不尽的，取整的差额按次序摊到各条（累计取整）" in lines
    assert last == f"履职（合计、逐条两种算法，每种由两个匹配器核对）：{len(lines)} 例都成立"


def few(folder: Path, *names: str) -> None:
    """A folder 算例 with some of the cases."""
    (folder / "算例").mkdir()
    for name in names:
        shutil.copy(SHIPPED / f"{name}.yaml", folder / "算例")


def test_another_engines_results_are_compared(folder: Path) -> None:
    few(folder, "points-each", "cap-in-order", "refuse-circle")
    assert run("rules", "conformance", "算例", "--write", "ours.json").exit_code == 0
    own = json.loads((folder / "ours.json").read_text(encoding="utf-8"))
    assert own["cases"]["points-each"]["members"]["W1"]["nodes"] == {
        "total": ["2", 3, 3],
        "L1": ["2", 2, 2],
        "L2": ["0", 1, 1],
    }
    assert run("rules", "conformance", "算例", "--against", "ours.json").exit_code == 0

    own["engine"] = "别的引擎"
    own["cases"]["points-each"]["members"]["W1"]["total"] = "3"
    own["cases"]["refuse-circle"]["refused"] = [{"line": 11, "column": 9}]
    own["cases"]["points-ech"] = own["cases"].pop("cap-in-order")
    (folder / "theirs.json").write_text(json.dumps(own), encoding="utf-8")
    result = run("rules", "conformance", "算例", "--against", "theirs.json")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "cap-in-order：没有结果",
        "points-each：W1 的 total 应为 2，得到 3",
        "refuse-circle：应当拒绝，指出 measure 第 11 行第 5 列",
        "没有算例“points-ech”是不是“points-each”？",
    ]
    assert "不成立 cap-in-order 按次序计满" in result.stdout
    assert result.stdout.splitlines()[-1] == "别的引擎：3 例中 0 例成立，另有 1 个不认识的结果"


def test_only_what_an_engine_lists_is_compared(folder: Path) -> None:
    few(folder, "pick-beyond")
    assert run("rules", "conformance", "算例", "--write", "ours.json").exit_code == 0
    own = json.loads((folder / "ours.json").read_text(encoding="utf-8"))
    for standing in own["cases"]["pick-beyond"]["members"].values():
        standing["awards"] = [
            {"rule": one["rule"], "fact": one["fact"], "raw": one["raw"], "kept": one["kept"]}
            for one in standing["awards"]
            if one["kept"] != "0"
        ]
    for lines, code in (("kept", 0), ("all", 1)):
        (folder / "theirs.json").write_text(json.dumps({**own, "lines": lines}), encoding="utf-8")
        assert run("rules", "conformance", "算例", "--against", "theirs.json").exit_code == code


def test_a_case_that_does_not_hold_is_told(folder: Path) -> None:
    few(folder, "points-each")
    path = folder / "算例/points-each.yaml"
    path.write_text(path.read_text("utf-8").replace('kept: "1"', 'kept: "2"', 1), encoding="utf-8")
    result = run("rules", "conformance", "算例")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "points-each：（合计）W1 的 L1 P1/W1 应为 1 计 2，得到 1 计 1",
        "points-each：（逐条）W1 的 L1 P1/W1 应为 1 计 2，得到 1 计 1",
    ]
    assert result.stdout.splitlines()[-1].endswith("：1 例中 0 例成立")


def test_files_that_are_no_cases_and_no_results_are_refused(folder: Path) -> None:
    few(folder, "points-each")
    path = folder / "算例/points-each.yaml"
    text = path.read_text("utf-8")
    for wrong, said in (
        (text.replace("member: W1", "membre: W1", 1), "算例写法不对"),
        (text.replace('total: "2"', "total: 2.5.1"), "算例写法不对"),
        (text.replace("facts:", "facts: ["), "不是 YAML"),
        (text.replace("id: points-each", "id: other"), "编号“other”与文件名不同"),
    ):
        assert wrong != text
        path.write_text(wrong, encoding="utf-8")
        result = run("rules", "conformance", "算例")
        assert result.exit_code == 1
        assert "points-each.yaml:" in result.stderr
        assert said in result.stderr
    path.write_text(text, encoding="utf-8")
    (folder / "theirs.json").write_text(
        '{"engine": "x", "cases": {"points-each": {"members": {"W1": {"total": 2}}}}}'
    )
    result = run("rules", "conformance", "算例", "--against", "theirs.json")
    assert (result.exit_code, "不是这样的结果文件" in result.stderr) == (1, True)
    assert run("rules", "conformance", "算例", "--against", "没有.json").exit_code == 1
    (folder / "空").mkdir()
    assert "里面没有算例" in run("rules", "conformance", "空").stderr
    assert run("rules", "conformance", "--against", "a", "--write", "b").exit_code == 2
