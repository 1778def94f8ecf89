"""A file that holds no table at all, by its content or by what it is: one problem, and no trace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from files.problem import Problem
from files.reading.members import MembersFile, read_members
from files.reading.records import RecordsFile, read_records
from rules.catalogue import Catalogue
from rules.record import Member
from tests.files.sheets.old_workbook import compound

WRONG_FILES: list[tuple[str, bytes, str, str]] = [
    ("空.csv", b"", "文件是空的", "重新导出"),
    (
        "旧.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "工作簿已损坏，读不出来",
        "在 Excel 或 WPS 里打开修复后另存，或重新导出",
    ),
    (
        "文档.et",
        compound("WordDocument", b"x"),
        "这不是 .xls 或 .et 工作簿",
        "在 Excel 或 WPS 里另存为 .xlsx 再导入",
    ),
    (
        "密.xlsx",
        compound("EncryptedPackage", b"x"),
        "工作簿有打开密码",
        "去掉密码，另存后再导入",
    ),
    (
        "坏.xlsx",
        b"PK\x03\x04" + b"\0" * 300,
        "工作簿已损坏，读不出来",
        "在 Excel 或 WPS 里打开修复后另存，或重新导出",
    ),
    (
        "文.xlsx",
        "编号,题目\n1,甲\n".encode(),
        "扩展名是 .xlsx，内容却是文本，不是工作簿",
        "把扩展名改成 .csv，或在 Excel 或 WPS 里另存为 .xlsx 再导入",
    ),
    ("件.pdf", b"%PDF-1.7\n", "这是 PDF 文件，不是表格", "找到原来的 Excel 表格再导入"),
    (
        "页.xlsx",
        b"<html><table></table></html>",
        "这是网页文件，不是表格",
        "在 Excel 或 WPS 里另存为 .xlsx 再导入",
    ),
    (
        "图.csv",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "不认识这种文件",
        "只能导入 .xlsx、.xls、.et、.ods 工作簿或 .csv 文本",
    ),
    (
        "零.csv",
        "编号,题目\n".encode("utf-16-le") * 9,
        "不认识这种文件",
        "只能导入 .xlsx、.xls、.et、.ods 工作簿或 .csv 文本",
    ),
    (
        "码.csv",
        "编号,题目\n".encode() + b"\xff\xff\x80",
        "文字编码不是 UTF-8 也不是 GB18030",
        "用 Excel 另存为“CSV UTF-8”，或改用 .xlsx",
    ),
    (
        "引.csv",
        '编号,题目\n1,"甲\n2,乙\n'.encode(),
        "第 2 行的引号不成对，或一格太长",
        "检查这一行的英文引号，或改用 .xlsx",
    ),
]


@pytest.mark.parametrize(("name", "content", "message", "suggestion"), WRONG_FILES)
def test_a_wrong_file_is_a_problem_and_no_trace(
    tmp_path: Path,
    catalogue: Catalogue,
    members: list[Member],
    name: str,
    content: bytes,
    message: str,
    suggestion: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file = read_records(path, catalogue, members)
    problem = Problem("", None, None, name, message, suggestion)
    assert file == RecordsFile([], [problem], unusable=True)
    assert read_members(path, catalogue) == MembersFile([], [problem], unusable=True)


def test_a_missing_file_and_a_folder_are_problems(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    assert read_records(tmp_path / "无.xlsx", catalogue, members).problems == [
        Problem("", None, None, "无.xlsx", "找不到文件", "检查路径和文件名")
    ]
    folder = tmp_path / "二〇二二年"
    folder.mkdir()
    told = Problem("", None, None, "二〇二二年", "“二〇二二年”是文件夹，不是文件", "写明文件夹里的哪一个文件")
    assert read_records(folder, catalogue, members) == RecordsFile([], [told], unusable=True)
    assert read_members(folder, catalogue) == MembersFile([], [told], unusable=True)


def test_a_pipe_is_no_file(tmp_path: Path, catalogue: Catalogue) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert [p.message for p in read_members(tmp_path / "a.csv", catalogue).problems] == ["这不是普通的文件"]


@pytest.mark.parametrize("before", [1, 2_000])
def test_a_stray_nul_is_told_with_its_line(
    tmp_path: Path, catalogue: Catalogue, members: list[Member], before: int
) -> None:
    path = tmp_path / "提案.csv"
    path.write_bytes(("编号,题目\r\n" + "1,甲\r\n" * before + "2,乙\0丙\r\n").encode())
    file = read_records(path, catalogue, members)
    assert file.unusable
    assert [(p.message, p.suggestion, p.level) for p in file.problems] == [
        (
            f"第 {before + 2} 行有看不见的空字符（NUL），文件可能已损坏",
            "重新导出；或用记事本打开，删去这一行里多出来的字符，另存为 UTF-8",
            "error",
        )
    ]
