"""Handing the roles of departments over from one account to another."""

from typing import Annotated

import strawberry

from resolvers.account import OwnRole, own_role
from resolvers.change import REPEATED, CommitteeArgument, UserError, made
from resolvers.context import Info
from services.accounts.grants import administered
from services.accounts.grants import hand_over as handed_over
from services.actor import Actor
from services.rights.held import GrantRow, today


@strawberry.type(description="移交部门角色的结果")
class HandOverPayload:
    """What became of handing roles over."""

    roles: list[OwnRole] | None = strawberry.field(description="接手的人现在的部门角色；没有做成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def hand_over(
    info: Info,
    committee: CommitteeArgument,
    from_: Annotated[int, strawberry.argument(name="from", description="原来的管理员，账号的编号")],
    to: Annotated[int, strawberry.argument(description="接手的人，账号的编号")],
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字，不写姓名、电话")],
) -> HandOverPayload:
    """Takes the roles of departments from one account and gives them to another."""
    context = info.context

    async def work(actor: Actor | None) -> list[GrantRow]:
        return await handed_over(context.store, committee, actor, from_, to, reason)

    async def again(row: int) -> list[GrantRow]:
        async with context.store.reading() as connection:
            return await administered(connection, row, await today(connection))

    told = await made(info, work, again)
    roles = None if told.done is None else [own_role(one) for one in told.done]
    return HandOverPayload(roles=roles, repeated=told.repeated, errors=told.errors)
