"""What a measure looks at: of which kinds, which attributes its rules ask for."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.condition import Condition, Either, Every, Negation, Person
from rules.document import Leaf, RuleSet
from rules.when import KIND, All, AnyOf, Labels, Range, Test
from rules.wording import carried_words


@dataclass(frozen=True, slots=True)
class Need:
    """A rule asks for an attribute of records of `kinds`; of members where there are none."""

    rule: str
    title: str
    kinds: tuple[str, ...]
    attribute: str


def needs(rule_set: RuleSet) -> list[Need]:
    """Every attribute that a rule cannot do without, in the order of the document.

    A rule that asks whether an attribute is missing can do without it.
    """
    found: list[Need] = []
    leaves = [leaf for tree in rule_set.trees() for leaf in tree.leaves()]
    for node in (*leaves, *rule_set.term_counts):
        assert node.leaf is not None
        if node.leaf.number is not None:
            continue
        kinds = _kinds(node.leaf.test, rule_set)
        own = {name for kind in kinds for name in rule_set.catalogue.kinds[kind].attributes}
        for name in dict.fromkeys(_asked(node.leaf)):
            found.append(Need(node.id, node.title, kinds if name in own else (), name))
    conditions = [(one.id, one.title, one.condition) for one in rule_set.unranked]
    conditions += [(one.id, one.title, one.condition) for one in rule_set.gates]
    conditions += [(one.id, one.title, one.condition) for one in rule_set.groups if one.condition]
    conditions += [
        (one.id, one.title, one.condition) for one in rule_set.consequences if one.condition is not None
    ]
    for rule, title, condition in conditions:
        found += [Need(rule, title, (), name) for name in dict.fromkeys(_of_person(condition))]
    for ranking in rule_set.groups:
        found.append(Need(ranking.id, ranking.title, (), ranking.of))
    # Unless a closed year tells it: that is for who asks to know.
    found += [Need("last_year", carried_words(one), (), one.name) for one in rule_set.carried]
    members = {attribute.name for attribute in rule_set.catalogue.member_attributes()}
    return [need for need in found if need.kinds or need.attribute in members]


def _kinds(test: Test, rule_set: RuleSet) -> tuple[str, ...]:
    """The kinds that a test leaves over."""
    catalogue = rule_set.catalogue
    named: set[str] = set(catalogue.kinds)
    for part in test.parts if isinstance(test, All) else (test,):
        if isinstance(part, Labels) and part.attribute == KIND:
            named = named - part.values if part.negated else named & part.values
    return tuple(kind for kind in catalogue.kinds if kind in named)


def _asked(leaf: Leaf) -> Iterator[str]:
    yield from _names(leaf.test)
    for case in (*leaf.cases, *leaf.factors):
        yield from _names(case.test)
    yield from (name for name in (leaf.per, *(leaf.ratio or ())) if name)
    if leaf.rate is not None:
        for part in (leaf.rate.of, leaf.rate.among):
            yield from _names(part.test)
            if part.quantity:
                yield part.quantity


def _names(test: Test | None) -> Iterator[str]:
    if isinstance(test, All | AnyOf):
        for part in test.parts:
            yield from _names(part)
    elif isinstance(test, Labels | Range) and test.attribute != KIND and not test.attribute.startswith("@"):
        yield test.attribute


def _of_person(condition: Condition | None) -> Iterator[str]:
    if isinstance(condition, Person):
        yield from _names(condition.test)
    elif isinstance(condition, Every | Either):
        for part in condition.parts:
            yield from _of_person(part)
    elif isinstance(condition, Negation):
        yield from _of_person(condition.part)
