"""A run as of a day over GraphQL is what the files of the office give as of that day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.award import awards
from scoring.bulletin import steps
from scoring.result_tables import in_order, matrices
from scoring.run import ScoreRun, score
from scoring.series import MONTH, ends, series
from tests.schema.schema_client import Client

pytestmark = pytest.mark.anyio

HALF_YEAR = date(2022, 6, 30)
RANKING = """
query ($day: Date!, $after: String) { committee(code: "zhoushan") { run(year: 2022) { asOf(day: $day) {
  day memberCount rankedCount questions
  ranking(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { rank total grade member { number } } }
} } } }
"""
STANDING = """
query ($day: Date!, $member: ID!) { committee(code: "zhoushan") { run(year: 2022) { asOf(day: $day) {
  standing(member: $member) { total grade input ranks { scope rank }
    awards(first: 100) { nodes { kept day } } monthly { day gained total rank rankDifference } } } } } }
"""
MATRIX = """
query ($day: Date!) { committee(code: "zhoushan") { run(year: 2022) { asOf(day: $day) {
  matrix(first: 5) { columns { key title } nodes { values total member { id number } } }
  distribution { members } } } } }
"""
CELL = """
query ($day: Date!, $member: ID!, $column: String!) {
committee(code: "zhoushan") { run(year: 2022) { asOf(day: $day) {
  cell(member: $member, column: $column) { value records(first: 100) { totalCount } } } } } }
"""


def as_of(scored: ScoreRun, day: date) -> ScoreRun:
    """The demo year as of a day, from its files."""
    return score(scored.rule_set, scored.members, scored.records, as_of=day)


async def ranked(client: Client, day: date) -> tuple[Any, list[Any]]:
    rows: list[Any] = []
    after = None
    while True:
        data = await client.data(RANKING, day=day.isoformat(), after=after)
        found = data["committee"]["run"]["asOf"]
        rows += found["ranking"]["nodes"]
        after = found["ranking"]["pageInfo"]["endCursor"]
        if not found["ranking"]["pageInfo"]["hasNextPage"]:
            return found, rows


@pytest.mark.parametrize("day", [date(2022, 1, 31), HALF_YEAR, date(2022, 12, 31)])
async def test_the_ranking_of_a_day_is_that_of_the_files(demo: Client, scored: ScoreRun, day: date) -> None:
    run = as_of(scored, day)
    found, rows = await ranked(demo, day)
    assert found["day"] == day.isoformat()
    assert found["memberCount"] == run.roster.n
    assert found["rankedCount"] == int(run.standings.ranked.sum())
    assert found["questions"] == int(run.questions().sum())
    ranks = run.standings.ranks["全体"]
    assert [(row["member"]["number"], row["rank"], row["total"], row["grade"]) for row in rows] == [
        (run.roster.keys[at], int(ranks[at]) or None, run.shown(run.total(at)), run.grade(at))
        for at in in_order(run)
    ]


async def member_of(client: Client, number: str) -> str:
    who = await client.data(
        f'{{ committee(code: "zhoushan") {{ member(year: 2022, number: "{number}") {{ id }} }} }}'
    )
    found: str = who["committee"]["member"]["id"]
    return found


@pytest.mark.parametrize("index", range(0, 290, 61))
async def test_a_standing_of_a_day_is_explained(demo: Client, scored: ScoreRun, index: int) -> None:
    run = as_of(scored, HALF_YEAR)
    member = await member_of(demo, run.roster.keys[index])
    data = await demo.data(STANDING, day=HALF_YEAR.isoformat(), member=member)
    found = data["committee"]["run"]["asOf"]["standing"]
    assert (found["total"], found["grade"]) == (run.shown(run.total(index)), run.grade(index))
    assert found["input"] == run.inputs[run.roster.keys[index]]
    chosen = run.standings.shown & False
    chosen[index] = True
    lines = found["awards"]["nodes"]
    assert [Fraction(line["kept"]) for line in lines] == [award.kept for award in awards(run, chosen)]
    assert all(line["day"] is None or line["day"] <= "2022-06-30" for line in lines)
    days = ends(scored.rule_set, MONTH, HALF_YEAR)
    runs = list(series(scored.rule_set, scored.members, scored.records, days))
    assert found["monthly"] == [
        {
            "day": day.isoformat(),
            "gained": run.shown(own[key].gained),
            "total": run.shown(own[key].total),
            "rank": own[key].rank,
            "rankDifference": own[key].moved,
        }
        for key in [run.roster.keys[index]]
        for day, own in zip(days, steps(runs), strict=True)
        if key in own
    ]


async def test_the_matrix_of_a_day_is_that_of_the_files_and_opens(demo: Client, scored: ScoreRun) -> None:
    run = as_of(scored, HALF_YEAR)
    table, _ = matrices(run, run.traced(run.standings.shown | True))
    found = (await demo.data(MATRIX, day=HALF_YEAR.isoformat()))["committee"]["run"]["asOf"]
    assert found["distribution"]["members"] == int(run.standings.ranked.sum())
    columns = [column["title"] for column in found["matrix"]["columns"]]
    for row, want in zip(found["matrix"]["nodes"], table.rows[:5], strict=True):
        told = {title: Decimal(each) for title, each in zip(columns, row["values"], strict=True)}
        expected = dict(zip(table.headers[2:-1], want[2:-1], strict=True))
        assert {title: each for title, each in told.items() if each} == {
            title: each for title, each in expected.items() if each
        }
    first = found["matrix"]["nodes"][0]
    kind, number = next((t, n) for t, n in zip(columns, first["values"], strict=True) if Decimal(n))
    cell = (await demo.data(CELL, day=HALF_YEAR.isoformat(), member=first["member"]["id"], column=kind))[
        "committee"
    ]["run"]["asOf"]["cell"]
    assert cell == {"value": number, "records": {"totalCount": int(number)}}


@pytest.mark.parametrize("day", ["2021-12-31", "2023-01-01"])
async def test_a_day_outside_the_period_is_refused(demo: Client, day: str) -> None:
    assert await demo.error(RANKING, day=day, after=None) == ("BAD_USER_INPUT", "day")


async def test_a_cursor_is_one_of_its_day(demo: Client) -> None:
    found = (await demo.data(RANKING, day="2022-06-30", after=None))["committee"]["run"]["asOf"]
    cursor = found["ranking"]["pageInfo"]["endCursor"]
    for day in ("2022-06-29", "2022-12-31"):
        assert await demo.error(RANKING, day=day, after=cursor) == ("BAD_USER_INPUT", "after")


async def test_the_months_of_the_year_end_with_its_total(demo: Client, scored: ScoreRun) -> None:
    member = await member_of(demo, "W0002")
    query = """query ($member: ID!) {
      committee(code: "zhoushan") { run(year: 2022) { standing(member: $member) {
      total monthly { day gained total } } } } }"""
    found = (await demo.data(query, member=member))["committee"]["run"]["standing"]
    assert [one["day"] for one in found["monthly"]][:2] == ["2022-01-31", "2022-02-28"]
    assert found["monthly"][-1]["day"] == "2022-12-31"
    assert found["monthly"][-1]["total"] == found["total"]
    assert sum(Decimal(one["gained"]) for one in found["monthly"]) == Decimal(found["total"])
