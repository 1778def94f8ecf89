"""A worker in a process of its own, until it is killed: its last word is the address of the database."""

from __future__ import annotations

import asyncio
import sys

from models.store import Store
from services.jobs.worker import Worker
from tests.process import say
from tests.services.jobs import working


async def serve(address: str) -> None:
    """Runs jobs for ever."""
    worker = Worker(Store.open(address), stalled=working.STALLED)
    worker.begin()
    say("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[-1]))
