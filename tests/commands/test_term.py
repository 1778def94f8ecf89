"""`luzhi score` with the files of several years: what is counted over the term, and what is asked."""

from __future__ import annotations

import json
from pathlib import Path

from python_calamine import CalamineWorkbook

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import run

RULES = """
language: 1
title: 届内累计
committee: 某市
year: 2023
period: {from: 2023-01-01, to: 2023-12-31}
citation: 办法
term: {from: 2021-04-10}
term_counts:
- {id: T1, title: 届内缺席专委会会议, take: participation, when: {kind: 专委会会议, 状态: 缺席}}
root:
  id: total
  title: 总分
  rules:
  - {id: M4, title: 专委会会议, take: participation, when: {kind: 专委会会议, 状态: 出席}, points: 2}
consequences:
- {id: C1, title: 劝辞, citation: 第二十条, if: {count: T1, min: 3}}
"""
HEAD = ("编号", "题目", "日期", "姓名", "状态")


def meetings(path: Path, *rows: tuple[str, str, str, str]) -> None:
    """A workbook of meetings: number, day, name, state."""
    cells = [(number, f"会议{number}", day, name, state) for number, day, name, state in rows]
    write_workbook(path, [Table("专委会会议", HEAD, cells)])


def office(folder: Path) -> list[str]:
    """The measure, two members, and their meetings in three years."""
    (folder / "办法.yaml").write_text(RULES, encoding="utf-8")
    members = [("W1", "张三", "经济"), ("W2", "李四", "经济")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    meetings(
        folder / "2021.xlsx",
        ("H1", "2021-04-09", "张三", "缺席"),
        ("H2", "2021-05-01", "张三", "缺席"),
        ("H3", "2021-06-01", "李四", "出席"),
    )
    meetings(folder / "2022.xlsx", ("H1", "2022-05-01", "张三", "缺席"))
    meetings(folder / "2023.xlsx", ("H1", "2023-05-01", "张三", "缺席"), ("H2", "2023-06-01", "李四", "出席"))
    earlier = ["--earlier", "2021.xlsx", "--earlier", "2022.xlsx"]
    return ["--members", "名册.xlsx", "--records", "2023.xlsx", *earlier]


def test_the_files_of_former_years_count_for_the_term_alone(folder: Path) -> None:
    files = office(folder)
    found = json.loads(run("score", "办法.yaml", *files, "--json").stdout)
    told = {one["name"]: one for one in found["members"]}
    assert (told["张三"]["total"], told["张三"]["consequences"]) == ("0.00", ["劝辞"])
    # The meeting of 2021 pays nothing in 2023.
    assert (told["李四"]["total"], told["李四"]["consequences"]) == ("2.00", [])
    assert found["questions"] == 0
    one = json.loads(run("score", "办法.yaml", *files, "--explain", "张三", "--json").stdout)["member"]
    assert one["consequences"] == [{"title": "劝辞", "because": ["届内缺席专委会会议 3 件次，界限 ≥ 3"]}]
    (counted,) = one["term"]
    assert (counted["id"], counted["works"]) == ("T1", 3)
    assert [fact["day"] for fact in counted["facts"]] == ["2023-05-01", "2022-05-01", "2021-05-01"]
    # The records of the year are those of the year.
    assert [record["day"] for record in one["records"]] == ["2023-05-01"]
    shown = run("score", "办法.yaml", *files, "--explain", "张三").output
    assert "届内累计：届内缺席专委会会议（T1） 3 件次" in shown
    assert "处理：劝辞（届内缺席专委会会议 3 件次，界限 ≥ 3）" in shown.replace("\n", "")


def test_the_workbook_lists_what_the_term_counted(folder: Path) -> None:
    assert run("score", "办法.yaml", *office(folder), "--xlsx", "结果.xlsx").exit_code == 0
    book = CalamineWorkbook.from_path("结果.xlsx")
    assert book.get_sheet_by_name("届内累计").to_python() == [
        ["委员编号", "姓名", "届内缺席专委会会议（件次）"],
        ["W2", "李四", 0],
        ["W1", "张三", 3],
    ]
    ranking = book.get_sheet_by_name("排名").to_python()
    assert [row[ranking[0].index("处理")] for row in ranking[1:]] == ["", "劝辞"]


def test_a_day_without_its_year_is_asked_about(folder: Path) -> None:
    files = office(folder)
    meetings(folder / "2022.xlsx", ("H1", "5月1日", "张三", "缺席"))
    result = run("score", "办法.yaml", *files)
    assert result.exit_code != 0
    assert "分不清是哪一年" in result.output


def test_without_the_files_of_former_years_only_this_one_counts_and_that_is_said(folder: Path) -> None:
    files = office(folder)[:4]
    result = run("score", "办法.yaml", *files)
    assert result.exit_code == 0
    said = result.output.replace("\n", "")
    assert "届内累计（届内缺席专委会会议（T1））只数了本年的记录" in said
    assert "往年的记录用 --earlier 写上" in said


def test_who_has_left_since_is_named_and_not_counted(folder: Path) -> None:
    files = office(folder)
    meetings(folder / "2022.xlsx", ("H1", "2022-05-01", "王五", "缺席"), ("H2", "2022-06-01", "张三", "缺席"))
    result = run("score", "办法.yaml", *files)
    assert result.exit_code == 0
    assert "往年的记录里有 1 人不在本年的花名册里，没有计：王五" in result.output.replace("\n", "")
    found = json.loads(run("score", "办法.yaml", *files, "--json").stdout)
    assert {one["name"]: one["consequences"] for one in found["members"]} == {"张三": ["劝辞"], "李四": []}
