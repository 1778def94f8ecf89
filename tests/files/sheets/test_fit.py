"""Titles and texts as a workbook holds them: it counts in UTF-16 units, in which a rare character is two."""

from pathlib import Path

import openpyxl
import pytest

from files.cells.kinds import Kinds
from files.sheets.fit import sheet_title, writable
from files.sheets.workbook import Table, write_workbook
from rules import catalogue

RARE = "𠀀"
SAID = "……（太长，后面的没有写下）"


def test_titles_of_sheets_are_made_fit() -> None:
    taken: set[str] = set()
    titles = (
        "排名/全体[1]",
        "",
        "A" * 40,
        "a" * 40,
        "'甲'",
        "甲",
        "History",
        "ｘ: ",
        "x" * 30 + "''",
        "'" * 40,
    )
    assert [sheet_title(title, taken) for title in titles] == [
        "排名 全体 1",
        "表",
        "A" * 31,
        "a" * 29 + " 2",
        "甲",
        "甲 2",
        "History 2",
        "ｘ",
        "x" * 30,
        "表 2",
    ]


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        (RARE * 15, RARE * 15, RARE * 14 + " 2"),
        (RARE * 16, RARE * 15, RARE * 14 + " 2"),
        ("甲" + RARE * 15, "甲" + RARE * 15, "甲" + RARE * 14 + " 2"),
        ("甲" * 31, "甲" * 31, "甲" * 29 + " 2"),
    ],
)
def test_a_title_of_rare_characters_is_cut_between_them(title: str, first: str, second: str) -> None:
    taken: set[str] = set()
    assert [sheet_title(title, taken) for _ in range(2)] == [first, second]


def test_a_workbook_with_sheets_of_rare_characters_opens(tmp_path: Path) -> None:
    tables = [Table(RARE * 20, ("数",), [(at,)]) for at in range(12)]
    write_workbook(tmp_path / "a.xlsx", tables)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names == [
        RARE * 15,
        *(RARE * 14 + f" {at}" for at in range(2, 10)),
        *(RARE * 14 + f" {at}" for at in (10, 11, 12)),
    ]


def test_a_text_that_is_too_long_says_so_where_it_is_cut() -> None:
    assert writable("字" * 32_767) == "字" * 32_767
    assert writable("字" * 32_768) == "字" * 32_753 + SAID
    assert writable(RARE * 16_383 + "字") == RARE * 16_383 + "字"
    assert writable(RARE * 16_384) == RARE * 16_376 + SAID
    assert writable("字\x00") == "字"


def test_a_kind_is_known_by_the_title_that_was_cut(tmp_path: Path) -> None:
    name = RARE * 20 + "调研"
    own = tmp_path / "kinds.yaml"
    own.write_text(
        f"kinds:\n  {name}: {{form: occasion, group: 会议, article: 履5, department: 组织者,"
        " attributes: [状态]}\n",
        encoding="utf-8",
    )
    found = Kinds(catalogue.load(own)).of_sheet(sheet_title(name, set()))
    assert found is not None
    assert found.name == name
