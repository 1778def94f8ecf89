"""What a template asks for, and that it is read back when it is filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from files.reading.members import read_members
from files.reading.records import read_records
from files.writing.template import write_member_template, write_record_template
from rules.catalogue import Catalogue
from rules.record import Member


def test_what_the_template_asks_for_is_read(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    path = tmp_path / "records.xlsx"
    write_record_template(path, catalogue)
    assert read_records(path, catalogue, members).problems == []
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [*catalogue.kinds, "采用与批示", "应到未到", "说明", "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert [cell.value for cell in book["提案"][1]] == [
        "编号", "提交日期", "题目", "姓名", "立案", "立案日期", "转为", "署名序号", "位次", "确认",
        "立案结果", "关联编号", "备注",
    ]  # fmt: skip
    book["提案"].append(["1", "2022-03-15", "甲", "张三、李四", "是", "2022-04-01", None, None, None, None])
    book["全会"].append(["Q1", "2022-04-06", "全会", "张三", "出席", 6, 6, 0, 0])
    book["采用与批示"].append(["提案", "1", None, "2022-09-01", "重点"])
    book["应到未到"].append(["全会", "Q1", None, None, "李四", "缺席"])
    book.save(path)
    file = read_records(path, catalogue, members)
    assert file.problems == []
    assert [(r.key, len(r.parts), len(r.outcomes)) for r in file.records] == [("1", 2, 1), ("Q1", 2, 0)]


def test_the_member_template_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "members.xlsx"
    write_member_template(path, catalogue)
    assert read_members(path, catalogue).problems == []
    book = openpyxl.load_workbook(path)
    assert "、".join(str(cell.value) for cell in book["委员"][1]) == (
        "委员编号、姓名、电话、身份、界别、专委会、党派、街道、活动组、性别、单位、职务、"
        "主席会议成员、机关驻会、不计分、处分、上年等次、上年总分、任职起、任职止、备注"
    )
    book["委员"].append(["W1", "张三", "10000000001", "常委", "民建"])
    book["变动"].append(["W1", None, "界别", "民盟", "2022-05-01"])
    book.save(path)
    file = read_members(path, catalogue)
    assert file.problems == []
    assert (file.members[0].key, file.members[0].changes[0].value) == ("W1", "民盟")


def test_drop_downs_offer_the_catalogues_labels(tmp_path: Path, catalogue: Catalogue) -> None:
    write_record_template(tmp_path / "a.xlsx", catalogue)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    state = next(v for v in book["调研"].data_validations.dataValidation if str(v.sqref).startswith("E2"))
    first, last = state.formula1.removeprefix("选项!").replace("$", "").split(":")
    assert [cell[0].value for cell in book["选项"][f"{first}:{last}"]] == ["出席", "列席", "请假", "缺席"]


def test_the_template_offers_who_comes_first_where_the_kind_carries_it(
    tmp_path: Path, catalogue: Catalogue, members: list[Member]
) -> None:
    path = tmp_path / "records.xlsx"
    write_record_template(path, catalogue)
    book = openpyxl.load_workbook(path)
    headers = {kind: [cell.value for cell in book[kind][1]] for kind in catalogue.kinds}
    with_places = [kind for kind, found in headers.items() if "署名序号" in found and "位次" in found]
    assert with_places == [
        "提案", "集体提案", "社情民意", "发言", "调研视察报告", "理论成果", "宣传稿件", "文史资料",
    ]  # fmt: skip
    assert headers["调研视察报告"] == [
        "编号", "提交日期", "题目", "姓名", "署名序号", "位次", "角色", "确认", "关联编号", "备注",
    ]  # fmt: skip
    day = "2022-03-15"
    book["调研视察报告"].append(["B1", day, "甲", "王小明", None, "联", "课题组"])
    book["调研视察报告"].append(["B1", day, "甲", "李四", None, "首", "执笔"])
    book.save(path)
    file = read_records(path, catalogue, members)
    assert file.problems == []
    assert [[part.member for part in record.parts] for record in file.records] == [["W0002", "W0003"]]
