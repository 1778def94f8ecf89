"""The unit of a run: small enough that every share, ratio and factor of the measure is whole in it."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np

from rules.document import Leaf, Node, Rounding, RuleSet, walked
from rules.last_year import MOST
from rules.remembered import remembered
from rules.when import QUANTITY_SCALE
from scoring.arithmetic import Scale, first_of
from scoring.facts import Facts, quantity
from scoring.matched import Matched, Taken

# The months by which a node divides a member's months in office.
Whole = Callable[[Node], int]
# Beyond this, int64 could overflow in a product or a sum.
NARROW = 1 << 61


def parts_of_a_point(
    rule_set: RuleSet,
    matched: Matched,
    whole: Whole,
    rounded: Mapping[str, Rounding],
    entering: Mapping[str, Rounding],
) -> dict[str, int]:
    """For each node, a number of which its values are whole multiples of one part of a point.

    `rounded` says by what nodes of the period round, `entering` by what items do on their way there. What a
    node of the period comes to before it is rounded stands under its id and `/unrounded`.
    """
    parts = _Parts(rule_set, matched, whole, rounded, entering)
    parts.of(rule_set.root)
    return parts.found


class _Parts:
    """The parts of a point, node by node; nodes below come first."""

    # No function within a function: one that calls itself stands in a circle with its closure, and would keep
    # all facts in memory until the collector comes.

    def __init__(
        self,
        rule_set: RuleSet,
        matched: Matched,
        whole: Whole,
        rounded: Mapping[str, Rounding],
        entering: Mapping[str, Rounding],
    ) -> None:
        self.rule_set = rule_set
        self.matched = matched
        self.whole = whole
        self.rounded = rounded
        self.entering = entering
        self.nodes = rule_set.nodes()
        self.fixed = _fixed(rule_set)
        self.found: dict[str, int] = {}

    def of(self, node: Node) -> int:
        found = self.found
        if node.id in found:
            return found[node.id]
        parts = lcm(self._own(node), *self._below(node))
        parts *= self.whole(node) if node.weight is None else node.weight.denominator
        if node.share:
            parts *= _of_share(node, self.matched)
        parts = lcm(parts, self.fixed[node.id].parts)
        rounding = self.rounded.get(node.id, node.rounding)
        if rounding:
            found[node.id + "/unrounded"] = parts
            parts = rounding.to.denominator
        found[node.id] = parts
        return parts

    def _below(self, node: Node) -> list[int]:
        below = [self.of(child) for child in node.children]
        if node.grain != "period" or (node.leaf and node.leaf.counted):
            return below
        # Whatever comes in from a narrower grain is rounded on its way.
        return [
            self.entering[child.id].to.denominator
            if child.grain != "period" and child.rounding is None
            else parts
            for child, parts in zip(node.children, below, strict=True)
        ]

    def _own(self, node: Node) -> int:
        if node.excess:
            other = self.of(self.nodes[node.excess])
            # What the cap cut was there before the other node rounded.
            return self.found.get(node.excess + "/unrounded", other)
        if not node.leaf:
            return 1
        own = _of_leaf(node.leaf, self.matched.taken[node.id], self.matched.facts, self.rule_set)
        if node.grain == "period":
            self.found[node.id + "/facts"] = own
            return lcm(self.entering[node.id].to.denominator, self.fixed[node.id].bands)
        return own


def choose_scale(rule_set: RuleSet, matched: Matched, parts: dict[str, int], whole: Whole) -> Scale:
    """The scale of a run: exact for every node, in int64 unless the numbers could grow too large."""
    steps = [node.rounding.to for node in walked(rule_set.root) if node.rounding]
    one = lcm(rule_set.rounding.to.denominator, *(step.denominator for step in steps), *parts.values())
    # Times 1000 for quantities in thousandths and comparisons of quotients.
    largest = _Largest(rule_set, matched, whole)
    largest.of(rule_set.root)
    wide = (max(largest.found.values()) + 1) * one * 1000 >= NARROW
    return Scale(one, wide)


class _Largest:
    """Bounds on what any node can give any member, before it is divided by months."""

    def __init__(self, rule_set: RuleSet, matched: Matched, whole: Whole) -> None:
        self.matched = matched
        self.whole = whole
        self.nodes = rule_set.nodes()
        self.fixed = _fixed(rule_set)
        self.most = _most_of_a_member(matched.facts)
        self.found: dict[str, int] = {}

    def of(self, node: Node) -> int:
        if node.id in self.found:
            return self.found[node.id]
        size, fixed = sum([self.of(child) for child in node.children]), self.fixed[node.id]
        if node.excess:
            size += self.of(self.nodes[node.excess])
        if node.leaf:
            taken, facts = self.matched.taken[node.id], self.matched.facts
            size += _largest_of(node.leaf, fixed.worth, taken, facts) * self.most
        size *= self.whole(node) if node.weight is None else fixed.weight
        # A limit on each of many groups can be reached by each of them.
        size += fixed.limits * self.most
        self.found[node.id] = size
        return size


class _Fixed(NamedTuple):
    """What the facts change nothing of: of how many parts of a point the limits and the bands of a node are
    multiples; how large its weight, its limits together, and the largest worth of its leaf are.
    """

    parts: int
    bands: int
    weight: int
    limits: int
    worth: int


@remembered
def _fixed(rule_set: RuleSet) -> dict[str, _Fixed]:
    """The same of every node of the tree, by id."""
    return {node.id: _fixed_of(node) for node in rule_set.root.walk()}


def _fixed_of(node: Node) -> _Fixed:
    limits = [one for one in (node.base, node.floor, node.cap) if one is not None]
    steps = [node.rounding.to] if node.rounding else []
    bands = [band.points for band in node.leaf.bands] if node.leaf else []
    worths = [case.value for case in node.leaf.cases] + bands if node.leaf else []
    return _Fixed(
        parts=_denominators(limits),
        bands=_denominators(bands),
        weight=1 if node.weight is None else max(1, _size(node.weight)),
        limits=sum([_size(one) for one in limits + steps]),
        worth=max([_size(worth) for worth in worths], default=0),
    )


def _largest_of(leaf: Leaf, most: int, taken: Taken, facts: Facts) -> int:
    """A bound on what a leaf gives for one fact, or once for a number of facts; none is worth more than
    `most` before factors.
    """
    size = max([most, *(_size(worth) for worth in taken.worths)])
    if leaf.number is not None or leaf.less is not None:
        size *= MOST
    for name in filter(None, (leaf.per, *(leaf.ratio or ())[:1])):
        size *= int(quantity(facts, name).max(initial=1)) + 1
    return size


def _size(value: Fraction) -> int:
    """The next whole number above a value, or below a negative one, without its sign."""
    return -(-abs(value.numerator) // value.denominator)


def _most_of_a_member(facts: Facts) -> int:
    """The largest number of facts that any member has; facts are sorted by member."""
    if not facts.n:
        return 1
    return int(np.diff(np.flatnonzero(first_of(facts.member)), append=facts.n).max())


def _of_leaf(leaf: Leaf, taken: Taken, facts: Facts, rule_set: RuleSet) -> int:
    if leaf.counted:
        return rule_set.rounding.to.denominator
    if not taken.worths and not len(taken.facts):
        return 1
    parts = _denominators(taken.worths)
    if leaf.per is not None:
        values = quantity(facts, leaf.per)[taken.facts]
        step = int(np.gcd.reduce(values)) if len(values) else QUANTITY_SCALE
        parts *= Fraction(step, QUANTITY_SCALE).denominator
    if leaf.ratio is not None:
        above, below = (quantity(facts, name)[taken.facts] for name in leaf.ratio)
        if len(below):
            parts *= lcm(*(np.unique(below // np.gcd(above, below)).tolist()))
    return parts


def _of_share(node: Node, matched: Matched) -> int:
    assert node.share
    sharers = matched.sharers[node.id]
    # Only the works that facts below this node speak of are shared.
    taken = [matched.taken[leaf.id].facts for leaf in node.leaves()]
    works = matched.facts.work.take(np.concatenate(taken)) if taken else np.zeros(0, np.int64)
    if node.share.by_order:
        return _denominators(node.share.by_order)
    if node.share.first is None or node.share.others is None:
        counts = np.unique((sharers.firsts + sharers.others)[works])
        return lcm(1, *(count for count in counts.tolist() if count))
    firsts, others = np.unique(sharers.firsts[works]).tolist(), np.unique(sharers.others[works]).tolist()
    return lcm(
        *(node.share.first.denominator * count for count in firsts if count),
        *(node.share.others.denominator * count for count in others if count),
    )


def _denominators(values: Iterable[Fraction]) -> int:
    return lcm(1, *(value.denominator for value in values))
