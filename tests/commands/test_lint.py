"""`luzhi rules lint` on what would ruin a year: an error or a warning, its place, what would be right."""

from pathlib import Path

import pytest

from tests.commands.office import RULES, run

# Rules that stand in line 11, with ▲ before the place that is told.
ONE = "{id: B, title: 乙, take: participation, when: {kind: 视察, 状态: 出席}, points: 1, "
RATE = (
    "{id: B, title: 乙, take: participation, when: {kind: 视察},"
    " rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}}, bands: ["
)
SHARE = "{id: B, title: 乙, over: work, take: authorship, when: {kind: 提案}, points: 6, share: ▲"
RULE = {
    "takes points away": (ONE + "cap: ▲-15}", "错误", "写 cap: 15；扣分最多 15 分的写 floor: -15"),
    "ninety for 90 %": (RATE + "▲{min: 90, points: 5}]}", "错误", "min: 90 永远达不到（写成 min: 90%）"),
    "sixty for 60 %": (RATE + "▲{below: 60, points: -5}]}", "错误", "below: 60 总是满足（写成 below: 60%）"),
    "shares by order": (SHARE + "{by_order: [50%, 40%, 30%]}}", "错误", "合起来是 120%"),
    "shares of all": (SHARE + "{first: 80%, others: 40%}}", "错误", "合起来是 120%"),
    "a thousand": (ONE.replace("points: 1,", "points: ▲1000") + "}", "提醒", "（至多 5 分）的 200 倍"),
    "finer than the rounding": (ONE + "cap: ▲10.005}", "提醒", "10.005 不是取整单位 0.01 的倍数"),
    "per cent for points": (ONE + "cap: ▲90%}", "错误", "90% 就是 0.9 分（写成 90，或 0.9）"),
    "a floor that pays": (ONE.replace("points: 1", "points: -1") + "floor: ▲15}", "错误", "floor: -15"),
    "a base above its cap": (ONE + "base: ▲20, cap: 10}", "提醒", "基础分 20 高于上限 10"),
    "a window of ten years": (
        ONE + "window: {from: ▲2012-12-01, to: 2022-11-30}}",
        "提醒",
        "统计时间写到 2012-12-01，离统计期一年以上（检查年份）",
    ),
    "in force since another year": (ONE + "in_force: {from: ▲2012-04-03}}", "提醒", "等于没有写（检查年份"),
    "a rate of what is outside": (
        RATE.replace("rate: {of: {状态: 出席}", "rate: ▲{of: {状态: [出席, 列席]}")
        + "{min: 90%, points: 5}]}",
        "错误",
        "比率会超过 100%",
    ),
}
HEADER = {
    "another year": ("year: 2022", "year: ▲2032", "错误", "统计期却是 2022-01-01 至 2022-12-31"),
    "another period": (
        "year: 2022\nperiod: {from: 2022-01-01, to: 2022-12-31}",
        "year: ▲2022\nperiod: {from: 2021-01-01, to: 2021-12-31}",
        "错误",
        "年度是 2022，统计期却是 2021-01-01 至 2021-12-31（改正 year 或 period",
    ),
    "most of it in another year": (
        "year: 2022\nperiod: {from: 2022-01-01, to: 2022-12-31}",
        "year: ▲2022\nperiod: {from: 2021-03-01, to: 2022-02-28}",
        "提醒",
        "大半在 2021 年",
    ),
    "two years": ("{from: 2022-01-01, to: 2022", "▲{from: 2022-01-01, to: 2023", "提醒", "统计期有 730 天"),
    "a month": ("{from: 2022-01-01", "▲{from: 2022-12-01", "提醒", "统计期只有 31 天"),
    "rounding to tens": ("root:\n", "rounding: ▲{to: 10}\nroot:\n", "提醒", "取整到 10 分的倍数"),
    "a line finer than the rounding": (
        "优秀, min: 15",
        "▲优秀, min: 15.005",
        "提醒",
        "不是取整单位 0.01 的倍数",
    ),
    "a line in per cent": ("优秀, min: 15", "优秀, min: ▲15%", "错误", "15% 就是 0.15 分"),
}


def marked(text: str) -> tuple[str, str]:
    """A text without its ▲, and the place of it as it is told."""
    above, _, below = text.partition("▲")
    place = f"{above.count(chr(10)) + 1}:{len(above) - above.rfind(chr(10))}"
    return above + below, place


