"""What went on in each month of a year, counted."""

from datetime import date

import strawberry

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.context import Info
from services.committee.committees import CommitteeRow
from services.records.activity import Activity as ActivityRow
from services.records.activity import activity as of_year


@strawberry.type(description="一个部门一个月里的会议活动和作品；各数都是几条记录，只数通过、归档的")
class Activity:
    """What a department has in a month; its values are those of a row."""

    month: date = strawberry.field(description="哪个月，写它的第一天；照记录的日期")
    department: str | None = strawberry.field(description="录入部门；空为没有写部门的")
    occasions: int = strawberry.field(description="会议、活动共几次，不论几人参加")
    works: int = strawberry.field(description="作品共几件，不论几人署名")


async def activity(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> list[ActivityRow]:
    """What departments have in each month of a year."""
    async with info.context.store.reading() as connection:
        return await of_year(connection, root.id, argument.year(year))
