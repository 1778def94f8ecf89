"""Writing members: people, their memberships, and what holds of them from which day on."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from files.cell import squeezed
from models.base import json_text
from models.committee import Committee
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.personal import PersonKey
from models.rows import batches
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Member
from services.members.history import History
from services.members.name_order import sort_key
from services.members.phones import FIELD, own_keys, phone_index, sealed_phone
from services.refusal import Code, Refusal
from services.unit_of_work import Unit
from services.value import to_json

OFFICE = {TERM_START: "first_day", TERM_END: "last_day"}
Histories = dict[str, History]
# What is sealed of a line of the trail.
TOLD = "trail"


@dataclass(slots=True)
class Edit:
    """What changes of a membership: the days of office, whole histories of attributes (an empty one: it is
    taken away), and the person's name or phone number. `version` is the one that it was made from, where
    somebody said so; `action` is what the trail calls it.
    """

    membership_id: int
    person_id: int
    version: int | None = None
    action: str = "change"
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


def changed_meanwhile() -> Refusal:
    """That somebody else has changed a member since they were looked at."""
    return Refusal(Code.CONFLICT, "这名委员的信息已被别人改过：重新打开再改", "version")


async def called_otherwise(unit: Unit) -> None:
    """Notes that somebody of the committee has another name or another text, as 单位: whoever keeps them
    reads them anew, of closed years, too.
    """
    own = update(Committee).where(Committee.id == unit.committee_id)
    await unit.connection.execute(own.values(names_revision=unit.revision))


class Enroller:
    """Writes the memberships of one term within a unit of work."""

    def __init__(self, unit: Unit, catalogue: Catalogue, term_id: int) -> None:
        self.unit = unit
        self.catalogue = catalogue
        self.term_id = term_id
        self._texts = {one.name for one in catalogue.member_attributes() if one.type == "text"}

    async def add(self, members: Sequence[Member], people: Sequence[int] | None = None) -> Sequence[int]:
        """Adds memberships of these people; their rows, in the same order. Where nobody says whose they are,
        who is known by name and phone number from another term is the same person.
        """
        if not members:
            return []
        people = await self._people(members) if people is None else people
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
        written = zip(ids, people, strict=True)
        keys = await own_keys(
            self.unit, {person for row, person in written if self._texts & held[row].keys()}
        )
        for membership_id, member, person in zip(ids, members, people, strict=True):
            days = {column: day.isoformat() for column, day in office_of(member).items() if day}
            after: dict[str, Any] = {"term": self.term_id, "person": person, **days}
            after["attributes"] = plain(held[membership_id])
            self.unit.note("add", "membership", membership_id, after=self._told(after, keys.get(person)))
        return ids

    async def change(self, edits: Sequence[Edit]) -> None:
        """Changes memberships; the trail says of a name or a phone number only that it changed. Raises
        `Refusal` for one that is of another version than its edit was made from.
        """
        connection = self.unit.connection
        sealing = (one for one in edits if FIELD in one.person or self._texts & one.histories.keys())
        keys = await own_keys(self.unit, {edit.person_id for edit in sealing})
        for edit in edits:
            moved = update(Membership).where(Membership.id == edit.membership_id)
            if edit.version is not None:
                moved = moved.where(Membership.version == edit.version)
            raised = moved.values(version=Membership.version + 1, **edit.days)
            if (await connection.execute(raised)).rowcount != 1:
                raise changed_meanwhile()
            if edit.person:
                values: dict[str, object] = dict(edit.person)
                if name := edit.person.get("name"):
                    values["sort_key"] = sort_key(name)
                    await called_otherwise(self.unit)
                if FIELD in edit.person:
                    values |= sealed_phone(self.unit.vault, keys[edit.person_id], edit.person[FIELD])
                await connection.execute(update(Person).where(Person.id == edit.person_id).values(values))
            if self._texts & edit.histories.keys():
                await called_otherwise(self.unit)
            if edit.histories:
                await connection.execute(
                    delete(MemberAttribute).where(
                        MemberAttribute.membership_id == edit.membership_id,
                        MemberAttribute.attribute.in_(edit.histories),
                    )
                )
            before, after = (self._told(one, keys.get(edit.person_id)) for one in (edit.before, edit.after))
            self.unit.note(edit.action, "membership", edit.membership_id, before, after)
        await self._insert({edit.membership_id: edit.histories for edit in edits})

    def _told(self, said: dict[str, Any], key: PersonKey | None) -> dict[str, Any]:
        """What the trail says: free texts, as 单位, are sealed with the person's key, and go with it."""
        attributes = said.get("attributes", {})
        sealed = {name: attributes[name] for name in sorted(self._texts & attributes.keys())}
        if not sealed:
            return said
        assert key is not None
        rest = {name: one for name, one in attributes.items() if name not in sealed}
        locked = key.seal(TOLD, json_text(sealed)).data
        return {**said, "attributes": rest, "sealed": b64encode(locked).decode()}

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
        ids = iter(await self.new_people(fresh))
        return [next(ids) if person is None else person for person in found]

    async def new_people(self, members: Sequence[Member]) -> list[int]:
        """New people, one for each member; their rows, in the same order."""
        vault = self.unit.vault
        rows = [
            {
                "committee_id": self.unit.committee_id,
                "name": member.name,
                "sort_key": sort_key(member.name),
                **sealed_phone(vault, vault.new(), member.phone),
            }
            for member in members
        ]
        # Two of one name and number are alike, and it does not matter which of them is which.
        ids: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        if rows:
            added = insert(Person).returning(Person.id, Person.name, Person.phone_index)
            for person_id, name, index in await self.unit.connection.execute(added, rows):
                ids[name, index].append(person_id)
        return [ids[member.name, phone_index(vault, member.phone)].pop() for member in members]

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
