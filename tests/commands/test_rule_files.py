"""`luzhi rules …` on files: what lint refuses and remarks on, what show draws, what test finds."""

from pathlib import Path

from tests.commands.office import RULES, run


def test_a_refused_rule_document_says_where(folder: Path) -> None:
    (folder / "错.yaml").write_text(RULES.replace("cap: 12", "capp: 12"), encoding="utf-8")
    result = run("rules", "lint", "错.yaml")
    assert result.exit_code == 1
    line = next(line for line in RULES.splitlines() if "cap: 12" in line)
    assert RULES.splitlines().index(line) == 10
    assert (
        f"错.yaml:11:{line.index('cap: 12') + 1}: 规则里没有“capp”这个关键字（是不是“cap”？）"
        in result.stderr
    )


def test_lint_remarks_on_what_was_hardly_meant(folder: Path) -> None:
    # Below 15 points there is no grade any more.
    (folder / "断档.yaml").write_text(RULES.replace("- {grade: 称职}\n", ""), encoding="utf-8")
    result = run("rules", "lint", "断档.yaml")
    assert result.exit_code == 0
    assert "提醒：断档.yaml:14:" in result.stderr
    assert "断档.yaml：通过" in result.stdout


def test_show_at_a_day_prints_the_text_of_that_day_and_where_it_comes_from() -> None:
    before, after = (
        run("rules", "show", "hongkou/2020", "--at", day) for day in ("2020-04-02", "2020-04-03")
    )
    halved = "times: [{when: {联名: 是}, factor: 1/2}, {when: {合并处理: 是}, factor: 1/2}]"
    assert halved in before.stdout
    assert halved not in after.stdout
    assert "# 补充规定（一）" in after.stdout


def test_rules_test_names_what_does_not_hold(folder: Path) -> None:
    cases = """ruleset: 办法.yaml
cases:
- id: one
  members: {甲: {}}
  records:
  - {kind: 专委会会议, date: 2022-03-01, members: [甲], 状态: 出席}
  expect:
    甲: {total: 6}
"""
    (folder / "办法.test.yaml").write_text(cases, encoding="utf-8")
    result = run("rules", "test", "办法.yaml")
    assert result.exit_code == 1
    assert "办法.test.yaml:8:16: 算例“one”，甲 的 total 应为 6，得到 5" in result.stderr
    assert "0 个算例成立，1 个不成立" in result.stdout


def test_show_draws_the_measure() -> None:
    drawn = run("rules", "show", "zhoushan/2022").output
    shown = "".join(character for character in drawn if character not in " │├└─\n")
    assert "专委会会议（M4）专委会会议，状态：出席；2分；上限8" in shown
    assert "签到：未登记乘以0.5；上限20" in shown
    assert "≥90%得2分；<60%得-3分" in shown
    assert "等次优秀：85分以上，前20%（舍去零头）" in shown
    assert "委员在任月数<6" in shown
