"""`luzhi rules …` on a database: a measure from draft to force, as a secretary does it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rules.shipped import COMMITTEES
from tests.commands.office import RULES, Office

# 会议由 5 分改为 6 分，上限由 12 改为 18：张三 10 → 12 + 5 = 17，李四 5 → 6 + 5 = 11。
CHANGED = RULES.replace("points: 5, cap: 12", "points: 6, cap: 18")
PUBLISHER = ("--as", "乙", "--department", "委员工作委员会")


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    found = Office(address, tmp_path)
    assert found.rules().exit_code == 0
    assert found.members().exit_code == 0
    assert found.records().exit_code == 0
    (tmp_path / "改稿.yaml").write_text(CHANGED, encoding="utf-8")
    return found


def said(office: Office, *words: str, code: int = 0) -> str:
    found = office.run(*words)
    assert found.exit_code == code, found.output
    return found.output


def test_from_draft_to_force(office: Office) -> None:
    file = str(office.folder / "改稿.yaml")
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    assert "v2 已存为草稿" in said(office, "rules", "draft", file, "--year", "2022", "--as", "甲")
    compared = said(office, "rules", "diff", "2022", "v2")
    assert "5 分改为 6 分" in compared
    assert "上限 12 改为 18" in compared
    shown = said(office, "rules", "simulate", "v2", "--as", "甲")
    assert "W1 张三  15.00 → 17.00 分" in shown
    assert "M4 专委会会议 +2" in shown
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    said(office, "rules", "submit", "v2", "--as", "甲")
    assert "由另一人" not in said(office, "rules", "versions")
    said(office, "rules", "publish", "v2", *PUBLISHER, "--document", "某政〔2022〕1号")
    assert office.totals() == [("W1", "17"), ("W2", "11"), ("W3", "0")]
    listed = said(office, "rules", "versions").splitlines()
    assert re.search(r"^v2  2022  正在生效 .*发布 乙 .*某政〔2022〕1号$", listed[0])
    assert re.search(r"^v1  2022  已被取代 ", listed[1])


def test_what_publishing_asks_for(office: Office) -> None:
    file = str(office.folder / "改稿.yaml")
    said(office, "rules", "draft", file, "--as", "甲")
    asked = ("rules", "publish", "v2")
    revision = office.revision()
    assert "先送审" in said(office, *asked, *PUBLISHER, code=1)
    said(office, "rules", "submit", "v2", "--as", "甲")
    assert "先试算" in said(office, *asked, *PUBLISHER, code=1)
    said(office, "rules", "simulate", "v2", "--as", "甲")
    assert "委员工作委员会的人发布" in said(office, *asked, "--as", "丁", code=1)
    assert "另一人" in said(office, *asked, "--as", "甲", *PUBLISHER[2:], code=1)
    assert "--as" in said(office, *asked, code=2)
    assert office.revision() == revision + 2
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]


def test_a_second_measure_is_not_added_at_once(office: Office) -> None:
    before = office.revision()
    # That of a new year neither: one person alone adds the first of a committee only.
    for text in (CHANGED, RULES.replace("2022", "2023")):
        found = office.rules(text)
        assert (found.exit_code, "luzhi rules draft" in found.output) == (1, True)
    assert office.revision() == before
    again = office.rules(RULES)
    assert (again.exit_code, "没有改动" in again.output) == (0, True)


def test_a_text_that_is_no_measure_is_refused_with_its_places(office: Office) -> None:
    (office.folder / "错.yaml").write_text(RULES.replace("points: 5", "point: 5"), encoding="utf-8")
    before = office.revision()
    shown = said(office, "rules", "draft", str(office.folder / "错.yaml"), "--as", "甲", code=1)
    assert "错.yaml:11:" in shown
    assert "错.yaml:12:" in shown
    assert office.revision() == before
    missing = str(office.folder / "没有.yaml")
    assert "找不到文件" in said(office, "rules", "draft", missing, "--as", "甲", code=1)


def test_a_text_comes_out_byte_for_byte_as_it_went_in(office: Office) -> None:
    measure = COMMITTEES / "hongkou"
    said(office, "rules", "draft", str(measure / "2020.yaml"), "--year", "2020", "--as", "甲")
    out = office.folder / "导出"
    said(office, "rules", "text", "v2", "--out", str(out))
    for name in ("2020.yaml", "2020.supplement-1.yaml", "kinds.yaml"):
        assert (out / name).read_bytes() == (measure / name).read_bytes()
    assert "已经存在" in said(office, "rules", "text", "v2", "--out", str(out), code=2)
    merged = said(office, "rules", "text", "v2", "--at", "2020-04-03")
    assert merged.startswith("# 2020-04-03 有效的合并文本")
    assert said(office, "rules", "text", "2022") == RULES


def test_copying_a_year_is_one_action(office: Office) -> None:
    said(office, "rules", "copy", "--from", "2022", "--to", "2023", "--as", "甲")
    text = said(office, "rules", "text", "v2")
    assert text == RULES.replace("2022", "2023")
    result = json.loads(said(office, "rules", "simulate", "v2", "--as", "甲", "--json"))
    assert (result["members"], result["movers"]["count"]) == (3, 0)
    said(office, "rules", "submit", "v2", "--as", "甲")
    assert "2023 年 3 名委员已记分" in said(office, "rules", "publish", "v2", *PUBLISHER)


def test_changing_returning_and_withdrawing(office: Office) -> None:
    said(office, "rules", "draft", str(office.folder / "改稿.yaml"), "--as", "甲")
    (office.folder / "再改.yaml").write_text(f"{CHANGED}# 再改\n", encoding="utf-8")
    again = ("rules", "change", "v2", str(office.folder / "再改.yaml"), "--as", "丁")
    said(office, *again)
    assert "起草 甲，修改 丁" in said(office, "rules", "versions")
    said(office, "rules", "submit", "v2", "--as", "甲")
    assert "退回" in said(office, *again, code=1)
    said(office, "rules", "return", "v2", "--as", "乙", "--reason", "注释不清")
    said(office, "rules", "withdraw", "v2", "--as", "甲")
    assert "已撤回" in said(office, "rules", "versions")


def test_a_version_in_force_is_withdrawn_by_two(office: Office) -> None:
    office.publish(CHANGED)
    assert office.totals() == [("W1", "17"), ("W2", "11"), ("W3", "0")]
    ask = ("rules", "withdraw", "2022", "--as", "甲", "--reason", "上限还没有定")
    confirm = ("rules", "withdraw", "v2", "--confirm")
    assert "luzhi rules simulate v1" in said(office, *ask, code=1)
    shown = said(office, "rules", "simulate", "v1", "--as", "甲")
    assert "W1 张三  17.00 → 15.00 分" in shown
    assert "写明事由" in said(office, *ask[:5], code=2)
    assert "还没有人要求撤回" in said(office, *confirm, *PUBLISHER, code=1)
    asked = said(office, *ask)
    assert "v2 已要求撤回，现在仍生效，等另一人确认" in asked
    assert "确认以后v1 恢复生效，涉及 3 名委员" in asked
    assert "甲要求撤回，等另一人确认" in said(office, "rules", "versions")
    assert "另一人" in said(office, *confirm, "--as", "甲", *PUBLISHER[2:], code=1)
    assert "委员工作委员会的人确认撤回" in said(office, *confirm, "--as", "丁", code=1)
    assert office.totals() == [("W1", "17"), ("W2", "11"), ("W3", "0")]
    done = said(office, *confirm, *PUBLISHER)
    assert "v2 已撤回，v1 恢复生效" in done
    assert "2022 年已重新记分：2 名委员的总分、0 名委员的名次有变动" in done
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    listed = said(office, "rules", "versions").splitlines()
    assert re.search(r"^v2  2022  已撤回 .*发布 乙 ", listed[0])
    assert re.search(r"^v1  2022  正在生效 ", listed[1])


def test_a_year_by_a_slip_goes_away_again(office: Office) -> None:
    office.publish(RULES.replace("2022", "2032"))
    asked = said(office, "rules", "withdraw", "2032", "--as", "乙", "--reason", "应为2023年")
    assert "确认以后这一年没有办法，也没有记分，涉及 3 名委员" in asked
    words = ("rules", "withdraw", "v2", "--confirm", "--as", "丙", *PUBLISHER[2:])
    assert "2032 年 3 名委员的记分已撤去" in said(office, *words)
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    said(office, "recompute", "--year", "2032", "--as", "甲", code=2)


def test_a_version_is_named_by_number_digest_or_year(office: Office) -> None:
    digest = str(office.rows("select digest from rule_sets")[0][0])
    for name in ("v1", digest[:12], digest, "2022"):
        assert said(office, "rules", "text", name) == RULES
    for name, code in (("v9", 2), ("abcdef0", 2), ("2021", 2), ("第一版", 2)):
        said(office, "rules", "text", name, code=code)


def drafted(office: Office, name: str, text: str, *words: str) -> str:
    (office.folder / name).write_text(text, encoding="utf-8")
    return said(office, "rules", "draft", str(office.folder / name), "--as", "甲", *words)


def test_a_draft_that_ruins_a_year_says_so_first(office: Office) -> None:
    # 15 + 10 + 0 = 25；会议 2 分、提案 1 分：5 + 3 + 0 = 8。
    drafted(
        office,
        "少.yaml",
        RULES.replace("points: 5, cap", "points: 2, cap").replace("points: 5}", "points: 1}"),
    )
    first, second, *_ = said(office, "rules", "simulate", "v2", "--as", "甲").splitlines()
    assert first == "注意：总分合计由 25.00 减到 8.00，少了一半以上。"
    assert second.startswith("试算：试行办法")
    drafted(
        office, "无.yaml", RULES.replace("专委会会议", "常委会会议").replace("kind: 提案", "kind: 集体提案")
    )
    shown = said(office, "rules", "simulate", "v3", "--as", "甲").splitlines()
    assert shown[0] == "注意：总分合计由 25.00 减到 0.00，少了一半以上；2 名有分的委员，2 名变为 0 分。"
    drafted(office, "多.yaml", RULES.replace("points: 5", "points: 50").replace("cap: 12", "cap: 120"))
    found = json.loads(said(office, "rules", "simulate", "v4", "--as", "甲", "--json"))
    assert found["warnings"] == ["总分合计由 25.00 增到 250.00，是原来的两倍以上"]
    drafted(office, "改.yaml", CHANGED)
    assert said(office, "rules", "simulate", "v5", "--as", "甲").startswith("试算：")


def test_a_year_that_its_period_is_not_in_is_neither_handed_in_nor_added(office: Office) -> None:
    wrong = RULES.replace("year: 2022", "year: 2032")
    shown = drafted(office, "错年.yaml", wrong)
    assert "错年.yaml:4:7: 年度是 2032，统计期却是 2022-01-01 至 2022-12-31" in shown
    before = office.revision()
    assert "检查还有 1 处错误，改正后再送审。第一处：错年.yaml:4:7" in said(
        office, "rules", "submit", "v2", "--as", "甲", code=1
    )
    added = office.run("rules", "add", str(office.folder / "错年.yaml"), "--committee", "mou", "--as", "甲")
    assert (added.exit_code, "错年.yaml:4:7: 年度是 2032" in added.output) == (1, True)
    assert office.revision() == before
    assert office.rows("select count(*) from committees") == [(1,)]


def test_a_measure_far_from_the_last_is_told(office: Office) -> None:
    shown = drafted(office, "远.yaml", RULES.replace("2022", "2032"))
    assert "远.yaml:4:7: 提醒：上一份办法是 2022 年的，这一份是 2032 年的，中间隔了 9 年" in shown
    assert "中间隔了" not in drafted(office, "近.yaml", RULES.replace("2022", "2023"))


SUPPLEMENT = """language: 1
supplement: 补充规定（一）
to: {committee: 某市, year: 2022}
citation: 某政〔2022〕3号
effective: 2022-07-01
changes:
- {set: M4.points, to: 6}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "2022-07-01",
            "2021-07-01",
            ":5:12: 补充规定（一）从 2021-07-01 起执行，这份 2022 年的办法从 2022-01-01 起",
        ),
        ("year: 2022", "year: 2021", ":3:27: 这份补充规定写的是“2021”，基本文件是“2022”"),
        ("某市, year", "别市, year", ":3:17: 这份补充规定写的是“别市”，基本文件是“某市”"),
    ],
)
def test_a_supplement_of_another_year_or_committee_is_refused_with_the_draft(
    office: Office, right: str, wrong: str, told: str
) -> None:
    (office.folder / "改稿.supplement-1.yaml").write_text(SUPPLEMENT.replace(right, wrong), encoding="utf-8")
    before = office.revision()
    shown = said(office, "rules", "draft", str(office.folder / "改稿.yaml"), "--as", "甲", code=1)
    assert f"改稿.supplement-1.yaml{told}" in shown
    assert (office.revision(), "v2" in said(office, "rules", "versions")) == (before, False)
    (office.folder / "改稿.supplement-1.yaml").write_text(SUPPLEMENT, encoding="utf-8")
    assert "v2 已存为草稿" in said(office, "rules", "draft", str(office.folder / "改稿.yaml"), "--as", "甲")


def test_a_simulation_names_rules_as_people_know_them(office: Office) -> None:
    replaced = SUPPLEMENT.replace(
        "{set: M4.points, to: 6}",
        "{replace: M4, with: {title: 专委会会议, take: participation,"
        " when: {kind: 专委会会议, 状态: 出席}, points: 6, cap: 12}}",
    )
    (office.folder / "改.supplement-1.yaml").write_text(replaced, encoding="utf-8")
    drafted(office, "改.yaml", RULES)
    shown = said(office, "rules", "simulate", "v2", "--as", "甲")
    # 7 月 1 日以后没有会议。
    assert "没有用到的规则 M4 专委会会议（2022-07-01 起），原来有" in shown
    assert "M4.2022" not in shown
    assert "total" not in shown
