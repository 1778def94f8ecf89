"""The rankings of groups of a run, out of its rows."""

from scoring.groups import GroupResult, results
from services.runs.board import Board
from services.runs.memo import memo


def group_rankings(board: Board) -> list[GroupResult]:
    """The rankings of groups of a board, in the order of its measure, worked out once."""
    rows = board.rule_set, [own.score for own in board.tally.scored], board.groups
    return memo(board, "group rankings", lambda: results(*rows))
