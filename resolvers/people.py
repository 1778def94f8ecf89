"""人员管理 (履4): members entered, changed, leaving, coming back, going on and erased; who is on a roster."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from resolvers import cursor, loaded, people_input
from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError, made
from resolvers.context import Info
from resolvers.entry_input import Ids
from resolvers.field import DATABASE, answered, several
from resolvers.member import AttributeValue, Member, of_enrolled
from resolvers.member_filter import SearchArgument
from resolvers.page import Connection, Keyset, Page
from services.actor import Actor
from services.committee import terms as of_committee
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.committee.terms import TermRow
from services.entry.desk import Done
from services.people import exit as exits
from services.people.carrying import Carriage, Carried
from services.people.carrying import carry_over as carried_over
from services.people.desk import People
from services.people.listing import RosterRow
from services.people.listing import roster as on_roster
from services.people.term import Arranged, arrange_term
from services.results.member import described
from services.runs.live import Live

Enter = Annotated[people_input.EnterMemberInput, strawberry.argument(description="录入谁")]
Change = Annotated[people_input.ChangeMemberInput, strawberry.argument(description="改什么")]
Leave = Annotated[people_input.LeaveOfficeInput, strawberry.argument(description="谁，哪天离任")]
Return = Annotated[people_input.ReturnToOfficeInput, strawberry.argument(description="谁，哪天又任职")]
Exit = Annotated[people_input.ExitMemberInput, strawberry.argument(description="谁，为什么")]
CarryOver = Annotated[people_input.CarryOverInput, strawberry.argument(description="哪些委员连任")]
Changed: TypeAlias = Payload[Done]
MOST_STAYING = 2_500


@strawberry.type(description="一届")
class Term:
    """A term of a committee."""

    name: str = strawberry.field(description="名称，如 第八届")
    first_day: date | None = strawberry.field(description="第一天；没有写明的为空")
    last_day: date | None = strawberry.field(description="最后一天；没有写明的为空")


@strawberry.type(description="设定一届起止日期的结果")
class TermPayload:
    """What became of setting the days of a term."""

    term: Term | None = strawberry.field(description="现在的这一届；没有改成则空")
    rescored: list[int] = several(2, "随之重新记分的年份；已关账的年份不变")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def member_of(root: strawberry.Parent[Changed], info: Info) -> Member | None:
    """The member as it is now."""
    return None if root.done is None else await loaded.member(info, root.done.id)


def _years(root: strawberry.Parent[Changed]) -> list[int]:
    """The open years that were scored anew."""
    return [] if root.done is None else [step.after.year for step in root.done.steps]


@strawberry.type(description="录入、更新一名委员，离任、退出等的结果")
class MemberPayload:
    """What became of a change of a member."""

    member: Member | None = answered(member_of, "修改后的委员；没有改成则空", cost=DATABASE)
    rescored: list[int] = answered(_years, "随之重新记分的年份；已关账的年份不变", cost=0)
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="一名连任的委员，带过去什么")
class CarriedMember:
    """Somebody who goes on."""

    name: str = strawberry.field(description="姓名")
    former_number: str = strawberry.field(description="在原来一届的编号")
    number: str = strawberry.field(description="在新一届的编号")
    attributes: list[AttributeValue] = several(10, "带到新一届的属性")
    anew: list[str] = several(3, "原来有、要重新定的属性，如 身份")


@strawberry.type(description="一名没有连任的委员")
class StayingMember:
    """Somebody who is in office at the end of the former term and does not go on."""

    name: str = strawberry.field(description="姓名")
    number: str = strawberry.field(description="编号")


@strawberry.type(description="换届的结果，或会有的结果")
class CarryOverPayload:
    """What became of a change of term, or would."""

    going: list[CarriedMember] = several(100, "连任的委员；重发的回答里不再列出")
    staying: list[StayingMember] = several(
        100, f"原来一届期满时在任、没有连任的委员，最多 {MOST_STAYING:,} 名"
    )
    shown: str | None = strawberry.field(description="这一次看到的结果的代号；没有做成则空")
    done: bool = strawberry.field(description="是否已经办理；只看的为 false")
    rescored: list[int] = several(2, "随之重新记分的年份")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则可以办理，或已经办理")


async def enter(info: Info, input: Enter) -> Changed:
    """Enters a member."""
    ids = Ids()
    form = input.form(ids)
    return await _made(info, ids, lambda people: people.enter(input.committee, form, input.reason))


async def change(info: Info, input: Change) -> Changed:
    """Changes what is held of a member."""
    ids, form = Ids(), input.form()
    row = ids.row(input.id, "Member", "id")
    return await _made(info, ids, lambda people: people.change(row, input.version, form, input.reason))


async def leave(info: Info, input: Leave) -> Changed:
    """Says the last day in office."""
    ids = Ids()
    row = ids.row(input.id, "Member", "id")
    given = (input.version, input.last_day, input.reason)
    return await _made(info, ids, lambda people: people.leave(row, *given))


async def come_back(info: Info, input: Return) -> Changed:
    """Takes a member back into office."""
    ids = Ids()
    row = ids.row(input.id, "Member", "id")
    given = (input.version, input.number, input.first_day, input.reason)
    return await _made(info, ids, lambda people: people.come_back(row, *given))


async def ask_exit(info: Info, input: Exit) -> Changed:
    """Asks for an exit."""
    return await _exit(info, input, exits.ask_exit)


async def cancel_exit(info: Info, input: Exit) -> Changed:
    """Takes it back."""
    return await _exit(info, input, exits.cancel_exit)


async def confirm_exit(info: Info, input: Exit) -> Changed:
    """Erases what is held of a person."""
    return await _exit(info, input, exits.confirm_exit)


async def carry_over(info: Info, input: CarryOver) -> CarryOverPayload:
    """Takes members on into the next term, or says who would go on."""
    ids, context = Ids(), info.context
    form = input.form(ids)

    async def work(actor: Actor | None) -> Carriage | None:
        people = People(context.store, Live(context.boards), actor)
        given = (people, input.committee, form, input.reason)
        return await carried_over(*given, dry_run=input.dry_run)

    async def again(row: int) -> Carriage | None:
        return None

    told = await made(info, work, again, ids.told)
    found = told.done
    return CarryOverPayload(
        going=[] if found is None else [_carried(one) for one in found.going],
        staying=[]
        if found is None
        else [StayingMember(name=one.member.name, number=one.number) for one in found.staying[:MOST_STAYING]],
        shown=None if found is None else found.digest,
        done=told.repeated or (found is not None and found.done),
        rescored=[] if found is None else [step.after.year for step in found.steps],
        repeated=told.repeated,
        errors=told.errors,
    )


async def terms(root: strawberry.Parent[CommitteeRow], info: Info) -> list[Term]:
    """The terms, by their first days."""
    async with info.context.store.reading() as connection:
        return [_term(one) for one in await of_committee.terms(connection, root.id)]


async def set_term(
    info: Info,
    committee: CommitteeArgument,
    term: Annotated[str, strawberry.argument(description="届次，如 第九届；还没有的就加入")],
    first_day: Annotated[
        date | None, strawberry.argument(description="第一天；不写算没有限制，原来写明的也不再有")
    ] = None,
    last_day: Annotated[date | None, strawberry.argument(description="最后一天；不写算没有限制")] = None,
    reason: ReasonArgument = None,
) -> TermPayload:
    """Sets from when to when a term is."""
    context = info.context

    async def work(actor: Actor | None) -> Arranged:
        asked = TermRow(None, term, first_day, last_day)
        return await arrange_term(context.store, Live(context.boards), committee, actor, asked, reason)

    async def again(row: int) -> Arranged:
        async with context.store.reading() as connection:
            of = await committee_of(connection, committee)
            known = await of_committee.terms(connection, of.id)
            return Arranged(next(one for one in known if one.id == row))

    told = await made(info, work, again)
    done = told.done
    return TermPayload(
        term=None if done is None else _term(done.term),
        rescored=[] if done is None else [step.after.year for step in done.steps],
        repeated=told.repeated,
        errors=told.errors,
    )


async def roster(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    term: Annotated[str | None, strawberry.argument(description="哪一届；不写为今天所在的一届")] = None,
    search: SearchArgument = None,
    *,
    asked: Page,
) -> Connection[Member]:
    """Everybody on the roster of a term, by number."""
    async with info.context.store.reading() as connection:
        of = await of_committee.term_meant(connection, root.id, term)
        rows = await on_roster(connection, of, search)
        keyset: Keyset[RosterRow] = Keyset(
            cursor.mark("roster", root.id, of.name, search),
            lambda row: (row.number, row.id),
            lambda row: [row.number, row.id],
            lambda position: (cursor.string(position[0]), cursor.whole(position[1])),
        )
        part = keyset.cut(rows, asked, lambda row: row.id)
        known = await described(connection, part.nodes)
    shown = {one: of_enrolled(found.enrolled, found.catalogue, found.end) for one, found in known.items()}
    return keyset.cut(rows, asked, lambda row: shown[row.id])


async def _exit(
    info: Info, input: people_input.ExitMemberInput, step: Callable[..., Awaitable[Done]]
) -> Changed:
    ids = Ids()
    row = ids.row(input.id, "Member", "id")
    return await _made(info, ids, lambda people: step(people, row, input.version, input.reason))


async def _made(info: Info, ids: Ids, change: Callable[[People], Awaitable[Done]]) -> Changed:
    context = info.context

    async def work(actor: Actor | None) -> Done:
        return await change(People(context.store, Live(context.boards), actor))

    async def again(row: int) -> Done:
        return Done(row)

    return await made(info, work, again, ids.told)


def _carried(one: Carried) -> CarriedMember:
    return CarriedMember(
        name=one.name,
        former_number=one.former_number,
        number=one.number,
        attributes=[AttributeValue(name=name, value=value) for name, value in one.words],
        anew=list(one.anew),
    )


def _term(one: TermRow) -> Term:
    return Term(name=one.name, first_day=one.first_day, last_day=one.last_day)
