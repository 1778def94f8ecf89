"""Telephone numbers of people: sealed in the database, opened only where they are asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.member import Person
from models.personal import PersonKey, Vault
from models.rows import batches
from services.members.roster import Enrolled
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

FIELD = "phone"
FORGET = "forget"
# What the trail says of personal data that was read in full, and what a line is about that tells of many.
DISCLOSE, MANY = "disclose", "committee"
_GONE = {"key": None, "phone": None, "phone_index": None}


async def with_phones(
    connection: AsyncConnection, vault: Vault, roster: Sequence[Enrolled]
) -> list[Enrolled]:
    """The same members with their telephone numbers; raises `Sick` where the master key is not the one."""
    known: dict[int, str] = {}
    for some in batches({one.person_id for one in roster}):
        columns = select(Person.id, Person.key, Person.phone).where(Person.phone.is_not(None))
        for person_id, key, phone in await connection.execute(columns.where(Person.id.in_(some))):
            assert key is not None
            assert phone is not None
            known[person_id] = vault.key(key).open(FIELD, phone)
    return [replace(one, member=replace(one.member, phone=known.get(one.person_id))) for one in roster]


async def own_keys(unit: Unit, person_ids: Collection[int]) -> Mapping[int, PersonKey]:
    """The keys of people, who have one each; who has none gets a new one."""
    found: dict[int, PersonKey] = {}
    for some in batches(person_ids):
        columns = select(Person.id, Person.key).where(Person.id.in_(some))
        for person_id, wrapped in (await unit.connection.execute(columns)).all():
            found[person_id] = key = unit.vault.new() if wrapped is None else unit.vault.key(wrapped)
            if wrapped is None:
                given = update(Person).where(Person.id == person_id).values(key=key.wrapped)
                await unit.connection.execute(given)
    return found


def sealed_phone(vault: Vault, key: PersonKey, phone: str | None) -> dict[str, object]:
    """The columns of a person that a telephone number stands in."""
    return {
        "key": key.wrapped,
        "phone": None if phone is None else key.seal(FIELD, phone),
        "phone_index": phone_index(vault, phone),
    }


def phone_index(vault: Vault, phone: str | None) -> str | None:
    """What people of a telephone number are found by."""
    return None if phone is None else vault.index(FIELD, phone)


async def forget(unit: Unit, person_id: int) -> None:
    """Destroys the key of a person of the unit's committee: nothing sealed with it can be read any more.

    The trail says that it was done. What the person came to in closed years stays, under the member number.
    """
    of = (Person.id == person_id) & (Person.committee_id == unit.committee_id)
    if (await unit.connection.execute(update(Person).where(of).values(_GONE))).rowcount != 1:
        raise Refusal(Code.NOT_FOUND, "没有这个人", "person")
    unit.note(FORGET, "person", person_id)


async def seal_anew(unit: Unit, former: Vault) -> int:
    """Seals the keys of the unit's people under its key in place of the former; how many.

    Their own keys stay: with them the trail is sealed, of which no line changes.
    """
    rows = await _sealed(unit)
    for person_id, wrapped, phone in rows:
        before = former.key(wrapped)
        key = unit.vault.key(unit.vault.wrapped_anew(before))
        values = sealed_phone(unit.vault, key, None if phone is None else before.open(FIELD, phone))
        await unit.connection.execute(update(Person).where(Person.id == person_id).values(values))
    return len(rows)


async def take_out(unit: Unit) -> int:
    """Takes out what the key of the unit cannot open; how many telephone numbers it was."""
    lost = [row for row in await _sealed(unit) if not unit.vault.opens(row.key)]
    for some in batches(row.id for row in lost):
        await unit.connection.execute(update(Person).where(Person.id.in_(some)).values(_GONE))
    return sum(row.phone is not None for row in lost)


async def _sealed(unit: Unit) -> Sequence[Row[*tuple[Any, ...]]]:
    of_committee = (Person.committee_id == unit.committee_id) & Person.key.is_not(None)
    columns = select(Person.id, Person.key, Person.phone).where(of_committee).order_by(Person.id)
    return (await unit.connection.execute(columns)).all()
