"""The live run of each year: scored whole on demand, and after a change only for the members it touches."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from files.collector import collector_at_rest
from models.base import json_text
from models.rows import Writing, add_rows, batches, for_driver, setting, write
from models.score import MemberScore as ScoreRow
from models.score import ScoreRun
from rules.document import RuleSet
from rules.reach import reach, term_reach
from rules.record import Member
from rules.record import Record as PlainRecord
from scoring.digest import digest_of
from scoring.group_rows import GroupRow
from scoring.member_score import number_text
from scoring.method import PRESENT
from services.members.last_year import roster_of
from services.members.roster import Enrolled
from services.records.neighbourhood import Memory
from services.records.reading import Reader
from services.records.touched import Touched
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.runs.as_of import data_of, tally_of
from services.runs.board import Board, Boards
from services.runs.closings import check_open
from services.runs.companions import companions
from services.runs.entry import Entry
from services.runs.group_scores import TouchedGroups, all_rows, some_rows, touched_groups, write_groups
from services.runs.listing import run_name
from services.runs.run import RunRow
from services.runs.scored import Scored, check_day, results, scored
from services.runs.tally import Tally
from services.runs.term import of_term, term_keys
from services.unit_of_work import Unit

# Beyond this part of a committee everybody is scored: looking for neighbours would cost more.
FEW = 0.2
LONGEST_NAME = 100
# Rows that are written together. All of a large committee would be gigabytes, and while some are made ready
# every other request waits.
TOGETHER = 200


_CAME_TO = ("total", "questions", "score", "input", "revision")
_RUN = [one.name for one in fields(RunRow) if one.name != "id"]


@dataclass(frozen=True, slots=True)
class _Found:
    """What scoring says of members, by key, and of all groups with a measure of their own."""

    members: dict[str, Scored]
    groups: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A live run before and after a unit of work; `before` None: the year had none."""

    before: Board | None
    after: Board


