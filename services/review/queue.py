"""What waits for a department, to be submitted or reviewed: how much it is, and the oldest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.correction import Correction
from models.record import Record
from models.rows import columns_of
from models.rule_set import RuleSetVersion
from models.store import Store
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.records.listing import RecordRow, records_of_ids
from services.review.correction import COLUMNS, CorrectionRow
from services.rights.entering import entering
from services.rights.held import Rights, permitted
from services.rights.role import Right
from services.rule_sets.versions import in_force
from services.slice import Slice, sliced
from services.unit_of_work import check_right

# The states in which something is left to do.
OPEN = ("draft", "submitted", "returned")
MOST_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many records of a kind stand in each open state, and how many corrections of it wait."""

    kind: str
    draft: int
    submitted: int
    returned: int
    corrections: int


async def theirs(
    connection: AsyncConnection,
    committee_id: int,
    rights: Rights,
    right: Right,
    department: str | None = None,
) -> ColumnElement[bool]:
    """The records of a committee whose department they are, as the measure of each year says.

    `department`: of those, what this one enters.
    """
    of_committee: ColumnElement[bool] = Record.committee_id == committee_id
    if not rights.has(right):
        return false()
    years = await connection.scalars(
        select(RuleSetVersion.year).where(
            RuleSetVersion.committee_id == committee_id, RuleSetVersion.in_force
        )
    )
    of_years = []
    for year in years.all():
        catalogue = (await in_force(connection, committee_id, year)).rule_set.catalogue
        policy = entering(catalogue, right)
        rows = policy.rows(rights)
        if department is not None:
            rows = and_(rows, policy.entered_by(department))
        of_years.append(and_(_of_year(year), rows))
    return and_(of_committee, or_(false(), *of_years))


async def waiting(connection: AsyncConnection, committee_id: int, year: int) -> int:
    """How many records and corrections of a year wait for their review."""
    of_year = (Record.committee_id == committee_id) & _of_year(year)
    records = select(func.count()).select_from(Record).where(of_year, Record.state == "submitted")
    corrections = _of_records(of_year, func.count())
    return (await connection.scalar(records) or 0) + (await connection.scalar(corrections) or 0)


async def counts(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[Waiting]:
    """What waits of the records of a condition, by kind, those of which something does."""
    of_state = select(Record.kind, Record.state, func.count()).where(condition, Record.state.in_(OPEN))
    found: Counter[tuple[str, str]] = Counter()
    for kind, state, count in await connection.execute(of_state.group_by(Record.kind, Record.state)):
        found[kind, state] = count
    by_kind = _of_records(condition, Record.kind, func.count()).group_by(Record.kind)
    for kind, count in await connection.execute(by_kind):
        found[kind, "corrections"] = count
    return [
        Waiting(kind, *(found[kind, what] for what in (*OPEN, "corrections")))
        for kind in sorted({kind for kind, _ in found})
    ]


def narrowed(
    condition: ColumnElement[bool], year: int | None, kinds: Sequence[str] | None
) -> ColumnElement[bool]:
    """The records of a condition that are of a year and of these kinds; None: of any."""
    if year is not None:
        condition &= _of_year(year)
    return condition if kinds is None else condition & Record.kind.in_(kinds)


async def count(connection: AsyncConnection, condition: ColumnElement[bool], state: str) -> int:
    """How many records of a condition are in a state."""
    columns = select(func.count()).select_from(Record).where(condition, Record.state == state)
    return await connection.scalar(columns) or 0


async def count_corrections(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    """How many corrections wait of the records of a condition."""
    return await connection.scalar(_of_records(condition, func.count())) or 0


async def records(
    connection: AsyncConnection, condition: ColumnElement[bool], state: str, part: Slice[tuple[date, int]]
) -> list[RecordRow]:
    """A slice of the records of a condition in a state, by day and row."""
    columns = select(*columns_of(RecordRow, Record)).where(condition, Record.state == state)
    return [RecordRow(*row) for row in await sliced(connection, columns, (Record.day, Record.id), part)]


async def corrections(
    connection: AsyncConnection, condition: ColumnElement[bool], part: Slice[tuple[int, ...]]
) -> list[CorrectionRow]:
    """A slice of the corrections that wait, of records of a condition."""
    columns = _of_records(condition, *COLUMNS)
    return [CorrectionRow(*row) for row in await sliced(connection, columns, [Correction.id], part)]


@dataclass(frozen=True, slots=True)
class Found:
    """Records that wait, and beside those to be reviewed the corrections, the oldest first."""

    records: list[RecordRow]
    corrections: list[CorrectionRow]


async def looked_for(
    store: Store,
    code: str,
    actor: Actor,
    state: str,
    year: int | None,
    kinds: Sequence[str] | None,
    department: str | None,
) -> Found:
    """What waits in a state for an actor, as many as may move on together; raises `Refusal`."""
    right = Right.ENTER if state in ("draft", "returned") else Right.REVIEW
    known = await check_right(store, code, actor, right)
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, code)).id
        rights = (await permitted(connection, committee_id, known, right)).rights
        of_department = await theirs(connection, committee_id, rights, right, department)
        condition = narrowed(of_department, year, kinds)
        first: Slice[Any] = Slice(MOST_TOGETHER, backward=True)
        waiting_ones = await corrections(connection, condition, first) if state == "submitted" else []
        return Found(await records(connection, condition, state, first), waiting_ones)


async def of_numbers(store: Store, code: str, numbers: Sequence[int]) -> dict[int, RecordRow]:
    """The records of a committee by these rows; one that is not there is left out."""
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, code)).id
        found = await records_of_ids(connection, [one for one in numbers if one < 2**63])
    return {one.id: one for one in found.values() if one.committee_id == committee_id}


def _of_year(year: int) -> ColumnElement[bool]:
    """Records of a year. By the index of the year SQLite would look through all; few are in an open state."""
    return Record.year + 0 == year


def _of_records(condition: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the corrections that wait, of records of a condition."""
    asked: Select[*tuple[Any, ...]] = select(*columns)
    # Their committee is said of both, so that those few are looked for that wait, not all records.
    same = (Record.id == Correction.record_id) & (Record.committee_id == Correction.committee_id)
    joined = asked.select_from(Correction).join(Record, same)
    return joined.where(condition, Correction.state == "submitted")
