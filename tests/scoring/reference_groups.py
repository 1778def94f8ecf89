"""The reference's rankings of groups, from docs/rules.md, section 8 and F35, F36."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.document import GroupRanking, Leaf, RuleSet
from rules.record import Member, Record
from tests.scoring.reference import Reference
from tests.scoring.reference_facts import Fact, of_member
from tests.scoring.reference_lines import rounded


@dataclass(frozen=True)
class Group:
    """What is said of a group: over how many members, the value (None: nobody), the rank (None: none)."""

    members: int
    value: Fraction | None
    rank: int | None


class GroupReference(Reference):
    """Groups in the place of members: a fact is that of the group its member was in on its day."""

    def __init__(self, reference: Reference, ranking: GroupRanking, records: Sequence[Record]) -> None:
        assert ranking.root
        measure = replace(reference.rule_set, root=ranking.root)
        super().__init__(measure, reference.everybody, records)
        self.of = ranking.of
        self.counting = counting(reference, ranking)

    def owns(self, fact: Fact, member: Member) -> bool:
        return fact.member.key in self.counting and self.label(fact) == member.key

    def takes(self, leaf: Leaf, fact: Fact) -> bool:
        hosted = leaf.of_group is None or _word(fact.attributes.get(leaf.of_group)) == self.label(fact)
        return hosted and super().takes(leaf, fact)

    def label(self, fact: Fact) -> object:
        return _word(of_member(fact.member, self.of, fact.day, self.catalogue))

    def heads(self, member: Member) -> int:
        return sum(
            _word(self.at_end(one, self.of)) == member.key for one in self.members if one.key in self.counting
        )

    def labels(self) -> set[str]:
        """The groups that somebody is in at the end, or for which a fact counts that a rule takes."""
        found = {_word(self.at_end(one, self.of)) for one in self.members if one.key in self.counting}
        leaves = [leaf.leaf for leaf in self.rule_set.root.leaves() if leaf.leaf]
        found |= {
            self.label(fact)
            for fact in self.facts
            if fact.member.key in self.counting and any(self.takes(leaf, fact) for leaf in leaves)
        }
        return {label for label in found if isinstance(label, str)}


def counting(reference: Reference, ranking: GroupRanking) -> set[str]:
    """The keys of the members who count."""
    unranked = reference.rule_set.unranked
    return {
        member.key
        for member in reference.members
        if not ranking.ranked_only or not any(reference.condition(one.condition, member) for one in unranked)
    }


def groups(reference: Reference, ranking: GroupRanking, records: Sequence[Record]) -> dict[str, Group]:
    """The groups of a ranking by label."""
    if ranking.root is not None:
        found = _own(GroupReference(reference, ranking, records), ranking)
    else:
        found = _of_members(reference, ranking)
    values = {
        label: _value(amount, members, ranking, reference.rule_set)
        for label, (amount, members) in found.items()
    }
    free = {label: values[label] for label, (_, members) in found.items() if members >= ranking.least}
    return {
        label: Group(members, values[label], _rank(label, free, ranking))
        for label, (_, members) in found.items()
    }


def _own(reference: GroupReference, ranking: GroupRanking) -> dict[str, tuple[Fraction, int]]:
    assert ranking.root
    found = {}
    for label in reference.labels():
        group = Member(label, label)
        found[label] = (reference.points(ranking.root.id, group), reference.heads(group))
    return found


def _of_members(reference: Reference, ranking: GroupRanking) -> dict[str, tuple[Fraction, int]]:
    found: dict[str, tuple[Fraction, int]] = {}
    who = counting(reference, ranking)
    for member in reference.members:
        label = _word(reference.at_end(member, ranking.of))
        if member.key not in who or not isinstance(label, str):
            continue
        if ranking.condition is not None:
            brought = Fraction(reference.condition(ranking.condition, member))
        else:
            brought = reference.points(ranking.node or "", member)
        amount, members = found.get(label, (Fraction(0), 0))
        found[label] = (amount + brought, members + 1)
    return found


def _value(amount: Fraction, members: int, ranking: GroupRanking, rule_set: RuleSet) -> Fraction | None:
    if ranking.per_head or ranking.way in ("mean", "rate"):
        if not members:
            return None
        amount /= members
    if ranking.root and not ranking.per_head:
        # The total of its own tree, as that rounds.
        return amount
    return rounded(amount, ranking.rounding or rule_set.rounding)


def _rank(label: str, free: dict[str, Fraction | None], ranking: GroupRanking) -> int | None:
    """1-2-2-4 counts the groups before one, 1-2-2-3 the values before one."""
    own = free.get(label)
    if own is None:
        return None
    before = [value for value in free.values() if value is not None and value > own]
    return 1 + (len(set(before)) if ranking.ties == "dense" else len(before))


def _word(value: object) -> object:
    return ("是" if value else "否") if isinstance(value, bool) else value
