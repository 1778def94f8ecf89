"""What an entry would give, asked before it is made."""

import strawberry

from resolvers import entry_input
from resolvers.change import UserError, made
from resolvers.context import Info
from resolvers.entry import EnterOccasion, EnterWork
from resolvers.entry_input import Ids
from resolvers.field import several
from resolvers.member import Member, of_entry
from scoring.member_score import number_text
from scoring.statement import Line
from services.actor import Actor
from services.entry.desk import Desk
from services.entry.expectation import MOST_TOLD, Expectation, Expected
from services.rights.role import Right
from services.runs.board import Board
from services.runs.live import Live


@strawberry.type(description="录入的这一条给一名委员的一行得分")
class ExpectedLine:
    """An award line of the entry."""

    title: str = strawberry.field(description="规则的名称")
    citation: str = strawberry.field(description="依据")
    raw: str = strawberry.field(description="记多少分")
    kept: str = strawberry.field(description="扣减以后计多少分，不舍入")
    cuts: list[str] = several(2, "扣减的缘由，一步一句，如封顶、只取最高")


@strawberry.type(description="录入的这一条通过以后，一名委员会得多少分")
class ExpectedMember:
    """A member of the entry."""

    member: Member = strawberry.field(description="委员")
    total_before: str | None = strawberry.field(description="现在的总分，不舍入；空为现在没有计分")
    total_after: str = strawberry.field(description="这一条通过以后的总分，不舍入")
    lines: list[ExpectedLine] = several(2, "这一条给的各行得分；空为没有一条规则给分，如请假、缺席")


@strawberry.type(description="录入的这一条通过以后会得多少分：只是试算，什么都没有录入")
class ExpectedPoints:
    """What an entry would give."""

    count: int | None = strawberry.field(
        description="这一条里有几名计分的委员；0 为办法里没有给这一种、这一天的分"
    )
    members: list[ExpectedMember] | None = strawberry.field(
        description=f"各委员，按录入的次序，最多 {MOST_TOLD} 名", metadata={"size": 20}
    )
    errors: list[UserError] = strawberry.field(description="全部错误；有错误则不试算")


async def of_occasion(info: Info, input: EnterOccasion) -> ExpectedPoints:
    """What an occasion would give."""
    return await _expected(info, input)


async def of_work(info: Info, input: EnterWork) -> ExpectedPoints:
    """What a work would give."""
    return await _expected(info, input)


async def _expected(
    info: Info, input: entry_input.EnterOccasionInput | entry_input.EnterWorkInput
) -> ExpectedPoints:
    context, ids = info.context, Ids()
    context.right = Right.ENTER
    form = input.form(ids)

    async def work(actor: Actor | None) -> Expectation:
        desk = Desk(context.store, Live(context.boards), actor)
        return await desk.expect(input.committee, input.year, input.kind, form)

    async def again(row: int) -> Expectation:
        raise RuntimeError("nothing was made that could be asked for again")

    told = await made(info, work, again, ids.told)
    if told.done is None:
        return ExpectedPoints(count=None, members=None, errors=told.errors)
    board = told.done.board
    members = [] if board is None else [_member(board, one) for one in told.done.members]
    return ExpectedPoints(count=told.done.count, members=members, errors=[])


def _member(board: Board, one: Expected) -> ExpectedMember:
    return ExpectedMember(
        member=of_entry(board, one.after),
        total_before=None if one.before is None else number_text(one.before.score.total),
        total_after=number_text(one.after.score.total),
        lines=[_line(board, line) for line in one.lines],
    )


def _line(board: Board, line: Line) -> ExpectedLine:
    title = board.rule_set.known()[line.rule].title
    return ExpectedLine(
        title=title, citation=line.citation, raw=line.raw, kept=line.kept, cuts=list(line.cuts)
    )
