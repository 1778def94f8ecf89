"""What can be at all: facts that a condition leaves over, and rows and rules that never get their turn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from rules.catalogue import Catalogue
from rules.document import Case, Leaf, Node
from rules.when import KIND, All, AnyOf, Labels, Missing, Range, Test, alternatives

Atom = Labels | Range | Missing
# A measure in use takes some thousand steps; what an unfriendly hand writes could take all day.
MAX_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one attribute: its labels (None: any), its bounds, and whether there is a value."""

    labels: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    low: int | None = None
    high: int | None = None
    present: bool | None = None

    @property
    def possible(self) -> bool:
        empty = self.labels is not None and not self.labels - self.excluded
        crossed = self.low is not None and self.high is not None and self.low >= self.high
        asked = self.labels is not None or self.excluded or (self.low, self.high) != (None, None)
        return not empty and not crossed and not (self.present is False and asked)


# No value and some value at once.
NOTHING = Known(labels=frozenset())


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a fact that satisfies some tests. `clash` is the attribute that cannot be both."""

    of: dict[str, Known] = field(default_factory=dict)
    clash: str | None = None


@dataclass(slots=True)
class Reach:
    """Reasons about tests with one catalogue, as long as its steps last: then nothing more is found."""

    catalogue: Catalogue
    steps: int = MAX_STEPS

    def situations(self, *tests: Test | None) -> list[Situation]:
        """The situations in which all of `tests` hold, and those in which they contradict each other."""
        ways = math.prod(alternatives(test) for test in tests if test is not None)
        self.steps -= ways
        if self.steps < 0:
            return []
        choices = product(*(_alternatives(test) for test in tests if test is not None))
        return [self._situation([atom for atoms in way for atom in atoms]) for way in choices]

    def _situation(self, atoms: list[Atom]) -> Situation:
        found: dict[str, Known] = {}
        for atom in atoms:
            known = self._learn(found.get(atom.attribute, Known()), atom)
            found[atom.attribute] = known
            if not known.possible:
                return Situation(found, atom.attribute)
        return Situation(found)

    def _learn(self, known: Known, atom: Atom) -> Known:
        match atom:
            case Missing(missing=True):
                return replace(known, present=False) if known.present is not True else NOTHING
            case Missing():
                return (
                    replace(known, present=True)
                    if known.present is not False
                    else replace(known, labels=frozenset())
                )
            case Range(low=low, high=high):
                lows = [each for each in (known.low, low) if each is not None]
                highs = [each for each in (known.high, high) if each is not None]
                bounds = replace(known, low=max(lows, default=None), high=min(highs, default=None))
                return bounds if known.present is False else replace(bounds, present=True)
        all_of = self._labels(atom.attribute) if known.labels is None else known.labels
        if atom.negated:
            left = replace(known, labels=all_of, excluded=known.excluded | atom.values)
        else:
            left = replace(known, labels=atom.values if all_of is None else all_of & atom.values)
        return left if known.present is False else replace(left, present=True)

    def _labels(self, attribute: str) -> frozenset[str] | None:
        """The labels that an attribute can have; None where they are open."""
        if attribute == KIND:
            return frozenset(self.catalogue.kinds)
        known = self.catalogue.attributes.get(attribute)
        if known is None or known.type not in ("choice", "yesno"):
            return None
        return frozenset(known.values) if known.type == "choice" else frozenset({"是", "否"})

    def implied(self, test: Test | None, situation: Situation) -> bool:
        """Whether `test` surely holds for a fact of which this much is known."""
        match test:
            case None:
                return True
            case All(parts=parts):
                return all(self.implied(part, situation) for part in parts)
            case AnyOf(parts=parts):
                return any(self.implied(part, situation) for part in parts)
        known = situation.of.get(test.attribute, Known())
        if isinstance(test, Missing):
            return known.present is (not test.missing)
        if known.present is not True:
            return False
        if isinstance(test, Range):
            above = test.low is None or (known.low is not None and known.low >= test.low)
            return above and (test.high is None or (known.high is not None and known.high <= test.high))
        if known.labels is None:
            return test.negated and test.values <= known.excluded
        left = known.labels - known.excluded
        return not left & test.values if test.negated else left <= test.values

    def never(self, leaf: Leaf) -> str | None:
        """The attribute by which a leaf can take no fact; None where it can take some."""
        found = self.situations(leaf.test)
        return found[0].clash if found and all(one.clash for one in found) else None

    def idle_cases(self, leaf: Leaf) -> Iterator[tuple[Case, Case | None, str | None]]:
        """The cases that no fact comes to: each with the earlier that takes all, or what contradicts it."""
        for at, case in enumerate(leaf.cases):
            found = self.situations(leaf.test, case.test)
            open_ones = [one for one in found if one.clash is None]
            self.steps -= at * len(open_ones) // 8
            if self.steps < 0:
                return
            if not open_ones:
                yield case, None, found[0].clash if found else None
                continue
            for before in leaf.cases[:at]:
                if all(self.implied(before.test, one) for one in open_ones):
                    yield case, before, None
                    break

    def idle_children(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """The children of a `first` node that never get their turn, each with the one that always does."""
        if node.combine != "first":
            return
        for at, child in enumerate(node.children):
            leaves = child.leaves()
            for before in node.children[:at]:
                if leaves and all(self._always(before, leaf.leaf) for leaf in leaves):
                    yield child, before
                    break

    def _always(self, before: Node, leaf: Leaf | None) -> bool:
        """Whether `before` surely takes every fact that `leaf` takes."""
        if leaf is None or leaf.counted or self.steps < 0:
            return False
        if any(node.guard or node.pick or node.excess for node in before.walk()):
            return False
        found = [one for one in self.situations(leaf.test) if one.clash is None]
        return bool(found) and any(
            own.take == leaf.take
            and own.date == leaf.date
            and not own.counted
            and (own.per, own.ratio) == (None, None)
            and (own.having in (None, leaf.having) and own.without in (None, leaf.without))
            and all(self.implied(own.test, one) for one in found)
            and all(any(self.implied(case.test, one) for case in own.cases) for one in found)
            for own in (each.leaf for each in before.leaves())
            if own is not None
        )


def _alternatives(test: Test) -> list[list[Atom]]:
    """A test as alternatives, each a list of what must hold together."""
    match test:
        case All(parts=parts):
            ways = product(*(_alternatives(part) for part in parts))
            return [[atom for atoms in way for atom in atoms] for way in ways]
        case AnyOf(parts=parts):
            return [way for part in parts for way in _alternatives(part)]
    return [[test]]
