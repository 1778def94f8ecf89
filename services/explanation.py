"""Why members stand where they stand: their own part of a run, scored again with every award line."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from models.store import Store
from rules.document import RuleSet
from scoring.award import Award
from scoring.explain import Explained as Told
from scoring.explain import Explanation, explain
from scoring.facts import Facts
from scoring.fold import Fold
from scoring.run import ScoreRun, score
from scoring.standing import UNGRADED, Standings
from scoring.tables import AWAY
from services.board import Board, Boards, Entry
from services.derived import derived
from services.neighbours import Neighbours, neighbours
from services.records import Stored
from services.refusal import Code, Refusal

KEPT = 32


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A record in which a member had a part: what rules took of it, and what it came to.

    `points` are those kept after every cut, `nodes` the leaves that took something, `counted` whether a
    matrix counts it: leave, absence and what was left out are not. `question` says why no rule took it,
    `excluded` which exclusion took it out.
    """

    stored: Stored
    points: Fraction
    nodes: tuple[str, ...]
    counted: bool
    question: str | None
    excluded: str | None


@dataclass(frozen=True)
class Traced:
    """Some members of a board, scored again on what their scores depend on, with ranks as on the board.

    `at` is the index of each of them in `run`; `fold` holds their award lines.
    """

    board: Board
    run: ScoreRun
    at: Mapping[int, int]
    stored: Mapping[int, Stored]

    def stored_of(self, award: Award) -> Stored | None:
        """The record of an award line, with its row."""
        return None if award.record is None else self.stored[id(award.record)]

    @cached_property
    def fold(self) -> Fold:
        """The fold with the award lines of these members."""
        return self.run.traced(np.isin(np.arange(self.run.roster.n), list(self.at.values())))


@dataclass(frozen=True)
class Explained:
    """One member of a board, explained: `lines` are the award lines, which add up to the total."""

    traced: Traced
    entry: Entry
    told: Explanation
    lines: Sequence[Award]
    records: Sequence[MemberRecord] = field(default=())

    @property
    def board(self) -> Board:
        """The board that the member stands on."""
        return self.traced.board


async def explained(store: Store, boards: Boards, run_id: int, membership_id: int) -> Explained:
    """The explanation of a member of a run, kept as long as the run stays as it is.

    Raises `Refusal` where the run has no such member, or where its lines are not to be had any more: a kept
    run has no lines of its own, so they are made again, and stand only as long as the input is the same.
    """
    async with store.reading() as connection:
        board = await boards.run(connection, run_id)
        entry = board.by_id.get(membership_id)
        if entry is None:
            raise Refusal(Code.NOT_FOUND, "这次记分里没有这名委员", "member")
        known: dict[int, Explained] = derived(board, "explained", dict)
        if membership_id in known:
            return known[membership_id]
        needed = await neighbours(connection, board, [membership_id])
    # Without the connection: there are few, and this takes longer than reading.
    made = await asyncio.to_thread(_explained, board, needed, entry)
    while len(known) >= KEPT:
        del known[next(iter(known))]
    known[membership_id] = made
    return made


def traced(board: Board, needed: Neighbours, chosen: Sequence[int], field: str | None = None) -> Traced:
    """These memberships of a board, scored on what they need; raises `Refusal` as `explained` does."""
    run = score(board.rule_set, needed.members, [one.record for one in needed.stored])
    at = {key: index for index, key in enumerate(run.roster.keys)}
    own = {one: at[board.keys[one]] for one in chosen}
    if any(run.inputs[board.keys[one]] != board.by_id[one].score.input for one in chosen):
        message = "这次记分之后，委员的记录或名册已有变动，当时的明细没有保存；请看随记录更新的那一次"
        raise Refusal(Code.CONFLICT, message, field)
    # A run of a few knows nothing of ranks; the board does.
    vars(run)["standings"] = _standings(board, run)
    return Traced(board, run, own, {id(one.record): one for one in needed.stored})


