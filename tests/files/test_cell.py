"""What one cell says: numbers, yes or no, choices, names; and what is refused of it."""

from fractions import Fraction

import pytest

from files.cell import identifier, is_nothing, name_text, number, reader
from files.problem import Refused
from rules.catalogue import Attribute, Catalogue


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("２．５", Fraction(5, 2)),
        ("3个", 3),
        ("3个半天", 3),
        ("1/2", Fraction(1, 2)),
        ("1,000", 1000),
        (0.1 + 0.2, Fraction(3, 10)),
        (-1.0, -1),
        ("半天", None),
        ("3天", None),
        ("2,5", None),
        ("5%", None),
        (float("inf"), None),
        ("", None),
    ],
)
def test_numbers_are_exact(written: str | float, value: Fraction | int | None) -> None:
    assert number(written) == value


def test_quantities_are_bounded(catalogue: Catalogue) -> None:
    read = reader(catalogue.attributes["出席半天"])
    assert read("2.5个") == Fraction(5, 2)
    assert read(3.0) == 3
    assert read(-1.0) == Refused("“出席半天”不能是负数", "填 0 或正数")
    assert read("101") == Refused("“出席半天”不能超过 100", "检查是否多打了一位")
    assert read("三") == Refused("“出席半天”应是数字", "填数字，如 3 或 2.5，至多三位小数")
    assert read("半天") == Refused("“出席半天”应是数字", "一个半天填 1，半个填 0.5")
    assert read("2天") == Refused("“出席半天”应是数字", "一天是两个半天：一天填 2")


@pytest.mark.parametrize("written", ["是", "√", "有", "Y", "y", "1", 1.0, "TRUE", "立案", "已立案", "Ｙ"])
def test_yes_is_read_in_every_form(written: str | float, catalogue: Catalogue) -> None:
    assert reader(catalogue.attributes["立案"])(written) is True


@pytest.mark.parametrize("written", ["否", "×", "无", "N", "0", 0.0, "false", "未立案", "不立案"])
def test_no_is_read_in_every_form(written: str | float, catalogue: Catalogue) -> None:
    assert reader(catalogue.attributes["立案"])(written) is False


def test_maybe_is_refused(catalogue: Catalogue) -> None:
    refused = reader(catalogue.attributes["立案"])("待定")
    assert refused == Refused("“立案”应填是或否", "填“是”或“否”；√ × 有 无 Y N 1 0 也可以")


def test_choices_are_read_by_synonym_with_the_nearest_as_a_cure(catalogue: Catalogue) -> None:
    read = reader(catalogue.attributes["状态"])
    assert read("到 会") == "出席"
    assert read("无故缺席") == "缺席"
    assert read("已情假") == Refused(
        "“状态”里没有“已情假”这一项", "是不是“已请假”？可以填：出席、列席、请假、缺席"
    )
    assert read("？") == Refused("“状态”里没有“？”这一项", "可以填：出席、列席、请假、缺席")


def test_a_number_keeps_what_distinguishes_it() -> None:
    assert identifier("第012号") == identifier(12.0) == identifier("No.12") == identifier("１２") == "12"
    assert identifier("w0012") == "W0012"
    assert identifier("000") == "0"


def test_names_are_compared_without_blanks_and_with_one_middle_dot() -> None:
    assert name_text("张　三") == "张三"
    dotted = {name_text(f"阿依古丽{dot}买买提") for dot in "·•・.‧∙"}
    assert dotted == {"阿依古丽·买买提"}


def test_a_dash_is_nothing() -> None:
    assert [is_nothing(text) for text in ("", " ", "/", "／", "-", "—", "无")] == [
        True,
        True,
        True,
        False,
        True,
        True,
        False,
    ]


def test_text_attributes_stay_text() -> None:
    attribute = Attribute("单位", ("member",), "text", {})
    assert reader(attribute)("=1+1\n（公司）") == "=1+1 （公司）"


@pytest.mark.parametrize("written", ["√", "✓", "✔", "1", 1.0, "是", "出席", "到会"])
def test_a_tick_is_a_presence(written: str | float, catalogue: Catalogue) -> None:
    assert reader(catalogue.attributes["状态"])(written) == "出席"


@pytest.mark.parametrize(("written", "seen"), [("×", "×"), ("x", "x"), ("0", "0"), (0.0, "0"), ("否", "否")])
def test_a_cross_is_no_answer(written: str | float, seen: str, catalogue: Catalogue) -> None:
    assert reader(catalogue.attributes["状态"])(written) == Refused(
        f"“{seen}”看不出是请假还是缺席", "写明请假或缺席", "question"
    )


def test_a_tick_is_no_other_choice(catalogue: Catalogue) -> None:
    read = reader(catalogue.attributes["角色"])("√")
    assert isinstance(read, Refused)
    assert read.message == "“角色”里没有“√”这一项"
