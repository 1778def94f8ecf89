"""Raising objections and deciding them (履11)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated

import strawberry

from resolvers import argument, global_id
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made, settled
from resolvers.context import Info
from resolvers.objection import UPLOAD, Objection, ObjectionAbout, ObjectionVerdict, rights_of
from services.accounts.sessions import SessionRow
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.objections import deciding, objection, raising
from services.objections.deciding import Answer
from services.objections.objection import ObjectionRow
from services.objections.raising import MOST_FILES, Claim

Number = Annotated[int, strawberry.argument(description="哪一条异议，它的编号")]
Version = Annotated[int, strawberry.argument(description="照着办的是第几次的；其间有人办过就不办")]


@strawberry.input(description="一条异议")
class RaiseObjectionInput:
    """What somebody objects to."""

    year: int = strawberry.field(description="哪一年的结果")
    about: ObjectionAbout = strawberry.field(description="对什么有异议")
    words: str = strawberry.field(description="错在哪里、依据什么，1 到 2,000 个字，可以分行")
    record: strawberry.ID | None = strawberry.field(default=None, description="哪条记录")
    kind: str | None = strawberry.field(default=None, description="缺的记录：种类，如 提案")
    day: date | None = strawberry.field(default=None, description="缺的记录：哪一天")
    title: str | None = strawberry.field(default=None, description="缺的记录：题目，1 到 200 个字")
    rule: str | None = strawberry.field(default=None, description="得分的一行：规则的代码，见 awards 的 node")
    member: strawberry.ID | None = strawberry.field(
        default=None, description="部门提出的：就哪名委员的得分、名次；委员本人提出的不写"
    )
    to_mwc: bool = strawberry.field(
        default=False,
        description="请委员工作委员会答复；不写为请组织的部门答复。部门提出的都由委员工作委员会答复",
    )
    organiser: str | None = strawberry.field(
        default=None,
        description="缺的记录，由组织者录入的种类：哪个部门组织的；不知道的不写，由委员工作委员会答复",
    )
    files: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="佐证：先 POST /uploads，再写它们的 id，最多 10 个",
        metadata={"most": MOST_FILES},
    )

    def claim(self) -> Claim:
        """The same, checked; raises `Refusal`."""
        files = argument.bounded(self.files or [], "files", MOST_FILES, 0)
        numbers = [global_id.own_number(one, UPLOAD) or 0 for one in files]
        return Claim(
            year=argument.year(self.year),
            about=str(self.about.value),
            words=self.words,
            record_id=_row(self.record, "Record", "record"),
            kind=argument.optional_text(self.kind, "kind"),
            day=self.day,
            title=self.title,
            rule=argument.optional_text(self.rule, "rule"),
            membership_id=_row(self.member, "Member", "member"),
            to_mwc=self.to_mwc,
            organiser=argument.optional_text(self.organiser, "organiser"),
            files=tuple(numbers),
        )


@strawberry.input(description="因异议成立改正的记录")
class ObjectionCorrectionInput:
    """The record that was put right."""

    record: strawberry.ID = strawberry.field(description="改了哪条记录；缺的是补录的那条")
    version: int = strawberry.field(description="改成了第几版")


@strawberry.input(
    description="对一条异议的答复；规则、条款、步骤都要写明，就得分的一行提出的，不写就照那一行"
)
class AnswerObjectionInput:
    """A decision."""

    verdict: ObjectionVerdict = strawberry.field(description="结论")
    words: str = strawberry.field(description="答复，1 到 2,000 个字，可以分行")
    rule: str | None = strawberry.field(default=None, description="依据哪条规则：代码，见办法的 nodes")
    citation: str | None = strawberry.field(
        default=None, description="依据哪一条，如 第五条（四）；不写就照规则写的"
    )
    step: str | None = strawberry.field(default=None, description="算到哪一步，如 记 2 分，封顶以后计 1 分")
    correction: ObjectionCorrectionInput | None = strawberry.field(
        default=None, description="成立、部分成立的必写：先改好记录，再写改的是哪一条、第几版"
    )

    def answer(self) -> Answer:
        """The same; raises `Refusal`."""
        made = self.correction
        row = None if made is None else global_id.number(made.record, "Record", "correction.record")
        return Answer(
            verdict=str(self.verdict.value),
            words=self.words,
            rule=self.rule,
            citation=self.citation,
            step=self.step,
            correction=None if made is None or row is None else (row, made.version),
        )


@strawberry.type(description="提出、撤回、办结异议的结果")
class OwnObjectionPayload:
    """What became of an objection of one's own."""

    done: Objection | None = strawberry.field(name="objection", description="这条异议；没有办成则空")
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


