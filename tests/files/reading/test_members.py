from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from files.problem import Problem
from files.reading.members import MembersFile
from rules.record import Change

Sheets = dict[str, Any]
Read = Callable[[Sheets], MembersFile]

HEADER = ["委员编号", "姓名", "界别", "电话", "任职起", "任职止"]


def told(file: MembersFile) -> list[str]:
    return [str(problem) for problem in file.problems]


def test_members_with_defaults_and_phones(roster: Read) -> None:
    file = roster(
        {
            "委员": [
                HEADER,
                ["W2", "李　四", "民盟", "100-0000-0002", "3月1日", None],
                ["W1", "张三", "民建", 10000000001],
            ]
        }
    )
    assert file.problems == []
    assert [(m.key, m.name, m.phone) for m in file.members] == [
        ("W1", "张三", "10000000001"),
        ("W2", "李四", "10000000002"),
    ]
    assert file.members[1].attributes == {
        "身份": "委员",
        "界别": "民盟",
        "主席会议成员": False,
        "机关驻会": False,
        "不计分": False,
        "处分": False,
        "任职起": date(2022, 3, 1),
    }


def test_a_member_without_a_number_is_known_by_name_and_sector(roster: Read) -> None:
    rows = [
        ["姓名", "界别", "任职起", "任职止"],
        ["张三", "民建", None, "2022-04-01"],
        ["张三", "民盟"],
        ["李四", None],
    ]
    file = roster({"Sheet1": rows})
    assert [m.key for m in file.members] == ["张三（民建）", "张三（民盟）", "李四"]
    assert file.problems == []


def test_two_terms_of_one_person_are_two_members(roster: Read) -> None:
    rows = [
        ["姓名", "界别", "任职起", "任职止"],
        ["张三", "民建", None, "2022-04-01"],
        ["张三", "民建", "2022-04-02", None],
    ]
    assert [m.key for m in roster({"委员": rows}).members] == ["张三（民建）", "张三（民建） 2022-04-02"]


def test_two_of_one_name_and_sector_without_numbers_are_an_error(roster: Read) -> None:
    file = roster(
        {
            "委员": [
                ["姓名", "界别", "单位"],
                ["张三", "民建", "甲"],
                ["李四", "民建", "乙"],
                ["张三", "民建", "丙"],
            ]
        }
    )
    assert [m.name for m in file.members] == ["李四"]
    assert file.problems == [
        Problem(
            "委员",
            4,
            "姓名",
            "张三",
            "与第 2 行同名，又没有委员编号，分不清是一人还是两人，两行都没有读入",
            "给两行都补上委员编号；是同一人的，删去一行",
        )
    ]


def test_rows_alike_without_numbers_are_never_one_member(roster: Read) -> None:
    rows = [["姓名", "界别"], ["王五", "工会"], ["李四", "工会"], ["王五", "工会"], ["王五", "工会"]]
    file = roster({"委员": rows})
    assert [m.name for m in file.members] == ["李四"]
    message = "与第 2 行同名，又没有委员编号，分不清是一人还是两人，两行都没有读入"
    cure = "给两行都补上委员编号；是同一人的，删去一行"
    assert file.problems == [
        Problem("委员", 4, "姓名", "王五", message, cure),
        Problem("委员", 5, "姓名", "王五", message, cure),
    ]


def test_a_number_beside_a_row_without_one_does_not_make_them_one(roster: Read) -> None:
    rows = [["委员编号", "姓名"], ["W1", "张三"], [None, "W1"]]
    file = roster({"委员": rows})
    assert (file.members, [p.level for p in file.problems]) == ([], ["error"])


def test_a_repeated_row_counts_once(roster: Read) -> None:
    file = roster({"委员": [HEADER, ["W1", "张三", "民建"], ["W1", "张 三", "民建"]]})
    assert [m.key for m in file.members] == ["W1"]
    assert file.problems == [
        Problem("委员", 3, "姓名", "张三", "与第 2 行重复，只算一次", "删去其中一行", "reminder")
    ]


def test_one_number_for_two_members_is_an_error(roster: Read) -> None:
    file = roster({"委员": [HEADER, ["W1", "张三", "民建"], ["w1", "李四", "民建"]]})
    assert file.members == []
    assert told(file) == [
        "工作表“委员”第 3 行“委员编号”列，值“w1”："
        "委员编号与第 2 行（张三）重复，内容却不同（改正委员编号，或删去其中一行）"
    ]