class Live:
    """Keeps the live runs of a committee in step with its records, inside the unit of work of a change."""

    def __init__(self, boards: Boards) -> None:
        self.boards = boards

    async def follow(self, unit: Unit, touched: Touched, lives: Sequence[Board] | None = None) -> list[Step]:
        """Scores the touched memberships anew in every live run of the committee that can count the change.

        `lives` are those runs where this unit has read them, and has scored nothing yet. A closed year has
        none: for it, the change waits.
        """
        steps = []
        if lives is None:
            lives = await self.boards.lives(unit.connection, unit.committee_id)
        for board in lives:
            own = board.keys.keys() & await _affected(unit, board, touched)
            if own and board.method != PRESENT:
                # Members who were not scored anew would stand beside others by another method.
                steps.append(Step(board, await self._whole(unit, board.year, board)))
            elif own:
                groups = touched_groups(board, own)
                needed = own.union(*(one.memberships for one in groups))
                many = len(needed) > FEW * board.members and len(needed) > 50
                # Members with thousands of records are as much as a small committee.
                with collector_at_rest():
                    after = await (self._all(unit, board) if many else self._part(unit, board, own, groups))
                steps.append(Step(board, after))
        return steps

    async def recompute(self, unit: Unit, year: int | None = None) -> list[Step]:
        """Scores whole years anew: the given one, or all that have a live run; members are read anew, too.

        Raises `Refusal` where the given year is closed.
        """
        if year is not None:
            await check_open(unit.connection, unit.committee_id, year)
        lives = {board.year: board for board in await self.boards.lives(unit.connection, unit.committee_id)}
        years = sorted(lives) if year is None else [year]
        return [Step(lives.get(one), await self._whole(unit, one, lives.get(one))) for one in years]

    async def end(self, unit: Unit, year: int) -> Step | None:
        """Takes away the live run of a year that has no rules any more; after it nobody is in it.

        None where there was none.
        """
        for board in await self.boards.lives(unit.connection, unit.committee_id):
            if board.year == year:
                await unit.connection.execute(delete(ScoreRow).where(ScoreRow.run_id == board.id))
                await write_groups(unit, board, ())
                await unit.connection.execute(delete(ScoreRun).where(ScoreRun.id == board.id))
                unit.note("end", "score run", board.id, {"year": year, "input": board.input})
                unit.afterwards.append(self.boards.news.set)
                nobody = Tally.of(board.rule_set, {}, {})
                return Step(board, replace(board, tally=nobody, members=0, groups=()))
        return None

    async def keep(self, unit: Unit, year: int, name: str, as_of: date | None = None) -> int:
        """Keeps the live run of a year under a name, to compare with, or its standing as of a day; its id.

        Raises `Refusal`.
        """
        await check_open(unit.connection, unit.committee_id, year)
        board = await self.boards.live(unit.connection, unit.committee_id, year)
        name = run_name(name)
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise Refusal(Code.BAD_USER_INPUT, f"写一个名称，不超过 {LONGEST_NAME} 个字", "name")
        of_name = ScoreRun.committee_id == unit.committee_id, ScoreRun.year == year, ScoreRun.name == name
        if await unit.connection.scalar(select(ScoreRun.id).where(*of_name)) is not None:
            raise Refusal(Code.CONFLICT, "已有同名的一次记分，换一个名称", "name")
        kept = replace(
            board, name=name, revision=unit.revision, roster_revision=unit.revision, made_at=unit.at
        )
        if as_of is not None:
            kept = await self._then(unit, kept, as_of)
        run_id = await _add_run(unit, kept)
        rows = [
            {**_row(unit, run_id, entry.id, own), **_placed(entry)}
            for entry, own in zip(kept.entries, kept.tally.scored, strict=True)
        ]
        for some in batches(rows, TOGETHER):
            await _add_scores(unit, some)
        await write_groups(unit, replace(kept, id=run_id, groups=()), kept.groups)
        told = {"year": year, "name": name, "input": kept.input}
        told |= {} if as_of is None else {"as_of": as_of.isoformat()}
        unit.note("keep", "score run", run_id, after=told)
        return run_id

    async def _then(self, unit: Unit, board: Board, day: date) -> Board:
        """The run as it stood on a day; raises `Refusal`."""
        check_day(board.rule_set, day, "asOf")
        data = await data_of(unit.connection, board)
        words = (board.rule_set, data.members, data.records, data.earlier, board.method, day)
        run = await asyncio.to_thread(scored, *words)
        tally, groups = await asyncio.to_thread(lambda: (tally_of(board, run), all_rows(run)))
        return replace(
            board, as_of=day, tally=tally, members=len(tally.scored), input=run.input, groups=groups
        )

    async def _part(
        self, unit: Unit, board: Board, touched: Collection[int], groups: Sequence[TouchedGroups]
    ) -> Board:
        memory = Memory(self.boards.records)
        needed = {*touched}.union(*(one.memberships for one in groups))
        near = await companions(unit.connection, board, needed, memory)
        unit.afterwards.append(memory.keep)
        records, earlier = ([one.record for one in some] for some in (near.stored, near.earlier))
        chosen = {board.keys[membership_id] for membership_id in touched}

        def part() -> _Settled:
            found = _score_some(board, near.members, records, earlier, chosen, groups)
            fresh = {membership_id: found.members[board.keys[membership_id]] for membership_id in touched}
            tally = board.tally.changed(board.rule_set, fresh)
            return _settled(board, replace(board, tally=tally, groups=found.groups), touched)

        # All of it in one turn of a thread.
        return await self._store(unit, board, await asyncio.to_thread(part))

    async def _whole(self, unit: Unit, year: int, board: Board | None) -> Board:
        with collector_at_rest():
            return await self._scored_whole(unit, year, board)

    async def _scored_whole(self, unit: Unit, year: int, board: Board | None) -> Board:
        version = await versions.in_force(unit.connection, unit.committee_id, year)
        rule_set = version.rule_set
        roster = await roster_of(unit.connection, unit.committee_id, rule_set)
        found = await _score_whole(unit, rule_set, roster)
        if board is None or board.rule_set_id != version.id:
            board = await _begin(unit, year, version, board)
        fresh = {one.id: found.members[one.member.key] for one in roster}
        tally = await asyncio.to_thread(Tally.of, rule_set, {one.id: one for one in roster}, fresh)
        after = replace(
            board, tally=tally, groups=found.groups, roster_revision=unit.revision, method=PRESENT
        )
        touched = board.keys.keys() | after.keys.keys()
        return await self._store(unit, board, await asyncio.to_thread(_settled, board, after, touched))

    async def _all(self, unit: Unit, board: Board) -> Board:
        """Everybody who is in a run by now: its roster stays, so that others read only rows that changed."""
        roster = board.tally.roll.enrolled
        found = await _score_whole(unit, board.rule_set, roster)
        fresh = {one.id: found.members[one.member.key] for one in roster}
        tally = await asyncio.to_thread(board.tally.changed, board.rule_set, fresh)
        after = replace(board, tally=tally, groups=found.groups)
        return await self._store(unit, board, await asyncio.to_thread(_settled, board, after, fresh.keys()))

    async def _store(self, unit: Unit, before: Board, settled: "_Settled") -> Board:
        """Writes what changed, and has the new board kept once all is committed."""
        after = replace(settled.after, revision=unit.revision, made_at=unit.at)
        await _write(unit, after, settled)
        await write_groups(unit, before, after.groups)
        unit.afterwards.append(lambda: self.boards.committed(after))
        return after


