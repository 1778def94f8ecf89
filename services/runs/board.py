"""A score run as it is read: every member with score and place, in the order of the ranking.

A board is never changed; a newer one takes its place. Reading a run again costs only the rows that changed.
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kept import Kept
from models.member import Membership
from models.rows import columns_of
from models.score import GroupScores, ScoreRun
from models.score import MemberScore as ScoreRow
from rules.document import RuleSet
from rules.loader import EVERYONE
from scoring.facts import Flags
from scoring.group_rows import GroupRow
from scoring.member_score import MemberScore
from scoring.merit import Merits
from scoring.standing import UNGRADED, rank
from services.members.last_year import roster_of
from services.members.roster import Enrolled
from services.records.neighbourhood import KnownRecords
from services.refusal import Code, Refusal
from services.rule_sets.versions import version
from services.runs.closings import as_stated, current, is_frozen
from services.runs.days import Days
from services.runs.recent import Recent
from services.runs.run import RunRow

KEPT_BOARDS = 16
# Clients choose what is worked out of a board. It keeps so many of these things, and fewer of a large
# committee: there each holds something for every member.
WORKED_OUT, WORKED_OUT_MEMBERS = 128, 400_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands among the others; it may change without any change of the member's own.

    `ranks` are the ranks in the member's group of each scope (None: not ranked), `selection` the place with
    ties resolved, `gates` the ids of the gates that stopped the member, `consequences` of those that follow.
    """

    ranks: Mapping[str, int | None]
    selection: int | None
    grade: str | None
    gates: tuple[str, ...]
    shown: bool
    consequences: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The place as plain data."""
        return {
            "ranks": dict(self.ranks),
            "selection": self.selection,
            "grade": self.grade,
            "gates": list(self.gates),
            "shown": self.shown,
            **({"consequences": list(self.consequences)} if self.consequences else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Place":
        """The place that `to_json` wrote."""
        gates, consequences = tuple(data["gates"]), tuple(data.get("consequences", ()))
        return Place(data["ranks"], data["selection"], data["grade"], gates, data["shown"], consequences)


def places(rule_set: RuleSet, scores: Sequence[MemberScore]) -> list[Place]:
    """The place of each member, in the order of their keys."""
    found = rank(rule_set, Merits.of(rule_set, scores))
    names = [*(grade.name for grade in rule_set.grades), None]
    scopes = list(found.ranks)
    rank_rows = zip(*(ranks.tolist() for ranks in found.ranks.values()), strict=True)
    stopped, follows = (_names_of(flags, len(scores)) for flags in (found.gates, found.consequences))
    assert UNGRADED == -1
    rows = zip(
        rank_rows,
        found.selection.tolist(),
        found.grade.tolist(),
        stopped,
        found.shown.tolist(),
        follows,
        strict=True,
    )
    return [
        Place(
            {scope: number or None for scope, number in zip(scopes, ranks, strict=True)},
            selection or None,
            names[grade],
            gates_of,
            shown,
            consequences,
        )
        for ranks, selection, grade, gates_of, shown, consequences in rows
    ]


def _names_of(flags: Mapping[str, Flags], members: int) -> list[tuple[str, ...]]:
    """Per member the names whose flag is set; most members have none."""
    found: list[tuple[str, ...]] = [()] * members
    if flags:
        names, table = list(flags), np.stack(list(flags.values()))
        for at in np.flatnonzero(table.any(axis=0)).tolist():
            found[at] = tuple(name for name, on in zip(names, table[:, at], strict=True) if on)
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of a run: who it is, what the member's facts came to, and the place that gives.

    `questions` counts the facts that no rule took.
    """

    enrolled: Enrolled
    score: MemberScore
    place: Place
    questions: int

    @property
    def id(self) -> int:
        return self.enrolled.id

    def rank(self, scope: str = EVERYONE) -> int | None:
        """The rank in the member's group of a scope; None where the member is not ranked."""
        return self.place.ranks.get(scope)


