"""A day in every form in which offices write one, and what is no day."""

from datetime import date, datetime

import pytest

from files.cells.day import Period, Years, read_day
from files.problem import Refused

DAY = date(2022, 3, 15)
YEARS = Years(2022)


@pytest.mark.parametrize(
    "written",
    [
        44635.0,
        "44635",
        "44635.375",
        20220315.0,
        "20220315",
        "2022.3.15",
        "2022.03.15",
        "2022年3月15日",
        "2022/3/15",
        "2022-03-15",
        "２０２２．３．１５",
        "2022 年 3 月 15 日",
        "2022年3月15日（周二）上午",
        "2022年3月15日 星期二 9:00-11:30",
        "2022-03-15 00:00:00",
        "3月15日",
        "3.15",
        3.15,
        "3/15",
        "3月15号下午",
        "3月15日-16日",
        "3月15日至4月2日",
        "2022-03-15至2022-03-16",
        "2022年3月15日-16日上午",
        datetime(2022, 3, 15, 9, 30),
        DAY,
    ],
)
def test_a_date_is_read_in_every_form(written: str | float | date) -> None:
    assert read_day(written, YEARS) == DAY


@pytest.mark.parametrize(
    ("written", "message", "suggestion"),
    [
        ("2022-02-30", "没有 2022年2月30日 这一天", "核对月份和日期"),
        ("2月30日", "没有 2月30日 这一天", "核对月份和日期"),
        ("22.3.15", "年份要写四位", "写成 2022-03-15、2022.3.15 或 2022年3月15日"),
        ("2022年3月", "日期没有写到日", "写成 2022-03-15、2022.3.15 或 2022年3月15日"),
        ("4.6-4.10", "这里只能写一个日期", "写一天，几天的会议活动写第一天，如 2022-03-15"),
        ("昨天", "不是日期", "写成 2022-03-15、2022.3.15 或 2022年3月15日"),
        (float("nan"), "不是日期", "写成 2022-03-15、2022.3.15 或 2022年3月15日"),
        ("1022-03-15", "年份 1022 不对", "写成 2022-03-15、2022.3.15 或 2022年3月15日"),
    ],
)
def test_what_is_no_date_is_refused(written: str | float, message: str, suggestion: str) -> None:
    assert read_day(written, YEARS) == Refused(message, suggestion)


def test_a_number_that_lost_its_zero_is_a_question() -> None:
    refused = read_day(3.1, YEARS)
    assert refused == Refused("分不清是 3月1日还是 3月10日", "写成“3月1日”或“3月10日”", "question")


def test_a_date_without_a_year_is_the_one_inside_the_period() -> None:
    years = Years(None, Period(date(2021, 12, 1), date(2022, 11, 30)))
    assert read_day("12月15日", years) == date(2021, 12, 15)
    assert read_day("3月15日", years) == date(2022, 3, 15)


def test_a_date_without_a_year_anywhere_is_refused() -> None:
    refused = read_day("3月15日", Years())
    assert refused == Refused("日期没有写年份", "把年份写进日期，或在表的标题里写一次，如“2022年度”")
