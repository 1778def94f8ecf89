"""`luzhi score` on inputs re-made from public reports: read as the office meant them, or asked about."""

import json
import shutil
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import Office, run

DATA = Path(__file__).parents[1] / "data" / "office_files"


@dataclass(frozen=True, slots=True)
class Case:
    """A file given under a name, with the points that are right (others have 0), or what must be said of it.

    `points` None: nothing is scored. `said` are words of the messages, each at its level.
    """

    source: str
    name: str
    points: dict[str, str] | None
    said: list[tuple[str, str]] = field(default_factory=list)
    members: str = "members.csv"
    measure: str = "measure.yaml"

    def __str__(self) -> str:
        return self.source


# 分值见 measure.yaml：调研 出席 2、缺席 −2、请假 −1；专委会会议 出席 1；培训每半天 1；提案 立案 5；信息 1
CASES = [
    Case("31-调研.csv", "调研.csv", {"W1": "2.00", "W2": "-1.00", "W3": "-2.00"}),
    Case("32-1-调研.csv", "调研.csv", {"W1": "2.00", "W2": "-1.00", "W3": "-2.00"}),
    Case("32-2-调研.csv", "调研.csv", {"W1": "2.00", "W2": "-1.00", "W3": "-2.00"}),
    Case("32-5-调研.csv", "调研.csv", {"W1": "2.00", "W2": "-1.00", "W3": "-2.00"}),
    Case("38-专委会会议.csv", "专委会会议.csv", {"W1": "1.00", "W3": "1.00"}),
    Case(
        "20-uncalculated.xlsx",
        "a.xlsx",
        None,
        [("error", "公式没有算出结果（用 Excel 或 WPS 打开")],
    ),
    Case("20-calculated.xlsx", "a.xlsx", {"W1": "-2.00", "W2": "-1.00"}),
    Case(
        "29-全会.csv",
        "全会.csv",
        # 甲一 6/6 = 100 %：10 分；乙二 10/12，10 × 5/6 = 8.33；甲一缺应到的那一次不算，要问
        {"W1": "10.00", "W2": "8.33"},
        [("question", "没有写“应到半天”")],
        measure="29-measure.yaml",
    ),
    Case("34-number-cells.xlsx", "a.xlsx", None, [("error", "至多保留 15 位")]),
    Case("34-text-cells.xlsx", "a.xlsx", {"W1": "4.00", "W2": "4.00"}),
    Case("11-long-work-numbers.xlsx", "a.xlsx", None, [("error", "至多保留 15 位")]),
    Case(
        "10-long-numbers.xlsx", "a.xlsx", None, [("error", "至多保留 15 位")], members="10-long-numbers.xlsx"
    ),
    Case(
        "43-调研.csv",
        "调研.csv",
        {"W1": "4.00"},
        [("reminder", "是两次，还是一次登记了两遍"), ("question", "“乙二”在编号“办-07”里是出席")],
    ),
    Case("03-matrix.xlsx", "a.xlsx", {"W1": "3.00", "W2": "2.00", "W3": "3.00"}),
    Case("05-调研.csv", "调研.csv", {"W1": "2.00", "W2": "2.00"}, [("reminder", "只算一次")]),
    Case("07-daily.xlsx", "a.xlsx", None, [("error", "年份要写四位")]),
    Case("14-调研.csv", "调研.csv", {"W1": "12.00", "W3": "2.00"}, members="14-members.csv"),
    Case("17-backslash.xlsx", "a.xlsx", {"W1": "2.00", "W2": "-1.00"}),
    Case("23-hidden-rows.xlsx", "a.xlsx", {"W1": "2.00", "W2": "-1.00"}, [("reminder", "第 3 行")]),
    Case("25-提案.csv", "提案.csv", None, [("error", "“立案”里看不懂“重点提案”")]),
    Case(
        "26-提案.csv",
        "提案.csv",
        None,
        [
            ("error", "“民盟市委会”是单位，不是委员（单位提的提案登记在“集体提案”表"),
            ("error", "“市工商联”是单位"),
            ("error", "“民建界别小组”是单位"),
            ("question", "名单没有写完：“丁四等3位委员”"),
        ],
    ),
    Case("44-学习培训.csv", "学习培训.csv", {"W2": "3.00"}, [("question", "30 个半天是 15 天")]),
    Case(
        "45-调研.csv",
        "调研.csv",
        {"W1": "2.00", "W2": "2.00"},
        [("reminder", "这一天还没有到")],
        "45-members.csv",
        "45-measure.yaml",
    ),
    Case("57-调研.csv", "调研.csv", None, [("error", "花名册里没有“John Smith”")]),
]
LEVELS = {"error": "错误", "question": "请核实", "reminder": "提醒"}


