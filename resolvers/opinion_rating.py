"""How the author of an item rated what was answered (议12)."""

from datetime import date, datetime
from enum import Enum

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion_form import OpinionChoice, choice
from services.opinions.rating import GivenRow, RatingRow, ratings_of
from services.opinions.rating_form import rating_form
from services.opinions.transitions import RATE, RATINGS

# What it costs for each of many that are read together.
RATED = 20


@strawberry.enum(description="作者对答复的评价（议12）")
class OpinionRatingValue(Enum):
    """How an answer is rated."""

    SATISFIED = strawberry.enum_value("satisfied", description="满意")
    FAIRLY_SATISFIED = strawberry.enum_value("fairly satisfied", description="基本满意")
    DISSATISFIED = strawberry.enum_value("dissatisfied", description="不满意：要选理由；头一次的再办一次")
    UNRATED = strawberry.enum_value("unrated", description="未评价：过了期限没有评；不能这样评")


@strawberry.enum(description="评价到哪一步")
class OpinionRatingState(Enum):
    """How far a rating has come."""

    AWAITED = strawberry.enum_value("awaited", description="答复了，等提交的人评价")
    GIVEN = strawberry.enum_value("given", description="评了，期限以内可以改")
    REOPENED = strawberry.enum_value("reopened", description="评了不满意，承办单位在再办")
    FINAL = strawberry.enum_value("final", description="过了期限，定下了")


@strawberry.type(description="一次评价；改过的，每一次都在")
class OpinionRatingGiven:
    """A rating as it was given."""

    place: int = strawberry.field(description="第几次评价，从 1 起")
    answer: int = strawberry.field(description="评的是第几次答复")
    rating: OpinionRatingValue = strawberry.field(description="怎样评的")
    reason: OpinionChoice | None = strawberry.field(description="不满意的理由；别的为空")
    words: str | None = strawberry.field(description="写了什么；没有写的、读不出了的为空")
    given_at: datetime = strawberry.field(description="何时评的")
    before: OpinionRatingValue | None = strawberry.field(description="从哪一种改来的；头一次的、没有改的为空")
    after_contact: bool = strawberry.field(description="是不是承办单位与作者联系以后改的")


@strawberry.type(description="一条信息的评价（议12）：办公室审核通过了答复的才有")
class OpinionRating:
    """How an item is rated."""

    state: OpinionRatingState = strawberry.field(description="到哪一步")
    due: date | None = strawberry.field(
        description="最迟哪一天评、改；再办中的、那一年的放假安排还不知道的为空"
    )
    days_left: int | None = strawberry.field(
        description="离那一天还有几个工作日，0 是就在当天；没有期限的为空"
    )
    counted: OpinionRatingValue | None = strawberry.field(
        description="算数的：最后一次评的；没有评、期限也没有过的为空"
    )
    reopened: bool = strawberry.field(description="是不是不满意、再办过一次了：再评不满意的，不再办")
    after_contact: bool = strawberry.field(description="有没有承办单位与作者联系以后改的")
    given: list[OpinionRatingGiven] = several(2, "历次的评价，先评的在前")
    may_rate: bool = strawberry.field(description="现在查看的人能不能评、改：提交的本人，期限以内")


async def rating_of_item(info: Info, number: int) -> RatingRow | None:
    """How an item is rated that somebody may read; all of a page are read together."""
    vault = info.context.store.vault

    async def read(reading: AsyncConnection, numbers: list[int]) -> dict[int, RatingRow]:
        return await ratings_of(reading, vault, numbers)

    return await info.context.load("rating of an item", number, read)


def rated(row: RatingRow, account_id: int | None) -> OpinionRating:
    """A row as the API shows it to an account that reads the item."""
    return OpinionRating(
        state=OpinionRatingState(row.state),
        due=row.due,
        days_left=row.left,
        counted=value(row.counted),
        reopened=row.reopened,
        after_contact=row.flagged,
        given=[_given(one) for one in row.given],
        may_rate=row.account_id == account_id and RATINGS.allows(row.state, RATE),
    )


def value(code: str | None) -> OpinionRatingValue | None:
    """A rating by its code."""
    return None if code is None else OpinionRatingValue(code)


def _given(one: GivenRow) -> OpinionRatingGiven:
    return OpinionRatingGiven(
        place=one.place,
        answer=one.answer_number,
        rating=OpinionRatingValue(one.rating),
        reason=choice(rating_form().reasons, one.reason),
        words=one.words,
        given_at=one.given_at,
        before=value(one.before),
        after_contact=one.after_contact,
    )
