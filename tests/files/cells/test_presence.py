"""Marks of attendance: what offices write, what a sheet explains itself, what is asked."""

import pytest

from files.answers import Answers, Section
from files.cells.presence import Marks, Presence, legend
from files.problem import Refused
from rules.catalogue import load

STATE = load().attributes["状态"]


@pytest.mark.parametrize(
    ("mark", "meaning"),
    [
        *(("√", "出席"), ("✓", "出席"), ("到", "出席"), ("正常", "出席"), ("是", "出席"), ("1", "出席")),
        *(("08:52", "出席"), ("YES", "出席"), ("参加", "出席"), ("列席", "列席")),
        *(
            ("假", "请假"),
            ("公假", "请假"),
            ("病", "请假"),
            ("事", "请假"),
            ("已请假", "请假"),
            ("因公请假", "请假"),
        ),
        *(("缺", "缺席"), ("未签到", "缺席"), ("缺卡", "缺席"), ("缺席（未请假）", "缺席"), ("旷", "缺席")),
        *(("迟到", "迟到"), ("迟", "迟到"), ("早退", "早退"), ("/", "未通知"), ("—", "未通知")),
    ],
)
def test_what_offices_write_is_read(mark: str, meaning: str) -> None:
    assert str(Marks(STATE, Answers()).read(mark)) == meaning


@pytest.mark.parametrize("mark", ["○", "△", "出差", "视频", "代", "来了"])
def test_what_nobody_can_know_is_asked(mark: str) -> None:
    found = Marks(STATE, Answers()).read(mark)
    assert isinstance(found, Refused)
    assert found.ask is not None
    assert (found.ask.section, found.ask.subject) == (Section.MARK, mark)
    told = Answers({(Section.MARK, mark): "请假"})
    assert Marks(STATE, told).read(mark) == Presence("请假")


def test_a_cross_is_absence_only_where_leave_is_written_otherwise() -> None:
    marks = Marks(STATE, Answers())
    marks.survey(["√", "×"])
    found = marks.read("×")
    assert isinstance(found, Refused)
    assert found.message == "“×”看不出是请假还是缺席"
    marks.survey(["√", "×", "假"])
    assert marks.read("×") == Presence("缺席")


def test_a_sheet_explains_its_marks() -> None:
    told = legend(["（√出席  ○=请假  缺/×=无故缺席  迟=迟到）"])
    assert told == {"√": "出席", "○": "请假", "缺": "缺席", "×": "缺席", "迟": "迟到"}
    assert Marks(STATE, Answers(), told).read("○") == Presence("请假")


def test_somebody_late_is_present_and_late() -> None:
    found = Marks(STATE, Answers()).read("迟到")
    assert isinstance(found, Presence)
    assert found.attributes() == {"状态": "出席", "迟到": True}
