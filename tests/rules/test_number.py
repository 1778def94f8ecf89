from datetime import date
from fractions import Fraction

import pytest

from rules.fields import Fields, day, integer
from rules.number import decimal, exact
from rules.source import Mark, Refusals, Scalar, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", Fraction(5)),
        ("-2.5", Fraction(-5, 2)),
        ("0.10", Fraction(1, 10)),
        ("1/3", Fraction(1, 3)),
        ("-1/2", Fraction(-1, 2)),
        ("20%", Fraction(1, 5)),
        ("-12.5%", Fraction(-1, 8)),
        ("0", Fraction(0)),
        ("-0", Fraction(0)),
        ("007", Fraction(7)),
        ("1000000", Fraction(1_000_000)),
        ("99999/99999", Fraction(1)),
        ("0.0001", Fraction(1, 10_000)),
    ],
)
def test_a_number_is_exact(text: str, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", " 5", "5 ", "+5", "--5", ".5", "5.", "1.23456", "1e5", "0x10", "1,000", "1_000", "五", "½"),
        *(
            "1/0",
            "1/-2",
            "100000/3",
            "1/2/3",
            "1/2%",
            "NaN",
            "inf",
            "1000000.1",
            "9" * 5000,
            "５",
            "٣",
            "1\n",
        ),
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert exact(text) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(5), "5"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(133, 100), "1.33"),
        (Fraction(-1, 100), "-0.01"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 6), "-7/6"),
        (Fraction(1, 10**8), "0.00000001"),
        (Fraction(1, 10**9), "1/1000000000"),
    ],
)
def test_a_number_for_people(value: Fraction, shown: str) -> None:
    assert decimal(value) == shown


@pytest.mark.parametrize("text", ["1949-01-01", "2022-02-28", "2024-02-29", "2200-12-31"])
def test_a_day(text: str) -> None:
    assert day(Scalar(text, Mark(1, 1)), "“from”", Refusals("f")) == date(*map(int, text.split("-")))


@pytest.mark.parametrize(
    "text",
    [
        *("2022-2-3", "2022/03/15", "20220315", "2022-W01-1", "2022-074", "2022年3月15日", "２０２２-03-15"),
        *("2023-02-29", "2022-13-01", "2022-00-10", "1948-12-31", "2201-01-01", "2022-03-15T00:00", "今天"),
    ],
)
def test_what_is_no_day(text: str) -> None:
    refusals = Refusals("f")
    assert day(Scalar(text, Mark(3, 7)), "“from”", refusals) is None
    (problem,) = refusals.problems
    assert (problem.line, problem.column) == (3, 7)
    assert problem.message == f"“from”应是日期，不能是“{text}”"
    meant = {
        "2022-2-3": "2022-02-03",
        "1948-12-31": "1949 年到 2200 年的日期",
        "2201-01-01": "1949 年到 2200 年的日期",
    }
    assert problem.suggestion == f"写成 {meant.get(text, '2022-03-15')}"


@pytest.mark.parametrize("text", ["0", "8", "2.5", "1/3", "七"])
def test_a_whole_number_has_bounds(text: str) -> None:
    refusals = Refusals("f")
    assert integer(Scalar(text, Mark(1, 1)), "“to”", refusals, at_least=1, at_most=7) is None
    assert len(refusals.problems) == 1


def test_a_number_in_quotes_is_a_text() -> None:
    refusals = Refusals("f")
    fields = Fields(parse('points: "5"\n', "f"), refusals, ["points"], "规则")
    assert fields.number("points") is None
    assert refusals.problems[0].message == "“points”应是数字，不能是“5”"


def test_half_a_point_and_fifty_percent_are_the_same() -> None:
    assert exact("1/2") == exact("0.5") == exact("50%") == exact("50.00%")
