"""Writing records: what they say, with the trail, and whom it touches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from orjson import Fragment

from models.base import json_text
from models.record import LONGEST_KEY, LONGEST_TITLE, SCORED, Outcome, Part, Record, Tie
from models.rows import add_rows, added_rows, for_driver
from rules import record as plain
from rules.catalogue import Catalogue
from rules.record import Attributes, told_of
from scoring.matter import links
from services.committee.workdays import calendar_of
from services.deadlines import Calendar
from services.records.due import due_by, due_from
from services.records.moving import Mover, tie_name
from services.records.past import ADD
from services.records.submission import submission, submissions
from services.refusal import Code, Refusal
from services.rights.entering import ANY, department_of, organiser
from services.rights.role import MWC
from services.unit_of_work import Unit
from services.value import JsonValue, attributes_to_json

_MEMBER = itemgetter("member")
_DAYS, _MOMENTS = ("day", "first_day", "last_day", "due_from"), ("due_by", "submitted_at")


class PartRow(NamedTuple):
    """A row of `models.record.Part`; attributes are text."""

    record_id: int
    membership_id: int
    committee_id: int
    place: int
    attributes: str


class OutcomeRow(NamedTuple):
    """A row of `models.record.Outcome`; day and attributes are text."""

    record_id: int
    committee_id: int
    place: int
    day: str
    key: str
    attributes: str


class TieRow(NamedTuple):
    """A row of `models.record.Tie`."""

    record_id: int
    tie: str
    committee_id: int


class _Made(NamedTuple):
    """What was made of attributes; kept with them, whose place no others can take then."""

    attributes: Attributes
    json: dict[str, JsonValue]
    text: str
    fragment: Fragment


class Recorder(Mover):
    """Writes the records of one unit of work. `ids` has the membership of every member key in them."""

    def __init__(
        self, unit: Unit, catalogue: Catalogue, year: int, source: str, ids: Mapping[str, int]
    ) -> None:
        super().__init__(unit)
        self.catalogue = catalogue
        self.year = year
        self.source = source
        self.ids = ids
        self._calendar: Calendar | None = None
        self._made: dict[int, _Made] = {}
        # By the day from which its term runs, until when a record is entered.
        self._by: dict[date | None, datetime | None] = {}

    async def calendar(self) -> Calendar:
        """By which the committee counts working days."""
        if self._calendar is None:
            self._calendar = await calendar_of(self.unit.connection, self.unit.committee_id)
        return self._calendar

    async def add(
        self, records: Sequence[plain.Record], state: str, late_reason: str | None = None
    ) -> list[int]:
        """Adds records that are not there yet, in a state; their row ids, in the same order.

        Those that begin as reviewed were so by whoever enters them. `late_reason` is why those are late that
        are.
        """
        if not records:
            return []
        calendar, scored = await self.calendar(), state in SCORED
        # Raw, and without an order: the ids of many rows are otherwise asked for one by one.
        rows = [self._entered(record, calendar, state, late_reason) for record in records]
        told = ("id", "kind", "key")
        # Many records have the same days and moments.
        moments = {name: cache(for_driver(self.unit.connection, getattr(Record, name))) for name in _MOMENTS}
        values = [self._raw(row, record, moments) for row, record in zip(rows, records, strict=True)]
        added = await added_rows(self.unit.connection, Record, list(rows[0]), values, told)
        ids = {(kind, key): record_id for record_id, kind, key in added}
        found = [ids[record.kind, record.key] for record in records]
        tied = await self._add_inner(dict(zip(found, records, strict=True)))
        for record_id, record, row in zip(found, records, rows, strict=True):
            told_of_it = {**self.document(record, self._fragment), "state": state}
            self.unit.note(ADD, "record", record_id, after=told_of_it)
            if scored:
                members = [self.ids[member] for member, _ in record.parts]
                self.touched.add(record.kind, (row["first_day"], row["last_day"]), members)
        if scored:
            await self._touch_linked(tied)
        return found

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

    async def newly_late(self, record_id: int, record: plain.Record, reason: str) -> str | None:
        """The reason, where a record was submitted in time and is late by what it says now; else None."""
        was = (await submissions(self.unit.connection, [record_id]))[record_id]
        by = due_by(await self.calendar(), due_from(self.catalogue, record))
        return reason if was.becomes_late(by) else None

    def _note(
        self,
        action: str,
        record_id: int,
        before: plain.Record,
        after: plain.Record,
        late: tuple[str | None, str | None],
    ) -> None:
        """A line of the trail that tells what a record said and says, and why it was and is `late`, where
        that is another reason now.
        """
        was, now = self.document(before), self.document(after)
        if late[0] != late[1]:
            was["late_reason"], now["late_reason"] = late
        self.unit.note(action, "record", record_id, was, now)

    def _entered(
        self, record: plain.Record, calendar: Calendar, state: str, late_reason: str | None
    ) -> dict[str, Any]:
        """The row of a record that begins in a state now."""
        row, scored = self._row(record, calendar), state in SCORED
        submitted = submission(None if state == "draft" else self.unit.at, row["due_by"], late_reason)
        return {
            **row,
            "state": state,
            "source": self.source,
            "version": 1,
            "reviewed_by": self.unit.actor.signature if scored else None,
            "self_reviewed": scored,
            "department": self._entering(record),
            **submitted,
        }

    def _department(self, before: plain.Record, after: plain.Record) -> str | None:
        """The department that a change gives a record, since what it says is another's; None: it stays."""
        return None if self.same_department(before, after) else self._entering(after) or MWC

    def same_department(self, before: plain.Record, after: plain.Record) -> bool:
        """Whether a record stays with the department that entered it, by what it says before and after."""
        was, now = (department_of(self.catalogue.kinds[one.kind], one.attributes) for one in (before, after))
        return was == now or (was in ANY and now in ANY)

    @cached_property
    def _organising(self) -> str | None:
        """For which department whoever writes enters what any organiser does."""
        return organiser(self.unit.rights, self.unit.actor.department)

    def _entering(self, record: plain.Record) -> str | None:
        """The department of a record that whoever writes enters now; None: nobody knows who organised it."""
        found = department_of(self.catalogue.kinds[record.kind], record.attributes, self._organising)
        return None if found in ANY else found

    def _row(self, record: plain.Record, calendar: Calendar) -> dict[str, Any]:
        """What a record says, as its row does; how far it has come stands beside it."""
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
            "due_by": self._due_by(calendar, start),
        }

    def _due_by(self, calendar: Calendar, start: date | None) -> datetime | None:
        if start not in self._by:
            self._by[start] = due_by(calendar, start)
        return self._by[start]

    def _raw(
        self, row: Mapping[str, Any], record: plain.Record, moments: Mapping[str, Callable[[Any], Any]]
    ) -> tuple[Any, ...]:
        """The row of a record as the drivers take it; `moments` makes theirs of moments."""
        raw = {**row, "attributes": self._text(record.attributes)}
        for name in _DAYS:
            raw[name] = raw[name] and raw[name].isoformat()
        for name, make in moments.items():
            raw[name] = make(raw[name])
        return tuple(raw.values())

    async def _add_inner(self, records: Mapping[int, plain.Record]) -> set[int]:
        """The parts, outcomes and ties of records whose rows are there; which of them have ties."""
        connection = self.unit.connection
        await add_rows(connection, Part, PartRow._fields, self._parts(records))
        await add_rows(connection, Outcome, OutcomeRow._fields, list(self._outcomes(records)))
        ties = list(self._ties(records))
        await add_rows(connection, Tie, TieRow._fields, ties)
        return {tie.record_id for tie in ties}

    def _parts(self, records: Mapping[int, plain.Record]) -> list[tuple[Any, ...]]:
        """Rows of parts, each as a `PartRow` has it: hundreds of thousands."""
        ids, committee_id = self.ids, self.unit.committee_id
        rows: list[tuple[Any, ...]] = []
        for record_id, record in records.items():
            texts = {id(own): self._text(own) for own in told_of(record.parts)}
            rows += [
                (record_id, ids[member], committee_id, place, texts[id(own)])
                for place, (member, own) in enumerate(record.parts)
            ]
        return rows

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

    def _outcomes(self, records: Mapping[int, plain.Record]) -> Iterator[OutcomeRow]:
        committee_id = self.unit.committee_id
        for record_id, record in records.items():
            for place, outcome in enumerate(ordered_outcomes(record)):
                told = self._text(outcome.attributes)
                day = outcome.day.isoformat()
                yield OutcomeRow(record_id, committee_id, place, day, outcome.key, told)

    def _ties(self, records: Mapping[int, plain.Record]) -> Iterator[TieRow]:
        for record_id, record in records.items():
            if not links(record, self.catalogue):
                continue
            # A member's key may change with the roster; the membership does not.
            parts = [part._replace(member=str(self.ids[part.member])) for part in record.parts[:1]]
            tied = replace(record, parts=parts)
            for link in links(tied, self.catalogue):
                yield TieRow(record_id, tie_name(link), self.unit.committee_id)


def ordered_outcomes(record: plain.Record) -> list[plain.Outcome]:
    """The outcomes of a work in the order in which they count, whatever order they were entered in."""
    if len(record.outcomes) < 2:
        return list(record.outcomes)
    return sorted(
        record.outcomes, key=lambda one: (one.day, one.key, str(sorted(one.attributes.items(), key=str)))
    )
