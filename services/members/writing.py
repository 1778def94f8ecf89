"""Writing members: people, their memberships, and what holds of them from which day on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from files.cell import squeezed
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.rows import batches
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Member
from services.members.history import History
from services.members.name_order import sort_key
from services.members.phones import FIELD, keys_of, phone_index, sealed_phone
from services.unit_of_work import Unit
from services.value import to_json

OFFICE = {TERM_START: "first_day", TERM_END: "last_day"}
Histories = dict[str, History]


@dataclass(slots=True)
class Edit:
    """What changes of a membership: the days of office, whole histories of attributes (an empty one: it is
    taken away), and the person's name or phone number.
    """

    membership_id: int
    person_id: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    days: dict[str, date | None] = field(default_factory=dict)
    histories: Histories = field(default_factory=dict)
    person: dict[str, str | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.days or self.histories or self.person)


def histories_of(member: Member, catalogue: Catalogue) -> Histories:
    """What holds of a member from which day on, as JSON values; the days of office are not among them."""
    found: Histories = {}
    for name, value in member.attributes.items():
        if name not in OFFICE:
            found[name] = [(ALWAYS, to_json(catalogue.attributes[name], value))]
    for change in sorted(member.changes, key=lambda change: change.since):
        value_then = to_json(catalogue.attributes[change.attribute], change.value)
        found.setdefault(change.attribute, []).append((change.since, value_then))
    return found


def office_of(member: Member) -> dict[str, date | None]:
    """The first and the last day of office, as the columns call them."""
    days = {column: member.attributes.get(name) for name, column in OFFICE.items()}
    return {column: day if isinstance(day, date) else None for column, day in days.items()}


def plain(histories: Mapping[str, History]) -> dict[str, list[list[Any]]]:
    """Histories as plain data for the trail; what holds from the beginning has no day."""
    return {
        name: [[None if since == ALWAYS else since.isoformat(), value] for since, value in history]
        for name, history in sorted(histories.items())
    }


class Enroller:
    """Writes the memberships of one term within a unit of work."""

    def __init__(self, unit: Unit, catalogue: Catalogue, term_id: int) -> None:
        self.unit = unit
        self.catalogue = catalogue
        self.term_id = term_id

    async def add(self, members: Sequence[Member]) -> None:
        """Adds memberships; who is known by name and phone number from another term is the same person."""
        if not members:
            return
        people = await self._people(members)
        # Asked to give ids in the order of the rows, SQLite would take them one by one.
        added = insert(Membership).returning(Membership.id, Membership.number)
        of_term = {"committee_id": self.unit.committee_id, "term_id": self.term_id}
        rows = [
            {**of_term, "person_id": person, "number": squeezed(member.key), **office_of(member)}
            for member, person in zip(members, people, strict=True)
        ]
        numbered = {row.number: row.id for row in await self.unit.connection.execute(added, rows)}
        ids = [numbered[squeezed(member.key)] for member in members]
        held = {
            membership_id: histories_of(member, self.catalogue)
            for membership_id, member in zip(ids, members, strict=True)
        }
        await self._insert(held)
        for membership_id, member, person in zip(ids, members, people, strict=True):
            days = {column: day.isoformat() for column, day in office_of(member).items() if day}
            after: dict[str, Any] = {"term": self.term_id, "person": person, **days}
            after["attributes"] = plain(held[membership_id])
            self.unit.note("add", "membership", membership_id, after=after)

    async def change(self, edits: Sequence[Edit]) -> None:
        """Changes memberships; the trail says of a name or a phone number only that it changed."""
        connection = self.unit.connection
        telephoned = {edit.person_id for edit in edits if FIELD in edit.person}
        keys = await keys_of(connection, self.unit.vault, telephoned)
        for edit in edits:
            if edit.days:
                moved = update(Membership).where(Membership.id == edit.membership_id)
                await connection.execute(moved.values(edit.days))
            if edit.person:
                values: dict[str, object] = dict(edit.person)
                if name := edit.person.get("name"):
                    values["sort_key"] = sort_key(name)
                if FIELD in edit.person:
                    values |= sealed_phone(self.unit.vault, keys[edit.person_id], edit.person[FIELD])
                await connection.execute(update(Person).where(Person.id == edit.person_id).values(values))
            if edit.histories:
                await connection.execute(
                    delete(MemberAttribute).where(
                        MemberAttribute.membership_id == edit.membership_id,
                        MemberAttribute.attribute.in_(edit.histories),
                    )
                )
            self.unit.note("change", "membership", edit.membership_id, edit.before, edit.after)
        await self._insert({edit.membership_id: edit.histories for edit in edits})

    async def _insert(self, held: Mapping[int, Histories]) -> None:
        rows = [
            {
                "committee_id": self.unit.committee_id,
                "membership_id": membership_id,
                "attribute": name,
                "since": since,
                "value": value,
            }
            for membership_id, histories in held.items()
            for name, history in histories.items()
            for since, value in history
        ]
        if rows:
            await self.unit.connection.execute(insert(MemberAttribute), rows)

    async def _people(self, members: Sequence[Member]) -> list[int]:
        """The person of each member: one known from another term, or a new one."""
        known = await self._known_people(members)
        vault = self.unit.vault
        indexes = {member.phone: phone_index(vault, member.phone) for member in members}
        found: list[int | None] = []
        for member in members:
            same = known.get((member.name, indexes[member.phone])) if member.phone else None
            found.append(same.pop() if same else None)
        fresh = [member for member, person in zip(members, found, strict=True) if person is None]
        rows = [
            {
                "committee_id": self.unit.committee_id,
                "name": member.name,
                "sort_key": sort_key(member.name),
                **sealed_phone(vault, vault.new(), member.phone),
            }
            for member in fresh
        ]
        # Two of one name and number are alike, and it does not matter which of them is which.
        ids: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        if rows:
            added = insert(Person).returning(Person.id, Person.name, Person.phone_index)
            for person_id, name, index in await self.unit.connection.execute(added, rows):
                ids[name, index].append(person_id)
        return [
            ids[member.name, indexes[member.phone]].pop() if person is None else person
            for member, person in zip(members, found, strict=True)
        ]

    async def _known_people(self, members: Sequence[Member]) -> dict[tuple[str, str | None], list[int]]:
        """People of other terms only, by name and index of the phone number."""
        found: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        here = select(Membership.person_id).where(Membership.term_id == self.term_id)
        for names in batches({member.name for member in members if member.phone}):
            columns = select(Person.id, Person.name, Person.phone_index).where(
                Person.committee_id == self.unit.committee_id,
                Person.name.in_(names),
                Person.phone.is_not(None),
                Person.id.not_in(here),
            )
            for person_id, name, index in await self.unit.connection.execute(columns):
                found[name, index].append(person_id)
        return found
