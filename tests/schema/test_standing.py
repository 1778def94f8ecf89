"""Every point of every member is told with its record and its rule, and every number of a matrix opens."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from resolvers import global_id
from scoring.award import awards
from scoring.explain import explain
from scoring.result_tables import matrices
from scoring.run import ScoreRun
from scoring.statement import Rank
from tests.schema.schema_client import Client

pytestmark = pytest.mark.anyio

STANDING = """
query ($member: ID!, $after: String) {
committee(code: "zhoushan") { run(year: 2022) { standing(member: $member) {
  total grade unranked selection passedOver
  gates { gate { title } reasons }
  ranks { scope group rank }
  nodes(empty: true) { node { code } points records works }
  awards(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { node { code } record { number } day raw kept cuts basis } }
  records(first: 100) { nodes { question excluded record { number } } }
} } } }
"""


async def lines_of(client: Client, member: str) -> tuple[Any, list[Any]]:
    lines: list[Any] = []
    after = None
    while True:
        data = await client.data(STANDING, member=member, after=after)
        found = data["committee"]["run"]["standing"]
        lines += found["awards"]["nodes"]
        after = found["awards"]["pageInfo"]["endCursor"]
        if not found["awards"]["pageInfo"]["hasNextPage"]:
            return found, lines


@pytest.mark.parametrize("index", range(0, 300, 23))
async def test_a_member_is_explained_as_from_the_files(demo: Client, scored: ScoreRun, index: int) -> None:
    number = scored.roster.keys[index]
    who = await demo.data(
        f'{{ committee(code: "zhoushan") {{ member(year: 2022, number: "{number}") {{ id }} }} }}'
    )
    found, lines = await lines_of(demo, who["committee"]["member"]["id"])
    told = explain(scored, index)
    assert (found["total"], found["grade"], found["unranked"]) == (told.total, told.grade, told.unranked)
    assert found["selection"] == (int(scored.standings.selection[index]) or None)
    assert found["passedOver"] == list(told.passed_over)
    stopped = [(gate.title, gate.because) for gate in told.gates]
    assert [(one["gate"]["title"], tuple(one["reasons"])) for one in found["gates"]] == stopped
    ranks = {one["scope"]: Rank(group=one["group"], rank=one["rank"]) for one in found["ranks"]}
    assert ranks == {} if not scored.standings.shown[index] else ranks == told.ranks
    nodes = {one["node"]["code"]: (one["points"], one["records"], one["works"]) for one in found["nodes"]}
    for node in scored.rule_set.root.walk():
        counts = [int(scored.fold.counts.of([node.id], what)[index]) for what in ("record", "work")]
        assert nodes[node.id] == (scored.shown(scored.points(node.id, index)), *counts)
    chosen = scored.standings.shown & False
    chosen[index] = True
    want = awards(scored, chosen)
    assert len(lines) == found["awards"]["totalCount"] == len(want)
    for line, award in zip(lines, want, strict=True):
        assert (line["node"]["code"], tuple(line["cuts"])) == (award.node.id, award.cuts)
        assert (Fraction(line["raw"]), Fraction(line["kept"])) == (award.raw, award.kept)
        assert (line["record"] and line["record"]["number"]) == (award.record and award.record.key)
        assert line["day"] == (award.day and award.day.isoformat())
    assert sum(Fraction(line["kept"]) for line in lines) == scored.total(index)
    records = found["records"]["nodes"]
    assert {(one["record"]["number"], one["question"]) for one in records if one["question"]} == {
        (one.key, one.reason) for one in told.questions
    }
    assert {one["record"]["number"] for one in records if one["excluded"]} == {
        one.key for one in told.excluded
    }


@pytest.mark.parametrize("value", ["COUNTS", "POINTS"])
async def test_the_matrix_is_that_of_the_files(demo: Client, scored: ScoreRun, value: str) -> None:
    counts, points = matrices(scored, scored.traced(scored.standings.shown | True))
    table = counts if value == "COUNTS" else points
    query = """
    query ($after: String, $value: MatrixValue!) { committee(code: "zhoushan") { run(year: 2022) {
      matrix(first: 100, after: $after, value: $value) {
        columns { key title } pageInfo { hasNextPage endCursor } nodes { values total member { id number } }
      } } } }
    """
    rows: list[Any] = []
    after = None
    while True:
        found = (await demo.data(query, after=after, value=value))["committee"]["run"]["matrix"]
        rows += found["nodes"]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    columns = [column["title"] for column in found["columns"]]
    assert len(rows) == len(table.rows)
    for row, want in zip(rows, table.rows, strict=True):
        assert row["member"]["number"] == want[0]
        told = {
            title: Decimal(number)
            for title, number in zip(columns, row["values"], strict=True)
            if Decimal(number)
        }
        assert told == {
            title: number for title, number in zip(table.headers[2:-1], want[2:-1], strict=True) if number
        }
        assert Decimal(row["total"]) == want[-1]
    await opened(demo, rows[3], [column["key"] for column in found["columns"]], value)


async def opened(client: Client, row: Any, columns: list[str], value: str) -> None:
    """Every number of a row, opened, is what its records make."""
    for column, number in zip(columns, row["values"], strict=True):
        arguments = f'member: "{row["member"]["id"]}", column: "{column}", value: {value}'
        found = await client.run(
            f"cell({arguments}) {{ value awards(first: 100) {{ nodes {{ kept }} }} "
            "records(first: 100) { totalCount nodes { record { kind } } } }"
        )
        cell = found["cell"]
        assert cell["value"] == number
        assert {one["record"]["kind"] for one in cell["records"]["nodes"]} <= {column}
        if value == "COUNTS":
            assert cell["records"]["totalCount"] == int(number)
        else:
            assert sum(Fraction(line["kept"]) for line in cell["awards"]["nodes"]) == Fraction(number)


async def test_a_matrix_of_nodes(demo: Client, scored: ScoreRun) -> None:
    found = await demo.run(
        'matrix(first: 3, by: NODE, value: POINTS, columns: ["proposal", "P1"]) '
        "{ columns { key title group } nodes { values total member { number } } }"
    )
    assert [column["key"] for column in found["matrix"]["columns"]] == ["proposal", "P1"]
    assert found["matrix"]["columns"][1]["group"] == "proposal"
    for row in found["matrix"]["nodes"]:
        index = scored.roster.keys.index(row["member"]["number"])
        assert row["values"] == [scored.shown(scored.points(node, index)) for node in ("proposal", "P1")]
        assert row["total"] == scored.shown(scored.total(index))
    member = global_id.encode("Member", 148)
    found = await demo.run(
        f'cell(member: "{member}", column: "P1", by: NODE) {{ value records(first: 100) {{ totalCount }} }}'
    )
    assert int(found["cell"]["value"]) == found["cell"]["records"]["totalCount"] > 0
