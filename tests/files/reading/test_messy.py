"""What must be read out of tests/data, literally. `make_messy.py` there writes the files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from files.problem import Problem
from files.reading.members import read_members
from files.reading.records import RecordsFile, read_records
from rules.catalogue import Catalogue
from rules.record import Change, Member, Outcome, Part

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def body(catalogue: Catalogue) -> list[Member]:
    file = read_members(DATA / "members.xlsx", catalogue)
    assert file.problems == []
    return file.members


def read(name: str, catalogue: Catalogue, body: list[Member]) -> RecordsFile:
    return read_records(DATA / name, catalogue, body, (date(2022, 1, 1), date(2022, 12, 31)))


def test_members(body: list[Member]) -> None:
    assert [(m.key, m.name, m.attributes["界别"], m.phone) for m in body] == [
        ("W0001", "张三", "民建", "10000000001"),
        ("W0002", "李四", "民盟", "10000000002"),
        ("W0003", "王小明", "科技", None),
        ("W0004", "张伟", "民建", "10000000004"),
        ("W0005", "张伟", "九三学社", "10000000005"),
        ("W0006", "阿依古丽·买买提", "民族宗教", None),
        ("W0007", "陈静", "妇联", None),
        ("W0008", "陈静", "妇联", None),
    ]
    assert [m.attributes["身份"] for m in body[:3]] == ["常委", "委员", "委员"]
    assert [m.attributes["主席会议成员"] for m in body[:3]] == [True, False, False]
    assert body[5].attributes["任职起"] == body[7].attributes["任职起"] == date(2022, 7, 1)
    assert body[6].attributes["任职止"] == date(2022, 6, 30)


def test_changes_take_their_year_from_the_argument(catalogue: Catalogue) -> None:
    changes = [m.changes for m in read_members(DATA / "members.xlsx", catalogue, 2022).members]
    assert changes[1] == [Change(date(2022, 5, 10), "身份", "常委")]
    assert changes[2] == [Change(date(2022, 9, 1), "专委会", "经济委员会")]


def test_the_workbook_has_two_reminders(catalogue: Catalogue, body: list[Member]) -> None:
    assert read("records.xlsx", catalogue, body).problems == [
        Problem(
            "2022年调研",
            7,
            "委员姓名",
            "阿依古丽·买买提",
            "“阿依古丽·买买提”当日不在任（任职起 2022-07-01），照原样计入",
            "核对姓名和日期；任职起止写错的，改花名册",
            "reminder",
        ),
        Problem(
            "社情民意信息",
            4,
            "作者",
            "",
            "与工作表“社情民意信息”第 3 行重复，只算一次",
            "删去其中一行",
            "reminder",
        ),
    ]


def test_occasions(catalogue: Catalogue, body: list[Member]) -> None:
    found = {r.key: r for r in read("records.xlsx", catalogue, body).records if r.kind in ("调研", "全会")}
    said = {key: [(p.member, dict(p.attributes)) for p in record.parts] for key, record in found.items()}
    signed = {"状态": "出席", "报名": True, "签到": "已登记"}
    unsigned = {"状态": "出席", "报名": True, "签到": "未登记"}
    assert said == {
        "1": [
            ("W0001", {"状态": "出席", "应到半天": 6, "出席半天": 6, "请假半天": 0}),
            ("W0002", {"状态": "出席", "应到半天": 6, "出席半天": 6, "请假半天": 0}),
            ("W0003", {"状态": "出席", "应到半天": 6, "出席半天": 4, "请假半天": 1, "缺席半天": 1}),
            (
                "W0007",
                {
                    "状态": "出席",
                    "应到半天": 6,
                    "出席半天": Fraction(5, 2),
                    "请假半天": 3,
                    "缺席半天": Fraction(1, 2),
                },
            ),
        ],
        "调研 2022-03-15 海岛民宿调研": [
            ("W0001", signed),
            ("W0002", signed),
            ("W0003", {"状态": "请假", "报名": False}),
            ("W0005", {"状态": "缺席"}),
            ("W0007", {"状态": "缺席"}),
        ],
        "调研 2022-03-20 远洋渔业调研": [
            ("W0001", unsigned),
            ("W0002", unsigned),
            ("W0003", unsigned),
            ("W0004", signed),
            ("W0006", signed),
        ],
        "调研 2022-11-02 渔港建设调研": [("W0005", signed), ("W0008", signed)],
    }


def test_works(catalogue: Catalogue, body: list[Member]) -> None:
    works = [r for r in read("records.xlsx", catalogue, body).records if r.kind in ("提案", "社情民意")]
    assert [(r.kind, r.key, r.day, [p.member for p in r.parts], r.outsiders, r.matter) for r in works] == [
        ("提案", "1", date(2022, 1, 20), ["W0001", "W0002"], 1, None),
        ("提案", "2", date(2022, 1, 21), ["W0005"], 0, "提案 2"),
        ("提案", "3", date(2022, 1, 22), ["W0003", "W0001", "W0002"], 0, None),
        ("社情民意", "X1", date(2022, 2, 1), ["W0005"], 0, "提案 2"),
        ("社情民意", "X2", date(2022, 2, 2), ["W0002"], 0, None),
    ]
    assert works[2].title == "=SUM(关于)的建议"
    assert works[0].attributes == {"立案": True, "立案日期": date(2022, 2, 10), "联名": True}
    assert works[0].outcomes == [Outcome(date(2022, 9, 1), {"结果": "重点"}, "重点")]
    assert [o.day for o in works[3].outcomes] == [date(2022, 5, 5), date(2023, 1, 8)]


def test_cells_merged_downwards_hold_for_every_row(catalogue: Catalogue, body: list[Member]) -> None:
    file = read("merged.xlsx", catalogue, body)
    assert file.problems == []
    assert [(r.key, r.day, r.parts) for r in file.records] == [
        (
            "S1",
            date(2022, 5, 6),
            [
                Part("W0001", {"状态": "出席"}),
                Part("W0002", {"状态": "请假"}),
                Part("W0003", {"状态": "出席"}),
            ],
        )
    ]


@pytest.mark.parametrize("encoding", ["utf8", "bom", "gb18030", "utf16"])
def test_csv_in_every_encoding(encoding: str, catalogue: Catalogue, body: list[Member]) -> None:
    file = read(f"提案_{encoding}.csv", catalogue, body)
    assert file.problems == []
    assert [(r.key, r.day, r.title, [p.member for p in r.parts]) for r in file.records] == [
        ("12", date(2022, 3, 15), "关于海岛交通的建议，兼谈航线", ["W0001", "W0002"]),
        ("13", date(2022, 3, 16), "关于“小微”渔船的建议", ["W0003"]),
    ]
