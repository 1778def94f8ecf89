"""What rounds, what has no place for more digits, and what is scored anew, as an office meets it."""

from pathlib import Path

import pytest
from alembic import command
from python_calamine import CalamineWorkbook

from files.sheets.workbook import Table, write_workbook
from models.migration import configuration
from models.store import database_url
from tests.commands.office import FILES, RULES, Office, run

THIRD = "  - {id: T, title: 折算, times: 1/3, rules: [{id: B, title: 基础, base: 10}]}\n"
THIRDS = RULES.replace("  - {id: P1", f"{THIRD}  - {{id: P1")


def test_a_roster_with_more_than_three_decimals_is_refused_in_its_place(folder: Path) -> None:
    rows = [("W1", "张三", "经济", "10.4167"), ("W2", "李四", "经济", "10.417"), ("W3", "王五", "科技", "")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别", "上年总分"), rows)])
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 1
    assert "至多三位小数，不能是 10.4167" in result.output
    assert "10.417”" not in result.output


def test_an_import_refuses_them_too_in_a_dry_run_as_in_earnest(bare: Office) -> None:
    bare.rules()
    path = bare.folder / "名册.xlsx"
    rows = [("W1", "张三", "10.4167"), ("W2", "李四", "10.417")]
    write_workbook(path, [Table("委员", ("委员编号", "姓名", "上年总分"), rows)])
    words = ("import", "members", str(path), "--year", "2022", "--as", "甲")
    for more in (("--dry-run",), ()):
        result = bare.run(*words, *more)
        assert result.exit_code == 1
        assert "至多三位小数，不能是 10.4167" in result.output
    assert bare.rows("select count(*) from memberships") == [(0,)]


def test_the_workbook_shows_the_places_that_the_measure_rounds_to(folder: Path) -> None:
    """张三: 12 + 3.33 + 5; the line of 折算 is 10 points, of which 3.33 count."""
    (folder / "办法.yaml").write_text(THIRDS.replace("points: 5, cap: 12", "points: 10/3"), encoding="utf-8")
    assert run("score", "办法.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    book = CalamineWorkbook.from_path("结果.xlsx")
    lines = book.get_sheet_by_name("得分明细").to_python()
    told = [(row[6], row[8], row[9]) for row in lines if row[1] == "张三"]
    # 10/3 a meeting, three times, each 3.33; the proposal 5.
    assert told == [("M4", 3.33, 3.33)] * 3 + [("B", 10.0, 3.33), ("P1", 5.0, 5.0)]
    ranking = book.get_sheet_by_name("排名").to_python()
    assert (ranking[1][2], ranking[1][3]) == ("张三", 18.32)


def test_a_rate_above_the_whole_ends_the_command_with_the_rule(folder: Path) -> None:
    rule = (
        "  - {id: R, title: 到会率, take: participation, when: {kind: 专委会会议},"
        " rate: {of: {状态: [出席, 请假]}, among: {状态: 请假}}, points: 10}\n"
    )
    (folder / "办法.yaml").write_text(RULES.replace("  - {id: P1", rule + "  - {id: P1"), encoding="utf-8")
    meetings = [("H1", "一", "2022-03-01", "张三", "出席"), ("H2", "二", "2022-04-01", "张三", "请假")]
    sheet = Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), meetings)
    write_workbook(folder / "记录.xlsx", [sheet])
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 1
    assert (
        "办法.yaml:12:5: 规则“R”（到会率）有 1 名委员的比率超过 100%（如 W1，200%），没有计分"
        in result.output
    )


@pytest.mark.parametrize("column", ["任职起", "任职止"])
def test_a_day_of_office_that_a_roster_leaves_empty_stays_and_that_is_said(bare: Office, column: str) -> None:
    bare.rules()
    path = bare.folder / "名册.xlsx"
    words = ("import", "members", str(path), "--year", "2022", "--as", "甲")
    for day in ("2022-08-01", ""):
        rows = [("W1", "张三", day)]
        write_workbook(path, [Table("委员", ("委员编号", "姓名", column), rows)])
        result = bare.run(*words)
        assert result.exit_code == 0
    assert f"文件里空着，保留原值：{column} 1 名" in result.output
    held = {"任职起": "first_day", "任职止": "last_day"}[column]
    assert [str(day) for (day,) in bare.rows(f"select {held} from memberships")] == ["2022-08-01"]


def test_migrate_scores_open_years_anew_and_says_so(office: Office) -> None:
    office.rules(THIRDS)
    office.records()
    before = office.totals()
    command.downgrade(configuration(database_url(office.address)), "0004")
    result = office.run("migrate")
    assert result.exit_code == 0
    assert "mou 2022 年按新的计算方法重新记分：总分都没有变。" in result.output
    assert office.totals() == before
