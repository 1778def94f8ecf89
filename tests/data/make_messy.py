"""Writes the messy files of this folder: what offices really send, made harmless.

Run `python tests/data/make_messy.py` to write them again; the tests hold what must be read out of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HERE = Path(__file__).parent
Rows = Sequence[Sequence[Any]]

MEMBERS: Rows = [
    ["政协舟山市第八届委员会委员名册（2022年）"],
    [],
    [
        "序号",
        "委员\n编号",
        "姓　名",
        "委员身份",
        "所属界别",
        "所属专委会",
        "联系电话",
        "主席会议成员",
        "任职日期",
        "任职止",
    ],
    [1, "W0001", "张　三", "常委", "民建", "经济委员会", 10000000001, "√", None, None],
    [2, "W0002", "李四", "委员", "民盟", "提案委员会", "100-0000-0002", "×", None, None],
    [3, "Ｗ０００３", "王小明", None, "科技", "教科卫体委员会", None, "否", None, None],
    [None],
    [4, "W0004", "张伟", "委员", "民建", "经济委员会", "10000000004", "否", None, None],
    [5, "W0005", "张伟", "委员", "九三学社", "经济委员会", "10000000005", "否", None, None],
    [6, "W0006", "阿依古丽•买买提", "委员", "民族宗教", "提案委员会", None, None, "２０２２年７月１日", None],
    [7, "W0007", "陈静", "委员", "妇联", "提案委员会", None, None, None, "2022.6.30"],
    [8, "W0008", "陈静", "委员", "妇联", "经济委员会", None, None, 44743, None],
    ["合计", None, "8 人"],
    ["填表人：某某"],
]
CHANGES: Rows = [
    ["委员编号", "姓名", "变动项目", "现值", "变动日期"],
    ["W0002", "李四", "委员身份", "政协常委", "5月10日"],
    [None, "王小明", "专委会", "经济委员会", date(2022, 9, 1)],
]

SURVEYS: Rows = [
    ["2022年市政协调研活动登记表"],
    ["（由组织单位填写，活动后5个工作日内报送）"],
    ["序号", "活动时间", "活动名称", "委员姓名", "参加\n情况", "是否报名", "签到方式", "活动地点", "备注"],
    [1, "3月15日", "海岛民宿调研", "张　三、李　四", "出席", "√", "有登记", "朱家尖", None],
    [2, "2022.3.15", "海岛民宿调研", "王 小 明", "请假", "×", None, "朱家尖", None],
    [3, 44640, "远洋渔业调研", "张三 李四 王小明", "参加", "Y", "补签", "沈家门", None],
    [
        4,
        "2022年3月20日（周日）上午",
        "远洋渔业调研",
        "张伟（民建）；阿依古丽·买买提",
        "到",
        "有",
        "已登记",
        "沈家门",
        None,
    ],
    ["小计", None, "４次"],
    ["序号", "活动时间", "活动名称", "委员姓名", "参加\n情况", "是否报名", "签到方式", "活动地点", "备注"],
    [5, date(2022, 11, 2), "渔港建设调研", "陈静\n张伟(W0005)", "出席", "1", "已登记", "嵊山", "见附件"],
    [None] * 9,
    ["合　计", None, "5"],
    ["注：报名而未到的要写明"],
]
PLENARY: Rows = [
    [
        "姓名",
        "会议名称",
        "会议日期",
        "应到半天（个）",
        "出席半天（个）",
        "请假半天",
        "缺席半天数",
        "会议编号",
    ],
    ["张三，李四", "八届一次会议", datetime(2022, 4, 6, 9, 0), "６", "6个", 0, None, "第１号"],
    ["王小明", None, "20220406", 6, "４", 1, 1, 1],
    ["陈静", None, None, 6, "２．５", "3个半天", "0.5", "1"],
]
PROPOSALS: Rows = [
    ["提案号", "案　由", "第一提案人", "联名人", "界别", "提交时间", "是否立案", "立案时间", "类别"],
    [1, "关于发展海岛民宿的建议", "张三", "李四、王五（外）", "民建", "1月20日", "立案", "2022/2/10", "经济"],
    [2, "关于渔港建设的建议", "张伟", None, "九三", "2022-01-21", "未立案", None, "经济"],
    ["003", "=SUM(关于)的建议", "王 小 明", "张 三 李 四", None, "2022年1月22日", "是", "44605", "社会"],
]
OPINIONS: Rows = [
    ["编号", "报送日期", "信息标题", "作者", "委员编号", "处理", "关联编号"],
    ["X1", "2022.2.1", "渔港建设中的几个问题", "张伟", "W0005", "录用", "提案2"],
    ["X2", "2022.2.2", "海岛医疗", "李四", None, "存档", "／"],
    ["X2", "2022.2.2", "海岛医疗", "李四", None, "存档", "／"],
]
SPEECHES: Rows = [
    ["发言日期", "发言题目", "发言人", "发言场合", "发言形式"],
    ["4月7日", "让海岛更宜居", "李四", "大会", "口头"],
    ["4月7日", "让海岛更宜居", "李四", "大会", "书面"],
]
OUTCOMES: Rows = [
    ["种类", "编号", "题目", "采用日期", "结果", "采用层级", "批示领导级别"],
    ["提案", "1", None, "2022.9.1", "重点提案", None, None],
    ["信息", "x1", "渔港建设", "2022.5.5", "采用", "市政协", None],
    ["信息", "X1", None, "2023.1.8", "批示", None, "市委书记、市长"],
]
EXPECTED: Rows = [
    ["种类", "日期", "名称", "姓名", "状态"],
    ["调研", "2022-03-15", "海岛民宿调研", "张伟（九三学社）、陈静", "缺席"],
]
NOTES: Rows = [["填表说明"], ["一、姓名之间用顿号隔开。"], ["二、日期写到日。"]]

SHEETS: dict[str, Rows] = {
    "说明": NOTES,
    "2022年调研": SURVEYS,
    "全会": PLENARY,
    "提案（1）": PROPOSALS,
    "社情民意信息": OPINIONS,
    "大会发言": SPEECHES,
    "采用与批示": OUTCOMES,
    "应到未到": EXPECTED,
    "Sheet2": [],
}

CSV = """提案统计,,,,
编号,提交日期,题目,提案人,立案
12,2022年3月15日,"关于海岛交通的建议，兼谈航线",张　三、李四,是
13,44636,关于“小微”渔船的建议,王小明,否

