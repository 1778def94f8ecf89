"""What closing a year writes, made ready before anybody is kept waiting: as everything stood at one moment.

A year that nobody changes meanwhile is then closed by adding rows; `stands` says whether that is so.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from sqlalchemy import Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from files.collector import collector_at_rest
from models.base import json_text
from models.change import Change
from models.rows import columns_of
from models.score import GroupScores, MemberScore, ScoreRun
from rules.document import RuleSet
from rules.loader import EVERYONE
from rules.reach import reach
from rules.record import Record
from scoring import run as scoring
from scoring.explain import TOGETHER, statements
from scoring.method import PRESENT
from scoring.packed import dictionary_of, packed
from scoring.statement import as_text
from services.members.last_year import roster_of
from services.members.roster import Enrolled
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.results.matrix import kinds_in_reach
from services.rule_sets import versions
from services.runs.closings import check_open, member_data
from services.runs.group_scores import all_rows, as_stored
from services.runs.place import Place, places
from services.runs.run import RunRow
from services.runs.scored import results, scored
from services.runs.term import of_term
from services.unit_of_work import Unit

# What trail lines of records are about.
RECORD = "record"


class Drawn(NamedTuple):
    """What is written of a membership: what the roster says of it, its statement, and where it stands.

    `member` and `standing` are JSON text.
    """

    membership_id: int
    member: str
    packed: bytes
    rank: int | None
    grade: str | None
    standing: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The statements of a live run, with what says which state of it they are of.

    `revision` is the committee's then, `run_revision` that of the run; `input` and `rule_set` are digests,
    `kinds` those that have records, `dictionary` is what the statements are packed with.
    """

    revision: int
    run_id: int
    run_revision: int
    input: str
    rule_set: str
    kinds: Sequence[str]
    dictionary: bytes
    statements: Sequence[Drawn]


@dataclass(frozen=True, slots=True)
class Found:
    """A year as it stands: its live run with the rows of members and groups as text, and all it came from."""

    revision: int
    run: RunRow
    rows: Mapping[int, tuple[str, int]]
    groups: Mapping[str, object]
    rule_set: RuleSet
    roster: Sequence[Enrolled]
    stored: Sequence[Stored]
    earlier: Sequence[Stored]


async def prepared(
    connection: AsyncConnection, committee_id: int, revision: int, year: int
) -> Prepared | None:
    """Everything of a year for its closing; None where its live run is not what scoring everybody gives.

    That is so where there is none yet, where it is by a former version or method, or where a former program
    left it behind. `revision` is the committee's at the moment that the connection sees. Raises `Refusal`
    where the year is closed, or has no rules or no members.
    """
    with collector_at_rest():
        found = await find(connection, committee_id, revision, year)
        if found is None:
            return None
        return await asyncio.to_thread(_whole, found)


async def find(connection: AsyncConnection, committee_id: int, revision: int, year: int) -> Found | None:
    """What is needed of the database; None and `Refusal` as above."""
    await check_open(connection, committee_id, year)
    version = await versions.in_force(connection, committee_id, year)
    rule_set = version.rule_set
    roster = await roster_of(connection, committee_id, rule_set)
    if not roster:
        raise Refusal(Code.BAD_USER_INPUT, f"{year} 年没有委员，没有可关账的结果", "year")
    run = await live_run(connection, committee_id, year)
    if run is None or (run.rule_set_id, run.method) != (version.id, PRESENT):
        return None
    keys = {one.id: one.member.key for one in roster}
    reader = Reader(connection, committee_id, rule_set.catalogue, keys)
    return Found(
        revision=revision,
        run=run,
        rows=await _rows(connection, run.id),
        groups=await _groups(connection, run.id),
        rule_set=rule_set,
        roster=roster,
        stored=await reader.read(reader.scored(reach(rule_set))),
        earlier=await of_term(connection, committee_id, rule_set, roster),
    )


async def live_run(connection: AsyncConnection, committee_id: int, year: int) -> RunRow | None:
    """The live run of an open year, if it has one."""
    columns = select(*columns_of(RunRow, ScoreRun)).where(
        ScoreRun.committee_id == committee_id, ScoreRun.year == year, ScoreRun.name.is_(None)
    )
    row = (await connection.execute(columns)).one_or_none()
    return None if row is None else RunRow(*row)


