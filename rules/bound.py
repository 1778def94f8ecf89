"""How many points a node can come to at most and at least, whatever the records; None is without bound."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rules.compare import Compare
from rules.document import Leaf, Node, RuleSet

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Span:
    """From `least` to `most`; None is without bound."""

    least: Fraction | None
    most: Fraction | None

    def times(self, low: Fraction, high: Fraction) -> "Span":
        """Multiplied by something from `low` to `high`, neither below 0."""
        least = None if self.least is None else min(self.least * low, self.least * high)
        return Span(least, None if self.most is None else max(self.most * low, self.most * high))

    def with_zero(self) -> "Span":
        return Span(
            None if self.least is None else min(self.least, ZERO),
            None if self.most is None else max(self.most, ZERO),
        )

    def repeated(self, number: int | None) -> "Span":
        """The sum of at most so many; None is any number."""
        span = self.with_zero()
        if number is not None:
            return span.times(ZERO, Fraction(number))
        return Span(ZERO if span.least == 0 else None, ZERO if span.most == 0 else None)

    def limited(self, node: Node) -> "Span":
        """After the base, the floor and the cap of a node."""
        base = node.base or ZERO
        least = None if self.least is None else self.least + base
        most = None if self.most is None else self.most + base
        if node.floor is not None:
            least = node.floor if least is None else max(least, node.floor)
            most = None if most is None else max(most, node.floor)
        if node.cap is not None:
            most = node.cap if most is None else min(most, node.cap)
            least = None if least is None else min(least, node.cap)
        return Span(least, most)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The spans of every node of a measure: of one item of its grain, before and after its own limits."""

    before: dict[str, Span]
    after: dict[str, Span]


def bounds(rule_set: RuleSet) -> Bounds:
    """The spans of all nodes, by id."""
    found = Bounds({}, {})
    for tree in rule_set.trees():
        _visit(tree, found)
    return found


def _visit(node: Node, found: Bounds) -> Span:
    """The span of one item that the node hands on."""
    own = node.grain or "record"
    if node.leaf is not None:
        span = _of_items(_leaf(node.leaf), node, single=node.leaf.counted or own == "record")
    elif node.children:
        parts = [_handed(child, _visit(child, found), own, node) for child in node.children]
        span = _combined(parts, node)
    else:
        # What is left over of another rule is never below 0.
        span = Span(ZERO, None if node.excess else ZERO)
    if node.leaf is None:
        low, high = (ZERO, Fraction(1)) if node.weight is None else (node.weight, node.weight)
        span = span.times(low, high) if low >= 0 else Span(None, None)
    if node.share is not None:
        span = span.with_zero().times(ZERO, Fraction(1))
    if node.base is not None and node.guard is not None:
        span = span.with_zero()
    found.before[node.id] = Span(*(_plus(each, node.base) for each in (span.least, span.most)))
    limited = span.limited(node)
    # Without a fact there is nothing to limit; only a base is given all the same.
    surely = node.base is not None and node.guard is None
    found.after[node.id] = limited if surely else limited.with_zero()
    return found.after[node.id]


def _plus(value: Fraction | None, base: Fraction | None) -> Fraction | None:
    return None if value is None else value + (base or ZERO)


def _handed(child: Node, span: Span, grain: str, parent: Node) -> Span:
    """What all items of a child come to within one item of the parent's grain."""
    return _of_items(span, parent, single=(child.grain or "record") == grain)


def _of_items(span: Span, node: Node, single: bool) -> Span:
    """What a node makes of items of one span: of one of them, or of any number."""
    if single or node.combine != "sum":
        return span.with_zero()
    pick = node.pick
    number = (
        None
        if pick is None or pick.last is None
        else (pick.last - pick.first + 1 + pick.every - 1) // pick.every
    )
    return span.repeated(number)


def _combined(parts: Iterable[Span], node: Node) -> Span:
    spans = list(parts)
    leasts, mosts = [span.least for span in spans], [span.most for span in spans]
    if node.combine == "sum":
        return Span(_total(leasts), _total(mosts))
    low = [each for each in leasts if each is not None]
    high = [each for each in mosts if each is not None]
    return Span(min(low) if len(low) == len(spans) else None, max(high) if len(high) == len(spans) else None)


def _total(values: list[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _leaf(leaf: Leaf) -> Span:
    """What one fact of a leaf is worth, or the whole of a leaf that pays for a number."""
    if leaf.bands:
        points = [band.points for band in leaf.bands]
        return Span(min(ZERO, *points), max(ZERO, *points))
    values = [case.value for case in leaf.cases] or [ZERO]
    span = Span(min(values), max(values))
    low = high = Fraction(1)
    for factor in leaf.factors:
        if factor.value < 0:
            return Span(None, None)
        low, high = low * min(factor.value, Fraction(1)), high * max(factor.value, Fraction(1))
    span = span.times(low, high)
    # A quantity may be any, and so may a quotient of two.
    # What is taken from a number may leave less than nothing.
    if leaf.less is not None:
        return Span(None, None)
    single = (leaf.per, leaf.ratio, leaf.rate, leaf.number) == (None, None, None, None)
    return span if single else span.repeated(None)


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers that bounds leave over; an end that is not `closed` is not among them."""

    low: Fraction | None
    low_closed: bool
    high: Fraction | None
    high_closed: bool

    def within(self, other: "Interval") -> bool:
        """Whether all numbers of this one are among those of the other."""
        return self.shared(other) == self

    def shared(self, other: "Interval") -> "Interval":
        """The numbers of both."""
        low, low_closed = max(
            ((each.low, each.low_closed) for each in (self, other) if each.low is not None),
            key=lambda end: (end[0], not end[1]),
            default=(None, False),
        )
        high, high_closed = min(
            ((each.high, each.high_closed) for each in (self, other) if each.high is not None),
            key=lambda end: (end[0], end[1]),
            default=(None, False),
        )
        return Interval(low, low_closed, high, high_closed)

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))


def interval(compare: Compare) -> Interval:
    """The numbers that satisfy all bounds."""
    found = Interval(None, False, None, False)
    for name, value in compare.bounds:
        one = {
            "min": Interval(value, True, None, False),
            "above": Interval(value, False, None, False),
            "max": Interval(None, False, value, True),
            "below": Interval(None, False, value, False),
            "equals": Interval(value, True, value, True),
        }[name]
        found = found.shared(one)
    return found
