"""What stands in parentheses behind a name: who it is, and what part that person has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from files.problem import Problem
from files.reading.records import RecordsFile
from rules.record import Record

Sheets = dict[str, Any]
Read = Callable[[Sheets], RecordsFile]

DAY = date(2022, 3, 15)
REPORT = ["编号", "提交日期", "题目", "姓名", "角色"]
ROLES = "写在一行，第一作者在前，各人不同的写在括号里，如 张三（执笔）、李四（课题组）"


def only(file: RecordsFile) -> Record:
    assert file.problems == []
    assert len(file.records) == 1
    return file.records[0]


def report(*rows: list[Any], header: list[str] = REPORT) -> Sheets:
    return {"调研视察报告": [header, *rows]}


def said(record: Record, attribute: str) -> list[tuple[str, Any]]:
    return [(part.member, part.attributes.get(attribute)) for part in record.parts]


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        ("张三（执笔）、李四（课题组）", [("W0001", "执笔"), ("W0002", "课题组")]),
        ("张三（执笔）李四(课题组)", [("W0001", "执笔"), ("W0002", "课题组")]),
        ("张 三 （执笔） 李 四", [("W0001", "执笔"), ("W0002", None)]),
        ("张伟（民建）（执笔）、李四（课题组）", [("W0004", "执笔"), ("W0002", "课题组")]),
        ("张伟（执笔）（民建）", [("W0004", "执笔")]),
        ("张伟（九三，执笔）、张伟（民建 课题组）", [("W0005", "执笔"), ("W0004", "课题组")]),
        ("张伟（民建、经济委、执笔）", [("W0004", "执笔")]),
        ("李四（课题组）、王五（外、执笔）", [("W0002", "课题组")]),
    ],
)
def test_authors_of_different_roles_in_one_cell(
    records: Read, names: str, roles: list[tuple[str, Any]]
) -> None:
    record = only(records(report(["B1", DAY, "甲", names])))
    assert said(record, "角色") == roles
    assert [part.attributes["序号"] for part in record.parts] == list(range(1, len(roles) + 1))


def test_the_parentheses_go_before_the_column(records: Read) -> None:
    record = only(records(report(["B1", DAY, "甲", "张三（执笔）、李四", "课题组"])))
    assert said(record, "角色") == [("W0001", "执笔"), ("W0002", "课题组")]


def test_a_collective_proposal_with_a_leading_author(records: Read) -> None:
    sheet = [["编号", "提交日期", "题目", "姓名"], ["J1", DAY, "甲", "王小明（主笔）、张三（参与）"]]
    assert said(only(records({"集体提案": sheet})), "角色") == [("W0003", "主笔"), ("W0001", "参与")]


def test_states_and_roles_at_an_occasion(records: Read) -> None:
    header = ["编号", "日期", "题目", "姓名", "状态"]
    rows = [header, ["P1", DAY, "甲", "张三（主讲）、李四（病假）、王小明、张伟（民建，缺席）"]]
    record = only(records({"学习培训": rows}))
    assert [(p.member, dict(p.attributes)) for p in record.parts] == [
        ("W0001", {"状态": "出席", "角色": "主讲"}),
        ("W0002", {"状态": "请假"}),
        ("W0003", {"状态": "出席"}),
        ("W0004", {"状态": "缺席"}),
    ]


def test_how_much_of_a_training(records: Read) -> None:
    rows = [["日期", "题目", "姓名", "参训情况"], [DAY, "甲", "张三、李四（部分参加）", "全程"]]
    assert said(only(records({"外出集中培训": rows})), "参训") == [("W0001", "全程"), ("W0002", "部分")]


def test_a_label_comes_before_another_attributes_synonym(records: Read) -> None:
    rows = [["日期", "题目", "姓名"], [DAY, "甲", "张三（召集人）、李四（参加）"]]
    record = only(records({"界别活动组": rows}))
    assert [dict(part.attributes) for part in record.parts] == [
        {"状态": "出席", "角色": "召集人"},
        {"状态": "出席", "角色": "参加"},
    ]


def test_those_who_did_not_come_with_their_states_behind_them(records: Read) -> None:
    file = records(
        {
            "调研": [["编号", "日期", "题目", "姓名"], ["D1", DAY, "甲", "张三"]],
            "应到未到": [["编号", "姓名"], ["D1", "李四（请假）、王小明（缺席）"], ["D1", "陈静"]],
        }
    )
    assert said(file.records[0], "状态") == [("W0001", "出席"), ("W0002", "请假"), ("W0003", "缺席")]
    assert file.problems == [Problem("应到未到", 3, "状态", "", "没有写状态", "填请假或缺席")]


def test_a_word_that_the_kind_does_not_have_is_a_question(records: Read) -> None:
    file = records({"提案": [["编号", "提交日期", "题目", "姓名"], [1, DAY, "甲", "张三（执笔）"]]})
    assert [(p.value, p.message, p.level) for p in file.problems] == [
        ("张三（执笔）", "“张三（执笔）”与花名册对不上：花名册里是“张三（民建）”", "question")
    ]


def test_a_role_behind_a_name_does_not_tell_two_of_one_name_apart(records: Read) -> None:
    file = records(report(["B1", DAY, "甲", "张伟（执笔）"], ["B2", DAY, "乙", "赵六（执笔）"]))
    assert [(p.row, p.value, p.message, p.level) for p in file.problems] == [
        (2, "张伟（执笔）", "花名册里有 2 名“张伟”，分不清是哪一位", "question"),
        (3, "赵六（执笔）", "花名册里没有“赵六”", "error"),
    ]


def test_two_roles_behind_one_name_are_a_question(records: Read) -> None:
    file = records(report(["B1", DAY, "甲", "张三（执笔、课题组）"]))
    assert (file.records, file.problems) == (
        [],
        [
            Problem(
                "调研视察报告",
                2,
                "姓名",
                "张三（执笔、课题组）",
                "“张三（执笔、课题组）”的括号里，“角色”写了两个：执笔、课题组",
                "只写一个",
                "question",
            )
        ],
    )


def test_one_author_twice_with_two_roles_is_an_error(records: Read) -> None:
    file = records(report(["B1", DAY, "甲", "张三（执笔）、张三（课题组）"]))
    assert (file.records, [(p.message, p.level) for p in file.problems]) == (
        [],
        [("“张三”在本行写了两次，括号里不同", "error")],
    )


def test_one_row_for_each_role_needs_a_first_author(records: Read) -> None:
    rows = [["B1", DAY, "甲", "李四", "执笔"], ["B1", DAY, "甲", "王小明、张三", "课题组"]]
    file = records(report(*rows))
    assert (file.records, [(p.row, p.message, p.suggestion, p.level) for p in file.problems]) == (
        [],
        [
            (
                row,
                "这件作品的作者分在几行，看不出谁是第一作者",
                f"{ROLES}；或每人一行，在“署名序号”列从 1 填起；"
                "或在“位次”列给第一作者的一行填“首”，其余填“联”",
                "question",
            )
            for row in (2, 3)
        ],
    )


def test_one_row_for_each_role_with_ranks_or_positions(records: Read) -> None:
    ranks = [["B1", DAY, "甲", "王小明、张三", "课题组", "联"], ["B1", DAY, "甲", "李四", "执笔", "首"]]
    record = only(records(report(*ranks, header=[*REPORT, "位次"])))
    assert said(record, "角色") == [("W0002", "执笔"), ("W0001", "课题组"), ("W0003", "课题组")]
    numbers = [["B1", DAY, "甲", "王小明", "课题组", 2], ["B1", DAY, "甲", "李四", "执笔", 1]]
    record = only(records(report(*numbers, header=[*REPORT, "署名序号"])))
    assert said(record, "角色") == [("W0002", "执笔"), ("W0003", "课题组")]
