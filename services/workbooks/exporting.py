"""A year's members and records as workbooks from which `luzhi score` gets exactly the live result."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from files.reading.members import read_members
from files.reading.records import read_records
from files.writing.members import write_members
from files.writing.records import write_records
from models.record import SCORED, Record
from models.store import Store
from rules import record as plain
from rules.document import RuleSet
from rules.reach import reach
from rules.record import Member
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.members.last_year import roster_of
from services.members.phones import DISCLOSE, FIELD, MANY, with_phones
from services.records.reading import Reader
from services.review.transitions import state_name
from services.rights.role import Right
from services.rule_sets.versions import in_force
from services.runs.term import of_term
from services.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many members or records.

    `left_out` counts records without any part: they say nothing of anybody, and no file can hold them.
    `unlike` are kind and number of what the readers do not read back as it is; nothing, if all went well.
    """

    count: int
    left_out: int = 0
    unlike: tuple[tuple[str, str], ...] = ()


async def export_members(store: Store, committee: str, year: int, path: Path) -> Exported:
    """Writes the members of a year, without their telephone numbers.

    Raises `Refusal` where the year has no rules, OSError where the file cannot be written.
    """
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, committee)).id
        rule_set = (await in_force(connection, committee_id, year)).rule_set
        members = [one.member for one in await roster_of(connection, committee_id, rule_set)]
    return await asyncio.to_thread(_write_members, path, members, rule_set)


async def export_phones(
    store: Store, committee: str, year: int, path: Path, actor: Actor, reason: str | None
) -> Exported:
    """Writes the members of a year with their telephone numbers; the trail says who took them, and why.

    Raises as `export_members` does; and nothing is written that the trail does not tell of.
    """
    async with unit_of_work(store, committee, actor, reason, right=Right.DISCLOSE) as unit:
        rule_set = (await in_force(unit.connection, unit.committee_id, year)).rule_set
        roster = await roster_of(unit.connection, unit.committee_id, rule_set)
        roster = await with_phones(unit.connection, unit.vault, roster)
        # Each of them is told who took out their number (`services.accounts.own_data`).
        persons = sorted(one.person_id for one in roster if one.member.phone)
        told = {"year": year, "fields": [FIELD], "members": len(roster), "persons": persons}
        unit.note(DISCLOSE, MANY, unit.committee_id, after=told)
    return await asyncio.to_thread(_write_members, path, [one.member for one in roster], rule_set)


async def export_records(
    store: Store, committee: str, year: int, path: Path, whole: bool = False
) -> Exported:
    """Writes the records that the measure of a year can count, also those registered in another year.

    `whole`: with those of the year that do not count, and of each how far it has come. Raises `Refusal`
    where the year has no rules, OSError where the file cannot be written.
    """
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, committee)).id
        rule_set = (await in_force(connection, committee_id, year)).rule_set
        roster = await roster_of(connection, committee_id, rule_set)
        members = [one.member for one in roster]
        keys = {one.id: one.member.key for one in roster}
        reader = Reader(connection, committee_id, rule_set.catalogue, keys)
        stored = await reader.read(reader.scored(reach(rule_set)))
        # What is counted over the term is of former years, too.
        known = {one.id for one in stored}
        of_years = await of_term(connection, committee_id, rule_set, roster)
        stored += [one for one in of_years if one.id not in known]
        if whole:
            of_year = (Record.committee_id == committee_id) & (Record.year == year)
            stored += await reader.read(of_year & Record.state.not_in(SCORED))
    twice = Counter((one.record.kind, one.record.key) for one in stored)
    records = [
        replace(one.record, key=f"{one.year} {one.record.key}")
        if one.year != year and twice[one.record.kind, one.record.key] > 1
        else one.record
        for one in stored
    ]
    states = {(one.kind, one.key): was.state for one, was in zip(records, stored, strict=True)}
    named = {of: state_name(state) for of, state in states.items()} if whole else {}
    return await asyncio.to_thread(_write_records, path, records, members, rule_set, named)


def _write_members(path: Path, members: Sequence[Member], rule_set: RuleSet) -> Exported:
    write_members(path, members, rule_set.catalogue)
    again = {one.key: one for one in read_members(path, rule_set.catalogue, rule_set.year).members}
    unlike = tuple(("委员", one.key) for one in members if again.get(one.key) != one)
    return Exported(len(members), 0, unlike)


def _write_records(
    path: Path,
    records: Sequence[plain.Record],
    members: list[Member],
    rule_set: RuleSet,
    states: Mapping[tuple[str, str], str],
) -> Exported:
    write_records(path, records, members, rule_set.catalogue, states)
    period = (rule_set.start, rule_set.end)
    file = read_records(path, rule_set.catalogue, members, period, rule_set.year)
    held = [record for record in records if record.parts or record.outsiders]
    written, again = _contents(held), _contents(file.records)
    unlike = tuple(sorted(one for one in written if written[one] != again.get(one)))
    return Exported(len(held), len(records) - len(held), unlike)


def _contents(records: Iterable[plain.Record]) -> dict[tuple[str, str], Any]:
    """What each record says, whatever its matter is called: its fellows are what counts."""
    fellows: dict[str, set[tuple[str, str]]] = defaultdict(set)
    found = list(records)
    for record in found:
        if record.matter is not None:
            fellows[record.matter].add((record.kind, record.key))
    return {
        (record.kind, record.key): (
            replace(record, matter=None, parts=[], outcomes=[]),
            sorted(((part.member, sorted(part.attributes.items())) for part in record.parts), key=str),
            sorted(((one.day, one.key, sorted(one.attributes.items())) for one in record.outcomes), key=str),
            fellows[record.matter] if record.matter and len(fellows[record.matter]) > 1 else set(),
        )
        for record in found
    }
