"""Tells whoever follows an occasion of each arrival, whichever process it came to."""

import asyncio
from collections.abc import AsyncGenerator, Hashable

from models.store import Store
from services.check_in.arrivals import ArrivalRow, moved
from services.check_in.occasion import opened

# How long an arrival may stay untold, in seconds.
INTERVAL = 1.0


async def arrivals(store: Store, record_id: int) -> AsyncGenerator[list[ArrivalRow], None]:
    """The arrivals that came or changed since the last look, from now on, for as long as it is iterated.

    Raises `Refusal` where sign-in to the occasion was never opened.
    """
    known: Hashable = None
    last: int | None = None
    while True:
        version = await store.version()
        if version != known:
            async with store.reading() as connection:
                of = await opened(connection, record_id)
                found = [] if last is None else await moved(connection, of, last)
            known, last = version, of.version
            if found:
                yield found
        await asyncio.sleep(INTERVAL)
