"""Rankings of groups: laws over random measures, and what is worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules.example import read_examples
from rules.loader import load, loads
from rules.source import Listing, Refusals, parse
from scoring.award import awards
from scoring.example import differences
from scoring.group_rows import group_runs, rows_of
from scoring.group_tables import ranked_groups
from scoring.run import score
from scoring.series import ground
from tests.scoring.by_hand import attended, member
from tests.scoring.random_committees import INSIDE, committees
from tests.scoring.random_measures import measures
from tests.scoring.reference import Reference
from tests.scoring.reference_groups import groups
from tests.scoring.test_laws import Committee


@settings(max_examples=400)
@given(measures(), committees())
def test_groups_equal_the_reference(text: str, committee: Committee) -> None:
    """Members, value and rank of every group; the award lines of a group add up to its total."""
    rule_set = loads(text)
    ranked = ranked_groups(score(rule_set, *committee))
    reference = Reference(rule_set, *committee)
    assert [result.ranking for result in ranked.results] == list(rule_set.groups)
    for result in ranked.results:
        expected = groups(reference, result.ranking, committee[1])
        told = {one.label: (one.members, one.value, one.rank) for one in result.groups}
        assert told == {label: (one.members, one.value, one.rank) for label, one in expected.items()}
        own_run = ranked.runs.get(result.ranking.id)
        if own_run is None:
            assert sum(one.amount for one in result.groups) == sum(
                (part.amount for part in result.parts), Fraction(0)
            )
            continue
        lines = awards(own_run, np.ones(own_run.roster.n, bool))
        for at in range(own_run.roster.n):
            own = sum((line.kept for line in lines if line.member == at), Fraction(0))
            assert own == own_run.total(at) == result.groups[at].amount


@settings(max_examples=60)
@given(measures(), committees())
def test_the_order_of_rows_never_matters_to_groups(text: str, committee: Committee) -> None:
    rule_set, (members, records) = loads(text), committee
    first = ranked_groups(score(rule_set, members, records)).results
    again = ranked_groups(score(rule_set, members[::-1], records[::-1])).results
    assert [(one.groups, one.rows) for one in first] == [(one.groups, one.rows) for one in again]


@settings(max_examples=60)
@given(measures(), committees(), st.sampled_from(INSIDE))
def test_groups_as_of_a_day_are_those_of_what_was_known(text: str, committee: Committee, day: date) -> None:
    """Whether the day is scored by itself, or folded out of the whole year."""
    rule_set, (members, records) = loads(text), committee
    assume(rule_set.start <= day <= rule_set.end)
    alone = group_runs(score(rule_set, members, records, as_of=day))
    folded = group_runs(ground(rule_set, members, records).at(day))
    assert {name: rows_of(name, run) for name, run in alone.items()} == {
        name: rows_of(name, run) for name, run in folded.items()
    }


KINDS = """language: 1
attributes:
  主办单位: {of: occasion, type: label}
kinds:
  调研: {add_attributes: [主办单位]}
"""
HOSTED = """language: 1
title: 示例
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
catalogue: kinds.yaml
citation: 示例
root: {id: total, title: 总分, take: participation, when: {kind: 调研}, points: 1}
groups:
- id: J
  title: 专委会考核
  of: 专委会
  rules:
  - id: Z1
    title: 主办一次
    over: work
    combine: first
    take: participation
    when: {kind: 调研, 状态: 出席}
    of_group: 主办单位
    points: 2
  - id: Z2
    title: 主办的调研本组委员参加率
    take: participation
    when: {kind: 调研}
    of_group: 主办单位
    rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}}
    points: 10
  - id: Z3
    title: 主办几次
    take: participation
    when: {kind: 调研}
    of_group: 主办单位
    count: work
    bands: [{min: 2, points: 5}]
