"""The records on which a few members score as they do on all, in few statements.

They are the members' occasions without the parts of others, their works with all authors, and every record of
the same matters. What a score depends on, and that no more is needed, is a law of the tests.

What a process has read of a record it keeps with the version it had: records seldom change, and most of what
a change touches was read for the one before. Parts in occasions are read each time: they would be many.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, bindparam, select, type_coerce
from sqlalchemy.orm import aliased

from kept import Kept
from models.among import Among
from models.quick import Quick, together
from models.record import SCORED, Outcome, Part, Record
from models.rows import batches
from rules import record as plain
from rules.reach import Reach, TermReach, counts
from services.records.reading import HEADERS, Header, Reader, Stored
from services.records.ties import TIES, tied, ties_in

KEPT_RECORDS = 50_000
Own = dict[int, list[tuple[int, str]]]

# Put together once: that costs as much as to run them. Whose part it is stands in an index; its attributes
# are looked up for records of the reach only, since of many years most lie outside.
_SAID = aliased(Part)
_OF_MEMBERS = Quick(
    select(Part.record_id, Record.version, Part.membership_id, type_coerce(_SAID.attributes, Text))
    .join(Record, Record.id == Part.record_id)
    .join(_SAID, (_SAID.record_id == Part.record_id) & (_SAID.membership_id == Part.membership_id))
    .where(
        Among(Part.membership_id, "members"),
        Record.first_day <= bindparam("last"),
        Record.last_day >= bindparam("first"),
    )
)
_HEADERS = Quick(HEADERS.where(Among(Record.id, "records")))
_AUTHORS = Quick(
    select(Part.record_id, Part.membership_id, type_coerce(Part.attributes, Text))
    .where(Among(Part.record_id, "records"))
    .order_by(Part.record_id, Part.place)
)
_OUTCOMES = Quick(
    select(Outcome.record_id, Outcome.day, Outcome.key, type_coerce(Outcome.attributes, Text))
    .where(Among(Outcome.record_id, "records"))
    .order_by(Outcome.record_id, Outcome.place)
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a record: its row, what ties it to others and, of a work, authors and outcomes."""

    header: Header
    ties: tuple[str, ...]
    authors: tuple[tuple[int, str], ...]
    outcomes: tuple[tuple[date, str, str], ...]


class KnownRecords:
    """Records as they were last read, by row. One a process; holds only what has been committed."""

    def __init__(self) -> None:
        self._kept: Kept[int, Known] = Kept(KEPT_RECORDS)

    def get(self, record_id: int, version: int) -> Known | None:
        """The record, if it was read in this version."""
        found = self._kept.get(record_id)
        return found if found is not None and found.header.version == version else None

    def keep(self, records: Mapping[int, Known]) -> None:
        """Keeps what a transaction has read, once that is committed: a version that is not may come again."""
        for record_id, record in records.items():
            self._kept.put(record_id, record)


class Memory:
    """What one transaction knows of records: what was read before it, and what it has read itself."""

    def __init__(self, known: KnownRecords | None = None) -> None:
        self._known = known or KnownRecords()
        self._fresh: dict[int, Known] = {}

    def get(self, record_id: int, version: int) -> Known | None:
        """The record, if it was read in this version before the transaction."""
        return self._known.get(record_id, version)

    def add(self, records: Mapping[int, Known]) -> None:
        """Notes what the transaction has read."""
        self._fresh |= records

    def keep(self) -> None:
        """Keeps all that for others; to be called once the transaction is committed."""
        self._known.keep(self._fresh)


async def surroundings(
    reader: Reader, members: Collection[int], reach: Reach, memory: Memory | None = None
) -> list[Stored]:
    """What these memberships took part in that a measure of this reach can count, and what is tied to it.

    Of occasions only their own parts, of works all authors. What lies in other years is not read: a member
    has served for many.
    """
    memory = memory or Memory()
    first, last = (reach.first, reach.last) if isinstance(reach, TermReach) else reach
    own: Own = defaultdict(list)
    wanted: dict[int, int] = {}
    for some in batches(members):
        rows = await _OF_MEMBERS.rows(reader.connection, members=some, first=first, last=last)
        for record_id, version, membership_id, text in rows:
            wanted[record_id] = version
            own[record_id].append((membership_id, text))
    found: dict[int, Known] = {}
    asked: set[str] = set()
    while wanted:
        now = {one: record for one, version in wanted.items() if (record := memory.get(one, version))}
        read = await _read(reader, wanted.keys() - now.keys())
        memory.add(read)
        found |= now | read
        ties = {tie for one in wanted for tie in found[one].ties} - asked
        asked |= ties
        others = await tied(reader.connection, reader.committee_id, ties)
        wanted = {record_id: version for record_id, version in others.items() if record_id not in found}
    return [_stored(reader, found[one], own) for one in sorted(found) if _counts(found[one].header, reach)]


def _counts(header: Header, reach: Reach) -> bool:
    return header.state in SCORED and counts(reach, header.kind, (header.first_day, header.last_day))


def _stored(reader: Reader, known: Known, own: Own) -> Stored:
    header, shared = known.header, reader.shared
    stored = reader.stored(header)
    record = stored.record
    if header.form == "occasion":
        keys = reader.keys
        record.parts = [plain.Part(keys[one], shared(text)) for one, text in own.get(header.id, ())]
    else:
        record.outcomes = [plain.Outcome(day, shared(text), key) for day, key, text in known.outcomes]
        reader.sign(record, [(one, shared(text)) for one, text in known.authors])
    return stored


async def _read(reader: Reader, record_ids: Collection[int]) -> dict[int, Known]:
    """Records out of the database."""
    read: dict[int, Known] = {}
    connection = reader.connection
    for some in batches(record_ids):
        asked = {"records": some}
        found, tied_to = await together(connection, (_HEADERS, asked), (TIES, asked))
        headers, ties = [Header._make(row) for row in found], ties_in(tied_to)
        authors: Own = defaultdict(list)
        outcomes: dict[int, list[tuple[date, str, str]]] = defaultdict(list)
        if works := [header.id for header in headers if header.form == "work"]:
            asked = {"records": works}
            signed, followed = await together(connection, (_AUTHORS, asked), (_OUTCOMES, asked))
            for record_id, membership_id, text in signed:
                authors[record_id].append((membership_id, text))
            for record_id, day, key, text in followed:
                outcomes[record_id].append((day, key, text))
        for header in headers:
            of = header.id
            read[of] = Known(header, tuple(ties.get(of, ())), tuple(authors[of]), tuple(outcomes[of]))
    return read
