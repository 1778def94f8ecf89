"""Imports ours once, and forks for each program that it is asked for: `tests.warm` asks."""

from __future__ import annotations

import gc
import json
import os
import runpy
import socket
import sys
import time
from contextlib import suppress
from importlib import import_module

from tests.warm import NUMBER

# With these comes all that a server, a command and most programs of the tests import.
IMPORTED = (
    "cli",
    "server",
    "process",
    "certificate",
    "commands.serving",
    "services.demo_database",
    "aiosqlite",
    "psycopg",
)
MESSAGE = 1 << 18


def programs(asked: socket.socket) -> list[str]:
    """The words of a program, in the fork that is to be it; ends where nobody asks any more."""
    while True:
        told, descriptors, _, _ = socket.recv_fds(asked, MESSAGE, 4)
        if not told:
            os._exit(0)
        if not os.fork():
            asked.close()
            words, environment = json.loads(told)
            _kept(socket.socket(fileno=descriptors.pop()))
            _settle(descriptors, environment)
            return list(words)
        for descriptor in descriptors:
            os.close(descriptor)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def _kept(parent: socket.socket) -> None:
    """Goes on in a fork; the parent is told its number, which stays until it hangs up, and its exit code."""
    program = os.fork()
    if not program:
        os.setsid()
        parent.send(os.getpid().to_bytes(NUMBER, "big"))
        parent.close()
        return
    ended = os.waitid(os.P_PID, program, os.WEXITED | os.WNOWAIT)
    assert ended is not None
    code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
    with suppress(OSError):
        parent.send(code.to_bytes(NUMBER, "big", signed=True))
        parent.recv(NUMBER)
    os.waitpid(program, 0)
    os._exit(0)


def _settle(streams: list[int], environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def run(words: list[str]) -> None:
    """Runs what Python is given as `-m MODULE`, `-c PROGRAM` or `FILE`."""
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    for name in IMPORTED:
        import_module(name)
    gc.collect()
    gc.freeze()
    run(programs(socket.socket(fileno=int(sys.argv[1]))))