def score(case: Case, folder: Path, *more: str) -> tuple[int, str, str]:
    shutil.copy(DATA / case.source, folder / case.name)
    result = run(
        *("score", str(DATA / case.measure), "--members", str(DATA / case.members)),
        *("--records", str(folder / case.name), *more),
    )
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_the_office_wrote_is_scored_or_asked_about(case: Case, tmp_path: Path) -> None:
    code, output, told = score(case, tmp_path, "--json")
    assert (code == 0) == (case.points is not None)
    lines = told.splitlines()
    for level, words in case.said:
        assert any(line.startswith(LEVELS[level]) and words in line for line in lines), told
    if not any(level == "error" for level, _ in case.said):
        assert "错误" not in told
    if case.points is not None:
        scored = {one["key"]: one["total"] for one in json.loads(output)["members"]}
        assert {key: total for key, total in scored.items() if total not in ("0.00", "0.000")} == case.points


def test_reminders_are_not_said_to_leave_rows_out(tmp_path: Path) -> None:
    case = next(each for each in CASES if each.source == "05-调研.csv")
    assert score(case, tmp_path)[2].splitlines()[-1].startswith("1 处提醒，照常计入；")
    quiet = next(each for each in CASES if each.source == "32-1-调研.csv")
    assert "计入" not in score(quiet, tmp_path)[2]


def test_proposals_that_are_not_filed_have_answers_of_their_own(tmp_path: Path) -> None:
    text = (DATA / "25-提案.csv").read_text("utf-8-sig").replace("6,托育,己六,,2022-04-01,重点提案\n", "")
    (tmp_path / "提案.csv").write_text(text, "utf-8")
    result = run(
        *("score", str(DATA / "measure.yaml"), "--members", str(DATA / "members.csv"), "--json"),
        *("--records", str(tmp_path / "提案.csv")),
    )
    scored = {one["key"]: one["total"] for one in json.loads(result.stdout)["members"]}
    # 立案 5；并案的也算立案；不予立案、转意见建议、撤案不算
    assert scored == {"W1": "5.00", "W2": "0.00", "W3": "5.00", "W4": "0.00", "W5": "0.00", "W6": "0.00"}


