"""Who moved between two states of a run: totals and ranks before and after."""

from dataclasses import dataclass

import numpy as np

from services.runs.board import Board
from services.runs.entry import Entry


@dataclass(frozen=True, slots=True)
class Move:
    """A member before and after; None: not in the run."""

    before: Entry | None
    after: Entry | None

    @property
    def scored(self) -> bool:
        """Whether the total is another."""
        return self.before is None or self.after is None or self.before.score.total != self.after.score.total

    @property
    def ranked(self) -> bool:
        """Whether the rank among all is another."""
        return (self.before and self.before.rank()) != (self.after and self.after.rank())

    @property
    def graded(self) -> bool:
        """Whether the grade is another."""
        return (self.before and self.before.place.grade) != (self.after and self.after.place.grade)


def moves(before: Board | None, after: Board, *, grades: bool = False) -> list[Move]:
    """The members whose total or rank (or grade) is another; the largest change of the total first."""
    if before is None:
        found = [Move(None, entry) for entry in after.entries]
    elif before.tally.roll is after.tally.roll and before.rule_set is after.rule_set:
        found = [Move(before.entries[at], after.entries[at]) for at in _differing(before, after)]
    else:
        found = [Move(before.by_id.get(entry.id), entry) for entry in after.entries]
        found += [Move(entry, None) for entry in before.entries if entry.id not in after.by_id]
    moved = (move for move in found if move.scored or move.ranked or (grades and move.graded))
    return sorted(moved, key=_weight)


def _differing(before: Board, after: Board) -> list[int]:
    """The places in the roll at which something is other in two states of one run."""
    pairs = zip(before.tally.scored, after.tally.scored, strict=True)
    other = np.fromiter((one is not another for one, another in pairs), bool, after.members)
    was, now = before.standings, after.standings
    other |= was.grade != now.grade
    for scope, ranks in now.ranks.items():
        other |= was.ranks[scope] != ranks
    return np.flatnonzero(other).tolist()


def _weight(move: Move) -> tuple[bool, float, str]:
    one = move.after or move.before
    assert one is not None
    if move.before is None or move.after is None:
        return (False, 0.0, one.score.key)
    return (not move.scored, -abs(float(move.after.score.total - move.before.score.total)), one.score.key)
