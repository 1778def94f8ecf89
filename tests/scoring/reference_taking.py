"""The reference: the facts that rules take, what each is worth, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from rules.document import Exclusion, Leaf, Node, RuleSet
from rules.reach import reach
from rules.record import Member, Record, counted_days
from rules.when import Test
from tests.scoring.reference_facts import (
    Fact,
    all_facts,
    as_known,
    counted_day,
    holds,
    in_office,
    months_in_office,
)


class Taking:
    """Which facts the rules of a measure take, and what they are worth (sections 2, 3, 7 and 9)."""

    def __init__(
        self,
        rule_set: RuleSet,
        members: Sequence[Member],
        records: Sequence[Record],
        as_of: date | None = None,
    ) -> None:
        self.rule_set = rule_set
        self.catalogue = rule_set.catalogue
        # As of the last day everything counts (section 13).
        self.as_of = as_of if as_of is not None and as_of < rule_set.end else date.max
        records = [record for record in records if record.day <= self.as_of]
        self.everybody = members
        there = in_office(members, rule_set.start, min(self.as_of, rule_set.end))
        self.members = sorted(there, key=lambda member: member.key)
        self.nodes = rule_set.known()
        period = (rule_set.start, rule_set.end)
        self.months = {member.key: self.tenure(member, period)[0] for member in members}
        facts = [fact for fact in all_facts(records, members, self.catalogue) if fact.day <= self.as_of]
        known = sorted((f for f in facts if not self._excluded(f)), key=lambda fact: (fact.day, fact.order))
        # What no rule of the year can reach is there for the term alone (F31).
        first, last = reach(rule_set)
        days = [[*counted_days(fact.record)] for fact in known]
        near = [min(own) <= last and max(own) >= first for own in days]
        self.term_facts = self.facts = known
        if rule_set.term_counts:
            self.facts = [fact for fact, of_year in zip(known, near, strict=True) if of_year]

    def tenure(self, member: Member, span: tuple[date, date]) -> tuple[int, int]:
        """The member's months in office within a span, and those of the span."""
        return months_in_office(as_known(member, self.as_of), *span, self.rule_set.month_days)

    def tenure_of(self, nodes: Sequence[str], member: Member) -> tuple[int, int]:
        """The same within the window of these nodes; of several windows, within the period (section 8)."""
        spans = {self.nodes[name].window for name in nodes}
        span = spans.pop() if len(spans) == 1 else None
        return self.tenure(member, span or (self.rule_set.start, self.rule_set.end))

    def _excluded(self, fact: Fact) -> bool:
        return any(self.leaves_out(each, fact) for each in self.rule_set.exclusions)

    def leaves_out(self, exclusion: Exclusion, fact: Fact) -> bool:
        """Whether the exclusion is of this fact (section 7)."""
        return exclusion.take in (None, fact.take) and self.holds(exclusion.test, fact, None)

    def holds(self, test: Test | None, fact: Fact, by: str | None) -> bool:
        known = fact if self.as_of == date.max else replace(fact, member=as_known(fact.member, self.as_of))
        return holds(test, known, by, self.catalogue, self.months[fact.member.key])

    def owns(self, fact: Fact, member: Member) -> bool:
        """Whether the fact counts for this member."""
        return fact.member is member

    def heads(self, member: Member) -> int:
        """By how many a number per head is divided: only groups have heads."""
        raise NotImplementedError

    def taken_by(self, node: Node, leaf: Leaf, member: Member) -> list[Fact]:
        """The member's facts that the leaf of a node takes."""
        known = self.facts_of([node.id])
        return [fact for fact in known if self.owns(fact, member) and self.takes(leaf, fact)]

    # What a leaf takes, and what each fact is worth (sections 2 and 3)

    def takes(self, leaf: Leaf, fact: Fact) -> bool:
        come = (counted_day(fact, leaf.date) or date.max) <= self.as_of
        if leaf.number is not None or not come:
            return False
        if fact.take != leaf.take or not self.holds(leaf.test, fact, leaf.date):
            return False
        if leaf.having is not None and not self._had(leaf.having, fact):
            return False
        if leaf.without is not None and self._had(leaf.without, fact):
            return False
        if leaf.cases and not leaf.rate and not any(self.holds(c.test, fact, leaf.date) for c in leaf.cases):
            return False
        amounts = [self._amount(fact, name) for name in (leaf.per, *(leaf.ratio or ())) if name]
        return None not in amounts and (leaf.ratio is None or amounts[-1] != 0)

    def _had(self, test: Test, fact: Fact) -> bool:
        """Whether the fact's work has had such an outcome by the end of the period."""
        return any(
            other.take == "outcome"
            and other.record is fact.record
            and other.day <= self.rule_set.end
            and self.holds(test, other, None)
            for other in self.term_facts
        )

    def _amount(self, fact: Fact, name: str) -> Fraction | None:
        value = fact.attributes.get(name)
        return None if value is None or isinstance(value, str | date) else Fraction(value)

    def worth(self, leaf: Leaf, fact: Fact) -> Fraction:
        value = next(case.value for case in leaf.cases if self.holds(case.test, fact, leaf.date))
        for factor in leaf.factors:
            had = (factor.having is None or self._had(factor.having, fact)) and (
                factor.without is None or not self._had(factor.without, fact)
            )
            if had and self.holds(factor.test, fact, leaf.date):
                value *= factor.value
        if leaf.per is not None:
            value *= self._amount(fact, leaf.per) or 0
        if leaf.ratio is not None:
            above, below = (self._amount(fact, name) or Fraction(0) for name in leaf.ratio)
            value = value * above / below
        return value

    def taken(self, nodes: Sequence[str], member: Member) -> list[Fact]:
        """The member's facts that any leaf of these nodes takes, each once (section 8)."""
        leaves = [leaf.leaf for node in nodes for leaf in self.nodes[node].leaves() if leaf.leaf]
        facts = self.facts_of(nodes)
        return [f for f in facts if self.owns(f, member) and any(self.takes(leaf, f) for leaf in leaves)]

    def facts_of(self, nodes: Sequence[str]) -> list[Fact]:
        """The facts that these nodes look at: those of the term where they count over it (F31)."""
        counted = {node.id for node in self.rule_set.term_counts}
        return self.term_facts if counted.issuperset(nodes) else self.facts

    def number(self, facts: Sequence[Fact], what: str, by: str | None = None) -> Fraction:
        if what == "record":
            return Fraction(len(facts))
        if what == "work":
            return Fraction(len({id(fact.record) for fact in facts}))
        if what == "matter":
            return Fraction(len({fact.matter for fact in facts}))
        if what == "day":
            return Fraction(len({counted_day(fact, by) for fact in facts}))
        return sum((self._amount(fact, what) or Fraction(0) for fact in facts), Fraction(0))
