"""What is counted over the whole term (届内累计): the rules, and what each counted of a member."""

from datetime import date

import strawberry

from resolvers import argument, cursor, loaded
from resolvers.context import Info
from resolvers.field import answered
from resolvers.page import Connection, Page, listed
from resolvers.ranking import RuleCode
from resolvers.record import Record
from resolvers.standing import ScoredRecord, Standing, as_scored, list_of, row_of
from scoring.statement import TermCount as Counted
from scoring.statement import TermFact
from services.records.listing import RecordRow
from services.refusal import Code, Refusal


async def _record(root: "strawberry.Parent[TermRecord]", info: Info) -> RecordRow | None:
    """The record as it is now."""
    return await loaded.record(info, root.record_id)


@strawberry.type(description="届内累计的一条数到的一条记录")
class TermRecord:
    """A record that a rule of the term counted."""

    as_scored: ScoredRecord = strawberry.field(description="记分时的记录")
    record: Record | None = answered(_record, "记录")
    day: date = strawberry.field(description="计入的日期")
    record_id: strawberry.Private[int]


@strawberry.type(description="届内累计的一条，以及一名委员的数：从届首到统计期末")
class TermCount:
    """A rule of the term with the numbers of a member."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    records: int = strawberry.field(description="取了几条履职事实")
    works: int = strawberry.field(description="取了几件次")
    rate: str | None = strawberry.field(description="比率的两个数，如 5 / 9；不是比率，或不足起算数则空")


async def counts(root: strawberry.Parent[Standing], info: Info) -> list[TermCount]:
    """What every rule of the term counted of the member."""
    if not root.board.rule_set.term_counts:
        return []
    told = (await root.explained(info)).statement.term or ()
    return [
        TermCount(
            code=one.id,
            title=one.title,
            citation=one.citation,
            records=one.records,
            works=one.works,
            rate=one.rate,
        )
        for one in told
    ]


async def records(
    root: strawberry.Parent[Standing], info: Info, rule: RuleCode, *, asked: Page
) -> Connection[TermRecord]:
    """The records that a rule of the term counted, the latest first."""
    argument.text(rule, "rule")
    found = await root.explained(info)
    known: dict[str, Counted] = {one.id: one for one in found.statement.term or ()}
    if rule not in known:
        raise Refusal(Code.NOT_FOUND, "办法里没有这一条届内累计，代码见 measure 的 termCounts", "rule")
    return listed(known[rule].facts, cursor.mark("term records", *list_of(found), rule), asked, _term_record)


def _term_record(fact: TermFact) -> TermRecord:
    return TermRecord(as_scored=as_scored(fact), day=fact.day, record_id=row_of(fact))
