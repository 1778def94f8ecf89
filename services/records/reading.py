"""Records in the database, as `rules.record` knows them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from sys import intern
from typing import Any, NamedTuple, cast

import orjson
from sqlalchemy import ColumnElement, Text, and_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.among import Among
from models.quick import Quick, together
from models.record import SCORED, Outcome, Record
from models.rows import by_first, day_of, raw_rows
from rules import record as plain
from rules.catalogue import Catalogue
from rules.reach import Reach, TermReach
from rules.record import Attributes, Value
from services.records.attendance import PARTS_TOGETHER, People, authors
from services.value import attributes_from_json


class Stored(NamedTuple):
    """A record with its row. Its parts name members by `keys`; `version` is the one an edit must name.

    A tuple: each change puts hundreds together, and a frozen dataclass takes five times as long to make.
    """

    id: int
    year: int
    form: str
    state: str
    source: str
    version: int
    department: str | None
    record: plain.Record


class Header(NamedTuple):
    """A record's row; attributes are text."""

    id: int
    version: int
    year: int
    form: str
    state: str
    source: str
    department: str | None
    first_day: date
    last_day: date
    key: str
    kind: str
    day: date
    title: str
    matter: str | None
    outsiders: int
    attributes: str


_DAYS = [Header._fields.index(name) for name in ("first_day", "last_day", "day")]
HEADERS = select(
    *(getattr(Record, name) for name in Header._fields if name != "attributes"),
    type_coerce(Record.attributes, Text).label("attributes"),
)

