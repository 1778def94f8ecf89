"""What is published inside a committee (议14), for whoever reads its results or its opinion items."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from resolvers import cursor
from resolvers.context import Info
from resolvers.field import several
from resolvers.opinion import Searched
from resolvers.opinion_form import OpinionChoice, choice
from resolvers.opinion_outcome import OpinionOutcomeKind
from resolvers.opinion_parts import parts
from resolvers.page import Connection, Page, newest
from services.accounts.sessions import SessionRow
from services.opinions import published as rows
from services.opinions.published import PublishedRow
from services.opinions.routes import routes
from services.opinions.search import searched
from services.refusal import Code, Refusal
from services.rights.published import READING


@strawberry.type(description="公开的信息的一次采用、批示；批示的话不公开")
class PublishedOutcome:
    """An adoption, or that there was an instruction."""

    outcome: OpinionOutcomeKind = strawberry.field(description="采用，还是批示")
    level: str = strawberry.field(description="采用层级，或批示的领导级别")
    day: date = strawberry.field(description="哪一天")


@strawberry.type(description="一份在系统内公开的编发稿（议14）")
class PublishedPaper:
    """A paper that is published."""

    number: int = strawberry.field(description="编号")
    title: str = strawberry.field(description="编发的题目")
    situation: str = strawberry.field(description="编发的情况")
    causes: str = strawberry.field(description="编发的原因；没有写的为空字符串")
    advice: str = strawberry.field(description="编发的建议")
    merged: bool = strawberry.field(description="是不是几条合成一份的（综合）；不是的是单篇")
    vehicle: OpinionChoice = strawberry.field(description="载体，如 专报")
    year: int = strawberry.field(description="哪一年的")
    issue: int = strawberry.field(description="第几期")
    signed_at: datetime = strawberry.field(description="何时签发")
    authors: list[str] = several(2, "提交的人、合写的委员；合写的、不是委员的不写")
    outcomes: list[PublishedOutcome] = several(2, "采用、批示，按日期；收回了的不列")


async def published_papers(info: Info, search: Searched = None, *, asked: Page) -> Connection[PublishedPaper]:
    """What is published, the newest first."""
    session, vault = _reading(info), info.context.store.vault
    words, of = searched(search, "search"), session.committee_id
    async with info.context.store.reading() as reading:
        numbers = await rows.found_published(reading, vault, of, words)
    return await newest(
        info,
        asked,
        cursor.mark("published papers", of, words),
        lambda reading, part: rows.published_papers(reading, vault, of, numbers, part),
        lambda reading: rows.count_published(reading, of, numbers),
        told,
    )


async def published_paper(
    info: Info, number: Annotated[int, strawberry.argument(description="哪一份，它的编号")]
) -> PublishedPaper:
    """One that is published."""
    session, vault = _reading(info), info.context.store.vault
    async with info.context.store.reading() as reading:
        return told(await rows.published_paper(reading, vault, session.committee_id, number))


def told(row: PublishedRow) -> PublishedPaper:
    """A row as the API shows it."""
    vehicle = choice(routes().vehicles, row.vehicle)
    assert vehicle is not None
    return PublishedPaper(
        number=row.id,
        **parts(row.written),
        merged=row.merged,
        vehicle=vehicle,
        year=row.year,
        issue=row.issue,
        signed_at=row.signed_at,
        authors=list(row.authors),
        outcomes=[
            PublishedOutcome(outcome=OpinionOutcomeKind(one.outcome), level=one.level, day=one.day)
            for one in row.outcomes
        ],
    )


def _reading(info: Info) -> SessionRow:
    info.context.caller.check_complete()
    session = info.context.caller.signed_in()
    if not any(session.rights.has(one) for one in READING):
        raise Refusal(Code.FORBIDDEN, "没有权限看公开的信息", "actor")
    return session
