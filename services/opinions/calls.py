"""Calls for items (议7), as they are read: by whoever plans, all; by whoever writes, those that invite them;
with what came of each.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.base import LAST_ROW
from models.clock import day_of
from models.contact_point import ContactPoint
from models.opinion import Opinion, OpinionText
from models.opinion_call import OpinionCall, OpinionCallInvitee
from services.opinions.outcome import adopted_items
from services.opinions.transitions import CALLS
from services.refusal import Code, Refusal
from services.rights.calls import readable_calls
from services.rights.held import Rights, today
from services.rights.opinions import HIDDEN
from services.slice import Slice, sliced

ENTITY = "opinion call"
_SAME = ("id", "committee_id", "state", "version", "title", "text", "deadline", "opened_at", "reason")


@dataclass(frozen=True, slots=True)
class Answer:
    """An item that answers a call: whether it came late, was issued and was adopted."""

    number: int
    late: bool
    issued: bool
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A call; `models.opinion_call` says more. `accounts` and `points` are those invited, by their rows with
    what they are called. `over`: its deadline is gone. `answers` are the items that were submitted for it, in
    the order of their numbers.
    """

    id: int
    committee_id: int
    state: str
    version: int
    title: str
    text: str
    deadline: date
    opened_at: datetime | None
    reason: str | None
    over: bool
    accounts: Mapping[int, str]
    departments: tuple[str, ...]
    points: Mapping[int, str]
    answers: tuple[Answer, ...]

    def available(self, rights: Rights) -> list[str]:
        """What somebody may do about it now."""
        return [one.action for one in CALLS.leaving(self.state) if rights.has(one.right)]


async def calls(
    connection: AsyncConnection, rights: Rights, state: str | None, part: Slice[tuple[int]]
) -> list[CallRow]:
    """Those that somebody reads, the newest first; of a state, if one is named."""
    columns = _COLUMNS.where(await _which(connection, rights, state))
    return await _shown(connection, await sliced(connection, columns, (OpinionCall.id,), part))


async def count_calls(connection: AsyncConnection, rights: Rights, state: str | None) -> int:
    """How many `calls` can give."""
    which = await _which(connection, rights, state)
    return (await connection.scalar(select(func.count()).select_from(OpinionCall).where(which))) or 0


async def call(connection: AsyncConnection, number: int, rights: Rights) -> CallRow:
    """One that somebody reads; raises `Refusal`."""
    which = await _which(connection, rights, None)
    of_number = OpinionCall.id == min(number, LAST_ROW)
    rows = (await connection.execute(_COLUMNS.where(which, of_number))).all()
    found = await _shown(connection, rows)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的约稿，或者没有请您", "number")
    return found[0]


_COLUMNS: Any = select(*(getattr(OpinionCall, name) for name in _SAME))


async def _which(connection: AsyncConnection, rights: Rights, state: str | None) -> ColumnElement[bool]:
    told = await readable_calls(connection, rights, await today(connection))
    return told if state is None else and_(told, OpinionCall.state == state)


async def _shown(connection: AsyncConnection, rows: Any) -> list[CallRow]:
    deadlines = {row.id: row.deadline for row in rows}
    answers = await answers_of(connection, deadlines)
    accounts, departments, points = await _invited(connection, deadlines)
    day = await today(connection)
    return [
        CallRow(
            **{name: getattr(row, name) for name in _SAME},
            over=row.deadline < day,
            accounts=accounts[row.id],
            departments=tuple(departments[row.id]),
            points=points[row.id],
            answers=tuple(answers[row.id]),
        )
        for row in rows
    ]


async def _invited(
    connection: AsyncConnection, numbers: Collection[int]
) -> tuple[dict[int, dict[int, str]], dict[int, list[str]], dict[int, dict[int, str]]]:
    """Whom each call invites, in the order in which they were named."""
    accounts: dict[int, dict[int, str]] = {one: {} for one in numbers}
    departments: dict[int, list[str]] = {one: [] for one in numbers}
    points: dict[int, dict[int, str]] = {one: {} for one in numbers}
    columns = (
        select(OpinionCallInvitee.call_id, OpinionCallInvitee.account_id, OpinionCallInvitee.department)
        .add_columns(OpinionCallInvitee.point_id, NAME.label("name"), ContactPoint.name.label("point"))
        .outerjoin(Account, Account.id == OpinionCallInvitee.account_id)
        .outerjoin(ContactPoint, ContactPoint.id == OpinionCallInvitee.point_id)
        .where(OpinionCallInvitee.call_id.in_(numbers))
        .order_by(OpinionCallInvitee.id)
    )
    for row in await connection.execute(columns):
        if row.account_id is not None:
            accounts[row.call_id][row.account_id] = row.name
        elif row.department is not None:
            departments[row.call_id].append(row.department)
        else:
            points[row.call_id][row.point_id] = row.point
    return accounts, departments, points


async def answers_of(connection: AsyncConnection, deadlines: Mapping[int, date]) -> dict[int, list[Answer]]:
    """The items that answer each call, by the last day of which each came in time or late."""
    found: dict[int, list[Answer]] = {one: [] for one in deadlines}
    adopted = Opinion.id.in_(adopted_items()).label("adopted")
    first = (OpinionText.opinion_id == Opinion.id) & (OpinionText.number == 1)
    columns = (
        select(Opinion.call_id, Opinion.id, Opinion.state, Opinion.submitted_at)
        .add_columns(OpinionText.submitted_at.label("first"), adopted)
        .outerjoin(OpinionText, first)
        .where(Opinion.call_id.in_(deadlines), Opinion.state.not_in(HIDDEN))
        .order_by(Opinion.id)
    )
    for row in await connection.execute(columns):
        # Of what was purged no text is left.
        day = day_of(row.first or row.submitted_at)
        late = day > deadlines[row.call_id]
        found[row.call_id].append(Answer(row.id, late, row.state == "signed", bool(row.adopted)))
    return found
