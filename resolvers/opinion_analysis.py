"""What opinion items came to in a period (议8): counts for readers of results, which the Office opens."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.field import EXPLAINED, SEARCH, answered, several
from resolvers.opinion_counted import OpinionGrouping
from resolvers.opinion_form import OpinionChoice
from services.opinions import analysis
from services.opinions.alike_groups import MOST_ITEMS, AlikeGroup, groups_alike
from services.opinions.analysed import analysed
from services.opinions.analysis import Analysed, Period, figures, period
from services.opinions.opinion import readable
from services.opinions.report import FigureRow, LevelCount, StepDays, grouped, whole
from services.opinions.rising import Rising, quarters_to, rising
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.role import Right

SEEING = (Right.REVIEW_OPINIONS, Right.READ)
_STEPS = {
    analysis.REVIEW: "初审：提交到初审",
    analysis.EDIT: "编辑：初审通过到送签",
    analysis.SIGN: "审签：送签到签发",
    analysis.HANDLE: "办理：转给单位到答复",
    analysis.CHECK: "审核：答复到通过",
}


@strawberry.type(description="一级的采用、批示，或者一种评价，有几条")
class OpinionLevelCount:
    """A level."""

    level: str = strawberry.field(description="采用层级，领导级别，或怎样评价")
    count: int = strawberry.field(description="几条；在两级都采用了的，两级都算")


@strawberry.type(description="一步用了多少个工作日")
class OpinionStepDays:
    """How long a step took."""

    step: OpinionChoice = strawberry.field(description="哪一步")
    count: int = strawberry.field(description="办了几次")
    median: float = strawberry.field(description="中位数，工作日")
    longest: int = strawberry.field(description="最久的一次，工作日")


@strawberry.type(description="一组信息在一段时间里的数")
class OpinionFigures:
    """The figures of a group."""

    key: str = strawberry.field(description="哪一组；空是没有写的")
    name: str = strawberry.field(description="名称；没有写的为空")
    received: int = strawberry.field(description="收到几条，数的办法见 OpinionFigure，以下同")
    accepted: int = strawberry.field(description="初审通过几条")
    issued: int = strawberry.field(description="签发几条")
    adopted: int = strawberry.field(description="采用几条")
    adopted_at: list[OpinionLevelCount] = several(3, "各级采用几条，按层级")
    instructed: int = strawberry.field(description="批示几条")
    instructed_at: list[OpinionLevelCount] = several(2, "各级批示几条，按级别")
    due: int = strawberry.field(description="应当答复几条")
    in_time: int = strawberry.field(description="其中按时答复几条")
    rated: int = strawberry.field(description="答复的评价定下了的几条，没有评的也在")
    rated_at: list[OpinionLevelCount] = several(4, "满意、基本满意、不满意、未评价各几条")
    steps: list[OpinionStepDays] = several(5, "各步用了多少个工作日；没有办过的不列")


@strawberry.type(description="一季里的一个词")
class RisingWord:
    """A word that more items say than usual."""

    word: str = strawberry.field(description="哪个词")
    count: int = strawberry.field(description="这一季几条写到")
    before: list[int] = several(4, "以前四季各几条写到，早的在前")
    mean: float = strawberry.field(description="以前四季平均几条")


@strawberry.type(description="一条信息的编号和题目")
class OpinionTitle:
    """An item."""

    number: int = strawberry.field(description="编号")
    title: str | None = strawberry.field(description="题目；读不出了的为空")


@strawberry.type(description="相近的一组信息：每一条都与组里另一条相近")
class OpinionAlikeGroup:
    """Items that say much the same."""

    count: int = strawberry.field(description="共几条")
    items: list[OpinionTitle] = several(4, "各条，早的在前，最多 20 条")
    shared: list[str] = several(4, "最早的两条都写到的字句")


async def _words(root: "strawberry.Parent[OpinionAnalysis]", info: Info) -> list[RisingWord]:
    """The words of the quarter of the last day."""
    _check_reviews(root.rights)
    index = await info.context.texts.of(info.context.store, root.rights.committee_id)
    received = {one.number: one.received for one in root.items if one.received is not None}
    found = await asyncio.to_thread(rising, index, received, root.last_day)
    return [_word(one) for one in found]


async def _groups(root: "strawberry.Parent[OpinionAnalysis]", info: Info) -> list[OpinionAlikeGroup]:
    """The groups among what came in the period."""
    _check_reviews(root.rights)
    index = await info.context.texts.of(info.context.store, root.rights.committee_id)
    came = figures(root.items, root.period).of(analysis.RECEIVED)
    found = await asyncio.to_thread(groups_alike, index, came)
    named = [number for one in found for number in one.items[:MOST_ITEMS]]
    titles = await titles_of(info, named, root.rights)
    return [_group(one, titles) for one in found]


async def titles_of(info: Info, numbers: Sequence[int], rights: Rights) -> dict[int, str | None]:
    """The titles of items that the one who asks may read, by their numbers."""
    store = info.context.store
    async with store.reading() as reading:
        rows = await readable(reading, store.vault, rights.committee_id, numbers, len(numbers), rights)
    return {row.id: None if row.submitted is None else row.submitted.title for row in rows}


def _check_reviews(rights: Rights) -> None:
    """What items say is for whoever reviews them; raises `Refusal`."""
    if not rights.has(Right.REVIEW_OPINIONS):
        raise Refusal(Code.FORBIDDEN, "没有权限看信息里的词、相近的信息", "actor")


@strawberry.type(description="一段时间的民情分析（议8）；撤回了的、清除了的不算")
class OpinionAnalysis:
    """What items came to."""

    first_day: date = strawberry.field(description="从哪一天起")
    last_day: date = strawberry.field(description="到哪一天止，当天在内")
    quarter: date = strawberry.field(description="词是哪一季的，写它的第一天")
    total: OpinionFigures = strawberry.field(description="全部的")
    rows: list[OpinionFigures] = several(20, "按分组的，最多 200 组；按月的按先后，其余收到多的在前")
    words: list[RisingWord] | None = answered(
        _words,
        "止的那天所在的一季里，比以前四季平均多的词，至少 5 条写到",
        Right.REVIEW_OPINIONS,
        cost=SEARCH,
    )
    groups: list[OpinionAlikeGroup] | None = answered(
        _groups,
        "这段时间收到的里面相近的，大的在前，最多 20 组；只比最新的 200 条",
        Right.REVIEW_OPINIONS,
        cost=EXPLAINED,
    )
    items: strawberry.Private[Sequence[Analysed]]
    period: strawberry.Private[Period]
    rights: strawberry.Private[Rights]


async def opinion_analysis(
    info: Info,
    first_day: Annotated[date, strawberry.argument(description="从哪一天起")],
    last_day: Annotated[date, strawberry.argument(description="到哪一天止，当天在内；最多 3 年")],
    by: Annotated[OpinionGrouping, strawberry.argument(description="按什么分组")],
) -> OpinionAnalysis:
    """What items of the committee of the one who asks came to in a period."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    if not any(rights.has(one) for one in SEEING):
        raise Refusal(Code.FORBIDDEN, "没有权限看民情分析", "actor")
    asked = period(first_day, last_day)
    async with info.context.store.reading() as reading:
        items = await analysed(reading, rights.committee_id)
    return OpinionAnalysis(
        first_day=first_day,
        last_day=last_day,
        quarter=quarters_to(last_day)[-1].first,
        total=told(whole(items, asked)),
        rows=[told(one) for one in grouped(items, asked, str(by.value))],
        items=items,
        period=asked,
        rights=rights,
    )


