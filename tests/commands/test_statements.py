"""`luzhi statements` and `luzhi score --statements`: a page a member, read back as a member reads it."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from files.sheets.workbook import Table, write_workbook
from models.clock import CHINA
from tests.commands.office import FILES, MEMBERS, RULES, Office, run
from tests.documents.font import write_font

ISSUED = ("--as", "王秘书")
W1, W2, W3 = (f"{who} 2022年履职情况说明.pdf" for who in ("W1 张三", "W2 李四", "W3 王五"))


@pytest.fixture
def office(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose year is scored: W1 10 + 5 = 15, W2 5 + 5 = 10, W3 0."""
    monkeypatch.chdir(tmp_path)
    found = Office(address, tmp_path)
    for done in (found.rules(), found.members(), found.records()):
        assert done.exit_code == 0, done.output
    return found


def said(path: Path) -> list[str]:
    """The lines of a PDF, without digests."""
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    return re.sub(r"[0-9a-f]{12}", "…", text).splitlines()


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def kept(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def members(*names: str) -> None:
    """Writes a roster of these names over that of the folder."""
    rows = [(f"W{at}", name, "经济") for at, name in enumerate(names, 1)]
    write_workbook(Path("名册.xlsx"), [Table("委员", ("委员编号", "姓名", "界别"), rows)])


def meeting(title: str, *names: str) -> None:
    """Writes one meeting over the records of the folder."""
    rows = [("H1", title, "2022.3.1", "、".join(names), "出席")]
    write_workbook(Path("记录.xlsx"), [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)])


def test_an_office_without_a_database_has_a_page_for_each_member(folder: Path) -> None:
    result = run("score", "办法.yaml", *FILES, "--statements", "说明", *ISSUED)
    assert result.exit_code == 0, result.output
    assert "已写出 3 份说明，在 说明" in result.stderr
    assert names(folder / "说明") == [W1, W2, W3]
    today = date.today()
    stamp = [
        f"经办：王秘书，{today.year}年{today.month}月{today.day}日出具。",
        "依据：试行办法（版本 …）。",
        "数据：表格 名册.xlsx、记录.xlsx（校验码 …）。",
    ]
    # 三次会议 15 封顶 12，加提案 5
    assert said(folder / "说明" / W1) == [
        "2022 年委员履职情况说明",
        "政协某市委员会",
        "姓名：张三，界别：经济，委员编号：W1。",
        "2022年1月1日至2022年12月31日，您的履职总分是 17.00 分，等次：优秀。",
        "名次：全体第 1 名（参加排名的共 3 人）；界别“经济”内第 1 名。",
        "其中：专委会会议 12.00 分，提案 5.00 分。",
        "日期 事项 按哪一条 得分",
        "专委会会议 12.00",
        "3月1日 第一次会议 专委会会议 5",
        "4月1日 第二次会议 专委会会议 5",
        "5月1日 第三次会议",
        "专委会会议上限12，已计10，本条5分计2分",
        "专委会会议 2",
        "提案 5.00",
        "3月5日 停车 提案 5",
        "合计 17.00",
        "以上各行的得分相加，正好是总分 17.00 分。",
        *stamp,
        "W1 张三 2022 年委员履职情况说明 第 1 页 共 1 页",
    ]
    # 联名不计
    assert said(folder / "说明" / W3)[4:] == [
        "名次：全体第 3 名（参加排名的共 3 人）；界别“科技”内第 1 名。",
        "日期 事项 按哪一条 得分",
        "合计 0.00",
        "这一年没有得分的记录。",
        "登记了而没有得分的：",
        "3月6日 提案 绿化：办法没有给这种情况记分",
        *stamp,
        "W3 王五 2022 年委员履职情况说明 第 1 页 共 1 页",
    ]


def test_rows_that_were_left_out_are_no_secret(folder: Path) -> None:
    meeting("第一次会议", "张三", "张三风")
    words = ("score", "办法.yaml", *FILES, "--statements", "说明", *ISSUED)
    assert run(*words).exit_code == 1
    assert not (folder / "说明").exists()
    assert run(*words, "--valid-only").exit_code == 0
    left_out = "数据：表格 名册.xlsx、记录.xlsx，其中 1 处有错或待核实，用不上的行没有计入（校验码 …）。"
    assert left_out in said(folder / "说明" / W1)


