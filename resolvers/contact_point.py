"""Contact points (社情民意信息联系点, 议7): kept by the Office, read by whoever writes items."""

from datetime import date
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, cursor
from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError
from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion_call import seeing
from resolvers.opinion_change import stepped
from resolvers.page import Connection, Page, newest
from services.opinions import points as rows
from services.opinions.points import Pointed, PointRow
from services.rights.held import Rights

MOST_DEPARTMENTS = 10


@strawberry.type(description="一个社情民意信息联系点（议7）；两头的日子都算")
class ContactPoint:
    """A contact point."""

    number: int = strawberry.field(description="编号")
    version: int = strawberry.field(description="第几版，从 1 起；改的时候照着写")
    name: str = strawberry.field(description="名称：设在哪个单位、社区")
    place: str = strawberry.field(description="地点")
    departments: list[str] = several(2, "归口的部门")
    account: int = strawberry.field(description="负责的委员、信息员，账号的编号")
    holder: str = strawberry.field(description="负责的人的姓名")
    first_day: date = strawberry.field(description="从哪天起")
    last_day: date | None = strawberry.field(description="到哪天为止；没有定的为空")
    current: bool = strawberry.field(description="今天是不是还在")


@strawberry.input(description="一个联系点写了什么")
class ContactPointInput:
    """A contact point as it is written."""

    name: str = strawberry.field(description="名称，最多 60 个字")
    place: str = strawberry.field(description="地点，最多 100 个字")
    in_charge: int = strawberry.field(description="负责的委员、信息员，账号的编号，见 opinionCallForm")
    departments: list[str] | None = strawberry.field(
        default=None, description="归口的部门，最多 10 个", metadata={"most": MOST_DEPARTMENTS}
    )
    first_day: date | None = strawberry.field(default=None, description="从哪天起；不写为今天")
    last_day: date | None = strawberry.field(default=None, description="到哪天为止；没有定的不写")


@strawberry.type(description="登记联系点的结果")
class ContactPointPayload:
    """What became of a change."""

    done: ContactPoint | None = strawberry.field(name="contactPoint", description="这个联系点；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def points(
    info: Info,
    current: Annotated[
        bool | None, strawberry.argument(description="true：今天在的；false：今天不在的；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[ContactPoint]:
    """The contact points of the committee of the one who asks, the newest first."""
    committee_id = seeing(info).committee_id
    return await newest(
        info,
        asked,
        cursor.mark("contact points", str(current), str(committee_id)),
        lambda reading, part: rows.points(reading, committee_id, current, part),
        lambda reading: rows.count_points(reading, committee_id, current),
        told,
    )


async def save(
    info: Info,
    committee: CommitteeArgument,
    input: Annotated[ContactPointInput, strawberry.argument(description="写了什么")],
    number: Annotated[int | None, strawberry.argument(description="改的是哪一个；新登记的不写")] = None,
    version: Annotated[int | None, strawberry.argument(description="照着改的是第几版；新登记的不写")] = None,
    reason: ReasonArgument = None,
) -> Payload[ContactPoint]:
    """Notes a contact point, or changes it."""
    store = info.context.store
    named = argument.bounded(input.departments or [], "departments", MOST_DEPARTMENTS, 0)
    written = Pointed(
        name=input.name,
        place=input.place,
        departments=named,
        account_id=input.in_charge,
        first_day=input.first_day,
        last_day=input.last_day,
    )

    async def again(reading: AsyncConnection, row_id: int, rights: Rights) -> PointRow:
        return await rows.point(reading, rights.committee_id, row_id)

    return await stepped(
        info,
        committee,
        lambda who: rows.save_point(store, committee, who, written, number, version, reason),
        again,
        lambda row, rights: told(row),
    )


def told(row: PointRow) -> ContactPoint:
    """A row as the API shows it."""
    return ContactPoint(
        number=row.id,
        version=row.version,
        name=row.name,
        place=row.place,
        departments=list(row.departments),
        account=row.account_id,
        holder=row.holder,
        first_day=row.first_day,
        last_day=row.last_day,
        current=row.current,
    )
