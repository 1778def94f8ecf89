"""Which works belong together: those linked by 关联编号. Scoring links equal titles by itself."""

from collections import defaultdict

from files.cell import is_nothing
from files.cells.heading import Role
from files.cells.kinds import Kinds
from files.problem import Refused
from files.reading.gathering import Candidate
from files.reading.index import Index


class Matters:
    """Groups of candidates, joined step by step."""

    def __init__(self) -> None:
        self._above: dict[int, Candidate] = {}

    def join(self, one: Candidate, other: Candidate) -> None:
        top, under = self.top(one), self.top(other)
        if top is not under:
            self._above[id(under)] = top

    def top(self, candidate: Candidate) -> Candidate:
        while id(candidate) in self._above:
            candidate = self._above[id(candidate)]
        return candidate


def name_matters(candidates: list[Candidate], kinds: Kinds, incomplete: bool = False) -> None:
    """Sets `matter` of every candidate that is linked to another: the least name in its group."""
    matters = Matters()
    index = Index(candidates, incomplete)
    for candidate in candidates:
        for line in candidate.lines:
            for text in line.links:
                _link(candidate, text, index, kinds, matters)
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if not candidate.broken:
            groups[id(matters.top(candidate))].append(candidate)
    for group in groups.values():
        if len(group) > 1:
            # A natural key begins with the kind already.
            name = min(
                f"{candidate.kind.name} {candidate.key}" if candidate.number else candidate.key
                for candidate in group
            )
            for candidate in group:
                candidate.matter = name


def _link(candidate: Candidate, text: str, index: Index, kinds: Kinds, matters: Matters) -> None:
    if is_nothing(text):
        return
    found = index.linked(text, kinds)
    if found is None:
        return
    if isinstance(found, Refused):
        candidate.broken = True
        line = next(line for line in candidate.lines if text in line.links)
        line.refuse(Role.LINKS, text, found)
    elif found is not candidate:
        matters.join(candidate, found)