"""
# 提案委主办三次：甲、乙去了一次，甲一次，乙缺席一次；经济委主办一次，丙没有去。
HOSTED_CASES = """
- id: hosted
  members: {甲: {专委会: 提案委}, 乙: {专委会: 提案委}, 丙: {专委会: 经济委}}
  records:
  - {kind: 调研, date: 2022-03-01, members: [甲, 乙, 丙], 状态: 出席, 主办单位: 提案委}
  - {kind: 调研, date: 2022-04-01, members: [甲], 状态: 出席, 主办单位: 提案委}
  - {kind: 调研, date: 2022-05-01, members: [乙], 状态: 缺席, 主办单位: 提案委}
  - kind: 调研
    date: 2022-06-01
    members: {甲: {状态: 出席}, 丙: {状态: 缺席}}
    主办单位: 经济委
  - {kind: 调研, date: 2022-07-01, members: [丙], 状态: 出席, 主办单位: 办公室}
  - {kind: 调研, date: 2022-08-01, members: [丙], 状态: 出席}
  groups:
    J:
      提案委: {value: 16.5, rank: 1, points: {Z1: 4, Z2: 7.5, Z3: 5}, counts: {Z1: 2, Z3: 3}}
      经济委: {value: 0, rank: 2, counts: {Z1: 0, Z3: 1}}
"""


def test_what_a_group_held_itself(tmp_path: Path) -> None:
    (tmp_path / "kinds.yaml").write_text(KINDS, encoding="utf-8")
    (tmp_path / "2022.yaml").write_text(HOSTED, encoding="utf-8")
    rule_set = load(tmp_path / "2022.yaml")
    refusals, listing = Refusals("算例"), parse(HOSTED_CASES, "算例")
    assert isinstance(listing, Listing)
    (example,) = read_examples(listing.items, rule_set, refusals)
    refusals.check()
    assert [str(one) for one in differences(rule_set, example)] == []


def test_halves_in_a_measure_of_whole_points_stay_halves() -> None:
    """提案委 three halves, 经济委 four: 1.5 stands behind 2, though the header rounds to whole points."""
    rule_set = loads(
        "language: 1\ntitle: 半分\ncommittee: 某市\nyear: 2022\n"
        "period: {from: 2022-01-01, to: 2022-12-31}\ncitation: 办法\nrounding: {to: 1, mode: half-up}\n"
        "root: {id: total, title: 总分, rules: [{id: B, title: 基础, base: 1}]}\n"
        "groups: [{id: J, title: 考核, of: 专委会, rules: [{id: Z, title: 活动, round: {to: 0.5},"
        " take: participation, rules: [{id: Z1, title: 公益, over: work, round: {to: 0.5},"
        " when: {kind: 公益活动}, points: 0.5}]}]}]\n"
    )
    members = [member("甲", 专委会="提案委"), member("乙", 专委会="经济委")]
    records = [attended(f"1{at}", "公益活动", "2022-03-01", "甲") for at in range(3)]
    records += [attended(f"2{at}", "公益活动", "2022-03-02", "乙") for at in range(4)]
    (result,) = ranked_groups(score(rule_set, members, records)).results
    told = {one.label: (one.value, one.rank) for one in result.groups}
    assert told == {"提案委": (Fraction(3, 2), 2), "经济委": (Fraction(2), 1)}


def test_a_ranking_may_be_called_as_what_the_rules_of_the_term_are() -> None:
    rule_set = loads(
        "language: 1\ntitle: 同名\ncommittee: 某市\nyear: 2022\n"
        "period: {from: 2022-01-01, to: 2022-12-31}\ncitation: 办法\nterm: {from: 2021-01-01}\n"
        "root: {id: total, title: 总分, rules:"
        " [{id: B, title: 届内, count: T1, bands: [{min: 1, points: 2}]}]}\n"
        "term_counts: [{id: T1, title: 公益, take: participation, when: {kind: 公益活动}}]\n"
        "groups: [{id: term, title: 考核, of: 专委会, rules:"
        " [{id: Z1, title: 公益, take: participation, when: {kind: 公益活动}, points: 3}]}]\n"
    )
    records = [attended("1", "公益活动", "2022-03-01", "甲")]
    run = score(rule_set, [member("甲", 专委会="提案委")], records)
    (result,) = ranked_groups(run).results
    assert run.total(0) == 2
    assert [one.value for one in result.groups] == [Fraction(3)]
