"""A score run as it is read: what everybody in it came to, and where that puts them.

A board is never changed; a newer one takes its place. Reading a run again costs only the rows that changed.
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import Row, Select, Text, bindparam, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from files.collector import collector_at_rest
from kept import Kept
from models.committee import Committee
from models.member import Membership
from models.quick import Quick
from models.rows import columns_of
from models.score import GroupScores, ScoreRun
from models.score import MemberScore as ScoreRow
from rules.document import RuleSet
from scoring.group_rows import GroupRow
from scoring.member_score import MemberScore
from scoring.standing import Standings, rank
from services.members.last_year import roster_of
from services.records.neighbourhood import KnownRecords
from services.refusal import Code, Refusal
from services.rule_sets.versions import version, without_rules
from services.runs.closings import as_stated, current, is_frozen
from services.runs.days import Days
from services.runs.entry import ById, Entries, Entry
from services.runs.place import Place, Places, standings_of
from services.runs.recent import Recent
from services.runs.run import RunRow
from services.runs.scored import Scored
from services.runs.shelf import Shelf
from services.runs.tally import Tally

KEPT_HOMES = 50_000
# Put together once: that costs as much as to run them.
_COLUMNS: Select[Any] = select(*columns_of(RunRow, ScoreRun), Committee.names_revision).join(
    Committee, Committee.id == ScoreRun.committee_id
)
_OF_ID = Quick(_COLUMNS.where(ScoreRun.id == bindparam("of_id")))
_OF_COMMITTEE = _COLUMNS.where(ScoreRun.committee_id == bindparam("of_committee"))
_LIVE = Quick(_OF_COMMITTEE.where(ScoreRun.name.is_(None)))
_OF_YEAR = Quick(_OF_COMMITTEE.where(ScoreRun.year == bindparam("of_year"), current()))
# The JSON as text: what it says is made out of it elsewhere.
_ROWS = select(
    *(ScoreRow.membership_id, ScoreRow.questions),
    type_coerce(ScoreRow.score, Text).label("score"),
    type_coerce(ScoreRow.standing, Text).label("standing"),
)
# Clients choose what is worked out of a board. It keeps so many of these things, and fewer of a large
# committee: there each holds something for every member.
WORKED_OUT, WORKED_OUT_MEMBERS = 128, 400_000


@dataclass(frozen=True)
class Board(RunRow):
    """A run with its members.

    `frozen`: it is that of a closed year, and every member has a statement. `groups` are those that the
    measure scores by rules of their own, by the ids of their rankings and by label. `fixed` are the places as
    they were kept, of a run that no longer changes; those of a live run follow from its tally. `names` is
    the committee's revision in which somebody was last called otherwise, when names were read.
    """

    rule_set: RuleSet
    tally: Tally
    frozen: bool = False
    groups: tuple[GroupRow, ...] = ()
    fixed: tuple[Place, ...] | None = field(default=None, compare=False)
    names: int = field(default=0, compare=False)

    @property
    def until(self) -> date:
        """The day of which it tells: as of which it stands, or the last of the period."""
        return self.as_of or self.rule_set.end

    @property
    def keys(self) -> Mapping[int, str]:
        """The member key of every membership."""
        return self.tally.roll.keys

    @cached_property
    def standings(self) -> Standings:
        """Where everybody stands, side by side in the order of the member keys."""
        if self.fixed is None:
            return rank(self.rule_set, self.tally.merits)
        return standings_of(self.rule_set, [one.score for one in self.tally.scored], self.fixed)

    @cached_property
    def places(self) -> Sequence[Place]:
        """The place of everybody, in the same order."""
        return Places(self.rule_set, self.standings) if self.fixed is None else self.fixed

    @cached_property
    def entries(self) -> Entries:
        """The members by key."""
        return Entries(self.tally, self.places)

    @cached_property
    def by_id(self) -> Mapping[int, Entry]:
        """The entries by membership."""
        return ById(self.entries, self.tally.roll.places)

    @cached_property
    def memo(self) -> Kept[Hashable, Any]:
        """What readers worked out of this board, for as long as it is kept (`services.runs.memo`)."""
        return Kept(max(6, min(WORKED_OUT, WORKED_OUT_MEMBERS // max(1, self.members))))


class Boards:
    """The boards read so far; kept are those that fit (`services.runs.shelf`). One a process; safe to ask
    from concurrent requests.

    `news` is set whenever this process has committed a new state of a live run; who computes a closed year
    again holds `verifying`.
    """

    def __init__(self) -> None:
        self._kept: Shelf[Board] = Shelf()
        self.recent = Recent()
        self.news = asyncio.Event()
        self.verifying = asyncio.Lock()
        self.records = KnownRecords()
        self.days = Days()
        # The committee of a record, by code, and its year: neither ever changes.
        self.homes: Kept[int, tuple[str, int]] = Kept(KEPT_HOMES)

    async def live(self, connection: AsyncConnection, committee_id: int, year: int) -> Board:
        """The live run of a year, or the frozen one of a closed year; raises `Refusal` where it has none."""
        for found in await _runs(connection, _OF_YEAR, of_committee=committee_id, of_year=year):
            return await self._board(connection, *found)
        raise without_rules(year)

    async def lives(self, connection: AsyncConnection, committee_id: int) -> list[Board]:
        """The live runs of all years of a committee that are open."""
        runs = await _runs(connection, _LIVE, of_committee=committee_id)
        return [await self._board(connection, *found) for found in runs]

    async def run(self, connection: AsyncConnection, run_id: int) -> Board:
        """The run of this id; raises `Refusal` where there is none."""
        for found in await _runs(connection, _OF_ID, of_id=run_id):
            return await self._board(connection, *found)
        raise Refusal(Code.NOT_FOUND, "没有这次记分", "run")

    def kept(self, run_id: int, revision: int) -> Board | None:
        """The board of a run at this revision, if it is kept."""
        board = self._kept.get(run_id)
        return board if board is not None and board.revision == revision else None

    def keep(self, board: Board) -> None:
        """Keeps a board that has just been committed: the next reader need not read it."""
        former = self._kept.get(board.id)
        self._kept.put(board)
        if former is not None and former is not board:
            # What was worked out of it speaks of it: a circle that would wait for the collector.
            former.memo.clear()

    def committed(self, board: Board) -> None:
        """Keeps the new state of a live run, and lets those know who wait for `news`."""
        self.keep(board)
        self.news.set()

    async def _board(self, connection: AsyncConnection, run: RunRow, names: int) -> Board:
        known = self._kept.get(run.id)
        if known is not None and (known.revision > run.revision or known.names > names):
            # This connection sees a moment before the board that is kept: rows have changed since.
            return await _read(connection, run, names, None)
        if known is not None and (_which(known) != _which(run) or known.names != names):
            # A database may give the number of a run that is gone to another; and a closed year, of which
            # no row changes, calls people what they are called now.
            known = None
        if known is None or known.revision != run.revision:
            known = await _read(connection, run, names, known)
            self.keep(known)
        return known


def _which(run: RunRow) -> Hashable:
    """What tells states of one run, of which rows can be read anew, from another run."""
    return run.committee_id, run.year, run.name, run.rule_set_id, run.roster_revision


async def _runs(connection: AsyncConnection, asked: Quick, **of: int) -> list[tuple[RunRow, int]]:
    """The runs, each with the revision of its committee's names."""
    return [(RunRow(*row[:-1]), row[-1]) for row in await asked.rows(connection, **of)]


