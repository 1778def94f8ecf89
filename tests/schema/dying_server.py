"""A server in a process of its own that is killed (-9) right after it has committed a change with a key.

It says on stdout where it is.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from models.store import Store
from process import listen, server_of
from server import create_app
from settings import Settings

settings = Settings(port=0)
store = Store.open(sys.argv[1])
engine = store._writer.sync_engine
keyed = False


@event.listens_for(engine, "before_cursor_execute")
def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    """Notes that the transaction under way writes a key."""
    global keyed
    keyed = keyed or statement.startswith("INSERT INTO request_keys")


@event.listens_for(engine.pool, "checkin")
def end(connection: Any, record: Any) -> None:
    """The transaction is committed, and its connection comes back: nobody has been answered yet."""
    if keyed:
        os.kill(os.getpid(), signal.SIGKILL)


listener = listen(settings)
print(f"port {listener.getsockname()[1]}", flush=True)
server_of(create_app(settings, store), settings).run([listener])
