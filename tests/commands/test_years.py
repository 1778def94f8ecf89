"""`luzhi years …` and `luzhi explain`: a year from its closing to its opening, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.office import RULES as MEASURE
from tests.commands.office import Office


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    """An office whose year is scored: W1 10 + 5 = 15, W2 5 + 5 = 10, W3 0."""
    found = Office(address, tmp_path)
    for done in (found.rules(), found.members(), found.records()):
        assert done.exit_code == 0, done.output
    return found


def years(office: Office, *words: str) -> tuple[int, str]:
    found = office.run("years", *words, *(() if words[0] == "show" else ("--year", "2022")))
    return found.exit_code, found.output


def joined(text: str) -> str:
    """What was drawn, without the drawing."""
    return "".join(text.translate({ord(letter): None for letter in " \n│├└─"}))


def test_a_year_from_closing_to_opening(office: Office) -> None:
    assert years(office, "show") == (0, "还没有关过账。\n")
    code, said = years(office, "close", "--as", "甲")
    assert code == 0
    assert said.startswith("2022 年已关账，经办 甲：年终结果 2022 (1)，3 名委员。")
    assert years(office, "verify") == (0, "2022 年重算 3 名委员，与关账时逐字节相同。\n")
    totals = office.totals()
    assert totals == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    # Late: one meeting more, of W3; the roster changes, too.
    more = [("H3", "第三次会议", "2022-05-01", "王五"), ("H1", "第一次会议", "2022-03-01", "张三、李四")]
    assert office.records(meetings=more).exit_code == 0
    assert office.members([("W1", "张三", "", "科技"), ("W4", "赵六", "", "科技")]).exit_code == 0
    assert office.totals() == totals
    code, said = years(office, "late")
    assert code == 0
    assert said.startswith("2022 年关账以后有 1 条记录的改动没有计入。")
    assert "H3" in said
    assert years(office, "verify")[0] == 0
    code, said = years(office, "reopen", "--as", "乙", "--reason", "补录五月的会议")
    assert code == 0
    # W3 has 5 points more and stays third; W4 is new.
    assert said.startswith("2022 年已重新打开，经办 乙。总分变化 2 人、名次变化 1 人、等次变化 1 人。")
    assert "0.00 → 5.00" in said
    assert "不在内 → 0.00" in said
    assert years(office, "close", "--as", "甲")[0] == 0
    code, said = years(office, "show")
    assert [line.partition("：")[0] for line in said.splitlines()] == [
        "年终结果 2022 (2)",
        "年终结果 2022 (1)",
    ]
    assert "乙重新打开：补录五月的会议" in said
    assert years(office, "verify", "--run", "年终结果 2022 (1)")[0] == 0
    assert years(office, "verify", "--run", "没有")[0] == 2


def test_a_closed_year_refuses(office: Office) -> None:
    assert years(office, "close", "--as", "甲")[0] == 0
    before = office.revision()
    for words in (
        ("years", "close", "--year", "2022", "--as", "甲"),
        ("recompute", "--year", "2022", "--as", "甲"),
        ("runs", "keep", "一份", "--year", "2022", "--as", "甲"),
    ):
        found = office.run(*words)
        assert (found.exit_code, "已于" in found.output) == (1, True), found.output
    assert office.rules(MEASURE.replace("points: 5", "points: 6")).exit_code == 1
    assert office.revision() == before
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]


def test_what_is_missing_is_a_wrong_call(office: Office) -> None:
    code, said = years(office, "close")
    assert (code, "--as" in said) == (2, True)
    assert years(office, "reopen", "--as", "甲")[0] == 2
    assert years(office, "reopen", "--as", "甲", "--reason", " ")[0] == 2
    assert years(office, "reopen", "--as", "甲", "--reason", "补录")[0] == 1
    assert years(office, "late")[0] == 1
    assert years(office, "verify")[0] == 2


def test_a_member_is_explained_live_and_closed(office: Office) -> None:
    live = office.run("explain", "张三", "--year", "2022")
    assert live.exit_code == 0, live.output
    told = joined(live.output)
    for words in (
        "张三（W1）总分15.00等次优秀",
        "专委会会议（M4）10.00分，2件次",
        "2022-03-01第一次会议得5〔第一条〕",
        "专委会会议（M4）上限12分，已计10，还可计2",
    ):
        assert words in told
    as_json = office.run("explain", "W1", "--year", "2022", "--json").output
    assert years(office, "close", "--as", "甲")[0] == 0
    more = [("H3", "第三次会议", "2022-05-01", "张三")]
    assert office.records(meetings=more).exit_code == 0
    closed = office.run("explain", "张三", "--year", "2022")
    assert joined(closed.output).split("张三（W1）")[1] == told.split("张三（W1）")[1]
    assert "年终结果 2022 (1)" in closed.output
    # The text of JSON columns has its keys sorted; what it says is the same.
    again = office.run("explain", "W1", "--year", "2022", "--json").output
    assert json.loads(again) == json.loads(as_json)
    assert years(office, "reopen", "--as", "甲", "--reason", "补录")[0] == 0
    assert "总分17.00" in joined(office.run("explain", "张三", "--year", "2022").output)
    former = office.run("explain", "张三", "--year", "2022", "--run", "年终结果 2022 (1)")
    assert "总分15.00" in joined(former.output)


def test_a_name_with_radicals_is_found(office: Office) -> None:
    assert office.members([("W1", "⻢三", "", "经济")]).exit_code == 0
    assert "马三（W1）" in joined(office.run("explain", "⻢三", "--year", "2022").output)
    assert "马三（W1）" in joined(office.run("explain", "马三", "--year", "2022").output)


def test_what_no_rule_took_says_what_it_misses(office: Office) -> None:
    told = joined(office.run("explain", "W3", "--year", "2022").output)
    assert "待核2022-03-06提案绿化：没有规则取这条记录" in told
    assert "提案（P1）：要求位次：首" in told
    assert "等次优秀：还差总分15" in told


def test_who_is_not_there_is_a_wrong_call(office: Office) -> None:
    found = office.run("explain", "没有", "--year", "2022")
    assert (found.exit_code, "没有“没有”" in found.output) == (2, True)
    assert office.run("explain", "张三", "--year", "2031").exit_code == 2


def test_a_standing_as_of_a_day_is_explained_and_kept(office: Office) -> None:
    """On 1 March there was one meeting: W1 and W2 have 5 each, the proposals came later."""
    told = office.run("explain", "W1", "--year", "2022", "--as-of", "2022-03-01")
    assert told.exit_code == 0
    assert "截至2022-03-01，张三（W1）总分5.00" in joined(told.output)
    words = ("runs", "keep", "三月一日", "--year", "2022", "--as", "甲")
    wrong = office.run(*words, "--as-of", "2023-01-01")
    assert wrong.exit_code != 0
    assert "统计期 2022-01-01 至 2022-12-31 以内" in wrong.output
    kept = office.run(*words, "--as-of", "2022-03-01")
    assert (kept.exit_code, kept.output) == (0, "2022 年截至 2022-03-01 的记分结果已留下：三月一日\n")
    runs = "select name, as_of from score_runs order by id"
    assert [(name, day and str(day)) for name, day in office.rows(runs)] == [
        (None, None),
        ("三月一日", "2022-03-01"),
    ]
    of_run = "select total from member_scores where run_id = (select max(id) from score_runs) order by 1"
    assert office.rows(of_run) == [("0",), ("5",), ("5",)]
