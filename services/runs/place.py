"""Where members stand in a run: it follows from what all of them came to, and is kept of what is fixed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from rules.document import RuleSet
from scoring.facts import Flags
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
            return [self[one] for one in range(len(self))[at]]
        (place,) = self._made(self._standings.of(np.array([range(len(self))[at]])))
        return place

    def __iter__(self) -> Iterator[Place]:
        return self._made(self._standings)

    def _made(self, found: Standings) -> Iterator[Place]:
        scopes, members = list(found.ranks), len(found.grade)
        ranks = (
            zip(*(column.tolist() for column in found.ranks.values()), strict=True)
            if scopes
            else iter([()] * members)
        )
        rows = zip(
            ranks,
            found.selection.tolist(),
            found.grade.tolist(),
            _names_of(found.gates, members),
            found.shown.tolist(),
            _names_of(found.consequences, members),
            strict=True,
        )
        for own, selection, grade, gates, shown, consequences in rows:
            in_scopes = {scope: number or None for scope, number in zip(scopes, own, strict=True)}
            yield Place(in_scopes, selection or None, self._grades[grade], gates, shown, consequences)


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


def _names_of(flags: Mapping[str, Flags], members: int) -> list[tuple[str, ...]]:
    """Per member the names whose flag is set; most members have none."""
    found: list[tuple[str, ...]] = [()] * members
    if flags:
        names, table = list(flags), np.stack(list(flags.values()))
        for at in np.flatnonzero(table.any(axis=0)).tolist():
            found[at] = tuple(name for name, on in zip(names, table[:, at], strict=True) if on)
    return found
