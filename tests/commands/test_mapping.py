"""The mapping of an office: put and shown with its trail, used by every import, out and in as YAML."""

from __future__ import annotations

import openpyxl

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import PROPOSALS, Office, counts

MAPPING = """# 本单位的写法
列:
  到会否: 状态
记号:
  ◎: 出席
  来: 出席
"""
COLUMNS = ("编号", "题目", "日期", "姓名", "到会否")
ROWS = [("H1", "第一次会议", "2022-03-01", "张三", "来"), ("H1", "第一次会议", "2022-03-01", "李四", "◎")]
AS = ("--as", "甲")


def put(office: Office, text: str, *words: str) -> str:
    """Puts a mapping; what the command says."""
    path = office.folder / "对应.yaml"
    path.write_text(text, encoding="utf-8")
    return office.run("mapping", "set", str(path), *AS, *words).output


def meetings(office: Office, *words: str) -> tuple[int, str]:
    """Imports a list with a column and marks of the office's own."""
    path = office.folder / "会议.xlsx"
    write_workbook(path, [Table("专委会会议", COLUMNS, ROWS)])
    found = office.run("import", "records", str(path), "--year", "2022", *AS, *words)
    return found.exit_code, found.output


def test_a_mapping_is_put_shown_and_written_with_its_trail(office: Office) -> None:
    none = office.run("mapping", "show")
    assert (none.exit_code, "还没有对应表" in none.output) == (0, True)
    assert office.run("mapping", "export", str(office.folder / "没有.yaml")).exit_code == 1
    assert put(office, MAPPING, "--reason", "照三月的表") == "对应表现在是第 1 版。\n"
    assert put(office, MAPPING) == "对应表现在是第 1 版。\n"
    assert put(office, MAPPING + "词:\n  采用层级 县政协: 区\n") == "对应表现在是第 2 版。\n"
    shown = office.run("mapping", "show")
    assert shown.stdout == MAPPING + "词:\n  采用层级 县政协: 区\n"
    assert [line.split("，")[0] for line in shown.stderr.splitlines()] == ["第 2 版", "第 1 版"]
    assert "甲：照三月的表" in shown.stderr
    out = office.folder / "导出.yaml"
    assert office.run("mapping", "export", str(out)).exit_code == 0
    assert put(office, out.read_text("utf-8")) == "对应表现在是第 2 版。\n"
    trail = "select actor, action, reason from changes where entity = 'mapping' order by id"
    assert office.rows(trail) == [("account:1", "add", "照三月的表"), ("account:1", "change", None)]
    assert office.rows("select version from mappings") == [(2,)]


def test_imports_use_it_and_a_file_goes_before_it(office: Office) -> None:
    office.members()
    bare = meetings(office, "--dry-run")
    assert "到会否" in bare[1]
    put(office, MAPPING)
    code, output = meetings(office)
    assert (code, counts(output)) == (0, [1, 0, 0, 0])
    assert "读懂" in output
    assert office.totals()[:2] == [("W1", "5"), ("W2", "5")]
    other = office.folder / "另一份.yaml"
    other.write_text("记号:\n  ◎: 请假\n", encoding="utf-8")
    code, output = meetings(office, "--mapping", str(other))
    assert (code, "1 人的情况有变" in output) == (0, True)
    assert office.totals()[:2] == [("W1", "5"), ("W2", "0")]


def test_rosters_use_it_too(office: Office) -> None:
    put(office, "列:\n  组别: 界别\n")
    path = office.folder / "名册.xlsx"
    write_workbook(path, [Table("委员", ("委员编号", "姓名", "组别"), [("W1", "张三", "经济")])])
    assert office.run("import", "members", str(path), "--year", "2022", *AS).exit_code == 0
    assert office.rows("select value from member_attributes where attribute = '界别'") == [('"经济"',)]


def test_what_is_asked_once_is_learnt(office: Office) -> None:
    office.members()
    asked = office.folder / "待答.yaml"
    asked.write_text(MAPPING + "状态:\n  专委会会议 2022-03-01 张三（W1）: 出席\n", encoding="utf-8")
    added = office.run("mapping", "add", str(asked), *AS)
    assert (added.exit_code, added.output) == (0, "对应表现在是第 1 版。\n")
    assert "张三" not in str(office.rows("select text from mappings"))
    assert meetings(office)[0] == 0
    path = office.folder / "只有一天的.yaml"
    path.write_text("状态:\n  专委会会议 2022-03-01 张三（W1）: 出席\n", encoding="utf-8")
    assert "没有以后也用得着的回答" in office.run("mapping", "add", str(path), *AS).output


