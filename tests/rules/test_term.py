"""Counting over the term as a document says it: what is refused, remarked, reached, moved and compared."""

from __future__ import annotations

from datetime import date

import pytest

from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.lint import lint
from rules.loader import loads
from rules.reach import TermReach, reach, term_reach
from rules.year_shift import shifted
from tests.rules.documents import HEADER, of_rules, refused
from tests.rules.test_supplements import supplemented

COUNT = "{id: T1, title: 届内缺席, citation: 一, take: participation, when: {kind: 全会, 状态: 缺席}}"
RATE = (
    "{id: T2, title: 届内出勤, citation: 一, take: participation, when: {group: 会议},"
    " rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}}}"
)
A = "{id: A, title: 调研, take: participation, when: {kind: 调研}, points: 1, citation: 一}"


def counted(*items: str, more: str = "", rules: tuple[str, ...] = (A,), since: str = "2021-04-10") -> str:
    """A document with these rules of the term, the first in line 9."""
    listed = "".join(f"- {item}\n" for item in items)
    return f"{HEADER}term: {{from: {since}}}\nterm_counts:\n{listed}{of_rules(*rules)}{more}"


def gate(condition: str) -> str:
    return f"gates: [{{id: K, title: 关, citation: 二, if: {condition}, ungraded: 是}}]\n"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (gate("{points: T1, min: 1}"), "“T1”是届内累计的计数，没有得分"),
        (gate("{count: [T1, A], min: 1}"), "“T1”数的是届内，不能与只数本年的合在一起数"),
        (gate("{rate: T1, min: 1}"), "“T1”不是按比率给分的规则"),
        (gate("{count: T9, min: 1}"), "没有编号为“T9”的节点"),
        ("rank: {selection: [{points: T1}]}\n", "“T1”是届内累计的计数，没有得分"),
    ],
)
def test_what_a_condition_may_not_read(more: str, message: str) -> None:
    (problem,) = refused(counted(COUNT, more=more))
    assert problem.message == message


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (COUNT.replace("}}", "}, points: 1}"), "term_counts 的一项里没有“points”这个关键字"),
        (COUNT.replace("take: participation, ", ""), "没有说取哪一种事实"),
        (COUNT.replace("全会", "提案"), "participation 不能取“提案”"),
    ],
)
def test_a_rule_of_the_term_counts_and_pays_nothing(item: str, message: str) -> None:
    problems = refused(counted(item, more=gate("{count: A, min: 1}")))
    assert any(message in one.message for one in problems), problems


def test_a_term_is_told_where_it_is_counted() -> None:
    text = counted(COUNT).replace("term: {from: 2021-04-10}\n", "")
    assert "没有写本届从哪一天起" in [one.message for one in refused(text)]
    late = refused(counted(COUNT, since="2023-01-01"))
    assert late[0].message == "届的第一天在统计期以后"


def test_who_pays_for_a_number_looks_at_nothing_else() -> None:
    paying = "{id: B, title: 累计, count: T1, when: {kind: 全会}, bands: [{min: 3, points: 5}]}"
    (problem,) = refused(counted(COUNT, rules=(A, paying)))
    assert problem.message == "按“T1”的总数给分的规则不看“when”"


def test_the_term_reaches_its_kinds_and_the_year_its_days() -> None:
    rule_set = loads(counted(COUNT))
    assert reach(rule_set) == (date(2022, 1, 1), date(2022, 12, 31))
    assert term_reach(rule_set) == TermReach(date(2021, 4, 10), date(2022, 12, 31), frozenset({"全会"}))
    assert term_reach(loads(HEADER + of_rules(A))) is None


def test_what_is_hardly_meant_is_remarked() -> None:
    found = [one.message for one in lint(loads(counted(COUNT)))]
    assert found == ["届内累计的“T1”没有用到"]
    read = counted(COUNT, more=gate("{count: T1, min: 7}"), since="2012-04-10")
    assert [one.message for one in lint(loads(read))] == ["本届从 2012-04-10 起，到本年超过 6 年"]
    never = counted(
        COUNT.replace("状态: 缺席", "状态: 缺席, 序号: {min: 1}"), more=gate("{count: T1, min: 7}")
    )
    assert refused(never)


def test_the_next_year_s_copy_keeps_the_first_day_of_the_term() -> None:
    text = shifted(counted(COUNT), "2022.yaml", 1, carried=False)
    assert "term: {from: 2021-04-10}\n" in text
    assert "period: {from: 2023-01-01, to: 2023-12-31}" in text


def test_the_difference_of_two_versions() -> None:
    reading = gate("{count: T1, min: 7}")
    before = loads(counted(COUNT, more=reading))
    after = loads(counted(COUNT.replace("全会", "常委会会议"), RATE, more=reading, since="2022-01-10"))
    assert [one.what for one in differences(before, after)] == [
        "文件头：本届 2021-04-10 起 改为 2022-01-10 起",
        "T1 届内缺席：条件 全会，状态：缺席 改为 常委会会议，状态：缺席",
        "新增 T2 届内出勤：专委会会议、专题协商议政会、全会、其他会议、常委会会议、应邀党政会议，"
        "比率 =（状态：出席）÷（状态：出席、缺席），满 1 才算",
    ]


def test_a_supplement_changes_them_for_the_whole_year_only() -> None:
    base = counted(COUNT, more=gate("{count: T1, min: 7}"))
    changes = (
        f"- {{add: {RATE}, under: term_counts, retroactive: 是}}\n"
        "- {set: T1.when.kind, to: 常委会会议, retroactive: 是}\n"
    )
    rule_set = supplemented(changes, base=base)
    assert [node.id for node in rule_set.term_counts] == ["T1", "T2"]
    again = loads(consolidated(rule_set))
    assert [(node.id, node.leaf) for node in again.term_counts] == [
        (node.id, node.leaf) for node in rule_set.term_counts
    ]
