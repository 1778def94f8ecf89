"""Groups in the database: followed live, on the board, in GraphQL, frozen at closing and verified."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError

from models.member import MemberAttribute
from models.rule_set import RuleSetVersion
from models.score import GroupScores
from models.store import SQLiteStore, Store
from rules.document import RuleSet
from rules.loader import loads
from rules.reach import reach
from scoring.run import score
from services.committee.committees import committee
from services.entry.form import Rejected
from services.records.reading import Reader
from services.refusal import Refusal
from services.rule_sets import versions
from services.runs.board import Board, Boards
from services.runs.group_scores import all_rows
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.schema.schema_client import Client
from tests.services.committee_of_ten import CODE, ME, desk, live, rows, settle
from tests.services.random_history import EDITS, History
from tests.services.years.closed_year import close, proposal, reopen, survey, verified

pytestmark = pytest.mark.anyio

numbers = count()
QUERIES = Path(__file__).parents[3] / "docs" / "queries"
YEAR = 2023
# Of ten members five are of 科技 and five of 经济; the tenth is of the chairpersons, and not ranked.
MEASURE = """
language: 1
title: 按组
committee: 某市
year: 2023
period: {from: 2023-01-01, to: 2023-12-31}
citation: 办法
root:
  id: total
  title: 总分
  WINDOW
  rules:
  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 3}
  - {id: P1, title: 提案, take: authorship, when: {kind: 提案}, points: 5}
unranked: [{id: U1, title: 主席会议成员, if: {member: {主席会议成员: 是}}}]
groups:
- {id: J1, title: 界别人均, of: 界别, mean: total, among: 参加排名}
- {id: J2, title: 提案参与率, of: 界别, rate: {count: P1, min: 1}, at_least: 5}
- id: J3
  title: 界别考核
  of: 界别
  among: 参加排名
  rules:
  - id: Z1
    title: 调研
    WINDOW
    over: work
    combine: first
    take: participation
    when: {kind: 调研, 状态: 出席}
    points: 2
  - id: Z2
    title: 人均提案
    WINDOW
    take: authorship
    when: {kind: 提案}
    count: work
    per_head: 是
    bands: [{min: 0.4, points: 5}]
