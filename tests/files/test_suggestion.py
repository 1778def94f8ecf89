import pytest

from files.suggestion import suggestion

STATES = ["出席", "到会", "参加", "签到", "列席", "请假", "缺席"]


@pytest.mark.parametrize(
    ("text", "words", "cure"),
    [
        ("未签到", ["签到", "已登记"], None),
        ("未签到", ["签到", "未登记签到"], "是不是“未登记签到”？"),
        ("出差", ["出席", "列席"], None),
        ("缺席人员", ["出席人员", "姓名"], None),
        ("缺席人员", ["出席人员", "未到人员"], "是不是“未到人员”？"),
        ("出席人", ["出席人员", "缺席人员"], "是不是“出席人员”？"),
        ("未出席", STATES, None),
        ("未请假", STATES, None),
        ("无故缺席", ["出席"], None),
        ("缺卡", ["打卡"], None),
        ("迟到", ["到会", "未到"], None),
        ("不予立案", ["立案", "是否立案"], None),
        ("未立案", ["立案"], None),
        ("立案否", ["立案"], None),
        ("是否立案了", ["是否立案", "立案日期"], "是不是“是否立案”？"),
        ("是否出席", ["出席"], "是不是“出席”？"),
        ("非委员", ["委员"], None),
        ("无党派人", ["无党派", "党派"], "是不是“无党派”？"),
        ("政治面目", ["政治面貌"], "是不是“政治面貌”？"),
        ("出度", STATES, "是不是“出席”？"),
    ],
)
def test_a_suggestion_never_means_the_opposite(text: str, words: list[str], cure: str | None) -> None:
    assert suggestion(text, words) == cure
