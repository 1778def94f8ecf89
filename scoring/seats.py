"""Where those who have parts in records stand in a roster."""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from rules.record import Attendance, Attributes, Part
from scoring.facts import Integers


class Seats:
    """The places of members, numbered in the order of their keys, for the parts that they have in records.

    What asks for somebody who is not among them raises `KeyError`.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._of = {key: at for at, key in enumerate(keys)}
        # With whom each is of: so nobody else gets its id().
        self._tables: dict[int, tuple[Sequence[str], Integers]] = {}

    def each(self, parts: Sequence[Part]) -> list[int]:
        """The place of who has each part."""
        return [self._of[part.member] for part in parts]

    def together(self, parts: Sequence[Part]) -> Iterable[tuple[Attributes, Sequence[int]]]:
        """The places of all who share their attributes: those need to be looked at but once."""
        if isinstance(parts, Attendance):
            table = self._table(parts.people)
            return [(attributes, array("i", table[places].tobytes())) for attributes, places in parts.groups]
        if len(parts) == 1:
            # Of a few members' occasions most are so.
            return ((parts[0].attributes, (self._of[parts[0].member],)),)
        found: dict[int, tuple[Attributes, list[int]]] = {}
        for member, attributes in parts:
            of_same = found.get(id(attributes))
            if of_same is None:
                of_same = found[id(attributes)] = attributes, []
            of_same[1].append(self._of[member])
        return found.values()

    def _table(self, people: Sequence[str]) -> Integers:
        """The place of each of these people."""
        if id(people) not in self._tables:
            places = np.array([self._of[key] for key in people], np.int32)
            self._tables[id(people)] = people, places
        return self._tables[id(people)][1]
