"""Writing records: adding, changing and withdrawing them, with the trail, and whom it touches."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

from orjson import Fragment
from sqlalchemy import bindparam, delete, insert, select, update

from models.base import json_text
from models.record import LONGEST_KEY, LONGEST_TIE, LONGEST_TITLE, Outcome, Part, Record, Tie
from models.rows import add_rows, added_rows, batches, for_driver
from rules import record as plain
from rules.catalogue import Catalogue
from rules.record import Attributes, told_of
from scoring.matter import Link, links
from services.committee.workdays import calendar_of
from services.deadlines import Calendar
from services.records.due import due_by, due_from
from services.records.submission import submission
from services.records.ties import matter_of
from services.records.touched import Touched
from services.refusal import Code, Refusal
from services.rights.policy import ANY, department_of
from services.unit_of_work import Unit
from services.value import JsonValue, attributes_to_json

# Put together once: that costs as much as to run it.
_PARTS = (
    select(Part.membership_id, Record.kind, Record.first_day, Record.last_day)
    .join(Record, Record.id == Part.record_id)
    .where(Part.record_id.in_(bindparam("records", expanding=True)))
    .distinct()
)
# The first word of the links that `scoring.matter` makes of a matter's name.
MATTER = "matter"
_MEMBER = itemgetter("member")
_DAYS, _MOMENTS = ("day", "first_day", "last_day", "due_from"), ("due_by", "submitted_at")


class PartRow(NamedTuple):
    """A row of `models.record.Part`; attributes are text."""

    record_id: int
    membership_id: int
    committee_id: int
    place: int
    attributes: str


class _Made(NamedTuple):
    """What was made of attributes; kept with them, whose place no others can take then."""

    attributes: Attributes
    json: dict[str, JsonValue]
    text: str
    fragment: Fragment


class Recorder:
    """Writes the records of one unit of work. `ids` has the membership of every member key in them.

    `touched` says whose score the changes so far may have changed.
    """

    def __init__(
        self, unit: Unit, catalogue: Catalogue, year: int, source: str, ids: Mapping[str, int]
    ) -> None:
        self.unit = unit
        self.catalogue = catalogue
        self.year = year
        self.source = source
        self.ids = ids
        self.touched = Touched()
        self._calendar: Calendar | None = None
        self._made: dict[int, _Made] = {}

    async def calendar(self) -> Calendar:
        """By which the committee counts working days."""
        if self._calendar is None:
            self._calendar = await calendar_of(self.unit.connection, self.unit.committee_id)
        return self._calendar

    async def add(self, records: Sequence[plain.Record], late_reason: str | None = None) -> list[int]:
        """Adds records that are not there yet; their row ids, in the same order.

        `late_reason` is why those are late that are.
        """
        if not records:
            return []
        calendar = await self.calendar()
        # Raw, and without an order: the ids of many rows are otherwise asked for one by one.
        rows = [self._entered(record, calendar, late_reason) for record in records]
        told = ("id", "kind", "key")
        values = [self._raw(row, record) for row, record in zip(rows, records, strict=True)]
        added = await added_rows(self.unit.connection, Record, list(rows[0]), values, told)
        ids = {(kind, key): record_id for record_id, kind, key in added}
        found = [ids[record.kind, record.key] for record in records]
        tied = await self._add_inner(dict(zip(found, records, strict=True)))
        for record_id, record, row in zip(found, records, rows, strict=True):
            self.unit.note("add", "record", record_id, after=self.document(record, self._fragment))
            members = [self.ids[member] for member, _ in record.parts]
            self.touched.add(record.kind, (row["first_day"], row["last_day"]), members)
        await self._touch_linked(tied)
        return found

    async def withdraw(self, stored: Mapping[int, plain.Record]) -> None:
        """Takes records out of every score; they stay, with their trail."""
        await self._enter_state(stored, "approved", "withdrawn")
        for record_id, record in stored.items():
            self.unit.note("withdraw", "record", record_id, before=self.document(record))

    async def reinstate(self, stored: Mapping[int, plain.Record]) -> None:
        """Brings withdrawn records back as they were."""
        await self._enter_state(stored, "withdrawn", "approved")
        for record_id, record in stored.items():
            self.unit.note("reinstate", "record", record_id, after=self.document(record))

    async def tie(self, matters: Mapping[int, str | None], name: str) -> None:
        """Gives records, each with the matter it has so far, the matter of this name."""
        connection = self.unit.connection
        await self._touch(list(matters))
        for some in batches(matters):
            joined = update(Record).where(Record.id.in_(some))
            await connection.execute(joined.values(matter=name, version=Record.version + 1))
            named = delete(Tie).where(Tie.record_id.in_(some), Tie.tie.startswith(f"{MATTER} "))
            await connection.execute(named)
            committee_id, tie = self.unit.committee_id, _tie((MATTER, name))
            rows = [{"record_id": one, "tie": tie, "committee_id": committee_id} for one in some]
            await connection.execute(insert(Tie), rows)
        for record_id, before in matters.items():
            self.unit.note("link", "record", record_id, {"matter": before}, {"matter": name})

    async def _enter_state(self, stored: Collection[int], before: str, after: str) -> None:
        await self._touch(stored)
        for some in batches(stored):
            changed = update(Record).where(Record.id.in_(some), Record.state == before)
            await self.unit.connection.execute(changed.values(state=after, version=Record.version + 1))

    def document(
        self, record: plain.Record, told: Callable[[Attributes], Any] | None = None
    ) -> dict[str, Any]:
        """A record as plain data for the trail: members by their rows, never by name.

        `told` gives the data of attributes otherwise: as the text that is written anyway.
        """
        ids, told = self.ids, told or self._json
        shared = {id(own): told(own) for own in told_of(record.parts)}
        parts: list[dict[str, Any]] = [
            {"member": ids[member], "attributes": shared[id(own)]} if own else {"member": ids[member]}
            for member, own in record.parts
        ]
        if self.catalogue.kinds[record.kind].form == "occasion":
            parts.sort(key=_MEMBER)
        return {
            "year": self.year,
            "kind": record.kind,
            "key": record.key,
            "day": record.day.isoformat(),
            "title": record.title,
            "attributes": told(record.attributes),
            "matter": record.matter,
            "outsiders": record.outsiders,
            "parts": parts,
            "outcomes": [
                {
                    "day": outcome.day.isoformat(),
                    "key": outcome.key,
                    "attributes": told(outcome.attributes),
                }
                for outcome in ordered_outcomes(record)
            ],
        }

    def _entered(self, record: plain.Record, calendar: Calendar, late_reason: str | None) -> dict[str, Any]:
        """The row of a record that is submitted now."""
        department = department_of(self.catalogue.kinds[record.kind], record.attributes)
        row = self._row(record, calendar)
        return {
            **row,
            "state": "approved",
            "source": self.source,
            "version": 1,
            "department": self.unit.actor.department if department in ANY else department,
            **submission(self.unit.at, row["due_by"], late_reason),
        }

    def _row(self, record: plain.Record, calendar: Calendar) -> dict[str, Any]:
        """What a record says of itself, as its row has it."""
        for text, longest, field in (
            (record.title, LONGEST_TITLE, "title"),
            (record.key, LONGEST_KEY, "key"),
            (record.matter or "", LONGEST_KEY, "matter"),
        ):
            if len(text) > longest:
                raise Refusal(Code.BAD_USER_INPUT, f"太长，最多 {longest} 个字", field)
        first_day, last_day = plain.days_of(record)
        start = due_from(self.catalogue, record)
        return {
            "committee_id": self.unit.committee_id,
            "year": self.year,
            "form": self.catalogue.kinds[record.kind].form,
            "kind": record.kind,
            "key": record.key,
            "day": record.day,
            "title": record.title,
            "attributes": self._json(record.attributes),
            "matter": record.matter,
            "outsiders": record.outsiders,
            "first_day": first_day,
            "last_day": last_day,
            "due_from": start,
            "due_by": due_by(calendar, start),
        }

    def _raw(self, row: Mapping[str, Any], record: plain.Record) -> tuple[Any, ...]:
        """The row of a record as the drivers take it."""
        days = {name: row[name] and row[name].isoformat() for name in _DAYS}
        connection = self.unit.connection
        moments = {name: for_driver(connection, getattr(Record, name), row[name]) for name in _MOMENTS}
        return tuple({**row, **days, **moments, "attributes": self._text(record.attributes)}.values())

    async def _add_inner(self, records: Mapping[int, plain.Record]) -> set[int]:
        """The parts, outcomes and ties of records whose rows are there; which of them have ties."""
        connection = self.unit.connection
        await add_rows(connection, Part, PartRow._fields, list(self._parts(records)))
        ties = list(self._ties(records))
        for table, rows in ((Outcome, list(self._outcomes(records))), (Tie, ties)):
            if rows:
                await connection.execute(insert(table), rows)
        return {tie["record_id"] for tie in ties}

    def _parts(self, records: Mapping[int, plain.Record]) -> Iterator[PartRow]:
        ids, committee_id = self.ids, self.unit.committee_id
        for record_id, record in records.items():
            texts = {id(own): self._text(own) for own in told_of(record.parts)}
            for place, (member, own) in enumerate(record.parts):
                yield PartRow(record_id, ids[member], committee_id, place, texts[id(own)])

    def _json(self, attributes: Attributes) -> dict[str, JsonValue]:
        """Attributes for JSON: names in one cell share theirs, which are made JSON of once."""
        return self._made_of(attributes).json

    def _text(self, attributes: Attributes) -> str:
        """The same as text."""
        return self._made_of(attributes).text

    def _fragment(self, attributes: Attributes) -> Fragment:
        """The same as text within JSON."""
        return self._made_of(attributes).fragment

    def _made_of(self, attributes: Attributes) -> "_Made":
        made = self._made.get(id(attributes))
        if made is None:
            json = attributes_to_json(self.catalogue, attributes)
            text = json_text(json)
            made = self._made[id(attributes)] = _Made(attributes, json, text, Fragment(text))
        return made

    def _outcomes(self, records: Mapping[int, plain.Record]) -> Iterator[dict[str, Any]]:
        for record_id, record in records.items():
            for place, outcome in enumerate(ordered_outcomes(record)):
                yield {
                    "record_id": record_id,
                    "committee_id": self.unit.committee_id,
                    "place": place,
                    "day": outcome.day,
                    "key": outcome.key,
                    "attributes": self._json(outcome.attributes),
                }

    def _ties(self, records: Mapping[int, plain.Record]) -> Iterator[dict[str, Any]]:
        for record_id, record in records.items():
            if not links(record, self.catalogue):
                continue
            # A member's key may change with the roster; the membership does not.
            parts = [part._replace(member=str(self.ids[part.member])) for part in record.parts[:1]]
            tied = replace(record, parts=parts)
            for link in links(tied, self.catalogue):
                yield {"record_id": record_id, "tie": _tie(link), "committee_id": self.unit.committee_id}

    async def _touch(self, record_ids: Collection[int]) -> None:
        await self._touch_parts(record_ids)
        await self._touch_linked(record_ids)

    async def _touch_linked(self, record_ids: Collection[int]) -> None:
        """Whoever has a part in other records of the same matters."""
        linked = await matter_of(self.unit.connection, record_ids)
        await self._touch_parts(linked - {*record_ids})

    async def _touch_parts(self, record_ids: Collection[int]) -> None:
        for some in batches(record_ids):
            rows = await self.unit.connection.execute(_PARTS, {"records": some})
            for membership_id, kind, first_day, last_day in rows:
                self.touched.add(kind, (first_day, last_day), [membership_id])


def _tie(link: Link) -> str:
    return " ".join(link)[:LONGEST_TIE]


def ordered_outcomes(record: plain.Record) -> list[plain.Outcome]:
    """The outcomes of a work in the order in which they count, whatever order they were entered in."""
    return sorted(
        record.outcomes, key=lambda one: (one.day, one.key, str(sorted(one.attributes.items(), key=str)))
    )
