"""Who stands in a row of the roster that was not read is neither unknown nor somebody else."""

from pathlib import Path

from files.reading.members import read_members
from files.reading.records import read_records
from rules.catalogue import Catalogue
from tests.files.conftest import PERIOD, ReadMembers, Write

COLUMNS = ("委员编号", "姓名", "界别", "任职起")
MEETING = ("编号", "题目", "日期", "姓名")


def test_rows_that_are_refused_are_named(roster: ReadMembers) -> None:
    found = roster(
        {
            "委员": [
                COLUMNS,
                ("W1", "张三", "民建", "13月"),
                ("W2", "李四（增补）", "民建", ""),
                ("W3", "王五", "民建", ""),
                ("W3", "赵六", "民建", ""),
                ("W4", "钱七", "民建", ""),
            ]
        }
    )
    assert [member.name for member in found.members] == ["钱七"]
    rows = {name: place.row for name, place in found.refused.items()}
    assert rows == {"张三": 2, "W1": 2, "李四": 3, "王五": 4, "W3": 4, "赵六": 5}


def test_one_row_that_was_not_read_is_told_once(write: Write, catalogue: Catalogue) -> None:
    rows = [COLUMNS, ("W1", "张三", "民建", "13月"), ("W2", "张三峰", "民建", ""), ("W3", "李四", "民建", "")]
    roster = read_members(write({"委员": rows}), catalogue, 2022)
    meetings = [(f"H{at}", f"会议{at}", "2022-03-01", "张三、李四") for at in range(61)]
    path = write({"专委会会议": [MEETING, *meetings]})
    found = read_records(path, catalogue, roster.members, PERIOD, 2022, unread=roster.refused)
    assert [str(one) for one in found.problems] == [
        "工作表“专委会会议”第 2 行“姓名”列，值“张三”："
        "花名册第 2 行的“张三”没有读入，记录里有 61 行写着（先改好花名册的这一行）"
    ]
    assert len(found.records) == 61
    assert len(found.incomplete) == 61
    # 没有这一说法时，会当作另一个人
    (first, *_) = read_records(path, catalogue, roster.members, PERIOD, 2022).problems
    assert first.suggestion == "是不是“张三峰”？"


def test_one_of_two_of_a_name_is_not_taken_for_the_other(write: Write, catalogue: Catalogue) -> None:
    rows = [COLUMNS, ("W1", "张三", "民建", "13月"), ("W2", "张三", "科技", "")]
    roster = read_members(write({"委员": rows}), catalogue, 2022)
    records = [
        MEETING,
        ("H1", "会议一", "2022-03-01", "张三"),
        ("H2", "会议二", "2022-03-02", "张三（科技）"),
        ("H3", "会议三", "2022-03-03", "张三（民建）"),
    ]
    found = read_records(
        write({"专委会会议": records}), catalogue, roster.members, PERIOD, 2022, unread=roster.refused
    )
    assert {record.key: [part.member for part in record.parts] for record in found.records} == {"H2": ["W2"]}
    assert [(one.row, one.level) for one in found.problems] == [(2, "question"), (4, "question")]
    assert "花名册第 2 行的“张三”没有读入，可能是这一位" in found.problems[0].message


def test_changes_of_a_row_that_was_not_read_say_so(roster: ReadMembers) -> None:
    found = roster(
        {
            "委员": [COLUMNS, ("W1", "张三", "民建", "13月"), ("W2", "李四", "民建", "")],
            "变动": [
                ("委员编号", "姓名", "属性", "新值", "生效日期"),
                ("W1", "", "界别", "科技", "2022-05-01"),
                ("", "张三", "界别", "科技", "2022-05-01"),
            ],
        }
    )
    assert [one.message for one in found.problems if one.sheet == "变动"] == [
        "花名册第 2 行的“W1”没有读入",
        "花名册第 2 行的“张三”没有读入",
    ]


def test_csv_too(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("姓名,电话\n张三,12\n李四,\n", encoding="utf-8")
    found = read_members(path, catalogue, 2022)
    assert {name: place.row for name, place in found.refused.items()} == {"张三": 2}
    assert found.stated == {"李四": frozenset()}
