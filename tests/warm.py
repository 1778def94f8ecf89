"""Programs that begin where Python has imported ours already: forks of one that has, `forking_process`.

To import the server takes seconds of CPU, and a hundred tests start one that is to be killed. A fork has
arguments, an environment, streams and a process group of its own. How a program begins from nothing is tried
by those who start Python itself: `test_start`, `test_process`, `test_cli`, `test_wheelhouse`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
NUMBER = 4


class Warm:
    """A program as a fork at the project's root; it keeps its number and its group until it is ended."""

    def __init__(self, words: Sequence[str], streams: Sequence[int], environment: Mapping[str, str]) -> None:
        """`words` are those after `python`; `streams`: what it reads, what it writes, and its errors."""
        self._keeper, theirs = socket.socketpair()
        told = json.dumps([list(words), dict(environment)]).encode()
        with theirs:
            socket.send_fds(_asked()[0], [told], [*streams, theirs.fileno()])
        self.pid = self._number()
        self._code: int | None = None

    def code(self, seconds: float | None = 0) -> int | None:
        """Its exit code; None where it still runs after so many seconds."""
        if self._code is None and select.select([self._keeper], [], [], seconds)[0]:
            self._code = self._number()
        return self._code

    def end(self) -> None:
        """Kills whatever still runs in its group; afterwards nobody finds its number."""
        if self._keeper.fileno() >= 0:
            os.killpg(self.pid, signal.SIGKILL)
            self.code(None)
            self._keeper.shutdown(socket.SHUT_WR)
            self._keeper.recv(NUMBER)
            self._keeper.close()

    def _number(self) -> int:
        told = self._keeper.recv(NUMBER)
        assert told, "what forks has died"
        return int.from_bytes(told, "big", signed=True)


@cache
def _asked() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Where to ask for a fork, and who is asked, until the other end is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [sys.executable, "-m", "tests.forking_process", str(theirs.fileno())]
    with theirs:
        return ours, subprocess.Popen(
            words,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
