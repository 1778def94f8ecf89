"""What differs between two versions, in words; each sentence literal."""

import pytest
from hypothesis import given, settings

from rules.difference import Difference, differences
from rules.document import RuleSet
from rules.loader import load, loads
from rules.shipped import locate
from tests.rules.documents import HEADER, of_rules
from tests.rules.test_consolidation_laws import Changed, changed, meaning
from tests.rules.test_supplements import BASE, supplemented
from tests.scoring.random_measures import measures


def said(before: RuleSet, after: RuleSet) -> list[tuple[str, str]]:
    return [(one.kind, one.what) for one in differences(before, after)]


def rule(text: str, more: str = "") -> RuleSet:
    return loads(HEADER + of_rules(text) + more)


LEAF = "{id: A, title: 信息, take: outcome, when: {kind: 社情民意, 结果: 采用}, points: 3}"
TABLE = LEAF.replace("points: 3", "table: {by: [采用层级], values: {市政协: 3, 省政协: 6}}")


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("points: 3", "points: 4", "A 信息：3 分改为 4 分"),
        (
            "points: 3",
            "points: [{value: 3}, {from: 2022-04-03, value: 4}]",
            "A 信息：3 分改为 4 分（自 2022-04-03 起）",
        ),
        (
            "points: 3",
            "points: [{value: 2}, {from: 2022-04-03, value: 4}]",
            "A 信息：3 分改为 2 分，2022-04-03 起 4 分",
        ),
        ("points: 3", "points: 3, cap: 8", "A 信息：增加上限 8"),
        ("points: 3", "points: 3, per: 作者人数", "A 信息：增加再乘数量 作者人数"),
        ("points: 3", "points: 3, ratio: [序号, 作者人数]", "A 信息：增加再乘比例 序号 ÷ 作者人数"),
        (
            "points: 3",
            "points: 3, times: [{when: {合并: 是}, factor: 1/2}]",
            "A 信息：增加系数（合并：是） 0.5",
        ),
        ("points: 3", "points: 3, times: 1/2", "A 信息：增加系数 0.5"),
        ("points: 3", "points: 3, over: work", "A 信息：增加范围 每件"),
        ("points: 3", "points: 3, if: {count: A, min: 2}", "A 信息：增加计的条件 信息（A） 件次 ≥ 2"),
        ("points: 3", "points: 3, date: 提交日期", "A 信息：所计日期 结果的日期 改为 作品的日期"),
        ("points: 3", "points: 3, having: {结果: 批示}", "A 信息：增加须有过 结果：批示"),
        ("points: 3", "points: 3, without: {结果: 批示}", "A 信息：增加须没有过 结果：批示"),
        (
            "结果: 采用",
            "结果: [采用, 批示]",
            "A 信息：条件 社情民意，结果：采用 改为 社情民意，结果：批示、采用",
        ),
        ("title: 信息", "title: 社情民意", "A 社情民意：名称 信息 改为 社情民意"),
        ("title: 信息", "title: 信息, citation: 第六条", "A 信息：出处 测试 改为 第六条"),
        ("title: 信息", "title: 信息, note: 每件各计", "A 信息：增加说明 每件各计"),
        (
            "points: 3",
            "points: 3, in_force: {to: 2022-06-30}",
            "A 信息：2022-06-30 以后停止执行",
        ),
        (
            "points: 3",
            "points: 3, window: {from: 2021-12-01, to: 2022-11-30}",
            "A 信息：统计时间 2022-01-01 至 2022-12-31 改为 2021-12-01 至 2022-11-30",
        ),
    ],
)
def test_what_one_rule_says_otherwise(before: str, after: str, what: str) -> None:
    assert said(rule(LEAF), rule(LEAF.replace(before, after))) == [("修改", what)]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (
            "pick: {from: 2}",
            "pick: {from: 2, to: 5}",
            "取舍 按日期先后取第 2 项起 改为 按日期先后取第 2 项到第 5 项",
        ),
        ("combine: highest", "combine: sum", "取消汇总 取最高"),
        ("times: 1/2", "times: 在任月数", "乘以 0.5 改为 在任月数 ÷ 统计期月数"),
        (
            "share: {first: 1/2, others: 1/2}",
            "share: {equal: 是, outsiders: 是}",
            "分配 第一作者得 1/2，其余作者平分 1/2 改为 作者平均分配，非委员作者也算",
        ),
        (
            "share: {equal: 是}",
            "share: {equal: 是, among: {确认: [是, 否]}}",
            "分配 作者平均分配 改为 作者平均分配，作者只算（确认：否、是）",
        ),
        ("base: 50", "base: 60", "基础分 50 改为 60"),
        ("floor: 0", "floor: -5", "下限 0 改为 -5"),
        ("cap: 8", "", "取消上限 8"),
        ("round: {to: 0.1}", "round: {to: 1, mode: down}", "取整 取整到 0.1，四舍五入 改为 取整到 1，舍去"),
    ],
)
def test_how_a_node_folds_otherwise(before: str, after: str, what: str) -> None:
    node = f"{{id: B, title: 乙, over: work, @, rules: [{LEAF}]}}"
    texts = (node.replace("@, ", f"{each}, " if each else "") for each in (before, after))
    old, new = (rule(text) for text in texts)
    assert said(old, new) == [("修改", f"B 乙：{what}")]


