"""The command line as a whole: it runs as a program, answers a wrong call, and has no logic of its own."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli import COMMANDS, command, made
from tests.commands.office import FILES


def test_the_command_runs_as_a_program(folder: Path) -> None:
    command = [sys.executable, "-m", "start", "score", "办法.yaml", *FILES, "--json"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command, capture_output=True, env={"PYTHONPATH": str(root), "PATH": ""}, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["members"][0]["total"] == "17.00"


WRONG_CALLS = {
    "score": "缺少 'RULESET'。用法见 luzhi score --help",
    "score zhoushan/2022 --membrs x": "没有选项 --membrs，也许是 --members。用法见 luzhi score --help",
    "scor": "没有这个命令：scor。用法见 luzhi --help",
    "demo --out": "选项 --out 缺少值。用法见 luzhi --help",
}


@pytest.mark.parametrize(("words", "said"), WRONG_CALLS.items(), ids=WRONG_CALLS)
def test_a_wrong_call_is_answered_in_chinese(
    words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["luzhi", *words.split()])
    assert command() == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.strip() == said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_line_that_it_says_itself(name: str) -> None:
    """Its module is not imported for the list, so the line stands twice."""
    found = made(name)
    assert found.name == name
    assert inspect.cleandoc(found.help).partition("\n\n")[0] == COMMANDS[name].line


def test_cli_and_screen_hold_no_logic_of_their_own() -> None:
    """They wire and draw: no arithmetic on arrays, no engine, no YAML."""
    root = Path(__file__).parents[2]
    for name in ("cli.py", "screen.py"):
        text = (root / name).read_text(encoding="utf-8")
        assert not [word for word in ("numpy", "durable", "import yaml", "calamine") if word in text]
