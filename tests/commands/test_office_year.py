"""A county office's year in nine files: asked until it is clear, then scored as it was."""

import csv
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from files.answers import Answers, Section, subject_key
from files.cells.presence import state_of
from files.mapping import read_answers
from files.reading.members import read_members
from files.reading.records import read_records
from rules.catalogue import load
from rules.record import Part, Record
from tests.commands.office import run

Fact = tuple[str, ...]
YEAR = Path(__file__).parents[1] / "data" / "office_year"
ROSTER = YEAR / "1委员名册.xlsx"
# 5 有三种格式，内容相同；文件夹里一起给
RECORDS = sorted(path for path in YEAR.iterdir() if path.name[0] in "23456789")
MAPPING = """表:
  7履职统计表: 不读
记号:
  ○: 出席
  迟到: 迟到
词:
  采用层级 县政协: 区
  采用层级 全国政协: 全国综合
缺省:
  结果日期: 作品日期
  出席半天: 没有
  必须参加: 没有
  报名: 没有
  签到: 没有
  角色: 没有
"""


def truth(name: str) -> list[dict[str, str]]:
    with (YEAR / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def given(*files: Path) -> list[str]:
    return [word for path in files for word in ("--records", str(path))]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "对应表.yaml"
    path.write_text(MAPPING, "utf-8")
    return path


@pytest.fixture
def answers(tmp_path: Path, mapping: Path) -> Path:
    """The questions that the files leave under the mapping, filled in from the truth."""
    path = tmp_path / "待答.xlsx"
    result = run(
        *("score", "zhoushan/2022", "--members", str(ROSTER), *given(*RECORDS)),
        *("--mapping", str(mapping), "--questions", str(path)),
    )
    assert result.exit_code == 0
    book = openpyxl.load_workbook(path)
    right = {
        f"常委会会议 {row['day']} {row['name']}（{row['name']}（{row['sector']}））": row["right"]
        for row in truth("questions.csv")
    } | {"任职起 梁振华": "2022-07-01", "任职止 宋秀英": "2022-05-31"}
    subjects = {row[1].value for row in book.active.iter_rows(min_row=2)}
    assert subjects == right.keys()
    for row in book.active.iter_rows(min_row=2):
        row[4].value = right[row[1].value]
    book.save(path)
    return path


def test_as_delivered_nothing_is_scored_and_every_place_is_named(tmp_path: Path) -> None:
    result = run("score", "zhoushan/2022", "--members", str(ROSTER), *given(*RECORDS))
    assert result.exit_code == 1
    assert result.stdout == ""
    for words in (
        "7履职统计表.xlsx 工作表“履职情况统计”：这是按人合计次数的统计表，没有每一次的日期和名称",
        "“○”看不出到没到",
        "表下注明迟到的有时按缺席算",
        "“县政协”不知道是哪一个采用层级",
        "“梁振华”是哪一天开始任职的，备注没有写到日",
        "没有“必须参加”一列；规则A4“必须参加而请假、缺席”要看它",
    ):
        assert words in result.stderr


def told_by(*paths: Path) -> Answers:
    told = Answers()
    for path in paths:
        found = read_answers(path)
        assert isinstance(found, Answers)
        told = told.joined(found)
    return told


def test_the_roster_is_that_of_the_year(mapping: Path, answers: Path) -> None:
    roster = read_members(ROSTER, load(), 2022, told_by(mapping, answers))
    assert roster.problems == []
    number = {key: serial for serial, key in roster.serials.items()}
    assert {
        number[one.key]: (
            one.attributes["身份"],
            one.attributes["主席会议成员"],
            str(one.attributes.get("任职起", "")),
            str(one.attributes.get("任职止", "")),
        )
        for one in roster.members
    } == {
        row["number"]: (row["身份"], row["主席会议成员"] == "是", row["任职起"], row["任职止"])
        for row in truth("roster.csv")
    }


def test_the_facts_are_those_of_the_year(mapping: Path, answers: Path) -> None:
    told = told_by(mapping, answers)
    roster = read_members(ROSTER, load(), 2022, told)
    year = (date(2022, 1, 1), date(2022, 12, 31))
    file = read_records(RECORDS, load(), roster.members, year, 2022, answers=told, serials=roster.serials)
    assert {problem.level for problem in file.problems} == {"reminder"}
    number = {key: serial for serial, key in roster.serials.items()}
    read: Counter[Fact] = Counter()
    for record in file.records:
        for part in record.parts:
            read.update((number[part.member], record.kind, *fact) for fact in facts_of(record, part))
    assert read == Counter(map(fact_of, truth("facts.csv")))


def facts_of(record: Record, part: Part) -> list[Fact]:
    """What a record says of one member, as the truth has it: of a plenary a fact a half-day."""
    said = part.attributes
    if record.kind == "全会":
        return [(each,) for each in ("出席", "请假", "缺席") for _ in range(int(str(said[f"{each}半天"])))]
    if record.kind == "提案":
        role = "第一提案人" if said["位次"] == "首" else "附议人"
        outcomes = "、".join(f"{one.attributes['结果']}提案" for one in record.outcomes) or "无"
        return [(record.key, role, str(record.attributes["立案"]), outcomes)]
    if record.kind == "社情民意":
        levels = (str(one.attributes.get("采用层级", one.attributes["结果"])) for one in record.outcomes)
        return [(str(record.day), "、".join(sorted(levels)))]
    if record.kind == "发言":
        return [(str(record.day), str(record.attributes["场合"]), str(record.attributes["形式"]))]
    return [(str(record.day), state_of(said))]


LEVELS = {"县政协": "区", "市政协": "市政协", "省政协": "省政协", "全国政协": "全国综合"}


def fact_of(row: dict[str, str]) -> Fact:
    who, kind, status = row["number"], row["kind"], row["status"]
    more = dict(word.split("=") for word in row["more"].split(" ") if "=" in word)
    if kind == "全会":
        # 迟到的半天也是出席
        return who, kind, "出席" if status == "迟到" else status
    if kind == "提案":
        return who, kind, row["title"].strip("第号"), status, str(more["立案"] == "是"), more["标记"]
    if kind == "社情民意":
        words = more["采用"].removesuffix("采用").split("、")
        adopted = [LEVELS[word] for word in words if word != "无"]
        adopted += ["批示"] if more["批示"] != "无" else []
        return who, kind, row["day"], "、".join(sorted(adopted))
    if kind == "发言":
        return who, kind, row["day"], more["场合"], more["形式"]
    return who, kind, row["day"], status


def test_with_mapping_and_answers_the_year_is_scored(mapping: Path, answers: Path, tmp_path: Path) -> None:
    learnt, out = tmp_path / "学到的.yaml", tmp_path / "结果.xlsx"
    result = run(
        *("score", "zhoushan/2022", "--members", str(ROSTER), *given(*RECORDS), "--xlsx", str(out)),
        *("--mapping", str(mapping), "--answers", str(answers), "--learn", str(learnt)),
    )
    assert result.exit_code == 0
    assert "错误" not in result.stderr
    assert "请核实" not in result.stderr
    assert "5社情民意.xls 工作表“社情民意”：与 5社情民意.et 的工作表“社情民意”完全相同" in result.stderr
    rows = list(openpyxl.load_workbook(out)["理解"].iter_rows(values_only=True))
    grid = [row[5:] for row in rows if row[:3] == ("2考勤表.xlsx", "考勤", "考勤表")]
    assert ("记号“假”", "请假（31 处）") in grid
    assert ("列“7月5日营商环境视察”", "视察 2022-07-05 营商环境视察") in grid
    signing = [row[5:] for row in rows if row[0] == "8专题协商会签到表.xlsx"]
    assert ("没有写的", "2 人算缺席：“签到”空着的没有签到，按缺席") in signing
    assert "梁振华" not in learnt.read_text("utf-8")
    assert told_by(learnt).said == told_by(mapping).said


def test_one_workbook_goes_round_until_nothing_is_asked(tmp_path: Path) -> None:
    paper, learnt = tmp_path / "待答.xlsx", tmp_path / "对应表.yaml"
    folder = tmp_path / "一年"
    folder.mkdir()
    for path in (ROSTER, *RECORDS):
        shutil.copy(path, folder)
    words = ("score", "zhoushan/2022", "--members", str(folder / ROSTER.name), "--records", str(folder))
    first = run(*words, "--questions", str(paper))
    assert first.exit_code == 1
    assert "读懂 1委员名册.xlsx Sheet1：委员名册，65 行" in first.stderr
    assert f"要问的 31 处写在 {paper}：填好“回答”一栏，再加 --answers {paper}" in first.stderr
    table = rows_of(paper)
    # 先问一答管全部的，后问一人一天的；写明在哪个文件
    assert [row[:2] for row in table[:2]] == [("表", "7履职统计表 履职情况统计"), ("记号", "○")]
    assert table[1][2].startswith("2考勤表.xlsx 工作表“考勤”第 5 行“7月5日营商环境视察”列，值“○”：")
    assert table[1][2].endswith("（同样的共 35 处）")
    assert {row[1]: row[3] for row in table}["结果日期（提案）"] == "作品日期，或一个日期"
    told = dict(line.strip().split(": ") for line in MAPPING.splitlines() if line.startswith("  "))
    told |= {"结果日期（提案）": "作品日期", "结果日期（社情民意）": "作品日期"}
    told |= {"7履职统计表 履职情况统计": "不读", "任职起 梁振华": "2022-07-01", "任职止 宋秀英": "2022-05-31"}
    fill(paper, told | {"○": "来了"})
    second = run(*words, "--answers", str(paper), "--questions", str(paper), "--learn", str(learnt))
    assert "记号“○”回答“来了”不能用（可以填：出席、请假、缺席、迟到、早退、未通知）" in second.stderr
    assert "来了" not in learnt.read_text("utf-8")
    again = {row[1]: row for row in rows_of(paper)}
    assert again["○"][2].startswith("上次回答“来了”，不能用。")
    assert again["○"][4] is None
    assert again["迟到"] == ("记号", "迟到", "已回答", None, "迟到")
    fill(paper, {"○": "出席"})
    assert run(*words, "--answers", str(paper), "--questions", str(paper)).exit_code == 0
    right = {
        f"常委会会议 {row['day']} {row['name']}（{row['name']}（{row['sector']}））": row["right"]
        for row in truth("questions.csv")
    }
    fill(paper, right)
    # 写出的工作簿留在文件夹里，不当作记录
    shutil.copy(paper, folder / "去年的待答.xlsx")
    out = folder / "结果.xlsx"
    told_again = ("--answers", str(paper), "--questions", str(paper), "--learn", str(learnt))
    for _ in range(2):
        last = run(*words, *told_again, "--xlsx", str(out))
        assert last.exit_code == 0
        assert "没有要问的了。" in last.stderr
        assert not any(line.startswith(("错误", "请核实")) for line in last.stderr.splitlines())
    assert "读懂 去年的待答.xlsx：待答，不读" in last.stderr
    shutil.copy(out, folder / "去年的结果.xlsx")
    assert "读懂 去年的结果.xlsx：记分的结果，不读" in run(*words, *told_again).stderr
    known = told_by(learnt).said
    assert (known[Section.MARK, "○"], known[Section.DEFAULT, "报名"]) == ("出席", "没有")


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True))


