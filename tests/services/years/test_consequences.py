"""What follows beside the grade, in the database: on the board, in GraphQL, frozen and verified."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from models.store import Store
from rules.loader import loads
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.schema.schema_client import Client
from tests.services.committee_of_ten import CODE, ME, desk, settle
from tests.services.years.closed_year import announced, close, survey, verified

pytestmark = pytest.mark.anyio

# 30 points for each survey; below 60 is 不称职.
MEASURE = loads("""
language: 1
title: 处理
committee: 某市
year: 2023
period: {from: 2023-01-01, to: 2023-12-31}
citation: 办法
root:
  id: total
  title: 总分
  rules:
  - {id: A1, title: 调研, take: participation, when: {kind: 调研, 状态: 出席}, points: 30}
grades: [{grade: 称职, min: 60}, {grade: 不称职}]
consequences:
- {id: C1, title: 约谈, citation: 第二十条, if: {all: [{grade: 不称职}, {count: A1, below: 2}]}}
- {id: C2, title: 通报表扬, top: {places: 1, ties: out}}
""")
ASKED = """
query ($codes: [String!], $member: ID!) { committee(code: "zhoushan") {
  ruleSet(year: 2023) { consequences { code title citation words } }
  run(year: 2023) {
    all: ranking(first: 20) { nodes { member { number } consequences { title } } }
    some: ranking(first: 20, consequences: $codes) { totalCount nodes { member { id number } } }
    standing(member: $member) { consequences { consequence { code } reasons } }
  }
} }
"""


async def year_of(store: Store) -> list[int]:
    """The first of ten was at two surveys and the second at one."""
    members = await settle(store)
    async with unit_of_work(store, CODE, ME) as unit:
        await versions.add(unit, MEASURE)
        await Live(Boards()).recompute(unit, 2023)
    at = desk(store)
    await survey(at, members[:2], "渔港调研", date(2023, 3, 1))
    await survey(at, members[:1], "海岛调研", date(2023, 5, 1))
    return members


async def asked(client: Client, codes: list[str], member: str) -> Any:
    return (await client.data(ASKED, codes=codes, member=member))["committee"]


async def member_id(client: Client, number: str) -> str:
    query = 'query ($n: String!) { committee(code: "zhoushan") { member(year: 2023, number: $n) { id } } }'
    return str((await client.data(query, n=number))["committee"]["member"]["id"])


async def test_who_is_summoned_and_why_over_graphql(store: Store) -> None:
    await year_of(store)
    client = Client(store)
    second = await member_id(client, "002")
    found = await asked(client, ["C1"], second)
    assert found["ruleSet"]["consequences"] == [
        {
            "code": "C1",
            "title": "约谈",
            "citation": "第二十条",
            "words": "等次：不称职；调研（A1） 件次 < 2",
        },
        {
            "code": "C2",
            "title": "通报表扬",
            "citation": "办法",
            "words": "名次在前 1 名，压线同分都不算",
        },
    ]
    titles = {
        row["member"]["number"]: [one["title"] for one in row["consequences"]]
        for row in found["run"]["all"]["nodes"]
    }
    assert (titles["001"], titles["002"], titles["003"]) == (["通报表扬"], ["约谈"], ["约谈"])
    assert found["run"]["some"]["totalCount"] == 9
    assert "001" not in {row["member"]["number"] for row in found["run"]["some"]["nodes"]}
    reasons = ["等次 不称职", "调研 1 件次，界限 < 2"]
    assert found["run"]["standing"]["consequences"] == [{"consequence": {"code": "C1"}, "reasons": reasons}]
    praised = await asked(client, ["C2"], second)
    assert [row["member"]["number"] for row in praised["run"]["some"]["nodes"]] == ["001"]


async def test_a_consequence_that_is_not_there_is_refused(store: Store) -> None:
    await year_of(store)
    client = Client(store)
    answer = await client.ask(ASKED, codes=["C9"], member=await member_id(client, "001"))
    assert "没有这项处理" in answer["errors"][0]["message"]


async def test_a_change_of_records_changes_who_is_summoned(store: Store) -> None:
    members = await year_of(store)
    client = Client(store)
    await survey(desk(store), members[1:2], "补录调研", date(2023, 6, 1))
    # Both at the top now, and out means neither.
    found = await asked(client, ["C1", "C2"], await member_id(client, "002"))
    assert found["run"]["some"]["totalCount"] == 8
    assert found["run"]["standing"]["consequences"] == []


async def test_a_closed_year_keeps_them_and_verifies(store: Store) -> None:
    await year_of(store)
    await close(store, year=2023)
    result = await verified(store, year=2023)
    assert (result.same, result.members) == (True, 10)
    told = [orjson.loads(text) for _, _, text in await announced(store)]
    assert sorted(len(one["consequences"]) for one in told) == [1] * 10
    client = Client(store)
    found = await asked(client, ["C1"], await member_id(client, "003"))
    assert found["run"]["some"]["totalCount"] == 9
    reasons = ["等次 不称职", "调研 0 件次，界限 < 2"]
    assert found["run"]["standing"]["consequences"] == [{"consequence": {"code": "C1"}, "reasons": reasons}]


async def test_a_measure_without_them_is_stored_as_ever(store: Store) -> None:
    members = await settle(store)
    await survey(desk(store), members, "渔港调研", date(2022, 3, 1))
    await close(store)
    told = [text for _, _, text in await announced(store)]
    assert len(told) == 10
    assert not any(b"consequences" in text for text in told)
