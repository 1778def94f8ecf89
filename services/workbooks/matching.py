"""Which record of the database each record of a file is, and how the file's matters are named there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import and_, select

from models.among import Among
from models.record import Record
from models.rows import batches
from rules import record as plain
from services.records.reading import Reader, Stored

# Kind and number: what makes a record one and the same within a year.
Identity = tuple[str, str]
_OF_YEAR = re.compile(r"^\d{4} ")


async def stored_of(reader: Reader, year: int, records: Iterable[plain.Record]) -> dict[Identity, Stored]:
    """The records of a year by kind and number, withdrawn ones too, and those of other years that are in
    `records`: a proposal may count in two years, and stand in the files of both.
    """
    of_year = and_(Record.committee_id == reader.committee_id, Record.year == year)
    found = {(one.record.kind, one.record.key): one for one in await reader.read(of_year)}
    wanted: dict[tuple[str, str, date], Identity] = {}
    for record in records:
        if (record.kind, record.key) not in found:
            # An export puts the year before a number that two years have used.
            for key in (_OF_YEAR.sub("", record.key), record.key):
                wanted[record.kind, key, record.day] = record.kind, record.key
    elsewhere: dict[int, Identity] = {}
    for keys in batches({key for _, key, _ in wanted}):
        columns = (
            select(Record.id, Record.kind, Record.key, Record.day)
            .where(Record.committee_id == reader.committee_id, Record.year != year, Among(Record.key, keys))
            .order_by(Record.year)
        )
        for record_id, kind, key, day in await reader.connection.execute(columns):
            if (kind, key, day) in wanted:
                elsewhere[record_id] = wanted[kind, key, day]
    for ids in batches(elsewhere):
        for one in await reader.of_ids(ids):
            found[elsewhere[one.id]] = one
    return found


def named_matters(
    records: Sequence[plain.Record], stored: Mapping[Identity, Stored], year: int
) -> list[plain.Record]:
    """The records under the numbers and with the names of matters that they have in the database.

    A name in a file means nothing outside of it: `提案 12` becomes `2022 提案 12`. Where a record of a group
    is of a matter that another year's file or a person has named, that name stays, for the whole group.
    """
    own = f"{year} "
    foreign: dict[object, str] = {}
    for at, record in enumerate(records):
        known = stored.get((record.kind, record.key))
        matter = None if known is None else known.record.matter
        if known is not None and known.state != "withdrawn" and matter and not matter.startswith(own):
            group = record.matter or at
            foreign[group] = min(foreign.get(group, matter), matter)
    found = []
    for at, record in enumerate(records):
        known = stored.get((record.kind, record.key))
        key = record.key if known is None else known.record.key
        name = foreign.get(record.matter or at) or (own + record.matter if record.matter else None)
        same = key == record.key and name == record.matter
        found.append(record if same else replace(record, key=key, matter=name))
    return found
