"""Review through the command line: an import waits, is listed, approved, returned, archived and corrected."""

from __future__ import annotations

import re
from datetime import date

import openpyxl
from typer.testing import Result

from tests.commands.office import MEETINGS, PROPOSALS, Office, Rows, counts

STATES = "select key, state, reviewed_by, self_reviewed from records order by key"
# By the rules of the office: two meetings 10 and a proposal 5; 5 and 5; a second author nothing.
TOTALS = [("W1", "15"), ("W2", "10"), ("W3", "0")]
NOTHING = [("W1", "0"), ("W2", "0"), ("W3", "0")]


def imported(office: Office, *words: str, **tables: Rows) -> Result:
    """The outcome of an import in these words, which nobody has reviewed."""
    path = str(office.workbook(**tables))
    return office.run_plain("import", "records", path, "--year", "2022", "--as", "甲", *words)


def ids(office: Office, *keys: str) -> list[str]:
    """The records of these numbers, as the command line names them."""
    found = dict(office.rows("select key, id from records"))
    return [str(found[key]) for key in keys]


def states(office: Office) -> dict[str, str]:
    return {key: state for key, state, *_ in office.rows(STATES)}


def test_an_import_waits_until_it_is_approved(office: Office) -> None:
    office.members()
    found = imported(office)
    assert found.exit_code == 0, found.output
    assert "2022 年有 4 条等着审核，审核通过才计分：luzhi review list" in found.output
    assert set(states(office).values()) == {"submitted"}
    assert office.totals() == NOTHING
    listed = office.run("review", "list", "--year", "2022", "--as", "乙").output
    assert re.findall(r"^(\d+)：第 1 版，(\S+)，(\S+)，(\S+)$", listed, re.M) == [
        (*ids(office, "H1"), "专委会会议", "2022-03-01", "第一次会议"),
        (*ids(office, "9"), "提案", "2022-03-05", "停车"),
        (*ids(office, "10"), "提案", "2022-03-06", "绿化"),
        (*ids(office, "H2"), "专委会会议", "2022-04-01", "第二次会议"),
    ]
    assert "待审核 4 条，更正 0 条。" in listed
    other = office.run("review", "list", "--department", "提案委员会", "--as", "乙").output
    assert "待审核 2 条" in other
    done = office.run("review", "approve", "--department", "提案委员会", "--as", "乙")
    assert (done.exit_code, "审核通过 2 条，没有做 0 条。" in done.output) == (0, True)
    assert office.totals() == [("W1", "5"), ("W2", "5"), ("W3", "0")]
    assert office.run("review", "approve", *ids(office, "H1", "H2"), "--as", "甲").exit_code == 0
    assert office.totals() == TOTALS
    assert [(key, by, bool(own)) for key, _, by, own in office.rows(STATES)] == [
        ("10", "account:2", False),
        ("9", "account:2", False),
        ("H1", "account:1", True),
        ("H2", "account:1", True),
    ]


def test_what_is_returned_goes_out_of_the_scores_and_the_rest_stays(office: Office) -> None:
    office.members()
    office.records()
    first, second, proposal = ids(office, "H1", "H2", "9")
    without = office.run("review", "return", first, "--as", "乙")
    assert (without.exit_code, "写明事由" in without.stderr) == (2, True)
    assert office.run("review", "return", first, "--reason", "缺签到表", "--as", "乙").exit_code == 0
    # The first meeting gave 张三 and 李四 5 each.
    assert office.totals() == [("W1", "10"), ("W2", "5"), ("W3", "0")]
    twice = office.run("review", "return", first, proposal, "--reason", "缺签到表", "--as", "乙")
    assert twice.exit_code == 1
    assert f"{first} 第一次会议：已退回的记录不能退回：能退回的是待审核、已通过的" in twice.output
    assert "退回 1 条，没有做 1 条。" in twice.output
    none = office.run(
        *("review", "return", first, second, "--reason", "缺", "--as", "乙", "--all-or-nothing")
    )
    assert "退回 0 条，没有做 2 条。" in none.output
    assert office.run("review", "archive", "--year", "2022", "--as", "乙").exit_code == 0
    assert states(office) == {"10": "archived", "H2": "archived", "9": "returned", "H1": "returned"}
    assert office.run("review", "submit", first, "--as", "甲").exit_code == 0
    assert states(office)["H1"] == "submitted"


