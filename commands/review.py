"""`luzhi review`: what waits for a review, and moving it on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, wrong_call
from commands.option import ActorName, Address, AllOrNothing, CommitteeCode, LateReason

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.records.listing import RecordRow
    from services.review.decision import Decided

app = typer.Typer(no_args_is_help=True)
Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="编号...", min=1, help="见 luzhi review list；不写则用 --kind 等选"),
]
OfYear = Annotated[int | None, typer.Option("--year", min=1950, max=2200, help="登记在这一年的")]
OfKind = Annotated[
    list[str] | None, typer.Option("--kind", metavar="种类", help="这一种的，如 提案；可以写几次")
]
OfDepartment = Annotated[
    str | None, typer.Option("--department", metavar="部门", help="目录里由这个部门录入的，如 提案委员会")
]
Why = Annotated[str | None, typer.Option("--reason", help="事由，记入改动记录")]


class Waiting(StrEnum):
    """Which records are listed."""

    DRAFT = "草稿"
    SUBMITTED = "待审核"
    RETURNED = "已退回"
    APPROVED = "已通过"


class Verdict(StrEnum):
    """What becomes of a correction."""

    APPROVE = "通过"
    RETURN = "退回"


_STATES = {
    Waiting.DRAFT: "draft",
    Waiting.SUBMITTED: "submitted",
    Waiting.RETURNED: "returned",
    Waiting.APPROVED: "approved",
}


@app.command("list")
def show(
    state: Annotated[Waiting, typer.Option("--state", help="哪个状态的")] = Waiting.SUBMITTED,
    year: OfYear = None,
    kind: OfKind = None,
    department: OfDepartment = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """列出本部门等着的记录，早的在前，最多 1,000 条；待审核的连同更正。"""
    from commands.database import changed
    from services.review.queue import Found, looked_for

    async def read(store: Store, code: str, who: Actor) -> Found:
        return await looked_for(store, code, who, _STATES[state], year, kind, department)

    found = changed(database, committee, as_name, read)
    for one in found.records:
        screen.say(f"{one.id}：第 {one.version} 版，{one.kind}，{one.day}，{one.title or one.key}")
    for each in found.corrections:
        what = "撤下" if each.after is None else "更正"
        screen.say(f"{what} {each.id}：记录 {each.record_id}，{each.made_by}：{each.reason}")
    screen.say(f"{state.value} {len(found.records)} 条，更正 {len(found.corrections)} 条。")


@app.command("submit")
def submit(
    numbers: Numbers = None,
    year: OfYear = None,
    kind: OfKind = None,
    late_reason: LateReason = None,
    department: OfDepartment = None,
    all_or_nothing: AllOrNothing = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """提交草稿，等审核；退回后改好的，写编号。过了录入期限的，写 --late-reason。"""
    choice = Choice(numbers, year, kind, department, all_or_nothing)
    choice.move("submit", "draft", late_reason, committee, as_name, database)


@app.command("approve")
def approve(
    numbers: Numbers = None,
    year: OfYear = None,
    kind: OfKind = None,
    department: OfDepartment = None,
    all_or_nothing: AllOrNothing = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """审核通过待审核的，随即计分。"""
    choice = Choice(numbers, year, kind, department, all_or_nothing)
    choice.move("approve", "submitted", None, committee, as_name, database)


@app.command("return")
def give_back(
    numbers: Numbers = None,
    year: OfYear = None,
    kind: OfKind = None,
    department: OfDepartment = None,
    reason: Why = None,
    all_or_nothing: AllOrNothing = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """退回待审核的，写明 --reason；已通过的写编号，退回后不再计分。"""
    choice = Choice(numbers, year, kind, department, all_or_nothing)
    choice.move("return", "submitted", reason, committee, as_name, database)


@app.command("archive")
def archive(
    numbers: Numbers = None,
    year: OfYear = None,
    kind: OfKind = None,
    department: OfDepartment = None,
    all_or_nothing: AllOrNothing = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """把已通过的归档：以后只能更正。"""
    choice = Choice(numbers, year, kind, department, all_or_nothing)
    choice.move("archive", "approved", None, committee, as_name, database)


@app.command("correction")
def correction(
    number: Annotated[int, typer.Argument(metavar="编号", min=1, help="更正的编号，见 luzhi review list")],
    verdict: Annotated[Verdict, typer.Argument(metavar="通过|退回", help="通过就照它改，退回则记录不变")],
    reason: Why = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """决定一条更正：通过，或退回（写明 --reason）。"""
    from commands.database import changed
    from services.review.decision import Reviewing
    from services.runs.board import Boards
    from services.runs.live import Live

    async def change(store: Store, code: str, who: Actor) -> None:
        desk = Reviewing(store, Live(Boards()), who)
        await desk.decide(code, None, number, verdict is Verdict.APPROVE, reason)

    changed(database, committee, as_name, change)
    screen.say(f"更正 {number}：{verdict.value}。")


class Choice:
    """Which records are meant: those of these numbers, or all that wait of a year, kinds, a department."""

    def __init__(
        self,
        numbers: list[int] | None,
        year: int | None,
        kinds: list[str] | None,
        department: str | None,
        all_or_nothing: bool,
    ) -> None:
        chosen = year is not None or bool(kinds) or department is not None
        if not numbers and not chosen:
            wrong_call("写明哪些记录：编号，或 --year、--kind、--department（见 luzhi review list）")
        if numbers and chosen:
            wrong_call("写了编号，就不写 --year、--kind、--department")
        self.numbers, self.all_or_nothing = numbers, all_or_nothing
        self.chosen = (year, kinds, department)

    def move(
        self,
        action: str,
        state: str | None,
        reason: str | None,
        committee: str | None,
        as_name: str | None,
        database: str | None,
    ) -> None:
        """Takes a step with them, and says what became of each that could not take it.

        `state` is that of the records which are chosen by what they are; None: these have numbers only.
        """
        from commands.database import changed
        from services.review.decision import Asked, Reviewing
        from services.review.queue import looked_for, of_numbers
        from services.review.transitions import action_name
        from services.runs.board import Boards
        from services.runs.live import Live

        named: dict[int, RecordRow] = {}

        async def change(store: Store, code: str, who: Actor) -> Decided | None:
            if self.numbers:
                named.update(await of_numbers(store, code, self.numbers))
                asked = [Asked(one, named[one].version if one in named else 0) for one in self.numbers]
            else:
                assert state is not None
                found = await looked_for(store, code, who, state, *self.chosen)
                named.update({one.id: one for one in found.records})
                asked = [Asked(one.id, one.version) for one in found.records]
            if not asked:
                return None
            desk = Reviewing(store, Live(Boards()), who)
            return await desk.move(code, action, asked, reason, self.all_or_nothing)

        found = changed(database, committee, as_name, change)
        if found is None:
            screen.say("没有等着的。")
            return
        wrong = [one for one in found.verdicts if one.refusal is not None]
        for one in wrong:
            called = named[one.id].title or named[one.id].key if one.id in named else ""
            screen.say(f"{one.id} {called}：{one.refusal.message if one.refusal else ''}")
        screen.say(f"{action_name(action)} {len(found.verdicts) - len(wrong)} 条，没有做 {len(wrong)} 条。")
        if wrong:
            raise typer.Exit(REFUSED)
