"""Simulations as clients see them: numbers before and after, members with the rules that moved them."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from msgspec import UNSET

from resolvers import loaded
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.member import Member
from scoring import simulated
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
    CONSEQUENCE = strawberry.enum_value("consequence", description="等次以外的处理")


@strawberry.type(description="试算里比较的一份办法")
class SimulatedMeasure:
    """A measure of a simulation."""

    title: str = strawberry.field(description="名称")
    year: int = strawberry.field(description="年份")
    digest: str = strawberry.field(description="文本的散列值")


@strawberry.type(description="一个等次现在有几人、试算有几人")
class SimulatedGrade:
    """A grade before and after."""

    name: str | None = strawberry.field(description="等次；空为没有等次")
    before: int = strawberry.field(description="现在有几人")
    after: int = strawberry.field(description="试算有几人")


@strawberry.type(description="等次以外的一项处理现在适用于几人、试算适用于几人")
class SimulatedConsequence:
    """A consequence before and after."""

    code: str = strawberry.field(description="处理的代码")
    title: str = strawberry.field(description="名称")
    before: int | None = strawberry.field(description="现在几人；空为现在的办法没有这一项")
    after: int | None = strawberry.field(description="试算几人；空为试算的办法没有这一项")


@strawberry.type(description="一条规则改了多少分；各条相加正好是总分的变动")
class SimulatedEffect:
    """What a rule changed."""

    code: str = strawberry.field(description="规则的代码")
    title: str = strawberry.field(description="名称")
    points: str = strawberry.field(description="多了（负数为少了）几分")
    gaining: int = strawberry.field(description="几名委员因它多得；在一名委员的原因里为 0")
    losing: int = strawberry.field(description="几名委员因它少得；在一名委员的原因里为 0")


@strawberry.type(description="草稿里写了、这些数据上没有用到的一条")
class SimulatedIdle:
    """What never did anything."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    kind: IdleKind = strawberry.field(description="是什么")
    before: bool | None = strawberry.field(description="现行办法里是否也没有用到；空为现行办法没有这一条")


