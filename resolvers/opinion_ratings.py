"""The ratings of a committee for its Office (议12): which items were rated how, and how many, by unit."""

from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.context import Info
from resolvers.opinion import Opinion, told
from resolvers.opinion_inbox import reviewing
from resolvers.opinion_rating import OpinionRatingState, OpinionRatingValue
from resolvers.page import Connection, Page, newest
from services.committee.committees import CommitteeRow
from services.opinions import opinion as rows
from services.opinions.opinion import Wanted
from services.opinions.rating import RatingRow, ratings
from services.opinions.rating_counts import RatingCountRow, counted_by_unit


@strawberry.input(description="要哪些评价；各条须同时满足")
class OpinionRatingFilter:
    """Conditions."""

    state: OpinionRatingState | None = strawberry.field(default=None, description="到这一步的；不写为不论")
    rating: OpinionRatingValue | None = strawberry.field(
        default=None, description="算数的是这一种的；不写为不论"
    )
    unit: str | None = strawberry.field(default=None, description="由这个单位主办的；不写为不论")
    after_contact: bool | None = strawberry.field(
        default=None, description="true：单位联系以后改过的；false：没有这样改的；不写为不论"
    )

    def takes(self, row: RatingRow) -> bool:
        """Whether a rating meets all of them."""
        return (
            (self.state is None or row.state == str(self.state.value))
            and (self.rating is None or row.counted == str(self.rating.value))
            and (self.unit is None or row.unit == self.unit)
            and (self.after_contact is None or row.flagged == self.after_contact)
        )


@strawberry.type(description="一个主办单位的评价各有几条")
class OpinionRatingCount:
    """How many ratings a unit has of each kind."""

    unit: str = strawberry.field(description="主办单位")
    satisfied: int = strawberry.field(description="算数的是满意的几条")
    fairly_satisfied: int = strawberry.field(description="算数的是基本满意的几条")
    dissatisfied: int = strawberry.field(description="算数的是不满意的几条，再办中的在内")
    unrated: int = strawberry.field(description="定下了、未评价的几条")
    awaited: int = strawberry.field(description="还没有评、期限也没有过的几条")
    reopened: int = strawberry.field(description="不满意、再办过的几条")
    after_contact: int = strawberry.field(description="单位联系以后改过评价的几条，算在上面各样里")


async def opinion_ratings(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    where: Annotated[
        OpinionRatingFilter | None, strawberry.argument(description="要哪些；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[Opinion]:
    """The items that were answered, for whoever reviews, the newest first."""
    said, vault = where or OpinionRatingFilter(), info.context.store.vault
    argument.optional_text(said.unit, "where.unit")
    rights = await reviewing(info, root.id)
    async with info.context.store.reading() as reading:
        numbers = [one.opinion_id for one in await ratings(reading, root.id) if said.takes(one)]
    wanted = Wanted(committee_id=root.id, numbers=numbers)
    return await newest(
        info,
        asked,
        cursor.mark("opinion ratings", str(said), info.context.account),
        lambda reading, part: rows.inbox(reading, vault, wanted, rights, part),
        lambda reading: rows.count_inbox(reading, wanted, rights),
        lambda row: told(row, rights),
    )


async def opinion_rating_counts(
    root: strawberry.Parent[CommitteeRow], info: Info
) -> list[OpinionRatingCount]:
    """How many ratings each unit has, by name."""
    await reviewing(info, root.id)
    async with info.context.store.reading() as reading:
        return [_counted(one) for one in counted_by_unit(await ratings(reading, root.id))]


def _counted(row: RatingCountRow) -> OpinionRatingCount:
    return OpinionRatingCount(
        unit=row.unit,
        satisfied=row.satisfied,
        fairly_satisfied=row.fairly_satisfied,
        dissatisfied=row.dissatisfied,
        unrated=row.unrated,
        awaited=row.awaited,
        reopened=row.reopened,
        after_contact=row.after_contact,
    )