def told(one: FigureRow) -> OpinionFigures:
    """The figures of a group as the API shows them."""
    return OpinionFigures(
        key=one.key,
        name=one.name,
        received=one.received,
        accepted=one.accepted,
        issued=one.issued,
        adopted=one.adopted,
        adopted_at=_levels(one.adopted_at),
        instructed=one.instructed,
        instructed_at=_levels(one.instructed_at),
        due=one.due,
        in_time=one.in_time,
        rated=one.rated,
        rated_at=_levels(one.rated_at),
        steps=[_days(each) for each in one.steps],
    )


def _levels(counts: Sequence[LevelCount]) -> list[OpinionLevelCount]:
    return [OpinionLevelCount(level=one.level, count=one.count) for one in counts]


def _days(one: StepDays) -> OpinionStepDays:
    said = OpinionChoice(code=one.step, name=_STEPS[one.step])
    return OpinionStepDays(step=said, count=one.count, median=one.median, longest=one.longest)


def _word(one: Rising) -> RisingWord:
    return RisingWord(word=one.word, count=len(one.items), before=list(one.before), mean=one.mean)


def _group(one: AlikeGroup, titles: dict[int, str | None]) -> OpinionAlikeGroup:
    items = [OpinionTitle(number=number, title=titles.get(number)) for number in one.items[:MOST_ITEMS]]
    return OpinionAlikeGroup(count=len(one.items), items=items, shared=list(one.shared))
