"""Who is on the roster of a term, those who have left and those whom no year scores as well."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import identifier, name_text
from models.member import Membership, Person
from services.committee.terms import TermRow
from services.members.name_order import is_found
from services.refusal import Code, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """A membership: the days are those that were said of it, `exit_asked`: its person's exit waits."""

    id: int
    number: str
    name: str
    term: str
    first_day: date | None
    last_day: date | None
    version: int
    exit_asked: bool


@dataclass(frozen=True, slots=True)
class MemberState:
    """How far a membership has come: its version, and the exit of its person."""

    version: int
    exit_asked_at: datetime | None
    exited_at: datetime | None


async def states(connection: AsyncConnection, ids: Collection[int]) -> dict[int, MemberState]:
    """The states of these memberships."""
    columns = select(Membership.id, Membership.version, Person.exit_asked_at, Person.exited_at).join(
        Person, Person.id == Membership.person_id
    )
    rows = await connection.execute(columns.where(Membership.id.in_(ids)))
    return {row.id: MemberState(*row[1:]) for row in rows}


async def roster(connection: AsyncConnection, term: TermRow, search: str | None = None) -> list[RosterRow]:
    """The memberships of a term, by number; only those who are found by what is searched, if anything."""
    columns = (
        select(
            *(Membership.id, Membership.number, Person.name),
            *(Membership.first_day, Membership.last_day, Membership.version),
            Person.exit_asked_at.is_not(None).label("exit_asked"),
            Person.sort_key,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.term_id == term.id)
    )
    wanted = name_text(search or "").casefold()
    rows = []
    for row in await connection.execute(columns):
        told = dict(row._mapping)
        if is_found(wanted, (name_text(row.name).casefold(), row.number.casefold()), told.pop("sort_key")):
            rows.append(RosterRow(term=term.name, **told))
    # Databases sort Chinese each in its own way.
    return sorted(rows, key=lambda one: (one.number, one.id))


async def membership_of(connection: AsyncConnection, term: TermRow, number: str) -> RosterRow:
    """The membership of a number in a term; raises `Refusal`."""
    for one in await roster(connection, term):
        if identifier(one.number) == identifier(number):
            return one
    raise Refusal(Code.NOT_FOUND, f"{term.name}没有这个编号的委员；别的届的，写明 --term", "number")
