"""Things kept to be used again: bounded in number and weight, the least recently used goes first."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """A map that never holds more than `entries` values or, where that is bounded, more than `weight` in sum.

    The weight of a value is what the caller says it is: bytes for answers, tokens for documents. A value
    heavier than a quarter of the whole is not kept, so that one answer cannot drive out all others.
    """

    def __init__(self, entries: int, weight: int | None = None) -> None:
        self.entries = entries
        self.weight = weight
        self.held = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The value kept under `key`, or None; asking counts as using."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, weight: int = 0) -> None:
        """Keep `value` under `key`, in place of what was there, and drop what no longer fits."""
        if self.weight is not None and weight * 4 > self.weight:
            return
        before = self._values.pop(key, None)
        self.held += weight - (before[1] if before else 0)
        self._values[key] = (value, weight)
        while len(self._values) > self.entries or (self.weight is not None and self.held > self.weight):
            _, (_, dropped) = self._values.popitem(last=False)
            self.held -= dropped

    def of(self, key: K, make: Callable[[], V]) -> V:
        """The value kept under `key`; what `make` gives where there is none, and that is kept."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self.held = 0


@dataclass(slots=True)
class Dated(Generic[V]):
    """A value with the version of the data at which it was right, and the part of the data that it came from.

    `basis` names that part and its own version; under None it is the whole, and any change may be one of it.
    """

    value: V
    version: Hashable
    basis: Hashable | None

    async def good(self, version: Hashable, holds: Callable[[Hashable], Awaitable[bool]]) -> bool:
        """Whether it is right at another version; `holds` says whether a part of the data is as it was."""
        if self.version != version:
            if self.basis is None or not await holds(self.basis):
                return False
            self.version = version
        return True
