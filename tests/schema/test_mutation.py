"""Changes over HTTP: what they answer, what they did, and that a refused one did nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models.change import Change
from models.record import Outcome, Part, Record, Tie
from models.score import MemberScore, ScoreRun
from models.store import Store
from resolvers.global_id import encode
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.services.committee_of_ten import check_live, rows, settle
from tests.signed_in import Staff

pytestmark = pytest.mark.anyio

Json = Any
ENTER_OCCASION = """
mutation ($input: EnterOccasionInput!) {
  enterOccasion(input: $input) {
    record { id number kind day title version state source partCount attributes { name value }
      parts(first: 10) { nodes { member { number } attributes { name value } } } }
    touched { member { number } totalBefore totalAfter rankBefore rankAfter }
    errors { code field message }
  }
}
"""
ENTER_WORK = """
mutation ($input: EnterWorkInput!) {
  enterWork(input: $input) {
    record {
      id number version matter outsiders outcomes { day attributes { value } }
      parts(first: 5) { nodes { place } }
    }
    touched { member { number } totalAfter }
    errors { code field }
  }
}
"""
CORRECT_OCCASION = """
mutation ($input: CorrectOccasionInput!) {
  correctOccasion(input: $input) { record { id title version } errors { code field } }
}
"""
CORRECT_WORK = """
mutation ($input: CorrectWorkInput!) {
  correctWork(input: $input) { record { id title version matter } errors { code field } }
}
"""
WITHDRAW = """
mutation ($input: ChangeRecordInput!) {
  withdrawRecord(input: $input) { record { state version } touched { totalAfter } errors { code field } }
}
"""
REINSTATE = """
mutation ($input: ChangeRecordInput!) {
  reinstateRecord(input: $input) { record { state version } touched { totalAfter } errors { code field } }
}
"""
RECOMPUTE = """
mutation ($committee: String!, $year: Int!) {
  recompute(committee: $committee, year: $year) { run { year live memberCount } errors { code field } }
}
"""
KEEP = """
mutation ($committee: String!, $year: Int!, $name: String!) {
  keepRun(committee: $committee, year: $year, name: $name) { run { name live } errors { code field } }
}
"""


class Secretary:
    """Someone who changes things over HTTP: somebody of the staff, or whoever is not signed in."""

    def __init__(self, http: httpx.AsyncClient, store: Store, members: list[int]) -> None:
        self.http = http
        self.staff = Staff(store)
        self.members = [encode("Member", one) for one in members]

    async def ask(self, query: str, actor: str | None = "王秘书", **variables: Json) -> Json:
        sent = {"query": query, "variables": variables}
        headers = await self.staff.headers(actor)
        return (await self.http.post("/graphql", json=sent, headers=headers)).json()

    async def change(self, query: str, actor: str | None = "王秘书", **variables: Json) -> Json:
        """The payload of a change."""
        answer = await self.ask(query, actor, **variables)
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        return payload

    def survey(self, *groups: Json, **more: Json) -> Json:
        """A new occasion."""
        header = {"committee": "zhoushan", "year": 2022, "kind": "调研", "title": "海岛", "day": "2022-03-01"}
        return {**header, "participants": list(groups), "upTo": "APPROVED", **more}

    def opinion(self, *authors: str | None, **more: Json) -> Json:
        """A new work."""
        header = {
            "committee": "zhoushan",
            "year": 2022,
            "kind": "社情民意",
            "title": "停车",
            "day": "2022-03-01",
            "upTo": "APPROVED",
        }
        return {**header, "authors": [{"member": one} for one in authors], **more}


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    """Someone who changes the records of a committee of ten."""
    members = await settle(store)
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)


async def test_who_enters_sees_the_record_and_what_it_did_to_the_ranking(secretary: Secretary) -> None:
    one, two, *_ = secretary.members
    groups = {"members": [one]}, {"members": [two], "attributes": [{"name": "状态", "value": "请假"}]}
    payload = await secretary.change(ENTER_OCCASION, input=secretary.survey(*groups))
    assert payload["errors"] == []
    record = payload["record"]
    assert (record["number"], record["kind"], record["version"]) == ("调研 2022-03-01 海岛", "调研", 1)
    assert record["source"] == "ENTRY"
    assert [
        (part["member"]["number"], part["attributes"][0]["value"]) for part in record["parts"]["nodes"]
    ] == [("001", "出席"), ("002", "请假")]
    first, *others = payload["touched"]
    assert first == {
        "member": {"number": "001"},
        "totalBefore": "0.00",
        "totalAfter": "2.00",
        "rankBefore": 1,
        "rankAfter": 1,
    }
    # The others are behind now, but for those who are not ranked.
    assert {(other["totalAfter"], other["rankAfter"]) for other in others} == {("0.00", 2)}
    assert len(others) == 7


async def test_a_record_shows_who_did_what_and_why(secretary: Secretary) -> None:
    entered = await secretary.change(ENTER_WORK, input=secretary.opinion(secretary.members[0]))
    told = {"id": entered["record"]["id"], "version": 1}
    await secretary.change(CORRECT_WORK, "李处长", input={**told, "title": "停车难", "reason": "题目登错"})
    await secretary.change(WITHDRAW, input={**told, "version": 2, "reason": "重复"})
    query = """query ($id: ID!, $after: String) { node(id: $id) { ... on Record {
      history(first: 2, after: $after) { totalCount pageInfo { endCursor hasNextPage }
        nodes { actor department action reason } } } } }"""
    first = (await secretary.ask(query, id=told["id"]))["data"]["node"]["history"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    after = first["pageInfo"]["endCursor"]
    rest = (await secretary.ask(query, id=told["id"], after=after))["data"]["node"]["history"]
    assert [*first["nodes"], *rest["nodes"]] == [
        {"actor": "王秘书", "department": "办公室", "action": "WITHDRAW", "reason": "重复"},
        {"actor": "李处长", "department": "办公室", "action": "CHANGE", "reason": "题目登错"},
        {"actor": "王秘书", "department": "办公室", "action": "ADD", "reason": None},
    ]


async def test_a_record_is_corrected_withdrawn_and_reinstated(secretary: Secretary, store: Store) -> None:
    one, two, *_ = secretary.members
    adopted = [{"name": "结果", "value": "采用"}, {"name": "采用层级", "value": "省政协"}]
    entered = await secretary.change(
        ENTER_WORK,
        input=secretary.opinion(None, one, outcomes=[{"day": "2022-04-01", "attributes": adopted}]),
    )
    assert entered["errors"] == []
    record = entered["record"]
    assert (record["outsiders"], record["outcomes"]) == (
        1,
        [{"day": "2022-04-01", "attributes": [{"value": "采用"}, {"value": "省政协"}]}],
    )
    # The first author is no member: ours signed in the second place.
    assert record["parts"]["nodes"] == [{"place": 2}]
    other = await secretary.change(
        ENTER_WORK, input=secretary.opinion(two, title="行车", linkedTo=record["id"])
    )
    matter = other["record"]["matter"]
    assert matter is not None

    async def correct(version: int, **more: Json) -> Json:
        told = {"id": record["id"], "version": version, "reason": "登错", **more}
        return await secretary.change(CORRECT_WORK, input=told)

    # To be linked is a change of its own.
    assert (await correct(1, title="停车难"))["errors"] == [{"code": "CONFLICT", "field": "version"}]
    corrected = await correct(2, title="停车难")
    assert corrected["record"] == {**corrected["record"], "title": "停车难", "version": 3, "matter": matter}
    assert (await correct(3, linkedTo=None))["record"]["matter"] is None
    told = {"id": record["id"], "version": 4, "reason": "重复"}
    withdrawn = await secretary.change(WITHDRAW, input=told)
    assert withdrawn["record"] == {"state": "WITHDRAWN", "version": 5}
    reinstated = await secretary.change(REINSTATE, input={**told, "version": 5})
    assert reinstated["record"] == {"state": "SUBMITTED", "version": 6}
    await check_live(store)


async def test_a_year_is_scored_anew_and_kept_under_a_name(secretary: Secretary) -> None:
    payload = await secretary.change(RECOMPUTE, committee="zhoushan", year=2022)
    assert payload == {"run": {"year": 2022, "live": True, "memberCount": 10}, "errors": []}
    payload = await secretary.change(KEEP, committee="zhoushan", year=2022, name="第一季度")
    assert payload == {"run": {"name": "第一季度", "live": False}, "errors": []}
    payload = await secretary.change(KEEP, committee="zhoushan", year=2022, name="第一季度")
    assert payload == {"run": None, "errors": [{"code": "CONFLICT", "field": "name"}]}


async def test_everything_that_is_wrong_is_told_at_once(secretary: Secretary, store: Store) -> None:
    before = await everything(store)
    theirs = encode("Member", (await settle(store, "dinghai"))[0])
    before = await everything(store)
    one, *_ = secretary.members
    groups = (
        {"members": [one, theirs, "没有", encode("Record", 1)]},
        {
            "members": [one],
            "attributes": [{"name": "状态", "value": "也许"}, {"name": "立案", "value": "是"}],
        },
    )
    told = secretary.survey(*groups, title=" ", day="2019-01-01")
    payload = await secretary.change(ENTER_OCCASION, input=told)
    assert payload["record"] is None
    assert payload["touched"] == []
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [
        ("BAD_USER_INPUT", "title"),
        ("BAD_USER_INPUT", "day"),
        ("NOT_FOUND", "participants[0].members[1]"),
        ("BAD_USER_INPUT", "participants[0].members[2]"),
        ("BAD_USER_INPUT", "participants[0].members[3]"),
        ("BAD_USER_INPUT", "participants[1].attributes.状态"),
        ("BAD_USER_INPUT", "participants[1].attributes.立案"),
        ("BAD_USER_INPUT", "participants[1].members[0]"),
    ]
    assert "这里要委员的 id，给出的是记录的 id" in payload["errors"][4]["message"]
    assert await everything(store) == before


async def test_what_a_client_does_wrong_is_told_in_the_payload_and_changes_nothing(
    secretary: Secretary, store: Store
) -> None:
    one, *_ = secretary.members
    entered = await secretary.change(ENTER_OCCASION, input=secretary.survey({"members": [one]}))
    record = entered["record"]["id"]
    before = await everything(store)
    change = {"id": record, "version": 1, "reason": "登错"}
    work = secretary.opinion(one)
    nobody = secretary.survey({"members": [""]}, title="山区")
    wrong: list[tuple[str, Json, str, str]] = [
        (ENTER_OCCASION, secretary.survey(committee=""), "NOT_FOUND", "committee"),
        (ENTER_OCCASION, secretary.survey(committee="舟山" * 5000), "NOT_FOUND", "committee"),
        (ENTER_OCCASION, secretary.survey(year=-1), "NOT_FOUND", "year"),
        (ENTER_OCCASION, secretary.survey(year=2**31 - 1), "NOT_FOUND", "year"),
        (ENTER_OCCASION, secretary.survey(kind=""), "BAD_USER_INPUT", "kind"),
        (ENTER_OCCASION, secretary.survey(kind="提案"), "BAD_USER_INPUT", "kind"),
        (ENTER_OCCASION, secretary.survey(number="长" * 5000), "BAD_USER_INPUT", "number"),
        (ENTER_OCCASION, nobody, "BAD_USER_INPUT", "participants[0].members[0]"),
        (ENTER_WORK, {**work, "authors": []}, "BAD_USER_INPUT", "authors"),
        (ENTER_WORK, {**work, "linkedTo": one}, "BAD_USER_INPUT", "linkedTo"),
        (ENTER_WORK, {**work, "linkedTo": encode("Record", 10**17)}, "NOT_FOUND", "linkedTo"),
        (CORRECT_OCCASION, {**change, "id": ""}, "BAD_USER_INPUT", "id"),
        (CORRECT_OCCASION, {**change, "id": one}, "BAD_USER_INPUT", "id"),
        (CORRECT_OCCASION, {**change, "id": encode("Record", 999)}, "NOT_FOUND", "id"),
        (CORRECT_OCCASION, {**change, "version": -1}, "CONFLICT", "version"),
        (CORRECT_OCCASION, {**change, "version": 2**31 - 1}, "CONFLICT", "version"),
        (CORRECT_OCCASION, {**change, "reason": ""}, "BAD_USER_INPUT", "reason"),
        (CORRECT_OCCASION, {**change, "title": ""}, "BAD_USER_INPUT", "title"),
        (CORRECT_WORK, change, "BAD_USER_INPUT", "id"),
        (WITHDRAW, {**change, "version": 0}, "CONFLICT", "version"),
        (REINSTATE, change, "CONFLICT", "id"),
    ]
    for query, told, code, field in wrong:
        payload = await secretary.change(query, input=told)
        assert payload["record"] is None
        assert [(error["code"], error["field"]) for error in payload["errors"]] == [(code, field)], told
    assert await everything(store) == before


async def test_who_names_nobody_changes_nothing(secretary: Secretary, store: Store) -> None:
    before = await everything(store)
    payload = await secretary.change(ENTER_OCCASION, actor=None, input=secretary.survey())
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [("SIGN_IN_REQUIRED", None)]
    assert await everything(store) == before


async def test_what_is_of_the_wrong_type_is_refused_before_anything_runs(
    secretary: Secretary, store: Store
) -> None:
    before = await everything(store)
    mistyped: list[Json] = [
        {"title": 1},
        {"day": "2022-02-30"},
        {"day": "昨天"},
        {"year": "2022"},
        {"year": 2**31},
        {"participants": None},
        {"participants": [{}]},
        {"participants": [{"members": [None]}]},
        {"participants": [{"members": ["x"], "attributes": [{"name": "状态", "value": 1}]}]},
        {"attributes": [{"name": "级别"}]},
        {"unknown": 1},
    ]
    for wrong in mistyped:
        answer = await secretary.ask(ENTER_OCCASION, input=secretary.survey(**wrong))
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}, wrong
        assert "data" not in answer
    assert await everything(store) == before


async def test_a_plenary_of_everybody_is_one_request(secretary: Secretary, store: Store) -> None:
    attributes = [{"name": "应到半天", "value": "6"}, {"name": "出席半天", "value": "6"}]
    group = {"members": secretary.members, "attributes": attributes}
    told = secretary.survey(group, kind="全会", title="第一次会议")
    payload = await secretary.change(ENTER_OCCASION, input=told)
    assert payload["record"]["partCount"] == 10
    assert {each["totalAfter"] for each in payload["touched"]} == {"10.00"}
    await check_live(store)


async def everything(store: Store) -> list[list[Any]]:
    tables = (Record, Part, Outcome, Tie, ScoreRun, MemberScore, Change)
    return [await rows(store, table) for table in tables]