@strawberry.type(description="一大类一共给多少分")
class SimulatedCost:
    """What a category gives to all."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    points_before: str | None = strawberry.field(description="现在合计几分；空为没有这一类")
    points_after: str | None = strawberry.field(description="试算合计几分；空为没有这一类")
    members_before: int = strawberry.field(description="现在几人有分")
    members_after: int = strawberry.field(description="试算几人有分")


@strawberry.type(description="总分在一段里的人数")
class SimulatedBar:
    """How many members have a total in a range."""

    least: int = strawberry.field(description="从几分")
    below: int = strawberry.field(description="到不足几分")
    before: int = strawberry.field(description="现在有几人")
    after: int = strawberry.field(description="试算有几人")


async def _member(root: "strawberry.Parent[SimulatedMember]", info: Info) -> Member | None:
    return await loaded.member(info, root.membership_id)


@strawberry.type(description="一名委员在试算前后")
class SimulatedMember:
    """A member before and after."""

    member: Member | None = answered(_member, "委员")
    total_before: str = strawberry.field(description="现在的总分")
    total_after: str = strawberry.field(description="试算的总分")
    change: str = strawberry.field(description="总分的变动")
    rank_before: int | None = strawberry.field(description="现在在全体中的名次；空为不参加排名")
    rank_after: int | None = strawberry.field(description="试算在全体中的名次；空为不参加排名")
    grade_before: str | None = strawberry.field(description="现在的等次")
    grade_after: str | None = strawberry.field(description="试算的等次")
    reasons: list[SimulatedEffect] = several(4, "哪几条规则改了多少，改得多的在前")
    more_reasons: int = strawberry.field(description="另有几条没有列出")
    membership_id: strawberry.Private[int]


def _movers(
    root: "strawberry.Parent[Simulation]", first: First = 50, skip: Skip = 0
) -> list[SimulatedMember]:
    """The members whose total or rank is another."""
    return _some(root.result.movers, first, skip)


def _crossers(
    root: "strawberry.Parent[Simulation]", first: First = 50, skip: Skip = 0
) -> list[SimulatedMember]:
    """The members whose grade is another."""
    return _some(root.result.crossers, first, skip)


def _some(moving: simulated.Moving, first: int, skip: int) -> list[SimulatedMember]:
    if not 1 <= first <= MOST:
        raise Refusal(Code.BAD_USER_INPUT, f"first 应为 1 到 {MOST}", "first")
    if skip < 0:
        raise Refusal(Code.BAD_USER_INPUT, "skip 不小于 0", "skip")
    return [_moved(move) for move in moving.members[skip : skip + first]]


@strawberry.type(description="试算：一份草稿在一年真实的数据上会怎样；现在的结果没有动")
class Simulation:
    """What a draft would do."""

    year: int = strawberry.field(description="用哪一年的数据")
    digest: str = strawberry.field(description="所试文本的散列值")
    current: bool = strawberry.field(description="这一版的文本现在是否还是所试的文本")
    input: str = strawberry.field(description="文本和数据的散列值；发布后数据没有变动，就是记分的那一个")
    actor: str = strawberry.field(description="谁试算的")
    made_at: datetime = strawberry.field(description="何时试算的")
    warnings: list[str] = strawberry.field(
        description="先要看的：总分合计减半或加倍、半数委员变为 0 分或不再排名；没有则为空"
    )
    before: SimulatedMeasure = strawberry.field(description="现行的办法")
    after: SimulatedMeasure = strawberry.field(description="草稿")
    member_count: int = strawberry.field(description="几名委员")
    gaining: int = strawberry.field(description="几名委员总分升")
    losing: int = strawberry.field(description="几名委员总分降")
    sum_before: str = strawberry.field(description="现在总分合计")
    sum_after: str = strawberry.field(description="试算总分合计")
    most_gained: str = strawberry.field(description="一人最多升几分")
    most_lost: str = strawberry.field(description="一人最多降几分，写作负数")
    ranks_up: int = strawberry.field(description="几名委员名次上升")
    ranks_down: int = strawberry.field(description="几名委员名次下降")
    mover_count: int = strawberry.field(description="几名委员总分或名次有变")
    movers: list[SimulatedMember] | None = answered(_movers, "总分或名次有变的委员，变动大的在前")
    crosser_count: int = strawberry.field(description="几名委员等次有变")
    crossers: list[SimulatedMember] | None = answered(_crossers, "等次有变的委员，变动大的在前")
    grades: list[SimulatedGrade] = strawberry.field(description="各等次的人数")
    consequences: list[SimulatedConsequence] = several(5, "各项处理适用的人数")
    rules: list[SimulatedEffect] = several(60, "改了总分的规则，改得多的在前")
    idle: list[SimulatedIdle] = several(30, "没有用到的规则、关口等")
    categories: list[SimulatedCost] = strawberry.field(description="各大类给分合计")
    distribution: list[SimulatedBar] = several(20, "总分的分布")
    questions_before: int = strawberry.field(description="现行办法没有规则取的事实几条")
    questions_after: int = strawberry.field(description="草稿没有规则取的事实几条")
    result: strawberry.Private[simulated.Simulated]


def of_row(row: SimulationRow, current: bool) -> Simulation:
    """A simulation as clients see it; `current`: the text of the version is still the one that was tried."""
    result = row.simulated
    totals, ranks = result.totals, result.ranks
    return Simulation(
        year=row.year,
        digest=row.digest,
        current=current,
        input=row.input,
        actor=row.actor,
        made_at=row.made_at,
        warnings=list(simulated.warnings(result)),
        before=_measure(result.before),
        after=_measure(result.after),
        member_count=result.members,
        gaining=totals.gaining,
        losing=totals.losing,
        sum_before=totals.sum[0],
        sum_after=totals.sum[1],
        most_gained=totals.most_gained,
        most_lost=totals.most_lost,
        ranks_up=ranks.up,
        ranks_down=ranks.down,
        mover_count=result.movers.count,
        crosser_count=result.crossers.count,
        grades=[
            SimulatedGrade(name=one.name, before=one.members[0], after=one.members[1])
            for one in result.grades
        ],
        consequences=[
            SimulatedConsequence(code=one.id, title=one.title, before=one.members[0], after=one.members[1])
            for one in result.consequences or ()
        ],
        rules=[_effect(rule) for rule in result.rules],
        idle=[
            SimulatedIdle(code=one.id, title=one.title, kind=IdleKind(one.kind), before=one.before)
            for one in result.idle
        ],
        categories=[_cost(category) for category in result.categories],
        distribution=[_bar(bar) for bar in result.distribution],
        questions_before=result.questions[0],
        questions_after=result.questions[1],
        result=result,
    )


def _measure(compared: simulated.Compared) -> SimulatedMeasure:
    return SimulatedMeasure(title=compared.title, year=compared.year, digest=compared.digest)


def _effect(rule: simulated.RuleEffect | simulated.Reason) -> SimulatedEffect:
    gaining, losing = (rule.gaining, rule.losing) if isinstance(rule, simulated.RuleEffect) else (0, 0)
    return SimulatedEffect(code=rule.id, title=rule.title, points=rule.points, gaining=gaining, losing=losing)


def _cost(category: simulated.Category) -> SimulatedCost:
    return SimulatedCost(
        code=category.id,
        title=category.title,
        points_before=category.points[0],
        points_after=category.points[1],
        members_before=category.members[0],
        members_after=category.members[1],
    )


def _bar(bar: simulated.Bar) -> SimulatedBar:
    return SimulatedBar(least=bar.least, below=bar.below, before=bar.members[0], after=bar.members[1])


def _moved(move: simulated.MemberMove) -> SimulatedMember:
    # A simulation of the database knows the row of every membership.
    assert move.member is not UNSET
    return SimulatedMember(
        total_before=move.total[0],
        total_after=move.total[1],
        change=move.change,
        rank_before=move.rank[0],
        rank_after=move.rank[1],
        grade_before=move.grade[0],
        grade_after=move.grade[1],
        reasons=[_effect(reason) for reason in move.reasons],
        more_reasons=move.more,
        membership_id=move.member,
    )
