"""Records as they were: what the trail says happened since a revision, taken back from what stands now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.record import SCORED
from models.rows import batches
from rules import record as plain
from rules.reach import Reach, counts
from rules.reach import touches as overlap
from rules.record import Outcome, Part, days_of
from services.records.reading import Reader, Stored
from services.value import attributes_from_json

Document = Mapping[str, Any]
# What the trail calls what is done to a record.
ADD, CHANGE, LINK, CORRECT = "add", "change", "link", "correct"
SUBMIT, APPROVE, RETURN, ARCHIVE = "submit", "approve", "return", "archive"
WITHDRAW, REINSTATE = "withdraw", "reinstate"


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the trail about a record."""

    record_id: int
    action: str
    at: datetime
    actor: str
    department: str | None
    reason: str | None
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Former:
    """A record as it was at a revision; `counted`: it was there and counted. None: it was not there yet."""

    record: plain.Record | None
    counted: bool


async def happened(
    connection: AsyncConnection, committee_id: int, revision: int
) -> dict[int, list[Happened]]:
    """What happened to records after a revision, by record, the latest first."""
    columns = (
        select(
            *(Change.entity_id, Change.action, Change.at, Change.actor, Change.department, Change.reason),
            *(Change.before, Change.after),
        )
        .where(Change.committee_id == committee_id, Change.entity == "record", Change.revision > revision)
        .order_by(Change.id.desc())
    )
    found: dict[int, list[Happened]] = defaultdict(list)
    for row in await connection.execute(columns):
        found[row.entity_id].append(Happened(*row))
    return found


async def records_at(reader: Reader, revision: int, reach: Reach) -> list[Stored]:
    """The records that a measure of this reach could count at a revision, as they were then.

    Rows keep their numbers; a record's version is that of today.
    """
    since = await happened(reader.connection, reader.committee_id, revision)
    stored = {one.id: one for one in await reader.read(reader.scored(reach)) if one.id not in since}
    for some in batches(since):
        for one in await reader.of_ids(some):
            was = former(reader, one, since[one.id])
            if was.record is not None and was.counted and counts(reach, was.record.kind, days_of(was.record)):
                stored[one.id] = one._replace(record=was.record, state="approved")
    return [stored[one] for one in sorted(stored)]


def former(reader: Reader, now: Stored, since: Sequence[Happened]) -> Former:
    """The record before all that happened `since`, the latest first."""
    record: plain.Record = now.record
    counted = now.state in SCORED
    for line in since:
        if line.action == ADD:
            return Former(None, False)
        moved_from = state_before(line)
        if moved_from is not None:
            counted = moved_from in SCORED
        elif line.action in (CHANGE, CORRECT):
            record = record_of(reader, line.before)
        elif line.action == LINK:
            record = replace(record, matter=line.before["matter"])
    return Former(record, counted)


def state_before(line: Happened) -> str | None:
    """The state that a record left by what happened to it; None where it stayed in its state.

    Lines of former programs name none: they withdrew what was approved, and brought it back.
    """
    if line.action == ADD:
        return None
    if isinstance(line.before, dict) and "state" in line.before:
        return str(line.before["state"])
    return {WITHDRAW: "approved", REINSTATE: "withdrawn"}.get(line.action)


def record_of(reader: Reader, document: Document) -> plain.Record:
    """The record that a document of the trail says."""
    catalogue = reader.catalogue
    record = plain.Record(
        document["key"],
        document["kind"],
        date.fromisoformat(document["day"]),
        document["title"],
        attributes_from_json(catalogue, document["attributes"]),
        matter=document["matter"],
        outsiders=document["outsiders"],
    )
    parts = [
        (part["member"], attributes_from_json(catalogue, part.get("attributes", {})))
        for part in document["parts"]
    ]
    if catalogue.kinds[record.kind].form == "occasion":
        record.parts = [Part(reader.keys[one], own) for one, own in parts if one in reader.keys]
    else:
        reader.sign(record, parts)
    record.outcomes = [
        Outcome(
            date.fromisoformat(one["day"]), attributes_from_json(catalogue, one["attributes"]), one["key"]
        )
        for one in document["outcomes"]
    ]
    return record


def touches(lines: Collection[Happened], now: tuple[date, date], reach: tuple[date, date]) -> bool:
    """Whether a measure of this reach could count a record before or after anything that happened to it.

    `now` are the first and the last day by which anything of it counts now.
    """
    if overlap(now, reach):
        return True
    documents = (document for line in lines for document in (line.before, line.after) if _whole(document))
    return any(overlap(_days(document), reach) for document in documents)


def _whole(document: Any) -> bool:
    return isinstance(document, dict) and "day" in document


def _days(document: Document) -> tuple[date, date]:
    """The first and the last day of a document: every attribute of a record that is a day looks like one."""
    attributes = [
        document["attributes"],
        *(part.get("attributes", {}) for part in document["parts"]),
        *(one["attributes"] for one in document["outcomes"]),
    ]
    days = [_day(document["day"]), *(_day(one["day"]) for one in document["outcomes"])]
    days += [_day(value) for own in attributes for value in own.values()]
    known = [one for one in days if one is not None]
    return min(known), max(known)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
