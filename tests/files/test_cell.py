from datetime import date, datetime
from fractions import Fraction

import pytest

from files.cell import identifier, is_nothing, name_text, number, reader
from files.cells.day import Period, Years, read_day
from files.problem import Problem, Refused, masked, shown
from rules.catalogue import Attribute, Catalogue

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
        ("4月6日至10日", "这里只能写一个日期", "写一天，几天的会议活动写第一天，如 2022-03-15"),
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
    assert read("三") == Refused("“出席半天”应是数字", "填数字，如 3 或 2.5，至多四位小数")
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


def test_no_message_shows_a_phone_or_an_identity_number() -> None:
    assert masked("张三 138-0000-0000 来电") == "张三 （已隐去） 来电"
    assert masked("１３８００００００００") == "（已隐去）"
    assert masked("330900199001011234") == "（已隐去）"
    assert shown(13800000000.0) == "（已隐去）"
    assert masked("提案20220315001号") == "提案20220315001号"


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem("提案", 5, "立案", "待定", "“立案”应填是或否", "填“是”或“否”")
    assert str(problem) == "工作表“提案”第 5 行“立案”列，值“待定”：“立案”应填是或否（填“是”或“否”）"
    assert (
        str(Problem("", None, None, "a.xls", "这是旧版的 .xls 文件", ""))
        == "文件，值“a.xls”：这是旧版的 .xls 文件"
    )


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
