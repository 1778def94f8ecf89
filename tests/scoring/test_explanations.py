"""Explaining many members together gives what explaining each alone gives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from rules.loader import loads
from rules.record import Member, Record
from scoring.explain import explain, explanations
from scoring.run import score
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(measures(), committees())
def test_some_at_a_time_are_as_each_alone(
    monkeypatch: pytest.MonkeyPatch, text: str, committee: tuple[list[Member], list[Record]]
) -> None:
    monkeypatch.setattr("scoring.explain.TOGETHER", 2)
    run = score(loads(text), *committee)
    backwards = list(range(run.roster.n))[::-1]
    found = list(explanations(run, backwards))
    assert found == [(member, explain(run, member)) for member in backwards]