_PLAIN = select(
    *(Record.id, Record.form, Record.key, Record.kind, Record.day, Record.title),
    *(type_coerce(Record.attributes, Text), Record.matter, Record.outsiders, PARTS_TOGETHER),
)
_MEMBER = itemgetter(0)
_WHOLE = HEADERS.add_columns(PARTS_TOGETHER).order_by(Record.id)
_OUTCOMES = (
    select(Outcome.record_id, Outcome.day, Outcome.key, type_coerce(Outcome.attributes, Text))
    .join(Record, Record.id == Outcome.record_id)
    .order_by(Outcome.record_id, Outcome.place)
)
# Put together once: that costs more than to run them.
_OF_IDS = Among(Record.id, "ids")
_WHOLE_OF_IDS, _OUTCOMES_OF_IDS = Quick(_WHOLE.where(_OF_IDS)), Quick(_OUTCOMES.where(_OF_IDS))
# Rows that are looked at together: each may have thousands of people, and all other requests wait meanwhile.
TOGETHER = 250


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
        """What a measure of this reach can count: the reviewed records with any day in it.

        Of a whole term, those of the kinds that its rules ask for.
        """
        first, last = (reach.first, reach.last) if isinstance(reach, TermReach) else reach
        return and_(
            Record.committee_id == self.committee_id,
            Record.state.in_(SCORED),
            Record.first_day <= last,
            Record.last_day >= first,
            *([Record.kind.in_(sorted(reach.kinds))] if isinstance(reach, TermReach) else ()),
        )

    async def read(self, condition: ColumnElement[bool]) -> list[Stored]:
        """The records of a condition on `models.record.Record` with their rows, by id."""
        rows = raw_rows(self.connection, _WHOLE.where(condition))
        found = self._whole([row async for some in rows for row in some])
        await self._add_outcomes({one.id: one.record for one in found}, condition)
        return found

    async def of_ids(self, record_ids: Collection[int]) -> list[Stored]:
        """The records of these ids, not more than one statement has room for, in the same way."""
        asked = {"ids": list(record_ids)}
        whole, rows = await together(self.connection, (_WHOLE_OF_IDS, asked), (_OUTCOMES_OF_IDS, asked))
        found = self._whole(whole)
        outcomes = {of: list(own) for of, own in groupby(rows, itemgetter(0))}
        for one in found:
            one.record.outcomes = self._outcomes(outcomes.get(one.id, ()))
        return found

    async def records(self, condition: ColumnElement[bool]) -> list[plain.Record]:
        """The same records for scoring, which needs nothing else of their rows, by id.

        Participants are not told one by one: parts of an occasion are `rules.record.Attendance`.
        """
        found: dict[int, plain.Record] = {}
        people, new, shared = People(self.keys), plain.Record, self.shared
        # The ids first: records are met as they lie on the disk, and each of their parts beside the last.
        chosen = select(Record.id).where(condition).correlate(None)
        columns = _PLAIN.where(Record.id.in_(chosen)).order_by(Record.id)
        async for rows in raw_rows(self.connection, columns, TOGETHER):
            told = []
            for record_id, form, key, kind, day, title, said, matter, outsiders, text in rows:
                own = cast(dict[str, Value], shared(said))
                record = new(key, intern(kind), day_of(day), title, own, (), (), matter, outsiders)
                found[record_id] = record
                if text:
                    told.append((form, record, text))
            self._give_parts(people, told)
        await self._add_outcomes(found, condition)
        return list(found.values())

    def stored(self, header: Header) -> Stored:
        """A record with its row, without parts and outcomes; what it shares must never be changed."""
        own = cast(dict[str, Value], self.shared(header.attributes))
        said = header.key, header.kind, header.day, header.title
        record = plain.Record(*said, own, [], [], header.matter, header.outsiders)
        row = header.id, header.year, header.form, header.state, header.source, header.version
        return Stored(*row, header.department, record)

    def _whole(self, rows: Sequence[Any]) -> list[Stored]:
        found = [self.stored(_header(row)) for row in rows]
        texts = [text for *_, text in rows]
        told = [(one.form, one.record, text) for one, text in zip(found, texts, strict=True) if text]
        self._give_parts(People(self.keys), told)
        for one in found:
            if isinstance(one.record.parts, plain.Attendance):
                one.record.parts = sorted(one.record.parts, key=_MEMBER)
        return found

    def _give_parts(self, people: People, told: Sequence[tuple[str, plain.Record, str]]) -> None:
        """Gives records the parts that their texts say; with each goes its form."""
        for form, record, text in told:
            if form == "work":
                self.sign(record, authors(text, self.shared))
        people.attended([(record, text) for form, record, text in told if form == "occasion"], self.shared)

    def sign(self, record: plain.Record, authors: Sequence[tuple[int, Attributes]]) -> None:
        """Gives a work its authors. Who is not scored here counts as an author, and keeps the place."""
        keys = self.keys
        try:
            record.parts = [plain.Part(keys[one], attributes) for one, attributes in authors]
        except KeyError:
            record.parts = [
                plain.Part(keys[one], {"序号": at, **attributes})
                for at, (one, attributes) in enumerate(authors, 1)
                if one in keys
            ]
            record.outsiders += len(authors) - len(record.parts)

    async def _add_outcomes(self, found: Mapping[int, plain.Record], condition: ColumnElement[bool]) -> None:
        rows = raw_rows(self.connection, _OUTCOMES.where(condition), TOGETHER)
        async for record_id, own in by_first(rows):
            found[record_id].outcomes = self._outcomes(own)

    def _outcomes(self, rows: Iterable[Sequence[Any]]) -> list[plain.Outcome]:
        return [plain.Outcome(day_of(day), self.shared(text), key) for _, day, key, text in rows]

    def shared(self, text: str) -> Attributes:
        """The attributes that a text of the database says: one mapping for equal texts."""
        known = self._attributes.get(text)
        if known is None:
            known = self._attributes[text] = attributes_from_json(self.catalogue, orjson.loads(text))
        return known


def _header(row: tuple[Any, ...]) -> Header:
    """The header with which a raw row begins."""
    said = list(row[: len(Header._fields)])
    for at in _DAYS:
        said[at] = day_of(said[at])
    return Header._make(said)