@strawberry.type(description="受理、转办、答复异议的结果")
class ObjectionPayload:
    """What became of a decision."""

    done: Objection | None = strawberry.field(name="objection", description="这条异议；没有办成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def object_to(
    info: Info, input: Annotated[RaiseObjectionInput, strawberry.argument(description="对什么有异议，为什么")]
) -> Payload[ObjectionRow]:
    """Raises an objection. What it says is kept in no digest: it takes no key, and the same twice is one."""
    context = info.context
    return await _by_writer(
        info, lambda session: raising.object_to(context.store, context.boards, session, input.claim())
    )


async def withdraw(info: Info, number: Number, version: Version) -> Payload[ObjectionRow]:
    """Takes an objection of one's own back."""
    store = info.context.store
    return await _by_writer(info, lambda session: deciding.withdraw(store, session, number, version))


async def close(info: Info, number: Number, version: Version) -> Payload[ObjectionRow]:
    """Closes an objection of one's own that was answered."""
    store = info.context.store
    return await _by_writer(info, lambda session: deciding.close(store, session, number, version))


async def accept(
    info: Info, committee: CommitteeArgument, number: Number, version: Version
) -> Payload[ObjectionRow]:
    """Takes an objection up."""
    store = info.context.store
    return await _made(info, committee, lambda who: deciding.accept(store, committee, who, number, version))


async def pass_on(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    words: Annotated[str, strawberry.argument(description="为什么转，1 到 2,000 个字，提出的人看得到")],
) -> Payload[ObjectionRow]:
    """Passes an objection on to the Members' Work Committee."""
    store = info.context.store
    return await _made(
        info, committee, lambda who: deciding.pass_on(store, committee, who, number, version, words)
    )


async def answer(
    info: Info,
    committee: CommitteeArgument,
    number: Number,
    version: Version,
    input: Annotated[AnswerObjectionInput, strawberry.argument(description="结论、依据和答复")],
) -> Payload[ObjectionRow]:
    """Answers an objection."""
    context = info.context

    async def work(who: Actor | None) -> ObjectionRow:
        said = input.answer()
        return await deciding.answer(context.store, context.boards, committee, who, number, version, said)

    return await _made(info, committee, work)


async def _by_writer(
    info: Info, work: Callable[[SessionRow], Awaitable[ObjectionRow]]
) -> Payload[ObjectionRow]:
    async def done() -> ObjectionRow:
        session = info.context.caller.signed_in()
        info.context.caller.check_complete()
        return await work(session)

    return await settled(info, done)


async def _made(
    info: Info, committee: str, work: Callable[[Actor | None], Awaitable[ObjectionRow]]
) -> Payload[ObjectionRow]:
    async def again(number: int) -> ObjectionRow:
        async with info.context.store.reading() as connection:
            of = await committee_of(connection, committee)
        rights = await rights_of(info, of.id)
        async with info.context.store.reading() as connection:
            return await objection.one(connection, info.context.store.vault, of.id, number, rights)

    return await made(info, work, again)


def _row(text: str | None, type_: str, field: str) -> int | None:
    return None if text is None else global_id.number(text, type_, field)
