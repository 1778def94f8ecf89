"""What other systems have handed in, and what of it waits for the department."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import several
from resolvers.page import Connection, Page, newest
from services.actor import Actor
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.connectors import event as rows
from services.connectors.event import EventRow
from services.connectors.intake import Intake
from services.entry.form import MOST_AUTHORS
from services.runs.live import Live

MOST_TOLD = 10
Number = Annotated[int, strawberry.argument(description="哪一份，编号见 connectorEvents")]


@strawberry.enum(description="接口交来的一份到哪一步")
class ConnectorEventState(Enum):
    """What became of a document."""

    DONE = strawberry.enum_value("done", description="已录入，等审核")
    WAITING = strawberry.enum_value("waiting", description="等部门办")
    IGNORED = strawberry.enum_value("ignored", description="不录入")


@strawberry.enum(description="为什么等着，或不录入")
class ConnectorEventReason(Enum):
    """Why a document waits, or is ignored."""

    NAMES = strawberry.enum_value("names", description="有的作者找不到，或分不清")
    WORK = strawberry.enum_value("work", description="结果先到了，它的作品还没有报来")
    SETTLED = strawberry.enum_value("settled", description="作品已经审核过，又有了变化")
    FORM = strawberry.enum_value("form", description="有的地方不合办法，或与已录入的重复")
    OLDER = strawberry.enum_value("older", description="比已经录入的旧")
    DISMISSED = strawberry.enum_value("dismissed", description="部门说明不录入")


@strawberry.type(description="找不到的一名作者")
class UnresolvedAuthor:
    """An author who is to be found."""

    position: int = strawberry.field(description="第几名作者，从 1 起")
    name: str = strawberry.field(description="报来的姓名")
    number: str | None = strawberry.field(description="报来的委员编号")


@strawberry.type(description="接口交来的一份：一件作品的情况，或它的结果")
class ConnectorEvent:
    """A document that was handed in."""

    number: int = strawberry.field(description="编号")
    connector: str = strawberry.field(description="哪个接口")
    department: str = strawberry.field(description="归哪个部门")
    outside_id: str = strawberry.field(description="那边的编号")
    sequence: int = strawberry.field(description="第几次报，越大越新")
    kind: str | None = strawberry.field(description="种类；只报结果的为空")
    title: str | None = strawberry.field(description="题目；办完的在记录里")
    state: ConnectorEventState = strawberry.field(description="到哪一步")
    why: ConnectorEventReason | None = strawberry.field(description="为什么等着，或不录入")
    told: list[str] = several(2, "具体哪里不行，最多 10 条")
    unresolved: list[UnresolvedAuthor] = several(1, "要找的作者，最多 200 名")
    record: strawberry.ID | None = strawberry.field(description="它的记录")
    received_at: datetime = strawberry.field(description="何时收到")
    settled_at: datetime | None = strawberry.field(description="何时办完")


@strawberry.input(description="一名作者是谁")
class FoundAuthorInput:
    """Who an author is."""

    position: int = strawberry.field(description="第几名作者，从 1 起")
    member: strawberry.ID | None = strawberry.field(
        default=None, description="委员的 id；不是委员的不写，只占署名的位置"
    )


@strawberry.type(description="办接口交来的一份的结果")
class ConnectorEventPayload:
    """What became of it."""

    done: ConnectorEvent | None = strawberry.field(name="event", description="这一份现在的样子；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


def told(row: EventRow) -> ConnectorEvent:
    """A row as the API shows it."""
    kept = row.kept
    authors = kept.said.get("authors", []) if kept else []
    return ConnectorEvent(
        number=row.id,
        connector=row.connector,
        department=row.department,
        outside_id=row.outside_id,
        sequence=row.sequence,
        kind=row.kind,
        title=kept.said.get("title") if kept else None,
        state=ConnectorEventState(row.state),
        why=None if row.why is None else ConnectorEventReason(row.why),
        told=list(kept.told[:MOST_TOLD]) if kept else [],
        unresolved=[
            UnresolvedAuthor(position=at, name=authors[at - 1]["name"], number=authors[at - 1].get("number"))
            for at in (kept.unresolved if kept else ())
        ],
        record=None if row.record_id is None else global_id.encode("Record", row.record_id),
        received_at=row.received_at,
        settled_at=row.settled_at,
    )


async def events(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    state: Annotated[
        ConnectorEventState | None, strawberry.argument(description="只要到这一步的；不写为全部")
    ] = None,
    *,
    asked: Page,
) -> Connection[ConnectorEvent]:
    """What was handed in, the newest first."""
    of_state = None if state is None else str(state.value)
    vault = info.context.store.vault
    return await newest(
        info,
        asked,
        cursor.mark("connector events", root.id, of_state),
        lambda reading, part: rows.events(reading, vault, root.id, of_state, part),
        lambda reading: rows.count(reading, root.id, of_state),
        told,
    )


async def resolve(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    authors: Annotated[
        list[FoundAuthorInput] | None,
        argument.several("找不到的作者是谁；没有的不写，就是同意录入", MOST_AUTHORS),
    ] = None,
) -> Payload[ConnectorEvent]:
    """Settles a document that waits."""

    async def work(actor: Actor | None) -> ConnectorEvent:
        given = argument.bounded(authors or (), "authors", MOST_AUTHORS, 0)
        answers = {
            one.position: None
            if one.member is None
            else global_id.number(one.member, "Member", f"authors[{at}].member")
            for at, one in enumerate(given)
        }
        return told(await _intake(info).resolve(committee, actor, number, answers))

    return await made(info, work, lambda row: _again(info, committee, row))


async def dismiss(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字，不写姓名、电话")],
) -> Payload[ConnectorEvent]:
    """Says that a document is not to be entered."""

    async def work(actor: Actor | None) -> ConnectorEvent:
        return told(await _intake(info).dismiss(committee, actor, number, reason))

    return await made(info, work, lambda row: _again(info, committee, row))


async def _again(info: Info, committee: str, row: int) -> ConnectorEvent:
    async with info.context.store.reading() as reading:
        of = await committee_of(reading, committee)
        return told(await rows.event(reading, info.context.store.vault, of.id, row))


def _intake(info: Info) -> Intake:
    return Intake(info.context.store, Live(info.context.boards))
