"""The office's mapping: what it has told about its files, with its trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError, made
from resolvers.context import Info
from services.actor import Actor
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.refusal import Refusal
from services.workbooks import mapping as rows
from services.workbooks.mapping import MappingRow

MOST_CHANGES = 100


@strawberry.type(description="对应表的一次改动")
class MappingChange:
    """A line of a mapping's trail."""

    version: int = strawberry.field(description="改成了第几版")
    at: datetime = strawberry.field(description="何时")
    actor: str = strawberry.field(description="谁")
    department: str | None = strawberry.field(description="代表哪个部门")
    reason: str | None = strawberry.field(description="事由")
    text: str = strawberry.field(description="改后的全文")


@strawberry.type(description="对应表：本单位表格里的列、词、记号、表是什么；导入时自动用")
class OfficeMapping:
    """A committee's mapping."""

    version: int = strawberry.field(description="第几版；0 是还没有人写过")
    text: str = strawberry.field(description="全文（YAML）")


@strawberry.type(description="换上对应表的结果")
class MappingPayload:
    """What became of putting a mapping."""

    done: OfficeMapping | None = strawberry.field(name="mapping", description="现在的对应表；没有换上则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误，写明在第几行；为空则已经生效")


async def of_committee(root: strawberry.Parent[CommitteeRow], info: Info) -> MappingRow:
    """The mapping of a committee; an empty one where nobody has put any."""
    async with info.context.store.reading() as connection:
        return await rows.mapping_of(connection, root.id)


async def changes(root: strawberry.Parent[CommitteeRow], info: Info) -> Sequence[rows.MappingChange]:
    """The trail of a committee's mapping, the newest first; at most a hundred lines."""
    async with info.context.store.reading() as connection:
        return await rows.mapping_changes(connection, root.id, MOST_CHANGES)


async def put(
    info: Info,
    committee: CommitteeArgument,
    text: Annotated[str, strawberry.argument(description="全文（YAML），换下原来的；空的就是不要对应表")],
    version: Annotated[int, strawberry.argument(description="照着改的是第几版；其间有人改过就不改")],
    reason: ReasonArgument = None,
) -> Payload[MappingRow]:
    """Puts the whole mapping."""
    context = info.context

    async def work(actor: Actor | None) -> MappingRow:
        return await rows.put_mapping(context.store, committee, actor, text, reason, version)

    async def again(_: int) -> MappingRow:
        async with context.store.reading() as connection:
            return await rows.mapping_of(connection, (await committee_of(connection, committee)).id)

    return await made(info, work, again, _of_text)


def _of_text(refused: Refusal) -> Refusal:
    """A refusal of a line of YAML, under the argument that holds it."""
    return Refusal(refused.code, refused.message, "text") if refused.field == "rules" else refused
