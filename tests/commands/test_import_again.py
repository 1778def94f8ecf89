"""Importing records again: what could not be read takes nothing away, what changes for many needs a word."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from typer.testing import Result

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import MEMBERS, PROPOSALS, Office, counts

TWINS = [*MEMBERS, ("W4", "张三", "13900000004", "科技")]
SECOND = ("H2", "第二次会议", "2022-04-01", "李四")
PRESENT = (
    "select number from parts join memberships on memberships.id = membership_id "
    "join records on records.id = record_id where key = 'H1' order by number"
)


@pytest.fixture
def recorded(office: Office) -> Office:
    """An office in which a person has told apart the two 张三 of the first meeting."""
    assert office.members(TWINS).exit_code == 0
    told = [
        ("H1", "第一次会议", "2022-03-01", "张三（经济）、李四"),
        ("H2", "第二次会议", "2022-04-01", "李四"),
    ]
    assert office.records(meetings=told, proposals=PROPOSALS[1:]).exit_code == 0
    assert office.rows(PRESENT) == [("W1",), ("W2",)]
    return office


def sheets(office: Office, *tables: Table, words: Sequence[str] = ()) -> Result:
    path = office.folder / "记录.xlsx"
    write_workbook(path, tables)
    return office.run("import", "records", str(path), "--year", "2022", "--as", "甲", *words)


def test_a_name_that_is_not_told_apart_takes_nobody_away(recorded: Office) -> None:
    again = [
        ("H1", "第一次会议", "2022-03-01", "张三、李四、王五"),
        ("H2", "第二次会议", "2022-04-01", "李四"),
    ]
    found = recorded.records(meetings=again, proposals=PROPOSALS[1:])
    assert (found.exit_code, counts(found.output)) == (0, [0, 1, 2, 0])
    assert "人员：增加 1 人；没有读全，保留原有的1 人" in found.output
    assert recorded.rows(PRESENT) == [("W1",), ("W2",), ("W3",)]
    # 没有别的变化的，也要说
    once_more = recorded.records(meetings=again, proposals=PROPOSALS[1:])
    assert counts(once_more.output) == [0, 0, 3, 0]
    assert "专委会会议 第一次会议：没有读全，保留原有的1 人。" in once_more.output
    # 读得全的，名单里没有的人照旧减去
    fewer = [("H1", "第一次会议", "2022-03-01", "李四"), SECOND]
    whole = recorded.records(meetings=fewer, proposals=PROPOSALS[1:])
    assert "人员：减少 2 人" in whole.output
    assert recorded.rows(PRESENT) == [("W2",)]


def test_who_is_contradicted_stays_as_recorded(recorded: Office) -> None:
    meetings = [
        ("H1", "第一次会议", "2022-03-01", "李四", "出席"),
        ("H1", "第一次会议", "2022-03-01", "李四（请假）", ""),
        ("H1", "第一次会议", "2022-03-01", "张三（经济）", ""),
    ]
    found = sheets(
        recorded,
        Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), meetings),
        words=("--valid-only",),
    )
    assert found.exit_code == 0, found.output
    assert recorded.rows(PRESENT) == [("W1",), ("W2",)]


def test_a_sheet_that_was_not_read_takes_nobody_away(recorded: Office) -> None:
    columns = ("编号", "题目", "日期", "姓名")
    half = Table("专委会会议", columns, [("H1", "第一次会议", "2022-03-01", "张三（经济）")])
    other = Table("专委会会议 续页之内容", columns, [("H1", "第一次会议", "2022-03-01", "李四")])
    found = sheets(recorded, half, other, words=("--valid-only",))
    assert found.exit_code == 0, found.output
    assert recorded.rows(PRESENT) == [("W1",), ("W2",)]


def test_outcomes_in_doubt_stay(office: Office) -> None:
    office.members()
    works = Table("提案", ("编号", "题目", "提交日期", "姓名", "立案"), PROPOSALS)
    columns = ("种类", "编号", "日期", "结果")
    done = [("提案", "9", "2022-06-01", "重点"), ("提案", "10", "2022-06-01", "优秀")]
    assert sheets(office, works, Table("采用与批示", columns, done)).exit_code == 0
    doubtful = [("提案", "9", "2022-01-01", "重点"), ("提案", "10", "2022-06-01", "优秀")]
    found = sheets(office, works, Table("采用与批示", columns, doubtful))
    assert "提案 停车：没有读全，保留原有的采用与批示 1 项。" in found.output
    assert office.rows("select count(*) from outcomes") == [(2,)]


def test_what_the_file_has_and_could_not_be_read_is_not_gone(recorded: Office) -> None:
    wrong: list[tuple[Any, ...]] = [("10", "绿化", "2022-03-06", "张三、王五", "是")]
    meetings = [("H1", "第一次会议", "2022-03-01", "李四、张三（经济）"), ("H2", "第二次会议", "", "张三")]
    found = recorded.records("--valid-only", meetings=meetings, proposals=wrong)
    assert counts(found.output) == [0, 0, 1, 0]
    assert "2 条以前导入的记录，文件里有而这次没有读入（见上面的提示），没有动。" in found.output
    assert "文件里没有这几种" not in found.output


def meetings_of(state: str) -> Table:
    """Three meetings at which the three members were present, or what else is said."""
    rows = [
        (f"H{at}", f"第{at}次会议", f"2022-0{at}-01", name, state if name != "王五" else "出席")
        for at in (1, 2, 3)
        for name in ("张三", "李四", "王五")
    ]
    return Table("专委会会议", ("编号", "题目", "日期", "姓名", "状态"), rows)


def test_states_of_many_need_a_word(office: Office) -> None:
    office.members()
    assert sheets(office, meetings_of("出席")).exit_code == 0
    found = sheets(office, meetings_of("缺席"))
    assert found.exit_code == 1
    assert "“状态”要改 6 处（原有 9 处）：张三（第1次会议：出席 → 缺席）、" in found.output
    assert "确实要改，加 --accept 状态。没有导入。" in found.output
    assert "正式导入会整个拒绝" in sheets(office, meetings_of("缺席"), words=("--dry-run",)).output
    assert office.totals()[0] == ("W1", "12")
    assert sheets(office, meetings_of("缺席"), words=("--accept", "状态")).exit_code == 0
    assert office.totals()[0] == ("W1", "0")


def test_people_and_values_that_many_records_lose_need_a_word(office: Office) -> None:
    office.members()
    columns = ("编号", "题目", "提交日期", "姓名", "立案")
    works = [(str(at), f"题目{at}", "2022-03-05", "张三、李四", "是") for at in range(6)]
    assert sheets(office, Table("提案", columns, works)).exit_code == 0
    refused = [(*row[:4], "否") for row in works]
    found = sheets(office, Table("提案", columns, refused))
    assert "“立案”要改 6 处（原有 6 处）：题目0（是 → 否）" in found.output
    alone = [(*row[:3], "张三", "是") for row in works]
    lost = sheets(office, Table("提案", columns, alone))
    assert (lost.exit_code, "加 --accept 人员。" in lost.output) == (1, True)
    assert office.rows("select count(*) from parts") == [(12,)]


def test_columns_and_sheets_that_the_file_lacks_stay_as_they_were(office: Office) -> None:
    office.members()
    columns = ("编号", "题目", "日期", "姓名")
    meetings = Table("专委会会议", columns, [("H1", "会", "2022-03-01", "张三")])
    away = Table("应到未到", ("种类", "编号", "姓名", "状态"), [("专委会会议", "H1", "李四", "请假")])
    works = Table(
        "提案",
        ("编号", "题目", "提交日期", "姓名", "立案", "关联编号"),
        [("1", "甲", "2022-03-05", "张三、李四", "是", ""), ("2", "乙", "2022-03-06", "王五", "是", "1")],
    )
    results = Table("采用与批示", ("种类", "编号", "日期", "结果"), [("提案", "1", "2022-06-01", "重点")])
    assert sheets(office, meetings, away, works, results).exit_code == 0
    everything = (
        "select attributes from parts order by record_id, place",
        "select attributes, matter from records",
    )
    before = [office.rows(each) for each in everything]
    bare = (
        meetings,
        Table("提案", works.headers[:4], [row[:4] for row in works.rows]),
    )
    found = sheets(office, *bare)
    assert counts(found.output) == [0, 0, 3, 0]
    assert [office.rows(each) for each in everything] == before
    assert "文件里没有说到这几项，保留原值：关联、状态、立案、采用与批示。" in found.output
    assert office.rows("select count(*) from outcomes") == [(1,)]
    # 名单里写着的，算说了
    came = Table("专委会会议", columns, [("H1", "会", "2022-03-01", "张三、李四")])
    assert "1 人的情况有变" in sheets(office, came).output
    # 有“状态”列而没有这个人，就是减去
    stated = Table("专委会会议", (*columns, "状态"), [("H1", "会", "2022-03-01", "张三", "出席")])
    assert "减少 1 人" in sheets(office, stated).output


def test_of_many_records_each_has_its_own_people_and_trail(office: Office) -> None:
    # More than one statement has room for.
    office.members()
    names = ("张三", "李四、王五", "王五、张三")
    many = [(f"{at}", f"提案{at}", "2022-03-05", names[at % 3], "是") for at in range(1, 1501)]
    assert counts(office.records(meetings=[], proposals=many).output) == [1500, 0, 0, 0]
    people = office.rows(
        "select records.key, number from records join parts on record_id = records.id "
        "join memberships on memberships.id = membership_id where key in ('1', '700', '1500') "
        "order by records.id, place"
    )
    numbers = {("1", "W2"), ("1", "W3"), ("700", "W2"), ("700", "W3"), ("1500", "W1")}
    assert (set(people), len(people)) == (numbers, 5)
    trail = office.rows("select entity_id, after, actor from changes where entity = 'record'")
    told = {int(record_id): orjson.loads(after)["key"] for record_id, after, _ in trail}
    assert told == {int(record_id): key for record_id, key in office.rows("select id, key from records")}
    assert {actor for *_, actor in trail} == {"account:1"}
    assert counts(office.records(meetings=[], proposals=many).output) == [0, 0, 1500, 0]
