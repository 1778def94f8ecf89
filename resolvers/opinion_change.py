"""Writing opinion items and giving them their first review (议2 to 9)."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers import argument, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made, settled
from resolvers.context import Info
from resolvers.opinion import Opinion, told
from resolvers.opinion_parts import UPLOAD
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.opinions import opinion as rows
from services.opinions import purging, reviewing, writing
from services.opinions.form import CoAuthor, Written
from services.opinions.opinion import OpinionRow
from services.rights.held import Rights, permitted

R = TypeVar("R")
T = TypeVar("T")
# So many an input may name; how many are taken is a word of the form.
MOST_NAMED = 50
Number = Annotated[int, strawberry.argument(description="哪一条信息，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几版；其间改动过就不办")]
NotClassified = Annotated[
    bool, strawberry.argument(description="本人声明不涉密：要写 true；涉密的不收，什么都不保存")
]
Words = Annotated[
    str | None, strawberry.argument(description="对作者说的话，1 到 2,000 个字，可以分行；可以不写")
]


@strawberry.input(description="合写的人")
class OpinionAuthorInput:
    """Somebody who wrote an item, too."""

    name: str = strawberry.field(description="姓名")
    number: str | None = strawberry.field(
        default=None, description="委员编号，提交时与姓名核对；不是委员的不写"
    )


@strawberry.input(description="一条信息，一事一报；草稿可以没有写完，没有写的留空")
class SaveOpinionDraftInput:
    """What an author has written."""

    not_classified: bool = strawberry.field(description="本人声明不涉密：要写 true；涉密的不收，什么都不保存")
    number: int | None = strawberry.field(default=None, description="接着写的是哪一条，它的编号；新写的不写")
    version: int | None = strawberry.field(
        default=None, description="照着改的是第几版：在别的设备上改过了就不存；新写的不写"
    )
    title: str = strawberry.field(default="", description="题目，最多 60 个字")
    situation: str = strawberry.field(default="", description="情况：什么事，何时何地，多少")
    causes: str = strawberry.field(default="", description="原因，可以不写")
    advice: str = strawberry.field(default="", description="建议")
    area: str | None = strawberry.field(default=None, description="关注重点的代码，见 opinionForm")
    urgency: str = strawberry.field(default="ordinary", description="缓急的代码，见 opinionForm")
    source: str = strawberry.field(default="own", description="来源的代码，见 opinionForm")
    open: bool = strawberry.field(default=True, description="录用以后是否同意在系统内公开（议14）")
    follows: int | None = strawberry.field(default=None, description="接着本人以前的哪一条，它的编号")
    call: int | None = strawberry.field(
        default=None, description="来源是约稿的，哪一次，编号见 opinionCalls；过了截止日的也收，记为迟交"
    )
    contact_point: int | None = strawberry.field(
        default=None, description="来源是联系点的，哪一个，编号见 contactPoints"
    )
    lead: int | None = strawberry.field(
        default=None, description="写的是本人接办的哪条线索，编号见 opinionLeads；不是的不写"
    )
    co_authors: list[OpinionAuthorInput] | None = strawberry.field(
        default=None, description="合写的人，最多 20 名", metadata={"most": MOST_NAMED}
    )
    files: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="附件：先 POST /uploads，再写它们的 id，最多 10 个",
        metadata={"most": MOST_NAMED},
    )

    def written(self) -> Written:
        """The same; raises `Refusal`."""
        files = argument.bounded(self.files or [], "files", MOST_NAMED, 0)
        authors = argument.bounded(self.co_authors or [], "coAuthors", MOST_NAMED, 0)
        return Written(
            title=self.title,
            situation=self.situation,
            causes=self.causes,
            advice=self.advice,
            area=self.area,
            urgency=self.urgency,
            source=self.source,
            open=self.open,
            follows=self.follows,
            call=self.call,
            point=self.contact_point,
            lead=self.lead,
            authors=tuple(CoAuthor(one.name, one.number) for one in authors),
            files=tuple(global_id.own_number(one, UPLOAD) or 0 for one in files),
        )


@strawberry.type(description="保存草稿的结果")
class SaveOpinionDraftPayload:
    """What became of saving."""

    opinion: Opinion | None = strawberry.field(description="这条信息；没有保存则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经保存")


@strawberry.type(description="提交、撤回、初审信息的结果")
class OpinionPayload:
    """What became of a step."""

    done: Opinion | None = strawberry.field(name="opinion", description="这条信息；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def save(
    info: Info, input: Annotated[SaveOpinionDraftInput, strawberry.argument(description="写了什么")]
) -> SaveOpinionDraftPayload:
    """Keeps a draft. What it says is kept in no digest: it takes no key, and the same twice is one."""
    session = info.context.caller.signed_in()

    async def work() -> OpinionRow:
        info.context.caller.check_complete()
        return await writing.save(
            info.context.store,
            session,
            input.written(),
            not_classified=input.not_classified,
            number=input.number,
            version=input.version,
        )

    done = await settled(info, work)
    return SaveOpinionDraftPayload(
        opinion=None if done.done is None else told(done.done, session.rights), errors=done.errors
    )


async def submit(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    not_classified: NotClassified,
) -> Payload[Opinion]:
    """Hands an item in for its first review."""
    store = info.context.store
    return await made_of_item(
        info,
        committee,
        lambda who: writing.submit(store, committee, who, number, version, not_classified=not_classified),
    )


async def withdraw(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[Opinion]:
    """Takes an item of one's own back."""
    store = info.context.store
    return await made_of_item(
        info, committee, lambda who: writing.withdraw(store, committee, who, number, version)
    )


