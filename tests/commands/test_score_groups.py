"""`luzhi score` of a measure that ranks groups: on the screen, in the workbook, as JSON."""

import json
from pathlib import Path

import openpyxl

from tests.commands.office import FILES, RULES, ranked, run

GROUPS = """groups:
- {id: J1, title: 界别人均, of: 界别, mean: total}
- {id: J2, title: 提案参与率, of: 界别, rate: {count: P1, min: 1}, at_least: 2}
- id: J3
  title: 界别考核
  of: 界别
  rules:
  - id: Z1
    title: 会议
    over: work
    combine: first
    take: participation
    when: {kind: 专委会会议}
    points: 2
"""


def test_score_ranks_groups(folder: Path) -> None:
    (folder / "办法.yaml").write_text(RULES + GROUPS, encoding="utf-8")
    result = run("score", "办法.yaml", *FILES, "--groups")
    assert result.exit_code == 0, result.output
    # 经济：张三 17、李四 10；科技：王五 0。三次会议，张三、李四同去一次。
    assert ranked(result.output) == [
        ["1", "经济", "13.50", "2", "合计 27 ÷ 2 人 = 13.50"],
        ["2", "科技", "0.00", "1", "合计 0 ÷ 1 人 = 0.00"],
        ["1", "经济", "100.00%", "2", "2 ÷ 2 人 = 100.00%"],
        ["", "科技", "0.00%", "1", "不排名：不足 2 人；0 ÷ 1 人 = 0.00%"],
        ["1", "经济", "6.00", "2", "会议 6.00"],
        ["2", "科技", "0.00", "1", "会议 0.00"],
    ]


def test_groups_in_the_workbook_and_as_json(folder: Path) -> None:
    (folder / "办法.yaml").write_text(RULES + GROUPS, encoding="utf-8")
    assert run("score", "办法.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    book = openpyxl.load_workbook("结果.xlsx")
    assert list(book["界别考核"].values) == [
        ("名次", "界别", "得分", "人数", "会议", "说明"),
        (1, "经济", 6, 2, 6, "会议 6.00"),
        (2, "科技", 0, 1, 0, "会议 0.00"),
    ]
    details = [row for row in book["各组明细"].values if row[0] == "界别人均"]
    assert [(row[1], row[2], row[3], row[11]) for row in details] == [
        ("科技", "W3", "王五", 0),
        ("经济", "W1", "张三", 17),
        ("经济", "W2", "李四", 10),
    ]
    lines = [row for row in book["各组明细"].values if row[0] == "界别考核"]
    assert [(row[1], row[6], row[10], row[11], row[12]) for row in lines] == [
        ("经济", "H1", 2, 2, None),
        ("经济", "H1", 2, 0, "会议（Z1）按先后只取一项，不计本条（2分）"),
        ("经济", "H2", 2, 2, None),
        ("经济", "H3", 2, 2, None),
    ]
    told = json.loads(run("score", "办法.yaml", *FILES, "--json").stdout)["groups"]
    assert [one["title"] for one in told] == ["界别人均", "提案参与率", "界别考核"]
    assert told[0]["groups"][0] == {
        "group": "经济",
        "value": "13.50",
        "rank": 1,
        "members": 2,
        "unranked": None,
        "reason": "合计 27 ÷ 2 人 = 13.50",
    }


def test_groups_are_asked_of_a_measure_that_ranks_none(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--groups")
    assert result.exit_code == 2
    assert "这份办法没有按组的排名（groups）" in result.output
    assert "groups" not in json.loads(run("score", "办法.yaml", *FILES, "--json").stdout)
