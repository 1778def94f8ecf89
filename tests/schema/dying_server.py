"""A server in a process of its own that is killed (-9) in the middle of a change with a key, or after it.

It says on stdout where it is. `python -m tests.schema.dying_server ADDRESS [STATEMENT]`: it dies once it has
run the first statement that begins so; without one, once it has committed the change.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from models.sqlite_cursor import ConnectionInOneHop
from models.store import Store
from process import listen, server_of
from server import create_app
from settings import Settings

settings = Settings(port=0)
address, *last = sys.argv[1:]
store = Store.open(address)
engine = store._writer.sync_engine
looked_for = written = False


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@event.listens_for(engine, "after_cursor_execute")
def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    noted(statement)


async def write_each(opened: ConnectionInOneHop, asked: Any) -> None:
    await past(opened, asked)
    for statement, _ in asked:
        noted(statement)


past = ConnectionInOneHop.write_each
ConnectionInOneHop.write_each = write_each  # type: ignore[assignment, method-assign]


def noted(statement: str) -> None:
    """Notes that the transaction under way is of a change with a key; others do not end it."""
    global looked_for, written
    looked_for = looked_for or "request_keys" in statement
    written = written or statement.startswith("INSERT INTO request_keys")
    if looked_for and last and statement.startswith(last[0]):
        die()


@event.listens_for(engine.pool, "checkin")
def end(connection: Any, record: Any) -> None:
    """The transaction is committed, and its connection comes back: nobody has been answered yet."""
    if written:
        die()


listener = listen(settings)
print(f"port {listener.getsockname()[1]}", flush=True)
server_of(create_app(settings, store), settings).run([listener])