def test_what_is_withdrawn_counts_no_more_and_its_reason_stays(office: Office) -> None:
    office.members()
    office.records()
    first, second, proposal, other = ids(office, "H1", "H2", "9", "10")
    without = office.run("records", "withdraw", first, "--as", "乙")
    assert (without.exit_code, "--reason" in without.stderr) == (2, True)
    blank = office.run("records", "withdraw", first, "--reason", " ", "--as", "乙")
    assert (blank.exit_code, "写明事由" in blank.stderr) == (2, True)
    assert office.totals() == TOTALS
    assert office.run("review", "archive", proposal, "--as", "乙").exit_code == 0
    assert office.run("review", "return", second, "--reason", "缺签到表", "--as", "乙").exit_code == 0
    done = office.run("records", "withdraw", first, second, proposal, "--reason", "重复登记", "--as", "乙")
    assert done.exit_code == 1
    said = f"{proposal} 停车：已归档的记录不能撤回：能撤回的是草稿、待审核、已退回、已通过的"
    assert said in done.output
    assert "撤回 2 条，没有做 1 条。" in done.output
    assert states(office) == {"10": "approved", "9": "archived", "H1": "withdrawn", "H2": "withdrawn"}
    # Without the meetings 张三 and 李四 have a proposal each.
    assert office.totals() == [("W1", "5"), ("W2", "5"), ("W3", "0")]
    reasons = office.rows("select reason, count(*) from changes where action = 'withdraw' group by reason")
    assert reasons == [("重复登记", 2)]
    none = office.run(
        *("records", "withdraw", other, proposal, "--reason", "重复登记", "--as", "乙", "--all-or-nothing")
    )
    assert (none.exit_code, "撤回 0 条，没有做 2 条。" in none.output) == (1, True)
    assert states(office)["10"] == "approved"


def test_a_choice_is_said_and_only_one(office: Office) -> None:
    for words in ((), ("1", "--year", "2022")):
        assert office.run("review", "approve", *words, "--as", "乙").exit_code == 2
    office.members()
    empty = office.run("review", "approve", "--year", "2022", "--as", "乙")
    assert (empty.exit_code, "没有等着的。" in empty.output) == (0, True)
    gone = office.run("review", "approve", "7", "--as", "乙")
    assert (gone.exit_code, "7 ：没有这条记录" in gone.output) == (1, True)


OTHER = [("H1", "第一次会议", "2022-03-02", "张三、李四"), MEETINGS[1]]


def test_a_second_import_changes_what_the_state_allows(office: Office) -> None:
    office.members()
    imported(office)
    # What waits is changed as the file says.
    assert counts(imported(office, meetings=OTHER).output) == [0, 1, 3, 0]
    ((day, version),) = office.rows("select day, version from records where key = 'H1'")
    assert (date.fromisoformat(str(day)), version) == (date(2022, 3, 2), 2)
    office.run("review", "approve", "--year", "2022", "--as", "乙")
    # What is approved is not, unless it is reviewed anew.
    held = imported(office, meetings=MEETINGS)
    assert (held.exit_code, counts(held.output)) == (0, [0, 0, 3, 0])
    assert "不同，没有动" in held.output
    assert "已审核通过，没有动：审核人用 --approve 导入，或先退回" in held.output
    done = imported(office, "--approve", meetings=MEETINGS)
    assert counts(done.output) == [0, 1, 3, 0]
    assert office.rows("select state, version from records where key = 'H1'") == [("approved", 4)]
    assert office.totals() == TOTALS


