"""Names pasted from elsewhere, before an occasion is entered: who is meant, and what is said of them."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.context import Info
from resolvers.field import several
from resolvers.member import AttributeValue, Member, of_entry
from resolvers.record_part import values
from rules.record import Member as Plain
from services.committee.committees import CommitteeRow
from services.entry.names import names_read
from services.runs.board import Board


@strawberry.enum(description="名单里的一个姓名读得怎样")
class NameReading(Enum):
    """What became of a name."""

    FOUND = strawberry.enum_value("found", description="找到了，只有一位")
    AMBIGUOUS = strawberry.enum_value("ambiguous", description="有几位同名，要选一位")
    UNKNOWN = strawberry.enum_value("unknown", description="这一年没有这个姓名的委员")
    OUTSIDE = strawberry.enum_value("outside", description="写明不是委员，不录入")
    REPEATED = strawberry.enum_value("repeated", description="前面已有，只算一次")
    UNCLEAR = strawberry.enum_value("unclear", description="看不清说的是谁，或情况写得矛盾，要改写")


@strawberry.type(description="可能是的一位")
class NameCandidate:
    """One of those whom a name may mean."""

    written: str = strawberry.field(description="名单里写成这样就分得清，如 王伟（科技）")
    member: Member = strawberry.field(description="委员")


@strawberry.type(description="名单里的一个姓名")
class PastedName:
    """A name, and whom it means."""

    line: int = strawberry.field(description="在第几行，从 1 起")
    written: str = strawberry.field(description="写的是什么，最多 60 个字，号码隐去")
    reading: NameReading = strawberry.field(description="读得怎样")
    member: Member | None = strawberry.field(description="找到的委员；只有找到、重复的有")
    attributes: list[AttributeValue] = several(
        2, "名单里写的情况，如 状态：请假、迟到：是；照样填进 participants 的 attributes，没有写的为空表"
    )
    candidates: list[NameCandidate] = several(2, "有几位同名的，各是谁，最多 6 位")
    nearest: list[Member] = several(1, "没有这个姓名的，相近的是谁，最多 3 位")
    message: str | None = strawberry.field(description="要怎样改；找到的为空")


async def names_of(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    text: Annotated[
        str,
        strawberry.argument(
            description="粘贴的名单，1 到 40,000 个字，最多 2,500 人。顿号、逗号、空格、换行、各列分开姓名；"
            "编号、人数、称谓不算；“请假：”“（迟到）”说的是情况，单独一行的界别用来分辨同名的人"
        ),
    ],
    day: Annotated[
        date | None, strawberry.argument(description="会议活动的日期：同名的几位，当日在任的才是；不写则不看")
    ] = None,
) -> list[PastedName]:
    """Whom the names of a pasted text mean."""
    board = await info.context.live(root.id, argument.year(year))
    ids = board.tally.roll.ids

    def shown(members: Iterable[Plain]) -> list[Member]:
        return [of_entry(board, board.by_id[ids[one.key]]) for one in members]

    return [
        PastedName(
            line=one.line,
            written=one.written,
            reading=NameReading(one.found.value),
            member=_only(board, one.member),
            attributes=values(one.attributes),
            candidates=[
                NameCandidate(written=told, member=member)
                for told, member in zip(one.candidates, shown(one.candidates.values()), strict=True)
            ],
            nearest=shown(one.nearest),
            message=one.message,
        )
        for one in await names_read(board, day, text)
    ]


def _only(board: Board, member: Plain | None) -> Member | None:
    return None if member is None else of_entry(board, board.by_id[board.tally.roll.ids[member.key]])
