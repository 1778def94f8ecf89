"""Last year's ranks, counts and points in the database: from the closed year, else from the roster."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import insert

from files.reading.members import read_members
from models.member import ALWAYS, MemberAttribute
from models.store import Store
from rules.bundle import Text
from rules.document import RuleSet
from rules.loader import loads
from rules.record import Change
from services.committee.committees import committee
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.rule_sets import versions
from services.runs.board import Board, Boards
from services.runs.live import Live
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import unit_of_work
from services.workbooks.exporting import export_members
from services.workbooks.import_members import import_members
from services.workbooks.importing import Request
from tests.services.committee_of_ten import CODE, ME, desk, rows, settle
from tests.services.years.closed_year import close, proposal, reopen, survey, verified

pytestmark = pytest.mark.anyio

# In 2022 a survey is 2 points (A1), a filed proposal 5 for the first proposer (P1a).
MEASURE = loads("""
language: 1
title: 与上年比
committee: 某市
year: 2023
period: {from: 2023-01-01, to: 2023-12-31}
citation: 办法
last_year:
- {name: 上年调研次数, count: A1}
- {name: 上年提案得分, points: P1a}
- {name: 上年名次, rank: 全体}
- {name: 上年没有的, count: A99}
root:
  id: total
  title: 总分
  rules:
  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 10}
  - id: A2
    title: 比上年每多一次加 1 分
    take: participation
    when: {kind: 调研, 状态: 出席}
    count: work
    less: 上年调研次数
    points: 1
  - {id: B1, title: 上年第一名, if: {member: {上年名次: {max: 1}}}, base: 7}
  - {id: B2, title: 上年提案得分的一成, count: 上年提案得分, points: 10%}
  - {id: B3, title: 上年没有的, count: 上年没有的, points: 100}
""")


async def two_years(store: Store, measure: RuleSet = MEASURE) -> list[int]:
    """In 2022 all ten were at a survey, the first three at another, and the first filed a proposal."""
    members = await settle(store)
    async with unit_of_work(store, CODE, ME) as unit:
        await versions.add(unit, measure)
        await Live(Boards()).recompute(unit, 2023)
    at = desk(store)
    await survey(at, members, "去年一", date(2022, 11, 1))
    await survey(at, members[:3], "去年二", date(2022, 11, 2))
    await proposal(at, members[:1], "去年提案", date(2022, 11, 3))
    await survey(at, members[:2], "今年一", date(2023, 3, 1))
    return members


async def board_of(store: Store, year: int = 2023) -> Board:
    async with store.reading() as connection:
        row = await committee(connection, CODE)
        return await Boards().live(connection, row.id, year)


async def points(store: Store, membership: int) -> dict[str, str]:
    """What a member gets at each rule in 2023, without the rules that give nothing."""
    nodes = (await board_of(store)).by_id[membership].score.nodes
    return {name: str(node.points) for name, node in nodes.items() if node.points and name != "total"}


async def test_a_closed_year_tells_what_the_next_one_carries(store: Store) -> None:
    first, second, third, fourth, *_ = await two_years(store)
    # While 2022 is open, nobody has any of it: no increase, and no loss.
    assert await points(store, first) == {"A1": "10"}
    await close(store, year=2022)
    # 1 − 2 = −1; the best of 2022 by 2 + 2 + 5; 10 % of 5.
    assert await points(store, first) == {"A1": "10", "A2": "-1", "B1": "7", "B2": "1/2"}
    assert await points(store, second) == {"A1": "10", "A2": "-1"}
    assert await points(store, third) == {"A2": "-2"}
    assert await points(store, fourth) == {"A2": "-1"}
    told = (await board_of(store)).by_id[first].enrolled.member
    begins = date(2023, 1, 1)
    assert [change for change in told.changes if change.attribute not in ("上年等次", "上年总分")] == [
        Change(begins, "上年名次", Fraction(1)),
        Change(begins, "上年提案得分", Fraction(5)),
        Change(begins, "上年调研次数", Fraction(2)),
    ]
    await reopen(store, year=2022)
    assert await points(store, first) == {"A1": "10"}


async def test_a_closed_year_keeps_what_it_carried(store: Store) -> None:
    first, *_ = await two_years(store)
    await close(store, year=2022)
    await close(store, year=2023)
    before = await points(store, first)
    await reopen(store, year=2022)
    assert await points(store, first) == before
    result = await verified(store, year=2023)
    assert (result.same, result.members) == (True, 10)


async def test_the_roster_goes_before_what_was_closed(store: Store) -> None:
    first, *_ = await two_years(store)
    async with unit_of_work(store, CODE, ME) as unit:
        said = insert(MemberAttribute).values(
            committee_id=unit.committee_id,
            membership_id=first,
            attribute="上年调研次数",
            since=ALWAYS,
            value="0",
        )
        await unit.connection.execute(said)
        unit.note("change", "membership", first, after={"上年调研次数": "0"})
    await close(store, year=2022)
    assert (await points(store, first))["A2"] == "1"


async def test_an_exported_roster_says_it_and_may_come_back(store: Store, tmp_path: Path) -> None:
    first, *_ = await two_years(store)
    await close(store, year=2022)
    before = await points(store, first)
    path = tmp_path / "名册.xlsx"
    await export_members(store, CODE, 2023, path)
    found = read_members(path, MEASURE.catalogue, 2023)
    assert found.problems == []
    board = await board_of(store)
    assert {one.key: one.changes for one in found.members} == {
        entry.score.key: entry.enrolled.member.changes for entry in board.entries
    }
    await import_members(store, Live(Boards()), Request(CODE, 2023, ME), path, "本届")
    assert not any(row.attribute.startswith("上年") for row in await rows(store, MemberAttribute))
    assert await points(store, first) == before


# The same year without anything carried; what is drafted counts absences over the term, too.
PLAIN = loads(
    MEASURE.text.split("last_year:")[0]
    + """
root:
  id: total
  title: 总分
  rules:
  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 10}
"""
)
OF_TERM = """
term: {from: 2022-01-01}
term_counts:
- {id: T1, title: 届内调研, take: participation, when: {kind: 调研, 状态: 出席}}
consequences:
- {id: C1, title: 通报表扬, if: {count: T1, min: 3}}
"""


async def test_a_draft_that_carries_is_simulated_with_what_it_carries(store: Store, sandbox: Sandbox) -> None:
    await two_years(store, PLAIN)
    await close(store, year=2022)
    writer = Versions(store, Live(Boards()), sandbox, ME)
    made = await writer.draft(CODE, Draft(Text(MEASURE.text + OF_TERM, "2023.yaml")))
    row = await simulate(store, sandbox, ME, made.id, 2023)
    # 10 + 10 before; then −1 − 1 − 2 − 7 × 1 for going less often, 7 for the first, 0.5 of the proposal.
    assert row.result["totals"]["sum"] == ["20.00", "16.50"]
    assert row.result["consequences"] == [{"id": "C1", "title": "通报表扬", "members": [None, 2]}]
    idle = [one["id"] for one in row.result["idle"]]
    assert "T1" not in idle
    assert "C1" not in idle
    # The measure in force goes on as it was.
    assert await points(store, (await board_of(store)).entries[0].id) == {"A1": "10"}
