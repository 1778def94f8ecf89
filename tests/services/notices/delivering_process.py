"""A worker that delivers to a webhook, in a process of its own: `ADDRESS URL SECRET` are its last words."""

from __future__ import annotations

import asyncio
import sys

from models.store import Store
from services.notices.channels.webhook import Webhook
from tests.process import say
from tests.services.notices.noticing import worker


async def serve(address: str, url: str, secret: str) -> None:
    """Runs jobs for ever."""
    worker(Store.open(address), {"webhook": Webhook(url, secret)}).begin()
    say("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[-3:]))