def test_what_is_archived_is_corrected_beside_it(office: Office) -> None:
    office.members()
    office.records()
    assert office.run("review", "archive", "--year", "2022", "--as", "乙").exit_code == 0
    fewer = [("H1", "第一次会议", "2022-03-01", "张三"), MEETINGS[1]]
    why = "1 条已归档的记录要更正，--reason 写明事由。"
    assert f"{why}正式导入会整个拒绝。" in imported(office, "--dry-run", meetings=fewer).output
    refused = imported(office, meetings=fewer)
    assert (refused.exit_code, f"{why}没有导入。" in refused.output) == (1, True)
    found = imported(office, "--reason", "李四没有来", meetings=fewer)
    assert counts(found.output) == [0, 1, 3, 0]
    assert "已归档的，另立更正：" in found.output
    assert "2022 年有 1 条等着审核" in found.output
    assert office.totals() == TOTALS
    again = imported(office, "--reason", "李四没有来", meetings=fewer)
    assert "已归档，另有一条更正等着审核，没有动：先通过或退回那一条" in again.output
    listed = office.run("review", "list", "--as", "乙").output
    assert f"更正 1：记录 {ids(office, 'H1')[0]}，甲：李四没有来" in listed
    done = office.run("review", "correction", "1", "通过", "--as", "乙")
    assert done.exit_code == 0, done.output
    assert office.totals() == [("W1", "15"), ("W2", "5"), ("W3", "0")]
    # Whoever has reviewed the file corrects at once, and both stay.
    back = imported(office, "--approve", "--reason", "李四来了")
    assert back.exit_code == 0, back.output
    assert office.totals() == TOTALS
    said = office.rows("select state, made_by, decided_by from corrections order by id")
    assert said == [("approved", "account:1", "account:2"), ("approved", "account:1", "account:1")]


def test_an_export_has_what_counts_and_with_all_the_rest_with_its_state(office: Office) -> None:
    office.members()
    office.records()
    office.run("review", "return", *ids(office, "H1"), "--reason", "缺签到表", "--as", "乙")
    out, whole = office.folder / "导出.xlsx", office.folder / "全部.xlsx"
    done = office.run("export", "records", str(out), "--year", "2022")
    assert (done.exit_code, "3 条记录" in done.output) == (0, True)
    done = office.run("export", "records", str(whole), "--year", "2022", "--all")
    assert (done.exit_code, "4 条记录" in done.output) == (0, True), done.output
    (meetings,) = [one for one in openpyxl.load_workbook(whole).worksheets if one.title == "专委会会议"]
    header, *lines = meetings.iter_rows(values_only=True)
    titles, told = header.index("题目"), header.index("审核状态")
    assert {line[titles]: line[told] for line in lines} == {"第一次会议": "已退回", "第二次会议": "已通过"}
    assert "审核状态" not in [
        cell
        for one in openpyxl.load_workbook(out).worksheets
        for cell in next(one.iter_rows(values_only=True))
    ]
    # Read back, the column is left aside: only a review changes a state.
    again = office.run_plain("import", "records", str(whole), "--year", "2022", "--as", "甲")
    assert (again.exit_code, counts(again.output)) == (0, [0, 0, 4, 0]), again.output
    assert states(office)["H1"] == "returned"


def test_a_dry_run_of_what_is_reviewed_writes_nothing(office: Office) -> None:
    office.members()
    dry = imported(office, "--approve", "--dry-run", proposals=PROPOSALS)
    assert (dry.exit_code, counts(dry.output)) == (0, [4, 0, 0, 0])
    assert states(office) == {}


def test_whoever_puts_a_record_up_by_a_file_and_approves_it_is_marked(office: Office) -> None:
    office.members()
    imported(office)
    (first,) = ids(office, "H1")
    assert office.run("review", "return", first, "--reason", "缺签到表", "--as", "甲").exit_code == 0
    # 乙 has entered none of them: one that was returned is submitted again by the same file.
    path = str(office.workbook())
    done = office.run_plain("import", "records", path, "--year", "2022", "--as", "乙", "--approve")
    assert done.exit_code == 0, done.output
    assert [(key, by, bool(own)) for key, _, by, own in office.rows(STATES)] == [
        ("10", "account:2", False),
        ("9", "account:2", False),
        ("H1", "account:2", True),
        ("H2", "account:2", False),
    ]