async def _rows(connection: AsyncConnection, run_id: int) -> dict[int, tuple[str, int]]:
    score = type_coerce(MemberScore.score, Text).label("score")
    columns = select(MemberScore.membership_id, score, MemberScore.questions)
    rows = await connection.execute(columns.where(MemberScore.run_id == run_id))
    return {row.membership_id: (row.score, row.questions) for row in rows}


async def _groups(connection: AsyncConnection, run_id: int) -> dict[str, object]:
    columns = select(GroupScores.ranking, GroupScores.groups).where(GroupScores.run_id == run_id)
    return {row.ranking: row.groups for row in await connection.execute(columns)}


def _whole(found: Found) -> Prepared | None:
    made = drawn_up(found)
    if made is None:
        return None
    head, batches = made
    return replace(head, statements=[one for some in batches for one in some])


def drawn_up(found: Found) -> tuple[Prepared, Iterator[list[Drawn]]] | None:
    """What is prepared, without the statements, and these some at a time; None as above."""
    scored = _run(found)
    if scored is None:
        return None
    run, standings = scored
    texts = of_run(run, (*found.stored, *found.earlier))
    used = {one.record.kind for one in found.stored}
    enrolled = {one.member.key: one for one in found.roster}
    batches = _together(texts)
    first = next(batches)
    dictionary = dictionary_of([text for _, text in first])
    head = Prepared(
        revision=found.revision,
        run_id=found.run.id,
        run_revision=found.run.revision,
        input=run.input,
        rule_set=found.rule_set.digest,
        kinds=[kind for kind in found.rule_set.catalogue.kinds if kind in used],
        dictionary=dictionary,
        statements=(),
    )

    def row(key: str, text: bytes) -> Drawn:
        who, place = enrolled[key], standings[key]
        return Drawn(
            membership_id=who.id,
            member=json_text(member_data(who, found.rule_set.catalogue)),
            packed=packed(text, dictionary),
            rank=place.ranks.get(EVERYONE),
            grade=place.grade,
            standing=json_text(place.to_json()),
        )

    return head, ([row(key, text) for key, text in some] for some in chain([first], batches))


def _run(found: Found) -> tuple[scoring.ScoreRun, Mapping[str, Place]] | None:
    """Everybody scored, with the place of each; None where the live run does not say so, byte for byte."""
    members = [one.member for one in found.roster]
    records, earlier = ([one.record for one in some] for some in (found.stored, found.earlier))
    run = scored(found.rule_set, members, records, earlier)
    ids = {one.member.key: one.id for one in found.roster}
    again = list(results(run).values())
    rows = {ids[one.score.key]: (json_text(one.score.to_json()), one.questions) for one in again}
    if (run.input, rows, as_stored(all_rows(run))) != (found.run.input, found.rows, found.groups):
        return None
    standings = places(found.rule_set, [one.score for one in again])
    return run, {one.score.key: place for one, place in zip(again, standings, strict=True)}


def of_run(run: scoring.ScoreRun, stored: Sequence[Stored]) -> Iterator[tuple[str, bytes]]:
    """The text of each member's statement, by key; `stored` are the records of the run."""
    numbers = {id(one.record): one.id for one in stored}

    def row(record: Record) -> int:
        return numbers[id(record)]

    for at, one in statements(run, np.arange(run.roster.n).tolist(), row):
        yield run.roster.keys[at], as_text(one)


def _together(texts: Iterator[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    while some := list(islice(texts, TOGETHER)):
        yield some


async def stands(unit: Unit, year: int, made: Prepared) -> bool:
    """Whether nothing of what was prepared of a year has changed up to a unit of work.

    A change of a record raises the revision of every live run of whose members one has a part in it, and that
    can count it. Of anything else than a record it is enough that it changed.
    """
    if unit.revision == made.revision + 1:
        return True
    since = (Change.committee_id == unit.committee_id) & (Change.revision > made.revision)
    other = select(Change.id).where(since, Change.entity != RECORD).limit(1)
    if await unit.connection.scalar(other) is not None:
        return False
    now = select(ScoreRun.revision).where(ScoreRun.id == made.run_id, ScoreRun.name.is_(None))
    if await unit.connection.scalar(now) != made.run_revision:
        return False
    # Of a record in which no member has a part only its kind is written.
    version = await versions.in_force(unit.connection, unit.committee_id, year)
    return await kinds_in_reach(unit.connection, unit.committee_id, version.rule_set) == made.kinds
