"""Counts beside points: how many records, works and units each node took, before any cut."""

from collections.abc import Sequence

import numpy as np

from rules.document import RuleSet
from rules.remembered import remembered
from scoring.arithmetic import first_of, segment_sum
from scoring.facts import TAKE, Integers, Numeric, quantity
from scoring.matched import Matched
from scoring.roster import Roster
from scoring.term import term_measure


class Counts:
    """Numbers per member of what nodes took. A fact that two rules took counts once.

    `heads`, where groups are scored and not members, says how many members each has.
    """

    def __init__(self, rule_set: RuleSet, matched: Matched, roster: Roster) -> None:
        self.matched = matched
        self.roster = roster
        self.members = roster.n
        self.heads = roster.heads
        measure = term_measure(rule_set)
        self.term: Counts | None = (
            Counts(measure, matched.term, roster) if measure and matched.term is not None else None
        )
        self._leaves = _leaves(rule_set)

    def amount(self, name: str) -> Integers:
        """An amount of every member in thousandths, as it is at the end; negative where there is none."""
        column = self.roster.at_end(name)
        assert isinstance(column, Numeric)
        return column.values

    def holding(self, node: str) -> "Counts":
        """The counts that know a node: these, or those of the term."""
        return self if node in self._leaves or self.term is None else self.term

    def facts(self, nodes: Sequence[str]) -> Integers:
        """The facts that any of `nodes` took, each once, in no order."""
        leaves = {leaf for node in nodes for leaf in self._leaves[node]}
        taken = [facts for leaf in leaves if len(facts := self.matched.taken[leaf].facts)]
        if len(taken) == 1:
            return taken[0]
        chosen = np.zeros(self.matched.facts.n, bool)
        for facts in taken:
            chosen[facts] = True
        return chosen.nonzero()[0]

    def of(self, nodes: Sequence[str], what: str) -> Integers:
        """Per member: distinct records, works, matters or days, or the sum of a quantity in thousandths."""
        # Rules of the term are counted with their like only.
        own = self.holding(nodes[0]) if nodes else self
        return own.number(own.facts(nodes), what)

    def number(self, chosen: Integers, what: str, date: str | None = None) -> Integers:
        """The same for given distinct facts; days are those of the counted date `date`."""
        facts = self.matched.facts
        member = facts.member[chosen]
        if what == "record":
            return np.bincount(member, minlength=self.members)
        if what == "work":
            return self.records_and_works(chosen)[1]
        if what == "matter":
            return self._distinct(member, facts.matter[chosen])
        if what == "day":
            return self._distinct(member, facts.days(date)[chosen])
        values = quantity(facts, what)[chosen]
        return segment_sum(member, np.maximum(values, 0), self.members)

    def records_and_works(self, chosen: Integers) -> tuple[Integers, Integers]:
        """Per member, the records and the distinct works of given distinct facts."""
        facts = self.matched.facts
        member = facts.member[chosen]
        records = np.bincount(member, minlength=self.members)
        if self.heads is not None:
            return records, self._distinct(member, facts.work[chosen])
        # A member takes part in an occasion once: only works have several facts of one member.
        written = (facts.take[chosen] != TAKE["participation"]).nonzero()[0]
        if not len(written):
            return records, records
        own = member[written]
        several = np.bincount(own, minlength=self.members)
        return records, records - several + self._distinct(own, facts.work[chosen[written]])

    def _distinct(self, member: Integers, inner: Integers) -> Integers:
        pairs = (member.astype(np.int64) << 32) + inner
        pairs.sort()
        return np.bincount(pairs[first_of(pairs)] >> 32, minlength=self.members)


@remembered
def _leaves(rule_set: RuleSet) -> dict[str, list[str]]:
    """The leaves below each node of the tree, by id."""
    return {node.id: [leaf.id for leaf in node.leaves()] for node in rule_set.root.walk()}
