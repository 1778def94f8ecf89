"""A system that cannot limit processes, like Windows: what needs that is refused, the rest works."""

import os
import subprocess
import sys
from pathlib import Path

from tests.commands.office import peopled

ROOT = Path(__file__).parents[3]
# The module that limits processes cannot be imported from here on.
BEGIN = "import sys; sys.modules['resource'] = None\n"
COMMAND = BEGIN + "from start import main; main()"
ASKED = (
    BEGIN
    + """
import asyncio
from services.refusal import Refusal
from services.sandbox.sandbox import Sandbox
try:
    asyncio.run(Sandbox().ask("named catalogue", "language: 1", "a.yaml"))
except Refusal as refusal:
    print(refusal.code, refusal.message)
"""
)


def run(program: str, *words: str, **environment: str) -> tuple[int, str]:
    """The exit code of a Python of its own, and all that it says."""
    found = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return found.returncode, found.stdout


def test_a_system_without_limits_is_refused_by_a_code() -> None:
    code, said = run(ASKED)
    assert (code, said.split()[0]) == (0, "UNAVAILABLE")
    assert "这台机器的系统不能限制进程的内存和时间" in said


def test_drafts_and_imports_are_refused_and_the_rest_works(tmp_path: Path) -> None:
    database = {"LUZHI_DATABASE": f"sqlite:///{tmp_path}/a.db"}
    assert run(COMMAND, "migrate", **database)[0] == 0
    peopled(f"sqlite:///{tmp_path}/a.db", "zhoushan")
    assert run(COMMAND, "rules", "add", "zhoushan/2022", "--as", "甲", **database)[0] == 0
    code, said = run(COMMAND, "rules", "draft", "zhoushan/2023", "--as", "甲", **database)
    assert code == 1, said
    assert "这台机器的系统不能限制进程的内存和时间" in said
    assert "Traceback" not in said
    (tmp_path / "名册.csv").write_text("委员编号,姓名\nW1,张三\n", encoding="utf-8")
    imported = ("import", "members", f"{tmp_path}/名册.csv", "--year", "2022", "--as", "甲")
    code, said = run(COMMAND, *imported, **database)
    assert (code, "不能导入文件" in said, "Traceback" in said) == (1, True, False), said
    code, said = run(COMMAND, "recompute", "--year", "2022", "--as", "甲", **database)
    assert code == 0, said
