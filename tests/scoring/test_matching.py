"""Both matchers on predicates of their own: they agree, and say what the predicate says."""

from __future__ import annotations

import json
from typing import Any

import durable_rules_engine
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring import engine, oracle
from scoring.engine import EngineFault
from scoring.facts import Integers
from scoring.matching import MatchersDisagree, Shapes, match, shape
from scoring.predicate import And, Axis, In, Or, Predicate
from tests.scoring.chooser import Chooser

AXES = [Axis("状态"), Axis("kind"), Axis("@date", "立案日期"), Axis("身份", "")]


def predicate(choose: Chooser, depth: int) -> Predicate:
    """Sets of codes with and without gaps, and nests of and and or."""
    if depth == 0 or choose.one_in(2):
        codes = sorted(choose.some(range(8), 0, 6))
        return In(choose.of(AXES), tuple(codes))
    parts = tuple(predicate(choose, depth - 1) for _ in range(choose.below(4)))
    return Or(parts) if choose.below(2) else And(parts)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Predicate], Integers]:
    choose = Chooser(draw)
    predicates = [predicate(choose, choose.below(4)) for _ in range(choose.between(1, 12))]
    rows = [[choose.below(8) for _ in AXES] for _ in range(choose.below(12))]
    return predicates, np.array(rows, np.int64).reshape(-1, len(AXES))


def says(predicate: Predicate, row: list[int]) -> bool:
    if isinstance(predicate, In):
        return row[AXES.index(predicate.axis)] in predicate.codes
    held = [says(part, row) for part in predicate.parts]
    return all(held) if isinstance(predicate, And) else any(held)


NONE_AT_ALL = np.zeros((0, len(AXES)), np.int64)
ONE = np.zeros((1, len(AXES)), np.int64)


@settings(max_examples=250)
@given(questions())
@example(([And(()), Or(())], ONE))
@example(([In(AXES[0], (1,))], NONE_AT_ALL))
def test_both_matchers_say_what_the_predicate_says(question: tuple[list[Predicate], Integers]) -> None:
    predicates, shapes = question
    expected = [[says(one, row) for row in shapes.tolist()] for one in predicates]
    assert engine.match(predicates, AXES, shapes).tolist() == expected
    assert oracle.match(predicates, AXES, shapes).tolist() == expected


def test_more_rules_and_shapes_than_one_engine_rule_set_takes() -> None:
    """95 predicates are three engine rule sets of at most 40 rules; 1,331 shapes are seven batches of 200."""
    axes = AXES[:3]
    shapes = np.array([[a, b, c] for a in range(11) for b in range(11) for c in range(11)])
    single: list[Predicate] = [In(axis, tuple(range(low, 11, 3))) for axis in axes for low in range(9)]
    pairs: list[Predicate] = [And((one, other)) for one in single[:9] for other in single[9:15]]
    either: list[Predicate] = [Or(tuple(single[at : at + 5])) for at in range(14)]
    predicates = [*single, *pairs, *either]
    assert len(predicates) == 95
    held = engine.match(predicates, axes, shapes)
    assert np.array_equal(held, oracle.match(predicates, axes, shapes))
    # a in {0, 3, 6, 9}: 4 of 11 codes, with 11 × 11 others.
    assert held[0].sum() == 4 * 121
    assert held[27].sum() == 4 * 4 * 11


def test_a_rule_set_where_everything_holds_everywhere() -> None:
    """The engine refuses a fact of which more than 64 conditions are true; here 200 are."""
    predicates: list[Predicate] = [In(axis, tuple(range(at % 3 + 1))) for at in range(50) for axis in AXES]
    shapes = np.zeros((450, len(AXES)), np.int64)
    assert engine.match(predicates, AXES, shapes).all()


def test_a_set_of_many_labels_with_gaps() -> None:
    codes = tuple(range(1, 5001, 2))
    shapes = np.arange(5001).reshape(-1, 1)
    held = engine.match([In(AXES[0], codes)], AXES[:1], shapes)
    assert np.flatnonzero(held[0]).tolist() == list(codes)


def test_no_axes_at_all() -> None:
    assert engine.match([And(())], [], np.zeros((3, 0), np.int64)).tolist() == [[True, True, True]]


@settings(max_examples=150)
@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=7),
    st.integers(0, 40),
    st.randoms(use_true_random=False),
)
def test_shapes_are_the_distinct_rows(sizes: list[int], n: int, random: Any) -> None:
    """Also where the product of the sizes is beyond what is counted densely (2 ** 21)."""
    columns = [np.array([random.randrange(size) for _ in range(n)], np.int64) for size in sizes]
    shapes = shape(columns, n)
    assert len({tuple(row) for row in shapes.codes.tolist()}) == len(shapes.codes)
    assert shapes.codes[shapes.of_fact].tolist() == np.stack(columns, axis=1).tolist()


@pytest.mark.parametrize("last", [65533, 65534, 65535, 65536, 1 << 21])
def test_codes_at_the_bounds_of_16_bits_and_of_a_table(last: int) -> None:
    """Many facts, since few are sorted; the second axis goes beyond what the first left room for."""
    n = 1 << 18
    first = np.zeros(n, np.int64)
    first[:3] = [last, last - 1, last]
    second = np.arange(n) % 3
    shapes = shape([first, second], n)
    assert sorted(map(tuple, shapes.codes.tolist())) == [
        *((0, code) for code in range(3)),
        *((last - 1, 1), (last, 0), (last, 2)),
    ]
    assert np.array_equal(shapes.codes[shapes.of_fact], np.stack([first, second], axis=1))


class Engine:
    """The third-party engine with one behaviour changed."""

    def __init__(self, **changed: Any) -> None:
        self._changed = changed

    def __getattr__(self, name: str) -> Any:
        return self._changed.get(name, getattr(durable_rules_engine, name))


def ask() -> None:
    axis = Axis("状态")
    match([In(axis, (1,))], [axis], Shapes(np.arange(3), np.array([[0], [1], [2]])))


def test_a_record_that_the_engine_loses_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def assert_facts(handle: int, records: str) -> Any:
        return durable_rules_engine.assert_facts(handle, json.dumps(json.loads(records)[:-1]))

    monkeypatch.setattr(engine, "engine", Engine(assert_facts=assert_facts))
    with pytest.raises(EngineFault, match="1 of 3 shapes were lost"):
        ask()


def test_an_engine_that_stops_answering_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "engine", Engine(complete_and_start_action=lambda handle, offset: None))
    # Either the catch-all had not been told yet, or the answer is too small.
    with pytest.raises((EngineFault, MatchersDisagree)):
        ask()


def test_an_engine_that_refuses_facts_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "engine", Engine(assert_facts=lambda handle, records: (201, 0)))
    with pytest.raises(EngineFault, match="assert_facts answered 201"):
        ask()


def test_an_engine_that_is_wrong_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def assert_facts(handle: int, records: str) -> Any:
        """Every fact arrives, but one with another code."""
        changed = json.loads(records)
        changed[0]["f0"] = 1
        return durable_rules_engine.assert_facts(handle, json.dumps(changed))

    monkeypatch.setattr(engine, "engine", Engine(assert_facts=assert_facts))
    with pytest.raises(MatchersDisagree, match="1 of 1 predicates differ"):
        ask()


def test_the_engine_works_again_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(engine, "engine", Engine(assert_facts=lambda handle, records: (201, 0)))
        with pytest.raises(EngineFault):
            ask()
    ask()
