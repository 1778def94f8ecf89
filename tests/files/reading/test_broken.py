"""Every way in which a file is wrong names its sheet, row, column and cure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from files.problem import Problem
from files.reading.records import RecordsFile

Sheets = dict[str, Any]
Read = Callable[[Sheets], RecordsFile]

SURVEY = ["编号", "日期", "题目", "姓名", "状态"]
PROPOSAL = ["编号", "提交日期", "题目", "姓名", "立案"]
OUTCOME = ["种类", "编号", "题目", "日期", "结果", "领导级别"]
DAY = date(2022, 3, 15)
GOOD = ["D1", DAY, "民宿", "张三", "出席"]


def survey(*rows: list[Any], header: list[str] = SURVEY) -> Sheets:
    return {"调研": [["2022年调研"], header, *rows]}


def proposal(*rows: list[Any]) -> Sheets:
    return {"提案": [PROPOSAL, *rows]}


ONE_PROBLEM: list[tuple[str, Sheets, Problem]] = [
    (
        "missing column",
        {"调研": [["2022年"], ["编号", "题目", "姓名"], ["D1", "民宿", "张三"]]},
        Problem("调研", 2, "日期", "", "缺少“日期”列，现有的列是：编号、题目、姓名", "补上，或改正列名"),
    ),
    (
        "points by hand without a reason",
        {
            "酌情加分": [
                ["编号", "认定日期", "题目", "姓名", "分值", "理由", "给分人"],
                ["J1", DAY, "提供场地", "张三", 2, None, "主席会议"],
            ]
        },
        Problem("酌情加分", 2, "理由", "", "没有写“理由”", "酌情加分必须写理由"),
    ),
    (
        "unknown member",
        survey(["D1", DAY, "民宿", "张三、王晓明", "出席"]),
        Problem("调研", 3, "姓名", "王晓明", "花名册里没有“王晓明”", "是不是“王小明”？"),
    ),
    (
        "ambiguous name",
        survey(["D1", DAY, "民宿", "张伟、张三", "出席"]),
        Problem(
            "调研",
            3,
            "姓名",
            "张伟",
            "花名册里有 2 名“张伟”，分不清是哪一位",
            "写成“张伟（民建）”或“张伟（九三学社）”，或补上委员编号",
            "question",
        ),
    ),
    (
        "impossible date",
        survey(["D1", "2022-02-30", "民宿", "张三", "出席"]),
        Problem("调研", 3, "日期", "2022-02-30", "没有 2022年2月30日 这一天", "核对月份和日期"),
    ),
    (
        "date far off",
        survey(["D1", "2012-03-15", "民宿", "张三", "出席"]),
        Problem(
            "调研",
            3,
            "日期",
            "2012-03-15",
            "日期在统计期外（统计期 2022-01-01 至 2022-12-31）",
            "核对年份",
            "question",
        ),
    ),
    (
        "no date",
        survey(["D1", None, "民宿", "张三", "出席"]),
        Problem("调研", 3, "日期", "", "没有写日期", "补上日期"),
    ),
    (
        "unknown state",
        survey(["D1", DAY, "民宿", "张三", "出差"]),
        Problem(
            "调研",
            3,
            "状态",
            "出差",
            "“出差”看不出到没到",
            "写明出席、请假或缺席；或在对应表的“记号”里写一次",
        ),
    ),
    (
        "negative half-days",
        {"全会": [["编号", "日期", "题目", "姓名", "出席半天（个）"], ["Q1", DAY, "全会", "张三", -1]]},
        Problem("全会", 2, "出席半天（个）", "-1", "“出席半天”不能是负数", "填 0 或正数"),
    ),
    (
        "quantity that is no number",
        {"全会": [["编号", "日期", "题目", "姓名", "出席半天"], ["Q1", DAY, "全会", "张三", "两个"]]},
        Problem("全会", 2, "出席半天", "两个", "“出席半天”应是数字", "填数字，如 3 或 2.5，至多三位小数"),
    ),
    (
        "one number, two titles",
        proposal([7, DAY, "甲", "张三", "是"], [7, DAY, "乙", "张三", "是"]),
        Problem(
            "提案",
            3,
            "题目",
            "乙",
            "与工作表“提案”第 2 行是同一条记录（提案 7），题目却不同：那里是“甲”",
            "改正其中一行；若是两条记录，写不同的编号",
        ),
    ),
    (
        "one number, two answers",
        proposal([7, DAY, "甲", "张三", "是"], [7, DAY, "甲", "张三", "否"]),
        Problem(
            "提案",
            3,
            "立案",
            "否",
            "与工作表“提案”第 2 行是同一条记录（提案 7），立案却不同：那里是“是”",
            "改正其中一行；若是两条记录，写不同的编号",
        ),
    ),
    (
        "the same row twice",
        proposal([7, DAY, "甲", "张三", "是"], [7, DAY, "甲", "张三", "是"]),
        Problem("提案", 3, "姓名", "", "与工作表“提案”第 2 行重复，只算一次", "删去其中一行", "reminder"),
    ),
    (
        "a member twice in one cell",
        survey(["D1", DAY, "民宿", "张三、李四、张 三", "出席"]),
        Problem("调研", 3, "姓名", "张三", "“张三”本行里重复，只算一次", "删去重复的", "reminder"),
    ),
    (
        "a member in two states",
        survey(GOOD, ["D1", DAY, "民宿", "张三、李四", "请假"]),
        Problem(
            "调研",
            4,
            "姓名",
            "张三",
            "“张三”在同一次调研（2022-03-15）里，工作表“调研”第 3 行是出席，这里是请假",
            "两处改成一致，或回答哪一个对",
            "question",
        ),
    ),
    (
        "present and expected in vain",
        survey(GOOD) | {"应到未到": [["编号", "姓名", "状态"], ["D1", "张三", "缺席"]]},
        Problem(
            "应到未到",
            2,
            "姓名",
            "张三",
            "“张三”在同一次调研（2022-03-15）里，工作表“调研”第 3 行是出席，这里是缺席",
            "两处改成一致，或回答哪一个对",
            "question",
        ),
    ),
    (
        "expected at an unknown occasion",
        survey(GOOD) | {"应到未到": [["日期", "题目", "姓名", "状态"], [DAY, "民俗", "李四", "缺席"]]},
        Problem("应到未到", 2, "题目", "民俗", "没有题目“民俗”", "是不是“民宿”？"),
    ),
    (
        "expected without a state",
        survey(GOOD) | {"应到未到": [["编号", "姓名", "状态"], ["D1", "李四", None]]},
        Problem("应到未到", 2, "状态", "", "没有写状态", "填请假或缺席"),
    ),
    (
        "outcome of an unknown work",
        proposal([7, DAY, "甲", "张三", "是"])
        | {"采用与批示": [OUTCOME, ["提案", 8, None, DAY, "重点", None]]},
        Problem(
            "采用与批示", 2, "编号", "8", "没有编号“8”的提案", "核对编号和题目，或先在种类的工作表里登记"
        ),
    ),
    (
        "outcome of one of two works",
        {
            "提案": [PROPOSAL, [7, DAY, "甲", "张三", "是"]],
            "集体提案": [PROPOSAL, [7, DAY, "乙", "张三", "是"]],
            "采用与批示": [OUTCOME, [None, 7, None, DAY, "重点", None]],
        },
        Problem(
            "采用与批示",
            2,
            "编号",
            "7",
            "编号“7”有 2 条（提案 7、集体提案 7），分不清是哪一条",
            "写明种类",
            "question",
        ),
    ),
    (
        "outcome before its work",
        proposal([7, DAY, "甲", "张三", "是"])
        | {"采用与批示": [OUTCOME, ["提案", 7, None, "2022-03-01", "重点", None]]},
        Problem(
            "采用与批示",
            2,
            "日期",
            "2022-03-01",
            "结果的日期早于作品（提案 7）的日期 2022-03-15",
            "核对两个日期",
            "question",
        ),
    ),
    (
        "outcome that the kind does not have",
        {
            "文史资料": [["编号", "提交日期", "题目", "姓名"], [1, DAY, "甲", "张三"]],
            "采用与批示": [OUTCOME, ["文史资料", 1, None, DAY, "重点", None]],
        },
        Problem("采用与批示", 2, "结果", "重点", "“文史资料”没有“结果”", "删去这一行，或在种类目录里补充"),
    ),
    (
        "outcome without a result",
        proposal([7, DAY, "甲", "张三", "是"])
        | {"采用与批示": [OUTCOME, ["提案", 7, None, DAY, None, "市领导"]]},
        Problem("采用与批示", 2, "结果", "", "没有写结果", "填这是哪一种结果，如采用、批示、重点、优秀"),
    ),
    (
        "unknown sheet",
        survey(GOOD) | {"题案": [PROPOSAL, [7, DAY, "甲", "张三", "是"]]},
        Problem("题案", None, None, "", "“题案”不是一种记录，没有读入", "是不是“提案”？"),
    ),
    (
        "sheet without a kind",
        {"Sheet1": [PROPOSAL, [7, DAY, "甲", "张三", "是"]]},
        Problem(
            "Sheet1",
            None,
            None,
            "",
            "“Sheet1”不是一种记录，没有读入",
            "把工作表（CSV 是文件）改名为种类，如“提案”；或加一列“种类”",
        ),
    ),
    (
        "unknown kind in a row",
        {"Sheet1": [["种类", *SURVEY], ["调言", *GOOD]]},
        Problem("Sheet1", 2, "种类", "调言", "没有“调言”这种记录", "是不是“调研”？"),
    ),
    (
        "unknown column",
        survey([*GOOD, "甲"], header=[*SURVEY, "参加情形"]),
        Problem(
            "调研",
            2,
            "参加情形",
            "参加情形",
            "不认识“参加情形”这一列，没有读入",
            "是不是“参加情况”？",
            "reminder",
        ),
    ),
    (
        "column of another kind",
        survey([*GOOD, "是"], header=[*SURVEY, "立案"]),
        Problem(
            "调研",
            2,
            "立案",
            "立案",
            "“调研”没有“立案”，这一列没有用",
            "核对工作表，或在种类目录里补充",
            "reminder",
        ),
    ),
    (
        "two columns of one meaning",
        survey([*GOOD, DAY], header=[*SURVEY, "活动时间"]),
        Problem(
            "调研", 2, "活动时间", "活动时间", "“活动时间”和“日期”两列的意思相同", "留下一列，或改正列名"
        ),
    ),
    (
        "unknown link",
        {"提案": [[*PROPOSAL, "关联编号"], [7, DAY, "甲", "张三", "否", "X9"]]},
        Problem("提案", 2, "关联编号", "X9", "没有编号“X9”", "核对编号和题目，或先在种类的工作表里登记"),
    ),
    (
        "authors whose order is open",
        proposal([7, DAY, "甲", "张三", "是"], [7, DAY, "甲", "李四", "是"]),
        Problem(
            "提案",
            2,
            "姓名",
            "",
            "这件作品的作者分在几行，看不出谁是第一作者",
            "写在一行，第一作者在前；或每人一行，在“署名序号”列从 1 填起；"
            "或在“位次”列给第一作者的一行填“首”，其余填“联”",
            "question",
        ),
    ),
    (
        "nobody",
        survey(["D1", DAY, "民宿", None, "出席"]),
        Problem("调研", 3, "姓名", "", "没有写任何委员", "补上姓名；没有委员参加的，删去这一行", "question"),
    ),
    (
        "a work without an author",
        proposal([7, DAY, "甲", None, "是"]),
        Problem("提案", 2, "姓名", "", "没有写作者", "补上姓名"),
    ),
    (
        "neither number nor title",
        survey([None, DAY, None, "张三", "出席"]),
        Problem("调研", 3, "题目", "", "没有写编号，也没有写题目", "至少写一样"),
    ),
    (
        "no header",
        {"提案": [["内容"], ["甲"]]},
        Problem("提案", None, None, "", "找不到表头", "表头里要有“编号”“日期”“题目”“姓名”等列，可用模板"),
    ),
]


@pytest.mark.parametrize(("sheets", "problem"), [p[1:] for p in ONE_PROBLEM], ids=[p[0] for p in ONE_PROBLEM])
def test_a_broken_file_is_told_with_its_place_and_cure(
    records: Read, sheets: Sheets, problem: Problem
) -> None:
    file = records(sheets)
    assert problem in file.problems
    assert {(p.sheet, p.message) for p in file.problems} == {(problem.sheet, problem.message)}


def test_all_problems_are_told_at_once(records: Read) -> None:
    file = records(
        {
            "调研": [SURVEY, ["D1", "2022-02-30", "甲", "赵钱孙", "也许"], ["D2", DAY, "乙", "张伟", "出席"]],
            "提案": [PROPOSAL, [1, "去年", "丙", "王晓明", "也许"]],
        }
    )
    assert [(p.sheet, p.row, p.column) for p in file.problems] == [
        ("调研", 2, "姓名"),
        ("调研", 2, "日期"),
        ("调研", 2, "状态"),
        ("调研", 3, "姓名"),
        ("提案", 2, "姓名"),
        ("提案", 2, "提交日期"),
        ("提案", 2, "立案"),
    ]
    assert file.records == []


def test_a_meeting_loses_only_the_name_in_doubt(records: Read) -> None:
    file = records(survey(["D1", DAY, "民宿", "张三、张伟、李四", "出席"]))
    assert [part.member for part in file.records[0].parts] == ["W0001", "W0002"]


def test_a_work_with_an_author_in_doubt_is_left_out_and_so_are_its_outcomes(records: Read) -> None:
    outcome = {"采用与批示": [OUTCOME, ["提案", 7, None, DAY, "重点", None]]}
    file = records(proposal([7, DAY, "甲", "张三、张伟", "是"], [8, DAY, "乙", "李四", "是"]) | outcome)
    assert [record.key for record in file.records] == ["8"]
    assert [problem.value for problem in file.problems] == ["张伟"]


def test_one_day_one_title_two_authors_is_a_question(records: Read) -> None:
    rows = [PROPOSAL[1:], [DAY, "甲", "张三", "是"], [DAY, "甲", "李四", "是"]]
    file = records({"提案": rows})
    assert file.records == []
    assert [(p.row, p.message, p.level) for p in file.problems] == [
        (2, "同日同题而第一作者不同，分不清是一件联名还是几件", "question"),
        (3, "同日同题而第一作者不同，分不清是一件联名还是几件", "question"),
    ]


def test_no_phone_is_ever_shown(records: Read) -> None:
    header = [*SURVEY, "电话"]
    rows = [
        ["D1", DAY, "甲", "张三", "出席", "13900000000"],
        ["D2", DAY, "乙13900000000", "张三13900000000", "出席", "1390"],
    ]
    told = "\n".join(map(str, records(survey(*rows, header=header)).problems))
    assert "“张三”与本行的电话对不上" in told
    assert "电话号码不对" in told
    assert "1390" not in told
