"""Leads (线索, 议7), as they are read: by the Office all, by whoever writes what is in their hands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.base import LAST_ROW
from models.clock import day_of
from models.contact_point import ContactPoint
from models.opinion import Opinion
from models.opinion_lead import OpinionLead, OpinionLeadStep
from models.personal import PersonKey, Vault
from services.opinions.bounds import of_leads
from services.opinions.sealing import LEAD_PHONE, LEAD_SENDER, LEAD_TEXT, LEAD_WORDS, opened
from services.opinions.transitions import LEADS, PURGE, TAKE_UP
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.leads import readable_leads
from services.rights.opinions import HIDDEN
from services.rights.role import Right
from services.slice import Slice, sliced

ENTITY = "opinion lead"
_SAME = (
    *("id", "committee_id", "state", "version", "way", "received_on", "holder_id"),
    *("entered_at", "settled_at"),
)


@dataclass(frozen=True, slots=True)
class LeadStepRow:
    """A thing that was done about a lead: by whom, to whom it was handed, in which words."""

    action: str
    at: datetime
    by: str | None
    other: str | None
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A lead; `models.opinion_lead` says more. `text`, `sender` and `phone` are None where there are none, or
    nobody can read them any more; `known`: something is kept of the sender, until `kept_until`. `items` are
    those that were submitted for it.
    """

    id: int
    committee_id: int
    state: str
    version: int
    way: str
    received_on: date
    holder_id: int
    entered_at: datetime
    settled_at: datetime | None
    holder: str
    point: tuple[int, str] | None
    text: str | None
    sender: str | None
    phone: str | None
    known: bool
    items: tuple[int, ...]
    steps: tuple[LeadStepRow, ...]

    @property
    def kept_until(self) -> date | None:
        """The last day on which the sender is known; None where it is not, or the lead is not settled."""
        if self.settled_at is None or not self.known:
            return None
        return day_of(self.settled_at) + timedelta(days=of_leads().keep)

    def may(self, action: str, rights: Rights) -> bool:
        """Whether somebody takes a step about it, in a state that has it: whoever has it in hand; the Office
        all but taking it up.
        """
        if action == PURGE:
            return rights.has(Right.PURGE_OPINIONS)
        own = rights.account_id == self.holder_id and rights.has(Right.TAKE_LEADS)
        return own or (action != TAKE_UP and rights.has(Right.PLAN_OPINIONS))

    def available(self, rights: Rights) -> list[str]:
        """What somebody may do about it now."""
        return [one.action for one in LEADS.leaving(self.state) if self.may(one.action, rights)]


async def leads(
    connection: AsyncConnection, vault: Vault, rights: Rights, state: str | None, part: Slice[tuple[int]]
) -> list[LeadRow]:
    """Those that somebody reads, the newest first; of a state, if one is named."""
    rows = await sliced(connection, _COLUMNS.where(_which(rights, state)), (OpinionLead.id,), part)
    return await _shown(connection, vault, rows)


async def count_leads(connection: AsyncConnection, rights: Rights, state: str | None) -> int:
    """How many `leads` can give."""
    which = _which(rights, state)
    return (await connection.scalar(select(func.count()).select_from(OpinionLead).where(which))) or 0


async def lead(connection: AsyncConnection, vault: Vault, number: int, rights: Rights) -> LeadRow:
    """One that somebody reads; raises `Refusal`."""
    of_number = OpinionLead.id == min(number, LAST_ROW)
    rows = (await connection.execute(_COLUMNS.where(_which(rights, None), of_number))).all()
    found = await _shown(connection, vault, rows)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的线索，或者不在您手里", "number")
    return found[0]


_COLUMNS: Any = (
    select(*(getattr(OpinionLead, name) for name in _SAME))
    .add_columns(OpinionLead.key, OpinionLead.text, OpinionLead.sender, OpinionLead.phone)
    .add_columns(OpinionLead.point_id, ContactPoint.name.label("point"), NAME.label("holder"))
    .join(Account, Account.id == OpinionLead.holder_id)
    .outerjoin(ContactPoint, ContactPoint.id == OpinionLead.point_id)
)


def _which(rights: Rights, state: str | None) -> ColumnElement[bool]:
    told = readable_leads(rights)
    return told if state is None else and_(told, OpinionLead.state == state)


async def _shown(connection: AsyncConnection, vault: Vault, rows: Sequence[Any]) -> list[LeadRow]:
    keys = {row.id: None if row.key is None else vault.key(row.key) for row in rows}
    items, steps = await _items(connection, keys), await _steps(connection, keys)
    return [
        LeadRow(
            **{name: getattr(row, name) for name in _SAME},
            holder=row.holder,
            point=None if row.point_id is None else (row.point_id, row.point),
            text=opened(keys[row.id], LEAD_TEXT, row.text),
            sender=opened(keys[row.id], LEAD_SENDER, row.sender),
            phone=opened(keys[row.id], LEAD_PHONE, row.phone),
            known=row.sender is not None or row.phone is not None,
            items=tuple(items[row.id]),
            steps=tuple(steps[row.id]),
        )
        for row in rows
    ]


async def _items(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[int]]:
    """The items that were submitted for each lead."""
    found: dict[int, list[int]] = {one: [] for one in numbers}
    columns = select(Opinion.lead_id, Opinion.id).where(
        Opinion.lead_id.in_(numbers), Opinion.state.not_in(HIDDEN)
    )
    for lead_id, number in await connection.execute(columns.order_by(Opinion.id)):
        if lead_id is not None:
            found[lead_id].append(number)
    return found


async def _steps(
    connection: AsyncConnection, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[LeadStepRow]]:
    found: dict[int, list[LeadStepRow]] = {one: [] for one in keys}
    of_leads = OpinionLeadStep.lead_id.in_(keys)
    rows = (
        await connection.execute(
            select(OpinionLeadStep.__table__).where(of_leads).order_by(OpinionLeadStep.id)
        )
    ).all()
    who = {one for row in rows for one in (row.by_id, row.account_id) if one is not None}
    columns = select(Account.id, NAME).where(Account.id.in_(who))
    names = {row.id: row.real_name for row in await connection.execute(columns)}
    for row in rows:
        words = opened(keys[row.lead_id], LEAD_WORDS, row.words)
        told = LeadStepRow(row.action, row.at, names.get(row.by_id), names.get(row.account_id), words)
        found[row.lead_id].append(told)
    return found
