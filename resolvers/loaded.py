"""Rows by their ids, read together for all fields of a request that ask for them at once."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import Record
from models.rule_set import RuleSetVersion
from models.score import ScoreRun
from resolvers.context import Info
from resolvers.member import MemberView
from resolvers.run import Run
from services.members.wording import last_day
from services.records import listing as record_list
from services.records.listing import OutcomeRow, PartRow, RecordRow
from services.results.member import described
from services.rule_sets import versions
from services.rule_sets.versions import Version
from services.runs import listing as runs


async def member(info: Info, membership_id: int) -> MemberView | None:
    """The member of a membership, as of the end of the latest measure."""
    return await info.context.load("member", membership_id, _members)


async def record(info: Info, record_id: int) -> RecordRow | None:
    """The record of a row."""
    return await info.context.load("record", record_id, _records)


async def run(info: Info, run_id: int) -> Run | None:
    """The run of a row."""
    return await info.context.load("run", run_id, _runs)


async def rule_set(info: Info, version_id: int) -> Version | None:
    """The rule set of a row."""
    return await info.context.load("rule set", version_id, _versions)


async def part_count(info: Info, record_id: int) -> int:
    """How many members have a part in a record."""
    return await info.context.load("part count", record_id, record_list.part_counts) or 0


async def parts(info: Info, record_id: int, after: int, limit: int) -> list[PartRow]:
    """The first parts of a record behind a place."""

    async def read(
        connection: AsyncConnection, keys: list[tuple[int, int]]
    ) -> dict[tuple[int, int], list[PartRow]]:
        return await record_list.parts(connection, keys, limit)

    return await info.context.load(f"parts {limit}", (record_id, after), read) or []


async def outcomes(info: Info, record_id: int) -> list[OutcomeRow]:
    """The outcomes of a work."""
    return await info.context.load("outcomes", record_id, record_list.outcomes) or []


async def _members(connection: AsyncConnection, ids: list[int]) -> dict[int, MemberView]:
    return {
        number: MemberView(one.enrolled, one.catalogue, last_day(one.enrolled.member, one.end))
        for number, one in (await described(connection, ids)).items()
    }


async def _records(connection: AsyncConnection, ids: list[int]) -> dict[int, RecordRow]:
    return {row.id: row for row in await record_list.records(connection, Record.id.in_(ids), len(ids))}


async def _runs(connection: AsyncConnection, ids: list[int]) -> dict[int, Run]:
    return {row.id: Run(row) for row in await runs.runs(connection, ScoreRun.id.in_(ids), len(ids))}


async def _versions(connection: AsyncConnection, ids: list[int]) -> dict[int, Version]:
    published = RuleSetVersion.state.in_(versions.PUBLISHED)
    found = await versions.chosen(connection, RuleSetVersion.id.in_(ids) & published, len(ids))
    return {one.id: one for one in found}
