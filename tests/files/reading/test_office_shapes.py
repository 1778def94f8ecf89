"""Shapes that random offices brought to light, each as the smallest sheet that shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from files.answers import Question, Section
from files.reading.records import RecordsFile, read_records
from files.sheets.workbook import Table, write_workbook
from rules.catalogue import Catalogue
from rules.record import Member
from tests.files.conftest import PERIOD, ReadRecords

NAMES = {"张三": "W0001", "李四": "W0002", "王小明": "W0003", "阿依古丽·买买提": "W0006"}


def states(file: RecordsFile) -> dict[str, Any]:
    (record,) = file.records
    return {part.member: part.attributes["状态"] for part in record.parts}


def open_ones(file: RecordsFile) -> list[str]:
    return [problem.message for problem in file.problems if problem.level != "reminder"]


def test_another_dot_in_the_name_of_a_member_without_a_number(tmp_path: Path, catalogue: Catalogue) -> None:
    roster = [
        Member(f"阿依古丽·买买提（{sector}）", "阿依古丽·买买提", {"界别": sector})
        for sector in ("民建", "特邀")
    ]
    rows = [("2022-03-15", "渔业", "阿依古丽•买买提（特邀）")]
    write_workbook(tmp_path / "a.xlsx", [Table("调研", ("日期", "题目", "姓名"), rows)])
    file = read_records(tmp_path / "a.xlsx", catalogue, roster, PERIOD)
    assert states(file) == {"阿依古丽·买买提（特邀）": "出席"}


def test_a_half_day_behind_the_date_is_no_part_of_the_title(records: ReadRecords) -> None:
    file = records(
        {
            "考勤表": [
                ["序号", "姓名", "营商环境调研（4月20日上午）", "5月6日下午 养老服务调研"],
                [1, "张三", "√", "假"],
                [2, "李四", "缺", "√"],
            ]
        }
    )
    assert open_ones(file) == []
    assert [(record.kind, record.day, record.title) for record in file.records] == [
        ("调研", date(2022, 4, 20), "营商环境调研"),
        ("调研", date(2022, 5, 6), "养老服务调研"),
    ]


TICKED = [
    ["营商环境调研签到表"],
    ["时间：2022年4月20日"],
    ["序号", "姓名", "出席", "请假", "缺席"],
    [1, "张三", "√", None, None],
    [2, "李四", None, "√", None],
    [3, "王小明", None, None, "√"],
]


def test_a_tick_in_one_of_three_columns(records: ReadRecords) -> None:
    file = records({"签到表": TICKED})
    assert open_ones(file) == []
    assert states(file) == {"W0001": "出席", "W0002": "请假", "W0003": "缺席"}


def test_two_ticks_or_none_are_asked(records: ReadRecords) -> None:
    both = [4, "阿依古丽·买买提", "√", "√", None]
    neither = [5, "陈静（W0007）", None, None, None]
    file = records({"签到表": [*TICKED, both, neither]})
    assert states(file) == {"W0001": "出席", "W0002": "请假", "W0003": "缺席"}
    assert [(problem.row, problem.column) for problem in file.problems if problem.level != "reminder"] == [
        (7, "状态（出席、请假、缺席）"),
        (8, "状态（出席、请假、缺席）"),
    ]


def test_a_column_of_kinds_goes_before_a_vague_name_of_the_sheet(records: ReadRecords) -> None:
    file = records(
        {
            "活动登记表": [
                ["活动类别", "日期", "活动名称", "参加委员"],
                ["调研", "2022-03-15", "渔业", "张三"],
                ["学习培训", "2022-03-16", "读书会", "李四"],
            ]
        }
    )
    assert [(record.kind, record.title) for record in file.records] == [
        ("学习培训", "读书会"),
        ("调研", "渔业"),
    ]


def test_where_a_speech_was_given_is_not_what_it_is(records: ReadRecords) -> None:
    file = records(
        {
            "发言": [
                ["会议类型", "日期", "题目", "发言人"],
                ["全会", "2022-03-15", "渔业", "张三"],
                ["常委会", "2022-03-16", "养老", "李四"],
            ]
        }
    )
    assert [record.kind for record in file.records] == ["发言", "发言"]


def test_a_file_named_by_a_kind_may_have_a_sheet_of_others(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    speech = Table("发言", ("日期", "题目", "发言人"), [("2022-03-15", "渔业", "张三")])
    others = Table("Sheet1", ("类别", "日期", "题目", "姓名"), [("调研", "2022-04-15", "养老", "张三")])
    write_workbook(tmp_path / "5发言.xlsx", [speech, others])
    write_workbook(
        tmp_path / "b.xlsx", [Table("视察", ("日期", "题目", "姓名"), [("2022-05-15", "港口", "张三")])]
    )
    file = read_records([tmp_path / "5发言.xlsx", tmp_path / "b.xlsx"], catalogue, members, PERIOD)
    assert {record.kind: record.title for record in file.records} == {
        "发言": "渔业",
        "调研": "养老",
        "视察": "港口",
    }


def listed(records: ReadRecords, cell: str) -> RecordsFile:
    return records({"调研": [["日期", "题目", "参加委员"], ["2022-03-15", "渔业", cell]]})


def test_and_others_behind_a_name_with_a_blank(records: ReadRecords) -> None:
    file = listed(records, "王小明、张　三等2人")
    assert open_ones(file) == []
    assert states(file) == {"W0001": "出席", "W0003": "出席"}


def test_each_of_the_labelled_lists_ends_for_itself(records: ReadRecords) -> None:
    file = listed(records, "出席：张三、李四等2人；请假：王小明")
    assert open_ones(file) == []
    assert states(file) == {"W0001": "出席", "W0002": "出席", "W0003": "请假"}


def test_what_stands_behind_two_joined_names_is_asked(records: ReadRecords) -> None:
    file = listed(records, "王小明、张三和李四（缺席）")
    assert file.records == []
    assert open_ones(file) == ["“张三和李四（缺席）”括号里写的，看不出说的是几个人"]


def test_who_has_signed_was_there(records: ReadRecords) -> None:
    rows = [["序号", "姓名", "签字"], [1, "张三", "已签"], [2, "李四", None]]
    file = records({"签到表": [["营商环境调研"], ["时间：2022年4月20日"], *rows]})
    assert states(file) == {"W0001": "出席", "W0002": "缺席"}


def test_in_a_list_beside_another_nobody_needs_to_have_signed(records: ReadRecords) -> None:
    head = ["序号", "姓名", "签到"]
    rows = [[*head, *head], [1, "张三", "√", 3, "王小明", None], [2, "李四", "√", None, None, None]]
    file = records({"签到表": [["营商环境调研"], ["时间：2022年4月20日"], *rows]})
    assert states(file) == {"W0001": "出席", "W0002": "出席", "W0003": "缺席"}


def test_an_outcome_on_each_of_the_rows_of_one_work_is_one(records: ReadRecords) -> None:
    file = records(
        {
            "提案": [
                ["署名序号", "编号", "日期", "案由", "提案人", "备注", "结果日期"],
                [1, "1", "2022-01-20", "渔业", "张三", "重点提案", "2022-12-01"],
                [2, "1", "2022-01-20", "渔业", "李四", "重点提案", "2022-12-01"],
            ]
        }
    )
    assert open_ones(file) == []
    assert [(outcome.day, outcome.attributes) for outcome in file.records[0].outcomes] == [
        (date(2022, 12, 1), {"结果": "重点"})
    ]


def test_a_grid_with_names_alone(records: ReadRecords) -> None:
    file = records({"考勤表": [["姓名", "4月20日营商环境调研", "5月6日养老服务调研"], ["张三", "√", "假"]]})
    assert [(record.title, record.parts[0].attributes["状态"]) for record in file.records] == [
        ("营商环境调研", "出席"),
        ("养老服务调研", "请假"),
    ]


def test_a_row_of_words_is_no_header(records: ReadRecords) -> None:
    head = [["序号", "姓名", "调研", None, None], [None, None, "4月20日", "5月6日", "6月7日"]]
    file = records(
        {"考勤表": [*head, [1, "张三", "请假", "迟到", "缺席"], [2, "李四", "出席", "出席", "出席"]]}
    )
    assert open_ones(file) == []
    assert len(file.records) == 3


def test_a_column_that_may_say_who_came_is_asked(records: ReadRecords) -> None:
    rows = [["日期", "题目", "姓名", "人员状态"], ["2022-03-15", "渔业", "张三", "出席"]]
    file = records({"调研": [*rows, ["2022-03-15", "渔业", "李四", "请假"]]})
    assert file.records == []
    assert {problem.row for problem in file.problems if problem.level == "question"} == {2, 3}
    assert "“人员状态”这一列像是写着谁到了、谁没到，看不懂列名" in open_ones(file)


def test_whether_excused_is_not_whether_present(records: ReadRecords) -> None:
    rows = [["日期", "题目", "姓名", "是否请假"], ["2022-03-15", "渔业", "张三", "是"]]
    file = records({"调研": [*rows, ["2022-03-15", "渔业", "李四", "否"]]})
    assert file.records == []
    asked = {problem.ask for problem in file.problems if problem.level == "question"}
    assert asked == {Question(Section.COLUMN, "是否请假", ("不读",))}


def test_whether_there_was_a_meal_is_not_asked(records: ReadRecords) -> None:
    file = records({"调研": [["日期", "题目", "姓名", "用餐"], ["2022-03-15", "渔业", "张三", "是"]]})
    assert open_ones(file) == []
    assert states(file) == {"W0001": "出席"}


def test_whether_somebody_came_by_another_header(records: ReadRecords) -> None:
    rows = [["日期", "题目", "姓名", "出席与否"], ["2022-03-15", "渔业", "张三", "是"]]
    file = records({"调研": [*rows, ["2022-03-15", "渔业", "李四", "请假"]]})
    assert states(file) == {"W0001": "出席", "W0002": "请假"}


def test_a_number_before_the_name_of_outcomes(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    (tmp_path / "5提案.csv").write_text("编号,日期,案由,提案人\n1,2022-01-20,渔业,张三\n", encoding="utf-8")
    (tmp_path / "6采用与批示.csv").write_text(
        "种类,编号,日期,结果\n提案,1,2022-12-01,重点\n", encoding="utf-8"
    )
    file = read_records([tmp_path / "5提案.csv", tmp_path / "6采用与批示.csv"], catalogue, members, PERIOD)
    assert [outcome.attributes for outcome in file.records[0].outcomes] == [{"结果": "重点"}]


def test_unknown_marks_under_a_day_are_asked(records: ReadRecords) -> None:
    head = ["序号", "姓名", "4月20日营商环境调研", "5月6日养老服务调研"]
    file = records({"考勤表": [head, [1, "张三", "替", "√"], [2, "李四", "待定", "缺"]]})
    assert [problem.row for problem in file.problems if problem.level == "error"] == [2, 3]
    assert [record.title for record in file.records] == ["养老服务调研"]


def test_one_known_kind_makes_a_column_of_kinds(records: ReadRecords) -> None:
    rows = [
        [word, f"2022-03-{at}", f"活动{at}", "张三"] for at, word in enumerate(("茶话会", "联谊", "调研"), 11)
    ]
    file = records({"活动登记表": [["活动类别", "日期", "活动名称", "参加委员"], *rows]})
    assert [record.kind for record in file.records] == ["调研"]
    assert [problem.row for problem in file.problems if problem.level == "error"] == [2, 3]


def test_a_column_in_which_nobody_signed_is_asked(records: ReadRecords) -> None:
    rows = [("2022-03-15", "提案委会议", "张三", ""), ("2022-03-15", "提案委会议", "李四", "")]
    file = records({"专委会会议": [("日期", "会议名称", "姓名", "签到"), *rows]})
    assert file.records == []
    assert {(one.row, one.level, one.message) for one in file.problems} == {
        (2, "question", "“签到”一栏全空着，看不出谁到了"),
        (3, "question", "“签到”一栏全空着，看不出谁到了"),
    }
