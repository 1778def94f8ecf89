"""Closed years over HTTP: closing, what waits, opening again; and that reading one computes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import delete

from models.closing import Closing, Statement
from models.member import MemberAttribute
from models.record import Outcome, Part, Record, Tie
from models.score import MemberScore, ScoreRun
from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import ENTER_OCCASION, ENTER_WORK, Secretary
from tests.schema.test_queries import FOLDER
from tests.services.committee_of_ten import rows, settle

pytestmark = pytest.mark.anyio

Json = Any
CLOSE = """
mutation ($committee: String!, $year: Int!) { closeYear(committee: $committee, year: $year) {
  closing { year closedBy inEffect reopenedAt run { id name live memberCount closing { year } } }
  errors { code field message }
} }
"""
REOPEN = """
mutation ($committee: String!, $year: Int!, $reason: String!) {
  reopenYear(committee: $committee, year: $year, reason: $reason) {
    closing { inEffect reopenedBy reason run { name } }
    run { name live }
    totals ranks grades
    members { member { number } totalBefore totalAfter rankBefore rankAfter gradeBefore gradeAfter }
    errors { code field }
  }
}
"""
LATE = """
query ($first: Int!, $after: String) { committee(code: "zhoushan") {
  closings { year closedBy inEffect }
  lateRecords(year: 2022, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { what actor department reason times at record { number title state } }
  }
} }
"""
VERIFY = """
query ($name: String) { committee(code: "zhoushan") {
  verifyClosing(year: 2022, name: $name) { same sameInput members differing }
} }
"""
# Everything that a closed year tells of a member, its records as they were called then.
EVERYTHING = """
query ($member: ID!) { committee(code: "zhoushan") { years run(year: 2022) {
  name live input closing { year closedBy }
  ranking(first: 100) { nodes { rank total grade member { number attributes { name value } } } }
  counts: matrix(first: 100) { columns { key } nodes { values total member { number } } }
  points: matrix(first: 100, value: POINTS) { columns { key } nodes { values total } }
  cell(member: $member, column: "提案", value: POINTS) {
    value records(first: 10) { nodes { asScored { number title } } } awards(first: 10) { nodes { kept } } }
  standing(member: $member) {
    total grade selection input ranks { scope group rank tied size }
    gates { gate { title } reasons } passedOver
    nodes(empty: true) { node { code } points records works }
    awards(first: 100) { totalCount nodes {
      asScored { kind number title } node { code citation } basis day raw kept cuts } }
    records(first: 100) { nodes { asScored { kind number title } attributes { name value } points counted
      nodes { code } considered { node { code } misses } question excluded } }
    questions(first: 10) { nodes { reason asScored { title } } }
    headroom { limits { node { code } what unit used limit left gain under { code } }
      lacks { what code title reasons missing { what number } } }
  }
} } }
"""
TABLES = (Closing, Statement, ScoreRun, MemberScore)


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    """Someone who keeps the records of a committee of ten, with a survey and a proposal."""
    members = await settle(store)
    async with client(create_app(Settings(query_cost=100_000), store)) as http:
        found = Secretary(http, store, members)
        one, two, *_ = found.members
        await found.change(ENTER_OCCASION, input=found.survey({"members": [one, two]}))
        await found.change(ENTER_WORK, input=found.opinion(one, two, kind="提案") | filed())
        yield found


def filed() -> Json:
    return {"attributes": [{"name": "立案", "value": "是"}]}


async def closed(secretary: Secretary, **more: Json) -> Json:
    return await secretary.change(CLOSE, committee="zhoushan", year=2022, **more)


async def test_a_year_is_closed_and_opened_again(secretary: Secretary) -> None:
    payload = await closed(secretary)
    assert payload["errors"] == []
    assert payload["closing"]["closedBy"] == "王秘书"
    run = payload["closing"]["run"]
    assert (run["name"], run["live"], run["closing"]) == ("年终结果 2022 (1)", False, {"year": 2022})
    three = secretary.members[2]
    await secretary.change(ENTER_OCCASION, input=secretary.survey({"members": [three]}, title="补录"))
    found = (await secretary.ask(LATE, first=10))["data"]["committee"]
    assert found["closings"] == [{"year": 2022, "closedBy": "王秘书", "inEffect": True}]
    (late,) = found["lateRecords"]["nodes"]
    assert (late["what"], late["actor"], late["times"], late["record"]["title"]) == (
        *("ADDED", "王秘书", 1, "补录"),
    )
    payload = await secretary.change(REOPEN, committee="zhoushan", year=2022, reason="补录一次")
    assert payload["errors"] == []
    assert (payload["closing"]["inEffect"], payload["closing"]["reason"]) == (False, "补录一次")
    assert payload["run"] == {"name": None, "live": True}
    # 003 had nothing and shared the third rank of those without points; now 2 points, third alone.
    assert payload["totals"] == 1
    assert payload["members"][0] == {
        "member": {"number": "003"},
        "totalBefore": "0.00",
        "totalAfter": "2.00",
        "rankBefore": 3,
        "rankAfter": 3,
        "gradeBefore": "不称职",
        "gradeAfter": "不称职",
    }
    checked = (await secretary.ask(VERIFY, name="年终结果 2022 (1)"))["data"]["committee"]["verifyClosing"]
    assert checked == {"same": True, "sameInput": True, "members": 10, "differing": []}


async def test_the_documented_query_lists_closings(secretary: Secretary) -> None:
    query = (FOLDER / "closings.graphql").read_text("utf-8")
    assert (await secretary.ask(query))["data"]["committee"]["closings"] == []
    await closed(secretary)
    await secretary.change(REOPEN, committee="zhoushan", year=2022, reason="补录")
    await closed(secretary)
    found = (await secretary.ask(query))["data"]["committee"]["closings"]
    assert [(one["run"]["name"], one["inEffect"], one["reason"]) for one in found] == [
        ("年终结果 2022 (2)", True, None),
        ("年终结果 2022 (1)", False, "补录"),
    ]


async def test_what_cannot_be_is_told_and_changes_nothing(secretary: Secretary, store: Store) -> None:
    before = [await rows(store, table) for table in TABLES]
    reopened: Json = {"committee": "zhoushan", "year": 2022, "reason": "补录"}
    wrong: list[tuple[str, Json, str, str]] = [
        (CLOSE, {"committee": "nowhere", "year": 2022}, "NOT_FOUND", "committee"),
        (CLOSE, {"committee": "zhoushan", "year": 2031}, "NOT_FOUND", "year"),
        (REOPEN, reopened, "CONFLICT", "year"),
        (REOPEN, {**reopened, "reason": ""}, "BAD_USER_INPUT", "reason"),
    ]
    for query, words, code, field in wrong:
        payload = await secretary.change(query, **words)
        assert [(one["code"], one["field"]) for one in payload["errors"]] == [(code, field)]
    for query, words in ((CLOSE, {"committee": "zhoushan", "year": 2022}), (REOPEN, reopened)):
        payload = await secretary.change(query, actor=None, **words)
        assert [one["code"] for one in payload["errors"]] == ["SIGN_IN_REQUIRED"]
    assert [await rows(store, table) for table in TABLES] == before
    await closed(secretary)
    before = [await rows(store, table) for table in TABLES]
    payload = await closed(secretary)
    assert [(one["code"], one["field"]) for one in payload["errors"]] == [("YEAR_CLOSED", "year")]
    assert [await rows(store, table) for table in TABLES] == before


async def test_open_years_have_nothing_late_and_nothing_to_verify(secretary: Secretary) -> None:
    asked: list[tuple[str, Json, str]] = [(LATE, {"first": 1}, "CONFLICT"), (VERIFY, {}, "NOT_FOUND")]
    for query, words, code in asked:
        (error,) = (await secretary.ask(query, **words))["errors"]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, "year")


async def test_late_records_come_in_pages(secretary: Secretary) -> None:
    await closed(secretary)
    for number in range(5):
        entered = secretary.survey({"members": secretary.members[:1]}, title=f"补录{number}")
        await secretary.change(ENTER_OCCASION, input=entered)
    titles, after = [], None
    while True:
        found = (await secretary.ask(LATE, first=2, after=after))["data"]["committee"]["lateRecords"]
        titles += [one["record"]["title"] for one in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        assert found["totalCount"] == 5
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert titles == [f"补录{number}" for number in reversed(range(5))]


async def test_reading_a_closed_year_computes_nothing(secretary: Secretary, store: Store) -> None:
    before = [(await secretary.ask(EVERYTHING, member=one))["data"] for one in secretary.members]
    await closed(secretary)
    # Without records and without what the roster says, nothing could be computed any more.
    async with store.writing() as connection:
        for table in (Part, Outcome, Tie, Record, MemberAttribute):
            await connection.execute(delete(table))
    async with client(create_app(Settings(query_cost=100_000), store)) as http:
        later = Secretary(http, store, [])
        after = [(await later.ask(EVERYTHING, member=one))["data"] for one in secretary.members]
    for one in before:
        one["committee"]["run"] |= {
            "name": "年终结果 2022 (1)",
            "live": False,
            "closing": {"year": 2022, "closedBy": "王秘书"},
        }
    assert after == before
    first = after[0]["committee"]["run"]["standing"]
    # 2 for the survey, 5 for the proposal.
    assert (first["total"], len(first["records"]["nodes"])) == ("7.00", 2)
    limits = {one["node"]["code"]: (one["used"], one["left"]) for one in first["headroom"]["limits"]}
    assert (limits["A1"], limits["P1"]) == (("2", "18"), ("5", "10"))
