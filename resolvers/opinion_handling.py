"""How an item is handled, as its authors see it (议10): by whom, until when, what was done, and the answer
once the Office has passed it.
"""

from datetime import date, datetime

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.context import Info
from resolvers.field import several
from resolvers.handling import (
    HandlingAction,
    HandlingAnswer,
    HandlingState,
    HandlingUnit,
    answer,
    by_whom,
    unit,
)
from resolvers.opinion_form import OpinionChoice, choice
from services.opinions.handling import HandlingRow, handlings_of
from services.opinions.rating_form import rating_form
from services.opinions.transitions import ACCEPT, PASS
from services.rights.held import Rights

# What it costs for each of many items that are read together.
HANDLED = 60


@strawberry.type(description="办的一步：作者看到的")
class OpinionHandlingStep:
    """A thing that was done."""

    action: HandlingAction = strawberry.field(description="做了什么")
    at: datetime = strawberry.field(description="何时")
    by: str = strawberry.field(description="由谁：单位的名称，或办公室")
    words: str | None = strawberry.field(description="承办的单位写的打算怎样办；别的步骤为空")
    day: date | None = strawberry.field(description="单位哪一天与作者联系的；不是联系的为空，以下同")
    how: OpinionChoice | None = strawberry.field(description="怎样联系的")


@strawberry.type(description="一条信息由哪个单位办、办到哪一步")
class OpinionHandling:
    """How an item is handled."""

    state: HandlingState = strawberry.field(description="到哪一步")
    units: list[HandlingUnit] = several(3, "办理的单位，主办在前")
    begun_at: datetime = strawberry.field(description="何时转给现在的主办单位")
    due: date | None = strawberry.field(
        description="答应最迟哪一天答复；暂停着的、那一年的放假安排还不知道的为空"
    )
    extended_days: int = strawberry.field(description="延期了几个工作日")
    overdue: bool = strawberry.field(description="是否过了期限还没有答复")
    steps: list[OpinionHandlingStep] = several(6, "办的每一步，按先后")
    answer: HandlingAnswer | None = strawberry.field(
        description="书面答复，最近一次办公室审核通过的；没有通过以前为空"
    )


async def handling_of_item(info: Info, number: int, rights: Rights) -> HandlingRow | None:
    """How an item is handled that somebody may read; all of a page are read together."""
    vault = info.context.store.vault

    async def read(reading: AsyncConnection, numbers: list[int]) -> dict[int, HandlingRow]:
        return await handlings_of(reading, vault, numbers, rights)

    return await info.context.load("handling of an item", number, read)


def handled(row: HandlingRow) -> OpinionHandling:
    """A row as the API shows it to those who read an item of it."""
    passed = [one.answer_number for one in row.steps if one.action == PASS]
    return OpinionHandling(
        state=HandlingState(row.state),
        units=[unit(one) for one in row.units],
        begun_at=row.begun_at,
        due=row.due,
        extended_days=row.extended_days,
        overdue=row.overdue,
        steps=[
            OpinionHandlingStep(
                action=HandlingAction(one.action),
                at=one.at,
                by=by_whom(one),
                words=one.words if one.action == ACCEPT else None,
                day=one.day,
                how=choice(rating_form().contacts, one.how),
            )
            for one in row.steps
        ],
        answer=answer(row.answers[passed[-1] - 1]) if passed else None,
    )
