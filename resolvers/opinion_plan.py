"""The year's plan of items and its progress (议6): for the Office all, for departments their own."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError
from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion_change import stepped
from services.opinions import plan as rows
from services.opinions.plan import MOST_TARGETS, Line, PlanRow, Submitted, Target
from services.rights.held import Rights
from services.rights.role import Right

# Whoever plans, and whoever enters for a department.
SEEING = (Right.PLAN_OPINIONS, Right.ENTER)
MOST_ITEMS = 500


@strawberry.type(description="计划里算着的一条信息")
class OpinionPlanItem:
    """An item behind a number."""

    number: int = strawberry.field(description="信息的编号")
    accepted: bool = strawberry.field(description="是不是初审通过了（编发、签发了的也是）")
    issued: bool = strawberry.field(description="是不是签发了")
    adopted: bool = strawberry.field(description="是不是采用过")


@strawberry.type(description="一个部门一个季度：目标和办到了多少；信息算在第一次提交的季度")
class OpinionPlanLine:
    """A department in a quarter."""

    department: str | None = strawberry.field(description="部门：委员是那一天的专委会；没有部门的人写的为空")
    quarter: int = strawberry.field(description="第几季度，1 到 4")
    target: int | None = strawberry.field(description="计划几条；没有定的为空")
    submitted: int = strawberry.field(description="提交了几条；撤回、清除了的不算")
    accepted: int = strawberry.field(description="其中初审通过几条")
    issued: int = strawberry.field(description="其中签发几条")
    adopted: int = strawberry.field(description="其中采用几条，收回了的不算")
    items: list[OpinionPlanItem] = several(10, "是哪些信息，按编号，最多列 500 条")


@strawberry.type(description="计划的一版")
class OpinionPlanVersion:
    """A version of a plan."""

    version: int = strawberry.field(description="第几版，从 1 起")
    reason: str | None = strawberry.field(description="为什么改；第一版可以没有")
    made_at: datetime = strawberry.field(description="何时定的")
    made_by: str = strawberry.field(description="由谁")


@strawberry.type(description="一年社情民意信息的计划和进度（议6）：办公室看得到全部，部门看得到自己的")
class OpinionPlan:
    """A year's plan."""

    year: int = strawberry.field(description="哪一年")
    version: int = strawberry.field(description="第几版；0 是还没有计划。改的时候照着写")
    versions: list[OpinionPlanVersion] = several(3, "历次的，后定的在前")
    lines: list[OpinionPlanLine] = several(40, "各部门各季度：有目标的，有信息的")
    departments: list[str] = several(20, "可以定目标的部门；只给办公室看，别人为空表")


@strawberry.input(description="一个部门一个季度的目标")
class OpinionTargetInput:
    """A target."""

    department: str = strawberry.field(description="部门，见 opinionPlan 的 departments")
    quarter: int = strawberry.field(description="第几季度，1 到 4")
    target: int = strawberry.field(description="计划几条，0 是不定")


@strawberry.type(description="定计划的结果")
class OpinionPlanPayload:
    """What became of a change."""

    done: OpinionPlan | None = strawberry.field(name="plan", description="这一年的计划；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def plan(info: Info, year: YearArgument) -> OpinionPlan:
    """The plan of a year, as the one who asks sees it."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    async with info.context.store.reading() as reading:
        found = await rows.plan(reading, rights, argument.year(year))
        if not rights.has(Right.PLAN_OPINIONS):
            return told(found, [])
        return told(found, await rows.known_departments(reading, rights.committee_id))


async def save(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    version: Annotated[int, strawberry.argument(description="照着改的是第几版；还没有计划的写 0")],
    targets: Annotated[
        list[OpinionTargetInput], argument.several("各部门各季度的目标，没有写的不定", MOST_TARGETS)
    ],
    reason: ReasonArgument = None,
) -> Payload[OpinionPlan]:
    """Makes another version of a year's plan."""
    store = info.context.store
    given = [
        Target(one.department, one.quarter, one.target)
        for one in argument.bounded(targets, "targets", MOST_TARGETS, 0)
    ]
    of_year = argument.year(year)

    async def again(reading: AsyncConnection, plan_id: int, rights: Rights) -> PlanRow:
        return await rows.plan_of(reading, rights, plan_id)

    return await stepped(
        info,
        committee,
        lambda who: rows.save_plan(store, committee, who, of_year, version, given, reason),
        again,
        lambda row, rights: told(row, []),
    )


def told(row: PlanRow, departments: list[str]) -> OpinionPlan:
    """A row as the API shows it."""
    return OpinionPlan(
        year=row.year,
        version=row.version,
        versions=[
            OpinionPlanVersion(
                version=one.version, reason=one.reason, made_at=one.made_at, made_by=one.made_by
            )
            for one in row.versions
        ],
        lines=[_line(one) for one in row.lines],
        departments=departments,
    )


def _line(one: Line) -> OpinionPlanLine:
    return OpinionPlanLine(
        department=one.department,
        quarter=one.quarter,
        target=one.target,
        submitted=len(one.items),
        accepted=sum(each.accepted for each in one.items),
        issued=sum(each.issued for each in one.items),
        adopted=sum(each.adopted for each in one.items),
        items=[_item(each) for each in one.items[:MOST_ITEMS]],
    )


def _item(one: Submitted) -> OpinionPlanItem:
    return OpinionPlanItem(number=one.number, accepted=one.accepted, issued=one.issued, adopted=one.adopted)
