"""Whom a change of records may concern, and in which years: the days and kinds of the records say that."""

from collections.abc import Collection, Iterable

from rules.reach import Days, Reach, counts


class Touched:
    """The memberships whose score may be another after a change, by kind and days of what changed."""

    def __init__(self) -> None:
        self._members: dict[tuple[str, Days], set[int]] = {}

    def add(self, kind: str, days: Days, members: Iterable[int]) -> None:
        """Notes that these members had or have a part in a record of a kind, counted between these days."""
        self._members.setdefault((kind, days), set()).update(members)

    def update(self, other: "Touched") -> None:
        """Notes all that another has noted."""
        for (kind, days), members in other._members.items():
            self.add(kind, days, members)

    def within(self, reaches: Collection[Reach]) -> set[int]:
        """Those of whom any of these reaches can count what changed."""
        found: set[int] = set()
        for (kind, days), members in self._members.items():
            if any(counts(reach, kind, days) for reach in reaches):
                found |= members
        return found
