"""A worker that delivers to a webhook, in a process of its own: `ADDRESS URL SECRET` are its last words."""

from __future__ import annotations

import asyncio
import sys

from models.store import Store
from services.jobs.worker import Worker
from services.notices.channel import Channels
from services.notices.channels.webhook import Webhook
from services.notices.delivering import undelivered
from services.notices.looking import behind

# Seconds without a sign after which it is taken for dead: whoever goes on waits as long.
STALLED = 0.5


async def serve(address: str, url: str, secret: str) -> None:
    """Runs what is due, in the middle of which it is killed."""
    channels = Channels({"webhook": Webhook(url, secret)})
    await Worker(Store.open(address), [behind, undelivered], {Channels: channels}, stalled=STALLED).once()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[-3:]))
