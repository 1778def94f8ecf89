"""The ranking over GraphQL says what scoring the files says, cut into pages that lose nobody."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from scoring.result_tables import ranking as ranking_table
from scoring.run import ScoreRun
from tests.schema.schema_client import Client

pytestmark = pytest.mark.anyio

EVERYBODY = """
query ($after: String, $scope: String! = "全体", $by: RankingBy! = TOTAL, $node: String, $group: String) {
  committee(code: "zhoushan") {
    run(year: 2022) {
      ranking(first: 100, after: $after, scope: $scope, by: $by, node: $node, group: $group) {
        totalCount rankedCount
        pageInfo { hasNextPage hasPreviousPage endCursor }
        edges { node { rank tied value total grade group unranked member { number name } } }
      }
    }
  }
}
"""


async def everybody(client: Client, **arguments: Any) -> list[Any]:
    rows: list[Any] = []
    after = None
    while True:
        data = await client.data(EVERYBODY, after=after, **arguments)
        found = data["committee"]["run"]["ranking"]
        assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
        rows += [edge["node"] for edge in found["edges"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            assert len(rows) == found["totalCount"]
            return rows


async def test_the_ranking_is_that_of_the_files(demo: Client, scored: ScoreRun) -> None:
    table = ranking_table(scored)
    rows = await everybody(demo)
    assert len(rows) == len(table.rows) == 300
    for row, want in zip(rows, table.rows, strict=True):
        rank, key, name, total, grade = want[:5]
        assert (row["rank"], row["member"]["number"], row["member"]["name"]) == (rank, key, name)
        assert (float(row["total"]), row["grade"] or "") == (float(str(total)), grade)
        assert row["value"] == row["total"]
    assert [row["rank"] for row in rows[:3]] == [1, 2, 3]
    assert {row["unranked"] is None for row in rows if row["rank"]} == {True}


async def test_ranks_within_a_group_are_those_of_the_files(demo: Client, scored: ScoreRun) -> None:
    at = {key: index for index, key in enumerate(scored.roster.keys)}
    rows = await everybody(demo, scope="界别")
    assert len(rows) == 300
    for row in rows:
        index = at[row["member"]["number"]]
        assert row["rank"] == (int(scored.standings.ranks["界别"][index]) or None)
        assert row["group"] == scored.group("界别", index)
    ranked = [row for row in rows if row["rank"]]
    groups = [row["group"] for row in ranked]
    # Group after group, each from its first.
    assert len(set(groups)) == 1 + sum(a != b for a, b in pairwise(groups))
    assert [row["rank"] for row in ranked if row["group"] == "民革"] == sorted(
        row["rank"] for row in ranked if row["group"] == "民革"
    )
    one = await everybody(demo, scope="界别", group="民革")
    assert one == [row for row in rows if row["group"] == "民革"]


async def test_a_scope_that_the_measure_does_not_rank_by(demo: Client, scored: ScoreRun) -> None:
    rows = await everybody(demo, scope="性别")
    women = [row for row in rows if row["group"] == "女" and row["rank"]]
    totals = [float(row["total"]) for row in women]
    assert totals == sorted(totals, reverse=True)
    for row in women:
        assert row["rank"] == 1 + sum(total > float(row["total"]) for total in totals)


@pytest.mark.parametrize(("by", "what"), [("POINTS", None), ("RECORDS", "record"), ("WORKS", "work")])
async def test_ranks_by_a_node(demo: Client, scored: ScoreRun, by: str, what: str | None) -> None:
    at = {key: index for index, key in enumerate(scored.roster.keys)}
    rows = await everybody(demo, by=by, node="proposal")
    counts = scored.fold.counts.of(["proposal"], what) if what else None
    for row in rows:
        index = at[row["member"]["number"]]
        want = scored.shown(scored.points("proposal", index)) if counts is None else str(int(counts[index]))
        assert row["value"] == want
    ranked = [row for row in rows if row["rank"]]
    values = [float(row["value"]) for row in ranked]
    assert values == sorted(values, reverse=True)
    sharing = Counter(values)
    for row, value in zip(ranked, values, strict=True):
        # 1-2-2-4, and how many others share it.
        assert row["rank"] == 1 + sum(other > value for other in values)
        assert row["tied"] == sharing[value] - 1
    assert {row["tied"] for row in rows if not row["rank"]} == {0}


async def test_from_behind_and_between(demo: Client) -> None:
    rows = await everybody(demo)
    numbers = [row["member"]["number"] for row in rows]
    row = "cursor node { member { number } }"
    ends = "pageInfo { hasNextPage hasPreviousPage startCursor }"
    found = await demo.run(f"ranking(last: 3) {{ {ends} edges {{ {row} }} }}")
    edges = found["ranking"]["edges"]
    assert [edge["node"]["member"]["number"] for edge in edges] == numbers[-3:]
    before = edges[0]["cursor"]
    told = {"hasNextPage": False, "hasPreviousPage": True, "startCursor": before}
    assert found["ranking"]["pageInfo"] == told
    found = await demo.run(
        f'ranking(last: 2, before: "{before}") {{ {ends} nodes {{ member {{ number }} }} }}'
    )
    assert [row["member"]["number"] for row in found["ranking"]["nodes"]] == numbers[-5:-3]
    assert found["ranking"]["pageInfo"]["hasNextPage"] is True
    after = found["ranking"]["pageInfo"]["startCursor"]
    between = f'ranking(first: 100, after: "{after}", before: "{before}")'
    found = await demo.run(f"{between} {{ nodes {{ member {{ number }} }} }}")
    assert [row["member"]["number"] for row in found["ranking"]["nodes"]] == numbers[-4:-3]


@pytest.mark.parametrize("typed", ["xhq", "XHQ", "xiaohongqian", "ｘｈｑ", "xiaohongq", "肖红茜", "W0104"])
async def test_a_member_is_found_by_the_sound_of_the_name(demo: Client, typed: str) -> None:
    for asked in (
        f'run(year: 2022) {{ ranking(first: 9, search: "{typed}") {{ nodes {{ member {{ name }} }} }} }}',
        f'members(year: 2022, first: 9, search: "{typed}") {{ nodes {{ name }} }}',
        f'roster(first: 9, search: "{typed}") {{ nodes {{ name }} }}',
    ):
        told = await demo.data(f'{{ committee(code: "zhoushan") {{ {asked} }} }}')
        assert str(told).count("肖红茜") == 1, asked
        assert str(told).count("'name'") == 1, asked


async def test_a_name_is_found_from_its_first_sound_on_and_by_nothing_within_it(demo: Client) -> None:
    # 肖红茜 alone has these letters; "hongqian" and "iaoh" begin no name.
    for typed, found in (("xhq", 1), ("hongqian", 0), ("iaoh", 0)):
        told = await demo.run(f'ranking(first: 9, search: "{typed}") {{ totalCount }}')
        assert (typed, told["ranking"]["totalCount"]) == (typed, found)


async def test_search_and_filters(demo: Client, scored: ScoreRun) -> None:
    name = scored.roster.names[7]
    spaced = f" {name[0]}　{name[1:]} "
    found = await demo.run(
        f'ranking(first: 9, search: "{spaced}") {{ totalCount nodes {{ rank member {{ name }} }} }}'
    )
    ranking = found["ranking"]
    assert ranking["totalCount"] >= 1
    assert all(name in row["member"]["name"] for row in ranking["nodes"])
    everyone = {row["member"]["name"]: row["rank"] for row in await everybody(demo)}
    assert ranking["nodes"][0]["rank"] == everyone[ranking["nodes"][0]["member"]["name"]]
    # Full width, lower case.
    found = await demo.run('ranking(first: 9, search: "ｗ０００８") { nodes { member { number } } }')
    assert [row["member"]["number"] for row in found["ranking"]["nodes"]] == ["W0008"]
    # As a browser's PDF hands it over: radicals for characters.
    found = await demo.run('ranking(first: 9, search: "⻢") { nodes { member { name } } }')
    horses = sorted(row["member"]["name"] for row in found["ranking"]["nodes"])
    assert horses == sorted(name for name in scored.roster.names if "马" in name)
    assert horses
    where = '[{attribute: "身份", values: ["常委"]}, {attribute: "性别", values: ["女"]}]'
    member = 'member { sex: attribute(name: "性别") role: attribute(name: "身份") }'
    found = await demo.run(f"ranking(first: 100, where: {where}) {{ nodes {{ {member} }} }}")
    rows = found["ranking"]["nodes"]
    assert rows
    assert {(row["member"]["sex"], row["member"]["role"]) for row in rows} == {("女", "常委")}
    unranked = await demo.run(
        "ranking(first: 100, listed: UNRANKED) { totalCount rankedCount nodes { rank unranked } }"
    )
    assert unranked["ranking"]["totalCount"] == 300 - int(scored.standings.ranked.sum())
    assert unranked["ranking"]["rankedCount"] == int(scored.standings.ranked.sum())
    assert all(row["rank"] is None and row["unranked"] for row in unranked["ranking"]["nodes"])
    ranked = await demo.run("ranking(first: 1, listed: RANKED) { totalCount }")
    assert ranked["ranking"]["totalCount"] == int(scored.standings.ranked.sum())


async def test_columns_of_a_row(demo: Client, scored: ScoreRun) -> None:
    columns = 'points(node: "meeting") records(node: "opinion") works(node: "opinion")'
    found = await demo.run(f"ranking(first: 50) {{ nodes {{ {columns} member {{ number }} }} }}")
    at = {key: index for index, key in enumerate(scored.roster.keys)}
    records, works = (scored.fold.counts.of(["opinion"], what) for what in ("record", "work"))
    for row in found["ranking"]["nodes"]:
        index = at[row["member"]["number"]]
        assert row["points"] == scored.shown(scored.points("meeting", index))
        assert (row["records"], row["works"]) == (records[index], works[index])
