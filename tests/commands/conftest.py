"""The folder of a small office, for the commands that work on files."""

from pathlib import Path

import pytest

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import RULES, Office
from tests.demo_year import DemoYear


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small office, to work in: three members, three meetings, two proposals, its measure."""
    (tmp_path / "办法.yaml").write_text(RULES, encoding="utf-8")
    members = [("W1", "张三", "经济"), ("W2", "李四", "经济"), ("W3", "王五", "科技")]
    write_workbook(tmp_path / "名册.xlsx", [Table("委员", ("委员编号", "姓名", "界别"), members)])
    meetings = [
        ("H1", "第一次会议", "2022.3.1", "张三、李四", "出席"),
        ("H2", "第二次会议", "2022.4.1", "张三", "出席"),
        ("H3", "第三次会议", "2022.5.1", "张三", "出席"),
    ]
    proposals = [("9", "停车", "2022-03-05", "张三", "是"), ("10", "绿化", "2022-03-06", "李四、王五", "是")]
    sheets = [
        Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), meetings),
        Table("提案", ("编号", "题目", "提交日期", "姓名", "立案"), proposals),
    ]
    write_workbook(tmp_path / "记录.xlsx", sheets)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bare(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose database has its tables and nothing in them."""
    monkeypatch.chdir(tmp_path)
    return Office(address, tmp_path)


@pytest.fixture
def office(bare: Office) -> Office:
    """An office whose measure is in force."""
    assert bare.rules().exit_code == 0
    return bare


@pytest.fixture
def demo(demo_year: DemoYear, tmp_path: Path) -> str:
    """The address of a database with a year of an invented committee; its key lies beside it."""
    return demo_year.copy_to(tmp_path / "demo.db")
