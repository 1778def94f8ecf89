"""`luzhi score` as a secretary meets it: what is shown, what is written, what is refused and how."""

import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import FILES, RULES, ranked, run


def test_score_shows_the_ranking(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 0
    rows = ranked(result.output)
    # 张三: 三次会议 15 封顶 12，加提案 5 = 17；李四: 5 + 5；王五: 联名不计
    assert [row[:5] for row in rows] == [
        ["1", "W1", "张三", "17.00", "优秀"],
        ["2", "W2", "李四", "10.00", "称职"],
        ["3", "W3", "王五", "0.00", "称职"],
    ]


def test_score_says_what_it_left_out_and_what_it_was_computed_from(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES)
    # 名次、委员编号、姓名、总分、等次、备注以外：界别名次、两大项、同分先后等
    found = re.search(r"还有 (\d+) 列，见 --xlsx。", result.output)
    assert found
    assert run("score", "办法.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    sheet = CalamineWorkbook.from_path("结果.xlsx").get_sheet_by_name("排名").to_python()
    shown = next(line for line in result.output.splitlines() if "委员编号" in line)
    assert len(sheet[0]) == int(found[1]) + len(re.findall(r"[^\s┃│|]+", shown))
    kept = json.loads(run("score", "办法.yaml", *FILES, "--json").stdout)
    assert f"规则版本 {kept['digest'][:12]}，数据 {kept['input'][:12]}\n" in result.output


def test_score_as_json(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--json")
    found = json.loads(result.stdout)
    assert found["title"] == "试行办法"
    assert [(one["key"], one["total"], one["grade"]) for one in found["members"]] == [
        ("W1", "17.00", "优秀"),
        ("W2", "10.00", "称职"),
        ("W3", "0.00", "称职"),
    ]
    assert found["members"][1]["ranks"] == {
        "全体": {"group": "全体", "rank": 2},
        "界别": {"group": "经济", "rank": 2},
    }
    # 王五的联名没有规则取
    assert found["questions"] == 1


def test_explain_says_what_a_cap_cut(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--explain", "张三", "--json")
    tree = json.loads(result.stdout)["member"]["tree"]
    lines = tree["children"][0]["awards"]
    assert [(line["record"]["key"], line["raw"], line["kept"]) for line in lines] == [
        ("H1", "5", "5"),
        ("H2", "5", "5"),
        ("H3", "5", "2"),
    ]
    assert lines[2]["cuts"] == ["专委会会议（M4）上限12，已计10，本条5分计2分"]
    shown = run("score", "办法.yaml", *FILES, "--explain", "W1").output
    assert "上限12，已计10，本条5分计2分" in shown.replace("\n", "").replace("│", "").replace(" ", "")


def test_the_workbook_holds_ranking_matrices_lines_and_questions(folder: Path) -> None:
    assert run("score", "办法.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    book = CalamineWorkbook.from_path("结果.xlsx")
    assert book.sheet_names == ["排名", "次数", "分数", "得分明细", "待核", "理解"]
    ranking = book.get_sheet_by_name("排名").to_python()
    assert ranking[0][:5] == ["名次", "委员编号", "姓名", "总分", "等次"]
    assert ranking[1][:5] == [1.0, "W1", "张三", 17.0, "优秀"]
    counts = book.get_sheet_by_name("次数").to_python()
    assert counts[0] == ["委员编号", "姓名", "专委会会议", "提案", "合计"]
    assert counts[1:] == [["W1", "张三", 3, 1, 4], ["W2", "李四", 1, 1, 2], ["W3", "王五", 0, 1, 1]]
    points = book.get_sheet_by_name("分数").to_python()
    assert points[1] == ["W1", "张三", 12.0, 5.0, 17.0]
    lines = book.get_sheet_by_name("得分明细").to_python()
    assert sum(Decimal(str(line[9])) for line in lines[1:]) == 27
    questions = book.get_sheet_by_name("待核").to_python()
    assert [(row[0], row[3], row[4], row[7]) for row in questions[1:]] == [
        ("W3", "提案", "10", "没有规则取这条记录")
    ]


THOUSANDTHS = """language: 1
title: 试行办法
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 第一条
rounding: {to: 0.001, mode: half-up}
root:
  id: total
  title: 总分
  rules:
  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 0.333}
  - {id: A2, title: 视察, take: participation, when: {kind: 视察, 状态: 出席}, points: 0.334}
rank: {scopes: [全体]}
"""


def test_points_show_the_places_that_the_measure_rounds_to(folder: Path) -> None:
    (folder / "千分.yaml").write_text(THOUSANDTHS, encoding="utf-8")
    headers = ("编号", "题目", "日期", "姓名", "状态")
    sheets = [
        Table("调研", headers, [("D1", "水", "2022-03-01", "张三", "出席")]),
        Table("视察", headers, [("S1", "路", "2022-03-01", "李四", "出席")]),
    ]
    write_workbook(folder / "记录.xlsx", sheets)
    assert run("score", "千分.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    book = openpyxl.load_workbook("结果.xlsx")
    points = {
        (sheet, row[name].value): [(cell.value, cell.number_format) for cell in row[first:last]]
        for sheet, name, first, last in (("排名", 2, 3, 4), ("分数", 1, 2, 5), ("得分明细", 1, 8, 10))
        for row in book[sheet].iter_rows(min_row=2)
    }
    three = "0.000"
    assert points == {
        ("排名", "李四"): [(0.334, three)],
        ("排名", "张三"): [(0.333, three)],
        ("排名", "王五"): [(0, three)],
        ("分数", "李四"): [(0, three), (0.334, three), (0.334, three)],
        ("分数", "张三"): [(0.333, three), (0, three), (0.333, three)],
        ("分数", "王五"): [(0, three), (0, three), (0, three)],
        ("得分明细", "张三"): [(0.333, three), (0.333, three)],
        ("得分明细", "李四"): [(0.334, three), (0.334, three)],
    }
    shown = ranked(run("score", "千分.yaml", *FILES).output)
    assert [row[3] for row in shown] == ["0.334", "0.333", "0.000"]
    found = json.loads(run("score", "千分.yaml", *FILES, "--json").stdout)
    assert [one["total"] for one in found["members"]] == ["0.334", "0.333", "0.000"]


def test_points_of_a_rule_without_an_end_show_the_places_of_the_measure(folder: Path) -> None:
    text = RULES.replace("位次: 首}, points: 5}", "位次: 首}, points: 5/3}")
    (folder / "三分.yaml").write_text(text, encoding="utf-8")
    assert run("score", "三分.yaml", *FILES, "--xlsx", "结果.xlsx").exit_code == 0
    rows = openpyxl.load_workbook("结果.xlsx")["得分明细"].iter_rows(min_row=2)
    # 三分之五是 1.666…，取整到 0.01
    (raw, kept) = next(row[8:10] for row in rows if row[1].value == "李四" and row[3].value == "提案")
    assert [(one.value, one.number_format) for one in (raw, kept)] == [(1.67, "0.00"), (1.67, "0.00")]


def test_one_text_spoken_and_printed_pays_the_higher(folder: Path) -> None:
    rows = [
        ("2022.3.1", "海岛 交通", "张三", "全会", "口头"),
        ("2022.3.2", "海岛交通", "张三", "全会", "书面"),
    ]
    headers = ("发言日期", "题目", "发言人", "发言场合", "形式")
    write_workbook(folder / "记录.xlsx", [Table("发言", headers, rows)])
    (folder / "对应表.yaml").write_text("缺省:\n  身份: 没有\n", "utf-8")
    found = json.loads(run("score", "zhoushan/2022", *FILES, "--mapping", "对应表.yaml", "--json").stdout)
    # 同一篇：口头 6、书面 3，取 6
    assert found["members"][0]["points"]["speech"] == "6.00"


def test_problems_are_told_and_nothing_is_scored(folder: Path) -> None:
    rows = [
        ("H1", "第一次会议", "2022.2.30", "张三", "出席"),
        ("H2", "第二次会议", "2022.4.1", "张三风", "出席"),
    ]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    result = run("score", "办法.yaml", *FILES)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "工作表“专委会会议”第 2 行“日期”列，值“2022.2.30”" in result.stderr
    assert "工作表“专委会会议”第 3 行“姓名”列，值“张三风”" in result.stderr
    assert "共 2 处错误，没有记分" in result.stderr
    assert run("score", "办法.yaml", *FILES, "--valid-only").exit_code == 0


def test_what_was_left_out_stands_in_the_result(folder: Path) -> None:
    rows = [("H1", "第一次会议", "2022.3.1", "张三、张三风", "出席")]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    result = run("score", "办法.yaml", *FILES, "--valid-only", "--xlsx", "结果.xlsx", "--json")
    assert result.exit_code == 0
    problems = json.loads(result.stdout)["problems"]
    assert [(one["file"], one["sheet"], one["row"], one["value"]) for one in problems] == [
        ("记录.xlsx", "专委会会议", 2, "张三风")
    ]
    sheet = CalamineWorkbook.from_path("结果.xlsx").get_sheet_by_name("文件问题").to_python()
    assert sheet[1][:6] == ["记录.xlsx", "专委会会议", 2.0, "姓名", "张三风", "错误"]


def test_a_file_that_cannot_be_used_is_never_scored(folder: Path) -> None:
    (folder / "坏.xlsx").write_text("{", encoding="utf-8")
    for members, records in (("名册.xlsx", "坏.xlsx"), ("坏.xlsx", "记录.xlsx"), ("名册.xlsx", "名册.xlsx")):
        result = run("score", "办法.yaml", "--members", members, "--records", records, "--valid-only")
        assert (result.exit_code, result.stdout) == (1, ""), members
        assert "没有记分" in result.stderr


def test_a_result_never_takes_the_place_of_its_source(folder: Path) -> None:
    before = (folder / "记录.xlsx").read_bytes()
    result = run("score", "办法.yaml", *FILES, "--xlsx", "记录.xlsx")
    assert result.exit_code == 2
    assert "结果不能写到 记录.xlsx" in result.stderr
    assert (folder / "记录.xlsx").read_bytes() == before
    assert run("score", "办法.yaml", *FILES, "--xlsx", "结果.csv").exit_code == 2
    assert run("score", "办法.yaml", *FILES, "--xlsx", ".").exit_code == 2


def test_a_name_may_carry_its_sector(folder: Path) -> None:
    members = [("W1", "张三", "经济"), ("W2", "张三", "科技")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    rows = [("H1", "第一次会议", "2022.3.1", "张三（科技）", "出席")]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    found = json.loads(run("score", "办法.yaml", *FILES, "--explain", "张 三（科技）", "--json").stdout)
    assert (found["member"]["key"], found["member"]["total"]) == ("W2", "5.00")


def test_names_with_radicals_and_any_dot_are_those_of_the_roster(folder: Path) -> None:
    members = [("W1", "马立", "经济"), ("W2", "阿依·古丽", "科技")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    rows = [
        ("H1", "第一次会议", "2022.3.1", "⻢⽴、阿依▪古丽", "出席"),
        ("H2", "第二次会议", "2022.4.1", "阿依˙古丽", "出席"),
    ]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    for name, found in (("⻢⽴", ("W1", "5.00")), ("阿依•古丽", ("W2", "10.00"))):
        member = json.loads(run("score", "办法.yaml", *FILES, "--explain", name, "--json").stdout)["member"]
        assert (member["key"], member["total"]) == found


def test_a_missing_roster_is_said_once(folder: Path) -> None:
    result = run("score", "办法.yaml", "--members", "没有.xlsx", "--records", "记录.xlsx")
    assert result.exit_code == 1
    assert result.stderr.count("找不到文件") == 1
    assert "张三" not in result.stderr


def test_a_workbook_that_cannot_be_written_is_said(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--xlsx", "没有的文件夹/结果.xlsx")
    assert result.exit_code == 1
    assert "写不出 没有的文件夹/结果.xlsx" in result.stderr


def test_an_unknown_name_is_a_wrong_call(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--explain", "赵六")
    assert result.exit_code == 2
    assert "名册里没有“赵六”" in result.stderr


def test_two_of_one_name_are_asked_about(folder: Path) -> None:
    members = [("W1", "张三", "经济"), ("W2", "张三", "科技")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    rows = [("H1", "第一次会议", "2022.3.1", "张三（科技）", "出席")]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    result = run("score", "办法.yaml", *FILES, "--explain", "张三")
    assert result.exit_code == 2
    assert "有 2 名委员叫“张三”，改写委员编号：W1、W2" in result.stderr


def test_a_gate_says_which_numbers_stopped_a_member(folder: Path) -> None:
    wanted = "{all: [{count: P1, min: 2}, {count: M4, min: 1}]}"
    gated = f"{RULES}gates: [{{id: K, title: 两件, unless: {wanted}, at_most: 称职}}]\n"
    (folder / "办法.yaml").write_text(gated, encoding="utf-8")
    found = json.loads(run("score", "办法.yaml", *FILES, "--explain", "张三", "--json").stdout)["member"]
    # 17 分够优秀，提案只有 1 件
    assert (found["total"], found["grade"]) == ("17.00", "称职")
    assert found["gates"] == [{"title": "两件", "because": ["提案 1 件次，界限 ≥ 2"]}]


def test_a_place_among_the_best_that_was_missed_is_said(folder: Path) -> None:
    rules = RULES.replace("min: 15}", "min: 10, top: {places: 1}}")
    (folder / "办法.yaml").write_text(rules, encoding="utf-8")
    found = json.loads(run("score", "办法.yaml", *FILES, "--explain", "李四", "--json").stdout)["member"]
    assert (found["total"], found["grade"]) == ("10.00", "称职")
    assert found["passed_over"] == ["优秀：分数够，名次不在前 1 名之内"]


def test_who_stands_in_a_row_that_was_not_read_is_no_other(folder: Path) -> None:
    members = [("W1", "张三", "经济", "13900"), ("W2", "李四", "经济", ""), ("W4", "张三峰", "科技", "")]
    write_workbook(folder / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别", "电话"), members)])
    found = run("score", "办法.yaml", *FILES, "--valid-only")
    assert "花名册第 2 行的“张三”没有读入，记录里有 4 行写着（先改好花名册的这一行）" in found.output
    assert found.output.count("“张三”") == 2
    assert "是不是“张三峰”" not in found.output


def test_a_standing_as_of_a_day_is_said_to_be_one(folder: Path) -> None:
    # 3 月 1 日只开过第一次会：张三、李四各 5；提案在后
    result = run("score", "办法.yaml", *FILES, "--as-of", "2022-03-01")
    assert result.exit_code == 0
    assert "（2022-01-01 至 2022-03-01，截至该日）" in result.output
    whole = json.loads(run("score", "办法.yaml", *FILES, "--as-of", "2022-03-01", "--json").stdout)
    assert whole["as_of"] == "2022-03-01"
    assert [one["total"] for one in whole["members"]] == ["5.00", "5.00", "0.00"]
    assert whole["input"] != json.loads(run("score", "办法.yaml", *FILES, "--json").stdout)["input"]
    assert (
        "截至 2022-03-01，张三（W1） 总分"
        in run("score", "办法.yaml", *FILES, "--as-of", "2022-03-01", "--explain", "张三").output
    )


def test_a_day_that_no_standing_can_be_as_of_is_refused(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--as-of", "2023-01-01")
    assert result.exit_code == 2
    why = "截至的日期应在统计期 2022-01-01 至 2022-12-31 以内，不能是 2023-01-01"
    assert result.stderr == f"{why}：改正 --as-of\n"
    issued = run("score", "办法.yaml", *FILES, "--as-of", "2022-03-01", "--statements", "说明", "--as", "王")
    assert issued.exit_code == 2
    assert issued.stderr == "说明按全年的成绩出具：--as-of 和 --statements 不能一起写\n"
    assert not Path("说明").exists()


def test_the_months_stand_side_by_side(folder: Path) -> None:
    assert run("score", "办法.yaml", *FILES, "--each", "quarter", "--xlsx", "结果.xlsx").exit_code == 0
    book = CalamineWorkbook.from_path("结果.xlsx")
    rows = book.get_sheet_by_name("逐季").to_python()
    assert rows[0][2:10] == [f"{q}季度{what}" for q in (1, 2) for what in ("得分", "累计", "名次", "升降")]
    assert rows[1][-3:-1] == [17.0, 1.0]
    told = run("score", "办法.yaml", *FILES, "--each", "month", "--as-of", "2022-03-01", "--json")
    days = [one["as_of"] for one in json.loads(told.stdout)["each"]]
    assert days == ["2022-01-31", "2022-02-28", "2022-03-01"]
    unsaid = run("score", "办法.yaml", *FILES, "--each", "month")
    assert unsaid.exit_code == 2
    assert unsaid.stderr.endswith("各月、各季的成绩写进工作簿或 JSON：加 --xlsx 或 --json\n")


def test_who_was_in_office_on_no_day_of_the_year_is_not_listed_and_named(folder: Path) -> None:
    members = [
        ("W1", "张三", "经济", "", ""),
        ("W2", "李四", "经济", "2023-02-01", ""),
        ("W3", "王五", "科技", "", ""),
    ]
    members += [("W4", "赵六", "科技", "", "2021-12-31"), ("W5", "孙七", "科技", "2022-12-31", "")]
    headers = ("委员编号", "姓名", "界别", "任职起", "任职止")
    write_workbook(folder / "名册.xlsx", [Table("委员", headers, members)])
    meetings = [("H1", "第一次会议", "2022-03-01", "张三", "出席")]
    headers = ("编号", "题目", "日期", "姓名", "状态")
    write_workbook(folder / "记录.xlsx", [Table("专委会会议", headers, meetings)])
    result = run("score", "办法.yaml", *FILES)
    assert "名册里 2 名在统计期内没有任职，没有列入：李四（W2）、赵六（W4）" in result.output
    assert [row[1] for row in ranked(result.output)] == ["W1", "W3", "W5"]
