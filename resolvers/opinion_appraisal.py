"""The appraisal of a year of opinion items (议13), and of whoever wrote, edited, signed or answered them."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.context import Info
from resolvers.field import several
from rules.number import decimal
from services.appraisals.appraisal import Appraisal, Appraised, Line
from services.appraisals.facts import Subject
from services.appraisals.year import appraisal, names
from services.opinions.opinion import readable
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.role import Right

MOST = 500
# Before the first of them nothing was written, and to the last a rule set can be moved.
YEARS = (2000, 2100)


@strawberry.enum(description="评选、统计的是什么")
class OpinionAppraisalSubject(Enum):
    """Whom, or what, it is about."""

    ITEMS = strawberry.enum_value(Subject.ITEMS.value, description="一条条信息：一年的信息评选")
    OFFICERS = strawberry.enum_value(Subject.OFFICERS.value, description="不是委员的提交人：信息员")
    UNITS = strawberry.enum_value(Subject.UNITS.value, description="主办过的承办单位")
    STAFF = strawberry.enum_value(Subject.STAFF.value, description="编辑、审签的人")


@strawberry.type(description="评选、统计的一条规则")
class OpinionAppraisalRule:
    """A rule."""

    id: str = strawberry.field(description="编号")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")


@strawberry.type(description="一条规则数到几次")
class OpinionAppraisalCount:
    """How often a rule counted."""

    rule: str = strawberry.field(description="规则的编号")
    count: int = strawberry.field(description="几次；同一件取最高、没有计上的不算")
    points: str = strawberry.field(description="一共几分")


@strawberry.type(description="一笔：哪条规则、哪一天、几分、为什么")
class OpinionAppraisalLine:
    """A line."""

    rule: str = strawberry.field(description="规则的编号")
    day: date | None = strawberry.field(description="照哪一天算")
    points: str = strawberry.field(description="得几分")
    cuts: list[str] = several(0, "没有全计的，为什么")
    items: list[int] = several(1, "哪几条信息，编号")


@strawberry.type(description="评选、统计的一个对象：一条信息、一个人、一个单位")
class OpinionAppraised:
    """A subject."""

    key: str = strawberry.field(description="信息的编号、账号的编号，或单位的名称")
    name: str = strawberry.field(description="信息的题目、人的姓名、单位的名称；读不出了的为空")
    rank: int = strawberry.field(description="第几名，同分的名次相同")
    total: str = strawberry.field(description="总分")
    counts: list[OpinionAppraisalCount] = several(5, "各条规则数到几次、几分，没有数到的不列")
    lines: list[OpinionAppraisalLine] = several(6, "每一笔，加起来就是总分")


@strawberry.type(description="一年的评选、统计（议13）：照评选条件算，条件是可以改的规则文件")
class OpinionAppraisal:
    """An appraisal."""

    title: str = strawberry.field(description="照哪份条件")
    count: int = strawberry.field(description="一共几个对象")
    rules: list[OpinionAppraisalRule] = several(8, "各条规则，按次序")
    subjects: list[OpinionAppraised] = several(50, "各个对象，名次在前的在前，最多 500 个")


async def opinion_appraisal(
    info: Info,
    year: YearArgument,
    of: Annotated[OpinionAppraisalSubject, strawberry.argument(description="评选、统计的是什么")],
    key: Annotated[str | None, strawberry.argument(description="只要这一个对象的；不写为全部")] = None,
) -> OpinionAppraisal:
    """What a year of the committee of the one who asks comes to."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    if not rights.has(Right.REVIEW_OPINIONS):
        raise Refusal(Code.FORBIDDEN, "没有权限看信息的评选、统计", "actor")
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refusal(Code.BAD_USER_INPUT, f"year 写 {YEARS[0]} 到 {YEARS[1]} 的年份", "year")
    only = argument.optional_text(key, "key")
    subject = Subject(str(of.value))
    found = await appraisal(info.context.store, rights.committee_id, subject, year)
    shown = [one for one in found.subjects if only is None or one.key == only][:MOST]
    called = await _called(info, subject, [one.key for one in shown], rights)
    return OpinionAppraisal(
        title=found.title,
        count=len(found.subjects),
        rules=[
            OpinionAppraisalRule(id=one.id, title=one.title, citation=one.citation) for one in found.rules
        ],
        subjects=[_subject(one, found, called.get(one.key, "")) for one in shown],
    )


async def _called(info: Info, subject: Subject, keys: list[str], rights: Rights) -> dict[str, str]:
    if subject is Subject.UNITS:
        return {key: key for key in keys}
    store = info.context.store
    async with store.reading() as reading:
        if subject is not Subject.ITEMS:
            return {**await names(reading, rights.committee_id, keys)}
        numbers = [int(key) for key in keys]
        rows = await readable(reading, store.vault, rights.committee_id, numbers, MOST, rights)
    return {f"{row.id}": row.submitted.title for row in rows if row.submitted is not None}


def _subject(one: Appraised, found: Appraisal, name: str) -> OpinionAppraised:
    counts = one.counts()
    points = one.points()
    return OpinionAppraised(
        key=one.key,
        name=name,
        rank=one.rank,
        total=decimal(one.total),
        counts=[
            OpinionAppraisalCount(rule=rule.id, count=counts[rule.id], points=decimal(points[rule.id]))
            for rule in found.rules
            if rule.id in counts
        ],
        lines=[_line(line) for line in one.lines],
    )


def _line(one: Line) -> OpinionAppraisalLine:
    return OpinionAppraisalLine(
        rule=one.rule, day=one.day, points=decimal(one.points), cuts=list(one.cuts), items=list(one.items)
    )
