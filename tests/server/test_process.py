"""A process that serves: it says why it cannot, finishes what is under way when asked to stop, and ends."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

import process
from process import NoPort, listen
from settings import Settings

ROOT = Path(__file__).parents[2]


class Child:
    """The server process and what it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self.heard())

    def heard(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, query: str) -> httpx.Response:
        return httpx.post(
            f"http://127.0.0.1:{self.port}/graphql",
            json={"query": query},
            headers={"accept": "application/graphql-response+json"},
            timeout=30,
            verify=False,
        )


@contextmanager
def child(**environment: str) -> Iterator[Child]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.server.waiting_server"],
        cwd=ROOT,
        env={**os.environ, "LUZHI_PORT": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_finished_before_the_end(sent: signal.Signals) -> None:
    with child() as running, ThreadPoolExecutor() as pool:
        answer = pool.submit(running.ask, "{ untilTheEnd }")
        assert running.heard() == "running"
        running.process.send_signal(sent)
        assert answer.result(30).json() == {"data": {"untilTheEnd": "finished"}}
        assert running.heard() == "closed"
        assert running.heard() == "ended"
        assert running.process.wait(30) == 0


def test_what_never_finishes_is_not_waited_for() -> None:
    with child(LUZHI_STOP_SECONDS="0") as running, ThreadPoolExecutor() as pool:
        answer = pool.submit(running.ask, "{ forever }")
        assert running.heard() == "running"
        running.process.send_signal(signal.SIGTERM)
        assert running.heard() == "closed"
        assert running.process.wait(30) == 0
        with pytest.raises(httpx.HTTPError):
            answer.result(30).raise_for_status()


def test_a_port_in_use_is_named() -> None:
    with listen(Settings(port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NoPort, match=f"不能监听 127.0.0.1 的端口 {port}"):
            listen(Settings(port=port))


def test_threads_take_turns_often_while_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scoring in a thread must not keep requests waiting: each takes up the interpreter several times."""
    told = list[float]()

    class Serving:
        def run(self, sockets: list[socket.socket]) -> None:
            told.append(sys.getswitchinterval())

    monkeypatch.setattr(process, "server_of", lambda *given: Serving())
    monkeypatch.setattr(process, "settle", lambda: None)
    before = sys.getswitchinterval()
    try:
        with listen(Settings(port=0)) as listener:
            process.run(Starlette(), Settings(port=0), listener)
    finally:
        sys.setswitchinterval(before)
    assert told[0] <= 0.001


def test_the_collector_looks_seldom_while_the_server_serves() -> None:
    """The boards that are kept would be looked through again and again: hundreds of thousands of objects."""
    before = gc.get_threshold()
    try:
        process.settle()
        assert gc.get_threshold()[0] >= 10_000
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)


def test_both_families_of_loopback_are_listened_on() -> None:
    with listen(Settings(port=0, host="::1")) as six, listen(Settings(port=0, host="localhost")) as four:
        assert six.getsockname()[0] == "::1"
        assert four.getsockname()[0] == "127.0.0.1"
