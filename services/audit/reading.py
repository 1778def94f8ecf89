"""The trail as it is read: which lines somebody looks for, whom a line is about by name, what it says.

Lines are read as they were written; only a name is looked up, in the row where it stands
(`models.signature`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account, Session
from models.change import Change
from models.clock import CHINA
from models.grant import Grant
from models.member import Membership, Person
from models.signature import OF_ACCOUNT
from services.slice import Slice, sliced
from wordlist import wordlist

# A value that is longer is told by its beginning, and how long it is.
LONGEST_VALUE = 300
# What is sealed under a person's key.
SEALED = "sealed"
_YES, _NO = "是", "否"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLooked:
    """For which lines somebody looks: of days in China, each included; of an action; about an entity, or one
    row of it; by an account; of a department; about the holder of an account, or a member by number.
    """

    since: date | None = None
    until: date | None = None
    action: str | None = None
    entity: str | None = None
    number: int | None = None
    actor: int | None = None
    department: str | None = None
    account: int | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a line says, before and after; None: nothing."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRow:
    """A line of the trail. `place` numbers the proved lines of a committee; None: from before the chain."""

    id: int
    place: int | None
    at: datetime
    actor: str
    department: str | None
    channel: str
    action: str
    entity: str
    entity_id: int
    reason: str | None
    details: tuple[Detail, ...]


async def trail(
    connection: AsyncConnection, committee_id: int, looked: TrailLooked, part: Slice[tuple[int]]
) -> list[TrailRow]:
    """A slice of the lines that are looked for, the newest first."""
    columns: Select[*tuple[Any, ...]] = select(
        *(Change.id, Change.place, Change.at, Change.actor, Change.department, Change.channel),
        *(Change.action, Change.entity, Change.entity_id, Change.reason, Change.before, Change.after),
    ).where(_meant(committee_id, looked))
    return [_row(*row) for row in await sliced(connection, columns, (Change.id,), part)]


async def count_trail(connection: AsyncConnection, committee_id: int, looked: TrailLooked) -> int:
    """How many `trail` can give."""
    counted = select(func.count(Change.id)).where(_meant(committee_id, looked))
    return (await connection.execute(counted)).scalar_one()


async def named(
    connection: AsyncConnection, about: Collection[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """What those are called whom lines are about, by entity and row; who has no name any more is left out."""
    found: dict[tuple[str, int], str] = {}
    for entity, columns, number in _NAMES:
        ids = [row_id for of, row_id in about if of == entity]
        if ids:
            for row_id, name in await connection.execute(columns.where(number.in_(ids))):
                found[entity, row_id] = name
    return found


def said(kind: str, word: str) -> str:
    """A word of the trail as people say it; an unknown one as it is. `kind` is a part of the document."""
    return _words()[kind].get(word, word)


def entities() -> Mapping[str, str]:
    """What lines can be about, each as people say it."""
    return _words()["entities"]


def actions() -> Mapping[str, str]:
    """What lines can tell of, each as people say it."""
    return _words()["actions"]


_OF_PERSON = select(Membership.id, Person.name).join(Person, Person.id == Membership.person_id)
_NAMES: tuple[tuple[str, Select[*tuple[Any, ...]], ColumnElement[int]], ...] = (
    ("account", select(Account.id, NAME), Account.id.expression),
    ("grant", select(Grant.id, NAME).join(Account, Account.id == Grant.account_id), Grant.id.expression),
    (
        "session",
        select(Session.id, NAME).join(Account, Account.id == Session.account_id),
        Session.id.expression,
    ),
    ("membership", _OF_PERSON, Membership.id.expression),
    ("person", select(Person.id, Person.name), Person.id.expression),
)


def _meant(committee_id: int, looked: TrailLooked) -> ColumnElement[bool]:
    meant: list[ColumnElement[bool]] = [Change.committee_id == committee_id]
    if looked.since is not None:
        meant.append(Change.at >= _begin(looked.since))
    if looked.until is not None:
        meant.append(Change.at < _begin(looked.until + timedelta(days=1)))
    equal = (
        (Change.action, looked.action),
        (Change.entity, looked.entity),
        (Change.entity_id, looked.number),
        (Change.actor, None if looked.actor is None else f"{OF_ACCOUNT}{looked.actor}"),
        (Change.department, looked.department),
    )
    meant += [column == value for column, value in equal if value is not None]
    if looked.account is not None:
        meant.append(_about(committee_id, Account.id == looked.account))
    if looked.member is not None:
        of_number = Membership.number == looked.member
        theirs = select(Membership.person_id).where(Membership.committee_id == committee_id, of_number)
        meant.append(_about(committee_id, Account.person_id.in_(theirs), Person.id.in_(theirs)))
    return and_(*meant)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def _about(
    committee_id: int, account: ColumnElement[bool], person: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Lines about an account, its roles and sessions, and about the person who holds it in all terms."""
    accounts = select(Account.id).where(Account.committee_id == committee_id, account)
    held = select(Account.person_id).where(Account.committee_id == committee_id, account)
    people = select(Person.id).where(
        Person.committee_id == committee_id, Person.id.in_(held) if person is None else person
    )
    rows = (
        ("account", accounts),
        ("grant", select(Grant.id).where(Grant.account_id.in_(accounts))),
        ("session", select(Session.id).where(Session.account_id.in_(accounts))),
        ("person", people),
        ("membership", select(Membership.id).where(Membership.person_id.in_(people))),
    )
    return or_(*(and_(Change.entity == entity, Change.entity_id.in_(ids)) for entity, ids in rows))


def _row(*row: Any) -> TrailRow:
    row_id, place, at, actor, department, channel, action, entity, entity_id, reason, before, after = row
    return TrailRow(
        id=row_id,
        place=place,
        at=at,
        actor=actor,
        department=department,
        channel=channel,
        action=action,
        entity=entity,
        entity_id=entity_id,
        reason=reason,
        details=_details(before, after),
    )


def _details(before: object, after: object) -> tuple[Detail, ...]:
    was, now = _plain(before), _plain(after)
    return tuple(
        Detail(said("fields", name), _value(name, was.get(name)), _value(name, now.get(name)))
        for name in dict.fromkeys([*was, *now])
    )


def _plain(told: object) -> Mapping[str, Any]:
    """What a side says, by name; where it is no object of names, its whole under one."""
    if told is None:
        return {}
    return told if isinstance(told, dict) else {"内容": told}


def _value(name: str, value: object) -> str | None:
    if value is None:
        return None
    if name == SEALED:
        return "加密保存，不显示"
    if isinstance(value, bool):
        return _YES if value else _NO
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    if name == "state":
        return said("states", text)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…（共 {len(text)} 个字）"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = wordlist("services.audit", "words.yaml")
    return words
