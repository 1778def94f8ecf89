"""Who holds the posts by which papers are signed, and who stands in for whom (议9)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

import strawberry

from resolvers.change import REPEATED, CommitteeArgument, Payload, ReasonArgument, UserError, made
from resolvers.context import Info
from resolvers.opinion_form import OpinionChoice
from services.actor import Actor
from services.opinions import posts as of_posts
from services.opinions.posts import Appointing
from services.opinions.routes import post_name
from services.refusal import Code, Refusal
from services.rights.posts import PostRow
from services.rights.role import Right

# Whoever edits, signs or grants sees who signs by which post.
_SEEING = (Right.EDIT_OPINIONS, Right.SIGN_OPINIONS, Right.GRANT)


@strawberry.type(description="谁在哪些天担任一个审签的职务，或代签；两头的日子都算")
class Post:
    """A post of an account."""

    number: int = strawberry.field(description="编号")
    post: OpinionChoice = strawberry.field(description="职务")
    name: str = strawberry.field(description="姓名")
    account: int = strawberry.field(description="账号的编号")
    instead_of: str | None = strawberry.field(description="代谁签；不是代签的为空")
    first_day: date = strawberry.field(description="从哪天起")
    last_day: date | None = strawberry.field(description="到哪天为止；没有定的为空")
    noted_by: str = strawberry.field(description="由谁登记")
    current: bool = strawberry.field(description="今天是不是由他签；账号注销了的不是")
    over: bool = strawberry.field(description="是不是已经到期、结束")


@strawberry.input(description="登记谁担任一个职务，或代签")
class AppointInput:
    """Who is to hold a post."""

    post: str = strawberry.field(description="职务的代码，见 opinionForm")
    account: int = strawberry.field(description="账号的编号，要有签批领导的角色")
    first_day: date | None = strawberry.field(default=None, description="从哪天起；不写为今天")
    last_day: date | None = strawberry.field(default=None, description="到哪天为止；代签的必写")
    stands_in: bool = strawberry.field(
        default=False, description="true：这些天代担任这个职务的人签，那些天由他签，本人不签"
    )


@strawberry.type(description="登记职务的结果")
class PostPayload:
    """What became of a change of posts."""

    done: Post | None = strawberry.field(name="post", description="这一条；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def posts(info: Info) -> list[Post]:
    """All that was noted of the posts, past and future too."""
    info.context.caller.check_complete()
    session = info.context.caller.signed_in()
    if not any(session.rights.has(right) for right in _SEEING):
        raise Refusal(Code.FORBIDDEN, "没有权限看审签的职务", "actor")
    async with info.context.store.reading() as reading:
        found = await of_posts.listed(reading, session.committee_id)
    return [told(one) for one in found]


async def appoint(
    info: Info,
    committee: CommitteeArgument,
    input: Annotated[AppointInput, strawberry.argument(description="谁、哪个职务、哪些天")],
    reason: ReasonArgument = None,
) -> Payload[Post]:
    """Notes who holds a post, or stands in for its holder."""
    appointing = Appointing(
        post=input.post,
        account_id=input.account,
        first_day=input.first_day,
        last_day=input.last_day,
        stands_in=input.stands_in,
    )

    async def work(who: Actor | None) -> PostRow:
        return await of_posts.appoint(info.context.store, committee, who, appointing, reason)

    return await _made(info, work)


async def end(
    info: Info,
    committee: CommitteeArgument,
    number: Annotated[int, strawberry.argument(description="哪一条，编号见 posts")],
    reason: ReasonArgument = None,
) -> Payload[Post]:
    """Ends a post, or that somebody stands in."""

    async def work(who: Actor | None) -> PostRow:
        return await of_posts.end(info.context.store, committee, who, number, reason)

    return await _made(info, work)


def told(row: PostRow) -> Post:
    """A row as the API shows it."""
    return Post(
        number=row.id,
        post=OpinionChoice(code=row.post, name=post_name(row.post)),
        name=row.name,
        account=row.account_id,
        instead_of=row.instead_of,
        first_day=row.first_day,
        last_day=row.last_day,
        noted_by=row.noted_by,
        current=row.current,
        over=row.over,
    )


async def _made(info: Info, work: Callable[[Actor | None], Awaitable[PostRow]]) -> Payload[Post]:
    session = info.context.caller.signed_in()

    async def again(number: int) -> PostRow:
        async with info.context.store.reading() as reading:
            found = await of_posts.listed(reading, session.committee_id)
        return next(one for one in found if one.id == number)

    done = await made(info, work, again)
    return Payload(None if done.done is None else told(done.done), done.errors, done.repeated)
