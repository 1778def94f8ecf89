"""Every query of docs/queries answers on the demo data, and says what scoring the files says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import orjson
import pytest

from scoring.explain import explain
from scoring.result_tables import matrices, ranking
from scoring.run import ScoreRun, score
from scoring.statement import Rank
from tests.schema.schema_client import Client

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[2] / "docs" / "queries"
NAMES = sorted(path.stem for path in FOLDER.glob("*.graphql"))
Check = Callable[[Any, ScoreRun], None]


def read(name: str) -> tuple[str, dict[str, Any]]:
    variables = FOLDER / f"{name}.json"
    return (FOLDER / f"{name}.graphql").read_text("utf-8"), (
        orjson.loads(variables.read_bytes()) if variables.exists() else {}
    )


def at(scored: ScoreRun, number: str) -> int:
    return scored.roster.keys.index(number)


def check_ranking(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["ranking"]
    assert (found["totalCount"], len(found["nodes"])) == (300, 50)
    for row, want in zip(found["nodes"][:5], ranking(scored).rows, strict=False):
        told = (
            row["rank"],
            row["member"]["number"],
            row["member"]["name"],
            Decimal(row["total"]),
            row["grade"],
        )
        assert told == want[:5]


def check_sector(committee: Any, scored: ScoreRun) -> None:
    rows = committee["run"]["ranking"]["nodes"]
    assert {row["group"] for row in rows} == {"民革"}
    ranks = scored.standings.ranks["界别"]
    assert all(row["rank"] == (int(ranks[at(scored, row["member"]["number"])]) or None) for row in rows)


def check_node(committee: Any, scored: ScoreRun) -> None:
    rows = committee["run"]["ranking"]["nodes"]
    ranked = [index for index in range(scored.roster.n) if scored.standings.ranked[index]]
    best = sorted((scored.points("proposal", index) for index in ranked), reverse=True)[:20]
    assert [row["value"] for row in rows] == [scored.shown(points) for points in best]


def check_count(committee: Any, scored: ScoreRun) -> None:
    row = committee["run"]["ranking"]["nodes"][0]
    works = scored.fold.counts.of(["opinion"], "work")
    assert int(row["value"]) == max(works[scored.standings.ranked])


def check_against(committee: Any, scored: ScoreRun) -> None:
    for row in committee["run"]["ranking"]["nodes"]:
        assert row["change"]["total"] == row["total"]
        assert (row["change"]["rankDifference"], row["change"]["difference"]) == (0, "0.00")


def check_as_of(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["asOf"]
    run = score(scored.rule_set, scored.members, scored.records, as_of=date(2022, 6, 30))
    assert (found["day"], found["memberCount"]) == ("2022-06-30", run.roster.n)
    for row, want in zip(found["ranking"]["nodes"][:5], ranking(run).rows, strict=False):
        assert (row["rank"], row["member"]["number"], Decimal(row["total"])) == (want[0], want[1], want[3])


def check_monthly(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["standing"]
    assert [month["day"][5:7] for month in found["monthly"]] == [f"{month:02}" for month in range(1, 13)]
    assert found["monthly"][-1]["total"] == found["total"]


def check_search(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["ranking"]
    assert found["totalCount"] == 9
    assert {row["member"]["number"] for row in found["nodes"]} == {f"W000{digit}" for digit in range(1, 10)}


def check_distribution(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["distribution"]
    ranked = int(scored.standings.ranked.sum())
    assert found["members"] == sum(one["members"] for one in found["bins"]) == ranked
    for one in found["bins"]:
        low, high = Fraction(one["low"]), Fraction(one["high"])
        assert high - low == 10
        inside = [
            index
            for index in range(300)
            if scored.standings.ranked[index] and low <= scored.total(index) < high
        ]
        assert one["members"] == len(inside)
    assert sum(one["members"] for one in found["groups"]) == ranked


def check_standing(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["standing"]
    index = at(scored, found["member"]["number"])
    told = explain(scored, index)
    assert (found["total"], found["grade"]) == (told.total, told.grade)
    assert {one["scope"]: Rank(group=one["group"], rank=one["rank"]) for one in found["ranks"]} == told.ranks
    assert [one["reasons"] for one in found["gates"]] == [list(gate.because) for gate in told.gates]
    assert found["passedOver"] == list(told.passed_over)
    lines = found["awards"]["nodes"]
    assert len(lines) == found["awards"]["totalCount"]
    assert sum(Fraction(line["kept"]) for line in lines) == scored.total(index)
    assert all(line["node"]["citation"] for line in lines)
    assert found["questions"]["totalCount"] == len(told.questions)
    assert found["excluded"]["totalCount"] == len(told.excluded)


def check_headroom(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["standing"]
    index = at(scored, found["member"]["number"])
    told = explain(scored, index)
    limits = {one["node"]["code"]: one for one in found["headroom"]["limits"]}
    assert list(limits) == [room.rule for room in told.headroom.rooms]
    for room in told.headroom.rooms:
        one = limits[room.rule]
        assert (one["used"], one["left"]) == (room.used, room.left)
        if room.what == "cap":
            limit = Fraction(room.limit)
            assert (
                Fraction(room.used) + Fraction(room.left) == limit == scored.rule_set.nodes()[room.rule].cap
            )
            assert Fraction(room.used) == scored.points(room.rule, index)
    rules = {one.key: [each.rule for each in one.considered] for one in told.records}
    for row in found["records"]["nodes"]:
        assert [one["node"]["code"] for one in row["considered"]] == rules[row["record"]["number"]]


def check_standing_records(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["standing"]["records"]
    assert found["totalCount"] == len(found["nodes"]) > 0
    assert {row["record"]["kind"] for row in found["nodes"]} <= {"提案", "集体提案"}
    days = [row["record"]["day"] for row in found["nodes"]]
    assert days == sorted(days, reverse=True)


def check_matrix(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["matrix"]
    counts = matrices(scored, scored.traced(scored.standings.shown))[0]
    columns = [column["key"] for column in found["columns"]]
    for row, want in zip(found["nodes"], counts.rows, strict=False):
        assert row["member"]["number"] == want[0]
        told = dict(zip(columns, map(int, row["values"]), strict=True))
        expected = dict(zip(counts.headers[2:-1], want[2:-1], strict=True))
        assert {kind: number for kind, number in told.items() if kind in expected} == expected
        assert int(row["total"]) == want[-1]


def check_cell(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["cell"]
    assert int(found["value"]) == found["records"]["totalCount"] == len(found["records"]["nodes"]) > 0
    paid = sum(Fraction(one["points"]) for one in found["records"]["nodes"])
    assert paid == sum(Fraction(line["kept"]) for line in found["awards"]["nodes"])


def check_measure(committee: Any, scored: ScoreRun) -> None:
    found = committee["run"]["measure"]
    assert [one["node"]["code"] for one in found] == [
        "total",
        *(one.id for one in scored.rule_set.root.children),
    ]
    shown = [scored.total(index) for index in range(300) if scored.standings.shown[index]]
    assert found[0]["points"] == scored.shown(sum(shown, Fraction(0)))


def check_kinds(committee: Any, scored: ScoreRun) -> None:
    assert [kind["name"] for kind in committee["kinds"]] == list(scored.rule_set.catalogue.kinds)
    assert committee["memberAttributes"][0]["name"] == "身份"


def check_rule_sets(committee: Any, scored: ScoreRun) -> None:
    assert committee["ruleSets"]["nodes"][0]["digest"] == scored.rule_set.digest
    assert committee["ruleSet"]["scopes"] == ["全体", "身份", "专委会", "界别"]
    assert [grade["name"] for grade in committee["ruleSet"]["grades"]] == [
        "优秀",
        "称职",
        "基本称职",
        "不称职",
    ]


def check_members(committee: Any, scored: ScoreRun) -> None:
    found = committee["members"]
    assert found["totalCount"] == 300
    assert [row["number"] for row in found["nodes"]] == list(scored.roster.keys[:50])


def check_records(committee: Any, scored: ScoreRun) -> None:
    found = committee["records"]
    want = [
        record
        for record in scored.records
        if record.kind in ("提案", "社情民意")
        and "2022-03-01" <= record.day.isoformat() <= "2022-06-30"
        and "海岛" in record.title
    ]
    assert found["totalCount"] == len(want) > 0
    by_number = {record.key: record for record in want}
    for row in found["nodes"]:
        record = by_number[row["number"]]
        assert (row["title"], row["day"]) == (record.title, record.day.isoformat())
        assert row["parts"]["totalCount"] == len(record.parts)
        told = [part["member"]["number"] for part in row["parts"]["nodes"]]
        assert told == [part.member for part in record.parts[:5]]
        assert len(row["outcomes"]) == len(record.outcomes)


CHECKS: dict[str, Check] = {
    "headroom": check_headroom,
    "ranking": check_ranking,
    "ranking-by-sector": check_sector,
    "ranking-by-node": check_node,
    "ranking-by-count": check_count,
    "ranking-against": check_against,
    "ranking-search": check_search,
    "distribution": check_distribution,
    "as-of": check_as_of,
    "monthly": check_monthly,
    "standing": check_standing,
    "standing-records": check_standing_records,
    "matrix": check_matrix,
    "matrix-cell": check_cell,
    "measure": check_measure,
    "kinds": check_kinds,
    "rule-sets": check_rule_sets,
    "members": check_members,
    "records": check_records,
}


@pytest.mark.parametrize("name", sorted(CHECKS))
async def test_a_documented_query(name: str, demo: Client, scored: ScoreRun) -> None:
    query, variables = read(name)
    CHECKS[name]((await demo.data(query, **variables))["committee"], scored)


async def test_runs_and_nodes(demo: Client, scored: ScoreRun) -> None:
    query, variables = read("runs")
    (committee,) = (await demo.data(query, **variables))["committees"]
    assert committee["years"] == [2022]
    (live,) = committee["runs"]["nodes"]
    assert (live["live"], live["name"], live["memberCount"]) == (True, None, 300)
    assert live["input"] == scored.input
    query, variables = read("node")
    member, run, record = (await demo.data(query, **variables))["nodes"]
    assert (member["__typename"], member["number"]) == ("Member", "W0148")
    assert (run["__typename"], run["id"]) == ("ScoreRun", live["id"])
    assert record["__typename"] == "Record"


def test_every_query_is_tested_and_says_what_it_is_for() -> None:
    # Those of versions are run in test_versions, that of groups in test_group_scores, those of what is under
    # way in test_demo_database.
    elsewhere = {"runs", "closings", "node", "versions", "version", "simulation", "group-rankings"}
    elsewhere |= {"objections", "due"}
    assert {*CHECKS} | elsewhere == {*NAMES}
    for name in NAMES:
        text, _ = read(name)
        first = text.splitlines()[0]
        assert first.startswith("# ")
        assert any("一" <= letter <= "鿿" for letter in first)