def linted(text: str, name: str = "错.yaml") -> tuple[int, list[str]]:
    Path(name).write_text(text, encoding="utf-8")
    result = run("rules", "lint", name)
    return result.exit_code, result.output.splitlines()


@pytest.mark.parametrize("case", RULE.values(), ids=RULE)
@pytest.mark.usefixtures("folder")
def test_a_rule_that_would_ruin_a_year_is_told_at_its_place(case: tuple[str, str, str]) -> None:
    rule, level, said = case
    meeting = next(line for line in RULES.splitlines() if "id: M4" in line)
    text, place = marked(RULES.replace(meeting, f"  - {rule}"))
    code, lines = linted(text)
    assert [line for line in lines if line.startswith(f"{level}：错.yaml:{place}: ") and said in line], lines
    assert code == (level == "错误")


@pytest.mark.parametrize("case", HEADER.values(), ids=HEADER)
@pytest.mark.usefixtures("folder")
def test_a_header_that_would_ruin_a_year_is_told_at_its_place(case: tuple[str, str, str, str]) -> None:
    right, wrong, level, said = case
    text, place = marked(RULES.replace(right, wrong))
    code, lines = linted(text)
    assert [line for line in lines if line.startswith(f"{level}：错.yaml:{place}: ") and said in line], lines
    assert code == (level == "错误")


@pytest.mark.usefixtures("folder")
def test_a_file_that_names_another_year_is_told() -> None:
    code, lines = linted(RULES, "2023.yaml")
    assert (code, lines[0]) == (
        0,
        "提醒：2023.yaml:4:7: 年度是 2022，文件名却是 2023.yaml（改正 year，或改文件名）",
    )
    assert linted(RULES, "2022.yaml")[1][-1] == "2022.yaml：通过，3 个节点，1 处请看一看"


@pytest.mark.usefixtures("folder")
def test_a_text_without_articles_is_told_so_once() -> None:
    code, lines = linted(RULES)
    assert code == 0
    assert [line for line in lines if "出处" in line] == [
        "提醒：错.yaml:6:11: 全文 2 条规则和关口，没有一条写了自己的出处"
        "（办法分条的，各补上 citation: 第…条；不分条的不必改）"
    ]
    one = RULES.replace("{id: M4, title: 专委会会议,", "{id: M4, title: 专委会会议, citation: 第二条,")
    assert [line for line in linted(one)[1] if "出处" in line] == [
        "提醒：错.yaml:12:5: “P1”没有自己的出处（在它或上级节点补上 citation: 第…条）"
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ("top: 120%", "写成 20%"),
        ("top: 20", "写成 20%；20 个名额写 places: 20"),
        ("top: {share: 30}", "写成 30%；30 个名额写 places: 30"),
    ],
)
def test_a_share_of_the_best_above_all_is_refused(wrong: str, cure: str) -> None:
    code, (line,) = linted(RULES.replace("min: 15", f"min: 15, {wrong}"))
    assert code == 1
    assert line.endswith(f"比例应在 0 到 100% 之间（{cure}）")


@pytest.mark.usefixtures("folder")
def test_forty_days_a_month_and_a_scope_of_nobody_are_refused() -> None:
    code, lines = linted(
        RULES.replace("scopes: [全体, 界别]", "scopes: [全体, 年龄]") + "months: {days: 40}\n"
    )
    assert code == 1
    assert [line.partition("（")[0] for line in lines] == [
        "错.yaml:16:21: “scopes”不能是“年龄”",
        "错.yaml:17:16: “days”应是 1 到 28 的整数",
    ]


