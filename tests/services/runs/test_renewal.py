"""Open years whose points are by a former method are scored anew; what is closed or kept stays as it was."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from models.change import Change
from models.record import Part
from models.score import MemberScore, ScoreRun
from models.store import Store
from rules.loader import loads
from scoring.method import FORMER, PRESENT
from services.committee.committees import establish, term_of
from services.entry.form import Present
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.runs.renewal import renewed
from services.unit_of_work import unit_of_work
from tests.services.committee_of_ten import CODE, ME, YEAR, add_member, desk, live, rows
from tests.services.years.keep_a_year import occasion

pytestmark = pytest.mark.anyio

MEASURE = """
language: 1
title: 折算的一年
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 办法
root:
  id: total
  title: 总分
  take: participation
  rules:
  - {id: T, title: 折算, times: 1/3, when: {kind: 调研}, rules: [{id: A, title: 调研, points: 10}]}
  - id: R
    title: 视察到会
    when: {kind: 视察}
    rate: {of: {状态: [出席, 请假]}, among: {状态: 出席}}
    points: 2
"""


async def surveyed(store: Store) -> list[int]:
    """Two members, both at one survey: 10 × 1/3 = 3.33 each."""
    await establish(store, CODE, "某市政协")
    async with unit_of_work(store, CODE, ME) as unit:
        await versions.add(unit, loads(MEASURE))
        term = await term_of(unit, None, date(YEAR, 12, 31))
        members = [await add_member(unit, term, at) for at in range(2)]
        await Live(Boards()).recompute(unit, YEAR)
    await occasion(desk(store), "调研", "调研", date(YEAR, 3, 1), Present(members))
    return members


async def as_formerly(store: Store, member: int) -> None:
    """The live run as the former program left it: one member with 10/3, the other rounded by chance."""
    async with store.writing() as connection:
        of_member = MemberScore.membership_id == member
        score = (await connection.execute(select(MemberScore.score).where(of_member))).scalar_one()
        former = {**score, "total": "10/3"}
        await connection.execute(update(MemberScore).where(of_member).values(score=former, total="10/3"))
        await connection.execute(update(ScoreRun).values(method=FORMER))


async def methods(store: Store) -> list[int]:
    async with store.reading() as connection:
        return list(await connection.scalars(select(ScoreRun.method).order_by(ScoreRun.id)))


async def test_an_open_year_is_scored_anew_and_a_kept_run_is_not(store: Store) -> None:
    first, _ = await surveyed(store)
    await as_formerly(store, first)
    await desk(store).keep_run(CODE, YEAR, "三季度")
    (done,) = await renewed(store, Live(Boards()))
    assert (done.committee, done.year, done.changed, done.refused) == (CODE, YEAR, 1, None)
    board = await live(store)
    assert [str(entry.score.total) for entry in board.entries] == ["333/100", "333/100"]
    # The live run, then the kept one, which goes on saying what it said.
    assert await methods(store) == [PRESENT, FORMER]
    kept = (await rows(store, MemberScore))[-2:]
    assert [row.total for row in kept] == ["10/3", "3.33"]
    line = (await rows(store, Change))[-1]
    assert (line.actor, line.action, line.after["members"]) == ("程序更新", "recompute", 1)
    assert await renewed(store, Live(Boards())) == []


async def test_a_change_scores_everybody_of_a_run_by_the_former_method(store: Store) -> None:
    first, second = await surveyed(store)
    await as_formerly(store, first)
    await occasion(desk(store), "调研", "又一次", date(YEAR, 4, 1), Present([second]))
    board = await live(store)
    # 10 × 1/3 and 20 × 1/3.
    assert [str(entry.score.total) for entry in board.entries] == ["333/100", "667/100"]
    assert await methods(store) == [PRESENT]


async def test_a_record_by_which_a_rate_exceeds_the_whole_is_refused(store: Store) -> None:
    first, _ = await surveyed(store)
    at = desk(store)
    await occasion(at, "视察", "视察", date(YEAR, 5, 1), Present([first]))
    away = Present([first], [("状态", "请假")])
    with pytest.raises(Refusal) as refused:
        await occasion(at, "视察", "又一次", date(YEAR, 5, 2), away)
    assert refused.value.code is Code.CONFLICT
    assert "规则“R”（视察到会）有 1 名委员的比率超过 100%（如 001，200%），没有计分" in refused.value.message
    # Nothing was entered, and nothing is scored otherwise: 3.33 + 2.
    assert [str(entry.score.total) for entry in (await live(store)).entries] == ["533/100", "333/100"]


async def test_a_year_with_such_a_rate_stays_as_it_is_and_that_is_said(store: Store) -> None:
    first, _ = await surveyed(store)
    at = desk(store)
    await occasion(at, "视察", "视察", date(YEAR, 5, 1), Present([first]))
    record = await occasion(at, "视察", "又一次", date(YEAR, 5, 2), Present([first]))
    # What the former program took: once present, once on leave.
    async with store.writing() as connection:
        await connection.execute(
            update(Part).where(Part.record_id == record).values(attributes={"状态": "请假"})
        )
    await as_formerly(store, first)
    (done,) = await renewed(store, Live(Boards()))
    assert done.changed == 0
    assert "比率超过 100%（如 001，200%）" in (done.refused or "")
    assert await methods(store) == [FORMER]
