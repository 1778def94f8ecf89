"""Where members stand in a run: it follows from what all of them came to, and is kept of what is fixed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, overload

import numpy as np

from rules.document import RuleSet
from scoring.facts import Flags, Integers
from scoring.member_score import MemberScore
from scoring.merit import RANKED, Merits
from scoring.standing import UNGRADED, Standings, rank


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands among the others; it may change without any change of the member's own.

    `ranks` are the ranks in the member's group of each scope (None: not ranked), `selection` the place with
    ties resolved, `gates` the ids of the gates that stopped the member, `consequences` of those that follow.
    """

    ranks: Mapping[str, int | None]
    selection: int | None
    grade: str | None
    gates: tuple[str, ...]
    shown: bool
    consequences: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The place as plain data."""
        return {
            "ranks": dict(self.ranks),
            "selection": self.selection,
            "grade": self.grade,
            "gates": list(self.gates),
            "shown": self.shown,
            **({"consequences": list(self.consequences)} if self.consequences else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Place":
        """The place that `to_json` wrote."""
        gates, consequences = tuple(data["gates"]), tuple(data.get("consequences", ()))
        return Place(data["ranks"], data["selection"], data["grade"], gates, data["shown"], consequences)


class Places(Sequence[Place]):
    """The places that standings come to, in the order of the member keys; each is made when it is read."""

    def __init__(self, rule_set: RuleSet, standings: Standings) -> None:
        self._standings = standings
        # The last is what UNGRADED points to.
        self._grades = [*(grade.name for grade in rule_set.grades), None]
        assert UNGRADED == -1

    def __len__(self) -> int:
        return len(self._standings.grade)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | Sequence[Place]:
        if isinstance(at, slice):
            return self.those(np.arange(len(self))[at])
        return self.those(np.array([range(len(self))[at]]))[0]

    def __iter__(self) -> Iterator[Place]:
        return iter(self.those(np.arange(len(self))))

    def those(self, at: Integers) -> list[Place]:
        """The places of several members: each column is read once."""
        found = self._standings.of(at)
        rows = zip(
            _rows(list(found.ranks.values()), len(at)),
            found.selection.tolist(),
            found.grade.tolist(),
            _named(found.gates, len(at)),
            found.shown.tolist(),
            _named(found.consequences, len(at)),
            strict=True,
        )
        return [
            Place(
                ranks={scope: rank or None for scope, rank in zip(found.ranks, ranks, strict=True)},
                selection=selection or None,
                grade=self._grades[grade],
                gates=gates,
                shown=shown,
                consequences=consequences,
            )
            for ranks, selection, grade, gates, shown, consequences in rows
        ]


def places(rule_set: RuleSet, scores: Sequence[MemberScore]) -> Places:
    """The place of each member, in the order of their keys."""
    return Places(rule_set, rank(rule_set, Merits.of(rule_set, scores)))


def standings_of(rule_set: RuleSet, scores: Sequence[MemberScore], places: Sequence[Place]) -> Standings:
    """What `places` say, side by side: the standings that `Places` would make them of."""
    reasons: dict[str | None, int] = {one.id: at for at, one in enumerate(rule_set.unranked)}
    reasons[None] = RANKED
    grades: dict[str | None, int] = {one.name: at for at, one in enumerate(rule_set.grades)}
    grades[None] = UNGRADED
    return Standings(
        ranked_out=np.array([reasons[score.unranked] for score in scores], np.int64),
        shown=np.array([place.shown for place in places], bool),
        ranks={
            scope: np.array([place.ranks.get(scope) or 0 for place in places], np.int64)
            for scope in rule_set.ranking.scopes
        },
        grade=np.array([grades[place.grade] for place in places], np.int64),
        gates={
            gate.id: np.array([gate.id in place.gates for place in places], bool) for gate in rule_set.gates
        },
        selection=np.array([place.selection or 0 for place in places], np.int64),
        consequences={
            one.id: np.array([one.id in place.consequences for place in places], bool)
            for one in rule_set.consequences
        },
    )


def _named(flags: Mapping[str, Flags], n: int) -> list[tuple[str, ...]]:
    """The names whose flag is set for each of `n` members."""
    return [tuple(compress(flags, row)) for row in _rows(list(flags.values()), n)]


def _rows(columns: Sequence[Integers | Flags], n: int) -> list[tuple[int, ...]]:
    """Columns of `n` members as rows."""
    return list(zip(*(column.tolist() for column in columns), strict=True)) if columns else [()] * n
