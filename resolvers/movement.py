"""Members whose total or rank changed, as clients see them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry

from resolvers.member import Member, of_entry
from resolvers.ranking import points_text
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.live import Step
from services.runs.movement import Move, moves

MOST_MOVED = 100


@strawberry.type(description="一名委员得分和名次的变动")
class MemberScoreChange:
    """A member before and after a change."""

    member: Member = strawberry.field(description="委员")
    total_before: str | None = strawberry.field(description="变动前的总分；空为原先不在内")
    total_after: str | None = strawberry.field(description="变动后的总分；空为不再在内")
    rank_before: int | None = strawberry.field(description="变动前在全体中的名次；空为不参加排名")
    rank_after: int | None = strawberry.field(description="变动后在全体中的名次；空为不参加排名")


@strawberry.type(description="重新打开前后，一名委员的变化")
class ReopenedMember:
    """A member before a year was opened again and after."""

    member: Member = strawberry.field(description="委员")
    total_before: str | None = strawberry.field(description="关账时的总分；空为当时不在内")
    total_after: str | None = strawberry.field(description="现在的总分；空为现在不在内")
    rank_before: int | None = strawberry.field(description="关账时在全体中的名次；空为不参加排名")
    rank_after: int | None = strawberry.field(description="现在在全体中的名次；空为不参加排名")
    grade_before: str | None = strawberry.field(description="关账时的等次；空为不评")
    grade_after: str | None = strawberry.field(description="现在的等次；空为不评")


@dataclass(frozen=True, slots=True)
class Moved:
    """How many totals, ranks and grades changed, and those whose did: the most, the largest changes first."""

    before: Board
    after: Board
    moves: Sequence[Move]

    @property
    def totals(self) -> int:
        """How many members have another total."""
        return sum(move.scored for move in self.moves)

    @property
    def ranks(self) -> int:
        """How many members have another rank."""
        return sum(move.ranked for move in self.moves)

    @property
    def grades(self) -> int:
        """How many members have another grade."""
        return sum(move.graded for move in self.moves)

    def of(self, membership_ids: Collection[int]) -> list[MemberScoreChange]:
        """Those of some members."""
        own = [move for move in self.moves if _entry_of(move).id in membership_ids]
        return [MemberScoreChange(**self._sides(move)) for move in own]

    @property
    def members(self) -> list[MemberScoreChange]:
        """Their totals and ranks."""
        return [MemberScoreChange(**self._sides(move)) for move in self.moves[:MOST_MOVED]]

    @property
    def reopened(self) -> list[ReopenedMember]:
        """Their totals, ranks and grades."""
        return [
            ReopenedMember(
                **self._sides(move),
                grade_before=move.before.place.grade if move.before else None,
                grade_after=move.after.place.grade if move.after else None,
            )
            for move in self.moves[:MOST_MOVED]
        ]

    def _sides(self, move: Move) -> dict[str, Any]:
        return {
            "member": of_entry(self.after if move.after else self.before, _entry_of(move)),
            "total_before": _total(self.before, move.before),
            "total_after": _total(self.after, move.after),
            "rank_before": move.before.rank() if move.before else None,
            "rank_after": move.after.rank() if move.after else None,
        }


def moved(before: Board | None, after: Board, *, grades: bool = False) -> Moved:
    """What changed from one state of a run to another."""
    return Moved(before or after, after, moves(before, after, grades=grades))


def moved_members(steps: Iterable[Step]) -> list[MemberScoreChange]:
    """The members whose total or rank the steps of a change have moved, in whatever years it counts."""
    return [change for step in steps for change in moved(step.before, step.after).members]


def _entry_of(move: Move) -> Entry:
    entry = move.after or move.before
    assert entry is not None
    return entry


def _total(board: Board, entry: Entry | None) -> str | None:
    return None if entry is None else points_text(entry.score.total, board.rule_set.rounding)
