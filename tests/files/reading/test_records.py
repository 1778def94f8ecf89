from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from files.reading.records import RecordsFile
from rules.record import Outcome, Part, Record

Sheets = dict[str, Any]
Read = Callable[[Sheets], RecordsFile]

SURVEY = ["编号", "日期", "题目", "姓名", "状态"]
PROPOSAL = ["编号", "提交日期", "题目", "姓名", "立案"]
DAY = date(2022, 3, 15)


def only(file: RecordsFile) -> Record:
    assert file.problems == []
    assert len(file.records) == 1
    return file.records[0]


def parts(record: Record) -> list[tuple[str, Any]]:
    return [(part.member, part.attributes.get("状态")) for part in record.parts]


def authors(record: Record) -> list[tuple[str, Any, Any]]:
    return [(part.member, part.attributes.get("序号"), part.attributes.get("位次")) for part in record.parts]


def test_an_occasion(records: Read) -> None:
    record = only(records({"调研": [[*SURVEY, "级别"], ["D1", DAY, "民宿", "李四、张三", None, "区级"]]}))
    assert record == Record(
        "D1",
        "调研",
        DAY,
        "民宿",
        {"级别": "区级"},
        [Part("W0001", {"状态": "出席"}), Part("W0002", {"状态": "出席"})],
    )
    assert record.parts[0].attributes is record.parts[1].attributes


def test_rows_of_one_number_are_one_occasion(records: Read) -> None:
    rows = [
        SURVEY,
        ["D1", DAY, "民宿", "张三", "出席"],
        ["第1号", None, None, "李四", "请假"],
        ["D1", None, None, "李四", "请假"],
    ]
    file = records({"调研": [rows[0], rows[1], rows[3]]})
    assert parts(only(file)) == [("W0001", "出席"), ("W0002", "请假")]


def test_rows_of_one_day_and_title_are_one_occasion(records: Read) -> None:
    rows = [SURVEY[1:], [DAY, "民　宿", "张三", "出席"], ["3月15日", "民宿", "李四", "请假"]]
    record = only(records({"调研": rows}))
    assert (record.key, parts(record)) == ("调研 2022-03-15 民宿", [("W0001", "出席"), ("W0002", "请假")])


def test_a_row_without_a_number_joins_the_numbered_occasion(records: Read) -> None:
    rows = [SURVEY, ["D1", DAY, "民宿", "张三", "出席"], [None, DAY, "民宿", "李四", "请假"]]
    record = only(records({"调研": rows}))
    assert (record.key, parts(record)) == ("D1", [("W0001", "出席"), ("W0002", "请假")])


def test_continuation_sheets_are_of_their_kind(records: Read) -> None:
    row = [SURVEY, ["D1", DAY, "民宿", "张三", "出席"]]
    more = [SURVEY, ["D2", DAY, "渔业", "李四", "出席"]]
    for title in ("调研2", "调研 2", "调研（2）", "调研（续）", "2022年度调研", "调研活动统计表"):
        file = records({"调研": row, title: more})
        assert ([record.key for record in file.records], file.problems) == (["D1", "D2"], [])


def test_a_single_sheet_may_name_the_kind_of_each_row(records: Read) -> None:
    header = ["类型", "编号", "日期", "名称", "姓名", "立案", "状态"]
    file = records(
        {
            "Sheet1": [
                header,
                ["提案", 1, DAY, "甲", "张三", "是", None],
                ["视察", 1, DAY, "乙", "李四", None, "请假"],
            ]
        }
    )
    assert file.problems == []
    assert [(r.kind, r.key, r.title) for r in file.records] == [("提案", "1", "甲"), ("视察", "1", "乙")]


def test_a_proposal_on_a_subject_is_no_other_kind(records: Read) -> None:
    record = only(records({"提案": [[*PROPOSAL, "类别"], [1, DAY, "甲", "张三", "是", "经济建设"]]}))
    assert record.attributes == {"立案": True, "联名": False}


def test_authors_keep_their_order(records: Read) -> None:
    record = only(records({"提案": [PROPOSAL, [1, DAY, "甲", "李四、张三、王五（外）、王小明", "是"]]}))
    assert authors(record) == [("W0002", 1, "首"), ("W0001", 2, "联"), ("W0003", 4, "联")]
    assert (record.attributes, record.outsiders) == ({"立案": True, "联名": True}, 1)


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("张三，李四", ["W0001", "W0002"]),
        ("张　三、李　四，王小明", ["W0001", "W0002", "W0003"]),
        ("1、张三、2、李四", ["W0001", "W0002"]),
        ("李四、张伟（民建）", ["W0002", "W0004"]),
        ("李四（民盟、执笔），张三", ["W0002", "W0001"]),
        ("阿依古丽 买买提、张 三 李 四", ["W0006", "W0001", "W0002"]),
        ("张三、李四等2人", ["W0001", "W0002"]),
        ("李四、W0003", ["W0002", "W0003"]),
    ],
)
def test_a_list_is_read_whole_where_a_name_alone_would_say_another_thing(
    records: Read, written: str, keys: list[str]
) -> None:
    rows = [[*PROPOSAL], ["1", DAY, "停车", written, "是"], ["2", DAY, "绿化", written, "是"]]
    file = records({"提案": rows})
    assert [[part.member for part in record.parts] for record in file.records] == [keys, keys]
    assert file.problems == []