def fill(path: Path, told: dict[str, str]) -> None:
    """Fills in the answers whose subjects are told, as a secretary does."""
    book = openpyxl.load_workbook(path)
    by_subject = {subject_key(subject): answer for subject, answer in told.items()}
    for row in book.active.iter_rows(min_row=2):
        row[4].value = by_subject.get(subject_key(row[1].value), row[4].value)
    book.save(path)


def test_no_file_of_the_office_is_written_over(tmp_path: Path) -> None:
    roster = tmp_path / "名册.xlsx"
    shutil.copy(ROSTER, roster)
    words = ("score", "zhoushan/2022", "--members", str(roster), "--records", str(RECORDS[0]))
    for option in ("--questions", "--learn"):
        assert run(*words, option, str(roster)).exit_code == 2
    grid = tmp_path / "一年" / "考勤表.xlsx"
    grid.parent.mkdir()
    shutil.copy(RECORDS[0], grid)
    given = ("--members", str(roster), "--records", str(grid.parent), "--questions", str(grid))
    refused = run("score", "zhoushan/2022", *given)
    assert (refused.exit_code, "不是待答的工作簿" in refused.stderr) == (2, True)
    assert (roster.read_bytes(), grid.read_bytes()) == (ROSTER.read_bytes(), RECORDS[0].read_bytes())


def test_with_the_mapping_of_last_month_a_month_asks_nothing(mapping: Path) -> None:
    months = next(path for path in RECORDS if path.name.startswith("3"))
    result = run(
        *("score", "zhoushan/2022", "--members", str(ROSTER), *given(months), "--mapping", str(mapping))
    )
    assert result.exit_code == 0
    told = [line for line in result.stderr.splitlines() if line.startswith(("错误", "请核实"))]
    # 名册备注里的两个月份，不是这张表的
    assert [line.split(" ")[1] for line in told] == ["1委员名册.xlsx", "1委员名册.xlsx"]
