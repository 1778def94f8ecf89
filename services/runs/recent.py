"""Small things that were read lately, to be used again while what they came from is as it was."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from kept import Dated, Kept

# A few of each committee of an installation of thousands.
MOST = 16_384


class Recent:
    """Small things by what was asked. One a process."""

    def __init__(self) -> None:
        self._kept: Kept[Hashable, Dated[Any]] = Kept(MOST)

    async def get(
        self, key: Hashable, version: Hashable, holds: Callable[[Hashable], Awaitable[bool]]
    ) -> Any | None:
        """What is known at a version of the data; None where nothing is."""
        found = self._kept.get(key)
        return found.value if found is not None and await found.good(version, holds) else None

    def put(self, key: Hashable, value: Any, version: Hashable, basis: Hashable | None) -> None:
        """Remembers what was read at this version of the data, of this part of it, or later."""
        self._kept.put(key, Dated(value, version, basis))