async def _read(connection: AsyncConnection, run: RunRow, names: int, known: Board | None) -> Board:
    """The board of a run; of a live one that is known already, only the rows that changed since are read."""
    if known is not None and known.rule_set_id == run.rule_set_id:
        rule_set = known.rule_set
    else:
        rule_set = (await version(connection, run.rule_set_id)).rule_set
    rows = _ROWS.where(ScoreRow.run_id == run.id)
    if known is not None:
        rows = rows.where(ScoreRow.revision > known.revision)
    found = (await connection.execute(rows)).all()
    # All rows of a large committee take seconds, and others are served meanwhile.
    scored = await asyncio.to_thread(_scored, found)
    groups = await _groups(connection, run.id) if any(one.root for one in rule_set.groups) else ()
    if known is not None:
        if not scored.keys() <= known.keys.keys():
            return await _read(connection, run, names, None)
        tally = known.tally.changed(rule_set, scored)
        return Board(**vars(run), rule_set=rule_set, tally=tally, groups=groups, names=names)
    only = Membership.id.in_(select(ScoreRow.membership_id).where(ScoreRow.run_id == run.id))
    members = await roster_of(connection, run.committee_id, rule_set, only)
    frozen = run.name is not None and await is_frozen(connection, run.id)
    if frozen:
        members = await as_stated(connection, run.id, rule_set.catalogue, members)
    tally = await asyncio.to_thread(Tally.of, rule_set, {one.id: one for one in members}, scored)
    fixed = None
    if not run.live:
        kept = {row.membership_id: Place.from_json(orjson.loads(row.standing)) for row in found}
        fixed = tuple(kept[one.id] for one in tally.roll.enrolled)
    return Board(
        **vars(run), rule_set=rule_set, tally=tally, frozen=frozen, groups=groups, fixed=fixed, names=names
    )


def _scored(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, Scored]:
    """What the rows of a run say, by membership."""
    with collector_at_rest():
        return {
            row.membership_id: Scored(MemberScore.from_json(orjson.loads(row.score)), row.questions)
            for row in rows
        }


async def _groups(connection: AsyncConnection, run_id: int) -> tuple[GroupRow, ...]:
    rows = select(GroupScores.ranking, GroupScores.groups).where(GroupScores.run_id == run_id)
    found = (await connection.execute(rows.order_by(GroupScores.ranking))).all()
    return tuple(GroupRow.from_json(row.ranking, one) for row in found for one in row.groups)
