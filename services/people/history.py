"""What happened to a member, as the trail tells it: who, when, why, and from what to what."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.member import ALWAYS, Membership, Person
from models.personal import PersonKey, Sealed, Vault
from models.sickness import Sick
from rules.record import TERM_END, TERM_START
from services.members.history import History, value_at
from services.members.wording import text
from services.members.writing import TOLD
from services.people.fields import NAME, PHONE
from services.slice import Slice, sliced

_DAYS = {"first_day": TERM_START, "last_day": TERM_END}
_NAMED = {"name_changed": NAME, "phone_changed": PHONE}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that changed, from a day on (None: from the beginning), from what to what.

    Of a name or a telephone number, and of what went with an exit, only that it changed.
    """

    name: str
    since: date | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class MemberHistoryRow:
    """One thing that was done to a member."""

    id: int
    at: datetime
    actor: str
    department: str | None
    action: str
    reason: str | None
    changes: tuple[FieldChange, ...]


async def history(
    connection: AsyncConnection, vault: Vault, membership_id: int, part: Slice[tuple[int, ...]]
) -> list[MemberHistoryRow]:
    """A slice of what happened to a membership and to its person, the latest first; raises `Sick` where the
    master key is not at hand.
    """
    key = await _key(connection, vault, membership_id)
    rows = await sliced(connection, await _of(connection, membership_id), [Change.id], part)
    return [_row(key, row) for row in rows]


def _row(key: PersonKey | None, row: Sequence[Any]) -> MemberHistoryRow:
    row_id, at, actor, department, action, reason, before, after = row
    return MemberHistoryRow(row_id, at, actor, department, action, reason, _changes(key, before, after))


async def count(connection: AsyncConnection, membership_id: int) -> int:
    """How many things happened."""
    asked = (await _of(connection, membership_id)).subquery()
    return (await connection.execute(select(func.count()).select_from(asked))).scalar_one()


async def _of(connection: AsyncConnection, membership_id: int) -> Select[*tuple[Any, ...]]:
    own = select(Membership.committee_id, Membership.person_id).where(Membership.id == membership_id)
    committee_id, person_id = (await connection.execute(own)).one()
    of_member = (Change.entity == "membership") & (Change.entity_id == membership_id)
    of_person = (Change.entity == "person") & (Change.entity_id == person_id)
    asked: Select[*tuple[Any, ...]] = select(
        *(Change.id, Change.at, Change.actor, Change.department, Change.action, Change.reason),
        *(Change.before, Change.after),
    )
    return asked.where(Change.committee_id == committee_id, of_member | of_person)


async def _key(connection: AsyncConnection, vault: Vault, membership_id: int) -> PersonKey | None:
    """The person's key; None after the exit."""
    own = select(Person.key).join(Membership, Membership.person_id == Person.id)
    wrapped = await connection.scalar(own.where(Membership.id == membership_id))
    return None if wrapped is None else vault.key(wrapped)


def _changes(
    key: PersonKey | None, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[FieldChange, ...]:
    was, now = before or {}, after or {}
    found = [FieldChange(name) for flag, name in _NAMED.items() if now.get(flag)]
    for column, name in _DAYS.items():
        if (old := was.get(column)) != (new := now.get(column)):
            found.append(FieldChange(name, None, old, new))
    was_held, now_held = _attributes(key, was), _attributes(key, now)
    for name in sorted(was_held.keys() | now_held.keys()):
        found += _differences(name, was_held.get(name, []), now_held.get(name, []))
    if "sealed" in now and key is None:
        found.append(FieldChange("单位、职务等"))
    return tuple(found)


def _attributes(key: PersonKey | None, said: Mapping[str, Any]) -> dict[str, History]:
    """What a line says of attributes; what is sealed with a key that is gone is left out."""
    told: dict[str, Sequence[Any]] = dict(said.get("attributes", {}))
    if "sealed" in said and key is not None:
        # It may be of a key that was lost, in place of which there is another one.
        with suppress(Sick):
            told |= orjson.loads(key.open(TOLD, Sealed(b64decode(said["sealed"]))))
    return {
        name: [(ALWAYS if since is None else date.fromisoformat(since), value) for since, value in one]
        for name, one in told.items()
    }


def _differences(name: str, before: History, after: History) -> list[FieldChange]:
    days = sorted({since for since, _ in (*before, *after)})
    found = []
    for day in days:
        was, now = dict(before).get(day), dict(after).get(day)
        if was != now:
            old, new = value_at(before, day), value_at(after, day)
            found.append(
                FieldChange(name, None if day == ALWAYS else day, text(old) or None, text(new) or None)
            )
    return found
