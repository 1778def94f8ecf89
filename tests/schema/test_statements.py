"""The number of statements of a query does not grow with its rows."""

from __future__ import annotations

import pytest

from tests.schema.schema_client import Client, statements

pytestmark = pytest.mark.anyio

MEMBER = 'member { id number name attribute(name: "界别") attributes { name value } }'
QUERIES = {
    "ranking": "run(year: 2022) { ranking(first: $n) { nodes { rank total gates { title } "
    f'points(node: "meeting") change {{ rank }} {MEMBER} }} }} }}',
    "compared": "run(year: 2022) "
    '{ ranking(first: $n, against: "U2NvcmVSdW46MQ") { nodes { change { rank } } } }',
    "members": f"members(year: 2022, first: $n) {{ nodes {{ {MEMBER[9:-2]} }} }}",
    "records": "records(first: $n) { nodes { title partCount outcomes { day } "
    "parts(first: 10) { totalCount nodes { member { name } } } } }",
    "matrix": "run(year: 2022) { matrix(first: $n, by: NODE) { nodes { values } } }",
    "awards": 'run(year: 2022) { standing(member: "TWVtYmVyOjYy") { awards(first: $n) { nodes '
    "{ kept record { title outcomes { day } } } } } }",
    "member records": 'run(year: 2022) { standing(member: "TWVtYmVyOjYy") { records(first: $n) { nodes '
    "{ points record { title partCount } } } } }",
    "siblings": "years runs(first: $n) { nodes { ruleSet { title } } } run(year: 2022) "
    "{ rankedCount measure { points } distribution { width } ranking(first: $n) { totalCount } }",
}


@pytest.mark.parametrize("name", sorted(QUERIES))
async def test_more_rows_take_no_more_statements(name: str, demo: Client) -> None:
    query = f'query ($n: Int!) {{ committee(code: "zhoushan") {{ {QUERIES[name]} }} }}'
    await demo.data(query, n=1)
    counts = {}
    for rows in (5, 20):
        with statements() as seen:
            await demo.data(query, n=rows)
        counts[rows] = len([one for one in seen if one.startswith(("SELECT", "WITH"))])
    assert counts[5] == counts[20] <= 12


async def test_a_ranking_takes_two_statements(demo: Client) -> None:
    query = '{ committee(code: "zhoushan") { run(year: 2022) { ranking(first: 50) { nodes { rank } } } } }'
    await demo.data(query)
    with statements() as seen:
        await demo.data(query)
    assert len([one for one in seen if one.startswith("SELECT")]) == 2


async def test_matrices_of_kinds_read_all_their_rows_at_once(demo: Client) -> None:
    selection = "run(year: 2022) { matrix(first: $n) { totalCount } }"
    query = f'query ($n: Int!) {{ committee(code: "zhoushan") {{ {selection} }} }}'
    counts = {}
    for rows in (5, 50):
        with statements() as seen:
            await demo.data(query, n=rows)
        counts[rows] = len(seen)
    # Records of one matter are found step by step: some steps more where a chain is longer, never one a row.
    assert counts[50] <= counts[5] + 6