PROPOSAL = "{id: P1, title: 提案, take: authorship, when: {kind: 提案, 立案: 是, 位次: 首}, points: 5}"
WORDS = {
    "full-width per cent": (
        "points: 5",
        "points: ▲20％",
        "“points”应是数字，不能是“20％”（写成 20%，数字和符号用半角",
    ),
    "a number with its unit": ("points: 5", "points: ▲5分", "（写成 5，数字和符号用半角，不写单位）"),
    "a quoted number": ("points: 5", 'points: ▲"5"', "（写成 5，不加引号）"),
    "a fifth decimal": ("points: 5", "points: ▲5.00001", "“points”应是数字，不能是“5.00001”（至多四位小数）"),
    "a day in another form": (
        "points: 5",
        "points: 5, in_force: {from: ▲2022年4月3日}",
        "“from”应是日期，不能是“2022年4月3日”（写成 2022-04-03）",
    ),
    "a place that is no whole number": (
        "points: 5",
        "points: 5, pick: {from: ▲1.5}",
        "“from”应是整数，不能是 1.5（1 到 1,000,000 的整数）",
    ),
    "a need of the language": (
        "points: 5",
        "points: 5, combine: ▲average",
        "没有平均；最接近的是 rate（比率）",
    ),
    "a word like another": (
        "points: 5",
        "points: 5, over: ▲weekend",
        "“over”不能是“weekend”（可以写：record、work、matter、day、month、quarter、period）",
    ),
    "a key of elsewhere": ("points: 5", "points: 5, ▲limit: 15", "（不高于写 cap，不低于写 floor）"),
    "a slip of the pen": ("points: 5", "points: 5, ▲capp: 15", "没有“capp”这个关键字（是不是“cap”？）"),
    "a label that is not in the catalogue": (
        "位次: 首",
        "立案结果: ▲转市长信箱",
        "“立案结果”不能是“转市长信箱”（可以写：立案、并案、撤案、转意见建议、转社情民意、不予立案；目录里没有的",
    ),
    "an attribute of another kind": (
        "立案: 是",
        "▲参训: 全程, 立案: 是",
        "authorship 的事实没有“参训”",
    ),
    "four decimals of a quantity": (
        "立案: 是",
        "作者人数: ▲2.0005, 立案: 是",
        "“作者人数”最多三位小数",
    ),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_says_what_would_be_right(case: tuple[str, str, str]) -> None:
    right, wrong, said = case
    text, place = marked(RULES.replace(PROPOSAL, PROPOSAL.replace(right, wrong)))
    code, lines = linted(text)
    (line,) = lines
    assert code == 1
    assert line.startswith(f"错.yaml:{place}: ")
    assert said in line


@pytest.mark.usefixtures("folder")
def test_an_id_used_twice_is_one_error() -> None:
    again = PROPOSAL.replace("P1", "▲M4")
    needs = (
        "  - {id: X, title: 超出折半, excess: M4, times: 1/2}\n"
        "gates: [{id: G, title: 关, citation: 一, if: {rate: M4, below: 60%}, ungraded: 是}]\n"
    )
    text, place = marked(RULES.replace(f"  - {PROPOSAL}\n", f"  - {again}\n{needs}"))
    code, lines = linted(text)
    assert (code, lines) == (1, [f"错.yaml:{place}: 编号“M4”重复（第 11 行已经用过，换一个）"])


@pytest.mark.usefixtures("folder")
def test_a_rule_that_is_named_for_what_it_has_not_is_told_which_have_it() -> None:
    needs = (
        "  - {id: X, title: 超出折半, excess: P1, times: 1/2}\n"
        "gates: [{id: G, title: 关, citation: 一, if: {rate: P1, below: 60%}, ungraded: 是}]\n"
    )
    code, lines = linted(RULES.replace(f"  - {PROPOSAL}\n", f"  - {PROPOSAL}\n{needs}"))
    assert code == 1
    assert lines == [
        "错.yaml:13:34: “P1”没有全年的上限（写有 cap、没有 over 的有：M4）",
        "错.yaml:14:51: “P1”不是按比率给分的规则"
        "（这份办法没有这样的规则：先写一条带 rate 的，只看比率的写 points: 0）",
    ]


@pytest.mark.usefixtures("folder")
def test_numbers_have_no_default() -> None:
    kinds = "attributes:\n  星级: {of: work, type: number, default: 0, max: 2.5}\nkinds: {}\n"
    Path("kinds.yaml").write_text(kinds, encoding="utf-8")
    code, lines = linted(RULES.replace("citation: 第一条", "citation: 第一条\ncatalogue: kinds.yaml"))
    assert code == 1
    assert [line.partition("（")[0] for line in lines] == [
        "kinds.yaml:2:32: number 类型的属性没有默认值：没有填的就是没有填，不当作 0 或别的值",
        "kinds.yaml:2:49: “max”应是整数，不能是 2.5",
    ]


def test_a_shipped_measure_of_another_year_is_not_the_next_best() -> None:
    for year in ("2021", "2024"):
        found = run("rules", "lint", f"zhoushan/{year}")
        assert found.exit_code == 1
        assert f"zhoushan 没有 {year} 年的（有的是：zhoushan/2022、zhoushan/2023）" in found.output
    assert "是不是" not in run("rules", "lint", "hangzhou/2022").output
    assert "是不是“zhoushan/2022”？" in run("rules", "lint", "zhoshan/2022").output
