"""`luzhi records`: an occasion entered with a pasted list of names."""

from __future__ import annotations

import pytest

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import MEMBERS, Office, Rows

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
    assert (code, "已录入，第 1 号记录，等着审核" in output) == (0, True), output
    numbers = dict(peopled.rows("select id, number from memberships"))
    found = {numbers[one]: said for one, said in peopled.rows(STATES)}
    assert found == {
        "W1": '{"状态":"出席"}',
        "W2": '{"状态":"请假"}',
        "W3": '{"早退":true,"状态":"出席"}',
        "W4": '{"状态":"出席"}',
    }
    assert peopled.run("review", "approve", "1", "--as", "甲").exit_code == 0
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
    assert (code, "第 1 行 张三：W1 状态：请假" in output) == (0, True), output
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


HEAD = ("姓名", "单位", "打卡时间", "方向")
PASSED = [
    ("张三", "某公司", "2022-05-01 08:55:10", "进"),
    ("张三", "某公司", "2022-05-01 11:40", "出"),
    ("李 四", "某公司", "2022-05-01 09:10", "进"),
    ("李四", "", "2022-05-01 11:00", "出"),
    ("李四", "", "2022-05-02 09:00", "进"),
    ("来宾（外）", "", "2022-05-01 09:00", "进"),
]


def gate(office: Office, rows: Rows, head: tuple[str, ...] = HEAD) -> str:
    """The path of a gate's export."""
    path = office.folder / "门禁.xlsx"
    write_workbook(path, [Table("通行记录", head, rows)])
    return str(path)


def attended(office: Office) -> dict[str, str]:
    numbers = dict(office.rows("select id, number from memberships"))
    return {numbers[one]: said for one, said in office.rows(STATES)}


def test_the_list_of_a_gate_is_given_to_an_occasion(peopled: Office) -> None:
    code, output = entered(peopled, "张三、李四、王五\n\n请假：王伟（科技）")
    assert code == 0, output
    attend = ("records", "attend", "1", gate(peopled, PASSED))
    open_ = peopled.run(*attend, "--as", "甲")
    assert (open_.exit_code, "没有写几点开始" in open_.stderr) == (1, True)
    hours = ("--from", "09:00", "--to", "11:30", "--as", "甲")
    asked = peopled.run(*attend, *hours)
    assert (asked.exit_code, "有 1 人原来是出席，名单上没有" in asked.stderr) == (1, True), asked.output
    before = attended(peopled)
    done = peopled.run(*attend, *hours, "--others", "缺席")
    assert (done.exit_code, "第 1 号记录的名单已更新。" in done.output) == (0, True), done.output
    assert "有 1 行是别的日子的" in done.output
    assert attended(peopled) == {
        "W1": '{"状态":"出席"}',
        "W2": '{"早退":true,"状态":"出席","迟到":true}',
        "W3": '{"状态":"缺席"}',
        "W4": '{"状态":"请假"}',
    }
    assert before["W3"] == '{"状态":"出席"}'
    # Without hours, everybody in the list was there.
    again = peopled.run(*attend, "--no-hours", "--as", "甲")
    assert again.exit_code == 0, again.output
    assert attended(peopled)["W2"] == '{"状态":"出席"}'


def test_an_export_says_itself_who_was_late(peopled: Office) -> None:
    code, output = entered(peopled, "张三")
    assert code == 0, output
    head = ("姓名", "考勤组", "上班1打卡时间", "上班1打卡结果")
    rows = [
        ("张三", "一组", "09:12", "迟到"),
        ("李四", "一组", "", "缺卡"),
        ("王伟", "一组", "08:50", "正常"),
    ]
    attend = ("records", "attend", "1", gate(peopled, rows, head), "--mapping", "dingtalk", "--as", "甲")
    asked = peopled.run(*attend)
    assert (asked.exit_code, "花名册里有 2 名“王伟”" in asked.stderr) == (1, True), asked.output
    path = gate(peopled, rows[:2], head)
    done = peopled.run("records", "attend", "1", path, "--mapping", "dingtalk", "--as", "甲")
    assert done.exit_code == 0, done.output
    assert attended(peopled) == {"W1": '{"状态":"出席","迟到":true}', "W2": '{"状态":"缺席"}'}


def test_what_is_no_list_of_an_occasion_is_refused(peopled: Office) -> None:
    code, output = entered(peopled, "张三")
    assert code == 0, output
    path = gate(peopled, [("张三", "", "12:30", "出")])
    for words, said in (
        (("1", gate(peopled, [("1", "2")], ("甲", "乙"))), "没有找到写着姓名的表"),
        (("99", path), "没有这条记录"),
        (("1", str(peopled.folder / "没有.xlsx")), ""),
    ):
        found = peopled.run("records", "attend", *words, "--as", "甲")
        assert (words, found.exit_code > 0, said in found.stderr) == (words, True, True), found.output
    path = gate(peopled, [("张三", "", "12:30", "出")])
    late = peopled.run("records", "attend", "1", path, "--from", "09:00", "--to", "11:30", "--as", "甲")
    assert (late.exit_code, "看不出什么时候到的" in late.stderr) == (1, True), late.output
