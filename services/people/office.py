"""A membership as it stands: whose it is, in which term, from when to when, what holds of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import identifier
from models.base import LAST_ROW
from models.committee import Committee, Term
from models.member import ALWAYS, Membership, Person
from rules.catalogue import Catalogue
from rules.record import Member
from services.committee.terms import TermRow
from services.members.history import FOREVER, History, value_at
from services.members.roster import enrolled
from services.members.writing import Histories, changed_meanwhile, histories_of
from services.refusal import Code, Refusal
from services.results.member import ALWAYS as WHENEVER
from services.rights.policy import DEPARTMENT, Served
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A membership. `number` is the one in its term; `last_day` None: until the end of the term."""

    id: int
    committee_id: int
    person_id: int
    number: str
    version: int
    first_day: date | None
    last_day: date | None
    term: TermRow
    exited: bool
    member: Member
    histories: Histories

    @property
    def begins(self) -> date:
        """The first day in office; `ALWAYS` where nobody has said it."""
        return self.first_day or self.term.first_day or ALWAYS

    @property
    def ends(self) -> date:
        """The last day in office; `FOREVER` where nobody has said it."""
        return min(self.last_day or FOREVER, self.term.last_day or FOREVER)

    def history(self, name: str) -> History:
        """What holds of an attribute from which day on."""
        return self.histories.get(name, [])

    def on(self, day: date) -> Served:
        """The membership with the special committee that the member belongs to on a day."""
        serves = self.begins <= day <= self.ends
        keeper = value_at(self.history(DEPARTMENT), day) if serves else None
        return Served(
            committee_id=self.committee_id, id=self.id, keeper=None if keeper is None else str(keeper)
        )


async def home_of(connection: AsyncConnection, membership_id: int) -> str:
    """The committee of a membership, by code; raises `Refusal`."""
    found = None
    if 0 < membership_id <= LAST_ROW:
        own = select(Committee.code).join(Membership, Membership.committee_id == Committee.id)
        found = await connection.scalar(own.where(Membership.id == membership_id))
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这名委员：写本政协委员的 id", "id")
    return found


async def offices(unit: Unit, catalogue: Catalogue, ids: Collection[int]) -> dict[int, Office]:
    """The memberships of these rows in the unit's committee."""
    of_ids = (Membership.committee_id == unit.committee_id) & Membership.id.in_(ids)
    known = await enrolled(unit.connection, unit.committee_id, catalogue, WHENEVER, of_ids)
    members = {one.id: one.member for one in known}
    columns = (
        select(
            *(Membership.id, Membership.person_id, Membership.number, Membership.version),
            *(Membership.first_day, Membership.last_day, Person.exited_at),
            *(Term.id.label("term_id"), Term.name, Term.first_day.label("begins")),
            Term.last_day.label("ends"),
        )
        .join(Term, Term.id == Membership.term_id)
        .join(Person, Person.id == Membership.person_id)
        .where(of_ids)
    )
    return {
        row.id: Office(
            id=row.id,
            committee_id=unit.committee_id,
            person_id=row.person_id,
            number=row.number,
            version=row.version,
            first_day=row.first_day,
            last_day=row.last_day,
            term=TermRow(row.term_id, row.name, row.begins, row.ends),
            exited=row.exited_at is not None,
            member=members[row.id],
            histories=histories_of(members[row.id], catalogue),
        )
        for row in await unit.connection.execute(columns)
    }


async def office_of_version(
    unit: Unit, catalogue: Catalogue, membership_id: int, version: int | None
) -> Office:
    """A membership of this version; raises `Refusal`."""
    found = (await offices(unit, catalogue, [membership_id])).get(membership_id)
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这名委员：写本政协委员的 id", "id")
    if version is not None and found.version != version:
        raise changed_meanwhile()
    return found


async def of_person(unit: Unit, catalogue: Catalogue, person_id: int) -> Sequence[Office]:
    """All memberships of a person, by their first days."""
    own = select(Membership.id).where(Membership.person_id == person_id)
    found = await offices(unit, catalogue, list(await unit.connection.scalars(own)))
    return sorted(found.values(), key=lambda one: (one.begins, one.id))


async def check_number(unit: Unit, term_id: int, number: str) -> None:
    """Raises `Refusal` where somebody of the term has the number already, however it is spelled."""
    taken = select(Membership.number).where(Membership.term_id == term_id)
    if identifier(number) in {identifier(one) for one in await unit.connection.scalars(taken)}:
        raise Refusal(Code.CONFLICT, f"这一届已有编号 {number}：换一个编号", "number")


def check_apart(others: Sequence[Office], term: TermRow, first_day: date | None) -> None:
    """Raises `Refusal` where a person would have two memberships of one term at once."""
    begins = first_day or term.first_day or ALWAYS
    for one in others:
        if one.term.id == term.id and one.ends >= begins:
            until = "还在任" if one.last_day is None else f"到 {one.last_day} 才离任"
            message = f"这个人在{term.name}已是委员（编号 {one.number}），{until}：任职起要晚于离任的日期"
            raise Refusal(Code.CONFLICT, message, "firstDay")


def check_day(term: TermRow, day: date, field: str) -> None:
    """Raises `Refusal` for a day of office that is outside its term."""
    if not (term.first_day or ALWAYS) <= day <= (term.last_day or FOREVER):
        raise Refusal(Code.BAD_USER_INPUT, f"{day} 不在{term.name}里（{term.days}）", field)
