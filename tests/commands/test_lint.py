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
