"""Records as lists: filtered, the newest first, with their parts and outcomes read for many at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.among import Among
from models.change import Change
from models.correction import Correction
from models.quick import Quick
from models.record import SCORED, Outcome, Part, Record
from models.rows import columns_of
from services.records.past import ADD
from services.rights.policy import TOLD
from services.slice import Slice, sliced


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record without its parts and outcomes. `attributes` are as the database holds them."""

    id: int
    committee_id: int
    year: int
    form: str
    kind: str
    key: str
    day: date
    title: str
    attributes: dict[str, Any]
    matter: str | None
    outsiders: int
    state: str
    source: str
    version: int
    reviewed_by: str | None
    self_reviewed: bool
    changed_since_review: bool
    department: str | None
    due_from: date | None
    due_by: datetime | None
    submitted_at: datetime | None
    late_reason: str | None

    @property
    def before_review(self) -> bool:
        """Whether it counts, and nobody has reviewed it: it was there before the review was."""
        return self.state in SCORED and self.reviewed_by is None


@dataclass(frozen=True, slots=True)
class PartRow:
    """A member's part in a record."""

    record_id: int
    membership_id: int
    place: int
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome of a work."""

    record_id: int
    place: int
    day: date
    key: str
    attributes: dict[str, Any]


# Put together once: that costs more than to run it.
_OF_IDS = Quick(select(*columns_of(RecordRow, Record)).where(Among(Record.id, "ids")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of a committee are asked for; None is no condition. `told`: only those of which the
    members who have a part in them know.
    """

    committee_id: int
    year: int | None = None
    kinds: Sequence[str] | None = None
    form: str | None = None
    states: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None
    member: int | None = None
    search: str | None = None
    key: str | None = None
    late: bool | None = None
    batch: int | None = None
    entered_in: int | None = None
    told: bool = False
    changed_since_review: bool | None = None

    def condition(self) -> ColumnElement[bool]:
        """The same, for the database."""
        found = [Record.committee_id == self.committee_id]
        for column, value in (
            (Record.year, self.year),
            (Record.form, self.form),
            (Record.key, self.key),
            (Record.changed_since_review, self.changed_since_review),
        ):
            if value is not None:
                found.append(column == value)
        if self.states is not None:
            found.append(Record.state.in_(self.states))
        if self.kinds is not None:
            found.append(Record.kind.in_(self.kinds))
        found += _between(self.since, self.until)
        if self.member is not None:
            found.append(Record.id.in_(select(Part.record_id).where(Part.membership_id == self.member)))
        if self.batch is not None:
            found.append(_changed_in(self.committee_id, self.batch))
        if self.entered_in is not None:
            found.append(Record.id.in_(_entered_in(self.committee_id, self.entered_in)))
        if self.search is not None:
            # Both databases fold the case of ASCII letters; LIKE itself does on one of them only.
            found.append(func.lower(Record.title).contains(self.search.lower(), autoescape=True))
        return and_(*found, *self._submitted())

    def _submitted(self) -> Iterator[ColumnElement[bool]]:
        """Whether they were submitted, and in time."""
        if self.told:
            yield TOLD
        if self.late is not None:
            late = func.coalesce(Record.submitted_at >= Record.due_by, false())
            yield late if self.late else not_(late)


def _between(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [] if since is None else [Record.day >= since]
    return found if until is None else [*found, Record.day <= until]


def _changed_in(committee_id: int, revision: int) -> ColumnElement[bool]:
    """The records that one unit of work entered, changed or moved on, by themselves or by a correction."""
    of_unit = (Change.committee_id == committee_id) & (Change.revision == revision)
    moved = select(Change.entity_id).where(of_unit, Change.entity == "record")
    corrected = select(Correction.record_id).join(Change, Change.entity_id == Correction.id)
    return or_(Record.id.in_(moved), Record.id.in_(corrected.where(of_unit, Change.entity == "correction")))


def _entered_in(committee_id: int, revision: int) -> Select[int]:
    """The records that one unit of work has entered."""
    entered = (Change.entity == "record") & (Change.action == ADD) & (Change.revision == revision)
    return select(Change.entity_id).where(Change.committee_id == committee_id, entered)


async def records(
    connection: AsyncConnection, wanted: Wanted, part: Slice[tuple[date, int]]
) -> list[RecordRow]:
    """The records that are wanted, by day and id, the newest first."""
    columns = select(*columns_of(RecordRow, Record)).where(wanted.condition())
    return [RecordRow(*row) for row in await sliced(connection, columns, (Record.day, Record.id), part)]


async def count(connection: AsyncConnection, wanted: Wanted) -> int:
    """How many records are wanted."""
    return (await connection.scalar(select(func.count()).select_from(Record).where(wanted.condition()))) or 0


async def records_of_ids(connection: AsyncConnection, record_ids: Collection[int]) -> dict[int, RecordRow]:
    """The records of these rows; one that is not there is left out."""
    found = (RecordRow(*row) for row in await _OF_IDS.rows(connection, ids=record_ids))
    return {one.id: one for one in found}


async def part_counts(connection: AsyncConnection, record_ids: Collection[int]) -> dict[int, int]:
    """How many members have a part in each record."""
    columns = select(Part.record_id, func.count()).where(Part.record_id.in_(record_ids))
    rows = await connection.execute(columns.group_by(Part.record_id))
    return {row[0]: row[1] for row in rows}


async def parts(
    connection: AsyncConnection, after: Sequence[tuple[int, int]], limit: int
) -> dict[tuple[int, int], list[PartRow]]:
    """For each record and place, the first parts behind the place; at most `limit` of each."""
    numbered = func.row_number().over(partition_by=Part.record_id, order_by=Part.place)
    found: dict[tuple[int, int], list[PartRow]] = {one: [] for one in after}
    # A record may be asked for behind several places: one query each time, and that is seldom.
    rest = list(after)
    while rest:
        now = dict(rest)
        rest = [one for one in rest if now[one[0]] != one[1]]
        behind = or_(
            *(and_(Part.record_id == record_id, Part.place > place) for record_id, place in now.items())
        )
        ranked = select(*columns_of(PartRow, Part), numbered.label("nth")).where(behind).subquery()
        columns = select(*ranked.c[:4]).where(ranked.c.nth <= limit)
        for row in await connection.execute(columns.order_by(ranked.c.record_id, ranked.c.place)):
            part = PartRow(*row)
            found[part.record_id, now[part.record_id]].append(part)
    return found


async def parts_of(
    connection: AsyncConnection, record_ids: Collection[int], membership_ids: Collection[int]
) -> dict[int, list[PartRow]]:
    """For each record, the parts that these memberships have in it, in their order."""
    found: dict[int, list[PartRow]] = {record_id: [] for record_id in record_ids}
    columns = select(*columns_of(PartRow, Part)).where(
        Part.record_id.in_(record_ids), Part.membership_id.in_(membership_ids)
    )
    for row in await connection.execute(columns.order_by(Part.record_id, Part.place)):
        found[row.record_id].append(PartRow(*row))
    return found


async def outcomes(connection: AsyncConnection, record_ids: Collection[int]) -> dict[int, list[OutcomeRow]]:
    """The outcomes of each work, in their order."""
    found: dict[int, list[OutcomeRow]] = {record_id: [] for record_id in record_ids}
    columns = select(*columns_of(OutcomeRow, Outcome))
    rows = await connection.execute(
        columns.where(Outcome.record_id.in_(record_ids)).order_by(Outcome.record_id, Outcome.place)
    )
    for row in rows:
        found[row.record_id].append(OutcomeRow(*row))
    return found
