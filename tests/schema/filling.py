"""The demo year in a database, as the tests of the API read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import insert

from files.demo import write_demo
from files.members import read_members
from files.records import read_records
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.store import Store
from rules.document import RuleSet
from rules.loader import load
from rules.record import Member, Record
from rules.shipped import locate
from services import rule_sets
from services.actor import Actor
from services.board import Boards
from services.committees import establish, term_of
from services.live import Live
from services.recording import Recorder
from services.unit_of_work import Unit, unit_of_work
from services.value import to_json

ACTOR = Actor("王五", "system")
YEAR = 2022


class Demo(NamedTuple):
    """The demo data as `luzhi score` reads them."""

    rule_set: RuleSet
    members: list[Member]
    records: list[Record]


@cache
def demo(members: int = 300) -> Demo:
    """The demo data, read from files as an office has them: those of `luzhi demo`, or of a smaller body."""
    rule_set = load(locate("zhoushan/2022"))
    with TemporaryDirectory() as folder:
        write_demo(Path(folder), members, YEAR, rule_set.catalogue)
        roster = read_members(Path(folder) / "members.xlsx", rule_set.catalogue, YEAR).members
        period = (rule_set.start, rule_set.end)
        found = read_records(Path(folder) / "records.xlsx", rule_set.catalogue, roster, period, YEAR)
    return Demo(rule_set, roster, found.records)


async def fill(store: Store, members: int = 300, code: str = "zhoushan") -> None:
    """Puts the demo data of a body of this size into the database, and scores the year."""
    data = demo(members)
    await establish(store, code, "舟山市政协")
    async with unit_of_work(store, code, ACTOR) as unit:
        await rule_sets.add(unit, data.rule_set)
        ids = await _enrol(unit, data.rule_set, data.members)
        await Recorder(unit, data.rule_set.catalogue, YEAR, "import", ids).add(data.records)
        await Live(Boards()).recompute(unit, YEAR)


async def _enrol(unit: Unit, rule_set: RuleSet, members: list[Member]) -> dict[str, int]:
    term, ids, known = await term_of(unit, None, rule_set.end), {}, rule_set.catalogue.attributes
    of = {"committee_id": unit.committee_id}
    for member in members:
        person = insert(Person).values(**of, name=member.name, sort_key=member.name, phone=member.phone)
        person_id = (await unit.connection.execute(person.returning(Person.id))).scalar_one()
        own = dict(member.attributes)
        days = {"first_day": own.pop("任职起", None), "last_day": own.pop("任职止", None)}
        added = insert(Membership).values(**of, person_id=person_id, term_id=term, number=member.key, **days)
        ids[member.key] = (await unit.connection.execute(added.returning(Membership.id))).scalar_one()
        of_member = {**of, "membership_id": ids[member.key]}
        values = [(ALWAYS, name, value) for name, value in own.items()]
        values += [(change.since, change.attribute, change.value) for change in member.changes]
        await unit.connection.execute(
            insert(MemberAttribute),
            [
                {**of_member, "attribute": name, "since": since, "value": to_json(known[name], value)}
                for since, name, value in values
            ],
        )
    return ids
