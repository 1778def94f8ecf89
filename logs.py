"""Structured logs on stderr without personal data, and the layer that writes one line for each request.

A line holds what was asked in form, never in content: method, path without query string, status, duration.
Exceptions are told by their classes and the frames they passed, without their texts: those repeat values.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPERATION = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")
# Besides the message: what our own lines carry, by name, so that nothing else of a record can slip out.
CARRIED = (
    *("method", "path", "status", "milliseconds", "operation"),
    *("fault", "error", "code", "advice", "frames"),
)

request_id: ContextVar[str | None] = ContextVar("luzhi_request_id", default=None)
log = logging.getLogger("luzhi.request")


class Line(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, without the text of its exception."""
        return orjson.dumps(told(record), default=str).decode()


class Text(logging.Formatter):
    """The same for people: time, level, message, and the rest as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line, its frames below it."""
        line = told(record)
        frames = line.pop("frames", [])
        head = f"{line.pop('time')} {line.pop('level')} {line.pop('message')}"
        rest = " ".join(f"{name}={value}" for name, value in line.items())
        return "\n    ".join([f"{head} {rest}".rstrip(), *frames])


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What a log line says of a record."""
    line: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    if current := request_id.get():
        line["request"] = current
    line |= {name: record.__dict__[name] for name in CARRIED if record.__dict__.get(name) is not None}
    if record.exc_info and record.exc_info[1] is not None:
        line["error"] = kinds(record.exc_info[1])
        line["frames"] = frames(record.exc_info[1])
    return line


def kinds(error: BaseException) -> list[str]:
    """The classes of an exception and of what it came from, the nearest first."""
    found: list[str] = []
    current: BaseException | None = error
    while current is not None and len(found) < 8:
        found.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return found


def frames(error: BaseException) -> list[str]:
    """Where an exception came from: file, line and function, the innermost last."""
    stack = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in stack]


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send all logs of the process to stderr, or a stream, in this form: json or text."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line() if form == "json" else Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Nothing of these is written, so nothing of them is looked up.
    logging.logThreads = logging.logMultiprocessing = logging.logProcesses = False
    # They write a line for each connection or each look at the tables, some with a query string.
    for noisy in ("uvicorn.access", "websockets", "asyncio", "aiosqlite", "alembic", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class Recorded:
    """Gives each request an id, writes its line, and answers 500 for what nobody caught."""

    def __init__(self, app: ASGIApp, fault: ASGIApp) -> None:
        self.app = app
        self.fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        token = request_id.set(secrets.token_hex(8))
        watch = Watch(send)
        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            log.error("fault", exc_info=error)
            if watch.status is None and scope["type"] == "http":
                await self.fault(scope, receive, watch)
        finally:
            if log.isEnabledFor(logging.INFO):
                _write(_request(scope, watch))
            request_id.reset(token)


class Watch:
    """A `send` that notes the status, and when it was made."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.status: int | None = None
        self.begun = time.perf_counter()

    async def __call__(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
        elif message["type"] == "websocket.accept":
            self.status = 101
        await self.send(message)


def _write(line: dict[str, Any]) -> None:
    # Every request comes here: the record is made without looking for the caller, which is always this.
    record = logging.LogRecord(log.name, logging.INFO, __file__, 0, "request", None, None)
    record.__dict__.update(line)
    log.handle(record)


def _request(scope: Scope, watch: Watch) -> dict[str, Any]:
    operation = scope.get("luzhi.operation")
    return {
        "method": scope.get("method", "WEBSOCKET"),
        "path": scope["path"][:200] if scope["path"] in KNOWN else "(other)",
        "status": watch.status,
        "milliseconds": round((time.perf_counter() - watch.begun) * 1_000, 1),
        "operation": operation if operation and OPERATION.fullmatch(operation) else None,
    }


# A path that is not ours may hold anything, a name among it.
KNOWN = (
    *("/", "/graphql", "/healthz", "/readyz", "/metrics"),
    *("/sign-in", "/sign-out", "/password", "/second-factor", "/sign-in.css", "/sign-in/outside/code"),
    *(
        f"/sign-in/outside/{provider}/{at}"
        for provider in ("zhezhengding", "openid")
        for at in ("begin", "complete", "link", "unlink")
    ),
)
