"""Child processes of tests: started, listened to, and killed; and what one says and does that is killed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tests.warm import Warm

T = TypeVar("T")


class Process:
    """A Python program at the project's root, in a process group of its own (`tests.warm`).

    What it says goes to files: it never waits for a reader, and a killed one loses no line that it wrote.
    """

    def __init__(self, words: tuple[str, ...], folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self._out, self._err = folder / "out.txt", folder / "err.txt"
        reading, writing = os.pipe()
        self._input = os.fdopen(writing, "wb")
        with self._out.open("wb") as out, self._err.open("wb") as err, os.fdopen(reading) as given:
            streams = [given.fileno(), out.fileno(), err.fileno()]
            self._program = Warm(words, streams, {**os.environ, "PYTHONUNBUFFERED": "1", **environment})

    @property
    def pid(self) -> int:
        """Its number."""
        return self._program.pid

    @property
    def said(self) -> str:
        """All that it has written, without a line that is not yet whole; errors last."""
        return "".join(self._whole(file) for file in (self._out, self._err))

    def tell(self, line: str) -> None:
        """Writes a line to its standard input."""
        self._input.write(f"{line}\n".encode())
        self._input.flush()

    def wait_for(self, pattern: str, seconds: float = 30) -> re.Match[str]:
        """The first place in what it said that matches; fails when it ends or the time is up before."""
        return self.wait_until(lambda: re.search(pattern, self.said, re.MULTILINE), repr(pattern), seconds)

    def wait_until(self, seen: Callable[[], T | None], what: str, seconds: float = 30) -> T:
        """What it brought about, once that is seen; fails when it ends or the time is up before."""
        began = time.monotonic()
        while True:
            ended = self._program.code() is not None
            if found := seen():
                return found
            waited = time.monotonic() - began
            if ended or waited > seconds:
                state = "ended" if ended else "runs"
                raise AssertionError(f"no {what} from a process that {state}: {self.said}")
            # Who looks all the time takes the CPU from the process that is waited for.
            time.sleep(min(0.02, 0.002 + waited / 50))

    def wait(self, seconds: float = 30) -> int:
        """Its exit code, once it has ended by itself."""
        code = self._program.code(seconds)
        assert code is not None, f"still runs after {seconds} s: {self.said}"
        return code

    def stop(self, seconds: float = 30) -> int:
        """Asks it to stop (SIGTERM); its exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """Kills it and the processes that it started, as `kill -9` does."""
        self._program.end()
        self._input.close()

    def _whole(self, file: Path) -> str:
        text = file.read_text(encoding="utf-8", errors="replace")
        return text[: text.rfind("\n") + 1]


def say(line: str) -> None:
    """Writes a line past all buffers: it counts even if the next instruction is never reached."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def start_together(work: Callable[[str], Coroutine[Any, Any, None]], names: Sequence[str]) -> None:
    """Does the work under each name at once, each in a fork; ends with 1 if one of them failed."""
    workers = []
    for name in names:
        worker = os.fork()
        if not worker:
            asyncio.run(work(name))
            sys.exit(0)
        workers.append(worker)
    statuses = [os.waitpid(worker, 0)[1] for worker in workers]
    sys.exit(1 if any(statuses) else 0)


def start_and_kill(work: Callable[[str], Coroutine[Any, Any, None]]) -> None:
    """Starts the work when it is told a line, which is its name, kills it at the next, and so on.

    Each worker is a fork, at work at once: a new Python would import for longer than it may live.
    """
    say("ready")
    for line in sys.stdin:
        name = line.strip()
        worker = os.fork()
        if not worker:
            asyncio.run(work(name))
        sys.stdin.readline()
        os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
        say(f"{name} ended {os.waitstatus_to_exitcode(status)}")
