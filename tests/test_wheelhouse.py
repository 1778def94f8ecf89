"""The folder of wheels starts where there is neither a compiler nor make, nor any index."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.office import RULES

ROOT = Path(__file__).parent.parent
# Nothing of this environment but what a bare Python needs; no program stands on the path.
BARE = {"LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make wheelhouse` writes with the Python of the tests."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    # The stamp is taken for fresh: this environment runs the tests, whatever its age.
    words = ("-o", ".venv/app.stamp", f"BIN={Path(sys.executable).parent}", f"WHEELHOUSE={folder}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    # What setuptools builds in lies in the project: of workers that run these tests, one builds at a time.
    with (tmp_path_factory.getbasetemp().parent / "wheelhouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "--silent", *words, "wheelhouse"], cwd=ROOT, check=True, env=environment)
    return folder


@pytest.fixture(scope="module")
def luzhi(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the folder alone into a fresh environment."""
    fresh = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh], check=True)
    # Of this environment only pip is used, and it runs in the fresh one.
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(fresh / "bin/python"),
        "install",
        "--quiet",
        "--no-compile",
    ]
    path = fresh / "empty"
    path.mkdir()
    subprocess.run(
        [*pip, "--no-index", "--find-links", wheelhouse, "luzhi"], check=True, env={**BARE, "PATH": str(path)}
    )
    return fresh / "bin/luzhi"


def test_the_folder_holds_what_the_lock_names_and_our_wheel_each_with_its_sum(wheelhouse: Path) -> None:
    names = {
        path.name.split("-")[0].lower().replace("_", "-").replace(".", "-")
        for path in wheelhouse.glob("*.whl")
    }
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {line.split("==")[0] for line in lines if "==" in line and "sys_platform == 'win32'" not in line}
    assert {"durable-rules", "numpy"} <= locked
    assert names == {*locked, "luzhi"}
    told = [line.split() for line in (wheelhouse / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in told}
    wheels = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in wheelhouse.glob("*.whl")}
    assert sums == wheels


def test_it_scores_and_makes_a_database_without_compiler_make_or_index(luzhi: Path, tmp_path: Path) -> None:
    (tmp_path / "办法.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "名册.csv").write_text("委员编号,姓名,界别\nW1,张三,经济\n", encoding="utf-8")
    (tmp_path / "提案.csv").write_text(
        "编号,题目,提交日期,姓名,立案\n9,停车,2022-03-05,张三,是\n", encoding="utf-8"
    )
    (tmp_path / "empty").mkdir()

    def said(*words: str) -> str:
        found = subprocess.run(
            [luzhi, *words],
            cwd=tmp_path,
            env={**BARE, "PATH": str(tmp_path / "empty"), "COLUMNS": "100"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stderr
        return found.stdout

    assert "demo-database" in said("--help")
    row = next(
        line
        for line in said("score", "办法.yaml", "--members", "名册.csv", "--records", "提案.csv").splitlines()
        if "张三" in line
    )
    assert [cell.strip() for cell in row.split("│")[1:5]] == ["1", "W1", "张三", "5.00"]
    # Word lists, shipped measures and migrations came along.
    assert "已建立演示数据库" in said("demo-database", "--out", "a.db", "--members", "10")