async def _affected(unit: Unit, board: Board, touched: Touched) -> Collection[int]:
    """The memberships whose scores may change: who was another membership of the term counts its facts."""
    of_year, of_term = reach(board.rule_set), term_reach(board.rule_set)
    members = touched.within([of_year] if of_term is None else [of_year, of_term])
    if of_term is None or not members:
        return members
    roll = board.tally.roll
    keys = await term_keys(unit.connection, unit.committee_id, roll.enrolled)
    return {*members, *(roll.ids[keys[one]] for one in members if one in keys)}


async def _score_whole(unit: Unit, rule_set: RuleSet, roster: Sequence[Enrolled]) -> _Found:
    """What scoring says of a roster, by all records that its rules can count.

    Of a large committee these are gigabytes: they are gone before anything is made of what was found.
    """
    keys = {one.id: one.member.key for one in roster}
    reader = Reader(unit.connection, unit.committee_id, rule_set.catalogue, keys)
    records = await reader.records(reader.scored(reach(rule_set)))
    of_years = await of_term(unit.connection, unit.committee_id, rule_set, roster)
    earlier = [stored.record for stored in of_years]
    members = [one.member for one in roster]
    return await asyncio.to_thread(_score_all, rule_set, members, records, earlier)


def _score_all(
    rule_set: RuleSet, members: list[Member], records: list[PlainRecord], earlier: list[PlainRecord]
) -> _Found:
    """What scoring says of all these members and of their groups."""
    run = scored(rule_set, members, records, earlier)
    return _Found(results(run), all_rows(run))


def _score_some(
    board: Board,
    members: list[Member],
    records: list[PlainRecord],
    earlier: list[PlainRecord],
    chosen: Collection[str],
    groups: Sequence[TouchedGroups],
) -> _Found:
    """What scoring says of the members whose keys are chosen, and of all groups after that of the touched."""
    run = scored(board.rule_set, members, records, earlier)
    return _Found(results(run, chosen), some_rows(run, groups, board.groups))


async def _begin(unit: Unit, year: int, version: versions.Version, board: Board | None) -> Board:
    """A live run by this version with nobody in it yet; the one by another version makes way."""
    if board is not None:
        await unit.connection.execute(delete(ScoreRow).where(ScoreRow.run_id == board.id))
        await write_groups(unit, board, ())
        nobody = Tally.of(version.rule_set, {}, {})
        return replace(board, rule_set_id=version.id, rule_set=version.rule_set, tally=nobody, groups=())
    empty = Board(
        id=0,
        committee_id=unit.committee_id,
        year=year,
        name=None,
        rule_set_id=version.id,
        input="",
        revision=unit.revision,
        roster_revision=unit.revision,
        made_at=unit.at,
        members=0,
        method=PRESENT,
        as_of=None,
        rule_set=version.rule_set,
        tally=Tally.of(version.rule_set, {}, {}),
    )
    return replace(empty, id=await _add_run(unit, empty))


