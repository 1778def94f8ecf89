"""Who is told of records: of those to be reviewed, returned, co-signed, drawn in a sample."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.co_signature import CoSignature
from models.correction import Correction
from models.record import Part, Record
from models.rows import batches
from models.signature import OF_ACCOUNT
from rules.catalogue import load
from services.notices.about import NOBODY, RECORD, People, Told, staff_of
from services.refusal import Refusal
from services.rights.entering import Entering, department_of, entering
from services.rights.policy import RECORDS, TOLD, Taken, co_signed
from services.rights.role import Right
from services.rule_sets.versions import in_force
from services.samples.frame import lines_of
from services.samples.sampling import DRAWN, drawn, frame_of, sample

# While a work is in one of these its co-signers may say whether they signed it.
_SIGNED = ("submitted", "returned", "approved")


async def who_review(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who may review a record (履7), as long as it waits for that."""
    return await _reviewing(connection, committee_id, people, rows, "submitted")


async def who_review_corrections(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who may review the record of a correction that waits."""
    records = {
        row.id: row.record_id for row in await _corrections(connection, committee_id, rows, "submitted")
    }
    told = await _reviewing(connection, committee_id, people, {*records.values()}, None)
    return {number: told.get(record_id, NOBODY) for number, record_id in records.items()}


async def who_entered(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who entered a record that stands returned, if they may still have it."""
    actor = type_coerce(Change.actor, String)
    columns = (
        select(Record.id, actor)
        .join(Change, (Change.entity_id == Record.id) & (Change.committee_id == Record.committee_id))
        .where(Record.committee_id == committee_id, Record.state == "returned")
        .where(Change.entity == RECORD, Change.action == "add")
        .order_by(Change.id)
    )
    entered: dict[int, str] = {}
    for some in batches(rows):
        found = await connection.execute(columns.where(Record.id.in_(some)))
        entered.update((row_id, signed) for row_id, signed in found)
    return await _who_may_have(connection, committee_id, people, entered)


async def who_corrected(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who had made a correction that was returned, if they may still have its record."""
    found = await _corrections(connection, committee_id, rows, "returned")
    told = {}
    for row in found:
        may = await _who_may_have(connection, committee_id, people, {row.record_id: row.made_by})
        told[row.id] = may.get(row.record_id, NOBODY)
    return told


async def who_co_sign(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who signed a work behind the first and has not said so yet, of works that somebody entered here."""
    members = {one: account_id for account_id, rights in people.items() for one in rights.own}
    answered = select(CoSignature.id).where(
        CoSignature.record_id == Part.record_id, CoSignature.membership_id == Part.membership_id
    )
    columns = (
        select(Part.record_id, Part.membership_id)
        .join(Record, Record.id == Part.record_id)
        .where(Record.committee_id == committee_id, Record.form == "work", Record.source == "entry")
        .where(Record.state.in_(_SIGNED), co_signed(sorted(members)), ~answered.exists())
    )
    told: dict[int, set[int]] = {}
    for some in batches(rows):
        for record_id, membership_id in await connection.execute(columns.where(Part.record_id.in_(some))):
            told.setdefault(record_id, set()).add(members[membership_id])
    return {record_id: frozenset(accounts) for record_id, accounts in told.items()}


async def who_are_sampled(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """The departments whose records were drawn, once a sample."""
    told = {}
    for number in sorted(rows):
        of = await sample(connection, committee_id, number)
        if of.state == DRAWN:
            taken = drawn(of, lines_of(await frame_of(connection, of)))
            departments = sorted({one.department for one in taken})
            told[number] = frozenset[int]().union(
                *(staff_of(people, one, Right.ENTER) for one in departments)
            )
    return told


async def _reviewing(
    connection: AsyncConnection, committee_id: int, people: People, rows: Iterable[int], state: str | None
) -> Told:
    columns = select(Record.id, Record.year, Record.kind, Record.attributes, Record.department)
    columns = columns.where(Record.committee_id == committee_id)
    if state is not None:
        columns = columns.where(Record.state == state)
    policies: dict[int, Entering] = {}
    # Of a thousand records many are of one department.
    known: dict[tuple[int | str, ...], frozenset[int]] = {}
    told = {}
    for some in batches(rows):
        for row in (await connection.execute(columns.where(Record.id.in_(some)))).all():
            if row.year not in policies:
                policies[row.year] = await _policy(connection, committee_id, row.year)
            policy = policies[row.year]
            kind = policy.catalogue.kinds.get(row.kind)
            whose = () if kind is None else (department_of(kind, row.attributes or {}, row.department),)
            if (row.year, *whose) not in known:
                known[row.year, *whose] = frozenset(
                    one for one, rights in people.items() if policy.department(rights, *whose)
                )
            told[row.id] = known[row.year, *whose]
    return told


async def _policy(connection: AsyncConnection, committee_id: int, year: int) -> Entering:
    """Who reviews what, by the measure in force; where a year has none, by the program's own kinds."""
    try:
        catalogue = (await in_force(connection, committee_id, year)).rule_set.catalogue
    except Refusal:
        catalogue = load()
    return entering(catalogue, Right.REVIEW)


async def _corrections(
    connection: AsyncConnection, committee_id: int, rows: Collection[int], state: str
) -> list[Any]:
    made_by = type_coerce(Correction.made_by, String).label("made_by")
    columns = select(Correction.id, Correction.record_id, made_by).where(
        Correction.committee_id == committee_id, Correction.state == state
    )
    found: list[Any] = []
    for some in batches(rows):
        found += (await connection.execute(columns.where(Correction.id.in_(some)))).all()
    return found


async def _who_may_have(
    connection: AsyncConnection, committee_id: int, people: People, signed: dict[int, str]
) -> Told:
    """By record, the account that signed, if it may have the record."""
    accounts = {row_id: account for row_id, name in signed.items() if (account := _account(name)) in people}
    members: dict[int, set[int]] = {row_id: set() for row_id in accounts}
    told: set[int] = set()
    parts = select(Part.record_id, Part.membership_id)
    for some in batches(accounts):
        for record_id, membership_id in await connection.execute(parts.where(Part.record_id.in_(some))):
            members[record_id].add(membership_id)
        told.update(await connection.scalars(select(Record.id).where(TOLD, Record.id.in_(some))))
    return {
        row_id: frozenset({account})
        for row_id, account in accounts.items()
        if RECORDS.may(
            people[account],
            Taken(
                committee_id=committee_id,
                id=row_id,
                members=frozenset(members[row_id]),
                told=row_id in told,
            ),
        )
    }


def _account(signed: str) -> int:
    """The account of a signature; 0, which no account is, where another wrote."""
    number = signed.removeprefix(OF_ACCOUNT)
    return int(number) if number != signed and number.isdigit() else 0
