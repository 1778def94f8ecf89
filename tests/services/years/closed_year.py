"""What a closed year consists of, to see that nothing of it changed; closing and opening years in tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Text, select, type_coerce

from models.closing import Closing, Statement
from models.score import MemberScore, ScoreRun
from models.store import Store
from scoring.packed import unpacked
from services.actor import Actor
from services.committee.committees import committee
from services.entry.desk import Desk
from services.entry.form import Author, OccasionForm, Present, WorkForm
from services.runs.board import Boards
from services.runs.closings import ClosingRow
from services.runs.live import Live
from services.years.late import Late, late
from services.years.verification import Verified, named, verify
from services.years.year_end import Reopened, close_year, reopen_year
from tests.services.committee_of_ten import CODE, ME, YEAR

SHE = Actor("李主任", "system", "委员工作委员会")
# A measure of a year, with what last year says of its members.
TWO_YEARS = """
language: 1
title: 两年连看
committee: 某市
year: {year}
period: {{from: {year}-01-01, to: {year}-12-31}}
citation: 办法
root:
  id: total
  title: 总分
  rules:
  - {{id: A1, title: 调研, take: participation, when: {{kind: 调研, 状态: 出席}}, points: 30}}
gates:
- id: K4
  title: 连续两年不满60分
  if: {{all: [{{member: {{上年总分: {{below: 60}}}}}}, {{points: total, below: 60}}]}}
  force: 连续不称职
grades:
- {{grade: 称职, min: 60}}
- {{grade: 不称职, min: 0}}
- {{grade: 连续不称职}}
"""


async def close(
    store: Store, boards: Boards | None = None, year: int = YEAR, code: str = CODE, actor: Actor | None = ME
) -> ClosingRow:
    """Closes a year."""
    return await close_year(store, Live(boards or Boards()), code, year, actor)


async def reopen(
    store: Store, reason: str = "补录", boards: Boards | None = None, year: int = YEAR, code: str = CODE
) -> Reopened:
    """Opens a year again."""
    return await reopen_year(store, Live(boards or Boards()), code, year, SHE, reason)


async def waiting(store: Store, year: int = YEAR, code: str = CODE) -> list[Late]:
    """What waits for a closed year."""
    async with store.reading() as connection:
        row = await committee(connection, code)
        return await late(connection, Boards(), row.id, year)


async def verified(store: Store, name: str | None = None, year: int = YEAR, code: str = CODE) -> Verified:
    """A closed year computed again."""
    async with store.reading() as connection:
        row = await committee(connection, code)
        closing = await named(connection, row.id, year, name)
    return await verify(store, closing)


async def frozen(store: Store, run_id: int) -> dict[str, Any]:
    """Everything that belongs to a frozen run, byte for byte."""
    rows = select(MemberScore).where(MemberScore.run_id == run_id).order_by(MemberScore.membership_id)
    texts = select(
        Statement.membership_id,
        type_coerce(Statement.member, Text).label("member"),
        Statement.packed,
    ).where(Statement.run_id == run_id)
    async with store.reading() as connection:
        return {
            "run": (await connection.execute(select(ScoreRun).where(ScoreRun.id == run_id))).all(),
            "scores": (await connection.execute(rows)).all(),
            "statements": (await connection.execute(texts.order_by(Statement.membership_id))).all(),
        }


async def announced(store: Store) -> list[tuple[str | None, int, bytes]]:
    """Every statement that was written, as text, with the name of its run and its membership."""
    columns = (
        select(ScoreRun.name, Statement.membership_id, Statement.packed, Closing.dictionary)
        .join(ScoreRun, ScoreRun.id == Statement.run_id)
        .join(Closing, Closing.run_id == Statement.run_id)
    )
    async with store.reading() as connection:
        rows = (await connection.execute(columns.order_by(Statement.id))).all()
    return [(run, member, unpacked(data, dictionary)) for run, member, data, dictionary in rows]


async def closing_rows(store: Store) -> list[Any]:
    """The rows of all closings."""
    async with store.reading() as connection:
        return list((await connection.execute(select(Closing).order_by(Closing.id))).all())


async def survey(at: Desk, members: list[int], title: str, day: date, code: str = CODE) -> int:
    """A survey that these members took part in: 2 points each, 20 at most."""
    form = OccasionForm(title=title, day=day, participants=[Present(members)])
    return (await at.enter(code, day.year, "调研", form)).id


async def proposal(at: Desk, members: list[int], title: str, day: date, code: str = CODE) -> int:
    """A filed proposal: 5 points for the first proposer, 1 for each who signed it."""
    form = WorkForm(
        title=title, day=day, attributes=[("立案", "是")], authors=[Author(one) for one in members]
    )
    return (await at.enter(code, day.year, "提案", form)).id
