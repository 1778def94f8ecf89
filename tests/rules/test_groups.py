"""Rankings of groups around a measure: differences, supplements, the text of a day, what they need."""

from datetime import date

import pytest

from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.document import RuleSet
from rules.loader import loads
from rules.needs import needs
from rules.reach import reach
from rules.source import DocumentRefused
from tests.rules.documents import HEADER, of_rules
from tests.rules.test_refusals import SURVEY
from tests.rules.test_supplements import OPENING

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
RANKED = """\
groups:
- {id: J1, title: 界别人均, of: 界别, mean: total, at_least: 3}
- id: J2
  title: 专委会考核
  of: 专委会
  rules:
  - {id: Z1, title: 活动, take: participation, when: {kind: 视察}, points: 2}
  - id: Z2
    title: 人均提案
    take: authorship
    when: {kind: 提案}
    count: work
    per_head: 是
    bands: [{min: 1, points: 5}]
"""
BASE = HEADER + of_rules(SURVEY) + RANKED


def said(after: str) -> list[str]:
    return [one.what for one in differences(loads(BASE), loads(after))]


def supplemented(*changes: str) -> RuleSet:
    texts = [(OPENING + change, f"补{at}.yaml") for at, change in enumerate(changes, 1)]
    return loads(BASE, supplements=texts)


def test_what_differs_between_rankings_of_groups() -> None:
    assert said(BASE) == []
    assert said(BASE.replace("mean: total", "sum: A")) == [
        "J1 界别人均：按什么 委员 总分（total）的人均 改为 委员 调研（A）的合计"
    ]
    assert said(BASE.replace("at_least: 3", "among: 参加排名, round: {to: 1}")) == [
        "J1 界别人均：哪些委员 全体委员都算 改为 只算参加排名的委员",
        "J1 界别人均：取消至少几人 不足 3 人不排名",
        "J1 界别人均：增加取整 取整到 1，四舍五入",
    ]
    assert said(BASE.replace("of: 专委会", "of: 活动组")) == ["J2 专委会考核：分组 按专委会 改为 按活动组"]
    assert said(BASE.replace("points: 2}", "points: 3}")) == ["Z1 活动：2 分改为 3 分"]
    assert said(BASE.replace("    per_head: 是\n", "")) == ["Z2 人均提案：按总数 件次，除以人数 改为 件次"]
    removed = BASE.replace("- {id: J1, title: 界别人均, of: 界别, mean: total, at_least: 3}\n", "")
    assert said(removed) == [
        "删除 J1 界别人均：分组 按界别，按什么 委员 总分（total）的人均，哪些委员 全体委员都算，"
        "至少几人 不足 3 人不排名，名次 同分同名次，其后空出，名称 界别人均，出处 测试"
    ]


def test_a_supplement_changes_the_rules_of_groups_as_it_does_those_of_members() -> None:
    rule_set = supplemented(
        "- {set: Z1.points, to: 3}\n"
        "- {set: J1.at_least, to: 5, retroactive: 是}\n"
        "- {add: {id: Z3, title: 信息, take: authorship, when: {kind: 社情民意}, points: 1}, under: J2}\n"
        "- {add: {id: J3, title: 界别合计, of: 界别, sum: total}, under: groups, retroactive: 是}\n"
    )
    first, own, added = rule_set.groups
    assert (first.least, added.id, added.citation) == (5, "J3", "补〔2022〕3号")
    assert own.root
    assert [node.id for node in own.root.children] == ["Z1", "Z2", "Z3"]
    before, after = (consolidated(rule_set, day) for day in (FIRST, LAST))
    assert "points: 2" in before
    assert "id: Z3" not in before
    assert "points: 3" in after
    assert "id: Z3" in after
    assert [one.id for one in loads(consolidated(rule_set)).groups] == ["J1", "J2", "J3"]


@pytest.mark.parametrize(
    "change",
    [
        "- {set: J1.at_least, to: 5}\n",
        "- {set: J2.of, to: 界别}\n",
        "- {remove: J1}\n",
        "- {replace: J1, with: {title: 合计, of: 界别, sum: total}}\n",
        "- {add: {id: J3, title: 合计, of: 界别, sum: total}, under: groups}\n",
    ],
)
def test_a_ranking_of_groups_holds_for_the_whole_period(change: str) -> None:
    with pytest.raises(DocumentRefused, match="管整个统计期"):
        supplemented(change)


def test_a_measure_of_groups_looks_as_far_and_asks_for_as_much_as_its_rules() -> None:
    window = BASE.replace(
        "    count: work\n", "    count: work\n    window: {from: 2021-12-01, to: 2022-11-30}\n"
    )
    assert [day.isoformat() for day in reach(loads(window))] == ["2021-12-01", "2022-12-31"]
    asked = {(need.rule, need.attribute) for need in needs(loads(BASE))}
    assert {("J1", "界别"), ("J2", "专委会")} <= asked
