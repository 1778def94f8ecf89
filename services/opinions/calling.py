"""Calling for items (议7), by the Office: written, opened to those who are invited, closed, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from models.account import Account
from models.contact_point import ContactPoint
from models.opinion_call import OpinionCall, OpinionCallInvitee
from models.store import Store
from services.actor import Actor, known
from services.opinions.bounds import of_calls
from services.opinions.calls import ENTITY, CallRow, call
from services.opinions.form import check_unmarked
from services.opinions.transitions import CALLS, CLOSE, OPEN, SAVE, WITHDRAW
from services.reason import checked_reason, one_line, several_lines
from services.refusal import Code, Refusal
from services.rights.departments import departments
from services.rights.held import held_by, today
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A call as it is written: on what, until when, and whom it invites."""

    title: str
    text: str
    deadline: date
    accounts: Sequence[int] = ()
    departments: Sequence[str] = ()
    points: Sequence[int] = ()


async def save_call(
    store: Store,
    committee: str,
    actor: Actor | None,
    written: Calling,
    number: int | None = None,
    version: int | None = None,
) -> CallRow:
    """Keeps a call as a draft, which nobody who is invited sees; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.PLAN_OPINIONS) as unit:
        told = await _checked(unit, written)
        await _check_invited(unit, written)
        if number is None:
            of = {"committee_id": unit.committee_id, "state": CALLS.steps[0].to, "version": 1}
            added = insert(OpinionCall).values(**of, **told, begun_at=unit.at, begun_by=unit.actor.signature)
            number = (await unit.connection.execute(added.returning(OpinionCall.id))).scalar_one()
            unit.note(SAVE, ENTITY, number, after={"state": of["state"], "version": 1})
        else:
            await _moved(unit, number, version, SAVE, **told)
        await _invite(unit, number, written)
        unit.result = number
        return await call(unit.connection, number, unit.rights)


async def open_call(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> CallRow:
    """Opens a call: those who are invited are told; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.PLAN_OPINIONS) as unit:
        found = await _seen(unit, number, version)
        if not (found.accounts or found.departments or found.points):
            raise Refusal(Code.CONFLICT, "还没有写请谁写：选人、部门或者联系点，保存，再发出", "number")
        if found.over:
            raise Refusal(Code.CONFLICT, "截止的日子已经过了：改好、保存，再发出", "number")
        return await _moved(unit, number, version, OPEN, opened_at=unit.at)


async def close_call(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> CallRow:
    """Closes a call; what is still written for it is taken, and late by its deadline. Raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.PLAN_OPINIONS) as unit:
        return await _moved(unit, number, version, CLOSE)


async def withdraw_call(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, reason: str
) -> CallRow:
    """Withdraws a call for a reason, which those who were invited read: nothing more is written for it.

    Raises `Refusal`.
    """
    why = checked_reason(reason)
    async with unit_of_work(store, committee, known(actor), why, right=Right.PLAN_OPINIONS) as unit:
        return await _moved(unit, number, version, WITHDRAW, reason=why)


async def _moved(unit: Unit, number: int, version: int | None, action: str, **values: Any) -> CallRow:
    found = await _seen(unit, number, version)
    told = {"state": CALLS.after(found.state, action), "version": found.version + 1}
    changed = update(OpinionCall).where(OpinionCall.id == number)
    await unit.connection.execute(changed.values(**told, **values))
    unit.note(action, ENTITY, number, {"state": found.state, "version": found.version}, told)
    unit.result = number
    return await call(unit.connection, number, unit.rights)


async def _seen(unit: Unit, number: int, version: int | None) -> CallRow:
    """A call as whoever takes a step saw it; raises `Refusal`."""
    found = await call(unit.connection, number, unit.rights)
    if found.version != version:
        raise Refusal(Code.CONFLICT, "这次约稿其间改动过：先看现在的，再改、再办", "version")
    return found


async def _checked(unit: Unit, written: Calling) -> dict[str, Any]:
    """The columns of a call as it is written; raises `Refusal`."""
    bounds = of_calls()
    title = one_line(written.title, bounds.title)
    if title is None:
        raise Refusal(Code.BAD_USER_INPUT, f"题目写 1 到 {bounds.title} 个字", "title")
    text = several_lines(written.text, "text", bounds.text)
    for name, said in (("title", title), ("text", text)):
        check_unmarked(said, name)
    if written.deadline < await today(unit.connection):
        raise Refusal(Code.BAD_USER_INPUT, "截止的日子写今天或以后的一天", "deadline")
    return {"title": title, "text": text, "deadline": written.deadline}


async def _check_invited(unit: Unit, written: Calling) -> None:
    """Raises `Refusal` where somebody, a department or a point is named that cannot be invited."""
    most = of_calls().invited
    if len(written.accounts) + len(written.departments) + len(written.points) > most:
        raise Refusal(Code.BAD_USER_INPUT, f"一次最多请 {most} 个人、部门、联系点", "writers")
    people = await held_by(
        unit.connection,
        (Account.committee_id == unit.committee_id)
        & (Account.state == "active")
        & Account.id.in_(written.accounts),
    )
    writing = {one for one, rights in people.items() if rights.has(Right.WRITE_OPINIONS)}
    if not {*written.accounts} <= writing:
        message = "请的人要是能写信息的委员、信息员，见 opinionCallForm"
        raise Refusal(Code.BAD_USER_INPUT, message, "writers")
    known_ones = await departments(unit.connection, unit.committee_id)
    if not {*written.departments} <= known_ones:
        message = f"部门应为：{'、'.join(sorted(known_ones))}"
        raise Refusal(Code.BAD_USER_INPUT, message, "departments")
    own = select(ContactPoint.id).where(ContactPoint.committee_id == unit.committee_id)
    found = await unit.connection.scalars(own.where(ContactPoint.id.in_(written.points)))
    if not {*written.points} <= {*found}:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的联系点", "contactPoints")


async def _invite(unit: Unit, number: int, written: Calling) -> None:
    """Names who is invited, in place of whoever was."""
    await unit.connection.execute(delete(OpinionCallInvitee).where(OpinionCallInvitee.call_id == number))
    none = {"account_id": None, "department": None, "point_id": None}
    invited = (
        ("account_id", written.accounts),
        ("department", written.departments),
        ("point_id", written.points),
    )
    rows = [
        {"committee_id": unit.committee_id, "call_id": number, **none, column: one}
        for column, named in invited
        for one in dict.fromkeys(named)
    ]
    if rows:
        await unit.connection.execute(insert(OpinionCallInvitee), rows)
