"""What a process keeps of runs as of days, bounded in number and weight, by the state that a run was in."""

import asyncio
from collections.abc import Hashable
from typing import Any

from kept import Kept
from scoring.series import Ground

# Facts weigh about 150 bytes each, a member of a board some kilobytes.
GROUNDS, FACTS = 8, 800_000
VIEWS, MEMBERS = 60, 30_000


class Days:
    """What was worked out of runs. One a process.

    `working` is held by whoever works out: one at a time, so that days take no more than one core.
    """

    def __init__(self) -> None:
        self.grounds: Kept[Hashable, Ground] = Kept(GROUNDS, FACTS)
        self.views: Kept[Hashable, Any] = Kept(VIEWS, MEMBERS)
        self.working = asyncio.Lock()
