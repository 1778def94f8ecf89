from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from documents.page import Page
from documents.statement import Stamp, statement
from rules.loader import loads
from rules.record import Member, Part, Record
from scoring.explain import explain, explanations
from scoring.run import ScoreRun, score
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import measures

MEASURE = """language: 1
title: 试行办法
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 第一条
exclude:
- {id: X1, title: 转为信息的提案, when: {kind: 提案, 转为: 社情民意}}
root:
  id: total
  title: 总分
  base: 1
  rules:
  - id: meeting
    title: 会议
    cap: 12
    rules:
    - {id: M4, title: 参加, take: participation, when: {kind: 专委会会议, 状态: 出席}, points: 5}
    - {id: L, title: 请假, take: participation, when: {kind: 专委会会议, 状态: 请假}, points: 0}
  - id: activity
    title: 活动
    rules:
    - {id: A1, title: 参加, take: participation, when: {kind: 调研, 状态: 出席}, points: 2}
    - {id: A2, title: 缺席, take: participation, when: {kind: 调研, 状态: 缺席}, points: -3}
gates:
- {id: K1, title: 活动两次, unless: {count: A1, min: 2}, at_most: 称职}
grades:
- {grade: 优秀, min: 5}
- {grade: 称职}
unranked:
- {id: U1, title: 主席会议成员, if: {member: {主席会议成员: 是}}}
rank: {scopes: [界别, 全体]}
"""
PRESENT, ON_LEAVE, AWAY = {"状态": "出席"}, {"状态": "请假"}, {"状态": "缺席"}


def run() -> ScoreRun:
    """W1: base 1; meetings 5 + 5 + 2 of 5 (cap 12); activities 2 - 3; 12 in sum. W2, not ranked: base 1."""
    members = [
        Member("W1", "张三", {"界别": "经济"}),
        Member("W2", "李四", {"界别": "科技", "主席会议成员": True}),
    ]
    meetings = [
        Record(f"H{at}", "专委会会议", date(2022, at, 1), f"第{at}次会议", parts=[Part("W1", state)])
        for at, state in ((1, PRESENT), (2, PRESENT), (3, PRESENT), (4, ON_LEAVE))
    ]
    activities = [
        Record("D1", "调研", date(2022, 5, 1), parts=[Part("W1", PRESENT)]),
        Record("D2", "调研", date(2022, 6, 1), "渔港", parts=[Part("W1", AWAY)]),
        Record("D3", "调研", date(2021, 12, 31), "年前的", parts=[Part("W1", PRESENT)]),
    ]
    proposals = [
        Record("T1", "提案", date(2022, 7, 1), "停车", {"立案": True}, [Part("W1", {})]),
        Record("T2", "提案", date(2022, 8, 1), "绿化", {"转为": "社情民意"}, [Part("W1", {})]),
    ]
    return score(loads(MEASURE), members, [*meetings, *activities, *proposals])


def stamp(found: ScoreRun) -> Stamp:
    ranked = int(found.standings.ranked.sum())
    return Stamp("王秘书", date(2023, 1, 5), found.rule_set, "现有的记录", ranked, found.input)


def page(member: int, name: str, sector: str) -> Page:
    return statement(explain(run(), member), name, sector, stamp(run()))


def test_the_head_says_where_the_member_stands() -> None:
    assert page(0, "张三", "经济").head == (
        "姓名：张三，界别：经济，委员编号：W1。",
        "2022年1月1日至2022年12月31日，您的履职总分是 12.00 分，等次：称职。",
        "名次：界别“经济”内第 1 名；全体第 1 名（参加排名的共 1 人）。",
        "影响等次的规定：活动两次（参加 1 件次，界限不少于 2）。",
        "其中：会议 12.00 分，活动 -1.00 分。",
    )
    assert page(1, "李四", "").head == (
        "姓名：李四，委员编号：W2。",
        "2022年1月1日至2022年12月31日，您的履职总分是 1.00 分。",
        "按办法不参加排名：主席会议成员。",
    )


