"""Rows that can be kept: what one member's facts came to, from whichever run, and back into ranks."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from rules.loader import loads
from rules.record import Member, Record
from scoring.member_rows import scores
from scoring.member_score import MemberScore, NodeScore, number_text
from scoring.merit import Merits
from scoring.run import score, score_facts
from scoring.standing import Standings, rank
from tests.scoring.by_hand import attended, member, scored, written
from tests.scoring.random_edits import divided
from tests.scoring.random_measures import measures
from tests.scoring.scored_apart import Rows, some_rows


@settings(max_examples=250)
@given(measures(), divided())
def test_groups_scored_apart_make_the_same_rows_and_ranks(
    text: str, committee: tuple[list[Member], list[Record], list[set[str]]]
) -> None:
    rule_set, (members, records, groups) = loads(text), committee
    run = score(rule_set, members, records)
    merged: Rows = {}
    for chosen in groups:
        merged |= some_rows(rule_set, chosen, members, records)
    expected = {row.key: row for row in scores(run)}
    assert merged == expected
    kept = [through_text(row) for row in merged.values()]
    assert {row.key: row for row in kept} == expected
    assert same(rank(rule_set, Merits.of(rule_set, kept)), run.standings)


def through_text(row: MemberScore) -> MemberScore:
    return MemberScore.from_json(json.loads(json.dumps(row.to_json())))


def same(one: Standings, other: Standings) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("ranked_out", "shown", "grade", "selection")
    ) and all(
        list(mine) == list(theirs) and all(np.array_equal(mine[key], theirs[key]) for key in mine)
        for mine, theirs in (
            (one.ranks, other.ranks),
            (one.gates, other.gates),
            (one.consequences, other.consequences),
        )
    )


RULES = """\
root:
  id: total
  title: 总分
  rules:
  - {id: A, title: 调研, take: participation, when: {kind: 调研},
    table: {by: 状态, values: {出席: 2, 缺席: -1}}, cap: 3}
  - {id: B, title: 提案, over: work, share: {equal: 是}, round: {to: 0.01},
    rules: [{id: C, title: 提交, take: authorship, when: {kind: 提案}, points: 10}]}
unranked: [{id: U, title: 处分, if: {member: {处分: 是}}}]
gates: [{id: G, title: 要有提案, unless: {count: B, min: 1}, ungraded: 是}]
grades: [{grade: 优秀, min: 5, top: {places: 1, within: 身份}}, {grade: 称职, min: 2}]
rank: {scopes: [全体, 界别], selection: [{deductions: fewer}, {points: A}, {count: B}, {member: 编号}]}
"""


def test_a_row() -> None:
    run = scored(
        RULES,
        [member("甲", 界别="工会"), member("乙", 处分=True), member("丙")],
        [
            attended("1", "调研", "2022-02-01", "甲", "乙"),
            attended("2", "调研", "2022-02-02", "甲"),
            attended("3", "调研", "2022-02-03", "甲", 状态="缺席"),
            written("4", "提案", "2022-02-04", ["甲", "乙", "丙"]),
        ],
    )
    rows = {row.key: row for row in scores(run)}
    assert list(rows) == sorted(rows)
    # 2 + 2 − 1 = 3, and 10 ÷ 3 = 3.33.
    assert rows["甲"] == MemberScore(
        key="甲",
        total=Fraction("6.33"),
        unranked=None,
        gates=(),
        met=("优秀", "称职"),
        preferences=(Fraction(1), Fraction(3), Fraction(1), Fraction(0)),
        groups={"全体": "全体", "界别": "工会", "身份": "委员"},
        nodes={
            "total": NodeScore(Fraction("6.33"), 4, 4),
            "A": NodeScore(Fraction(3), 3, 3),
            "B": NodeScore(Fraction("3.33"), 1, 1),
            "C": NodeScore(Fraction(10), 1, 1),
        },
        input=run.inputs["甲"],
    )
    assert rows["乙"].unranked == "U"
    assert rows["丙"].to_json() == {
        "key": "丙",
        "total": "3.33",
        "unranked": None,
        "gates": [],
        "met": ["称职"],
        "preferences": ["0", "0", "1", "0"],
        "groups": {"全体": "全体", "界别": "", "身份": "委员"},
        "nodes": {"total": ["3.33", 1, 1], "B": ["3.33", 1, 1], "C": ["10", 1, 1]},
        "input": run.inputs["丙"],
    }


def test_who_has_nothing_has_a_row_without_nodes() -> None:
    (row,) = scores(scored(RULES, [member("甲")], []))
    assert row.total == 0
    assert row.nodes == {}
    assert row.gates == ("G",)
    assert row.met == ()


def test_facts_without_records_have_no_digest() -> None:
    run = scored(RULES, [member("甲")], [])
    (row,) = scores(score_facts(run.rule_set, run.roster, run.matched.facts))
    assert row.input == ""


def test_nobody() -> None:
    run = scored(RULES, [], [])
    assert scores(run) == []
    assert same(rank(run.rule_set, Merits.of(run.rule_set, [])), run.standings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-3), "-3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1, 100), "-0.01"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 1 << 20), "0.00000095367431640625"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 6), "-7/6"),
    ],
)
def test_numbers_as_text(value: Fraction, text: str) -> None:
    assert number_text(value) == text
    assert Fraction(text) == value


def test_numbers_beyond_int64_are_compared_exactly() -> None:
    run = scored(RULES, [member("甲"), member("乙")], [])
    first, second = scores(run)
    huge = [replace(row, total=Fraction(10**40 + at, 3)) for at, row in enumerate((first, second))]
    assert rank(run.rule_set, Merits.of(run.rule_set, huge)).ranks["全体"].tolist() == [2, 1]