def _standings(board: Board, run: ScoreRun) -> Standings:
    """The standings of the board, for the members of the run."""
    entries = [board.by_id[one] for one in _ids(board, run.roster.keys)]
    rule_set = board.rule_set
    reasons: dict[str | None, int] = {one.id: at for at, one in enumerate(rule_set.unranked)}
    reasons[None] = -1
    grades: dict[str | None, int] = {one.name: at for at, one in enumerate(rule_set.grades)}
    grades[None] = UNGRADED
    places = [entry.place for entry in entries]
    return Standings(
        np.array([reasons[entry.score.unranked] for entry in entries], np.int64),
        np.array([place.shown for place in places], bool),
        {
            scope: np.array([place.ranks.get(scope) or 0 for place in places], np.int64)
            for scope in rule_set.ranking.scopes
        },
        np.array([grades[place.grade] for place in places], np.int64),
        {gate.id: np.array([gate.id in place.gates for place in places], bool) for gate in rule_set.gates},
        np.array([place.selection or 0 for place in places], np.int64),
    )


def _ids(board: Board, keys: Sequence[str]) -> list[int]:
    by_key = {key: membership_id for membership_id, key in board.keys.items()}
    return [by_key[key] for key in keys]


def _explained(board: Board, needed: Neighbours, entry: Entry) -> Explained:
    found = traced(board, needed, [entry.id], "member")
    at = found.at[entry.id]
    told = explain(found.run, at)
    lines = _lines(told.tree)
    return Explained(found, entry, told, lines, _records(found, at, lines))


def _lines(node: Told) -> list[Award]:
    return [*node.awards, *(line for child in node.children for line in _lines(child))]


def _records(found: Traced, at: int, lines: Sequence[Award]) -> list[MemberRecord]:
    """The records of one member, the latest first."""
    run, rule_set = found.run, found.board.rule_set
    points: dict[int, Fraction] = {}
    for line in lines:
        if line.record is not None:
            points[id(line.record)] = points.get(id(line.record), Fraction(0)) + line.kept
    facts, excluded = run.matched.facts, run.matched.excluded
    taken = _taken(run, rule_set)
    asked = run.questions()
    came = ~facts.labelled("状态", AWAY)
    made = []
    for work, rows in _works(facts, at).items():
        stored = found.stored[id(run.records[work])]
        nodes = tuple(dict.fromkeys(name for row in rows for name in taken.get(row, ())))
        open_rows = [row for row in rows if asked[row]]
        why = run.why_untaken(int(facts.day[open_rows[0]])) if open_rows else None
        kept = points.get(id(stored.record), Fraction(0))
        made.append(MemberRecord(stored, kept, nodes, bool(came[rows].any()), why, None))
    known = {id(one.stored.record) for one in made}
    for work, rows in _works(excluded, at).items():
        stored = found.stored[id(run.records[work])]
        title = rule_set.exclusions[int(run.matched.excluded_by[rows[0]])].title
        if id(stored.record) in known:
            made = [replace(one, excluded=title) if one.stored is stored else one for one in made]
        else:
            made.append(MemberRecord(stored, Fraction(0), (), False, None, title))
    return sorted(made, key=lambda one: (one.stored.record.day, one.stored.id), reverse=True)


def _works(facts: Facts, at: int) -> dict[int, list[int]]:
    """The facts of one member by their work."""
    works: dict[int, list[int]] = {}
    for row in np.flatnonzero(facts.member == at).tolist():
        works.setdefault(int(facts.work[row]), []).append(row)
    return works


def _taken(run: ScoreRun, rule_set: RuleSet) -> dict[int, list[str]]:
    """The leaves that took each fact."""
    found: dict[int, list[str]] = {}
    for leaf in rule_set.root.leaves():
        for fact in run.matched.taken[leaf.id].facts.tolist():
            found.setdefault(fact, []).append(leaf.id)
    return found
