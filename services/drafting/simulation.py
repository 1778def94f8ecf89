"""What a draft would do to the members of a year, on their real records and without touching any result."""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Committee
from models.rule_set import RuleSetVersion, Simulation
from models.store import Store
from rules.reach import both_terms, term_reach
from rules.reach import reach as reach_of
from rules.record import Member
from scoring.simulated import plain, read, with_rows
from services.actor import Actor, known
from services.members.last_year import roster_of
from services.reason import optional_reason
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets import versions
from services.rule_sets.trail import ENTITY, SIMULATED, SimulationRow, simulations
from services.rule_sets.versions import Version
from services.runs.term import within_term
from services.sandbox.parcel import Outlook, Packed, outlook_of, packed
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import check_right, unit_of_work


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a draft is tried on: the measure in force in a year, its members and records at one moment."""

    before: Version
    ids: dict[str, int]
    members: list[Member]
    records: list[Packed]
    earlier: list[Packed]


async def simulate(
    store: Store,
    sandbox: Sandbox,
    actor: Actor | None,
    version_id: int,
    year: int | None = None,
    reason: str | None = None,
) -> SimulationRow:
    """Tries a version on the data of a `year` and keeps what came out, which publishing asks for.

    Without a year that of the version, or, as long as that has no measure in force, the last before it that
    has one, or the first after it. For the data of another year, the days of the text are moved to it. What
    was in force before the version that is can be tried, too: it would come back. Raises `Refusal`.
    """
    actor = known(actor)
    why = optional_reason(reason)
    async with store.reading() as connection:
        version = await versions.version(connection, version_id)
        code = await connection.scalar(select(Committee.code).where(Committee.id == version.committee_id))
    await check_right(store, str(code), actor, Right.DRAFT)
    async with store.reading() as connection:
        before = await _before(connection, version, year)
        if version.state not in ("draft", "in_review"):
            back = await versions.predecessor(connection, before)
            if back is None or back.id != version.id:
                message = "试算的是草稿、送审中的一版，或撤回现行的一版以后恢复生效的一版"
                raise Refusal(Code.CONFLICT, message, "id")
    years = before.year - version.year
    drafted = outlook_of(await sandbox.ask("span", version.written, years))
    async with store.reading() as connection:
        ground = await _ground(connection, before, drafted)
    words = (before.written, version.written, years, ground.members, ground.records, ground.earlier)
    result = with_rows(read(await sandbox.ask("simulated", *words)), ground.ids)
    async with unit_of_work(store, str(code), actor, why, right=Right.DRAFT) as unit:
        now = await versions.version(unit.connection, version_id)
        if (now.digest, now.state) != (version.digest, version.state):
            raise Refusal(Code.CONFLICT, "试算的时候文本有改动：再试算一次", "id")
        kept = insert(Simulation).values(
            committee_id=unit.committee_id,
            rule_set_id=version_id,
            digest=version.digest,
            year=before.year,
            input=result.input,
            actor=unit.actor.signature,
            made_at=unit.at,
            result=plain(result),
        )
        number: int = (await unit.connection.execute(kept.returning(Simulation.id))).scalar_one()
        told = {"simulation": number, "digest": version.digest, "year": before.year, "input": result.input}
        unit.note(SIMULATED, ENTITY, version_id, None, told)
        unit.result = number
        (row,) = await simulations(unit.connection, version_id, 1)
    return row


async def _before(connection: AsyncConnection, version: Version, year: int | None) -> Version:
    """The measure in force that a version is held against."""
    own = (RuleSetVersion.committee_id == version.committee_id) & RuleSetVersion.in_force
    if year is not None:
        return await versions.in_force(connection, version.committee_id, year)
    found = await versions.chosen(connection, own)
    if not found:
        message = "没有生效的办法，没有可比的：不用试算，送审后由另一人发布"
        raise Refusal(Code.NOT_FOUND, message, "year")
    earlier = [one for one in found if one.year <= version.year]
    return max(earlier, key=lambda one: one.year) if earlier else min(found, key=lambda one: one.year)


async def _ground(connection: AsyncConnection, before: Version, drafted: Outlook) -> _Ground:
    (start, end), reached = drafted.period, drafted.reach
    rule_set = before.rule_set
    own_names = {one.name for one in rule_set.carried}
    more = tuple(one for one in drafted.carried if one.name not in own_names)
    known = {**rule_set.catalogue.attributes, **{one.name: one.attribute for one in more}}
    both = replace(
        rule_set,
        start=min(start, rule_set.start),
        end=max(end, rule_set.end),
        carried=(*rule_set.carried, *more),
        catalogue=replace(rule_set.catalogue, attributes=known),
    )
    roster = await roster_of(connection, before.committee_id, both)
    keys = {one.id: one.member.key for one in roster}
    reader = Reader(connection, before.committee_id, rule_set.catalogue, keys)
    own = reach_of(rule_set)
    reach = (min(reached[0], own[0]), max(reached[1], own[1]))
    records = await reader.records(reader.scored(reach))
    of_term = both_terms(term_reach(rule_set), drafted.term)
    earlier = await within_term(connection, before.committee_id, rule_set.catalogue, roster, of_term)
    # Names and phone numbers are nobody's business there.
    members = [replace(one.member, name="", phone=None) for one in roster]
    ids = {key: number for number, key in keys.items()}
    of_years = packed([one.record for one in earlier])
    return _Ground(before, ids, members, await asyncio.to_thread(packed, records), of_years)
