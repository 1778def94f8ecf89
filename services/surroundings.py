"""The records on which a few members score as they do on all (`scoring.touched`), in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from models.record import Outcome, Part, Record, Tie
from models.rows import batches
from rules import record as plain
from services.records import Reader, Stored

# Put together once: that costs as much as to run them.
_OF_MEMBERS = select(Part.record_id, Part.membership_id, type_coerce(Part.attributes, Text)).where(
    Part.membership_id.in_(bindparam("members", expanding=True))
)
_TIES = select(Tie.tie).distinct().where(Tie.record_id.in_(bindparam("records", expanding=True)))
_TIED = select(Tie.record_id).where(
    Tie.committee_id == bindparam("committee_id"), Tie.tie.in_(bindparam("ties", expanding=True))
)
_HEADERS = select(
    *(Record.id, Record.year, Record.form, Record.state, Record.source, Record.version),
    *(Record.key, Record.kind, Record.day, Record.title),
    *(Record.matter, Record.outsiders, type_coerce(Record.attributes, Text).label("attributes")),
).where(
    Record.id.in_(bindparam("records", expanding=True)),
    Record.state == "approved",
    Record.first_day <= bindparam("last"),
    Record.last_day >= bindparam("first"),
)
_AUTHORS = (
    select(Part.record_id, Part.membership_id, type_coerce(Part.attributes, Text))
    .where(Part.record_id.in_(bindparam("records", expanding=True)))
    .order_by(Part.record_id, Part.place)
)
_OUTCOMES = (
    select(Outcome.record_id, Outcome.day, Outcome.key, type_coerce(Outcome.attributes, Text))
    .where(Outcome.record_id.in_(bindparam("records", expanding=True)))
    .order_by(Outcome.record_id, Outcome.place)
)


async def surroundings(reader: Reader, members: Collection[int], reach: tuple[date, date]) -> list[Stored]:
    """What these memberships took part in that a measure of this reach can count, and what is tied to it.

    Of occasions only their own parts, of works all authors.
    """
    connection = reader.connection
    own: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for some in batches(members):
        for record_id, membership_id, text in await connection.execute(_OF_MEMBERS, {"members": some}):
            own[record_id].append((membership_id, text))
    wanted = await _tied(reader, own.keys())
    found: dict[int, Stored] = {}
    for some in batches(sorted(wanted)):
        bounds = {"records": some, "first": reach[0], "last": reach[1]}
        for row in await connection.execute(_HEADERS, bounds):
            record = plain.Record(row.key, row.kind, row.day, row.title)
            record.attributes = dict(reader.shared(row.attributes))
            record.matter, record.outsiders = row.matter, row.outsiders
            found[row.id] = Stored(row.id, row.year, row.form, row.state, row.source, row.version, record)
            if row.form == "occasion":
                parts = own.get(row.id, ())
                record.parts = [plain.Part(reader.keys[one], reader.shared(text)) for one, text in parts]
    await _complete(reader, {one.id: one.record for one in found.values() if one.form == "work"})
    return list(found.values())


async def _complete(reader: Reader, works: dict[int, plain.Record]) -> None:
    """Gives works their authors and outcomes."""
    authors: dict[int, list[Any]] = defaultdict(list)
    for some in batches(works):
        for record_id, membership_id, text in await reader.connection.execute(_AUTHORS, {"records": some}):
            authors[record_id].append((membership_id, reader.shared(text)))
        for record_id, day, key, text in await reader.connection.execute(_OUTCOMES, {"records": some}):
            works[record_id].outcomes.append(plain.Outcome(day, reader.shared(text), key))
    for record_id, signed in authors.items():
        reader.sign(works[record_id], signed)


async def _tied(reader: Reader, record_ids: Collection[int]) -> set[int]:
    """These records and all that share a tie with them, however far the ties go."""
    found, fresh = set(record_ids), set(record_ids)
    while fresh:
        ties: set[str] = set()
        for some in batches(fresh):
            ties.update(await reader.connection.scalars(_TIES, {"records": some}))
        fresh = set()
        for texts in batches(ties):
            bounds = {"committee_id": reader.committee_id, "ties": texts}
            fresh.update(await reader.connection.scalars(_TIED, bounds))
        fresh -= found
        found |= fresh
    return found
