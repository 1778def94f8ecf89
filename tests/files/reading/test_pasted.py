"""Lists of names as people paste them. What each line means is read off the text by eye."""

from __future__ import annotations

from datetime import date

import pytest

from files.reading.pasted import MOST_NAMES, Found, Named, read_pasted
from files.reading.who import Roster
from rules.catalogue import Catalogue
from rules.record import Member, value_words

MARCH = date(2022, 3, 1)
MEMBERS = [
    Member(key, name, {"身份": "委员", "界别": sector})
    for key, name, sector in (
        *(("001", "张三", "经济"), ("002", "王伟", "科技"), ("003", "王伟", "经济"), ("004", "李四", "教育")),
        *(("005", "欧阳修文", "科技"), ("006", "丁一", "民革"), ("007", "阿不都·热合曼", "民族")),
        *(("008", "陈静", "医卫"), ("009", "刘洋", "民革"), ("010", "刘洋", "民革"), ("011", "一鸣", "民革")),
    )
]
Line = tuple[int, str, str]


def read(text: str, catalogue: Catalogue, day: date | None = MARCH) -> list[Named]:
    return read_pasted(text, catalogue, Roster(MEMBERS, catalogue), day)


def told(text: str, catalogue: Catalogue) -> list[Line]:
    """Line, whom it means or what became of it, and what is said of them."""
    return [
        (
            one.line,
            one.member.key if one.member and one.found is Found.FOUND else one.found.value,
            "、".join(f"{name}{value_words(value)}" for name, value in one.attributes.items()),
        )
        for one in read(text, catalogue)
    ]


NOTICE = """参会人员（共7人）：
1. 张三主席、王　伟（科技）、李四
2、欧阳修文 迟到
经济界（2人）：
王伟，丁一
请假：陈静(事假)
缺席：无

阿不都 热合曼
"""
SHEET = (
    "序号\t姓名\t界别\t状态\n1\t王 伟\t经济\t请假\n2\t李四\t教育\t√\n3\t刘洋\t民革\t出席\n4\t王 伟\t科技\t\n"
)
CHAT = """#接龙
1. 张三
2. 李四：请假
3. 丁一因病请假
4. @陈静 早退
5. 欧阳 修文（迟到、早退）
6 一鸣 13912345678"""


def test_a_notice_of_an_office(catalogue: Catalogue) -> None:
    assert told(NOTICE, catalogue) == [
        (2, "001", "状态出席"),
        (2, "002", "状态出席"),
        (2, "004", "状态出席"),
        (3, "005", "状态出席、迟到是"),
        # Under the heading of a sector, which tells the two apart, nothing is said of them.
        (5, "003", ""),
        (5, "006", ""),
        (6, "008", "状态请假"),
        (9, "007", ""),
    ]


def test_columns_of_a_sheet_tell_two_of_one_name_apart_where_they_can(catalogue: Catalogue) -> None:
    assert told(SHEET, catalogue) == [
        (2, "003", "状态请假"),
        (3, "004", "状态出席"),
        # Two of one name in one sector.
        (4, "ambiguous", "状态出席"),
        (5, "002", ""),
    ]
    (asked,) = [one for one in read(SHEET, catalogue) if one.found is Found.AMBIGUOUS]
    assert [*asked.candidates] == ["刘洋（009）", "刘洋（010）"]


def test_a_chat(catalogue: Catalogue) -> None:
    assert told(CHAT, catalogue) == [
        (2, "001", ""),
        (3, "004", "状态请假"),
        (4, "006", "状态请假"),
        (5, "008", "状态出席、早退是"),
        (6, "005", "状态出席、迟到是、早退是"),
        (7, "011", ""),
    ]
    assert "139" not in str(read(CHAT, catalogue))


def test_lists_behind_labels_on_one_line(catalogue: Catalogue) -> None:
    text = "应到：5人，实到：3人\n出席：张三、李四；迟到：丁一;请假人员：王伟（经济）、陈静"
    assert told(text, catalogue) == [
        (2, "001", "状态出席"),
        (2, "004", "状态出席"),
        (2, "006", "状态出席、迟到是"),
        (2, "003", "状态请假"),
        (2, "008", "状态请假"),
    ]


def test_a_heading_holds_until_the_next_and_a_list_where_it_goes_on(catalogue: Catalogue) -> None:
    assert told("【请假】\n陈静\n李四\n\n出席：\n张三", catalogue) == [
        (2, "008", "状态请假"),
        (3, "004", "状态请假"),
        (6, "001", "状态出席"),
    ]
    assert told("请假：陈静、\n李四\n\n张三", catalogue) == [
        (1, "008", "状态请假"),
        (2, "004", "状态请假"),
        (4, "001", ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("王伟", ["ambiguous"], "写成“王伟（科技）”或“王伟（经济）”"),
        ("张山", ["unknown"], "是不是“张三”？"),
        ("特邀专家王五（外）", ["outside"], "不是委员"),
        ("张三、李四等5人", ["unclear"], "名单没有写完"),
        ("张三\n张三", ["001", "repeated"], "第 1 行已有"),
        ("张三\n请假：张三", ["001", "unclear"], "写的情况不同"),
        ("请假：张三（缺席）", ["unclear"], "又写"),
        # Whether the line below a list is of it, nobody can know.
        ("请假：陈静\n李四", ["008", "unclear"], "看不出上一行的“请假”"),
        ("王伟（民盟）", ["ambiguous"], "与花名册对不上"),
        # A sector below a name may be a cell of the next column: it decides nothing.
        ("张三\n科技\n王伟", ["001", "ambiguous"], "分不清"),
    ],
)
def test_what_is_not_clear_is_asked_and_never_guessed(
    text: str, expected: list[str], said: str, catalogue: Catalogue
) -> None:
    assert [what for _, what, _ in told(text, catalogue)] == expected
    assert said in (read(text, catalogue)[-1].message or "")


def test_of_two_of_one_name_the_one_in_office_on_the_day(catalogue: Catalogue) -> None:
    came = Member("012", "张三", {"任职起": date(2022, 10, 1)})
    roster = Roster([*MEMBERS, came], catalogue)
    for day, number in ((MARCH, "001"), (date(2022, 11, 1), None)):
        (one,) = read_pasted("张三", catalogue, roster, day)
        assert (one.member.key if one.member else None) == number


def test_everybody_is_everybody(catalogue: Catalogue) -> None:
    assert len(told("全体委员", catalogue)) == len(MEMBERS)


def test_more_names_than_an_occasion_holds_are_cut(catalogue: Catalogue) -> None:
    assert len(read("\n".join(["张三"] * 3_000), catalogue)) == MOST_NAMES + 1