async def _add_run(unit: Unit, board: Board) -> int:
    added = insert(ScoreRun).values(_columns(board)).returning(ScoreRun.id)
    return (await unit.connection.execute(added)).scalar_one()


def _columns(board: Board) -> dict[str, Any]:
    return {name: getattr(board, name) for name in _RUN}


@dataclass(frozen=True, slots=True)
class _Settled:
    """A new state of a run with its digest, and the memberships whose rows it lacks or has otherwise."""

    after: Board
    gone: list[int]
    fresh: list[tuple[int, Scored]]
    changed: list[tuple[int, Scored]]


def _settled(before: Board, after: Board, touched: Iterable[int]) -> _Settled:
    """The new state of a run, of which the rows of these memberships may differ from the one before."""
    gone, fresh, changed = list[int](), list[tuple[int, Scored]](), list[tuple[int, Scored]]()
    for one in touched:
        known, own = before.tally.of_membership(one), after.tally.of_membership(one)
        if own is None:
            gone.append(one)
        elif known is None:
            fresh.append((one, own))
        elif known.score.input != own.score.input or known != own:
            changed.append((one, own))
    digest = digest_of(after.rule_set.digest, after.tally.lines)
    return _Settled(replace(after, members=len(after.tally.scored), input=digest), gone, fresh, changed)


async def _write(unit: Unit, after: Board, different: _Settled) -> None:
    """Brings the row of a run and those of these memberships to its new state.

    Where they stand is not written: it follows from all rows, and changes with the row of any other.
    """
    for some in batches(different.gone):
        of_members = (ScoreRow.run_id == after.id) & ScoreRow.membership_id.in_(some)
        await unit.connection.execute(delete(ScoreRow).where(of_members))
    for some_fresh in batches(different.fresh, TOGETHER):
        await _add_scores(unit, [_row(unit, after.id, one, own) for one, own in some_fresh])
    *many, last = [*batches(different.changed, TOGETHER)] or [[]]
    for some_changed in many:
        await write(unit.connection, _changed(unit, after, some_changed))
    await write(unit.connection, _changed(unit, after, last), _run(unit, after))


def _changed(unit: Unit, after: Board, changed: Sequence[tuple[int, Scored]]) -> Writing:
    """How these rows of a run become what they are now."""
    rows = [(*_came_to(unit, own).values(), after.id, one) for one, own in changed]
    return setting(unit.connection, ScoreRow, _CAME_TO, ("run_id", "membership_id"), rows)


def _run(unit: Unit, after: Board) -> Writing:
    """How the row of a run becomes what it is now."""
    said = _columns(after)
    for name in ("made_at", "as_of"):
        said[name] = for_driver(unit.connection, getattr(ScoreRun, name))(said[name])
    return setting(unit.connection, ScoreRun, _RUN, ("id",), [(*said.values(), after.id)])


async def _add_scores(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows of a run, each with the same columns."""
    await add_rows(unit.connection, ScoreRow, list(rows[0]), [tuple(row.values()) for row in rows])


def _row(unit: Unit, run_id: int, membership_id: int, own: Scored) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "membership_id": membership_id,
        "committee_id": unit.committee_id,
        "rank": None,
        "grade": None,
        "standing": "{}",
        **_came_to(unit, own),
    }


def _came_to(unit: Unit, own: Scored) -> dict[str, Any]:
    """The columns of `_CAME_TO` as they are stored."""
    return {
        "total": number_text(own.score.total),
        "questions": own.questions,
        "score": json_text(own.score.to_json()),
        "input": own.score.input,
        "revision": unit.revision,
    }


def _placed(entry: Entry) -> dict[str, Any]:
    return {"rank": entry.rank(), "grade": entry.place.grade, "standing": json_text(entry.place.to_json())}
