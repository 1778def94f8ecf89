"""A made-up committee in a database, in the proportions of a real one, for as many members as wanted."""

import random
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from itertools import count, islice
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import Base
from models.committee import Committee, Term
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.migration import upgrade
from models.record import Outcome, Part, Record
from models.store import Store
from rules.document import RuleSet
from services.actor import Actor
from services.committee.committees import establish
from services.rule_sets import versions
from services.unit_of_work import unit_of_work

CODE = "bench"
ACTOR = Actor("测速", "system")
ATTENDED, WRITTEN = 50, 6
ROOM = 100
OCCASIONS = ("调研", "视察", "专委会会议", "其他会议", "学习培训", "界别活动组", "民主监督", "公益活动")
PRESENT = ('{"状态":"出席"}', '{"状态":"出席"}', '{"状态":"出席"}', '{"状态":"请假"}', '{"状态":"缺席"}')
STARTED = date(2022, 1, 1)

# The columns of a record, in the order of `_record`.
RECORD = (
    "id committee_id year form kind key day title attributes outsiders"
    " first_day last_day state source version"
)

Row = tuple[Any, ...]


class Habits(NamedTuple):
    """How many occasions a member attends and how many works are a member's; how many come to an occasion."""

    attended: int
    written: int
    room: int


def usual() -> Habits:
    """The habits of a real committee; who fills a database of its own may have set another `ROOM`."""
    return Habits(ATTENDED, WRITTEN, ROOM)


@asynccontextmanager
async def made(address: str) -> AsyncIterator[Store]:
    """An empty database at this address, closed at the end."""
    store = Store.open(address)
    upgrade(store.url)
    try:
        yield store
    finally:
        await store.close()


async def fill(store: Store, rule_set: RuleSet, members: int, habits: Habits | None = None) -> int:
    """Fills an empty database; the number of facts: participations, authorships, shares in outcomes.

    Each member attends 50 occasions and has 6 works, half of them with a second author, a third adopted, or
    as the habits say.
    """
    await establish(store, CODE, "测速")
    async with unit_of_work(store, CODE, ACTOR) as unit:
        await versions.add(unit, rule_set)
    async with store.writing() as connection:
        committee = await connection.scalar(select(Committee.id).where(Committee.code == CODE))
        made_term = insert(Term).values(committee_id=committee, name="本届").returning(Term.id)
        term = (await connection.execute(made_term)).scalar_one()
        await _add(connection, Person, "id committee_id name sort_key", _people(committee, members))
        columns = "id committee_id person_id term_id number"
        await _add(connection, Membership, columns, _memberships(committee, term, members))
        columns = "committee_id membership_id attribute since value"
        await _add(connection, MemberAttribute, columns, _attributes(committee, members))
        return await _records(connection, committee, members, habits or usual(), random.Random(1))


async def fill_year(
    store: Store, members: int, year: int, first_id: int, habits: Habits | None = None
) -> None:
    """Adds another year of records, numbered from `first_id` on."""
    async with store.writing() as connection:
        committee = await connection.scalar(select(Committee.id).where(Committee.code == CODE))
        draw, started = random.Random(year), date(year, 1, 1)
        await _records(connection, committee, members, habits or usual(), draw, started, first_id)


async def standing_meetings(store: Store, members: int, year: int, first_id: int) -> None:
    """Adds six standing meetings of a year; one in six members is of the standing committee."""
    async with store.writing() as connection:
        committee = await connection.scalar(select(Committee.id).where(Committee.code == CODE))
        records, parts = [], []
        for at in range(6):
            record_id, day = first_id + at, date(year, 2 * at + 1, 15)
            records.append(_record(record_id, committee, "occasion", "常委会会议", day, day, "{}"))
            called = range(6, members + 1, 6)
            parts += [(record_id, who, committee, who, PRESENT[(who + at) % 5]) for who in called]
        await _add(connection, Record, RECORD, records)
        await _add(connection, Part, "record_id membership_id committee_id place attributes", parts)


async def _records(
    connection: AsyncConnection,
    committee: int | None,
    members: int,
    habits: Habits,
    draw: random.Random,
    started: date = STARTED,
    first_id: int = 1,
) -> int:
    records: list[Row] = []
    parts: list[Row] = []
    outcomes: list[Row] = []
    facts, ids = 0, count(first_id)
    for at in range(max(members * habits.attended // habits.room, 1)):
        record_id, day = next(ids), _day(draw, started)
        kind = OCCASIONS[at % len(OCCASIONS)]
        records.append(_record(record_id, committee, "occasion", kind, day, day, "{}"))
        came = draw.sample(range(1, members + 1), min(habits.room, members))
        parts += [(record_id, who, committee, place, PRESENT[who % 5]) for place, who in enumerate(came)]
        facts += len(came)
    for at in range(members * habits.written * 2 // 3):
        record_id, day = next(ids), _day(draw, started)
        adopted = day + timedelta(days=at % 90) if at % 3 == 0 else None
        kind, attributes = ("提案", '{"立案":true}') if at % 2 else ("社情民意", '{"报送":true}')
        records.append(_record(record_id, committee, "work", kind, day, adopted or day, attributes))
        authors = draw.sample(range(1, members + 1), 1 + at % 2)
        parts += [(record_id, who, committee, place, '{"确认":true}') for place, who in enumerate(authors)]
        facts += len(authors) * (2 if adopted else 1)
        if adopted:
            adoption = '{"结果":"采用","采用层级":"市政协"}'
            outcomes.append((committee, record_id, 0, adopted.isoformat(), "", adoption))
    await _add(connection, Record, RECORD, records)
    await _add(connection, Part, "record_id membership_id committee_id place attributes", parts)
    await _add(connection, Outcome, "committee_id record_id place day key attributes", outcomes)
    return facts


def _record(
    record_id: int, committee: int | None, form: str, kind: str, day: date, last: date, attributes: str
) -> Row:
    first, until, key = day.isoformat(), last.isoformat(), f"B{record_id}"
    said = (record_id, committee, day.year, form, kind, key, first, "", attributes, 0)
    return (*said, first, until, "approved", "import", 1)


def _day(draw: random.Random, started: date) -> date:
    return started + timedelta(days=draw.randrange(365))


def _people(committee: int | None, members: int) -> Iterator[Row]:
    return ((at, committee, f"委员{at}", f"{at:06}") for at in range(1, members + 1))


def _memberships(committee: int | None, term: int, members: int) -> Iterator[Row]:
    return ((at, committee, at, term, f"{at:06}") for at in range(1, members + 1))


def _attributes(committee: int | None, members: int) -> Iterator[Row]:
    for at in range(1, members + 1):
        rank = "常委" if at % 6 == 0 else "委员"
        yield (committee, at, "身份", ALWAYS.isoformat(), f'"{rank}"')
        yield (committee, at, "界别", ALWAYS.isoformat(), f'"界别{at % 24}"')


async def _add(connection: AsyncConnection, table: type[Base], columns: str, rows: Iterable[Row]) -> None:
    """Rows as tuples straight to the driver: filling is not what is measured."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    name, listed = table.__tablename__, columns.split()
    names = ", ".join(f'"{column}"' for column in listed)
    rest = iter(rows)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(listed))
        while some := list(islice(rest, 50_000)):
            await driver.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", some)
        return
    async with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
        for row in rest:
            await copy.write_row(row)
