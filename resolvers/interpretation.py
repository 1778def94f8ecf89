"""Notes of interpretation (履19): beside rules and the deadline, in explanations, and writing them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol

import strawberry

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.measure import MeasureNode
from services.actor import Actor
from services.committee.committees import CommitteeRow
from services.committee.committees import committee as committee_of
from services.rule_sets import interpretations as rows
from services.rule_sets.interpretations import InterpretationRow, beside
from services.runs.run import RunRow


@strawberry.type(description="委员工作委员会对一条规则、或对录入期限的解释（履19）；不改变得分")
class Interpretation:
    """A note; its values are those of a row."""

    id: int = strawberry.field(name="number", description="编号，撤回时写它")
    year: int = strawberry.field(description="哪一年的办法")
    code: str | None = strawberry.field(description="规则的代码；空为录入的期限")
    text: str = strawberry.field(description="怎么理解")
    author: str = strawberry.field(description="谁写的")
    written_at: datetime = strawberry.field(description="何时写的")
    withdrawn_at: datetime | None = strawberry.field(description="何时撤回的；空为有效")


@strawberry.type(description="写解释、撤回解释的结果")
class InterpretationPayload:
    """What became of a note."""

    done: Interpretation | None = strawberry.field(
        name="interpretation", description="这条解释；没有做成则空"
    )
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def of_year(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> Sequence[InterpretationRow]:
    """The notes of a year, the newest first."""
    async with info.context.store.reading() as connection:
        return await rows.interpretations(connection, root.id, argument.year(year))


class OfRule(Protocol):
    """What is told of a rule in a run."""

    run: RunRow
    node: MeasureNode


async def beside_rule(root: strawberry.Parent[OfRule], info: Info) -> list[InterpretationRow]:
    """The notes that hold beside a rule."""
    return await notes(info, root.run.committee_id, root.run.year, root.node.code)


async def notes(info: Info, committee_id: int, year: int, code: str | None) -> list[InterpretationRow]:
    """The notes that hold beside a rule, or beside the deadline."""
    found = await info.context.load("interpretations", (committee_id, year), rows.in_force_of)
    return beside(found or (), code)


async def interpret(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    text: Annotated[str, strawberry.argument(description="怎么理解，1 到 1,000 个字，不写姓名、电话")],
    code: Annotated[
        str | None, strawberry.argument(description="规则的代码，如 proposal；不写为录入的期限")
    ] = None,
) -> Payload[InterpretationRow]:
    """Puts a note beside a rule or the deadline."""
    store = info.context.store

    async def work(actor: Actor | None) -> InterpretationRow:
        return await rows.interpret(store, committee, actor, argument.year(year), code, text)

    return await made(info, work, lambda row: _one(info, committee, row))


async def withdraw(
    info: Info,
    committee: CommitteeArgument,
    number: Annotated[int, strawberry.argument(description="哪一条，编号见 interpretations")],
    reason: Annotated[str, strawberry.argument(description="事由，1 到 500 个字")],
) -> Payload[InterpretationRow]:
    """Withdraws a note."""
    store = info.context.store

    async def work(actor: Actor | None) -> InterpretationRow:
        return await rows.withdraw(store, committee, actor, number, reason)

    return await made(info, work, lambda row: _one(info, committee, row))


async def _one(info: Info, committee: str, row: int) -> InterpretationRow:
    async with info.context.store.reading() as connection:
        return await rows.interpretation(connection, (await committee_of(connection, committee)).id, row)
