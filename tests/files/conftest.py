"""Small workbooks written on the spot, read as offices' files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from files.reading.members import MembersFile, read_members
from files.reading.records import RecordsFile, read_records
from rules.catalogue import Catalogue, load
from rules.record import Member

Sheets = Mapping[str, Any]
Write = Callable[[Sheets], Path]
ReadRecords = Callable[[Sheets], RecordsFile]
ReadMembers = Callable[[Sheets], MembersFile]

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))


def member(key: str, name: str, sector: str, committee: str, **more: Any) -> Member:
    phone = more.pop("phone", None)
    return Member(key, name, {"身份": "委员", "界别": sector, "专委会": committee, **more}, phone=phone)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def members() -> list[Member]:
    return [
        member("W0001", "张三", "民建", "经济委员会", phone="10000000001"),
        member("W0002", "李四", "民盟", "提案委员会"),
        member("W0003", "王小明", "科技", "教科卫体委员会"),
        member("W0004", "张伟", "民建", "经济委员会", phone="10000000004"),
        member("W0005", "张伟", "九三学社", "提案委员会", phone="10000000005"),
        member("W0006", "阿依古丽·买买提", "民族宗教", "提案委员会"),
        member("W0007", "陈静", "妇联", "提案委员会", 任职止=date(2022, 6, 30)),
        member("W0008", "陈静", "妇联", "提案委员会", 任职起=date(2022, 7, 1)),
    ]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def book(sheets: Sheets) -> Path:
        made = Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / "记录.xlsx"
        made.save(path)
        return path

    return book


@pytest.fixture
def records(write: Write, catalogue: Catalogue, members: list[Member]) -> ReadRecords:
    return lambda sheets: read_records(write(sheets), catalogue, members, PERIOD)


@pytest.fixture
def roster(write: Write, catalogue: Catalogue) -> ReadMembers:
    return lambda sheets: read_members(write(sheets), catalogue, 2022)
