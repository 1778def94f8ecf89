"""What is under way on any day, on top of an imported year: for the database that `make run` serves.

People are named by the role of their demo account; the department is the Proposals Committee.
"""

from collections.abc import Sequence
from datetime import date

from files.demo.scripted import REGISTERED
from files.demo.steps import Answer, Move, Objection, Occasion, Sample, Step

DEPARTMENT, MEMBER = "专门委员会", "委员"
_LATE = "组织单位迟交名单"


def unfinished(members: Sequence[str]) -> list[Step]:
    """The steps, for members by their numbers; the first is the one who has an account."""
    done = [
        _survey(f"演示调研{at}", date(2022, month, 14), members) for at, month in enumerate((2, 3, 4, 5), 1)
    ]
    keys = [one.key for one in done]
    return [
        *done,
        Move(DEPARTMENT, "approve", keys),
        Move(DEPARTMENT, "archive", keys),
        _survey("演示调研：待审核", date(2022, 10, 11), members, late=_LATE),
        _survey("演示调研：退回", date(2022, 6, 14), members),
        Move(DEPARTMENT, "return", ["演示调研：退回"], "名单不全，请核对"),
        _survey("演示调研：草稿", date(2022, 7, 5), members, "DRAFT"),
        _survey("演示调研：逾期没有提交", date(2022, 11, 8), members, "DRAFT"),
        Sample(3, [("监督员甲", "4711080215"), ("监督员乙", "0361990274")], [None, "签到表缺一页"]),
        Objection(MEMBER, "重复", "这次调研登记得不对", record=keys[0]),
        Answer("重复", "REFUSED", "核对签到表，没有错", "A1", "示例·活动 A1", "记 2 分"),
        Objection(MEMBER, "漏登", "这次调研没有登记", missing=("调研", date(2022, 9, 6), "渔农业调研")),
    ]


def _survey(
    title: str, day: date, members: Sequence[str], up_to: str = "SUBMITTED", late: str | None = None
) -> Occasion:
    """A survey of the department, at which the first member was, and the others."""
    return Occasion(
        by=DEPARTMENT,
        key=title,
        kind="调研",
        day=day,
        title=title,
        groups=[(members, REGISTERED)],
        up_to=up_to,
        late=late,
    )
