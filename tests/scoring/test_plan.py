"""What a rule set asks is worked out once, and what the matchers said of a shape is remembered."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings

from rules.loader import loads
from rules.record import Member, Record
from scoring import columns, engine, oracle, plan
from scoring.facts import Flags, Integers
from scoring.member_rows import scores
from scoring.run import score
from tests.rules.documents import measure, of_rules
from tests.scoring.by_hand import attended, member, points, scored
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many shapes each matcher was asked for, call after call; nothing is remembered from before."""
    found: list[int] = []
    for matcher in (engine, oracle):
        monkeypatch.setattr(matcher, "match", partial(_noted, matcher.match, found))
    monkeypatch.setattr(plan, "_plans", OrderedDict())
    return found


def _noted(
    match: Callable[..., Flags], found: list[int], predicates: object, axes: object, shapes: Integers
) -> Flags:
    found.append(len(shapes))
    return match(predicates, axes, shapes)


RULES = of_rules("{id: A, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 2}")
RECORDS = [
    attended("1", "调研", "2022-03-01", "甲"),
    attended("2", "调研", "2022-03-02", "甲", 状态="缺席"),
]


def test_both_matchers_are_asked_once_for_each_shape(asked: list[int]) -> None:
    def total(records: list[Record]) -> object:
        # A rule set that was read again is the same one.
        return points(score(measure(RULES), [member("甲")], records), "A")["甲"]

    assert total(RECORDS[:1]) == 2
    assert asked == [1, 1]
    assert total(RECORDS[:1]) == 2
    assert asked == [1, 1]
    # Only the absence is new.
    assert total(RECORDS) == 2
    assert asked == [1, 1, 1, 1]


def test_what_is_remembered_has_a_bound(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "REMEMBERED", 1)
    rule_set = measure(RULES)
    for some in (RECORDS[:1], RECORDS[1:], RECORDS[:1], RECORDS):
        assert points(score(rule_set, [member("甲")], some), "A")["甲"] == (2 if RECORDS[0] in some else 0)
    # One is forgotten for the other; both at once are more than is remembered.
    assert asked == [1, 1, 1, 1, 1, 1, 2, 2]
    assert len(plan.plan(rule_set).measure._answers) == 1


def test_rule_sets_beyond_the_bound_are_forgotten(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "REMEMBERED", 2)
    sets = [measure(RULES.replace("points: 2", f"points: {worth}")) for worth in (1, 2, 3)]
    for rule_set in sets:
        score(rule_set, [member("甲")], RECORDS)
    assert list(plan._plans) == [rule_set.digest for rule_set in sets[1:]]


def test_open_labels_mean_the_same_in_every_run() -> None:
    """工会 is the first of one label, then the second of three: rules read the label, not its place."""
    rules = [
        "{id: A, title: 工会的, take: participation, when: {kind: 调研, 界别: 工会}, points: 1}",
        "{id: B, title: 别的, take: participation, when: {kind: 调研, 界别: {not: 工会}}, points: 1}",
        "{id: C, title: 没有的, take: participation, when: {kind: 调研, 界别: {missing: 是}}, points: 1}",
        "{id: D, title: 有的, take: participation, when: {kind: 调研, 界别: {missing: 否}}, points: 1}",
    ]
    of = {"甲": "工会", "乙": "妇联", "丙": "科协", "丁": None}
    expected = {"甲": "AD", "乙": "BD", "丙": "BD", "丁": "C"}
    for names in ("甲", "甲乙丙丁", "乙丁", "丁", "丙甲", "乙丙"):
        people = [member(name, **({"界别": label} if (label := of[name]) else {})) for name in names]
        run = scored(rules, people, [attended("1", "调研", "2022-03-01", *names)])
        took = {name: "".join(rule for rule in "ABCD" if points(run, rule)[name]) for name in names}
        assert took == {name: expected[name] for name in names}


@settings(max_examples=40)
@given(measures(), committees())
def test_what_is_remembered_changes_nothing(text: str, committee: tuple[list[Member], list[Record]]) -> None:
    rule_set, (members, records) = loads(text), committee
    plan._plans.clear()
    first = scores(score(rule_set, members, records))
    half = score(rule_set, members, records[::2])
    assert scores(score(rule_set, members, records)) == first
    plan._plans.clear()
    assert scores(score(rule_set, members, records[::2])) == scores(half)


def test_threads_share_what_is_remembered(asked: list[int]) -> None:
    rule_set = measure(RULES)

    def total(at: int) -> object:
        records = RECORDS[: at % 2 + 1]
        return points(score(rule_set, [member("甲")], records), "A")["甲"]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(total, range(64))) == {2}
