"""How often somebody may do something: so many in a time, all at once or spread, for each key apart.

Kept in the memory of the process, and bounded: of too many keys the one that came longest ago is forgotten.
Two servers, or a restart, are then twice as many: it is against flooding, not against guessing.
"""

import math
import time
from collections.abc import Callable, Hashable

from kept import Kept

KEYS = 50_000


class Rate:
    """`most` in so many seconds for each key; 0: as many as they like."""

    def __init__(
        self, most: int, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic, keys: int = KEYS
    ) -> None:
        self._each = seconds / most if most else 0.0
        self._ahead = seconds - self._each
        self._clock = clock
        # Until when what a key has taken lasts, at an even pace.
        self._until: Kept[Hashable, float] = Kept(keys)

    def take(self, key: Hashable) -> int:
        """Takes one; 0, or in how many seconds there will be one to take."""
        if not self._each:
            return 0
        moment = self._clock()
        until = max(self._until.get(key) or moment, moment)
        if until - moment > self._ahead + self._each * 1e-6:
            return max(1, math.ceil(until - moment - self._ahead))
        self._until.put(key, until + self._each)
        return 0

    def give_back(self, key: Hashable) -> None:
        """Takes back the last one that was taken."""
        until = self._until.get(key)
        if until is not None:
            self._until.put(key, until - self._each)
