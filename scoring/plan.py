"""What a rule set asks, worked out once: a small run would spend most of its time on that."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from threading import Lock
from typing import NamedTuple

import numpy as np

from rules.document import Case, Leaf, Node, RuleSet
from rules.record import TERM_END
from rules.when import Labels, Test
from scoring.columns import Question, Questionnaire
from scoring.roster import MONTHS

# How many rule sets are remembered: a committee works with one, compares two, a county has some.
REMEMBERED = 16
# And of how many different answers to a measure what its leaves give.
ANSWERS = 1 << 12
_plans: "OrderedDict[str, Plan]" = OrderedDict()
_lock = Lock()


class Given(NamedTuple):
    """What a leaf gives for a fact that it takes, before quantities, and whether its rate counts the fact."""

    worth: Fraction
    of: bool = False
    among: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions of one rule set.

    `leaves` take facts by answers of `measure`: each reads those of its place in `read`. `relations` asks the
    `related` tests, then who shares in each of `shares` (among whom, outsiders too), then who stands in first
    place; None where nothing is related or shared. `sharing` pairs a node with what it shares among.
    `exclusions` is None where nothing is excluded.
    """

    leaves: tuple[Node, ...]
    read: tuple[slice, ...]
    measure: Questionnaire
    related: tuple[Test, ...]
    shares: tuple[tuple[Test | None, bool], ...]
    sharing: tuple[tuple[str, tuple[Test | None, bool]], ...]
    relations: Questionnaire | None
    exclusions: Questionnaire | None
    _given: dict[bytes, tuple[tuple[int, Given], ...]] = field(default_factory=dict, compare=False)

    def given(self, answers: bytes) -> tuple[tuple[int, Given], ...]:
        """By place in `leaves`, what those leaves give that take a fact of these answers to `measure`.

        The answers are bits, the first the highest. Most come again with the next change.
        """
        found = self._given.get(answers)
        if found is None:
            held = np.unpackbits(np.frombuffer(answers, np.uint8)).astype(bool).tolist()
            each = enumerate(zip(self.leaves, self.read, strict=True))
            told = ((at, _given(node.leaf, held[read])) for at, (node, read) in each if node.leaf)
            found = tuple((at, own) for at, own in told if own is not None)
            if len(self._given) >= ANSWERS:
                self._given.clear()
            self._given[answers] = found
        return found

    @property
    def of_the_day(self) -> bool:
        """Whether what a leaf takes of a fact depends on the day as of which it is asked, and not only on the
        fact: on what its work has had by then, or on how long its member stays."""
        asked = (self.measure, self.relations, self.exclusions)
        read = {name for one in asked if one is not None for name in one.attributes}
        return bool(self.related) or not read.isdisjoint((MONTHS, TERM_END))


def plan(rule_set: RuleSet) -> Plan:
    """The plan of `rule_set`, kept by its digest."""
    with _lock:
        known = _plans.get(rule_set.digest)
        if known is not None:
            _plans.move_to_end(rule_set.digest)
            return known
    made = _plan(rule_set)
    with _lock:
        _plans[rule_set.digest] = made
        if len(_plans) > REMEMBERED:
            _plans.popitem(last=False)
    return made


def _plan(rule_set: RuleSet) -> Plan:
    nodes, catalogue = rule_set.root.walk(), rule_set.catalogue
    questions: list[Question] = []
    leaves, read = [], []
    asking: list[Leaf | Case] = []
    for node in nodes:
        if node.leaf and node.leaf.number is None:
            own = list(_questions(node.leaf))
            leaves.append(node)
            read.append(slice(len(questions), len(questions) + len(own)))
            questions += own
            asking += [node.leaf, *node.leaf.factors]
    tests = (test for one in asking for test in (one.having, one.without) if test is not None)
    related = tuple(dict.fromkeys(tests))
    sharing = tuple((node.id, (node.share.among, node.share.outsiders)) for node in nodes if node.share)
    # Nodes that share among the same authors ask once.
    shares = tuple(dict.fromkeys(share for _, share in sharing))
    relations = [Question(test, take="outcome") for test in related]
    relations += [Question(among) for among, _ in shares]
    first = Question(Labels("位次", frozenset({"首"})))
    exclusions = [Question(each.test, take=each.take) for each in rule_set.exclusions]
    return Plan(
        leaves=tuple(leaves),
        read=tuple(read),
        measure=Questionnaire(questions, catalogue, related),
        related=related,
        shares=shares,
        sharing=sharing,
        relations=Questionnaire([*relations, first], catalogue) if relations else None,
        exclusions=Questionnaire(exclusions, catalogue) if exclusions else None,
    )


def _questions(leaf: Leaf) -> Iterator[Question]:
    """What has to be asked for a leaf: whether it takes a fact, then its conditional cases and factors, then
    the parts of its rate."""
    yield Question(leaf.test, leaf.date, leaf.take, leaf.having, leaf.without)
    for case in (*leaf.cases, *leaf.factors):
        if case.conditional:
            yield Question(case.test, leaf.date, having=case.having, without=case.without)
    for part in (leaf.rate.of, leaf.rate.among) if leaf.rate else ():
        if part.test is not None:
            yield Question(part.test, leaf.date)


def _given(leaf: Leaf, answers: Sequence[bool]) -> Given | None:
    """What a leaf gives for a fact of these answers to its `_questions`; None: it does not take it."""
    takes, *others = answers
    if not takes:
        return None
    rest = iter(others)
    cases, factors = (
        [one.value for one in some if not one.conditional or next(rest)]
        for some in (leaf.cases, leaf.factors)
    )
    if leaf.rate:
        of, among = (part.test is None or next(rest) for part in (leaf.rate.of, leaf.rate.among))
        return Given(Fraction(0), of, among)
    if leaf.cases and not cases:
        return None
    return Given(prod(factors, start=cases[0] if cases else Fraction(0)))