def test_what_a_rule_looks_at_and_the_file_lacks_is_refused_until_told(office: Office) -> None:
    office.members()
    path = office.folder / "提案.xlsx"
    write_workbook(
        path, [Table("提案", ("编号", "题目", "提交日期", "姓名"), [row[:4] for row in PROPOSALS])]
    )
    words = ("import", "records", str(path), "--year", "2022", *AS)
    found = office.run(*words)
    assert (found.exit_code, "提案里没有“立案”一列" in found.output) == (1, True)
    assert office.rows("select count(*) from records") == [(0,)]
    dry = office.run(*words, "--dry-run")
    assert (dry.exit_code, "正式导入会整个拒绝" in dry.output) == (1, True)
    questions = office.folder / "待答.xlsx"
    assert office.run(*words, "--questions", str(questions)).exit_code == 1
    assert questions.exists()
    put(office, "缺省:\n  立案: 没有\n")
    assert counts(office.run(*words).output) == [2, 0, 0, 0]


def test_several_files_and_folders_are_one_import(office: Office) -> None:
    office.members()
    columns = ("编号", "题目", "日期", "姓名")
    folder = office.folder / "各月"
    folder.mkdir()
    for at, name in ((1, "张三"), (2, "李四")):
        rows = [(f"H{at}", f"第{at}次会议", f"2022-0{at}-01", name)]
        write_workbook(folder / f"{at}月.xlsx", [Table("专委会会议", columns, rows)])
    found = office.run("import", "records", str(folder), "--year", "2022", *AS)
    assert found.exit_code == 0, found.output
    assert office.rows("select key from records order by key") == [("H1",), ("H2",)]
    both = [str(folder / f"{at}月.xlsx") for at in (1, 2)]
    again = office.run("import", "records", *both, "--year", "2022", *AS)
    assert (again.exit_code, "数据库没有变" in again.output) == (0, True)
    (folder / "坏.zip").write_bytes(b"PK\x03\x04")
    assert office.run("import", "records", str(folder / "坏.zip"), "--year", "2022", *AS).exit_code == 1


def test_what_is_no_mapping_is_refused_with_its_line(office: Office) -> None:
    for text, said in (
        ("列:\n  到会否: 状态\n记好:\n  ◎: 出席\n", ":3:1: 没有“记好”这一类"),
        ("- 一\n", "对应表应是几个标题"),
        ("状态:\n  会 2022-03-01 张三: 出席\n", "“状态”只对这一年的文件有用，不写进对应表"),
        ("词:\n  电话 13900000001: 区\n", "对应表里不能写电话号码、身份证号"),
    ):
        output = put(office, text)
        assert said in output, output
        assert "13900000001" not in output
    assert office.run("mapping", "set", "没有.yaml", *AS).exit_code == 1
    assert office.rows("select count(*) from mappings") == [(0,)]
    assert put(office, MAPPING) == "对应表现在是第 1 版。\n"
    assert put(office, "") == "对应表现在是第 2 版。\n"


def test_one_workbook_goes_round_the_import_as_well(office: Office) -> None:
    office.members([("", "张三", "", "经济"), ("", "张三", "", "科技")])
    folder = office.folder / "一年"
    folder.mkdir()
    (office.folder / "名册.xlsx").rename(folder / "名册.xlsx")
    rows = [("H1", "第一次会议", "2022-03-01", "张三", "◎")]
    sheet = Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)
    write_workbook(folder / "会议.xlsx", [sheet])
    paper = office.folder / "待答.xlsx"
    words = ("import", "records", str(folder), "--year", "2022", *AS, "--questions", str(paper))
    refused = office.run(*words)
    assert refused.exit_code == 1
    # 怎样读懂的，拒绝的也说；要问的写在哪里，最后说
    assert "读懂 会议.xlsx 专委会会议：登记表，专委会会议，1 行" in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith("要问的 2 处写在")
    # 选中的照下拉框里的写法
    told = {"记号": "出席", "姓名": "张三（经济）"}
    for _ in range(2):
        book = openpyxl.load_workbook(paper)
        for row in book.active.iter_rows(min_row=2):
            row[4].value = row[4].value or told[row[0].value]
        book.save(paper)
        done = office.run(*words, "--answers", str(paper))
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "没有要问的了。"
    assert office.totals() == [("张三(科技)", "0"), ("张三(经济)", "5")]
