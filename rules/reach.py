"""How far a measure looks: the days on which a fact can count."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from rules.document import RuleSet
from rules.remembered import remembered
from rules.when import DATE, KIND, All, AnyOf, Labels, Range, Test

# First and last day, both included, as ordinals; none where the last comes before the first.
Span = tuple[int, int]
ALWAYS: Span = (date.min.toordinal(), date.max.toordinal())


Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class TermReach:
    """What the rules of a term can count: records of `kinds` with any day from `first` to `last`."""

    first: date
    last: date
    kinds: frozenset[str]

    def counts(self, kind: str, days: Days) -> bool:
        """Whether a record whose facts count between these days can count for the term."""
        return kind in self.kinds and touches(days, (self.first, self.last))


Reach = Days | TermReach


def both_terms(one: TermReach | None, other: TermReach | None) -> TermReach | None:
    """What the rules of the term of either of two measures can count, perhaps more."""
    if one is None or other is None:
        return one or other
    first, last = min(one.first, other.first), max(one.last, other.last)
    return TermReach(first, last, one.kinds | other.kinds)


def touches(days: Days, reach: Days) -> bool:
    """Whether two spans have a day in common."""
    return days[0] <= reach[1] and days[1] >= reach[0]


def counts(reach: Reach, kind: str, days: Days) -> bool:
    """Whether a record of a kind, whose facts count between these days, is within a reach."""
    return reach.counts(kind, days) if isinstance(reach, TermReach) else touches(days, reach)


def reaching(rule_set: RuleSet) -> Callable[[str, Iterable[date]], bool]:
    """Tells whether a measure can count a fact of a kind by any of some days, in its year or for its term."""
    of_year, of_term = reach(rule_set), term_reach(rule_set)
    reached: list[Reach] = [of_year] if of_term is None else [of_year, of_term]
    return lambda kind, days: any(counts(one, kind, (day, day)) for day in days for one in reached)


@remembered
def term_reach(rule_set: RuleSet) -> TermReach | None:
    """What the rules of the term can count; None where the measure has none.

    It is only of the kinds that they ask for: of five years a measure reads what it counts, and not all.
    """
    if rule_set.term is None or not rule_set.term_counts:
        return None
    kinds = {
        kind
        for node in rule_set.term_counts
        if node.leaf
        for part in (node.leaf.test.parts if isinstance(node.leaf.test, All) else (node.leaf.test,))
        if isinstance(part, Labels) and part.attribute == KIND
        for kind in part.values
    }
    return TermReach(rule_set.term, rule_set.end, frozenset(kinds))


@remembered
def reach(rule_set: RuleSet) -> tuple[date, date]:
    """The first and the last day, both included, on which a fact can count for anything.

    The widest range of counted dates over all leaves, with the period of the rule set: a measure for 2020
    that counts proposals from 1 December to 30 November reaches back to 1 December 2019. What is compared is
    the date by which a leaf counts, which may be an outcome's or an attribute's and not the record's own.
    """
    first, last = rule_set.start.toordinal(), rule_set.end.toordinal()
    for node in (leaf for tree in rule_set.trees() for leaf in tree.leaves()):
        assert node.leaf
        if node.leaf.number is not None:
            continue
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
