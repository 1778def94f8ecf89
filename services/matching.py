"""Which record of the database each record of a file is, and how the file's matters are named there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import and_, select

from models.record import Record
from models.rows import batches
from rules import record as plain
from services.records import Reader, Stored

# Kind and number: what makes a record one and the same within a year.
Identity = tuple[str, str]


async def stored_of(reader: Reader, year: int, records: Iterable[plain.Record]) -> dict[Identity, Stored]:
    """The records of a year by kind and number, withdrawn ones too, and those of other years that are in
    `records`: a proposal may count in two years, and stand in the files of both.
    """
    of_year = and_(Record.committee_id == reader.committee_id, Record.year == year)
    found = {(one.record.kind, one.record.key): one for one in await reader.read(of_year)}
    days = {(r.kind, r.key): r.day for r in records if (r.kind, r.key) not in found}
    elsewhere: dict[Identity, int] = {}
    for keys in batches({key for _, key in days}):
        columns = (
            select(Record.id, Record.kind, Record.key, Record.day)
            .where(Record.committee_id == reader.committee_id, Record.year != year, Record.key.in_(keys))
            .order_by(Record.year)
        )
        for record_id, kind, key, day in await reader.connection.execute(columns):
            if days.get((kind, key)) == day:
                elsewhere[kind, key] = record_id
    for ids in batches(elsewhere.values()):
        for one in await reader.read(Record.id.in_(ids)):
            found[one.record.kind, one.record.key] = one
    return found


def named_matters(
    records: Sequence[plain.Record], stored: Mapping[Identity, Stored], year: int
) -> list[plain.Record]:
    """The records with the names that their matters have in the database.

    A name in a file means nothing outside of it: `提案 12` becomes `2022 提案 12`. Where a record of a group
    is of a matter that another year's file or a person has named, that name stays, for the whole group.
    """
    own = f"{year} "
    foreign: dict[object, str] = {}
    for at, record in enumerate(records):
        known = stored.get((record.kind, record.key))
        matter = None if known is None else known.record.matter
        if known is not None and known.state == "approved" and matter and not matter.startswith(own):
            group = record.matter or at
            foreign[group] = min(foreign.get(group, matter), matter)
    found = []
    for at, record in enumerate(records):
        name = foreign.get(record.matter or at) or (own + record.matter if record.matter else None)
        found.append(record if name == record.matter else replace(record, matter=name))
    return found
