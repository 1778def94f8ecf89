"""Sheets of a hostile secretary, whose points were wrong though nobody was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from files.reading.records import RecordsFile
from tests.files.conftest import ReadRecords

HEAD = ["姓名", "日期", "题目"]


def states(file: RecordsFile) -> dict[tuple[str, str], Any]:
    """The 状态 of every member on every day."""
    return {
        (str(record.day)[5:], part.member): part.attributes["状态"]
        for record in file.records
        for part in record.parts
    }


def open_ones(file: RecordsFile) -> list[tuple[int | None, str | None, str]]:
    return [
        (problem.row, problem.column, problem.value)
        for problem in file.problems
        if problem.level != "reminder"
    ]


def test_a_grid_of_marks_that_nobody_knows_is_asked_about(records: ReadRecords) -> None:
    file = records({"调研": [["姓名", "3月15日", "4月20日"], ["张三", "○", "△"], ["李四", "△", "○"]]})
    assert states(file) == {}
    assert open_ones(file) == [
        (2, "3月15日", "○"),
        (2, "4月20日", "△"),
        (3, "3月15日", "△"),
        (3, "4月20日", "○"),
    ]


def test_cells_that_are_dates_head_a_grid_as_written_ones_do(records: ReadRecords) -> None:
    heads = ["姓名", date(2022, 3, 15), date(2022, 4, 20)]
    file = records({"调研": [heads, ["张三", "√", "假"], ["李四", "缺", "√"]]})
    assert open_ones(file) == []
    assert states(file) == {
        ("03-15", "W0001"): "出席",
        ("03-15", "W0002"): "缺席",
        ("04-20", "W0001"): "请假",
        ("04-20", "W0002"): "出席",
    }


def test_leave_written_below_a_list_is_no_attendance(records: ReadRecords) -> None:
    rows = [[name, "2022-03-15", "渔业"] for name in ("张三", "李四", "王小明")]
    note = "注：李四请假，王小明缺席。"
    file = records({"调研": [HEAD, *rows, [note]]})
    assert states(file) == {("03-15", "W0001"): "出席"}
    assert open_ones(file) == [(None, None, note)]


def test_leave_written_above_a_list_is_no_attendance(records: ReadRecords) -> None:
    above = [["专委会会议"], ["时间：2022年3月15日"], ["出席：张三；请假：李四、王小明"]]
    file = records({"专委会会议": [*above, ["序号", "姓名"], [1, "张三"], [2, "李四"]]})
    assert states(file) == {("03-15", "W0001"): "出席"}
    assert open_ones(file) == [(None, None, "出席：张三；请假：李四、王小明")]


def test_leave_above_a_list_that_says_the_same_is_not_asked_about(records: ReadRecords) -> None:
    above = [["专委会会议"], ["时间：2022年3月15日"], ["请假：李四"]]
    file = records({"专委会会议": [*above, ["姓名", "签到"], ["张三", "√"], ["李四", "请假"]]})
    assert states(file) == {("03-15", "W0001"): "出席", ("03-15", "W0002"): "请假"}
    assert open_ones(file) == []


def test_remarks_of_those_who_did_not_come_or_came_for_another(records: ReadRecords) -> None:
    said = ["替李四参加", "因病未能参加", "有会冲突"]
    rows = [
        [name, "2022-03-15", "渔业", why] for name, why in zip(("张三", "李四", "王小明"), said, strict=True)
    ]
    file = records({"调研": [[*HEAD, "备注"], *rows]})
    assert states(file) == {}
    assert open_ones(file) == [(row, "备注", why) for row, why in enumerate(said, 2)]


def test_brackets_that_turn_a_mark_round_are_asked_about(records: ReadRecords) -> None:
    said = ["未参加（公务出差已请假）", "出席（委托他人）", "请假（未批准）"]
    rows = [
        [name, "2022-03-15", "渔业", why] for name, why in zip(("张三", "李四", "王小明"), said, strict=True)
    ]
    file = records({"调研": [[*HEAD, "状态"], *rows]})
    assert states(file) == {}
    assert open_ones(file) == [(row, "状态", why) for row, why in enumerate(said, 2)]


def test_brackets_that_only_explain_a_mark_are_not(records: ReadRecords) -> None:
    said = ["缺席（未请假）", "请假（病假）", "出席（线上）"]
    rows = [
        [name, "2022-03-15", "渔业", why] for name, why in zip(("张三", "李四", "王小明"), said, strict=True)
    ]
    file = records({"调研": [[*HEAD, "状态"], *rows]})
    assert open_ones(file) == []
    assert [states(file)["03-15", key] for key in ("W0001", "W0002", "W0003")] == ["缺席", "请假", "出席"]


def test_a_reason_for_staying_away_is_no_attendance(records: ReadRecords) -> None:
    rows = [["张三", ""], ["李四", "出差"], ["王小明", "病假"]]
    file = records(
        {"调研": [[*HEAD, "未到原因"], *([name, "2022-03-15", "渔业", why] for name, why in rows)]}
    )
    assert states(file) == {("03-15", "W0001"): "出席", ("03-15", "W0003"): "请假"}
    assert open_ones(file) == [(3, "未到原因", "出差")]


def test_a_reason_for_leave_beside_no_signature_is_leave(records: ReadRecords) -> None:
    rows = [["张三", "√", ""], ["李四", "", "家中有事"], ["王小明", "", ""]]
    file = records(
        {
            "调研": [
                [*HEAD, "签到", "请假事由"],
                *([name, "2022-03-15", "渔业", *said] for name, *said in rows),
            ]
        }
    )
    assert open_ones(file) == []
    assert [states(file)["03-15", key] for key in ("W0001", "W0002", "W0003")] == ["出席", "请假", "缺席"]


def test_a_reason_beside_a_stated_leave_is_not(records: ReadRecords) -> None:
    rows = [["张三", "出席", ""], ["李四", "请假", "家中有事"]]
    file = records(
        {
            "调研": [
                [*HEAD, "状态", "请假事由"],
                *([name, "2022-03-15", "渔业", *said] for name, *said in rows),
            ]
        }
    )
    assert states(file) == {("03-15", "W0001"): "出席", ("03-15", "W0002"): "请假"}
    assert open_ones(file) == []


def test_a_list_of_those_who_stayed_away_or_were_to_come_is_no_attendance(records: ReadRecords) -> None:
    for title in ("渔业调研缺席名单", "渔业调研请假人员名单", "拟参加名单", "调研报名表"):
        file = records({"调研": [[title], HEAD, ["张三", "2022-03-15", "渔业"]]})
        assert states(file) == {}
        assert open_ones(file) == [(3, "状态", "")]


def test_leave_at_the_foot_of_a_signed_list_is_asked_about(records: ReadRecords) -> None:
    above = [["专委会会议"], ["时间：2022年3月15日"]]
    file = records({"专委会会议": [*above, ["序号", "姓名"], [1, "张三"], ["请假：李四"]]})
    assert states(file) == {("03-15", "W0001"): "出席"}
    assert open_ones(file) == [(None, None, "请假：李四")]


def test_a_remark_in_a_grid_does_not_say_of_which_meeting(records: ReadRecords) -> None:
    heads = ["姓名", "3月15日", "4月20日", "备注"]
    file = records({"调研": [heads, ["张三", "√", "", "4月20日请假"], ["李四", "缺", "√", "组长"]]})
    assert states(file) == {
        ("03-15", "W0001"): "出席",
        ("03-15", "W0002"): "缺席",
        ("04-20", "W0002"): "出席",
    }
    assert open_ones(file) == [(2, "备注", "4月20日请假")]


def test_a_legend_may_say_the_meaning_before_the_mark(records: ReadRecords) -> None:
    rows = [["张三", "2022-03-15", "渔业", "√"], ["李四", "2022-03-15", "渔业", ""]]
    file = records({"调研": [["请假打√"], [*HEAD, "考勤"], *rows]})
    assert open_ones(file) == []
    assert states(file) == {("03-15", "W0001"): "请假", ("03-15", "W0002"): "出席"}


def test_ticks_in_a_grid_of_those_on_leave_are_asked_about(records: ReadRecords) -> None:
    rows = [["张三", "√", ""], ["李四", "", "√"]]
    file = records({"调研": [["调研请假登记表"], ["姓名", "3月15日", "4月20日"], *rows]})
    assert states(file) == {}
    assert open_ones(file) == [(2, None, "")]


def test_words_of_absence_in_a_column_that_nobody_knows_are_asked_about(records: ReadRecords) -> None:
    for heading, word in (("核实", "没到"), ("情况", "外地出差"), ("其他", "事假")):
        rows = [["张三", "2022-03-15", "渔业", "带队"], ["李四", "2022-03-15", "渔业", word]]
        file = records({"调研": [[*HEAD, heading], *rows]})
        assert states(file) == {}
        assert [(row, column) for row, column, _ in open_ones(file)] == [(2, heading), (3, heading)]


def test_works_that_a_remark_calls_void_are_asked_about(records: ReadRecords) -> None:
    said = ["", "作废", "与第1号重复", "不重复", "尚未立案"]
    rows = [[at, "停车", "张三", "2022-04-01", why] for at, why in enumerate(said, 1)]
    file = records({"社情民意": [["编号", "标题", "作者", "报送日期", "备注"], *rows]})
    assert [record.key for record in file.records] == ["1", "4", "5"]
    assert open_ones(file) == [(3, "备注", "作废"), (4, "备注", "与第1号重复")]


def test_a_column_of_leave_beside_the_signatures(records: ReadRecords) -> None:
    for heading, yes, no in (("是否请假", "是", "否"), ("", "病", "")):
        rows = [["张三", "√", no], ["李四", "", yes], ["王小明", "", no]]
        sheet = [[*HEAD, "签到", heading], *([name, "2022-03-15", "渔业", *said] for name, *said in rows)]
        file = records({"调研": sheet})
        assert open_ones(file) == []
        assert [states(file)["03-15", key] for key in ("W0001", "W0002", "W0003")] == ["出席", "请假", "缺席"]


def test_leave_beside_a_stated_absence_is_asked_about(records: ReadRecords) -> None:
    row = ["张三", "2022-03-15", "渔业", "缺席", "是"]
    file = records({"调研": [[*HEAD, "状态", "是否请假"], row]})
    assert states(file) == {}
    assert [(row, column) for row, column, _ in open_ones(file)] == [(2, "是否请假")]


def test_no_leave_beside_stated_attendance_is_not_asked_about(records: ReadRecords) -> None:
    rows = [["张三", "2022-03-15", "渔业", "出席", "否"], ["李四", "2022-03-15", "渔业", "请假", "是"]]
    file = records({"调研": [[*HEAD, "状态", "是否请假"], *rows]})
    assert states(file) == {("03-15", "W0001"): "出席", ("03-15", "W0002"): "请假"}
    assert open_ones(file) == []


def test_a_remark_beside_no_signature_is_asked_about(records: ReadRecords) -> None:
    rows = [["张三", "√", "组长"], ["李四", "", "家里有事"], ["王小明", "", ""]]
    file = records(
        {"调研": [[*HEAD, "签到", "备注"], *([name, "2022-03-15", "渔业", *said] for name, *said in rows)]}
    )
    assert states(file) == {("03-15", "W0001"): "出席", ("03-15", "W0003"): "缺席"}
    assert open_ones(file) == [(3, "备注", "家里有事")]


def test_a_line_at_the_foot_under_a_state(records: ReadRecords) -> None:
    rows = [["张三", "2022-03-15", "渔业", "出席"], ["", "", "", "请假"]]
    file = records({"调研": [[*HEAD, "状态"], *rows]})
    assert states(file) == {("03-15", "W0001"): "出席"}
    assert {row for row, _, _ in open_ones(file)} == {3}


def test_another_members_signature_is_asked(records: ReadRecords) -> None:
    rows = [("2022-03-15", "提案委会议", "张三", "张三"), ("2022-03-15", "提案委会议", "李四", "王小明")]
    file = records({"专委会会议": [("日期", "会议名称", "姓名", "签名"), *rows]})
    assert [[part.member for part in record.parts] for record in file.records] == [["W0001"]]
    assert [(one.row, one.level, one.message) for one in file.problems] == [
        (3, "question", "这一行签的是“王小明”")
    ]