def test_a_name_in_latin_letters_keeps_its_blank(tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_text("委员编号,姓名,界别\nW1,John Smith,侨联\n", "utf-8")
    case = next(each for each in CASES if each.source == "57-调研.csv")
    shutil.copy(DATA / case.source, tmp_path / case.name)
    result = run(
        *("score", str(DATA / "measure.yaml"), "--members", str(tmp_path / "名册.csv"), "--json"),
        *("--records", str(tmp_path / case.name)),
    )
    (one,) = json.loads(result.stdout)["members"]
    assert (one["name"], one["total"]) == ("John Smith", "2.00")


def test_the_workbook_shows_the_places_that_the_measure_rounds_to(tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    result = run(
        *("score", str(DATA / "59-measure.yaml"), "--members", str(DATA / "members.csv")),
        *("--records", str(DATA / "59-thousandths.xlsx"), "--xlsx", str(out)),
    )
    assert result.exit_code == 0
    sheet = openpyxl.load_workbook(out)["排名"]
    at = [cell.value for cell in sheet[1]].index("总分")
    cells = [row[at] for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert [(cell.value, cell.number_format) for cell in cells] == [(0.334, "0.000"), (0.333, "0.000")]


def test_refused_rows_come_back_as_a_workbook_to_correct(tmp_path: Path) -> None:
    rows = (
        "2022年调研登记\n编号,姓名,日期,题目,状态\nD1,甲一,2022-03-15,水,出席\nD1,乙二,2022-03-15,水,出差\n"
    )
    (tmp_path / "调研.csv").write_text(rows, "utf-8")
    out, given = tmp_path / "没有读入.xlsx", ["--members", str(DATA / "members.csv")]
    result = run(
        *("score", str(DATA / "measure.yaml"), *given, "--records", str(tmp_path / "调研.csv")),
        *("--refused", str(out)),
    )
    assert result.exit_code == 1
    book = openpyxl.load_workbook(out)
    sheet = book["调研"]
    assert [[cell.value for cell in row][:5] for row in sheet.iter_rows(min_row=2)] == [
        ["编号", "姓名", "日期", "题目", "状态"],
        ["D1", "乙二", "2022-03-15", "水", "出差"],
    ]
    assert [sheet.cell(2, 6).value, "“出差”看不出到没到" in sheet.cell(3, 6).value] == [
        "为什么没有读入",
        True,
    ]
    sheet.cell(3, 5).value = "请假"
    book.save(out)
    again = run("score", str(DATA / "measure.yaml"), *given, "--records", str(out), "--json")
    scored = {one["key"]: one["total"] for one in json.loads(again.stdout)["members"]}
    assert scored["W2"] == "-1.00"
    assert "提醒" not in again.stderr


def test_the_mapping_for_dingtalk_reads_its_daily_export(tmp_path: Path) -> None:
    rows = [
        "每日统计表 统计日期：2022-03-01 至 2022-03-31",
        "姓名,考勤组,部门,工号,职位,日期,活动名称,上班1打卡时间,上班1打卡结果",
        "甲一,委员,工会,1001,,2022-03-15 星期二,水环境调研,08:52,正常",
        "乙二,委员,妇联,1002,,2022-03-15 星期二,水环境调研,,请假",
        "丙三,委员,民建,1003,,2022-03-15 星期二,水环境调研,,缺卡",
        "丁四,委员,民盟,1004,,2022-03-15 星期二,水环境调研,,休息",
    ]
    (tmp_path / "调研.csv").write_text("\n".join(rows), "utf-8")
    result = run(
        *("score", str(DATA / "measure.yaml"), "--members", str(DATA / "members.csv"), "--json"),
        *("--records", str(tmp_path / "调研.csv"), "--mapping", "dingtalk"),
    )
    assert not [line for line in result.stderr.splitlines() if line.startswith(("错误", "请核实", "提醒"))]
    scored = {one["key"]: one["total"] for one in json.loads(result.stdout)["members"]}
    assert scored == {"W1": "2.00", "W2": "-1.00", "W3": "-2.00", "W4": "0.00", "W5": "0.00", "W6": "0.00"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("列:\n  备注: 情形\n", "错误 调研.csv 文件：列“备注”写作“情形”，没有这一项"),
        ("表:\n  调研: 不用\n", "错误 调研.csv 工作表“调研”：这张表写作“不用”，没有这一项"),
        ("记号:\n  空格: 来了\n", "空格写作“来了”，没有这一项（可以写：出席、缺席、请假、未通知）"),
    ],
)
def test_what_the_office_tells_is_understood_or_refused(told: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "对应表.yaml").write_text(told, "utf-8")
    text = (DATA / "32-1-调研.csv").read_text("utf-8-sig") + "D1,丁四,2022-03-15,水环境调研,\n"
    (tmp_path / "调研.csv").write_text(text, "utf-8")
    result = run(
        *("score", str(DATA / "measure.yaml"), "--members", str(DATA / "members.csv")),
        *("--records", str(tmp_path / "调研.csv"), "--mapping", str(tmp_path / "对应表.yaml")),
    )
    assert said in result.stderr


def test_a_sheet_of_whatever_shape_may_be_told_not_to_be_read(tmp_path: Path) -> None:
    tables = [
        Table("调研", ("日期", "题目", "姓名"), [("2022-03-15", "水", "甲一")]),
        Table("会场安排", ("桌号", "谁"), [("1", "甲一")]),
    ]
    write_workbook(tmp_path / "三月.xlsx", tables)
    (tmp_path / "对应表.yaml").write_text("表:\n  会场安排: 不读\n", "utf-8")
    words = ("score", str(DATA / "measure.yaml"), "--members", str(DATA / "members.csv"))
    asked = run(*words, "--records", str(tmp_path / "三月.xlsx"))
    assert "请核实 三月.xlsx 工作表“会场安排”：工作表不是记录，没有读入" in asked.stderr
    told = run(
        *(*words, "--records", str(tmp_path / "三月.xlsx"), "--mapping", str(tmp_path / "对应表.yaml"))
    )
    assert "读懂 三月.xlsx 会场安排：不读" in told.stderr
    assert "请核实" not in told.stderr


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_import_reads_or_asks_the_same(case: Case, bare: Office) -> None:
    office = bare
    members, measure = DATA / case.members, (DATA / case.measure).read_text("utf-8")
    year = "2099" if "2099" in measure else "2022"
    assert office.rules(measure).exit_code == 0
    roster = office.run("import", "members", str(members), "--year", year, "--as", "甲")
    if case.members.endswith(".xlsx"):
        assert (roster.exit_code, "至多保留 15 位" in roster.stderr) == (1, True)
        return
    assert roster.exit_code == 0
    shutil.copy(DATA / case.source, office.folder / case.name)
    result = office.run("import", "records", str(office.folder / case.name), "--year", year, "--as", "甲")
    assert (result.exit_code == 0) == (case.points is not None), result.output
    for _, words in case.said:
        assert words in result.output
    if case.points is not None:
        scored = {key: Decimal(total) for key, total in office.totals() if Fraction(total)}
        assert scored == {key: Decimal(points) for key, points in case.points.items()}
