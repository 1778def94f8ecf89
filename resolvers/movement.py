"""Members whose total or rank changed, as clients see them."""

from __future__ import annotations

from dataclasses import dataclass

from resolvers.member import MemberView, of_entry
from resolvers.ranking import points_text
from services.runs.board import Board, Entry
from services.runs.movement import Move, moves

MOST_MOVED = 100


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A member's total and rank before and after; None: not in the run, or not ranked."""

    member: MemberView
    total_before: str | None
    total_after: str | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """How many totals and ranks changed, and those whose did: the most, the largest changes first."""

    totals: int
    ranks: int
    members: list[ScoreChange]


def moved(before: Board | None, after: Board) -> Moved:
    """What changed from one state of a run to another."""
    found = moves(before, after)
    return Moved(
        sum(move.scored for move in found),
        sum(move.ranked for move in found),
        [_change(before or after, after, move) for move in found[:MOST_MOVED]],
    )


def _change(before: Board, after: Board, move: Move) -> ScoreChange:
    entry = move.after or move.before
    assert entry is not None
    return ScoreChange(
        of_entry(after if move.after else before, entry),
        _total(before, move.before),
        _total(after, move.after),
        move.before.rank() if move.before else None,
        move.after.rank() if move.after else None,
    )


def _total(board: Board, entry: Entry | None) -> str | None:
    return None if entry is None else points_text(entry.score.total, board.rule_set.rounding)
