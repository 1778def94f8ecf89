"""Leaves that pay once per member, for a number of facts or a rate of them (F10, F18)."""

from fractions import Fraction

import numpy as np

from rules.compare import OPERATORS
from rules.condition import COUNTED
from rules.document import Leaf, Node, Part, RuleSet
from rules.number import decimal
from rules.when import QUANTITY_SCALE
from scoring.arithmetic import Scale, round_quotient
from scoring.counts import Counts
from scoring.facts import Flags, Integers
from scoring.roster import Roster, Tenure


class Unscorable(Exception):
    """A rule came to what no rule can mean: which one, where it is written, and of whom (a member's key)."""


def check_rates(rule_set: RuleSet, counts: Counts, roster: Roster) -> None:
    """Raises `Unscorable` where a rate exceeds 1: it would pay for more than there was."""
    for node in [*rule_set.root.leaves(), *rule_set.term_counts]:
        if node.leaf is None or node.leaf.rate is None:
            continue
        above, below, known = numbers(node, counts)
        over = np.flatnonzero(known & (above > below))
        if len(over):
            at = int(over[0])
            whose = "名委员" if roster.heads is None else "个组"
            percent = decimal(Fraction(round(Fraction(int(above[at]) * 1000, int(below[at]))), 10))
            place = f"{node.mark.file or rule_set.file}:{node.mark.line}:{node.mark.column}"
            raise Unscorable(
                f"{place}: 规则“{node.id}”（{node.title}）有 {len(over)} {whose}的比率超过 100%"
                f"（如 {roster.keys[at]}，{percent}%），没有计分。among 应包括 of 数到的全部：改 of 或 among"
            )


def counted_totals(
    node: Node, counts: Counts, rule_set: RuleSet, scale: Scale, tenure: Tenure
) -> tuple[Integers, Flags]:
    """Points per member in units, and who has any: those whose number or rate fits a band."""
    assert node.leaf
    above, below, known = numbers(node, counts)
    if not node.leaf.bands:
        rounding = node.rounding or rule_set.rounding
        # The quotient is rounded here and now, so that its denominator never enters the scale.
        factor = node.leaf.cases[0].value / rounding.to
        exact = above.astype(object) * factor.numerator
        steps = round_quotient(exact, below.astype(object) * factor.denominator, rounding.mode)
        return _typed(np.where(known, steps * scale.units(rounding.to), 0), scale), known
    value, took = scale.zeros(counts.members), np.zeros(counts.members, bool)
    for band in reversed(node.leaf.bands):
        fits = known.copy()
        for operator, bound in band.compare.bounds:
            if band.pro_rata:
                # Nobody meets a requirement by not having been a member.
                fits &= (tenure.months > 0) & compare(
                    above, below * tenure.quota(bound, band.pro_rata), operator
                )
            else:
                fits &= compare(above * bound.denominator, below * bound.numerator, operator)
        value = np.where(fits, scale.units(band.points), value)
        took |= fits
    return _typed(value, scale), took


def numbers(node: Node, counts: Counts) -> tuple[Integers, Integers, Flags]:
    """The number or rate as a quotient of two arrays, and for whom it is known."""
    leaf = node.leaf
    assert leaf
    if leaf.number is not None or leaf.less is not None:
        return _from_amounts(node, leaf, counts)
    counts = counts.holding(node.id)
    taken = counts.matched.taken[node.id]
    if leaf.rate is None:
        assert leaf.count
        unit = QUANTITY_SCALE if leaf.count not in COUNTED else 1
        number = counts.number(taken.facts, leaf.count, leaf.date)
        if leaf.per_head:
            assert counts.heads is not None
            return number, unit * np.maximum(counts.heads, 1), counts.heads > 0
        return number, np.full(counts.members, unit), np.ones(counts.members, bool)
    assert taken.of is not None
    assert taken.among is not None
    above, below = _part(leaf.rate.of, taken.of, counts), _part(leaf.rate.among, taken.among, counts)
    unit = QUANTITY_SCALE if leaf.rate.among.quantity else 1
    known = (below > 0) & compare(
        below * leaf.rate.least.denominator, leaf.rate.least.numerator * unit, "min"
    )
    # A count over a quantity compares units: both in thousandths.
    above = above * (unit if not leaf.rate.of.quantity else 1)
    below = below * (QUANTITY_SCALE if leaf.rate.of.quantity and unit == 1 else 1)
    return above, np.where(known, below, 1), known


def _counted(node: Node, leaf: Leaf, counts: Counts) -> Integers:
    """What a leaf counts itself, or the rule of the term that it names."""
    if leaf.number is not None:
        return counts.of([leaf.number], leaf.count or "work")
    return counts.number(counts.matched.taken[node.id].facts, leaf.count or "work", leaf.date)


def _from_amounts(node: Node, leaf: Leaf, counts: Counts) -> tuple[Integers, Integers, Flags]:
    """A number that is an amount, or that an amount is taken from; unknown to who has no such amount."""
    if leaf.number is not None and leaf.number in counts.roster.histories:
        number = counts.amount(leaf.number)
        known = number >= 0
    else:
        number = _counted(node, leaf, counts) * (QUANTITY_SCALE if leaf.count in COUNTED else 1)
        known = np.ones(counts.members, bool)
    if leaf.less is not None:
        less = counts.amount(leaf.less)
        number, known = number - less, known & (less >= 0)
    return np.where(known, number, 0), np.full(counts.members, QUANTITY_SCALE), known


def compare(left: Integers, right: Integers | int, operator: str) -> Flags:
    """An operator of the language, element by element."""
    return np.asarray(OPERATORS[operator](left, right), bool)


def _part(part: Part, facts: Integers, counts: Counts) -> Integers:
    return counts.number(facts, part.quantity or "record")


def _typed(value: Integers, scale: Scale) -> Integers:
    return value.astype(object if scale.wide else np.int64)
