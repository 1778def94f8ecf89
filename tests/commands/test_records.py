"""`luzhi records`: an occasion entered with a pasted list of names."""

from __future__ import annotations

import pytest

from tests.commands.office import MEMBERS, Office

MEETING = ("records", "enter", "专委会会议", "2022-05-01", "第三次会议")
ROSTER = [*MEMBERS, ("W4", "王 伟", "", "科技"), ("W5", "王伟", "", "经济")]
STATES = "select membership_id, attributes from parts where record_id = (select max(id) from records)"


@pytest.fixture
def peopled(office: Office) -> Office:
    """The office with its members, two of them of one name."""
    made = office.members(ROSTER)
    assert made.exit_code == 0, made.output
    return office


def entered(office: Office, text: str, *words: str) -> tuple[int, str]:
    path = office.folder / "名单.txt"
    path.write_text(text, encoding="utf-8")
    done = office.run(*MEETING, "--names", str(path), *words, "--as", "甲")
    return done.exit_code, done.output + done.stderr


def test_an_occasion_with_everybody_in_a_pasted_list(peopled: Office) -> None:
    text = "出席：1. 张三主席、王　伟（科技）\n请假：李四（事假）\n王五 早退\n"
    code, output = entered(peopled, text)
    # Whether the last line is of the list above, nobody can know.
    assert (code, "看不出上一行的“请假”" in output) == (1, True)
    assert peopled.rows("select count(*) from records") == [(0,)]
    code, output = entered(peopled, text.replace("\n王五", "\n\n王五"))
    assert (code, "已录入，第 1 号记录。" in output) == (0, True), output
    numbers = dict(peopled.rows("select id, number from memberships"))
    found = {numbers[one]: said for one, said in peopled.rows(STATES)}
    assert found == {
        "W1": '{"状态":"出席"}',
        "W2": '{"状态":"请假"}',
        "W3": '{"早退":true,"状态":"出席"}',
        "W4": '{"状态":"出席"}',
    }
    # 5 points for a meeting, by the measure of the office.
    assert peopled.totals() == [("W1", "5"), ("W2", "0"), ("W3", "5"), ("W4", "5"), ("W5", "0")]


def test_whoever_is_not_told_apart_is_asked_about(peopled: Office) -> None:
    code, output = entered(peopled, "张三、王伟、张山")
    assert code == 1
    assert "写成“王伟（科技）”或“王伟（经济）”" in output
    assert "是不是“张三”？" in output
    assert "有 2 处要问，什么都没有录入" in output
    assert peopled.rows("select count(*) from records") == [(0,)]


def test_a_dry_run_shows_how_the_list_is_read(peopled: Office) -> None:
    code, output = entered(peopled, "请假：张三", "--dry-run")
    assert (code, "第 1 行 张三：W1状态：请假" in output) == (0, True), output
    assert peopled.rows("select count(*) from records") == [(0,)]


def test_what_the_form_refuses_is_said(peopled: Office) -> None:
    for words, said in (
        (("--attribute", "级别=市级"), "专委会会议"),
        (("--each", "出席半天=2"), "没有“出席半天”"),
        (("--each", "出席半天"), "属性写成 项=值"),
        (("--year", "2019"), "没有"),
    ):
        code, output = entered(peopled, "张三", *words)
        assert (code > 0, said in output) == (True, True), output
    missing = peopled.run(*MEETING, "--names", "没有.txt", "--as", "甲")
    assert (missing.exit_code, "读不了名单" in missing.stderr) == (2, True)
