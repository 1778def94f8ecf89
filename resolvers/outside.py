"""Outside identities of one's own account: shown, linked, unlinked."""

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers.change import UserError, settled
from resolvers.context import Info
from resolvers.global_id import encode
from services.accounts.outside.identities import IdentityRow, identities_of, unlink
from services.accounts.outside.provider import Outside
from services.accounts.outside.sign_in import Begun, begin_outside
from services.refusal import Code, Refusal

TYPE = "OutsideIdentity"


@strawberry.type(description="绑定的一个外面的账号，可以用它登录")
class OwnOutsideIdentity:
    """An outside identity of one's own."""

    id: strawberry.ID = strawberry.field(description="id，不透明，请原样使用")
    provider: str = strawberry.field(description="登录方式的代号，如 zhezhengding")
    title: str = strawberry.field(description="登录方式的名称，如 浙政钉")
    linked_at: datetime = strawberry.field(description="何时绑定")
    used_at: datetime | None = strawberry.field(description="最近何时用它登录；空为还没有")


@strawberry.type(description="开始绑定的结果")
class LinkPayload:
    """Where to go to link an outside identity."""

    address: str | None = strawberry.field(
        description="让浏览器去的地址：在那里登录以后，回到 /sign-in 就绑定了；10 分钟以内，一次"
    )
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经开始")


@strawberry.type(description="解除绑定的结果")
class UnlinkPayload:
    """What became of unlinking."""

    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经解除")


def own_identity(one: IdentityRow, outside: Outside) -> OwnOutsideIdentity:
    """An identity as its holder sees it; one of a provider that is no longer there has its name for title."""
    provider = outside.providers.get(one.provider)
    return OwnOutsideIdentity(
        id=encode(TYPE, one.id),
        provider=one.provider,
        title=provider.title if provider else one.provider,
        linked_at=one.linked_at,
        used_at=one.used_at,
    )


async def link_outside_identity(
    info: Info,
    provider: Annotated[str, strawberry.argument(description="登录方式的代号，如 zhezhengding")],
) -> LinkPayload:
    """Begins to link an outside identity to one's own account; the browser keeps what binds it to that."""
    context = info.context

    async def work() -> Begun:
        session = context.caller.signed_in()
        context.caller.visit("cookie")
        begun = await begin_outside(context.store, context.outside, provider, session.committee, session)
        context.caller.keep_outside(begun.browser)
        return begun

    done = await settled(info, work)
    return LinkPayload(address=done.done.address if done.done else None, errors=done.errors)


async def unlink_outside_identity(
    info: Info,
    id: Annotated[
        strawberry.ID, strawberry.argument(description="自己绑定的哪一个，id 见 me.outsideIdentities")
    ],
) -> UnlinkPayload:
    """Unlinks an outside identity of one's own account."""
    context = info.context

    async def work() -> None:
        session = context.caller.signed_in()
        context.caller.check_complete()
        async with context.store.reading() as connection:
            own = await identities_of(connection, session.account_id)
        # Only among one's own: of an id of others nothing is learnt.
        found = next((one.id for one in own if encode(TYPE, one.id) == id), None)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有绑定，或者已经解除", "id")
        await unlink(context.store, session, found)

    return UnlinkPayload(errors=(await settled(info, work)).errors)
