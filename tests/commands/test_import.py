"""Importing through the command line, on both databases: what is written, and when nothing is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import MEETINGS, MEMBERS, PROPOSALS, RULES, Office, counts
from tests.process import Process


def test_a_year_goes_in_and_is_scored(office: Office) -> None:
    assert counts(office.members().output) == [3, 0, 0, 0]
    assert counts(office.records().output) == [4, 0, 0, 0]
    # 张三: 两次会议 10，提案 5；李四: 5 + 5；王五: 联名不计
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]
    assert office.revision() == 3
    assert office.rows("select distinct state, source, year from records") == [("approved", "import", 2022)]
    assert office.rows("select name from groups where attribute = '界别' order by name") == [
        ("科技",),
        ("经济",),
    ]
    assert ("提案委员会",) in office.rows("select name from departments")
    assert office.rows("select sort_key from persons where name = '张三'") == [("zhang1 san1|张三",)]


def test_the_same_files_again_change_nothing(office: Office) -> None:
    office.members()
    office.records()
    before = office.rows("select * from changes order by id")
    assert counts(office.members().output) == [0, 0, 3, 0]
    again = office.records()
    assert counts(again.output) == [0, 0, 4, 0]
    assert "数据库没有变" in again.output
    assert (office.revision(), office.rows("select * from changes order by id")) == (3, before)


def test_a_dry_run_writes_nothing(office: Office) -> None:
    found = office.members(MEMBERS, "--dry-run")
    assert (found.exit_code, counts(found.output)) == (0, [3, 0, 0, 0])
    assert "W1 张三" in found.output
    assert office.rows("select count(*) from memberships") == [(0,)]
    office.members()
    assert counts(office.records("--dry-run").output) == [4, 0, 0, 0]
    assert office.rows("select count(*) from records") == [(0,)]
    assert office.revision() == 2


def test_a_dry_run_gives_the_verdict_of_the_import(office: Office) -> None:
    office.members()
    wrong = [*PROPOSALS, ("11", "甲", "2022-13-01", "张三", "是")]
    found = office.records("--dry-run", proposals=wrong)
    assert found.exit_code == 1
    assert "这个文件有 1 处错误，正式导入会整个拒绝；改好再试；或加 --valid-only" in found.output
    assert "没有导入" not in found.output
    valid = office.records("--dry-run", "--valid-only", proposals=wrong)
    assert (valid.exit_code, "1 处错误所在的行没有导入" in valid.output) == (0, True)
    roster = office.members([*MEMBERS, ("W4", "", "", "经济")], "--dry-run")
    assert (roster.exit_code, "这个文件有 1 处错误，正式导入会整个拒绝" in roster.output) == (1, True)
    office.records()
    asked = [("H1", "第一次会议", "2022-03-01", "张三、李四、赵六等"), MEETINGS[1]]
    gone = office.records("--remove-gone", "--dry-run", meetings=asked)
    assert (gone.exit_code, "文件里有 1 处提示，正式导入会整个拒绝" in gone.output) == (1, True)
    assert "1 条以前导入的记录，文件里有而这次没有读入（见上面的提示），没有动" in gone.output
    sure = office.records("--remove-gone", "--dry-run", meetings=MEETINGS[:1])
    assert (sure.exit_code, "文件里没有的，将撤回" in sure.output) == (0, True)
    assert office.revision() == 3


def test_an_import_says_at_the_end_how_many_rows_wait_for_an_answer(office: Office) -> None:
    twins = [*MEMBERS, ("W4", "张三", "", "科技")]
    assert office.members(twins).exit_code == 0
    found = office.records(meetings=[], proposals=PROPOSALS)
    assert "请核实 记录.xlsx 工作表“提案”第 2 行" in found.output
    assert "1 行因需要核实没有导入，或只漏了认不出的人（见上面的“请核实”）。已导入" in found.output
    again = office.records(meetings=[], proposals=[PROPOSALS[1], PROPOSALS[1]])
    assert "提醒 记录.xlsx 工作表“提案”第 3 行" in again.output
    assert "因需要核实" not in again.output


def test_a_changed_record_is_an_update_with_its_trail(office: Office) -> None:
    office.members()
    office.records()
    (record,) = office.rows("select id from records where key = '10'")
    again = office.records(proposals=[PROPOSALS[0], ("10", "绿化二", "2022-03-06", "王五、李四", "是")])
    assert counts(again.output) == [0, 1, 3, 0]
    assert "题目：绿化 → 绿化二；人员：2 人的情况有变" in again.output
    assert office.rows("select id, version, title from records where key = '10'") == [(*record, 2, "绿化二")]
    assert office.totals() == [("W1", "15"), ("W2", "5"), ("W3", "5")]
    (line,) = office.rows("select actor, channel, action, before, after from changes where revision = 4")
    assert line[:3] == ("account:1", "command", "change")
    assert '"title":"绿化"' in line[3]
    assert '"title":"绿化二"' in line[4]


def test_a_changed_member_is_an_update_without_personal_data_in_the_trail(office: Office) -> None:
    office.members()
    office.records()
    rows = [("W1", "张三丰", "13911112222", "科技"), *MEMBERS[1:]]
    found = office.members(rows, changes=[("W2", "李四", "界别", "科技", "2022-05-01")])
    assert counts(found.output) == [0, 2, 1, 0]
    assert "姓名；电话；界别：经济 → 科技" in found.output
    assert "界别：2022-05-01 起 科技" in found.output
    ((name, phone),) = office.rows("select name, phone from persons where name like '张%'")
    assert name == "张三丰"
    assert b"139" not in bytes(phone)
    trail = str(office.rows("select before, after from changes"))
    assert "科技" in trail
    assert not [word for word in ("张三", "李四", "王五", "139") if word in trail]
    assert counts(office.members(rows, changes=[("W2", "李四", "界别", "科技", "2022-05-01")]).output) == [
        0,
        0,
        3,
        0,
    ]


def test_what_counts_for_nobody_is_listed_with_a_cure(office: Office) -> None:
    office.members()
    strays = [*MEETINGS, ("H3", "第三次会议", "2023-03-01", "张三")]
    for words in (("--dry-run",), ()):
        told = office.records(*words, meetings=strays).output.replace("\n", "")
        assert "1 条不在 2022 年办法计的日期（2022-01-01 至 2022-12-31）里，这一年谁也不计分" in told
        assert "专委会会议 第三次会议（2023-03-01）。核对日期，或导入到它那一年" in told
    assert "谁也不计分" not in office.records(meetings=MEETINGS).output


def test_what_is_gone_is_only_shown(office: Office) -> None:
    office.members()
    office.records()
    found = office.records(meetings=MEETINGS[:1])
    assert counts(found.output) == [0, 0, 3, 1]
    assert "专委会会议 H2 第二次会议" in found.output
    assert counts(office.members(MEMBERS[:2]).output) == [0, 0, 2, 1]
    assert office.revision() == 3


def test_what_is_gone_is_withdrawn_on_request_and_comes_back_with_a_later_file(office: Office) -> None:
    office.members()
    office.records()
    assert counts(office.records("--remove-gone", meetings=MEETINGS[:1]).output) == [0, 0, 3, 1]
    assert office.totals()[0] == ("W1", "10")
    assert office.rows("select key from records where state = 'withdrawn'") == [("H2",)]
    assert counts(office.records("--remove-gone", meetings=MEETINGS[:1]).output) == [0, 0, 3, 0]
    back = office.records()
    assert (counts(back.output), "恢复" in back.output) == ([0, 1, 3, 0], True)
    assert office.totals()[0] == ("W1", "15")


def test_only_kinds_that_the_file_has_are_withdrawn(office: Office) -> None:
    office.members()
    office.records()
    path = office.folder / "提案.csv"
    path.write_text("编号,题目,提交日期,姓名,立案\n9,停车,2022-03-05,张三,是\n", encoding="utf-8")
    words = ("import", "records", str(path), "--year", "2022", "--as", "甲", "--remove-gone")
    found = office.run(*words)
    assert found.exit_code == 0
    assert "文件里没有这几种，它们没有比较，也没有动：专委会会议" in found.output
    assert office.rows("select kind, key from records where state = 'withdrawn'") == [("提案", "10")]
    path.write_text("编号,题目,提交日期,姓名,立案\n", encoding="utf-8")
    for more in ((), ("--dry-run",)):
        empty = office.run(*words, *more)
        assert (empty.exit_code, "文件里一条记录也没有" in empty.output) == (1, True)
    assert office.rows("select count(*) from records where state = 'withdrawn'") == [(1,)]


def test_a_withdrawn_record_comes_back_as_the_file_has_it_now(office: Office) -> None:
    office.members()
    office.records()
    office.records("--remove-gone", meetings=MEETINGS[:1])
    office.records(meetings=[MEETINGS[0], ("H2", "第二次会议", "2022-04-01", "王五")])
    assert office.totals() == [("W1", "10"), ("W2", "10"), ("W3", "5")]


def test_a_file_of_which_something_is_wrong_withdraws_nothing(office: Office) -> None:
    office.members()
    office.records()
    asked = office.records(
        "--remove-gone", meetings=[("H1", "第一次会议", "2022-03-01", "张三、李四、赵六等")]
    )
    assert (asked.exit_code, office.revision()) == (1, 3)
    assert office.records("--remove-gone", "--valid-only").exit_code == 2


def test_an_error_refuses_the_whole_file(office: Office) -> None:
    office.members()
    wrong = [*PROPOSALS, ("11", "甲", "2022-13-01", "张三", "是")]
    found = office.records(proposals=wrong)
    assert found.exit_code == 1
    assert "记录.xlsx 工作表“提案”第 4 行“提交日期”列" in found.output
    assert office.rows("select count(*) from records") == [(0,)]
    valid = office.records("--valid-only", proposals=wrong)
    assert (valid.exit_code, counts(valid.output)) == (0, [4, 0, 0, 0])
    assert "1 处错误所在的行没有导入" in valid.output


def test_the_numbers_of_a_roster_decide_who_is_who(office: Office) -> None:
    office.members()
    swapped = [("W1", "李四", "", "经济"), ("W2", "张三", "", "经济"), MEMBERS[2]]
    assert counts(office.members(swapped, "--dry-run").output) == [0, 2, 1, 0]
    assert office.rows("select count(*) from persons") == [(3,)]


def test_who_is_known_from_another_term_is_the_same_person(office: Office) -> None:
    year = RULES.replace("2022", "2021")
    office.publish(year)
    term = ("terms", "set", "--as", "甲", "--committee", "mou")
    assert office.run(*term, "第七届", "--from", "2017-01-01", "--to", "2021-12-31").exit_code == 0
    assert office.run(*term, "第八届", "--from", "2022-01-01").exit_code == 0
    office.members(MEMBERS, "--term", "第八届")
    office.run("import", "members", "名册.xlsx", "--year", "2021", "--term", "第七届", "--as", "甲")
    # 王五没有电话，认不出是同一人
    assert office.rows("select name, count(*) from persons group by name order by 1") == [
        ("张三", 1),
        ("李四", 1),
        ("王五", 2),
    ]
    assert office.rows("select count(*) from memberships") == [(6,)]


def test_the_roster_of_a_later_year_leaves_the_year_before_as_it_was(office: Office) -> None:
    office.members()
    office.publish(RULES.replace("2022", "2023"))
    moved = [("W1", "张三", "13900000001", "科技"), *MEMBERS[1:]]
    path = office.folder / "名册2023.xlsx"
    write_workbook(path, [Table("委员", ("委员编号", "姓名", "电话", "界别"), moved)])
    found = office.run("import", "members", str(path), "--year", "2023", "--as", "甲")
    assert counts(found.output) == [0, 1, 2, 0]
    assert counts(office.members().output) == [0, 0, 3, 0]
    assert counts(office.run("import", "members", str(path), "--year", "2023", "--as", "甲").output) == [
        0,
        0,
        3,
        0,
    ]
    history = (
        "select since, value from member_attributes where attribute = '界别' and membership_id = 1 order by 1"
    )
    assert [(str(since), value) for since, value in office.rows(history)] == [
        ("0001-01-01", '"经济"'),
        ("2023-01-01", '"科技"'),
    ]


def test_a_record_in_the_files_of_two_years_is_one(office: Office) -> None:
    window = RULES.replace("2022", "2023").replace("from: 2023-01-01", "from: 2022-12-01")
    office.members()
    late = ("12", "十二月", "2022-12-05", "张三", "是")
    office.records(proposals=[*PROPOSALS, late])
    office.publish(window)
    path = office.workbook(meetings=[], proposals=[late, ("9", "停车（新）", "2023-03-01", "李四", "是")])
    found = office.run("import", "records", str(path), "--year", "2023", "--as", "甲")
    assert counts(found.output) == [1, 0, 1, 0]
    assert office.rows("select year from records where key = '12'") == [(2022,)]


def test_two_records_of_one_number_that_count_in_one_year_stay_two(office: Office) -> None:
    office.members()
    office.records(proposals=[("12", "十二月", "2022-12-05", "张三", "是")])
    office.publish(RULES.replace("2022", "2023").replace("from: 2023-01-01", "from: 2022-12-01"))
    path = office.workbook(meetings=[], proposals=[("12", "二月", "2023-02-05", "张三", "是")])
    office.run("import", "records", str(path), "--year", "2023", "--as", "甲")
    assert office.rows("select year, title from records where key = '12' order by year") == [
        (2022, "十二月"),
        (2023, "二月"),
    ]
    out = str(office.folder / "导出.xlsx")
    assert office.run("export", "records", out, "--year", "2023").exit_code == 0
    again = office.run("import", "records", out, "--year", "2023", "--as", "甲")
    assert counts(again.output) == [0, 0, 2, 0]


def test_links_of_two_years_do_not_meet(office: Office) -> None:
    office.members()
    linked = [
        Table(
            "提案",
            ("编号", "题目", "提交日期", "姓名", "立案", "关联编号"),
            [("1", "甲", "2022-03-05", "张三", "是", ""), ("2", "乙", "2022-03-06", "李四", "是", "1")],
        )
    ]
    path = office.folder / "关联.xlsx"
    write_workbook(path, linked)
    office.run("import", "records", str(path), "--year", "2022", "--as", "甲")
    assert office.rows("select distinct matter from records") == [("2022 提案 1",)]
    assert counts(office.run("import", "records", str(path), "--year", "2022", "--as", "甲").output) == [
        0,
        0,
        2,
        0,
    ]


def test_a_wrong_call_changes_nothing_and_says_what_would_be_right(office: Office) -> None:
    office.members()
    file = str(office.workbook())
    for words, said in (
        (("records", file, "--year", "2022"), "--as"),
        (("records", file, "--year", "2031", "--as", "甲"), "2031 年没有生效的办法"),
        (("records", file, "--year", "2022", "--as", "甲", "--committee", "qita"), "没有这个政协"),
        (("members", "名册.xlsx", "--year", "2022", "--as", "甲", "--term", "第九届"), "luzhi terms set"),
        (("records", file, "--year", "二〇二二", "--as", "甲"), ""),
        (("records", file, "--year", "2022", "--as", " "), "姓名"),
    ):
        found = office.run("import", *words)
        assert (found.exit_code, said in found.output) == (2, True), found.output
    assert office.revision() == 2


def test_a_file_of_another_year_is_refused(office: Office) -> None:
    office.members()
    office.publish(RULES.replace("2022", "2021"))
    found = office.run("import", "records", str(office.workbook()), "--year", "2021", "--as", "甲")
    assert found.exit_code == 1
    assert "年份" in found.output
    assert office.rows("select count(*) from records") == [(0,)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_a_file_that_is_none_is_refused(office: Office, content: bytes) -> None:
    office.members()
    path = office.folder / "坏.xlsx"
    path.write_bytes(content)
    for what in ("members", "records"):
        assert office.run("import", what, str(path), "--year", "2022", "--as", "甲").exit_code == 1
    assert office.run("import", "records", "没有.xlsx", "--year", "2022", "--as", "甲").exit_code == 1
    assert office.revision() == 2


def test_records_need_a_roster(office: Office) -> None:
    found = office.records()
    assert (found.exit_code, "luzhi import members" in found.output) == (2, True)


def test_a_year_is_scored_whole_and_kept_on_demand(office: Office) -> None:
    office.members()
    office.records()
    assert "没有改动" in office.rules().output
    before = office.totals()
    again = office.run("recompute", "--year", "2022", "--as", "甲")
    assert (again.exit_code, again.output) == (0, "2022 年 3 名委员已重新记分，结果没有变。\n")
    assert office.totals() == before
    assert office.run("runs", "keep", "初稿", "--year", "2022", "--as", "甲").exit_code == 0
    assert office.run("runs", "keep", "初稿", "--year", "2022", "--as", "甲").exit_code == 1
    assert office.rows("select name, members from score_runs order by id") == [(None, 3), ("初稿", 3)]


def test_the_name_of_a_kept_run_has_no_blanks_around_it(office: Office) -> None:
    office.members()
    words = ("--year", "2022", "--as", "甲")
    for name in ("", " ", "\u3000", " \u3000\xa0", "初\n稿"):
        assert office.run("runs", "keep", name, *words).exit_code == 2, name
    kept = office.run("runs", "keep", "\u3000初稿\u3000一 ", *words)
    assert (kept.exit_code, kept.output) == (0, "2022 年现在的记分结果已留下：初稿 一\n")
    assert office.run("runs", "keep", " 初稿\u3000一", *words).exit_code == 1
    assert office.rows("select name from score_runs where name is not null") == [("初稿 一",)]


def test_two_imports_at_once_make_no_duplicates(office: Office, spawn: Callable[..., Process]) -> None:
    office.members()
    path = str(office.workbook())
    words = ("-m", "start", "import", "records", path, "--year", "2022", "--as", "甲", "--approve")
    where = {"LUZHI_DATABASE": office.address, "LUZHI_KEY_FILE": office.key_file}
    both = [spawn(*words, **where) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert office.rows("select count(*) from records") == [(4,)]
    assert office.revision() == 3
    assert office.totals() == [("W1", "15"), ("W2", "10"), ("W3", "0")]


def test_a_file_beyond_the_memory_of_its_reader_is_an_answer(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.members()
    monkeypatch.setenv("LUZHI_READING_BYTES", str(512 << 20))
    path = tmp_path / "调研.csv"
    path.write_text("编号,日期,题目,姓名\n" + f"1,2,{'x' * 1_000},4\n" * 80_000, encoding="utf-8")
    found = office.run("import", "records", str(path), "--year", "2022", "--as", "甲")
    assert found.exit_code == 1
    assert "文件太大，读的时候超过了内存上限（512 MB）" in found.output.replace("\n", "")
    assert "Traceback" not in found.output
