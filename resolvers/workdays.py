"""The working days of a year as a committee has entered them, and entering them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError, made
from resolvers.context import Info
from resolvers.field import several
from services.actor import Actor
from services.committee import workdays as rows
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.committee.workdays import MOST_DAYS, WorkdaysRow
from services.records.arranging import arrange_workdays


@strawberry.type(description="一年放假、调休的安排")
class Workdays:
    """The arrangement of a year; its values are those of a `WorkdaysRow`."""

    year: int = strawberry.field(description="哪一年")
    days_off: list[date] = several(30, "放假的日子")
    workdays: list[date] = several(6, "调休上班的星期六、星期日")
    source: str = strawberry.field(description="依据的文件")


@strawberry.type(description="写入放假、调休安排的结果")
class WorkdaysPayload:
    """What became of entering them."""

    done: Workdays | None = strawberry.field(name="workdays", description="现在的安排；没有写成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效，期限都已重算")


async def of_committee(root: strawberry.Parent[CommitteeRow], info: Info) -> Sequence[WorkdaysRow]:
    """The years that a committee has entered, the latest first."""
    async with info.context.store.reading() as connection:
        return await rows.arrangements(connection, root.id)


async def arrange(
    info: Info,
    committee: CommitteeArgument,
    year: Annotated[int, strawberry.argument(description="哪一年，如 2027")],
    days_off: Annotated[list[date], argument.several("全部放假的日子，周末也可以写；最多 100 天", MOST_DAYS)],
    workdays: Annotated[list[date], argument.several("调休上班的星期六、星期日；没有的写空表", MOST_DAYS)],
    source: Annotated[
        str, strawberry.argument(description="依据的文件，如 国办发明电〔2026〕7号，1 到 200 个字")
    ],
    against_known: Annotated[
        bool,
        strawberry.argument(description="程序已知这一年而与所写的不同的，核对过文件，仍照所写的"),
    ] = False,
    reason: ReasonArgument = None,
) -> Payload[WorkdaysRow]:
    """Enters the working days of a year."""
    context = info.context

    async def work(actor: Actor | None) -> WorkdaysRow:
        return await arrange_workdays(
            *(context.store, committee, actor, year, days_off, workdays, source),
            against_known=against_known,
            reason=reason,
        )

    async def again(row: int) -> WorkdaysRow:
        async with context.store.reading() as connection:
            of = await committee_of(connection, committee)
            found = await rows.arrangements(connection, of.id)
            return next(one for one in found if one.id == row)

    return await made(info, work, again)
