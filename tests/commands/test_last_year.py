"""`luzhi score` with a roster that says what its members came to in the year before."""

from __future__ import annotations

import json
from pathlib import Path

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import run

RULES = """
language: 1
title: 与上年比
committee: 某市
year: 2023
period: {from: 2023-01-01, to: 2023-12-31}
citation: 办法
last_year:
- {name: 上年提案件数, count: P1}
- {name: 上年提案得分, points: P1}
root:
  id: total
  title: 总分
  rules:
  - id: P2
    title: 比上年每多一件加 1 分
    take: authorship
    when: {kind: 提案}
    count: work
    less: 上年提案件数
    points: 1
  - {id: B2, title: 结转一成, count: 上年提案得分, points: 10%}
"""
FILES = ("--members", "名册.xlsx", "--records", "记录.xlsx")


def office(folder: Path, amount: str = "7.5") -> None:
    (folder / "办法.yaml").write_text(RULES, encoding="utf-8")
    head = ("委员编号", "姓名", "界别", "上年提案件数", "上年提案得分")
    members = [("W1", "张三", "经济", "1", amount), ("W2", "李四", "经济", "", "")]
    write_workbook(folder / "名册.xlsx", [Table("委员", head, members)])
    works = [
        (f"T{at}", f"提案{at}", "2023-03-01", who) for at, who in enumerate(("张三", "张三", "张三", "李四"))
    ]
    write_workbook(folder / "记录.xlsx", [Table("提案", ("编号", "题目", "提交日期", "姓名"), works)])


def test_a_roster_says_what_no_closed_year_does(folder: Path) -> None:
    office(folder)
    found = json.loads(run("score", "办法.yaml", *FILES, "--json").stdout)
    totals = {one["name"]: one["total"] for one in found["members"]}
    # 3 − 1 = 2, and 10 % of 7.5; who has no year before gets nothing for it.
    assert totals == {"张三": "2.75", "李四": "0.00"}
    one = json.loads(run("score", "办法.yaml", *FILES, "--explain", "张三", "--json").stdout)["member"]
    bases = {line["rule"]: line["basis"] for branch in one["tree"]["children"] for line in branch["awards"]}
    assert bases == {"P2": "计 2（已减去上年提案件数）", "B2": "计 7.5"}


def test_more_than_three_decimals_are_refused_with_their_place(folder: Path) -> None:
    office(folder, "7.1234")
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 1
    said = result.output.replace("\n", "")
    assert "第 2 行“上年提案得分”列，值“7.1234”" in said
    assert "三位小数" in said


def test_a_roster_without_the_column_is_asked_for_it(folder: Path) -> None:
    office(folder)
    members = [("W1", "张三", "经济"), ("W2", "李四", "经济")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 1
    said = result.output.replace("\n", "")
    assert "委员名册里没有“上年提案件数”一列；规则last_year“上年提案件数（上年 P1 的件次）”要看它" in said
    assert "规则要看的，表里没有，共 2 处，没有记分" in said
    (folder / "对应.yaml").write_text("缺省: {上年提案件数: 没有, 上年提案得分: 没有}\n", encoding="utf-8")
    found = json.loads(run("score", "办法.yaml", *FILES, "--answers", "对应.yaml", "--json").stdout)
    assert {one["total"] for one in found["members"]} == {"0.00"}
