"""Rows by their ids, read together for all fields of a request that ask for them at once."""

from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.context import Info
from resolvers.member import Member, of_enrolled
from rules.catalogue import Catalogue
from services.committee.committees import CommitteeRow, committees_of_ids
from services.records import listing
from services.records.leave_list import asked_for
from services.records.listing import OutcomeRow, PartRow, RecordRow
from services.refusal import Refusal
from services.results.member import described
from services.review.correction import CorrectionRow, of_ids
from services.rule_sets.versions import Version, in_force, versions_of_ids
from services.runs.listing import runs_of_ids
from services.runs.run import RunRow


async def member(info: Info, membership_id: int) -> Member | None:
    """The member of a membership, as of the end of the latest measure."""
    return await info.context.load("member", membership_id, _members)


async def committee(info: Info, committee_id: int) -> CommitteeRow | None:
    """The committee of a row."""
    return await info.context.load("committee by id", committee_id, committees_of_ids)


async def record(info: Info, record_id: int) -> RecordRow | None:
    """The record of a row."""
    return await info.context.load("record", record_id, listing.records_of_ids)


async def correction(info: Info, number: int) -> CorrectionRow | None:
    """The correction of a row."""
    return await info.context.load("correction", number, of_ids)


async def catalogue(info: Info, committee_id: int, year: int) -> Catalogue | None:
    """The catalogue of the measure that is in force in a year; None where none is."""
    return await info.context.load("catalogue", (committee_id, year), _catalogues)


async def run(info: Info, run_id: int) -> RunRow | None:
    """The run of a row."""
    return await info.context.load("run", run_id, runs_of_ids)


async def version(info: Info, version_id: int) -> Version | None:
    """The version of a row."""
    return await info.context.load("version", version_id, versions_of_ids)


async def part_count(info: Info, record_id: int) -> int:
    """How many members have a part in a record."""
    return await info.context.load("part count", record_id, listing.part_counts) or 0


async def parts(info: Info, record_id: int, after: int, limit: int) -> list[PartRow]:
    """The first parts of a record behind a place."""

    async def read(
        connection: AsyncConnection, keys: list[tuple[int, int]]
    ) -> dict[tuple[int, int], list[PartRow]]:
        return await listing.parts(connection, keys, limit)

    return await info.context.load(f"parts {limit}", (record_id, after), read) or []


async def own_parts(info: Info, record_id: int, membership_ids: frozenset[int]) -> list[PartRow]:
    """The parts that some memberships have in a record."""

    async def read(connection: AsyncConnection, keys: list[int]) -> dict[int, list[PartRow]]:
        return await listing.parts_of(connection, keys, membership_ids)

    return await info.context.load(f"parts of {sorted(membership_ids)}", record_id, read) or []


async def leave(info: Info, record_id: int, membership_id: int) -> bool:
    """Whether a member was given leave for an occasion beforehand."""
    return await info.context.load("leave", (record_id, membership_id), asked_for) or False


async def outcomes(info: Info, record_id: int) -> list[OutcomeRow]:
    """The outcomes of a work."""
    return await info.context.load("outcomes", record_id, listing.outcomes) or []


async def _catalogues(
    connection: AsyncConnection, keys: list[tuple[int, int]]
) -> dict[tuple[int, int], Catalogue]:
    found = {}
    for committee_id, year in keys:
        with suppress(Refusal):
            found[committee_id, year] = (await in_force(connection, committee_id, year)).rule_set.catalogue
    return found


async def _members(connection: AsyncConnection, ids: list[int]) -> dict[int, Member]:
    return {
        membership_id: of_enrolled(one.enrolled, one.catalogue, one.end)
        for membership_id, one in (await described(connection, ids)).items()
    }
