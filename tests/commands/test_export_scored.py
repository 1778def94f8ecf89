"""`luzhi export` and `luzhi score`: the files of a database are scored as it is, and ask nothing."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import RULES, Office, run

# Each of these rules looks at something that no record below states.
LOOKING = RULES.replace(
    "  - {id: P1,",
    """  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席, 签到: 已登记}, points: 2}
  - {id: L2, title: 主讲, take: participation, when: {kind: 学习培训, 角色: 主讲}, points: 3}
  - {id: H1, title: 理论成果, take: authorship, when: {kind: 理论成果, 层级: 省}, points: 5}
  - {id: P1,""",
)
SHEETS = [
    Table("专委会会议", ("编号", "题目", "日期", "姓名"), [("H1", "第一次会议", "2022-03-01", "张三、李四")]),
    Table("调研", ("编号", "题目", "日期", "姓名"), [("D1", "渔港调研", "2022-04-01", "张三")]),
    Table("学习培训", ("编号", "题目", "日期", "姓名"), [("X1", "春季培训", "2022-05-01", "李四")]),
    Table("理论成果", ("编号", "题目", "发表日期", "姓名"), [("L1", "海岛治理", "2022-06-01", "王五")]),
]


@pytest.fixture
def looking(address: str, tmp_path: Path) -> Office:
    """An office whose rules look at what its records do not state, which it has answered once."""
    office = Office(address, tmp_path)
    adopted = office.rules(LOOKING)
    assert adopted.exit_code == 0, adopted.output
    assert office.members().exit_code == 0
    path = office.folder / "记录.xlsx"
    write_workbook(path, SHEETS)
    mapping = office.folder / "对应表.yaml"
    mapping.write_text("缺省:\n  签到: 没有\n  角色: 没有\n  层级: 没有\n", encoding="utf-8")
    words = ("--year", "2022", "--as", "甲", "--mapping", str(mapping))
    done = office.run("import", "records", str(path), *words)
    assert done.exit_code == 0, done.output
    return office


def test_what_no_record_states_is_asked_of_nobody_who_scores_an_export(looking: Office) -> None:
    # A meeting is 5; whether the survey was registered, who lectured, and of which level an article is,
    # nobody has said: nothing.
    totals = [("W1", "5"), ("W2", "5"), ("W3", "0")]
    assert looking.totals() == totals
    members, records = str(looking.folder / "委员.xlsx"), str(looking.folder / "导出.xlsx")
    assert looking.run("export", "members", members, "--year", "2022").exit_code == 0
    assert looking.run("export", "records", records, "--year", "2022").exit_code == 0
    rules = str(looking.folder / "办法.yaml")
    scored = run("score", rules, "--members", members, "--records", records, "--json")
    assert scored.exit_code == 0, scored.output
    found = json.loads(scored.stdout)
    assert found["problems"] == []
    told = sorted((one["key"], str(Fraction(one["total"]))) for one in found["members"])
    assert told == totals
    # The same files bring nothing new into the database.
    again = looking.run("import", "records", records, "--year", "2022", "--as", "甲")
    assert (again.exit_code, looking.totals()) == (0, totals), again.output
    assert looking.rows("select max(version) from records") == [(1,)]