"""
ASKED = """
query ($first: Int!) { committee(code: "zhoushan") { run(year: 2023) { groupRankings {
  code title attribute basis words rankedOnly leastMembers
  groups(first: $first) { totalCount pageInfo { hasNextPage } nodes {
    group rank value text memberCount amount unranked reason
    parts(first: 2) { totalCount nodes { member { number } amount } }
    nodes { code depth points records works }
  } }
} } } }
"""


def measure(window: str = "", of: str = "界别") -> RuleSet:
    """The measure, whose rules count the days of the year, or of another window, with the groups of an
    attribute.
    """
    text = MEASURE.replace("WINDOW", window).replace("of: 界别", f"of: {of}")
    return loads("\n".join(line for line in text.split("\n") if line.strip()))


async def year_of(store: Store, rule_set: RuleSet, moved: date, code: str = CODE) -> list[int]:
    """Ten members under the measure; the first goes from 科技 to 经济 on a day."""
    members = await settle(store, code)
    async with unit_of_work(store, code, ME) as unit:
        await versions.add(unit, rule_set)
        row = {"membership_id": members[0], "attribute": "界别", "since": moved, "value": "经济"}
        await unit.connection.execute(insert(MemberAttribute).values(committee_id=unit.committee_id, **row))
        await Live(Boards()).recompute(unit, YEAR)
    return members


async def of_2023(store: Store, of: str = "界别") -> list[int]:
    return await year_of(store, measure(of=of), date(2023, 6, 1))


async def check_groups(store: Store, rule_set: RuleSet, code: str = CODE) -> Board:
    """The live run, whose groups are what scoring everybody on everything gives."""
    async with store.reading() as connection:
        row = await committee(connection, code)
        board = await Boards().live(connection, row.id, YEAR)
        reader = Reader(connection, row.id, rule_set.catalogue, board.keys)
        records = [each.record for each in await reader.read(reader.scored(reach(rule_set)))]
    run = score(rule_set, [entry.enrolled.member for entry in board.entries], records)
    assert board.groups == all_rows(run)
    return board


@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 2**32)), min_size=6, max_size=14))
@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_live_groups_are_what_scoring_everything_gives(
    store: Store, edits: list[tuple[str, int]]
) -> None:
    """The records are those of 2022, on which the rules of this measure look."""
    code, rule_set = f"g{next(numbers)}", measure("window: {from: 2022-01-01, to: 2022-12-31}")
    members = await year_of(store, rule_set, date(2022, 6, 1), code)
    boards = Boards()
    history = History(desk(store, boards), code, members)
    for what, seed in edits:
        with suppress(Rejected, Refusal):
            await history.edit(what, Random(seed))
    board = await check_groups(store, rule_set, code)
    assert await live(store, boards, code, YEAR) == board


async def asked(store: Store, first: int = 10) -> Any:
    found = (await Client(store).data(ASKED, first=first))["committee"]["run"]["groupRankings"]
    return {one["code"]: one for one in found}


def told(ranking: Any) -> list[tuple[Any, ...]]:
    names = ("group", "rank", "value", "text", "memberCount", "amount", "unranked")
    return [tuple(one[name] for name in names) for one in ranking["groups"]["nodes"]]


async def test_groups_over_graphql_follow_every_change(store: Store) -> None:
    members = await of_2023(store)
    at = desk(store)
    # In March the first is of 科技, in July of 经济.
    await survey(at, members[:2], "渔港调研", date(2023, 3, 1))
    await survey(at, members[:4], "海岛调研", date(2023, 7, 1))
    await proposal(at, [members[1]], "停车", date(2023, 4, 1))
    found = await asked(store)
    # 经济: 001 6, 002 11, 004 3, 006, 008 (010 is not ranked); 科技: 003 3, 005, 007, 009.
    assert told(found["J1"]) == [
        ("经济", 1, "4.00", "4.00", 5, "20", None),
        ("科技", 2, "0.75", "0.75", 4, "3", None),
    ]
    assert found["J1"]["groups"]["nodes"][0]["reason"] == "合计 20 ÷ 5 人 = 4.00"
    assert found["J1"]["groups"]["nodes"][0]["parts"] == {
        "totalCount": 5,
        "nodes": [
            {"member": {"number": "001"}, "amount": "6.00"},
            {"member": {"number": "002"}, "amount": "11.00"},
        ],
    }
    assert (found["J1"]["basis"], found["J1"]["rankedOnly"], found["J1"]["words"]) == (
        "MEAN",
        True,
        "委员 总分（total）的人均",
    )
    # Of six in 经济, the one of the chairpersons among them, one proposed.
    assert told(found["J2"]) == [
        ("经济", 1, "0.1667", "16.67%", 6, "1", None),
        ("科技", None, "0.0000", "0.00%", 4, "0", "不足 5 人"),
    ]
    assert told(found["J3"]) == [
        ("科技", 1, "4.00", "4.00", 4, "4", None),
        ("经济", 1, "4.00", "4.00", 5, "4", None),
    ]
    second, first = found["J3"]["groups"]["nodes"]
    assert first["nodes"] == [
        {"code": "J3", "depth": 0, "points": "4.00", "records": 5, "works": 3},
        {"code": "Z1", "depth": 1, "points": "4.00", "records": 4, "works": 2},
        {"code": "Z2", "depth": 1, "points": "0.00", "records": 1, "works": 1},
    ]
    assert second["reason"] == "调研 4.00，人均提案 0.00"
    # A second of five in 经济 proposes: 2 ÷ 5 = 0.4.
    await proposal(at, [members[3], members[2]], "绿化", date(2023, 8, 1))
    found = await asked(store, first=1)
    assert told(found["J3"]) == [("经济", 1, "9.00", "9.00", 5, "9", None)]
    assert found["J3"]["groups"]["pageInfo"] == {"hasNextPage": True}
    await check_groups(store, measure())


async def test_groups_of_an_attribute_that_nobody_has_are_none_and_entering_goes_on(store: Store) -> None:
    members = await of_2023(store, of="专委会")
    await survey(desk(store), members[:2], "渔港调研", date(2023, 3, 1))
    assert told((await asked(store))["J3"]) == []
    await check_groups(store, measure(of="专委会"))


async def test_the_query_of_the_pages_is_answered(store: Store) -> None:
    members = await of_2023(store)
    await survey(desk(store), members[:2], "渔港调研", date(2023, 3, 1))
    query = (QUERIES / "group-rankings.graphql").read_text(encoding="utf-8").replace("2022", "2023")
    found = (await Client(store).data(query))["committee"]["run"]["groupRankings"]
    assert [(one["title"], len(one["groups"]["nodes"])) for one in found] == [
        ("界别人均", 2),
        ("提案参与率", 2),
        ("界别考核", 2),
    ]


async def test_a_kept_run_keeps_its_groups(store: Store) -> None:
    members = await of_2023(store)
    at = desk(store)
    await survey(at, members[:2], "渔港调研", date(2023, 3, 1))
    await at.keep_run(CODE, YEAR, "初算")
    before = (await live(store, year=YEAR)).groups
    await survey(at, members[:2], "海岛调研", date(2023, 3, 2))
    now = (await live(store, year=YEAR)).groups
    assert before != now
    kept = [row.groups for row in await rows(store, GroupScores)]
    assert [one.to_json() for one in before] in kept
    assert [one.to_json() for one in now] in kept


async def test_a_closed_year_keeps_its_groups_and_verifies(store: Store) -> None:
    members = await of_2023(store)
    at = desk(store)
    await survey(at, members[:2], "渔港调研", date(2023, 3, 1))
    closing = await close(store, year=YEAR)
    before, frozen = await asked(store), await rows(store, GroupScores)
    done = await verified(store, year=YEAR)
    assert (done.same, done.differing_groups) == (True, ())
    await survey(at, members[:4], "海岛调研", date(2023, 3, 2))
    assert await asked(store) == before
    assert await rows(store, GroupScores) == frozen
    for forged in ("update group_scores set groups = '[]'", "delete from group_scores"):
        with pytest.raises(DBAPIError, match="closed year"):
            async with store.writing() as connection:
                await connection.execute(text(forged))
    await reopen(store, year=YEAR)
    assert await asked(store) != before
    assert [row for row in await rows(store, GroupScores) if row.run_id == closing.run_id] == frozen
    # Whoever owns the database can take the guard away; the computation still tells.
    async with store.writing() as connection:
        of_table = "" if isinstance(store, SQLiteStore) else " on group_scores"
        await connection.execute(text(f"drop trigger frozen_group_score_changed{of_table}"))
        await connection.execute(
            text(f"update group_scores set groups = '[]' where run_id = {closing.run_id}")
        )
    done = await verified(store, await frozen_name(store, closing.run_id), YEAR)
    assert (done.same, done.same_input, done.differing) == (False, True, ())
    assert done.differing_groups == ("界别考核",)


async def frozen_name(store: Store, run_id: int) -> str | None:
    async with store.reading() as connection:
        return (await Boards().run(connection, run_id)).name


async def test_another_version_scores_its_own_groups(store: Store) -> None:
    members = await of_2023(store)
    await survey(desk(store), members[:2], "渔港调研", date(2023, 3, 1))
    other = loads(measure().text.split("groups:")[0])
    async with unit_of_work(store, CODE, ME) as unit:
        former = update(RuleSetVersion).where(RuleSetVersion.year == YEAR).values(state="superseded")
        await unit.connection.execute(former)
        await versions.add(unit, other)
        await Live(Boards()).recompute(unit, YEAR)
    assert (await live(store, year=YEAR)).groups == ()
    assert await rows(store, GroupScores) == []
    assert await asked(store) == {}


async def test_a_run_that_ends_takes_its_groups_along(store: Store) -> None:
    members = await of_2023(store)
    await survey(desk(store), members[:2], "渔港调研", date(2023, 3, 1))
    assert await rows(store, GroupScores) != []
    async with unit_of_work(store, CODE, ME) as unit:
        await Live(Boards()).end(unit, YEAR)
    assert await rows(store, GroupScores) == []
