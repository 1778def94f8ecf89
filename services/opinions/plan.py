"""The year's plan of items and how far each department has come (议6): the Office sees all departments,
whoever enters for a department its own.

An item is of the quarter in which it was first submitted, and of the department of its submitter on that day:
of a member the special committee, else that of the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import CHINA, day_of
from models.opinion import Opinion, OpinionText
from models.opinion_plan import OpinionPlan, OpinionPlanTarget
from models.store import Store
from services.actor import Actor, known
from services.opinions.outcome import adopted_items
from services.opinions.submitters import submitters
from services.opinions.writers import writers
from services.reason import checked_reason, optional_reason
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.held import Rights
from services.rights.opinions import HIDDEN
from services.rights.policy import roles_held
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

ENTITY = "opinion plan"
MOST_TARGET, MOST_TARGETS = 10_000, 400
QUARTERS = range(1, 5)
# The states of an item that has passed its first review, and of one that was issued.
ACCEPTED, ISSUED = ("accepted", "edited", "signed"), "signed"


@dataclass(frozen=True, slots=True)
class Target:
    """How many items a department is to submit in a quarter."""

    department: str
    quarter: int
    target: int


@dataclass(frozen=True, slots=True)
class Submitted:
    """An item that was submitted, and what came of it; `department` None: its submitter has none."""

    number: int
    department: str | None
    quarter: int
    accepted: bool
    issued: bool
    adopted: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a plan: why it replaced the one before, when it was made and by whom."""

    version: int
    reason: str | None
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A department in a quarter: its target, None where there is none, and the items behind each number."""

    department: str | None
    quarter: int
    target: int | None
    items: tuple[Submitted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """The plan of a year and its progress: `version` 0 where there is no plan yet. `versions` are all there
    were, the last one first.
    """

    id: int | None
    year: int
    version: int
    versions: tuple[VersionRow, ...]
    lines: tuple[Line, ...]


async def plan(connection: AsyncConnection, rights: Rights, year: int) -> PlanRow:
    """The plan of a year for somebody, with what each department of theirs has come to; raises `Refusal`."""
    theirs = _departments(rights)
    rows = await _versions(connection, rights.committee_id, year)
    targets = await _targets(connection, rows[0].id if rows else 0)
    items = await _submitted(connection, rights.committee_id, year)
    names = {one.department for one in targets} | {one.department for one in items}
    by_place = {(one.department, one.quarter): one.target for one in targets}
    lines = []
    for name in sorted(names, key=lambda one: (one is None, one or "")):
        if theirs is not None and name not in theirs:
            continue
        for quarter in QUARTERS:
            target = by_place.get((name or "", quarter))
            found = tuple(one for one in items if (one.department, one.quarter) == (name, quarter))
            if target is not None or found:
                lines.append(Line(department=name, quarter=quarter, target=target, items=found))
    return PlanRow(
        id=rows[0].id if rows else None,
        year=year,
        version=rows[0].version if rows else 0,
        versions=tuple(VersionRow(row.version, row.reason, row.made_at, row.made_by) for row in rows),
        lines=tuple(lines),
    )


async def plan_of(connection: AsyncConnection, rights: Rights, plan_id: int) -> PlanRow:
    """The plan of the year of a version."""
    year = await connection.scalar(select(OpinionPlan.year).where(OpinionPlan.id == plan_id))
    return await plan(connection, rights, year or 0)


async def known_departments(connection: AsyncConnection, committee_id: int) -> list[str]:
    """The departments that may have a target: those of roles, and those in which somebody writes."""
    writing = {
        one
        for writer in await writers(connection, committee_id)
        for one in (writer.department or "").split("、")
        if one
    }
    return sorted(writing | await departments(connection, committee_id))


async def save_plan(
    store: Store,
    committee: str,
    actor: Actor | None,
    year: int,
    version: int,
    targets: Sequence[Target],
    reason: str | None = None,
) -> PlanRow:
    """Makes another version of a year's plan after `version` (0: the first); raises `Refusal`."""
    why = checked_reason(reason or "") if version else optional_reason(reason)
    async with unit_of_work(store, committee, known(actor), why, right=Right.PLAN_OPINIONS) as unit:
        rows = await _versions(unit.connection, unit.committee_id, year)
        last = rows[0].version if rows else 0
        if last != version:
            message = f"这一年的计划其间改过（现在是第 {last} 版）：先看现在的，再改"
            raise Refusal(Code.CONFLICT, message, "version")
        await _check(unit, targets)
        kept = [one for one in targets if one.target]
        if rows and sorted(map(_place, kept)) == sorted(
            map(_place, await _targets(unit.connection, rows[0].id))
        ):
            raise Refusal(Code.CONFLICT, "与现在的计划一样，没有改", "targets")
        of = {"committee_id": unit.committee_id}
        added = insert(OpinionPlan).values(
            **of, year=year, version=last + 1, reason=why, made_at=unit.at, made_by=unit.actor.signature
        )
        plan_id: int = (await unit.connection.execute(added.returning(OpinionPlan.id))).scalar_one()
        if kept:
            told = [
                {"department": one.department, "quarter": one.quarter, "target": one.target} for one in kept
            ]
            await unit.connection.execute(
                insert(OpinionPlanTarget), [{**of, "plan_id": plan_id, **one} for one in told]
            )
        after = {"year": year, "version": last + 1, "count": sum(one.target for one in kept)}
        unit.note("save", ENTITY, plan_id, after=after)
        unit.result = plan_id
        return await plan(unit.connection, unit.rights, year)