def test_each_award_is_a_line_with_what_cut_it() -> None:
    found = page(0, "张三", "经济")
    lines = {
        part.title: [(row.day, row.what, row.note, row.rule, row.points) for row in part.rows]
        for part in found.sections
    }
    assert lines == {
        "会议": [
            ("1月1日", "第1次会议", "", "会议·参加", "5"),
            ("2月1日", "第2次会议", "", "会议·参加", "5"),
            ("3月1日", "第3次会议", "会议上限12，已计10，本条5分计2分", "会议·参加", "2"),
        ],
        "活动": [("5月1日", "D1", "", "活动·参加", "2"), ("6月1日", "渔港", "", "缺席", "-3")],
        "其余": [("全年", "基础分", "", "总分", "1")],
    }
    assert [part.points for part in found.sections] == ["12.00", "-1.00", "1.00"]
    assert found.total == ("合计", "12.00")
    assert found.closing == "以上各行的得分相加，正好是总分 12.00 分。"


def test_what_earned_nothing_says_why() -> None:
    assert page(0, "张三", "经济").remarks == (
        "2021年12月31日 调研 年前的：日期不在这一年的统计期内",
        "4月1日 专委会会议 第4次会议：请假，按办法记 0 分",
        "7月1日 提案 停车：办法没有给这种情况记分",
        "8月1日 提案 绿化：不计：转为信息的提案",
    )
    assert page(1, "李四", "").remarks == ()


def test_the_stamp_says_by_whom_when_and_from_what() -> None:
    found, digests = page(0, "张三", "经济"), run()
    assert found.stamp == (
        "经办：王秘书，2023年1月5日出具。",
        f"依据：试行办法（版本 {digests.rule_set.digest[:12]}）。",
        f"数据：现有的记录（校验码 {digests.input[:12]}）。",
    )
    assert (found.title, found.body) == ("2022 年委员履职情况说明", "政协某市委员会")
    assert found.footer == "W1 张三 2022 年委员履职情况说明"


def test_lines_that_do_not_add_up_are_no_statement() -> None:
    told = replace(explain(run(), 0), total="13.00")
    with pytest.raises(ArithmeticError):
        statement(told, "张三", "", stamp(run()))


@settings(max_examples=60)
@given(measures(), committees())
def test_the_parts_and_the_lines_add_up_to_the_total(
    text: str, committee: tuple[list[Member], list[Record]]
) -> None:
    found = score(loads(text), *committee)
    for at, told in explanations(found, np.arange(found.roster.n).tolist()):
        made = statement(told, found.roster.names[at], "", stamp(found))
        lines = [row for part in made.sections for row in part.rows]
        assert sum(Fraction(row.points) for row in lines) == found.total(at)
        assert sum(Fraction(part.points) for part in made.sections) == found.total(at)


def test_a_statement_tells_what_follows_and_what_the_term_counted() -> None:
    more = (
        "term: {from: 2021-01-01}\n"
        "term_counts:\n"
        "- {id: N1, title: 届内缺席活动, take: participation, when: {kind: 调研, 状态: 缺席}}\n"
        "consequences:\n"
        "- {id: C1, title: 约谈, if: {all: [{grade: 称职}, {count: N1, min: 1}]}}\n"
    )
    away = [Record("D2", "调研", date(2022, 6, 1), parts=[Part("W1", AWAY)])]
    before = [Record("D1", "调研", date(2021, 6, 1), parts=[Part("W1", AWAY)])]
    found = score(loads(MEASURE + more), [Member("W1", "张三")], [*away, *before])
    head = statement(explain(found, 0), "张三", "", stamp(found)).head
    said = [line.replace("\n", "") for line in head]
    assert "按办法适用：约谈（等次 称职；届内缺席活动 2 件次，界限不少于 1）。" in said
    assert "本届累计：届内缺席活动 2 件次。" in said
