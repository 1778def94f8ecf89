"""The live run of each year: scored whole on demand, and after a change only for the members it touches."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, literal, select, update

from files.collector import collector_at_rest
from models.rows import batches
from models.score import MemberScore as ScoreRow
from models.score import ScoreRun
from rules.document import RuleSet
from rules.reach import reach
from rules.record import Member
from rules.record import Record as PlainRecord
from scoring.digest import run_digest
from scoring.group_rows import GroupRow
from scoring.member_score import number_text
from scoring.method import PRESENT
from services.members.last_year import roster_of
from services.members.roster import Enrolled
from services.records.neighbourhood import Memory
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.runs.as_of import data_of, entries_of
from services.runs.board import Board, Boards, Entry, Place, places
from services.runs.closings import check_open
from services.runs.companions import companions
from services.runs.group_scores import Touched, all_rows, some_rows, touched_groups, write_groups
from services.runs.listing import run_name
from services.runs.run import RunRow
from services.runs.scored import Scored, check_day, results, scored
from services.runs.term import of_term, term_keys
from services.unit_of_work import Unit

# Beyond this part of a committee everybody is scored: looking for neighbours would cost more.
FEW = 0.2
LONGEST_NAME = 100


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

    async def follow(self, unit: Unit, touched: Collection[int]) -> list[Step]:
        """Scores the touched memberships anew in every live run of the committee that they are in.

        A closed year has none: for it, the change waits.
        """
        steps = []
        for board in await self.boards.lives(unit.connection, unit.committee_id):
            own = board.by_id.keys() & await _affected(unit, board, touched)
            if own and board.method != PRESENT:
                # Members who were not scored anew would stand beside others by another method.
                steps.append(Step(board, await self._whole(unit, board.year, board)))
            elif own:
                groups = touched_groups(board, own)
                needed = own.union(*(one.memberships for one in groups))
                if len(needed) > FEW * len(board.entries) and len(needed) > 50:
                    steps.append(Step(board, await self._whole(unit, board.year, board)))
                else:
                    steps.append(Step(board, await self._part(unit, board, own, groups)))
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
                return Step(board, replace(board, entries=(), members=0, groups=()))
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
        if as_of is None:
            run_id = await _copy(unit, board.id, kept)
        else:
            kept = await self._then(unit, kept, as_of)
            run_id = await _add_run(unit, kept)
            rows = [_row(unit, replace(kept, id=run_id), entry) for entry in kept.entries]
            if rows:
                await unit.connection.execute(insert(ScoreRow), rows)
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
        entries, groups = await asyncio.to_thread(lambda: (entries_of(board, run), all_rows(run)))
        return replace(
            board, as_of=day, entries=entries, members=len(entries), input=run.input, groups=groups
        )

    async def _part(
        self, unit: Unit, board: Board, touched: Collection[int], groups: Sequence[Touched]
    ) -> Board:
        memory = Memory(self.boards.records)
        needed = {*touched}.union(*(one.memberships for one in groups))
        near = await companions(unit.connection, board, needed, memory)
        unit.afterwards.append(memory.keep)
        records, earlier = ([one.record for one in some] for some in (near.stored, near.earlier))
        chosen = {board.keys[membership_id] for membership_id in touched}
        found = await asyncio.to_thread(_score_some, board, near.members, records, earlier, chosen, groups)
        fresh = {membership_id: found.members[board.keys[membership_id]] for membership_id in touched}
        roster = {one.id: one.enrolled for one in board.entries}
        return await self._store(unit, board, roster, fresh, found.groups)

    async def _whole(self, unit: Unit, year: int, board: Board | None) -> Board:
        with collector_at_rest():
            return await self._scored_whole(unit, year, board)

    async def _scored_whole(self, unit: Unit, year: int, board: Board | None) -> Board:
        version = await versions.in_force(unit.connection, unit.committee_id, year)
        rule_set = version.rule_set
        roster = await roster_of(unit.connection, unit.committee_id, rule_set)
        keys = {one.id: one.member.key for one in roster}
        reader = Reader(unit.connection, unit.committee_id, rule_set.catalogue, keys)
        records = [stored.record for stored in await reader.read(reader.scored(reach(rule_set)))]
        of_years = await of_term(unit.connection, unit.committee_id, rule_set, roster)
        earlier = [stored.record for stored in of_years]
        members = [one.member for one in roster]
        found = await asyncio.to_thread(_score_all, rule_set, members, records, earlier)
        # Before the rows of the scores are made: of a large committee these are gigabytes.
        del records, of_years, earlier
        if board is None or board.rule_set_id != version.id:
            board = await _begin(unit, year, version, board)
        board = replace(board, roster_revision=unit.revision, method=PRESENT)
        fresh = {one.id: found.members[one.member.key] for one in roster}
        return await self._store(unit, board, {one.id: one for one in roster}, fresh, found.groups)

    async def _store(
        self,
        unit: Unit,
        board: Board,
        roster: Mapping[int, Enrolled],
        fresh: Mapping[int, Scored],
        groups: tuple[GroupRow, ...],
    ) -> Board:
        """Writes what changed, ranks of others included, and has the new board kept once all is committed."""
        known = board.by_id
        merged = {
            membership_id: fresh.get(membership_id)
            or Scored(known[membership_id].score, known[membership_id].questions)
            for membership_id in roster
        }
        order = sorted(merged, key=lambda membership_id: merged[membership_id].score.key)
        found = places(board.rule_set, [merged[membership_id].score for membership_id in order])
        entries = tuple(
            _entry(known.get(one), roster[one], merged[one], place)
            for one, place in zip(order, found, strict=True)
        )
        await _write(unit, board, entries)
        await write_groups(unit, board, groups)
        board = replace(
            board,
            entries=entries,
            groups=groups,
            members=len(entries),
            input=run_digest(
                board.rule_set.digest, {entry.score.key: entry.score.input for entry in entries}
            ),
            revision=unit.revision,
            made_at=unit.at,
        )
        await _update_run(unit, board)
        unit.afterwards.append(lambda: self.boards.committed(board))
        return board


async def _affected(unit: Unit, board: Board, touched: Collection[int]) -> Collection[int]:
    """The memberships whose scores may change: who was another membership of the term counts its facts."""
    if not board.rule_set.term_counts:
        return touched
    roster = [entry.enrolled for entry in board.entries]
    keys = await term_keys(unit.connection, unit.committee_id, roster)
    ids = {key: membership_id for membership_id, key in board.keys.items()}
    return {*touched, *(ids[keys[one]] for one in touched if one in keys)}


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
    groups: Sequence[Touched],
) -> _Found:
    """What scoring says of the members whose keys are chosen, and of all groups after that of the touched."""
    run = scored(board.rule_set, members, records, earlier)
    return _Found(results(run, chosen), some_rows(run, groups, board.groups))


def _entry(before: Entry | None, enrolled: Enrolled, scored: Scored, place: Place) -> Entry:
    """The entry of a member; the one there was where nothing about it is other."""
    same = before is not None and before.enrolled is enrolled and before.score is scored.score
    if same and before is not None and before.place == place:
        return before
    return Entry(enrolled, scored.score, place, scored.questions)


async def _begin(unit: Unit, year: int, version: versions.Version, board: Board | None) -> Board:
    """A live run by this version with nobody in it yet; the one by another version makes way."""
    if board is not None:
        await unit.connection.execute(delete(ScoreRow).where(ScoreRow.run_id == board.id))
        await write_groups(unit, board, ())
        return replace(board, rule_set_id=version.id, rule_set=version.rule_set, entries=(), groups=())
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
        entries=(),
    )
    return replace(empty, id=await _add_run(unit, empty))


async def _copy(unit: Unit, run_id: int, kept: Board) -> int:
    """Adds a run with the rows of another; its id."""
    copy_id = await _add_run(unit, kept)
    columns = [column for column in ScoreRow.__table__.columns if column.name not in ("run_id", "revision")]
    copied = select(*columns).where(ScoreRow.run_id == run_id)
    copied = copied.add_columns(literal(copy_id), literal(unit.revision))
    names = [*(column.name for column in columns), "run_id", "revision"]
    await unit.connection.execute(insert(ScoreRow).from_select(names, copied))
    return copy_id


async def _add_run(unit: Unit, board: Board) -> int:
    added = insert(ScoreRun).values(_columns(board)).returning(ScoreRun.id)
    return (await unit.connection.execute(added)).scalar_one()


async def _update_run(unit: Unit, board: Board) -> None:
    await unit.connection.execute(update(ScoreRun).where(ScoreRun.id == board.id).values(_columns(board)))


def _columns(board: Board) -> dict[str, Any]:
    return {field.name: getattr(board, field.name) for field in fields(RunRow) if field.name != "id"}


async def _write(unit: Unit, board: Board, entries: Iterable[Entry]) -> None:
    """Brings the rows of a run up to `entries`: new members, changed ones, changed places, members gone."""
    known = dict(board.by_id)
    new, changed, moved = [], [], []
    for entry in entries:
        before = known.pop(entry.id, None)
        if before is entry:
            continue
        if before is None:
            new.append(_row(unit, board, entry))
        elif before.score != entry.score or before.questions != entry.questions:
            changed.append(_row(unit, board, entry))
        elif before.place != entry.place:
            moved.append({"of_run": board.id, "of_member": entry.id, **_placed(unit, entry)})
    connection = unit.connection
    if new or changed:
        gone = [row["membership_id"] for row in changed]
        for some in batches(gone):
            await connection.execute(
                delete(ScoreRow).where(ScoreRow.run_id == board.id, ScoreRow.membership_id.in_(some))
            )
        await connection.execute(insert(ScoreRow), new + changed)
    for some in batches(known):
        await connection.execute(
            delete(ScoreRow).where(ScoreRow.run_id == board.id, ScoreRow.membership_id.in_(some))
        )
    if moved:
        table = cast(Table, ScoreRow.__table__)
        await connection.execute(
            update(table).where(
                table.c.run_id == bindparam("of_run"), table.c.membership_id == bindparam("of_member")
            ),
            moved,
        )


def _row(unit: Unit, board: Board, entry: Entry) -> dict[str, Any]:
    score = entry.score
    return {
        "run_id": board.id,
        "membership_id": entry.id,
        "committee_id": unit.committee_id,
        "total": number_text(score.total),
        "questions": entry.questions,
        "score": score.to_json(),
        "input": score.input,
        **_placed(unit, entry),
    }


def _placed(unit: Unit, entry: Entry) -> dict[str, Any]:
    return {
        "rank": entry.rank(),
        "grade": entry.place.grade,
        "standing": entry.place.to_json(),
        "revision": unit.revision,
    }
