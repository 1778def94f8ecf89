"""`luzhi workdays`, `luzhi due`, `luzhi timeliness`, and records that are imported late."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from models.store import Store
from services.actor import Actor
from services.rule_sets.interpretations import interpret, withdraw
from tests.commands.office import Office

MEETINGS = [
    ("H1", "第一次会议", "2022-03-01", "张三、李四"),
    ("H2", "第二次会议", "2022-09-01", "张三"),
    ("H3", "第三次会议", "2022-12-01", "李四"),
]
OFF = ("--off", "2027-01-01..2027-01-03", "--off", "2027-05-01", "--off", "2027-10-01..2027-10-07")


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    office = Office(address, tmp_path)
    assert office.rules().exit_code == 0
    assert office.members().exit_code == 0
    return office


def test_an_import_counts_what_is_late_and_marks_it_with_its_word(office: Office) -> None:
    tried = office.records("--dry-run", "--late-reason", "年底补齐", meetings=MEETINGS)
    assert "新的里有 2 条过了录入的期限（履6），按补录计" in tried.output
    done = office.records("--late-reason", "年底补齐", meetings=MEETINGS)
    assert done.exit_code == 0, done.output
    assert "新的里有 2 条过了录入的期限（履6），按补录计" in done.output
    kept = "select key, late_reason from records where late_reason is not null order by key"
    assert office.rows(kept) == [("H2", "年底补齐"), ("H3", "年底补齐")]
    told = office.run("timeliness", "--year", "2022").output
    # The meetings are of the department of 甲, folded in its cell; proposals have no day of filing.
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in told.splitlines() if "│" in line]
    assert lines == [
        ["委员工作委", "专委会会议", "3", "0", "2", "1", "0", "0"],
        ["员会", *[""] * 7],
        ["提案委员会", "提案", "2", "0", "0", "2", "0", "0"],
    ]
    assert "已提交 5 条，其中补录 2 条；未提交 0 条，其中已过期 0 条" in told
    # Imported again without a word: nothing is new, and the word stays.
    assert "补录" not in office.records(meetings=MEETINGS).output
    assert office.rows(kept) == [("H2", "年底补齐"), ("H3", "年底补齐")]


def test_a_late_import_needs_no_word(office: Office) -> None:
    assert office.records(meetings=MEETINGS).exit_code == 0
    assert office.rows("select count(*) from records where submitted_at >= due_by") == [(2,)]
    wrong = office.records("--late-reason", "电话 13905800001", meetings=MEETINGS)
    assert (wrong.exit_code, "不要写电话" in wrong.stderr) == (2, True)


def test_the_days_of_a_year_are_entered_shown_and_refused(office: Office) -> None:
    assert "没有写入" in office.run("workdays", "show").output
    words = ("workdays", "set", "2027", "--source", "国办发明电〔2026〕9号", *OFF)
    done = office.run(*words, "--work", "2027-09-26", "--as", "甲")
    assert done.exit_code == 0, done.output
    shown = office.run("workdays", "show").output
    assert "2027 年（国办发明电〔2026〕9号）" in shown
    assert "2027-10-07" in shown
    assert "调休上班：2027-09-26" in shown
    for more, said in (
        (("--work", "2027-09-27"), "星期六、星期日"),
        (("--off", "2027-13-01"), "看不懂的日期"),
        (("--off", "2027-05-03..2027-05-01"), "不是从前到后"),
    ):
        refused = office.run(*words, *more, "--as", "甲")
        assert (refused.exit_code, said in refused.stderr) == (2, True), refused.output
    nobody = office.run(*words)
    assert (nobody.exit_code, "没有写经办人" in nobody.stderr) == (2, True)
    known = office.run("workdays", "set", "2022", "--source", "x", "--off", "2022-01-01", "--as", "甲")
    assert (known.exit_code, "还缺" in known.stderr) == (2, True)


def test_what_is_awaited_is_listed(office: Office) -> None:
    assert "没有还没有提交的记录" in office.run("due").output
    assert office.records(meetings=MEETINGS).exit_code == 0
    office.change("update records set state = 'draft', submitted_at = null, department = '办公室'")
    told = office.run("due").output.splitlines()
    # 1 September 2022 is a Thursday: 2, 5, 6, 7, 8. 1 December as well: 2, 5, 6, 7, 8.
    assert told == [
        "专委会会议 2022-09-01 第二次会议：办公室，2022-09-08 到期，已过期",
        "专委会会议 2022-12-01 第三次会议：办公室，2022-12-08 到期，已过期",
    ]
    short = office.run("due", "--rows", "1").output
    assert "共 2 条，列出 1 条" in short
    assert "没有还没有提交的记录" in office.run("due", "--department", "提案委员会").output
    none = office.run("due", "--state", "没有期限").output
    assert none.splitlines() == ["专委会会议 2022-03-01 第一次会议：办公室，没有期限"]
    assert len(office.run("due", "--state", "期限不知道").output.splitlines()) == 2


def test_notes_are_listed_and_stand_in_explanations(office: Office) -> None:
    assert "2022 年还没有解释" in office.run("rules", "notes", "--year", "2022").output
    assert office.records().exit_code == 0

    async def write() -> None:
        store = Store.open(office.address)
        for code, text in (("M4", "线上参加的也算"), ("P1", "并案的不算"), (None, "以送达为准")):
            await interpret(store, "mou", Actor("甲", "command"), 2022, code, text)
        await withdraw(store, "mou", Actor("甲", "command"), 2, "另有规定")
        await store.close()

    asyncio.run(write())
    first, second, third = office.run("rules", "notes", "--year", "2022").output.splitlines()
    assert first.startswith("3  录入期限：以送达为准（甲，")
    assert second.startswith("2  P1：并案的不算（甲，")
    assert second.endswith("撤回）")
    assert third.startswith("1  M4：线上参加的也算（甲，")
    told = office.run("explain", "张三", "--year", "2022").output
    assert "解释（履19）M4：线上参加的也算（甲，" in told
    assert "并案的不算" not in told
    assert "以送达为准" not in told


def test_a_day_that_an_import_corrects_makes_late_or_timely(office: Office) -> None:
    assert office.records(meetings=MEETINGS).exit_code == 0
    # As if all had been entered on the day behind the second of them.
    office.change("update records set submitted_at = '2022-09-02 01:00:00'")
    kept = "select key, late_reason from records where submitted_at >= due_by order by key"
    assert office.rows(kept) == []
    earlier = [MEETINGS[0], ("H2", "第二次会议", "2022-08-22", "张三"), MEETINGS[2]]
    moved = office.records("--late-reason", "日期登错", meetings=earlier)
    assert moved.exit_code == 0, moved.output
    # Monday 22 August 2022; the fifth working day behind it is the 29th.
    assert "改了日期以后，1 条原来按期的成了补录（履6）" in moved.output
    assert office.rows(kept) == [("H2", "日期登错")]
    back = office.records("--late-reason", "试", meetings=MEETINGS)
    assert "成了补录" not in back.output
    assert office.rows("select key from records where late_reason is not null") == []
