"""Who moved between two states of a run: totals and ranks before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.runs.board import Board, Entry


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
    known: Mapping[int, Entry] = before.by_id if before else {}
    found = [Move(known.get(entry.id), entry) for entry in after.entries if known.get(entry.id) is not entry]
    found += [Move(entry, None) for entry in known.values() if entry.id not in after.by_id]
    moved = (move for move in found if move.scored or move.ranked or (grades and move.graded))
    return sorted(moved, key=_weight)


def _weight(move: Move) -> tuple[bool, float, str]:
    one = move.after or move.before
    assert one is not None
    if move.before is None or move.after is None:
        return (False, 0.0, one.score.key)
    return (not move.scored, -abs(float(move.after.score.total - move.before.score.total)), one.score.key)
