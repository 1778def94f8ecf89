"""The process that serves: one socket, encrypted if there is a certificate, one event loop, a clean stop."""

import contextlib
import gc
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette

from head import Head
from settings import Settings


class NoPort(OSError):
    """The port cannot be listened on. The message is Chinese and says which."""


def listen(settings: Settings) -> socket.socket:
    """A socket on the host and port of the settings. Raises NoPort if another program has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2_048)
    except OSError as error:
        address = f"{settings.host} 的端口 {settings.port}"
        raise NoPort(f"不能监听 {address}，可能已被占用；用 LUZHI_PORT 或 PORT 另选一个") from error


def run(
    app: Starlette, settings: Settings, listener: socket.socket, tls: ssl.SSLContext | None = None
) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way, within the time the settings give."""
    settle()
    yield_often()
    server_of(app, settings, tls).run([listener])


# How many objects more there must be before the collector looks at the newest; how many of those looks before
# it looks at the next, and then at all. The boards that are kept are hundreds of thousands of objects with no
# cycle among them: to look through them stops everybody, and frees nothing.
SELDOM = (10_000, 10, 50)


def settle() -> None:
    """Take what has been made so far, schema and all, out of the sight of the collector: it stays.

    From then on the collector looks seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def yield_often() -> None:
    """Lets no thread keep the interpreter for longer than half a millisecond while others wait.

    A request takes it up again several times, at each hop to the database and back: at five milliseconds
    each, as Python has it, a committee that is scored in a thread would make all others wait.
    """
    sys.setswitchinterval(0.0005)


def server_of(app: Starlette, settings: Settings, tls: ssl.SSLContext | None = None) -> "Server":
    """A server that is not yet running; `tls` is what it encrypts with."""
    return Server(
        uvicorn.Config(
            app,
            http=cast(Any, partial(Head, most=settings.header_bytes)),
            ws="websockets-sansio",
            ws_max_size=settings.body_bytes,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ssl_context_factory=None if tls is None else lambda config, default: tls,
            timeout_graceful_shutdown=settings.stop_seconds,
        )
    )


class Server(uvicorn.Server):
    """uvicorn, except that a stop that was asked for ends the process as a success, not by the signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT as requests to stop while the server runs."""
        taken = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, before in taken.items():
                signal.signal(each, before)
