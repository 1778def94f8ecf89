"""Which works belong together: those linked by 关联编号. Scoring links equal titles by itself."""

from __future__ import annotations

from collections import defaultdict

from files.cell import is_nothing
from files.draft import Draft
from files.heading import Role
from files.index import Index
from files.kinds import Kinds
from files.problem import Refused


class Matters:
    """Groups of drafts, joined step by step."""

    def __init__(self) -> None:
        self._above: dict[int, Draft] = {}

    def join(self, one: Draft, other: Draft) -> None:
        top, under = self.top(one), self.top(other)
        if top is not under:
            self._above[id(under)] = top

    def top(self, draft: Draft) -> Draft:
        while id(draft) in self._above:
            draft = self._above[id(draft)]
        return draft


def name_matters(drafts: list[Draft], kinds: Kinds, incomplete: bool = False) -> None:
    """Sets `matter` of every draft that is linked to another: the least name in its group."""
    matters = Matters()
    index = Index(drafts, incomplete)
    for draft in drafts:
        for line in draft.lines:
            for text in line.links:
                _link(draft, text, index, kinds, matters)
    groups: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if not draft.broken:
            groups[id(matters.top(draft))].append(draft)
    for group in groups.values():
        if len(group) > 1:
            # A natural key begins with the kind already.
            name = min(f"{draft.kind.name} {draft.key}" if draft.number else draft.key for draft in group)
            for draft in group:
                draft.matter = name


def _link(draft: Draft, text: str, index: Index, kinds: Kinds, matters: Matters) -> None:
    if is_nothing(text):
        return
    found = index.linked(text, kinds)
    if found is None:
        return
    if isinstance(found, Refused):
        draft.broken = True
        line = next(line for line in draft.lines if text in line.links)
        line.refuse(Role.LINKS, text, found)
    elif found is not draft:
        matters.join(draft, found)
