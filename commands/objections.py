"""`luzhi objections`: what members and departments object to, listed and answered (履11)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import wrong_call
from commands.option import ActorName, Address, CommitteeCode

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.objections.objection import ObjectionRow

app = typer.Typer(no_args_is_help=True)
ABOUT = {"record": "一条记录", "missing": "缺一条记录", "award": "得分的一行", "rank": "名次"}
STEPS = {
    "raise": "提出",
    "accept": "受理",
    "pass on": "转委员工作委员会",
    "answer": "答复",
    "close": "办结",
    "withdraw": "撤回",
}


class Listed(StrEnum):
    """Which are listed."""

    SUBMITTED = "已提交"
    ACCEPTED = "已受理"
    ANSWERED = "已答复"
    CLOSED = "已办结"
    WITHDRAWN = "已撤回"


class Verdict(StrEnum):
    """What is decided."""

    UPHELD = "成立"
    PARTLY = "部分成立"
    REFUSED = "不成立"


STATES = {
    "submitted": Listed.SUBMITTED,
    "accepted": Listed.ACCEPTED,
    "answered": Listed.ANSWERED,
    "closed": Listed.CLOSED,
    "withdrawn": Listed.WITHDRAWN,
}
VERDICTS = {"upheld": Verdict.UPHELD, "partly": Verdict.PARTLY, "refused": Verdict.REFUSED}
Number = Annotated[int, typer.Argument(metavar="编号", min=1, help="见 luzhi objections list")]
Version = Annotated[int | None, typer.Option("--version", min=1, help="照着办的是第几次的；不写为现在的")]
# Whoever decides, on what, of which version.
Does = Callable[["Store", str, "Actor", int], Awaitable["ObjectionRow"]]


@app.command("list")
def show(
    state: Annotated[Listed | None, typer.Option("--state", help="只要办到这一步的")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只要过了期限还没有答复的")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """列出由经办人的部门答复的异议，委员工作委员会看到全部；新的在前。"""
    from commands.database import actor, on_database, only_committee
    from services.committee.committees import committee as committee_of
    from services.objections.objection import Wanted, every
    from services.rights.held import permitted
    from services.rights.role import Right

    codes = {said: code for code, said in STATES.items()}

    async def read(store: Store) -> list[ObjectionRow]:
        who = actor(as_name)
        code = await only_committee(store, committee)
        async with store.reading() as connection:
            of = await committee_of(connection, code)
            rights = (await permitted(connection, of.id, who, Right.ANSWER_OBJECTIONS)).rights
            wanted = Wanted(
                committee_id=of.id,
                state=None if state is None else codes[state],
                overdue=True if overdue else None,
            )
            return await every(connection, store.vault, wanted, rights)

    found = on_database(database, read)
    if not found:
        screen.say("没有异议。")
    for one in found:
        _show(one)


@app.command("accept")
def accept(
    number: Number,
    version: Version = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """受理一条异议。"""
    from services.objections import deciding

    _done(
        lambda store, code, who, known: deciding.accept(store, code, who, number, known),
        (number, version),
        (database, committee, as_name),
    )


@app.command("pass")
def pass_on(
    number: Number,
    words: Annotated[str, typer.Argument(metavar="缘由", help="为什么转，提出的人看得到")],
    version: Version = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """把一条异议转委员工作委员会。"""
    from services.objections import deciding

    _done(
        lambda store, code, who, known: deciding.pass_on(store, code, who, number, known, words),
        (number, version),
        (database, committee, as_name),
    )


@app.command("answer")
def answer(
    number: Number,
    verdict: Annotated[Verdict, typer.Argument(metavar="结论", help="成立、部分成立、不成立")],
    words: Annotated[str, typer.Argument(metavar="答复", help="提出的人看得到")],
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="代码", help="依据哪条规则；就得分提出的可以不写")
    ] = None,
    citation: Annotated[
        str | None, typer.Option("--citation", metavar="条款", help="依据哪一条；不写就照规则写的")
    ] = None,
    step: Annotated[
        str | None,
        typer.Option("--step", metavar="步骤", help="算到哪一步；就得分提出的可以不写"),
    ] = None,
    record: Annotated[
        int | None,
        typer.Option("--record", metavar="编号", min=1, help="成立的：改了哪条记录，数据库里的编号"),
    ] = None,
    record_version: Annotated[
        int | None, typer.Option("--record-version", metavar="版本", min=1, help="成立的：改成了第几版")
    ] = None,
    version: Version = None,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    database: Address = None,
) -> None:
    """答复一条已受理的异议。成立的，先改好记录，再写明改的是哪一条、第几版。"""
    from services.objections import deciding
    from services.runs.board import Boards

    if (record is None) != (record_version is None):
        wrong_call("--record 和 --record-version 一起写")
    codes = {said: code for code, said in VERDICTS.items()}
    said = deciding.Answer(
        verdict=codes[verdict],
        words=words,
        rule=rule,
        citation=citation,
        step=step,
        correction=None if record is None or record_version is None else (record, record_version),
    )
    _done(
        lambda store, code, who, known: deciding.answer(store, Boards(), code, who, number, known, said),
        (number, version),
        (database, committee, as_name),
    )


def _done(does: Does, of: tuple[int, int | None], where: tuple[str | None, str | None, str | None]) -> None:
    """Does something about an objection, in its version or the present one, and says what came of it."""
    from commands.database import changed, reading
    from services.objections.objection import one
    from services.rights.held import UNBOUND

    number, version = of
    database, committee, as_name = where

    async def change(store: Store, code: str, who: Actor) -> ObjectionRow:
        known = version
        if known is None:
            async with reading(store, code) as (connection, committee_id):
                known = (await one(connection, store.vault, committee_id, number, UNBOUND)).version
        return await does(store, code, who, known)

    found = changed(database, committee, as_name, change)
    screen.say(f"第 {found.id} 条：{STATES[found.state].value}，由{found.desk}办理。")
    if found.waits:
        screen.say(f"{found.year} 年已关账：改动等重新打开这一年才计入。")


def _show(one: ObjectionRow) -> None:
    until = f"{one.due} 前答复" if one.due else "期限不知道"
    late = "，已过期" if one.overdue else ""
    whose = f"，记录 {one.record_id}" if one.record_id else ""
    whose += f"，{one.kind} {one.day} {one.title or ''}" if one.kind else ""
    screen.say(
        f"{one.id}：{one.year} 年，{ABOUT[one.about]}{whose}；"
        f"{STATES[one.state].value}，第 {one.version} 次，由{one.desk}办理，{until}{late}；{one.writer}"
    )
    for step in one.steps:
        said = f"：{step.words.replace(chr(10), ' ')}" if step.words else ""
        screen.say(f"  {step.at:%Y-%m-%d %H:%M} UTC {step.department or '提出人'}{STEPS[step.action]}{said}")
    if one.verdict is not None:
        screen.say(f"  {VERDICTS[one.verdict].value}：{one.rule}，{one.citation}，{one.step}")