@dataclass(frozen=True)
class Board(RunRow):
    """A run with its members. `entries` are by key.

    `frozen`: it is that of a closed year, and every member has a statement. `groups` are those that the
    measure scores by rules of their own, by the ids of their rankings and by label.
    """

    rule_set: RuleSet
    entries: tuple[Entry, ...]
    frozen: bool = False
    groups: tuple[GroupRow, ...] = ()

    @property
    def until(self) -> date:
        """The day of which it tells: as of which it stands, or the last of the period."""
        return self.as_of or self.rule_set.end

    @cached_property
    def by_id(self) -> Mapping[int, Entry]:
        """The entries by membership."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def by_key(self) -> Mapping[str, Entry]:
        """The entries by member key."""
        return {entry.score.key: entry for entry in self.entries}

    @cached_property
    def keys(self) -> Mapping[int, str]:
        """The member key of every membership."""
        return {entry.id: entry.score.key for entry in self.entries}

    @cached_property
    def memo(self) -> Kept[Hashable, Any]:
        """What readers worked out of this board, for as long as it is kept (`services.runs.memo`)."""
        return Kept(max(6, min(WORKED_OUT, WORKED_OUT_MEMBERS // max(1, len(self.entries)))))


class Boards:
    """The boards read so far, the most used kept. One a process; safe to ask from concurrent requests.

    `news` is set whenever this process has committed a new state of a live run; who computes a closed year
    again holds `verifying`.
    """

    def __init__(self) -> None:
        self._kept: Kept[int, Board] = Kept(KEPT_BOARDS)
        self.recent = Recent()
        self.news = asyncio.Event()
        self.verifying = asyncio.Lock()
        self.records = KnownRecords()
        self.days = Days()

    async def live(self, connection: AsyncConnection, committee_id: int, year: int) -> Board:
        """The live run of a year, or the frozen one of a closed year; raises `Refusal` where it has none."""
        of_year = (ScoreRun.committee_id == committee_id) & (ScoreRun.year == year) & current()
        for run in await _runs(connection, of_year):
            return await self._board(connection, run)
        raise Refusal(Code.NOT_FOUND, f"{year} 年还没有记分", "year")

    async def lives(self, connection: AsyncConnection, committee_id: int) -> list[Board]:
        """The live runs of all years of a committee that are open."""
        live = (ScoreRun.committee_id == committee_id) & ScoreRun.name.is_(None)
        return [await self._board(connection, run) for run in await _runs(connection, live)]

    async def run(self, connection: AsyncConnection, run_id: int) -> Board:
        """The run of this id; raises `Refusal` where there is none."""
        for run in await _runs(connection, ScoreRun.id == run_id):
            return await self._board(connection, run)
        raise Refusal(Code.NOT_FOUND, "没有这次记分", "run")

    def kept(self, run_id: int, revision: int) -> Board | None:
        """The board of a run at this revision, if it is kept."""
        board = self._kept.get(run_id)
        return board if board is not None and board.revision == revision else None

    def keep(self, board: Board) -> None:
        """Keeps a board that has just been committed: the next reader need not read it."""
        self._kept.put(board.id, board)

    def committed(self, board: Board) -> None:
        """Keeps the new state of a live run, and lets those know who wait for `news`."""
        self.keep(board)
        self.news.set()

    async def _board(self, connection: AsyncConnection, run: RunRow) -> Board:
        known = self._kept.get(run.id)
        if known is not None and known.revision > run.revision:
            # This connection sees a moment before the board that is kept: rows have changed since.
            return await _read(connection, run, None)
        if known is not None and _which(known) != _which(run):
            # A database may give the number of a run that is gone to another.
            known = None
        if known is None or known.revision != run.revision:
            known = await _read(connection, run, known)
            self.keep(known)
        return known


def _which(run: RunRow) -> Hashable:
    """What tells states of one run, of which rows can be read anew, from another run."""
    return run.committee_id, run.year, run.name, run.rule_set_id, run.roster_revision


async def _runs(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[RunRow]:
    columns = select(*columns_of(RunRow, ScoreRun)).where(condition)
    return [RunRow(*row) for row in await connection.execute(columns)]


async def _read(connection: AsyncConnection, run: RunRow, known: Board | None) -> Board:
    """The board of a run; of one that is known already, only the rows that changed since are read."""
    if known is not None and known.rule_set_id == run.rule_set_id:
        rule_set = known.rule_set
    else:
        rule_set = (await version(connection, run.rule_set_id)).rule_set
    rows = select(ScoreRow).where(ScoreRow.run_id == run.id)
    entries: dict[int, Entry] = {}
    if known is not None:
        rows = rows.where(ScoreRow.revision > known.revision)
        entries = dict(known.by_id)
    fresh = (await connection.execute(rows)).all()
    who = {one.enrolled.id: one.enrolled for one in entries.values()}
    frozen = run.name is not None and await is_frozen(connection, run.id)
    if any(row.membership_id not in who for row in fresh):
        only = Membership.id.in_(select(ScoreRow.membership_id).where(ScoreRow.run_id == run.id))
        everybody = await roster_of(connection, run.committee_id, rule_set, only)
        if frozen:
            everybody = await as_stated(connection, run.id, rule_set.catalogue, everybody)
        who.update((one.id, one) for one in everybody)
    for row in fresh:
        score, place = MemberScore.from_json(row.score), Place.from_json(row.standing)
        entries[row.membership_id] = Entry(who[row.membership_id], score, place, row.questions)
    by_key = tuple(sorted(entries.values(), key=lambda entry: entry.score.key))
    groups = await _groups(connection, run.id) if any(one.root for one in rule_set.groups) else ()
    return Board(**vars(run), rule_set=rule_set, entries=by_key, frozen=frozen, groups=groups)


async def _groups(connection: AsyncConnection, run_id: int) -> tuple[GroupRow, ...]:
    rows = select(GroupScores.ranking, GroupScores.groups).where(GroupScores.run_id == run_id)
    found = (await connection.execute(rows.order_by(GroupScores.ranking))).all()
    return tuple(GroupRow.from_json(row.ranking, one) for row in found for one in row.groups)