def test_an_outsider_may_come_first(records: Read) -> None:
    record = only(records({"提案": [PROPOSAL, [1, DAY, "甲", "王五（外）、张三", "是"]]}))
    assert authors(record) == [("W0001", 2, "联")]


def test_first_and_further_authors_in_columns_of_their_own(records: Read) -> None:
    header = ["编号", "提交日期", "题目", "第一提案人", "联名人", "提案人"]
    record = only(
        records({"提案": [header, [1, DAY, "甲", "张伟（民建）", "李四 张三", "张伟（民建）、张三"]]})
    )
    assert [part.member for part in record.parts] == ["W0004", "W0001", "W0002"]


def test_one_author_a_row_with_positions(records: Read) -> None:
    header = [*PROPOSAL, "署名序号", "确认"]
    rows = [header, [1, DAY, "甲", "张三", "是", 2, "否"], [1, None, None, "李四", None, 1, None]]
    record = only(records({"提案": rows}))
    assert authors(record) == [("W0002", 1, "首"), ("W0001", 2, "联")]
    assert [part.attributes["确认"] for part in record.parts] == [True, False]


def test_one_author_a_row_with_ranks(records: Read) -> None:
    rows = [
        [*PROPOSAL, "位次"],
        [1, DAY, "甲", "王小明、张三", "是", "联"],
        [1, DAY, "甲", "李四", "是", "第一提案人"],
    ]
    assert authors(only(records({"提案": rows}))) == [
        ("W0002", 1, "首"),
        ("W0001", None, "联"),
        ("W0003", None, "联"),
    ]


def test_a_column_that_counts_rows_is_no_position(records: Read) -> None:
    rows = [["序号", *PROPOSAL], [1, 7, DAY, "甲", "张三", "是"], [2, 8, DAY, "乙", "李四、张三", "是"]]
    file = records({"提案": rows})
    assert file.problems == []
    assert [authors(r) for r in file.records] == [
        [("W0001", 1, "首")],
        [("W0002", 1, "首"), ("W0001", 2, "联")],
    ]


def test_a_column_that_counts_authors_is_one(records: Read) -> None:
    rows = [
        ["序号", *PROPOSAL],
        [2, 7, DAY, "甲", "张三", "是"],
        [1, 7, DAY, "甲", "李四", "是"],
        [1, 8, DAY, "乙", "李四", "是"],
    ]
    file = records({"提案": rows})
    assert file.problems == []
    assert [authors(r) for r in file.records] == [
        [("W0002", 1, "首"), ("W0001", 2, "联")],
        [("W0002", 1, "首")],
    ]


def test_two_of_one_name_are_told_apart_by_the_row(records: Read) -> None:
    header = [*SURVEY, "界别", "手机", "委员编号"]
    rows = [
        header,
        ["D1", DAY, "甲", "张伟", "出席", "民建", None, None],
        ["D2", DAY, "乙", "张伟", "出席", None, "100 0000 0005", None],
        ["D3", DAY, "丙", "张伟", "出席", None, None, "W0005"],
        ["D4", DAY, "丁", "陈静", "出席", None, None, None],
        ["D5", date(2022, 9, 1), "戊", "陈静", "出席", None, None, None],
        ["D6", DAY, "己", None, "出席", None, None, "W0001、W0004"],
    ]
    file = records({"调研": rows})
    assert file.problems == []
    assert [[part.member for part in r.parts] for r in file.records] == [
        ["W0004"],
        ["W0005"],
        ["W0005"],
        ["W0007"],
        ["W0008"],
        ["W0001", "W0004"],
    ]


def test_the_sector_of_a_proposal_is_the_first_authors(records: Read) -> None:
    record = only(records({"提案": [[*PROPOSAL, "界别"], [1, DAY, "甲", "张伟、张三", "是", "九三学社"]]}))
    assert [part.member for part in record.parts] == ["W0005", "W0001"]


def test_outcomes_by_number_and_by_title(records: Read) -> None:
    file = records(
        {
            "提案": [PROPOSAL, [1, DAY, "甲", "张三", "是"]],
            "社情民意": [["提交日期", "题目", "作者"], [DAY, "乙", "李四"]],
            "采用与批示": [
                ["编号", "题目", "日期", "结果", "采用层级", "领导级别", "备注"],
                ["01", None, "2022-09-01", "重点提案", None, None, None],
                [1, "甲", "2023-01-05", "批示", None, "市领导", "王某某"],
                [1, "甲", "2023-01-05", "批示", None, "市领导", "赵某某"],
                [None, "乙", "2022-06-01", "采用", "市政协", None, None],
            ],
        }
    )
    assert file.problems == []
    leader = {"结果": "批示", "领导级别": "市领导"}
    assert file.records[0].outcomes == [
        Outcome(date(2022, 9, 1), {"结果": "重点"}, "重点"),
        Outcome(date(2023, 1, 5), leader, "批示 市领导 王某某"),
        Outcome(date(2023, 1, 5), leader, "批示 市领导 赵某某"),
    ]
    assert [o.attributes for o in file.records[1].outcomes] == [{"结果": "采用", "采用层级": "市政协"}]


