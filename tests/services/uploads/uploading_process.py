"""Somebody who hands in one file after another, in a process of its own that is killed.

Told a line, it starts; at the next it dies. It says which files were taken.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from models.store import Store
from services.actor import Actor
from services.uploads.keeping import Keeping
from services.uploads.upload import take
from tests.documents.received.handed_in import photo
from tests.process import say, start_and_kill
from tests.services.accounts.holder import CODE


async def hand_in(address: str, folder: str, account: int, name: str) -> None:
    """Hands in different photographs."""
    store, keeping = Store.open(address), Keeping(folder=Path(folder), a_day=10_000)
    number = int(name)
    for size in count(1):
        row = await take(
            store,
            keeping,
            CODE,
            Actor("张三", "web", account=account),
            "a.jpg",
            photo(16 * number + 16, 8 * size),
        )
        say(f"taken {row.id}")


if __name__ == "__main__":
    at, where, who = sys.argv[1:]
    start_and_kill(lambda name: hand_in(at, where, int(who), name))
