"""What was read at the version of the data that is current, to be used until the data moves on."""

from collections.abc import Hashable
from typing import Any

from kept import Kept

MOST = 256


class Recent:
    """Small things read at one version. Whoever reads at another version finds nothing."""

    def __init__(self) -> None:
        self._version: Hashable = None
        self._kept: Kept[Hashable, Any] = Kept(MOST)

    def at(self, version: Hashable) -> Kept[Hashable, Any]:
        """What is known at a version that was read before this is asked; the caller may add to it.

        What is added was read at this version or a later one: never at an earlier one.
        """
        if version != self._version:
            self._version, self._kept = version, Kept(MOST)
        return self._kept