def test_rows_rates_and_bands() -> None:
    assert said(rule(TABLE), rule(TABLE.replace("省政协: 6", "省政协: 5, 全国综合: 8"))) == [
        ("修改", "A 信息：采用层级：省政协 6 分改为 5 分"),
        ("修改", "A 信息：增加采用层级：全国综合 8 分"),
    ]
    rate = (
        "{id: R, title: 出勤率, take: participation, when: {kind: 调研}, rate: {of: {状态: 出席},"
        " among: {状态: [出席, 缺席]}, from: 4}, bands: [{min: 90%, points: 2}]}"
    )
    other = rate.replace("from: 4", "from: 3").replace("points: 2}", "points: 3}")
    assert said(rule(rate), rule(other)) == [
        (
            "修改",
            "R 出勤率：比率 （状态：出席）÷（状态：出席、缺席），满 4 才算"
            " 改为 （状态：出席）÷（状态：出席、缺席），满 3 才算",
        ),
        ("修改", "R 出勤率：档次 ≥ 90% 得 2 分改为 ≥ 90% 得 3 分"),
    ]
    count = (
        "{id: C, title: 调研, take: participation, when: {kind: 调研}, count: work,"
        " bands: [{min: 4, points: 30}]}"
    )
    assert said(rule(count), rule(count.replace("points: 30}", "points: 30, pro_rata: up}"))) == [
        ("修改", "C 调研：档次 ≥ 4 得 30 分改为 ≥ 4 得 30 分（界限按在任月数折算）")
    ]


def test_rules_come_and_go_and_move() -> None:
    group = "{id: B, title: 乙, rules: [{id: X, title: 甲, base: 1}]}"
    before = loads(HEADER + of_rules(LEAF, group))
    moved = loads(HEADER + of_rules(group.replace("base: 1}", f"base: 1}}, {LEAF}")))
    assert said(before, moved) == [("移动", "A 信息：从“total 总分”移到“B 乙”")]
    assert said(before, loads(HEADER + of_rules(LEAF))) == [
        ("删除", "删除 B 乙"),
        ("删除", "删除 X 甲：基础分 1"),
    ]
    assert said(loads(HEADER + of_rules(group)), before) == [
        ("新增", "新增 A 信息：社情民意，结果：采用，3 分")
    ]


def test_the_order_of_rules_matters_where_the_first_counts() -> None:
    one, two = "{id: F1, title: 一, base: 1}", "{id: F2, title: 二, base: 2}"
    first, turned = (
        f"{{id: F, title: 先, combine: first, rules: [{each}]}}"
        for each in (f"{one}, {two}", f"{two}, {one}")
    )
    assert said(rule(first), rule(turned)) == [("移动", "F 先：先后 F1、F2 改为 F2、F1")]
    summed = (rule(text.replace(" combine: first,", "")) for text in (first, turned))
    assert said(*summed) == []


