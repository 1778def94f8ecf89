"""The Office's inbox: the opinion items that were submitted, by what somebody looks for."""

from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.context import Info
from resolvers.opinion import SEARCHED, Opinion, OpinionState, told
from resolvers.opinion_counted import OpinionCountedInput
from resolvers.page import Connection, Page, newest
from services.actor import known
from services.committee.committees import CommitteeRow
from services.opinions import opinion as rows
from services.opinions.analysed import analysed
from services.opinions.analysis import figures, figures_by, grouping, period
from services.opinions.opinion import Wanted
from services.opinions.search import found_by_office, searched
from services.rights.held import Rights, permitted
from services.rights.role import Right


@strawberry.input(description="要哪些信息；各条须同时满足")
class OpinionFilter:
    """Conditions on items."""

    state: OpinionState | None = strawberry.field(default=None, description="到这一步的；不写为不论")
    area: str | None = strawberry.field(default=None, description="关注重点的代码，见 opinionForm")
    urgency: str | None = strawberry.field(default=None, description="缓急的代码，见 opinionForm")
    overdue: bool | None = strawberry.field(
        default=None, description="true：过了期限还没有初审的；false：没有过期的；不写为不论"
    )
    search: str | None = strawberry.field(default=None, description=SEARCHED)
    counted: OpinionCountedInput | None = strawberry.field(
        default=None, description="民情分析里的一个数的那几条；不写为不论"
    )


async def inbox(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    where: Annotated[OpinionFilter | None, strawberry.argument(description="要哪些信息；不写为全部")] = None,
    *,
    asked: Page,
) -> Connection[Opinion]:
    """What was submitted, for whoever reviews, the newest first."""
    said, vault = where or OpinionFilter(), info.context.store.vault
    rights = await reviewing(info, root.id)
    words = searched(said.search, "where.search")
    found = await found_by_office(info.context.texts, info.context.store, root.id, words, root.revision)
    wanted = Wanted(
        committee_id=root.id,
        state=None if said.state is None else str(said.state.value),
        area=argument.optional_text(said.area, "where.area"),
        urgency=argument.optional_text(said.urgency, "where.urgency"),
        overdue=said.overdue,
        words=words,
        numbers=await _counted(info, root.id, said.counted, found),
    )
    return await newest(
        info,
        asked,
        cursor.mark("opinions", str(wanted), info.context.account),
        lambda reading, part: rows.inbox(reading, vault, wanted, rights, part),
        lambda reading: rows.count_inbox(reading, wanted, rights),
        lambda row: told(row, rights),
    )


async def _counted(
    info: Info, committee_id: int, said: OpinionCountedInput | None, found: list[int] | None
) -> list[int] | None:
    """Those of the numbers found that are in a count of the analysis, if one is asked for."""
    if said is None:
        return found
    asked = period(said.first_day, said.last_day, "where.counted.lastDay")
    async with info.context.store.reading() as reading:
        items = await analysed(reading, committee_id)
    figure, level = str(said.figure.value), argument.optional_text(said.level, "where.counted.level")
    if said.by is None:
        numbers = figures(items, asked).of(figure, level)
    else:
        of_group = figures_by(items, asked, grouping(str(said.by.value))).get(said.key)
        numbers = frozenset() if of_group is None else of_group.of(figure, level)
    return sorted(numbers if found is None else numbers & {*found})


async def reviewing(info: Info, committee_id: int) -> Rights:
    """What the one who asks holds now; raises `Refusal` where they review nothing."""
    async with info.context.store.reading() as reading:
        who = known(info.context.actor)
        return (await permitted(reading, committee_id, who, Right.REVIEW_OPINIONS)).rights