def test_signs_are_words_in_pdf_and_docx(folder: Path) -> None:
    title = "满意率 <60% & “好” #let {{ title }}"
    meeting(title, "张三")
    for ending, form in (("pdf", ()), ("docx", ("--docx",))):
        words = ("score", "办法.yaml", *FILES, "--statements", ending, *ISSUED, *form)
        assert run(*words).exit_code == 0
        assert names(folder / ending)[0] == f"W1 张三 2022年履职情况说明.{ending}"
    assert f"3月1日 {title} 专委会会议 5" in said(folder / "pdf" / W1)
    made = Document(str(folder / "docx" / W1.replace("pdf", "docx")))
    assert [cell.text for cell in made.tables[0].rows[2].cells] == ["3月1日", title, "专委会会议", "5"]
    assert "姓名：张三，界别：经济，委员编号：W1。" in [one.text for one in made.paragraphs]


def test_a_character_that_no_font_has_is_refused_before_anything_is_written(folder: Path) -> None:
    members("张三", "李𪚥", "王五")
    meeting("第ı次会议", "张三")
    words = ("score", "办法.yaml", *FILES, "--statements", "说明", *ISSUED)
    for form in ((), ("--docx",)):
        result = run(*words, *form)
        assert result.exit_code == 1
        assert "委员 W1：字体里没有 ı（U+0131）" in result.stderr
        assert "委员 W2：字体里没有 𪚥（U+2A6A5）" in result.stderr
        assert "--fonts" in result.stderr
        assert names(folder) == ["办法.yaml", "名册.xlsx", "记录.xlsx"]
    (folder / "字体").mkdir()
    assert run(*words, "--fonts", "字体").exit_code == 2
    write_font(folder / "字体" / "生僻字.ttf", "Rare", "𪚥ı")
    assert run(*words, "--fonts", "字体").exit_code == 0
    assert "姓名：李𪚥，界别：经济，委员编号：W2。" in said(
        folder / "说明" / "W2 李𪚥 2022年履职情况说明.pdf"
    )


def test_two_of_one_name_have_a_page_each(folder: Path) -> None:
    members("张三", "张三")
    meeting("第一次会议", "W2")
    words = ("score", "办法.yaml", *FILES, "--statements", "说明", *ISSUED, "--valid-only")
    assert run(*words).exit_code == 0
    assert names(folder / "说明") == [W1, "W2 张三 2022年履职情况说明.pdf"]


def test_more_than_a_sheet_goes_on_on_the_next(folder: Path) -> None:
    rows = [(f"H{at}", f"第{at}次会议", "2022.3.1", "张三", "出席") for at in range(1, 71)]
    write_workbook(
        folder / "记录.xlsx", [Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)]
    )
    words = ("score", "办法.yaml", *FILES, "--statements", "说明", *ISSUED)
    assert run(*words).exit_code == 0
    lines = said(folder / "说明" / W1)
    footers = [line for line in lines if line.startswith("W1 张三 2022")]
    count = len(footers)
    assert count > 1
    assert footers == [
        f"W1 张三 2022 年委员履职情况说明 第 {at} 页 共 {count} 页" for at in range(1, count + 1)
    ]
    assert sum(line.endswith("次会议") or "次会议 专委会会议 " in line for line in lines) == 70


def test_a_folder_of_others_is_left_alone(folder: Path) -> None:
    words = ("score", "办法.yaml", *FILES, "--statements", ".", *ISSUED)
    before = kept(folder)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "里有别的文件（办法.yaml、名册.xlsx、记录.xlsx），没有写" in result.stderr
    assert kept(folder) == before
    assert run(*words, "--force").exit_code == 0
    assert {name: content for name, content in kept(folder).items() if name in before} == before
    assert names(folder) == sorted([*before, W1, W2, W3])


