"""A member's own view (履10): results and records of their own, and of the others nothing by name."""

import asyncio
from dataclasses import dataclass
from functools import partial

import strawberry

from resolvers import argument, cursor, loaded, ranking, rule_set, standing
from resolvers import record as of_record
from resolvers.argument import AnyYear, YearArgument
from resolvers.context import Info
from resolvers.field import several
from resolvers.member import Member
from resolvers.page import Connection, Page
from resolvers.ranking import points_text
from resolvers.record import WhereArgument
from resolvers.rule_set import Measure
from resolvers.standing import Standing
from resolvers.visibility import RankVisibility, visibility_of
from rules.loader import EVERYONE
from rules.number import decimal
from services.records.listing import RecordRow
from services.refusal import Code, Refusal
from services.results.anonymous import FEWEST, OpenBin, open_bins
from services.results.ranking import Measured, Order, Row
from services.rights.role import Right
from services.runs import listing
from services.runs.board import Board
from services.runs.memo import memo


@dataclass(frozen=True, slots=True)
class OwnMembershipRow:
    """A membership of the one who asks."""

    id: int
    committee_id: int


@strawberry.type(name="AnonymousBin", description=f"总分在一段里的人数，不说是谁；每段至少 {FEWEST} 人")
class AnonymousBin:
    """A part of the distribution that members see."""

    low: str | None = strawberry.field(description="不小于；最低的一段为空")
    high: str | None = strawberry.field(description="小于；最高的一段为空")
    members: int = strawberry.field(description="人数")


@strawberry.type(description="参加排名的委员总分的分布，不说是谁")
class AnonymousDistribution:
    """How totals are spread, as members see it."""

    members: int = strawberry.field(description="参加排名的人数")
    bins: list[AnonymousBin] = several(10, f"各段，从低到高；参加排名的不到 {FEWEST} 人的没有")


@strawberry.type(description="给全体委员看的排名里的一行：姓名、名次、总分，没有别的")
class PublishedRank:
    """A row of the ranking that a committee lets its members see."""

    number: str = strawberry.field(description="委员编号")
    name: str = strawberry.field(description="姓名")
    rank: int = strawberry.field(description="在全体里的名次，同分同名次")
    total: str = strawberry.field(description="总分，保留办法规定的位数")
    own: bool = strawberry.field(description="是不是本人")


async def memberships(info: Info, year: AnyYear = None) -> list[OwnMembershipRow]:
    """The memberships of the one who asks, the latest first; none of who is no member.

    Of a year: the one in which the member is scored in it, so that one request asks for the year's results
    of whoever was a member in several terms.
    """
    session = info.context.caller.signed_in()
    info.context.caller.check_complete()
    if not session.rights.has(Right.READ_OWN):
        return []
    own = [OwnMembershipRow(one, session.committee_id) for one in sorted(session.rights.own, reverse=True)]
    if year is None:
        return own
    asked = argument.year(year)
    return [one for one in own if asked in await years(one, info)]


async def member(root: strawberry.Parent[OwnMembershipRow], info: Info) -> Member:
    """The member."""
    found = await loaded.member(info, root.id)
    assert found is not None
    return found


async def years(root: strawberry.Parent[OwnMembershipRow], info: Info) -> list[int]:
    """The years in which the member is scored, the latest first."""
    return await info.context.load("years of member", root.id, listing.years_of_members) or []


async def own_standing(root: strawberry.Parent[OwnMembershipRow], info: Info, year: YearArgument) -> Standing:
    """The member's standing in a year."""
    return await standing.standing_of(info, await _board(root, info, year), root.id, own=True)


async def records(
    root: strawberry.Parent[OwnMembershipRow], info: Info, where: WhereArgument = None, *, asked: Page
) -> Connection[RecordRow]:
    """The member's records, the newest first."""
    return await of_record.records_of_member(info, root.committee_id, root.id, where, asked)


async def measure(root: strawberry.Parent[OwnMembershipRow], info: Info, year: YearArgument) -> Measure:
    """The rules in force in a year."""
    return await rule_set.measure_in_force(info, root.committee_id, argument.year(year))


async def distribution(
    root: strawberry.Parent[OwnMembershipRow], info: Info, year: YearArgument
) -> AnonymousDistribution:
    """How the totals of all who are ranked are spread, without names."""
    board = await _board(root, info, year)
    found = await ranking.ordered(board, EVERYONE, Measured())
    work = partial(memo, board, "open bins", lambda: _open_bins(found))
    members, parts = await asyncio.to_thread(work) if board.members > ranking.MANY else work()
    bins = [
        AnonymousBin(
            low=None if one.low is None else decimal(one.low),
            high=None if one.high is None else decimal(one.high),
            members=one.members,
        )
        for one in parts
    ]
    return AnonymousDistribution(members=members, bins=bins)


async def rank_visibility(root: strawberry.Parent[OwnMembershipRow], info: Info) -> RankVisibility:
    """What members see of each other's rank."""
    return await visibility_of(info, root.committee_id)


async def published_ranking(
    root: strawberry.Parent[OwnMembershipRow], info: Info, year: YearArgument, *, asked: Page
) -> Connection[PublishedRank]:
    """Names, ranks and totals of all who are ranked, where the committee lets its members see them."""
    if await visibility_of(info, root.committee_id) is not RankVisibility.RANKING:
        raise Refusal(Code.FORBIDDEN, "本政协没有设定委员可以看到排名，只看到本人的名次")
    board = await _board(root, info, year)
    found = await ranking.ordered(board, EVERYONE, Measured())
    rows = [row for row in found.rows if row.rank is not None]
    keyset = ranking.keyset(found, cursor.mark("published ranking", board.id, board.rule_set_id))

    def show(row: Row) -> PublishedRank:
        assert row.rank is not None
        return PublishedRank(
            number=row.entry.score.key,
            name=row.entry.enrolled.member.name,
            rank=row.rank,
            total=points_text(row.entry.score.total, board.rule_set.rounding),
            own=row.entry.id == root.id,
        )

    return keyset.cut(rows, asked, show)


async def _board(root: OwnMembershipRow, info: Info, year: int) -> Board:
    """The live run of a year in which the member is scored; raises `Refusal` for any other year."""
    try:
        board = await info.context.live(root.committee_id, argument.year(year))
    except Refusal as refusal:
        if refusal.code is not Code.NOT_FOUND:
            raise
    else:
        if root.id in board.by_id:
            return board
    raise Refusal(Code.NOT_FOUND, "这一年没有本人的记分，有的年份见 years", "year")


def _open_bins(found: Order) -> tuple[int, list[OpenBin]]:
    totals = [row.value for row in found.rows if not row.unranked]
    return len(totals), open_bins(totals)
