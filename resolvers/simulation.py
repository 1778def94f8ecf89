"""Simulations as clients see them: numbers before and after, members with the rules that moved them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import loaded
from resolvers.context import Info
from resolvers.member import MemberView
from services.refusal import Code, Refusal
from services.rule_sets.trail import SimulationRow

MOST = 100

First = Annotated[int, strawberry.argument(description=f"取几名，1 到 {MOST}")]
Skip = Annotated[int, strawberry.argument(description="跳过前面几名；变动大的在前，最多保存几百名")]


@strawberry.enum(description="办法里没有用到的是什么")
class IdleKind(Enum):
    """What never did anything."""

    RULE = strawberry.enum_value("rule", description="取记录给分的规则")
    EXCLUSION = strawberry.enum_value("exclusion", description="不参加计分的规定")
    UNRANKED = strawberry.enum_value("unranked", description="不参加排名的规定")
    GATE = strawberry.enum_value("gate", description="关口")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that a simulation compared."""

    title: str
    year: int
    digest: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number of members or facts before and after; `name` None: without a grade."""

    name: str | None
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What one rule changed."""

    code: str
    title: str
    points: str
    gaining: int = 0
    losing: int = 0


@dataclass(frozen=True, slots=True)
class Idle:
    """What never did anything on these records; `before`: whether it was so already, None: it is new."""

    code: str
    title: str
    kind: IdleKind
    before: bool | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a category gives to all members together; None: it is not there."""

    code: str
    title: str
    points_before: str | None
    points_after: str | None
    members_before: int
    members_after: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many members have a total from `least` up to below `below`."""

    least: int
    below: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MovedMember:
    """A member before and after, with the rules that changed the total; `more_reasons` are not told."""

    membership_id: int
    total_before: str
    total_after: str
    change: str
    rank_before: int | None
    rank_after: int | None
    grade_before: str | None
    grade_after: str | None
    reasons: list[Effect]
    more_reasons: int


@dataclass(frozen=True, slots=True)
class SimulationView:
    """A simulation with what came out; `current`: the text of the version is still the one that was tried."""

    row: SimulationRow
    current: bool
    before: Measure
    after: Measure
    member_count: int
    gaining: int
    losing: int
    sum_before: str
    sum_after: str
    most_gained: str
    most_lost: str
    ranks_up: int
    ranks_down: int
    mover_count: int
    crosser_count: int
    questions_before: int
    questions_after: int
    grades: list[Numbers]
    rules: list[Effect]
    idle: list[Idle]
    categories: list[Cost]
    distribution: list[Bar]

    @property
    def year(self) -> int:
        """The year whose records it was computed on."""
        return self.row.year

    @property
    def digest(self) -> str:
        """The text that was tried."""
        return self.row.digest

    @property
    def input(self) -> str:
        """The digest of the records and members, together with the text's."""
        return self.row.input

    @property
    def actor(self) -> str:
        """Who asked for it."""
        return self.row.actor

    @property
    def made_at(self) -> datetime:
        """When."""
        return self.row.made_at


def of_row(row: SimulationRow, current: bool) -> SimulationView:
    """A simulation as clients see it."""
    result = row.result
    totals, ranks = result["totals"], result["ranks"]
    return SimulationView(
        row=row,
        current=current,
        before=Measure(**result["before"]),
        after=Measure(**result["after"]),
        member_count=result["members"],
        gaining=totals["gaining"],
        losing=totals["losing"],
        sum_before=totals["sum"][0],
        sum_after=totals["sum"][1],
        most_gained=totals["most_gained"],
        most_lost=totals["most_lost"],
        ranks_up=ranks["up"],
        ranks_down=ranks["down"],
        mover_count=result["movers"]["count"],
        crosser_count=result["crossers"]["count"],
        questions_before=result["questions"][0],
        questions_after=result["questions"][1],
        grades=[Numbers(one["name"], *one["members"]) for one in result["grades"]],
        rules=[_effect(one) for one in result["rules"]],
        idle=[Idle(one["id"], one["title"], IdleKind(one["kind"]), one["before"]) for one in result["idle"]],
        categories=[
            Cost(one["id"], one["title"], *one["points"], *one["members"]) for one in result["categories"]
        ],
        distribution=[Bar(one["from"], one["to"], *one["members"]) for one in result["distribution"]],
    )


def _effect(one: dict[str, Any]) -> Effect:
    return Effect(one["id"], one["title"], one["points"], one.get("gaining", 0), one.get("losing", 0))


def crossers(root: strawberry.Parent[SimulationView], first: First = 50, skip: Skip = 0) -> list[MovedMember]:
    """The members whose grade is another."""
    return _some(root.row.result["crossers"]["members"], first, skip)


def movers(root: strawberry.Parent[SimulationView], first: First = 50, skip: Skip = 0) -> list[MovedMember]:
    """The members whose total or rank is another."""
    return _some(root.row.result["movers"]["members"], first, skip)


async def member(root: strawberry.Parent[MovedMember], info: Info) -> MemberView | None:
    """Who it is."""
    return await loaded.member(info, root.membership_id)


def _some(rows: list[dict[str, Any]], first: int, skip: int) -> list[MovedMember]:
    if not 1 <= first <= MOST:
        raise Refusal(Code.BAD_USER_INPUT, f"first 应为 1 到 {MOST}", "first")
    if skip < 0:
        raise Refusal(Code.BAD_USER_INPUT, "skip 不小于 0", "skip")
    return [_moved(row) for row in rows[skip : skip + first]]


def _moved(row: dict[str, Any]) -> MovedMember:
    return MovedMember(
        membership_id=row["member"],
        total_before=row["total"][0],
        total_after=row["total"][1],
        change=row["change"],
        rank_before=row["rank"][0],
        rank_after=row["rank"][1],
        grade_before=row["grade"][0],
        grade_after=row["grade"][1],
        reasons=[_effect(one) for one in row["reasons"]],
        more_reasons=row["more"],
    )
