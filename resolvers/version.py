"""Versions of measures on their way into force: their text, what differs, what lint and simulations say."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id, loaded
from resolvers.argument import AnyYear
from resolvers.context import Info
from resolvers.page import Connection, Page, newest
from resolvers.rule_set import Measure, measure_of
from resolvers.simulation import Simulation, of_row
from rules.source import DocumentRefused, Problem
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.rule_sets import versions as kept
from services.rule_sets.trail import Hand, asked, hands, simulations
from services.rule_sets.versions import Version

MOST_SIMULATIONS = 20
TYPE = "RuleSetVersion"


@strawberry.enum(description="一版办法到了哪一步")
class RuleSetState(Enum):
    """How far a version has come."""

    DRAFT = strawberry.enum_value("draft", description="草稿，可以改")
    IN_REVIEW = strawberry.enum_value("in_review", description="送审，等另一人发布")
    PUBLISHED = strawberry.enum_value("published", description="生效，按它记分；文本不再改")
    SUPERSEDED = strawberry.enum_value("superseded", description="已被后来的一版取代")
    WITHDRAWN = strawberry.enum_value(
        "withdrawn", description="撤回了：没有生效，或生效以后由两人撤回（publishedAt 不空）"
    )


@strawberry.type(description="办法的文本里的一处问题")
class RuleProblem:
    """What is wrong, or remarkable, in a text."""

    file: str = strawberry.field(description="哪个文件：办法或某份补充规定")
    line: int = strawberry.field(description="第几行，从 1 起")
    column: int = strawberry.field(description="第几列，从 1 起")
    message: str = strawberry.field(description="问题")
    suggestion: str | None = strawberry.field(description="怎样改")
    level: str = strawberry.field(description="error 为错误，改正后才能送审；warning 为提醒")


@strawberry.type(description="两版之间的一处不同")
class RuleDifference:
    """What differs in one rule."""

    code: str = strawberry.field(description="规则的代码，或文件头、等次、排名等")
    title: str = strawberry.field(description="名称")
    kind: str = strawberry.field(description="新增、删除、修改或移动")
    what: str = strawberry.field(description="一整句话，如 M4 专委会会议：上限 8 改为 10")
    before: str | None = strawberry.field(description="原来的；空为没有")
    after: str | None = strawberry.field(description="现在的；空为没有")


async def versions(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: AnyYear = None,
    state: Annotated[RuleSetState | None, strawberry.argument(description="只要到了这一步的")] = None,
    *,
    asked: Page,
) -> Connection[Version]:
    """A committee's versions, drafts among them, the newest first."""
    argument.optional_year(year)
    states = None if state is None else (str(state.value),)
    return await newest(
        info,
        asked,
        cursor.mark("versions", root.id, year, state and state.value),
        lambda reading, part: kept.versions(reading, root.id, year, states, part),
        lambda reading: kept.count(reading, root.id, year, states),
        lambda version: version,
    )


def id_of(root: strawberry.Parent[Version]) -> strawberry.ID:
    """The global id."""
    return global_id.encode(TYPE, root.id)


def measure(root: strawberry.Parent[Version]) -> Measure | None:
    """The rule set, once it was published."""
    return measure_of(root) if root.was_published else None


async def changed_by(root: strawberry.Parent[Version], info: Info) -> str:
    """Who wrote on the text last."""
    hand = await _hand(info, root)
    return hand.actor if hand else root.author


async def changed_at(root: strawberry.Parent[Version], info: Info) -> datetime:
    """When somebody wrote on the text last."""
    hand = await _hand(info, root)
    return hand.at if hand else root.added_at


@strawberry.type(description="有人要求撤回生效的一版，还等另一人确认")
class RuleSetWithdrawal:
    """Who asks to withdraw a version in force."""

    actor: str = strawberry.field(description="谁要求的；确认的要是另一人")
    department: str | None = strawberry.field(description="代表哪个部门")
    at: datetime = strawberry.field(description="何时要求的")
    reason: str = strawberry.field(description="事由")


async def withdrawal(root: strawberry.Parent[Version], info: Info) -> RuleSetWithdrawal | None:
    """Who asks to withdraw a version, as long as that is open."""
    hand = await info.context.load("asked", root.id, asked) if root.in_force else None
    if hand is None:
        return None
    return RuleSetWithdrawal(
        actor=hand.actor, department=hand.department, at=hand.at, reason=hand.reason or ""
    )


async def predecessor(root: strawberry.Parent[Version], info: Info) -> Version | None:
    """What comes back where a version in force is withdrawn."""
    async with info.context.store.reading() as connection:
        return await kept.predecessor(connection, root) if root.in_force else None


async def _hand(info: Info, version: Version) -> Hand | None:
    return await info.context.load("hand", version.id, hands)


async def problems(root: strawberry.Parent[Version], info: Info) -> list[RuleProblem]:
    """What lint says of the text; what keeps it from being read at all, where that has come about since."""
    try:
        facts = await info.context.sandbox.known("checked", root.written)
    except DocumentRefused as refused:
        return problems_of(refused.problems)
    return [RuleProblem(**problem) for problem in facts["problems"]]


def problems_of(problems: Sequence[Problem]) -> list[RuleProblem]:
    """Problems as clients see them."""
    return [RuleProblem(**asdict(problem)) for problem in problems]


async def consolidated(
    root: strawberry.Parent[Version],
    info: Info,
    day: Annotated[
        date | None, strawberry.argument(description="哪一天有效的；不写则为全年的，逐处写明起止")
    ] = None,
) -> str:
    """The text with its supplements worked in, each place with its source."""
    try:
        made: str = await info.context.sandbox.known("consolidation", root.written, day)
    except DocumentRefused as refused:
        raise unreadable(refused) from None
    return made


async def differences(
    root: strawberry.Parent[Version],
    info: Info,
    before: Annotated[strawberry.ID, strawberry.argument(description="与哪一版相比，RuleSetVersion 的 id")],
) -> list[RuleDifference]:
    """What this version says otherwise than another of the same committee."""
    other = await loaded.version(info, global_id.number(before, TYPE, "before"))
    if other is None or other.committee_id != root.committee_id:
        raise global_id.missing(TYPE, "before")
    pair = (other.written, root.written)
    try:
        found = await info.context.sandbox.known("compared", *pair)
    except DocumentRefused as refused:
        raise unreadable(refused) from None
    return [
        RuleDifference(code=one["id"], **{name: value for name, value in one.items() if name != "id"})
        for one in found
    ]


async def simulations_of(
    root: strawberry.Parent[Version],
    info: Info,
    first: Annotated[
        int, strawberry.argument(description=f"最近的几次，1 到 {MOST_SIMULATIONS}")
    ] = MOST_SIMULATIONS,
) -> list[Simulation]:
    """The simulations of a version, the newest first."""
    if not 1 <= first <= MOST_SIMULATIONS:
        raise Refusal(Code.BAD_USER_INPUT, f"first 应为 1 到 {MOST_SIMULATIONS}", "first")
    async with info.context.store.reading() as connection:
        newest_first = await simulations(connection, root.id, first)
    return [of_row(row, row.digest == root.digest) for row in newest_first]


def unreadable(refused: DocumentRefused) -> Refusal:
    """What is said where a stored text cannot be read any more."""
    return Refusal(Code.CONFLICT, f"这份文本现在读不出来：{refused.problems[0]}", "id")
