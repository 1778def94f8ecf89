"""Counts beside points: how many records, works and units each node took, before any cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rules.document import RuleSet
from scoring.arithmetic import segment_sum
from scoring.facts import Integers, quantity
from scoring.matched import Matched


class Counts:
    """Numbers per member of what nodes took. A fact that two rules took counts once."""

    def __init__(self, rule_set: RuleSet, matched: Matched, members: int) -> None:
        self.matched = matched
        self.members = members
        self._leaves = {node.id: [leaf.id for leaf in node.leaves()] for node in rule_set.root.walk()}

    def facts(self, nodes: Sequence[str]) -> Integers:
        """The facts that any of `nodes` took, ascending."""
        leaves = dict.fromkeys(leaf for node in nodes for leaf in self._leaves[node])
        taken = [self.matched.taken[leaf].facts for leaf in leaves]
        return np.unique(np.concatenate(taken)) if taken else np.zeros(0, np.int64)

    def of(self, nodes: Sequence[str], what: str) -> Integers:
        """Per member, the distinct records, works or matters, or the sum of a quantity in thousandths."""
        return self.number(self.facts(nodes), what)

    def number(self, chosen: Integers, what: str) -> Integers:
        """The same for given distinct facts."""
        facts = self.matched.facts
        member = facts.member[chosen]
        if what == "record":
            return np.bincount(member, minlength=self.members)
        if what in ("work", "matter"):
            inner = (facts.work if what == "work" else facts.matter)[chosen]
            distinct = np.unique((member.astype(np.int64) << 32) + inner)
            return np.bincount(distinct >> 32, minlength=self.members)
        values = quantity(facts, what)[chosen]
        return segment_sum(member, np.maximum(values, 0), self.members)
