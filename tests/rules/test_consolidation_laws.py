"""Laws of supplements, over random measures and random supplements of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.consolidated_text import consolidated
from rules.document import RuleSet
from rules.loader import loads
from rules.record import Member, Record
from rules.source import DocumentRefused, Mark
from scoring.run import score
from tests.scoring.chooser import Chooser
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import header_of, measures
from tests.scoring.random_rules import CHANGE_DAYS, FACTORS, POINTS, leaf
from tests.scoring.reference import Reference
from tests.scoring.yaml_text import Data, document

DAYS = ["2022-01-01", *CHANGE_DAYS, "2022-11-30"]


class Changed(NamedTuple):
    base: str
    supplements: list[tuple[str, str]]

    @property
    def rule_set(self) -> RuleSet:
        return loads(self.base, "年度.yaml", supplements=self.supplements)


def supplement(changes: list[Data]) -> str:
    header: dict[str, Data] = {
        "language": "1",
        "supplement": "补充",
        "to": {"committee": "随机", "year": "2022"},
        "citation": "补",
        "changes": changes,
    }
    return document(header)


def nodes_of(tree: Data) -> list[dict[str, Data]]:
    """A node and all below it, as plain data."""
    assert isinstance(tree, dict)
    below = tree.get("rules", [])
    assert isinstance(below, list)
    return [tree, *(node for item in below for node in nodes_of(item))]


def change(choose: Chooser, rules: list[dict[str, Data]], number: int) -> dict[str, Data]:
    """Something that a supplement may do, or may be refused for."""
    rule = choose.of(rules)
    name = str(rule["id"])
    when: dict[str, Data] = {"effective": choose.of(DAYS)} if choose.below(3) else {"retroactive": "是"}
    new: dict[str, Data] = {"title": "新", **leaf(choose, "record", works_only=False)}
    new.pop("over", None)
    match choose.below(6):
        case 0:
            return {"remove": name, **when}
        case 1:
            return {"add": {"id": f"新{number}", **new}, "under": name, **when}
        case 2:
            return {"replace": name, "with": new, **when}
        case 3:
            key = choose.of(["cap", "floor", "base", "round.to", "pick.to", "share.first", "rate.from"])
            return {"set": f"{name}.{key}", "to": choose.of(["1", "3"]), **when}
        case 4:
            key = choose.of(["times", "times.1", "times.2"])
            return {"set": f"{name}.{key}", "to": choose.of(FACTORS), **when}
    table = rule.get("table")
    rows = table["values"] if isinstance(table, dict) else {}
    assert isinstance(rows, dict)
    path = f"table.{choose.of(list(rows))}" if rows else "points"
    return {"set": f"{name}.{path}", "to": choose.of(POINTS), **when}


@st.composite
def changed(draw: st.DrawFn) -> Changed:
    """A random measure with up to three supplements that it takes."""
    choose = Chooser(draw)
    base = draw(measures())
    rules = nodes_of(header_of(base)["root"])
    found = Changed(base, [])
    for number in range(choose.between(1, 5)):
        one = change(choose, rules, number)
        more = Changed(base, [*found.supplements, (supplement([one]), f"补{number}.yaml")])
        try:
            assert more.rule_set
        except DocumentRefused:
            continue
        found = more
    return found


def unmarked(value: object) -> object:
    """A model without its places, to compare what it says."""
    if isinstance(value, tuple):
        return tuple(map(unmarked, value))
    if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Mark):
        own = {one.name: getattr(value, one.name) for one in fields(value)}
        fresh = {key: Mark(0, 0) if isinstance(each, Mark) else unmarked(each) for key, each in own.items()}
        return replace(value, **fresh)
    return value


def meaning(rule_set: RuleSet) -> object:
    found = (rule_set.root, rule_set.gates, rule_set.grades, rule_set.unranked, rule_set.exclusions)
    return unmarked(found), rule_set.ranking, rule_set.rounding, rule_set.month_days


@settings(max_examples=60)
@given(changed())
def test_the_consolidated_text_means_what_base_and_supplements_mean(document: Changed) -> None:
    rule_set = document.rule_set
    assert meaning(loads(consolidated(rule_set))) == meaning(rule_set)
    for day in DAYS:
        loads(consolidated(rule_set, date.fromisoformat(day)))


@settings(max_examples=30)
@given(changed())
def test_what_was_kept_reads_the_same_again(document: Changed) -> None:
    rule_set = document.rule_set
    again = loads(rule_set.text, "年度.yaml")
    assert again == rule_set
    assert again.digest == rule_set.digest


def totals(rule_set: RuleSet, members: list[Member], records: list[Record]) -> list[Fraction]:
    run = score(rule_set, members, records)
    return [run.total(at) for at in range(run.roster.n)]


@st.composite
def replaced(draw: st.DrawFn) -> Changed:
    """A random measure, and supplements that replace its rules by themselves."""
    choose = Chooser(draw)
    base = draw(measures())
    found: list[tuple[str, str]] = []
    for rule in nodes_of(header_of(base)["root"]):
        # One with days of its own cannot be replaced on the first of them; one paid for a number, never.
        whole = rule.keys() & {"rate", "count", "in_force"}
        if whole or not rule.keys() & {"points", "table"} or len(found) == 30:
            continue
        new: Data = {key: value for key, value in rule.items() if key != "id"}
        one: Data = {"replace": str(rule["id"]), "with": new, "effective": choose.of(DAYS[1:])}
        found.append((supplement([one]), f"补{len(found)}.yaml"))
    return Changed(base, found)


@settings(max_examples=60)
@given(replaced(), committees())
def test_a_rule_that_is_replaced_by_itself_pays_what_it_paid(
    document: Changed, committee: tuple[list[Member], list[Record]]
) -> None:
    """The versions of a rule fold together as the rule did, wherever it stands in the tree."""
    assert totals(document.rule_set, *committee) == totals(loads(document.base), *committee)


@st.composite
def late(draw: st.DrawFn) -> Changed:
    """A random measure without windows of its own, and a change in force from the period's last day on."""
    choose = Chooser(draw)
    base = draw(measures().filter(lambda text: "window" not in text and "立案日期" not in text))
    last = loads(base).end.isoformat()
    one = change(choose, nodes_of(header_of(base)["root"]), 1)
    one.pop("retroactive", None)
    found = Changed(base, [(supplement([{**one, "effective": last}]), "补.yaml")])
    try:
        assert found.rule_set
    except DocumentRefused:
        return Changed(base, [])
    return found


@settings(max_examples=60)
@given(late(), committees())
def test_facts_before_the_day_keep_what_they_had(
    document: Changed, committee: tuple[list[Member], list[Record]]
) -> None:
    base, (members, records) = loads(document.base), committee
    early = [
        record
        for record in records
        if all(day < base.end for day in (record.day, *(outcome.day for outcome in record.outcomes)))
    ]
    assert totals(document.rule_set, members, early) == totals(base, members, early)


@settings(max_examples=60)
@given(changed(), committees())
def test_a_supplemented_measure_scores_as_the_reference_does(
    document: Changed, committee: tuple[list[Member], list[Record]]
) -> None:
    rule_set = document.rule_set
    run, reference = score(rule_set, *committee), Reference(rule_set, *committee)
    for at, member in enumerate(reference.members):
        for node in rule_set.nodes():
            assert run.points(node, at) == reference.points(node, member), (node, member.key)
