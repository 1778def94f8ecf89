"""Files are read in a process with limits: what it answers, and what is said where it dies."""

import base64
import os
import pickle
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook

from files.problem import Problem
from files.reading.members import MembersFile, read_members
from files.reading.records import RecordsFile, read_records
from rules.catalogue import load
from rules.record import Member
from services.workbooks.reading import Limits, limited_members, limited_records, unpacked

pytestmark = pytest.mark.anyio
PERIOD = (date(2022, 1, 1), date(2022, 12, 31))
MEMBERS = [Member("W1", "张三", {"界别": "经济"}), Member("W2", "李四", {"界别": "科技"})]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    book.active.title = "全会"
    for row in (
        ["编号", "日期", "题目", "姓名", "应到半天", "出席半天"],
        ["H1", date(2022, 3, 1), "全会", "张三、李四", 6, 2.5],
        ["H2", "不知道", "全会", "张三", 6, 6],
    ):
        book.active.append(row)
    book.save(tmp_path / "全会.xlsx")
    return tmp_path / "全会.xlsx"


async def test_records_come_back_as_they_were_read(workbook: Path) -> None:
    catalogue = load()
    words = (catalogue, MEMBERS, PERIOD, 2022)
    file = await limited_records(Limits(), workbook, *words)
    assert file == read_records(workbook, *words)
    assert [record.key for record in file.records] == ["H1"]
    first, second = file.records[0].parts
    assert first.attributes["出席半天"] == Fraction(5, 2)
    assert first.attributes is second.attributes
    assert [problem.row for problem in file.problems] == [3]


async def test_a_roster_comes_back_as_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("名册.csv")
    path.write_text("委员编号,姓名,任职起\nW1,张三,2022-01-01\nW2,,\n", encoding="utf-8")
    catalogue = load()
    file = await limited_members(Limits(), path, catalogue, 2022)
    assert file == read_members(path, catalogue, 2022)
    assert [member.attributes["任职起"] for member in file.members] == [date(2022, 1, 1)]


async def test_a_file_that_takes_too_much_memory_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("委员编号,姓名\n" + "W1,张三\n" * 300_000, encoding="utf-8")
    message, cure = "文件太大，读的时候超过了内存上限（100 MB）", "分成几个文件；或加大 LUZHI_READING_BYTES"
    told = Problem("", None, None, "名册.csv", message, cure)
    limits = Limits(memory=100 << 20)
    assert await limited_members(limits, path, load()) == MembersFile([], [told], unusable=True)
    assert await limited_records(limits, path, load(), MEMBERS) == RecordsFile([], [told], unusable=True)


async def test_a_file_that_takes_too_long_is_an_answer(workbook: Path) -> None:
    file = await limited_records(Limits(seconds=0), workbook, load(), MEMBERS)
    assert [(p.value, p.message, p.suggestion) for p in file.problems] == [
        ("全会.xlsx", "读了 0 秒还没有读完", "分成几个文件；或加大 LUZHI_READING_SECONDS")
    ]
    assert file.unusable


@pytest.mark.parametrize("made", [os.getcwd, re.compile("x"), Path("/"), ("files.problem", re.sub)])
async def test_nothing_but_values_of_files_is_taken_from_a_child(made: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        unpacked(base64.b64encode(pickle.dumps(made)).decode())


async def test_no_function_is_reached_through_a_module_of_files() -> None:
    for name in ("re.compile", "masked", "re"):
        words = [b"\x8c" + bytes([len(word)]) + word.encode() for word in ("files.problem", name)]
        with pytest.raises(pickle.UnpicklingError):
            unpacked(base64.b64encode(b"\x80\x04" + b"".join(words) + b"\x93.").decode())