def test_gates_grades_ranking_and_header() -> None:
    old = (
        "gates: [{id: G, title: 关, if: {count: A, min: 1}, at_most: 称职},"
        " {id: H, title: 处分, if: {member: {处分: 是}}, ungraded: 是}]\n"
        "unranked: [{id: U, title: 不排名, if: {member: {处分: 是}}}]\n"
        "exclude: [{id: X, title: 剔除, when: {kind: 提案}}]\n"
        "grades: [{grade: 优秀, min: 85, top: 20%}, {grade: 称职, min: 60}, {grade: 不称职}]\n"
        "rank: {scopes: [全体], selection: [{points: A}]}\n"
    )
    new = (
        "gates: [{id: G, title: 关, if: {count: A, min: 2}, force: 不称职}]\n"
        "unranked: [{id: U, title: 不排名, if: {member: {处分: 是}}, show: 否}]\n"
        "exclude: [{id: X, title: 剔除, when: {kind: 集体提案}}]\n"
        "grades: [{grade: 优秀, min: 88, top: {places: 30, ties: out}}, {grade: 合格, min: 60},"
        " {grade: 不称职}]\n"
        "rank: {scopes: [全体, 界别], ties: dense, selection: [{deductions: fewer}, {points: A}]}\n"
        "rounding: {to: 0.1, mode: down}\nmonths: {days: 20}\nnote: 改\n"
    )
    assert said(rule(LEAF, old), rule(LEAF, new)) == [
        ("修改", "文件头：增加说明 改"),
        ("修改", "文件头：取整 取整到 0.01，四舍五入 改为 取整到 0.1，舍去"),
        ("修改", "文件头：算一个月的在任天数 15 改为 20"),
        ("修改", "G 关：条件 信息（A） 件次 ≥ 1 改为 信息（A） 件次 ≥ 2"),
        ("修改", "G 关：后果 最高称职 改为 定为不称职"),
        ("修改", "U 不排名：后果 列出而不排名 改为 不列出"),
        ("修改", "X 剔除：剔除 提案 改为 集体提案"),
        ("删除", "删除 H 处分：处分，测试，委员处分：是，不定等次"),
        ("修改", "等次 优秀：分数线 85 改为 88"),
        ("修改", "等次 优秀：名额 前 20%（舍去零头），压线同分都算 改为 前 30 名，压线同分都不算"),
        ("新增", "新增 等次 合格：分数线 60"),
        ("删除", "删除 等次 称职：分数线 60"),
        ("修改", "排名：范围 全体 改为 全体、界别"),
        ("修改", "排名：同分 同分同名次，其后空出 改为 同分同名次，其后不空"),
        ("修改", "排名：先后 信息（A）得分多的 改为 扣分少的、信息（A）得分多的"),
    ]


def test_what_a_supplement_changes() -> None:
    after = supplemented(
        "- {set: A.points, to: 2}\n- {set: B.cap, to: 6, retroactive: 是}\n- {remove: V}\n"
        "- {replace: B2, with: {take: authorship, when: {kind: 社情民意}, points: 1, times: 1/2, cap: 2}}\n"
        "- {add: {id: C, title: 公益, take: participation, when: {kind: 公益活动}, points: 1},"
        " under: total}\n"
    )
    found = [one for one in said(loads(BASE), after) if "出处" not in one[1]]
    assert found == [
        ("修改", "文件头：增加补充规定 补充规定（补〔2022〕3号）"),
        ("修改", "A 调研：1 分改为 2 分（自 2022-04-03 起）"),
        ("修改", "B 信息：上限 5 改为 6"),
        ("修改", "B2 报送：0.5 分改为 1 分（自 2022-04-03 起）"),
        ("修改", "V 培训：2022-04-02 以后停止执行"),
        ("新增", "新增 C 公益：公益活动，日期 2022-04-03 起至 2022-12-31，1 分（自 2022-04-03 起）"),
    ]


def test_a_difference_has_the_words_of_both_sides() -> None:
    (one,) = differences(rule(LEAF), rule(LEAF.replace("points: 3", "points: 4")))
    assert one == Difference("A", "信息", "修改", "A 信息：3 分改为 4 分", "3 分", "4 分")


def test_the_change_of_3_april() -> None:
    before, after = load(locate("hongkou/2020"), []), load(locate("hongkou/2020"))
    assert "O1 基础分（采用或留存）：系数（合并处理：是） 0.5 改为 1（自 2020-04-03 起）" in [
        what for _, what in said(before, after)
    ]


@settings(max_examples=60)
@given(changed())
def test_whatever_a_supplement_changes_is_told(document: Changed) -> None:
    before, after = loads(document.base), document.rule_set
    found = [one for one in differences(before, after) if one.id != "文件头"]
    assert bool(found) == (meaning(before) != meaning(after))


@settings(max_examples=30)
@given(measures())
def test_a_version_does_not_differ_from_itself(text: str) -> None:
    assert differences(loads(text), loads(text + "# 说明\n")) == []
