"""Where points are rounded, and by what (section 6 of docs/rules.md)."""

from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from rules.document import Node, Rounding, RuleSet
from rules.remembered import remembered
from scoring.method import FORMER, PRESENT

Roundings = dict[str, Rounding]


def roundings(rule_set: RuleSet, method: int) -> tuple[Roundings, Roundings]:
    """By what each node rounds: what it comes to (`settling`), and items on their way (`entering`)."""
    return _present(rule_set) if method == PRESENT else _roundings(rule_set, method)


@remembered
def _present(rule_set: RuleSet) -> tuple[Roundings, Roundings]:
    return _roundings(rule_set, PRESENT)


def _roundings(rule_set: RuleSet, method: int) -> tuple[Roundings, Roundings]:
    return settling(rule_set.root, rule_set.rounding, method), entering(rule_set, method)


def settling(root: Node, header: Rounding, method: int) -> Roundings:
    """By which each node of the period rounds what it comes to: its own rounding, or the header's.

    Where the header would undo what a node below rounded to finer steps, those are kept: the step is then the
    largest of which the header's and those from below are multiples. Formerly, only its own.
    """
    found: Roundings = {}
    for node in reversed(root.walk()):
        steps = [
            child.rounding.to if child.grain != "period" and child.rounding else found[child.id].to
            for child in node.children
            if child.grain == "period" or child.rounding
        ]
        step = reduce(_common, steps, header.to)
        if node.grain == "period":
            found[node.id] = node.rounding or Rounding(step, header.mode)
    if method == FORMER:
        return {node.id: node.rounding for node in root.walk() if node.id in found and node.rounding}
    return found


def entering(rule_set: RuleSet, method: int) -> Roundings:
    """By what each node's items are rounded that it hands into the period: as the header says.

    A node of the period that rounds finer than the header lets in what it asks for; formerly it did not.
    """
    found: Roundings = {}
    _enter(rule_set.root, rule_set.rounding, rule_set.rounding, found, finer=method != FORMER)
    return found


def _enter(node: Node, above: Rounding, header: Rounding, found: Roundings, *, finer: bool) -> None:
    if node.grain == "period":
        own = node.rounding if finer else None
        above = own if own is not None and own.to < header.to else header
    found[node.id] = above
    for child in node.children:
        _enter(child, above, header, found, finer=finer)


def finest(rule_set: RuleSet) -> Rounding:
    """The steps of which everything that a measure rounds is a multiple, in the mode of the header."""
    steps = [node.rounding.to for node in rule_set.root.walk() if node.rounding]
    return Rounding(reduce(_common, steps, rule_set.rounding.to), rule_set.rounding.mode)


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The largest number of which both are multiples."""
    below = lcm(one.denominator, other.denominator)
    return Fraction(gcd(int(one * below), int(other * below)), below)


def is_multiple(parts: int, step: Fraction) -> bool:
    """Whether one of so many parts of a point is a multiple of a step, and so is whatever is made of them."""
    return step.denominator % (step.numerator * parts) == 0
