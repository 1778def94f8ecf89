"""After an update of the program: open years whose points are by a former method are scored anew."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from models.committee import Committee
from models.score import ScoreRun
from models.store import Store
from scoring.method import PRESENT
from services.actor import Actor
from services.refusal import Refusal
from services.runs.board import Board
from services.runs.live import Live
from services.unit_of_work import unit_of_work

ACTOR = Actor("程序更新", "system")
REASON = "换了计算方法，未关账的年份重新记分"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of a live run: how many members came to something else, or why it could not be scored."""

    committee: str
    year: int
    changed: int
    refused: str | None = None


async def renewed(store: Store, live: Live) -> list[Renewed]:
    """Scores every live run anew that is by a former method; closed years and kept runs stay as they are."""
    former = (
        select(Committee.code, ScoreRun.year)
        .join(ScoreRun, ScoreRun.committee_id == Committee.id)
        .where(ScoreRun.name.is_(None), ScoreRun.method != PRESENT)
        .order_by(Committee.code, ScoreRun.year)
    )
    async with store.reading() as connection:
        found = (await connection.execute(former)).all()
    return [await _renewed(store, live, code, year) for code, year in found]


async def _renewed(store: Store, live: Live, code: str, year: int) -> Renewed:
    try:
        async with unit_of_work(store, code, ACTOR, REASON, right=None) as unit:
            (step,) = await live.recompute(unit, year)
            before = {} if step.before is None else _totals(step.before)
            changed = sum(before.get(one) != total for one, total in _totals(step.after).items())
            told = {"method": PRESENT, "members": changed, "input": step.after.input}
            unit.note("recompute", "score run", step.after.id, None, told)
    except Refusal as refusal:
        return Renewed(code, year, 0, refusal.message)
    return Renewed(code, year, changed)


def _totals(board: Board) -> dict[int, Fraction]:
    """The total of every membership."""
    return {
        who.id: own.score.total
        for who, own in zip(board.tally.roll.enrolled, board.tally.scored, strict=True)
    }