合计,,2 件,,
"""


def write_workbook(path: Path, sheets: dict[str, Rows]) -> None:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        _look(sheet, rows)
    book.save(path)


def _look(sheet: Any, rows: Rows) -> None:
    """Merged titles, as offices like them; cells that look like formulas stay text."""
    if rows and len(rows[0]) == 1 and len(rows) > 2:
        width = max(len(row) for row in rows)
        if width > 1:
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"


def write_merged(path: Path) -> None:
    """One member a row, and what they share in cells merged downwards."""
    book = Workbook()
    sheet = book.active
    sheet.title = "视察"
    sheet.append(["编号", "日期", "题目", "姓名", "状态"])
    sheet.append(["S1", "2022-05-06", "港口视察", "张三", "出席"])
    sheet.append([None, None, None, "李四", "请假"])
    sheet.append([None, None, None, "王小明", "出席"])
    for letter in "ABC":
        sheet.merge_cells(f"{letter}2:{letter}4")
    book.save(path)


def main() -> None:
    write_workbook(HERE / "members.xlsx", {"委员": MEMBERS, "变动": CHANGES})
    write_workbook(HERE / "records.xlsx", SHEETS)
    write_merged(HERE / "merged.xlsx")
    (HERE / "提案_utf8.csv").write_bytes(CSV.encode("utf-8"))
    (HERE / "提案_bom.csv").write_bytes(CSV.encode("utf-8-sig"))
    (HERE / "提案_gb18030.csv").write_bytes(CSV.replace("\n", "\r\n").encode("gb18030"))
    (HERE / "提案_utf16.csv").write_bytes(CSV.replace(",", "\t").encode("utf-16"))


if __name__ == "__main__":
    main()
