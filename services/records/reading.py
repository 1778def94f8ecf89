"""Records in the database, as `rules.record` knows them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

import orjson
from sqlalchemy import ColumnElement, Text, and_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Outcome, Part, Record
from models.rows import raw_rows
from rules import record as plain
from rules.catalogue import Catalogue
from rules.reach import Reach, TermReach
from rules.record import Attributes, Value
from services.value import attributes_from_json


@dataclass(frozen=True, slots=True)
class Stored:
    """A record with its row. Its parts name members by `keys`; `version` is the one an edit must name."""

    id: int
    year: int
    form: str
    state: str
    source: str
    version: int
    record: plain.Record


class Header(NamedTuple):
    """A record's row; attributes are text."""

    id: int
    version: int
    year: int
    form: str
    state: str
    source: str
    first_day: date
    last_day: date
    key: str
    kind: str
    day: date
    title: str
    matter: str | None
    outsiders: int
    attributes: str


HEADERS = select(
    *(getattr(Record, name) for name in Header._fields if name != "attributes"),
    type_coerce(Record.attributes, Text).label("attributes"),
)


class Reader:
    """Reads records of one committee; equal texts of attributes become one mapping, shared by all its parts.

    `keys` has the key of every membership that is scored; a part of anybody else is that of an outsider.
    """

    def __init__(
        self, connection: AsyncConnection, committee_id: int, catalogue: Catalogue, keys: Mapping[int, str]
    ) -> None:
        self.connection = connection
        self.committee_id = committee_id
        self.catalogue = catalogue
        self.keys = keys
        self._attributes: dict[str, Attributes] = {}

    def scored(self, reach: Reach) -> ColumnElement[bool]:
        """What a measure of this reach can count: the approved records with any day in it.

        Of a whole term, those of the kinds that its rules ask for.
        """
        first, last = (reach.first, reach.last) if isinstance(reach, TermReach) else reach
        return and_(
            Record.committee_id == self.committee_id,
            Record.state == "approved",
            Record.first_day <= last,
            Record.last_day >= first,
            *([Record.kind.in_(sorted(reach.kinds))] if isinstance(reach, TermReach) else ()),
        )

    async def read(
        self, condition: ColumnElement[bool], participants: Collection[int] | None = None
    ) -> list[Stored]:
        """The records of a condition on `models.record.Record`, by id.

        Of occasions only the parts of `participants` are read, where they are given.
        """
        found = await self._headers(condition)
        await self._add_parts(found, condition, participants)
        await self._add_outcomes(found, condition)
        return list(found.values())

    async def _headers(self, condition: ColumnElement[bool]) -> dict[int, Stored]:
        rows = await self.connection.execute(HEADERS.where(condition).order_by(Record.id))
        return {header.id: self.stored(header) for header in map(Header._make, rows)}

    def stored(self, header: Header) -> Stored:
        """A record with its row, without parts and outcomes; what it shares must never be changed."""
        record = plain.Record(header.key, header.kind, header.day, header.title)
        record.attributes = cast(dict[str, Value], self.shared(header.attributes))
        record.matter, record.outsiders = header.matter, header.outsiders
        return Stored(
            id=header.id,
            year=header.year,
            form=header.form,
            state=header.state,
            source=header.source,
            version=header.version,
            record=record,
        )

    async def _add_parts(
        self,
        found: Mapping[int, Stored],
        condition: ColumnElement[bool],
        participants: Collection[int] | None,
    ) -> None:
        columns = (
            select(*(Part.record_id, Part.membership_id, Part.place), type_coerce(Part.attributes, Text))
            .join(Record, Record.id == Part.record_id)
            .where(condition)
        )
        if participants is not None:
            columns = columns.where(or_(Record.form == "work", Part.membership_id.in_(participants)))
        authors: dict[int, list[tuple[int, int, Attributes]]] = defaultdict(list)
        # Millions of rows pass here: what can be looked up once is not looked up for each.
        attended = {one.id: one.record.parts.append for one in found.values() if one.form == "occasion"}
        keys, known, part = self.keys, self._attributes, plain.Part
        async for chunk in raw_rows(self.connection, columns):
            for record_id, membership_id, place, text in chunk:
                attributes = known.get(text) or self.shared(text)
                add = attended.get(record_id)
                if add is None:
                    authors[record_id].append((place, membership_id, attributes))
                elif (key := keys.get(membership_id)) is not None:
                    add(part(key, attributes))
        for record_id, written in authors.items():
            in_order = sorted(written, key=lambda one: one[0])
            self.sign(found[record_id].record, [(one, attributes) for _, one, attributes in in_order])

    def sign(self, record: plain.Record, authors: Sequence[tuple[int, Attributes]]) -> None:
        """Gives a work its authors. Who is not scored here counts as an author, and keeps the place."""
        everybody = all(membership_id in self.keys for membership_id, _ in authors)
        for at, (membership_id, attributes) in enumerate(authors, 1):
            if membership_id not in self.keys:
                record.outsiders += 1
                continue
            own = attributes if everybody else {"序号": at, **attributes}
            record.parts.append(plain.Part(self.keys[membership_id], own))

    async def _add_outcomes(self, found: Mapping[int, Stored], condition: ColumnElement[bool]) -> None:
        columns = (
            select(
                *(Outcome.record_id, Outcome.day, Outcome.key),
                type_coerce(Outcome.attributes, Text).label("attributes"),
            )
            .join(Record, Record.id == Outcome.record_id)
            .where(condition)
            .order_by(Outcome.record_id, Outcome.place)
        )
        for row in await self.connection.execute(columns):
            outcome = plain.Outcome(row.day, self.shared(row.attributes), row.key)
            found[row.record_id].record.outcomes.append(outcome)

    def shared(self, text: str) -> Attributes:
        """The attributes that a text of the database says: one mapping for equal texts."""
        known = self._attributes.get(text)
        if known is None:
            known = self._attributes[text] = attributes_from_json(self.catalogue, orjson.loads(text))
        return known
