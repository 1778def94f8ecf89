"""Bulletins of opinion items over HTTP (议11, 13): signing one, what it tells."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion_analysis import OpinionFigures
from resolvers.opinion_analysis import told as told_figures
from resolvers.opinion_outcome import OpinionOutcomeKind
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.opinion_bulletins import bulletin as rows
from services.opinion_bulletins.bulletin import BulletinRow
from services.refusal import Code, Refusal
from services.rights.role import Right


@strawberry.type(description="一次采用、批示：前面的通报签发以后才记的")
class LateOpinionOutcome:
    """An outcome that came too late."""

    item: int = strawberry.field(description="哪条信息，编号")
    outcome: OpinionOutcomeKind = strawberry.field(description="采用，还是批示")
    level: str = strawberry.field(description="采用层级，或领导级别")
    day: date = strawberry.field(description="哪一天采用、批示的")


@strawberry.type(
    description="一份签发了的信息通报（议11、13），签发的不改；文件是 /opinion-bulletins/编号/版式.pdf"
)
class OpinionBulletin:
    """A bulletin."""

    number: int = strawberry.field(description="编号")
    document_number: str = strawberry.field(description="发文字号")
    issue: int = strawberry.field(description="简报的期数")
    first_day: date = strawberry.field(description="从哪一天起")
    last_day: date = strawberry.field(description="到哪一天止，当天在内")
    signed_at: datetime = strawberry.field(description="何时签发")
    signed_by: str = strawberry.field(description="谁签发的")
    total: OpinionFigures = strawberry.field(description="全部的数，签发时存下")
    late: list[LateOpinionOutcome] = several(2, "前面的通报签发以后补记的，按那一天")


@strawberry.type(description="签发的结果")
class SignOpinionBulletinPayload:
    """What became of signing."""

    done: OpinionBulletin | None = strawberry.field(name="bulletin", description="签发的通报；没有签发则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def bulletins(info: Info) -> list[OpinionBulletin]:
    """Those of the committee of the one who asks."""
    info.context.caller.check_complete()
    rights = info.context.caller.signed_in().rights
    if not rights.has(Right.READ):
        raise Refusal(Code.FORBIDDEN, "没有权限看通报", "actor")
    async with info.context.store.reading() as reading:
        return [told(one) for one in await rows.bulletins(reading, rights.committee_id)]


async def sign(
    info: Info,
    committee: CommitteeArgument,
    year: Annotated[int, strawberry.argument(description="哪一年的")],
    document_number: Annotated[str, strawberry.argument(description="发文字号，1 到 40 个字")],
    issue: Annotated[int, strawberry.argument(description="简报的期数，1 到 9,999")],
    quarter: Annotated[int | None, strawberry.argument(description="哪一季的，1 到 4；不写为全年")] = None,
) -> Payload[OpinionBulletin]:
    """Signs one."""
    store = info.context.store

    async def work(who: Actor | None) -> BulletinRow:
        return await rows.sign(store, committee, who, (year, quarter), document_number, issue)

    async def again(number: int) -> BulletinRow:
        async with store.reading() as reading:
            return await rows.bulletin(reading, (await committee_of(reading, committee)).id, number)

    done = await made(info, work, again)
    return Payload(None if done.done is None else told(done.done), done.errors, done.repeated)


def told(row: BulletinRow) -> OpinionBulletin:
    """A row as the API shows it."""
    frozen = row.told
    return OpinionBulletin(
        number=row.id,
        document_number=row.number,
        issue=row.issue,
        first_day=row.first_day,
        last_day=row.last_day,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        total=told_figures(frozen.report.total),
        late=[
            LateOpinionOutcome(
                item=one.item, outcome=OpinionOutcomeKind(one.outcome), level=one.level, day=one.day
            )
            for one in frozen.late
        ],
    )