async def accept(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[Opinion]:
    """Passes an item on."""
    store = info.context.store
    return await made_of_item(
        info, committee, lambda who: reviewing.accept(store, committee, who, number, version)
    )


async def keep_on_file(
    info: Info, committee: CommitteeArgument, number: Number, version: Version, words: Words = None
) -> Payload[Opinion]:
    """Keeps an item for later use."""
    store = info.context.store
    return await made_of_item(
        info, committee, lambda who: reviewing.keep_on_file(store, committee, who, number, version, words)
    )


async def return_to_author(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    reason: Annotated[str, strawberry.argument(description="退回的理由，代码见 opinionForm 的 reasons")],
    words: Words = None,
) -> Payload[Opinion]:
    """Gives an item back."""
    store = info.context.store
    return await made_of_item(
        info,
        committee,
        lambda who: reviewing.return_to_author(store, committee, who, number, version, reason, words),
    )


async def purge(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    reason: Annotated[str, strawberry.argument(description="为什么，代码见 opinionForm 的 purges")],
) -> Payload[Opinion]:
    """Takes away all of an item that may not be held."""
    context = info.context
    return await made_of_item(
        info,
        committee,
        lambda who: purging.purge(
            context.store, context.texts, context.keeping, committee, who, number, reason
        ),
    )


async def made_of_item(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[OpinionRow]]
) -> Payload[Opinion]:
    """What a step came to, as the one who took it sees it."""
    vault = info.context.store.vault

    async def again(reading: AsyncConnection, number: int, rights: Rights) -> OpinionRow:
        return await rows.opinion(reading, vault, rights.committee_id, number, rights)

    return await stepped(info, committee, work, again, told)


async def stepped(
    info: Info,
    committee: str,
    work: Callable[[Actor | None], Awaitable[R]],
    again: Callable[[AsyncConnection, int, Rights], Awaitable[R]],
    shown: Callable[[R, Rights], T],
) -> Payload[T]:
    """What a step about an item or a paper came to, as the one who took it sees it; `again` reads it anew."""
    rights = info.context.caller.signed_in().rights

    async def repeated(number: int) -> R:
        async with info.context.store.reading() as reading:
            of = await committee_of(reading, committee)
            who = known(info.context.actor)
            held = (await permitted(reading, of.id, who, info.context.right)).rights
            return await again(reading, number, held)

    done = await made(info, work, repeated)
    return Payload(None if done.done is None else shown(done.done, rights), done.errors, done.repeated)
