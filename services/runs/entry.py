"""The members of a run one by one; each is put together when it is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from rules.loader import EVERYONE
from scoring.facts import Integers
from scoring.member_score import MemberScore
from services.members.roster import Enrolled
from services.runs.place import Place, Places
from services.runs.tally import Tally


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of a run: who it is, what the member's facts came to, and the place that gives.

    `questions` counts the facts that no rule took.
    """

    enrolled: Enrolled
    score: MemberScore
    place: Place
    questions: int

    @property
    def id(self) -> int:
        return self.enrolled.id

    def rank(self, scope: str = EVERYONE) -> int | None:
        """The rank in the member's group of a scope; None where the member is not ranked."""
        return self.place.ranks.get(scope)


class Entries(Sequence[Entry]):
    """The entries of a run in the order of the member keys."""

    def __init__(self, tally: Tally, places: Sequence[Place]) -> None:
        self._tally = tally
        self._places = places
        self._whole: tuple[Entry, ...] | None = None

    def __len__(self) -> int:
        return len(self._tally.scored)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | Sequence[Entry]:
        if self._whole is not None:
            return self._whole[at]
        if isinstance(at, slice):
            return self.those(np.arange(len(self))[at])
        return self.those(np.array([range(len(self))[at]]))[0]

    def __iter__(self) -> Iterator[Entry]:
        # Who asks for everybody is seldom alone in it.
        if self._whole is None:
            self._whole = tuple(self.those(np.arange(len(self))))
        return iter(self._whole)

    def those(self, at: Integers) -> list[Entry]:
        """The entries of several members by their places in the order: what is compared is read once."""
        numbers, (enrolled, scored) = at.tolist(), (self._tally.roll.enrolled, self._tally.scored)
        if self._whole is not None:
            return [self._whole[one] for one in numbers]
        places = self._places
        own = places.those(at) if isinstance(places, Places) else [places[one] for one in numbers]
        return [
            Entry(enrolled[one], scored[one].score, place, scored[one].questions)
            for one, place in zip(numbers, own, strict=True)
        ]


class ById(Mapping[int, Entry]):
    """The same by membership."""

    def __init__(self, entries: Entries, places: Mapping[int, int]) -> None:
        self._entries = entries
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __contains__(self, membership_id: object) -> bool:
        return membership_id in self._places

    def __getitem__(self, membership_id: int) -> Entry:
        return self._entries[self._places[membership_id]]
