"""Works that one has signed with others: whether one did is for oneself to say."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers import cursor, global_id, loaded
from resolvers.change import Payload, UserError, settled
from resolvers.context import Info
from resolvers.field import DATABASE, answered
from resolvers.page import Connection, Page, newest
from resolvers.record import Record
from services.entry import co_signing
from services.entry.co_signing import CoSignatureRow, co_sign
from services.records.listing import RecordRow
from services.rights.role import Right
from services.runs.live import Live

RecordId = Annotated[strawberry.ID, strawberry.argument(description="哪件作品，记录的 id")]


async def _record(root: strawberry.Parent[CoSignatureRow], info: Info) -> RecordRow:
    found = await loaded.record(info, root.id)
    assert found is not None
    return found


@strawberry.type(description="本人联名的一件作品")
class CoSignature:
    """A work that one has signed with others."""

    record: Record = answered(_record, "作品", cost=DATABASE)
    confirmed: bool | None = strawberry.field(
        description="本人答复的：是自己联名的，还是不是；还没有答复的为空，以录入的为准"
    )
    answered_at: datetime | None = strawberry.field(description="何时答复的")


@strawberry.type(description="确认、否认联名的结果")
class CoSignaturePayload:
    """What became of an answer."""

    co_signature: CoSignature | None = strawberry.field(description="这件作品；没有答复成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效，随即记分")


async def own(info: Info, *, asked: Page) -> Connection[CoSignatureRow]:
    """The works that the one who asks has signed with others, the newest first."""
    caller = info.context.caller
    caller.check_complete()
    session = caller.signed_in()
    members = session.rights.own if session.rights.has(Right.READ_OWN) else frozenset()
    return await newest(
        info,
        asked,
        cursor.mark("co-signatures", session.account_id),
        lambda reading, part: co_signing.co_signatures(reading, members, part),
        lambda reading: co_signing.count(reading, members),
        lambda row: row,
    )


async def confirm(info: Info, record: RecordId) -> CoSignaturePayload:
    """Says that one signed a work."""
    return await _signed(info, record, None)


async def decline(
    info: Info,
    record: RecordId,
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字，不写姓名、电话")],
) -> CoSignaturePayload:
    """Says that one did not."""
    return await _signed(info, record, reason)


async def _signed(info: Info, record: strawberry.ID, reason: str | None) -> CoSignaturePayload:
    context = info.context

    async def work() -> CoSignatureRow:
        context.caller.check_complete()
        row = global_id.number(record, "Record", "record")
        return await co_sign(context.store, Live(context.boards), context.actor, row, reason)

    done: Payload[CoSignatureRow] = await settled(info, work)
    return CoSignaturePayload(co_signature=done.done, errors=done.errors)  # type: ignore[arg-type]