def test_what_is_called_wrongly_is_said_before_anything_is_read(folder: Path) -> None:
    (folder / "文件").touch()
    words = ("score", "办法.yaml", *FILES, "--statements")
    for rest, message in (
        (("说明",), "没有写经办人：加 --as 姓名"),
        (("说明", "--as", " "), "操作人写姓名"),
        (("文件", *ISSUED), "是一个文件"),
        (("没有/说明", *ISSUED), "没有文件夹 没有"),
        (("说明", *ISSUED, "--fonts", "没有"), "没有 里没有字体文件"),
    ):
        result = run(*words, *rest)
        assert (result.exit_code, message in result.stderr) == (2, True), result.stderr
    assert names(folder) == ["办法.yaml", "名册.xlsx", "文件", "记录.xlsx"]


def issue(office: Office, *words: str) -> None:
    found = office.run("statements", "--year", "2022", "--out", "说明", *ISSUED, *words)
    assert found.exit_code == 0, found.output


def test_a_year_of_the_database_open_and_closed(office: Office) -> None:
    folder = office.folder / "说明"
    issue(office, "--date", "2023-01-05")
    assert names(folder) == [W1, W2, W3]
    opened = said(folder / W1)
    assert opened[3:5] == [
        "2022年1月1日至2022年12月31日，您的履职总分是 15.00 分，等次：优秀。",
        "名次：全体第 1 名（参加排名的共 3 人）；界别“经济”内第 1 名。",
    ]
    assert opened[-4:-1] == [
        "经办：王秘书，2023年1月5日出具。",
        "依据：试行办法（版本 …）。",
        "数据：数据库里现有的记录；2022 年还没有关账，以后补录、改正的会改变结果（校验码 …）。",
    ]
    first = kept(folder)
    issue(office, "--date", "2023-01-05")
    assert kept(folder) == first
    assert office.run("years", "close", "--year", "2022", "--as", "甲").exit_code == 0
    # Late: one meeting more and another sector, which wait; the name is today's.
    more = [("H3", "第三次会议", "2022-05-01", "W1")]
    assert office.records(meetings=more).exit_code == 0
    assert office.members([("W1", "张珊", "", "科技"), *MEMBERS[1:]]).exit_code == 0
    issue(office, "--date", "2023-01-05")
    renamed = W1.replace("张三", "张珊")
    assert names(folder) == [renamed, W2, W3]
    closed = said(folder / renamed)
    assert [line.replace("张珊", "张三") for line in closed[:-2]] == opened[:-2]
    today = datetime.now(CHINA).date()
    day = f"{today.year}年{today.month}月{today.day}日"
    assert closed[-2] == f"数据：2022 年已由甲于{day}关账（年终结果 2022 (1)），照关账时的结果（校验码 …）。"


def test_one_member_alone(office: Office) -> None:
    folder = office.folder / "说明"
    issue(office, "--member", "W2")
    assert names(folder) == [W2]
    issue(office, "--member", "王五", "--docx")
    assert names(folder) == [W2, W3.replace("pdf", "docx")]
    found = office.run("statements", "--year", "2022", "--out", "说明", *ISSUED, "--member", "赵六")
    assert (found.exit_code, "2022 年没有“赵六”" in found.output) == (2, True)
    assert office.run("statements", "--year", "2031", "--out", "说明", *ISSUED).exit_code == 2


def test_who_is_not_published_has_a_page_only_when_asked_for(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    office = Office(address, tmp_path)
    hidden = "unranked: [{id: U1, title: 科技界, if: {member: {界别: 科技}}, show: 否}]\n"
    for done in (office.rules(RULES + hidden), office.members(), office.records()):
        assert done.exit_code == 0, done.output
    found = office.run("statements", "--year", "2022", "--out", "说明", *ISSUED)
    assert "另有 1 名委员按办法不公布，没有写" in found.stdout
    assert names(tmp_path / "说明") == [W1, W2]
    issue(office, "--member", "W3")
    assert "按办法不参加排名：科技界。" in said(tmp_path / "说明" / W3)
    assert run("score", "办法.yaml", *FILES, "--statements", "表", *ISSUED).exit_code == 0
    assert names(tmp_path / "表") == [W1, W2]