def _place(one: Target) -> tuple[str, int, int]:
    return (one.department, one.quarter, one.target)


def _departments(rights: Rights) -> frozenset[str] | None:
    """The departments whose progress somebody sees; None: all. Raises `Refusal` for whoever has none."""
    if rights.unbound or rights.has(Right.PLAN_OPINIONS):
        return None
    found = frozenset(
        name
        for department, role in roles_held(rights)
        if Right.ENTER in role.rights and (name := department or role.department)
    )
    if not found:
        raise Refusal(Code.FORBIDDEN, "没有权限看社情民意信息的计划", "actor")
    return found


async def _check(unit: Unit, targets: Sequence[Target]) -> None:
    if len(targets) > MOST_TARGETS:
        raise Refusal(Code.BAD_USER_INPUT, f"最多 {MOST_TARGETS} 项", "targets")
    if len({(one.department, one.quarter) for one in targets}) < len(targets):
        raise Refusal(Code.BAD_USER_INPUT, "一个部门一个季度写一次", "targets")
    if not all(one.quarter in QUARTERS and 0 <= one.target <= MOST_TARGET for one in targets):
        message = f"季度写 1 到 4，几条写 0 到 {MOST_TARGET:,}"
        raise Refusal(Code.BAD_USER_INPUT, message, "targets")
    known_ones = await known_departments(unit.connection, unit.committee_id)
    if not {one.department for one in targets} <= {*known_ones}:
        raise Refusal(Code.BAD_USER_INPUT, f"部门应为：{'、'.join(known_ones)}", "targets")


async def _versions(connection: AsyncConnection, committee_id: int, year: int) -> Sequence[Any]:
    of_year = (OpinionPlan.committee_id == committee_id) & (OpinionPlan.year == year)
    columns = select(OpinionPlan.id, OpinionPlan.version, OpinionPlan.reason, OpinionPlan.made_at)
    columns = columns.add_columns(OpinionPlan.made_by).where(of_year)
    return (await connection.execute(columns.order_by(OpinionPlan.version.desc()))).all()


async def _targets(connection: AsyncConnection, plan_id: int) -> list[Target]:
    columns = select(OpinionPlanTarget.department, OpinionPlanTarget.quarter, OpinionPlanTarget.target)
    rows = await connection.execute(columns.where(OpinionPlanTarget.plan_id == plan_id))
    return [Target(row.department, row.quarter, row.target) for row in rows]


async def _submitted(connection: AsyncConnection, committee_id: int, year: int) -> list[Submitted]:
    """The items that were first submitted in a year, by the days of China; what was taken back or purged is
    not counted.
    """
    first = (OpinionText.opinion_id == Opinion.id) & (OpinionText.number == 1)
    begin, end = (datetime(one, 1, 1, tzinfo=CHINA) for one in (year, year + 1))
    columns = (
        select(Opinion.id, Opinion.state, Opinion.membership_id, OpinionText.submitted_at)
        .add_columns(Account.department, Opinion.id.in_(adopted_items()).label("adopted"))
        .join(OpinionText, first)
        .join(Account, Account.id == Opinion.account_id)
        .where(Opinion.committee_id == committee_id, Opinion.state.not_in((*HIDDEN, "purged")))
        .where(OpinionText.submitted_at >= begin, OpinionText.submitted_at < end)
        .order_by(Opinion.id)
    )
    rows = (await connection.execute(columns)).all()
    told_of = await submitters(connection, {row.membership_id for row in rows if row.membership_id})
    found = []
    for row in rows:
        day = day_of(row.submitted_at)
        found.append(
            Submitted(
                row.id,
                told_of.department(row.membership_id, row.department, day) or None,
                (day.month + 2) // 3,
                row.state in ACCEPTED,
                row.state == ISSUED,
                bool(row.adopted),
            )
        )
    return found
