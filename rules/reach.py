"""How far a measure looks: the days on which a fact can count."""

from datetime import date

from rules.document import RuleSet
from rules.when import DATE, All, AnyOf, Range, Test

# First and last day, both included, as ordinals; none where the last comes before the first.
Span = tuple[int, int]
ALWAYS: Span = (date.min.toordinal(), date.max.toordinal())


def reach(rule_set: RuleSet) -> tuple[date, date]:
    """The first and the last day, both included, on which a fact can count for anything.

    The widest range of counted dates over all leaves, with the period of the rule set: a measure for 2020
    that counts proposals from 1 December to 30 November reaches back to 1 December 2019. What is compared is
    the date by which a leaf counts, which may be an outcome's or an attribute's and not the record's own.
    """
    first, last = rule_set.start.toordinal(), rule_set.end.toordinal()
    for node in (leaf for tree in rule_set.trees() for leaf in tree.leaves()):
        assert node.leaf
        begins, ends = _counted(node.leaf.test)
        if begins <= ends:
            first, last = min(first, begins), max(last, ends)
    return date.fromordinal(first), date.fromordinal(last)


def _counted(test: Test) -> Span:
    """The counted dates, from the first to the last, that can satisfy `test`."""
    match test:
        case All(parts=parts) if parts:
            begins, ends = zip(*map(_counted, parts), strict=True)
            return max(begins), min(ends)
        case AnyOf(parts=parts) if parts:
            begins, ends = zip(*map(_counted, parts), strict=True)
            return min(begins), max(ends)
        case Range(attribute=attribute, low=low, high=high) if attribute == DATE:
            return ALWAYS[0] if low is None else low, ALWAYS[1] if high is None else high - 1
    return ALWAYS
