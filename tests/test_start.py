"""How the command begins and ends: interrupted, its output cut off, a character that the terminal lacks."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
START = str(ROOT / "start.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def run(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**ENVIRONMENT, **{name: str(value) for name, value in options.items() if name.isupper()}}
    rest = {name: value for name, value in options.items() if not name.isupper()}
    command = [sys.executable, START, *words]
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, timeout=60, **rest)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_no_character_ends_a_command(tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "表𠮷.xlsx"
    found = run("template", "members", "--out", str(out), PYTHONIOENCODING=encoding, stdout=subprocess.PIPE)
    assert (found.returncode, found.stderr) == (0, b"")
    shown = "表𠮷.xlsx".encode(encoding, "replace")
    assert found.stdout.strip().endswith(shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("demo --out x --members abc", "'--members' 的值不对：应为整数。用法见 luzhi demo --help"),
        ("demo --out x --members 3", "'--members' 的值不对：不能小于 10。用法见 luzhi demo --help"),
        ("years show --year 2201", "'--year' 的值不对：不能大于 2200。用法见 luzhi years show --help"),
        ("years show 20x 3", "多写了 20x 3。用法见 luzhi years show --help"),
        (
            "terms set 一 --from 2022",
            "'--from' 的值不对：日期写成 2022-04-10 这样。用法见 luzhi terms set --help",
        ),
        (
            "review list --state 等着",
            "'--state' 的值不对：写 草稿、待审核、已退回、已通过。用法见 luzhi review list --help",
        ),
        (
            "objections answer 3 对 好",
            "'结论' 的值不对：写 成立、部分成立、不成立。用法见 luzhi objections answer --help",
        ),
        ("demo --out x --force=1", "选项 --force 后面不带值。用法见 luzhi --help"),
        ("demo --out", "选项 --out 缺少值。用法见 luzhi --help"),
        ("nope", "没有这个命令：nope。用法见 luzhi --help"),
    ],
)
def test_a_wrong_call_is_answered_in_chinese(words: str, said: str) -> None:
    found = run(*words.split(), stdout=subprocess.PIPE)
    assert (found.returncode, found.stderr.decode().splitlines()) == (2, [said])


def test_a_name_that_is_no_text_ends_no_command(tmp_path: Path) -> None:
    out = os.fsencode(tmp_path) + b"/\xff.xlsx"
    found = run("template", "members", "--out", os.fsdecode(out), stdout=subprocess.PIPE)
    assert (found.returncode, b"Traceback" in found.stderr) == (0, False)


def test_an_output_that_takes_nothing_ends_without_a_traceback(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        found = run("rules", "show", "zhoushan/2022", stdout=full)
    assert (found.returncode, found.stderr.decode()) == (1, "输出没有写完：No space left on device\n")


def test_a_server_whose_words_nobody_can_write_down_serves(tmp_path: Path) -> None:
    address, port = f"sqlite:///{tmp_path}/a.db", free_port()
    assert run("migrate", "--database", address, stdout=subprocess.PIPE).returncode == 0
    with Path("/dev/full").open("wb") as full:
        words = ("serve", "--port", str(port), "--database", address)
        child = subprocess.Popen([sys.executable, START, *words], env=ENVIRONMENT, stdout=full, stderr=full)
        try:
            # It listens a few seconds later: until then the connection is tried again.
            with httpx.Client(transport=httpx.HTTPTransport(retries=7), timeout=60) as asking:
                for _ in range(3):
                    assert asking.get(f"http://127.0.0.1:{port}/readyz").is_success
            child.send_signal(signal.SIGTERM)
            assert child.wait(60) == 0
        finally:
            child.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_a_reader_that_leaves_ends_without_a_traceback(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for words in (
        ("rules", "show", "zhoushan/2022"),
        ("rules", "show", "zhoushan/2022", "--text"),
        ("--help",),
    ):
        found = run(*words, stdout=writing)
        assert (found.returncode, found.stderr) == (1, b""), words
    os.close(writing)


@pytest.mark.parametrize("after", [0.6, 1.2, 2.5])
def test_an_interrupted_command_says_so(tmp_path: Path, after: float) -> None:
    words = ("demo", "--members", "100000", "--out", str(tmp_path / "演示"))
    child = subprocess.Popen(
        [sys.executable, START, *words],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Tests that run in the background of a shell ignore the interrupt, and a child would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    said, errors = child.communicate(timeout=60)
    assert (child.returncode, said, errors.decode()) == (130, b"", "已中断\n")


# A library that makes something else of an interrupt while it is imported; which one is the first word.
SWALLOWING = """
import signal, sys
import start
swallowing = sys.argv.pop(1)
class Swallowing:
    def find_spec(self, name, path=None, target=None):
        if name == swallowing:
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                pass
sys.meta_path.insert(0, Swallowing())
start.main()
"""
# An interrupt in the midst of work on a database, which has something to undo.
CANCELLED = """
import asyncio, signal
import interruption, start
async def work():
    try:
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        print("undone")
        raise
def command():
    interruption.watch()
    from commands.database import finished
    finished(work())
raise SystemExit(start.ended(command))
"""


@pytest.mark.parametrize("library", ["cli", "rules.loader"])
def test_an_interrupt_ends_what_is_being_imported(library: str) -> None:
    found = interrupted(SWALLOWING, library, "rules", "lint", "zhoushan/2022")
    assert (found.returncode, found.stdout, found.stderr.decode()) == (130, b"", "已中断\n")


def test_an_interrupt_cancels_work_on_a_database() -> None:
    found = interrupted(CANCELLED)
    assert (found.returncode, found.stdout, found.stderr.decode()) == (130, b"undone\n", "已中断\n")


def interrupted(code: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """A child that interrupts itself; of tests in the background it would inherit that nothing does."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=ENVIRONMENT,
        capture_output=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