def test_all_that_is_wrong_is_told_at_once(roster: Read) -> None:
    rows = [
        [*HEADER, "身份"],
        ["W1", "张三", "民建", "无电话号码", None, None, "常委员"],
        ["W2", None, "民建"],
        ["W3", "李四、王五", "民建", None, "2022-13-01"],
        ["W4", "赵六", "民建", None, "2022-08-01", "2022-07-01"],
    ]
    assert told(roster({"委员": rows})) == [
        "工作表“委员”第 2 行“电话”列，值“（已隐去）”："
        "电话号码不对（填 11 位手机号码或带区号的固定电话，一格一个）",
        "工作表“委员”第 2 行“身份”列，值“常委员”："
        "“身份”里没有“常委员”这一项（是不是“常务委员”？可以填：委员、常委）",
        "工作表“委员”第 3 行“姓名”列：没有写姓名（补上姓名，或删去这一行）",
        "工作表“委员”第 4 行“任职起”列，值“2022-13-01”：没有 2022年13月1日 这一天（核对月份和日期）",
        "工作表“委员”第 4 行“姓名”列，值“李四、王五”：姓名不对（一行一名委员，姓名里不写括号和别的说明）",
        "工作表“委员”第 5 行“任职止”列，值“2022-07-01”："
        "任职止 2022-07-01 早于任职起 2022-08-01（核对两个日期）",
    ]


def test_a_sheet_without_names_names_what_it_has(roster: Read) -> None:
    assert told(roster({"委员": [["委员编号", "名称", "界别"], ["W1", "张三", "民建"]]})) == [
        "工作表“委员”第 1 行“名称”列，值“名称”：不认识“名称”这一列，没有读入（是不是“界别名称”？）",
        "工作表“委员”第 1 行“姓名”列："
        "缺少“姓名”列，现有的列是：委员编号、名称、界别（补上“姓名”列，或改正列名）",
    ]


def test_an_unknown_column_is_a_reminder_and_the_rows_load(roster: Read) -> None:
    file = roster({"委员": [["姓名", "界 别", "民族别", None], ["张三", "民建", "汉", "甲"]]})
    assert [m.attributes["界别"] for m in file.members] == ["民建"]
    assert [(p.column, p.message, p.level) for p in file.problems] == [
        ("D", "这一列没有表头，没有读入", "reminder"),
        ("民族别", "不认识“民族别”这一列，没有读入", "reminder"),
    ]


def test_changes_hold_from_their_day(roster: Read) -> None:
    file = roster(
        {
            "委员": [HEADER, ["W1", "张三", "民建"], ["W2", "李四", "民盟"]],
            "变动": [
                ["委员编号", "姓名", "属性", "新值", "生效日期"],
                ["W1", None, "处分", "√", "2022-09-01"],
                [None, "张三", "委员身份", "常务委员", "5月1日"],
            ],
        }
    )
    assert file.problems == []
    assert file.members[0].changes == [
        Change(date(2022, 5, 1), "身份", "常委"),
        Change(date(2022, 9, 1), "处分", True),
    ]


def test_wrong_changes_are_told_with_their_row(roster: Read) -> None:
    header = ["委员编号", "姓名", "属性", "新值", "生效日期"]
    file = roster(
        {
            "委员": [HEADER, ["W1", "张三", "民建"]],
            "变动": [
                header,
                ["W9", None, "身份", "常委", "2022-05-01"],
                ["W1", "张三", "身分", "常委", "2022-05-01"],
                ["W1", "张三", "身份", "长委", "2022-05-01"],
                ["W1", "张三", "界别", "民盟", None],
                ["W1", "张三", "专委会", "甲", "2022-05-01"],
                ["W1", "张三", "专委会", "乙", "2022-05-01"],
            ],
        }
    )
    assert file.members[0].changes == []
    assert told(file) == [
        "工作表“变动”第 2 行“委员编号”列，值“W9”：花名册里没有委员编号“W9”（核对委员编号）",
        "工作表“变动”第 3 行“属性”列，值“身分”：委员没有“身分”这一属性（是不是“身份”？）",
        "工作表“变动”第 4 行“新值”列，值“长委”：“身份”里没有“长委”这一项（是不是“常委”？可以填：委员、常委）",
        "工作表“变动”第 5 行“生效日期”列：没有写生效日期（补上，或删去这一行）",
        "工作表“变动”第 7 行“新值”列，值“乙”：与第 6 行矛盾（改正其中一行）",
    ]