def test_an_outcome_beside_its_work(records: Read) -> None:
    rows = [[*PROPOSAL, "结果", "结果日期"], [1, DAY, "甲", "张三", "是", "优秀提案", "2022-12-20"]]
    assert only(records({"提案": rows})).outcomes == [Outcome(date(2022, 12, 20), {"结果": "优秀"}, "优秀")]


def test_those_who_did_not_come_join_their_occasion(records: Read) -> None:
    file = records(
        {
            "应到未到": [
                ["种类", "编号", "日期", "题目", "姓名", "状态", "必须参加"],
                ["调研", "D1", None, None, "李四", "请假", "是"],
                [None, None, "2022-03-15", "民宿", "王小明、陈静", "缺席", None],
            ],
            "调研": [SURVEY, ["D1", DAY, "民宿", "张三", "出席"]],
        }
    )
    record = only(file)
    assert [(part.member, dict(part.attributes)) for part in record.parts] == [
        ("W0001", {"状态": "出席"}),
        ("W0002", {"状态": "请假", "必须参加": True}),
        ("W0003", {"状态": "缺席"}),
        ("W0007", {"状态": "缺席"}),
    ]


def test_linked_works_are_one_matter(records: Read) -> None:
    file = records(
        {
            "提案": [
                [*PROPOSAL, "关联编号"],
                [1, DAY, "甲", "张三", "否", None],
                [2, DAY, "乙", "张三", "否", "X2"],
            ],
            "社情民意": [
                ["编号", "提交日期", "题目", "作者", "关联编号"],
                ["X1", DAY, "丙", "张三", "1"],
                ["X2", DAY, "丁", "张三", "X1"],
                ["X3", DAY, "戊", "张三", None],
            ],
        }
    )
    assert file.problems == []
    assert {r.key: r.matter for r in file.records} == {
        "1": "提案 1",
        "2": "提案 1",
        "X1": "提案 1",
        "X2": "提案 1",
        "X3": None,
    }


def test_a_link_may_name_the_kind(records: Read) -> None:
    file = records(
        {
            "提案": [PROPOSAL, [1, DAY, "甲", "张三", "否"]],
            "集体提案": [["编号", "提交日期", "题目", "姓名"], [1, DAY, "乙", "李四"]],
            "文史资料": [
                ["编号", "提交日期", "题目", "姓名", "关联编号"],
                [9, DAY, "丙", "李四", "集体提案 1"],
            ],
        }
    )
    assert file.problems == []
    assert [(r.kind, r.matter) for r in file.records] == [
        ("提案", None),
        ("集体提案", "文史资料 9"),
        ("文史资料", "文史资料 9"),
    ]


def test_one_text_spoken_and_printed_is_two_records(records: Read) -> None:
    rows = [
        ["发言日期", "题目", "发言人", "形式"],
        [DAY, "甲", "张三", "口头"],
        [DAY, "甲", "张三", "书面"],
        [DAY, "乙", "张三", "书面"],
    ]
    file = records({"发言": rows})
    assert file.problems == []
    # That they are one matter is for scoring to see: it links equal titles of records from anywhere.
    assert [(r.key, r.matter) for r in file.records] == [
        ("发言 2022-03-15 乙 W0001 书面", None),
        ("发言 2022-03-15 甲 W0001 书面", None),
        ("发言 2022-03-15 甲 W0001 口头", None),
    ]


def test_winners_of_one_prize_are_works_of_their_own(records: Read) -> None:
    rows = [
        ["表彰日期", "奖项名称", "姓名", "层级"],
        [DAY, "先进", "张三", "市"],
        [DAY, "先进", "李四", "市"],
    ]
    file = records({"表彰": rows})
    assert file.problems == []
    assert [r.key for r in file.records] == ["表彰 2022-03-15 先进 W0001", "表彰 2022-03-15 先进 W0002"]
    assert [dict(r.parts[0].attributes) for r in file.records] == [{}, {}]


def test_quantities_are_exact(records: Read) -> None:
    rows = [
        ["编号", "日期", "题目", "姓名", "应到半天（个）", "出席\n半天"],
        ["Q1", DAY, "全会", "张三", "６", 2.5],
    ]
    attributes = only(records({"全会": rows})).parts[0].attributes
    assert attributes == {"状态": "出席", "应到半天": 6, "出席半天": Fraction(5, 2)}
