"""Review over HTTP: what waits, what whoever asks may do, verdicts by row, and what a conflict tells."""

from __future__ import annotations

from typing import Any

import pytest

from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.entry.form import Present
from tests.schema.test_department_rights import ENTER_WORK
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import YEAR, desk
from tests.services.entry.forms import CAME, opinion, survey

pytestmark = pytest.mark.anyio
Json = Any
WRITER = Actor("委员工作委员会甲", "command")
APPROVE = """
mutation ($records: [RecordVersionInput!]!, $all: Boolean!) {
  approveRecords(input: {committee: "zhoushan", records: $records, allOrNothing: $all}) {
    doneCount touched { member { number } totalAfter }
    results { id done record { state selfReviewed reviewedBy beforeReview availableActions }
      errors { code field edits { actor action reason changes } } }
    errors { code field } } }
"""
QUEUE = """
query ($kinds: [String!]) { committee(code: "zhoushan") {
  reviewQueue(kinds: $kinds) {
    counts { kind draft submitted returned corrections }
    records(first: 2) { totalCount pageInfo { endCursor hasNextPage } nodes { title availableActions } }
    corrections(first: 5) { totalCount nodes { record { title } correction { number ends changes reason } } }
  } } }
"""
NEXT = """
query ($after: String) { committee(code: "zhoushan") { reviewQueue {
  records(first: 2, after: $after) { nodes { title } pageInfo { hasPreviousPage hasNextPage } } } } }
"""
LIST = """
{ committee(code: "zhoushan") { workList(year: 2022) {
  counts { kind draft submitted returned }
  toSubmit(first: 5) { nodes { title } } returned(first: 5) { nodes { title } }
  toReview { records(first: 5) { nodes { title } } } } } }
"""
CORRECT = """
mutation ($id: ID!, $version: Int!, $title: String!) {
  correctWork(input: {id: $id, version: $version, title: $title, reason: "题目登错"}) {
    record { title version state } correction { number state changes before { title } after { title
      parts(first: 5) { nodes { member { number } } } } }
    errors { code field message edits { actor action changes } } } }
"""


def holder(http: Any, of: Office, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


async def entered(
    store: Store, kind: str, title: str, member: int, up_to: str = "submitted", by: Actor = WRITER
) -> int:
    """A work or a survey that somebody has entered, who is of the main department unless said; its row."""
    form: Any = opinion(member, title=title)
    if kind == "调研":
        form = survey(Present([member], CAME), title=title)
    return (await desk(store, actor=by).enter(CODE, YEAR, kind, form, up_to)).id


async def test_a_department_finds_what_waits_for_it_the_oldest_first(store: Store) -> None:
    of = await office(store)
    one = of.members[0]
    for title in ("甲", "乙", "丙"):
        await entered(store, "提案", title, one)
    await entered(store, "社情民意", "丁", one)
    draft = await entered(store, "提案", "草稿", one, "draft")
    async with served(store, query_cost=40_000) as http:
        committee = holder(http, of, "专门委员会")
        found = (await committee.ask(QUEUE))["data"]["committee"]["reviewQueue"]
        # It enters proposals, not opinion items.
        assert found["counts"] == [
            {"kind": "提案", "draft": 1, "submitted": 3, "returned": 0, "corrections": 0}
        ]
        page = found["records"]
        assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (3, True)
        assert [node["title"] for node in page["nodes"]] == ["甲", "乙"]
        assert page["nodes"][0]["availableActions"] == ["CHANGE", "APPROVE", "RETURN", "WITHDRAW"]
        after = page["pageInfo"]["endCursor"]
        rest = (await committee.ask(NEXT, after=after))["data"]["committee"]["reviewQueue"]["records"]
        assert rest == {
            "nodes": [{"title": "丙"}],
            "pageInfo": {"hasPreviousPage": True, "hasNextPage": False},
        }
        listed = (await committee.ask(LIST))["data"]["committee"]["workList"]
        assert [node["title"] for node in listed["toSubmit"]["nodes"]] == ["草稿"]
        assert listed["returned"]["nodes"] == []
        assert [node["title"] for node in listed["toReview"]["records"]["nodes"]] == ["甲", "乙", "丙"]
        own = 'reviewQueue(department: "提案委员会") { records(first: 9) { totalCount } }'
        mwc = holder(http, of, "委员工作委员会")
        of_proposals = await mwc.ask(f'{{ committee(code: "zhoushan") {{ {own} }} }}')
        assert of_proposals["data"]["committee"]["reviewQueue"] == {"records": {"totalCount": 3}}
        # Of MWC all; of whoever only reads nothing, and nothing can be done.
        opinions = (await mwc.ask(QUEUE, kinds=["社情民意"]))["data"]["committee"]["reviewQueue"]
        assert [node["title"] for node in opinions["records"]["nodes"]] == ["丁"]
        reader = holder(http, of, "结果查阅")
        none = (await reader.ask(QUEUE))["data"]["committee"]["reviewQueue"]
        assert (none["counts"], none["records"]["totalCount"]) == ([], 0)
        query = f'{{ node(id: "{encode("Record", draft)}") {{ ... on Record {{ availableActions }} }} }}'
        assert (await reader.ask(query))["data"]["node"] == {"availableActions": []}


async def test_many_are_approved_and_each_has_its_verdict(store: Store) -> None:
    of = await office(store)
    good = await entered(store, "调研", "海岛又一次", of.members[1])
    stale = await entered(store, "社情民意", "停车", of.members[0])
    async with served(store) as http:
        mwc = holder(http, of, "委员工作委员会")
        told = {"id": encode("Record", stale), "version": 1, "title": "停车难"}
        assert codes(await mwc.change(CORRECT, **told)) == []
        asked = [{"id": encode("Record", one), "version": 1} for one in (good, stale)]
        refused = await mwc.change(APPROVE, records=asked, all=True)
        assert (refused["doneCount"], codes(refused)) == (0, ["CONFLICT", "CONFLICT"])
        assert [error["field"] for error in refused["errors"]] == ["records[0].id", "records[1].version"]
        payload = await mwc.change(APPROVE, records=[*asked, {"id": "没有", "version": 1}], all=False)
    assert (payload["doneCount"], payload["errors"]) == (1, [])
    # Each survey gives 2 (zhoushan/2022, A1), and the second member was at that of the office already.
    assert {"member": {"number": "002"}, "totalAfter": "4.00"} in payload["touched"]
    first, second, third = payload["results"]
    assert first["record"] == {
        "state": "APPROVED",
        "selfReviewed": True,
        "reviewedBy": "委员工作委员会甲",
        "beforeReview": False,
        "availableActions": ["CHANGE", "RETURN", "ARCHIVE", "WITHDRAW"],
    }
    assert (second["done"], second["record"]) == (False, None)
    (error,) = second["errors"]
    assert (error["code"], error["field"]) == ("CONFLICT", "records[1].version")
    assert error["edits"] == [
        {
            "actor": "委员工作委员会甲",
            "action": "CHANGE",
            "reason": "题目登错",
            "changes": ["题目：停车 → 停车难"],
        }
    ]
    assert (third["id"], third["errors"][0]["code"]) == ("没有", "NOT_FOUND")


async def test_a_correction_shows_both_and_waits(store: Store) -> None:
    of = await office(store)
    record = await entered(store, "社情民意", "停车", of.members[0], "approved")
    id_ = encode("Record", record)
    archive = f'archiveRecords(input: {{committee: "{CODE}", records: [{{id: "{id_}", version: 1}}]}})'
    decided = f'input: {{committee: "{CODE}", id: "{id_}", number: 1}}'
    async with served(store) as http:
        mwc, office_ = holder(http, of, "委员工作委员会"), holder(http, of, "办公室")
        assert codes(await mwc.change(f"mutation {{ {archive} {{ errors {{ code }} }} }}")) == []
        made = await mwc.change(CORRECT, id=id_, version=2, title="停车难")
        assert made["record"] == {"title": "停车", "version": 2, "state": "ARCHIVED"}
        assert made["correction"] == {
            "number": 1,
            "state": "SUBMITTED",
            "changes": ["题目：停车 → 停车难"],
            "before": {"title": "停车"},
            "after": {"title": "停车难", "parts": {"nodes": [{"member": {"number": "001"}}]}},
        }
        waiting = (await office_.ask(QUEUE))["data"]["committee"]["reviewQueue"]
        assert waiting["corrections"]["nodes"] == [
            {
                "record": {"title": "停车"},
                "correction": {
                    "number": 1,
                    "ends": False,
                    "changes": ["题目：停车 → 停车难"],
                    "reason": "题目登错",
                },
            }
        ]
        done = f"approveCorrection({decided}) {{ record {{ title version selfReviewed }} errors {{ code }} }}"
        payload = await office_.change(f"mutation {{ {done} }}")
        assert payload["record"] == {"title": "停车难", "version": 3, "selfReviewed": False}
        told = "corrections(first: 5) { nodes { state madeBy decidedBy selfReviewed } }"
        query = f'{{ node(id: "{id_}") {{ ... on Record {{ {told} }} }} }}'
        (shown,) = (await office_.ask(query))["data"]["node"]["corrections"]["nodes"]
        assert shown == {
            "state": "APPROVED",
            "madeBy": "委员工作委员会甲",
            "decidedBy": "办公室甲",
            "selfReviewed": False,
        }
        # A member sees neither who did what nor what was corrected of others.
        member = holder(http, of, "委员")
        answer = await member.ask(f'{{ node(id: "{id_}") {{ ... on Record {{ reviewedBy {told} }} }} }}')
        assert answer["data"]["node"] == {"reviewedBy": None, "corrections": None}


async def test_whoever_enters_needs_the_right_to_review_for_more_than_that(store: Store) -> None:
    of = await office(store)
    query = ENTER_WORK.replace("authors:", "upTo: APPROVED, authors:")
    given = {"committee": CODE, "where": [], "member": encode("Member", of.members[0])}
    async with served(store) as http:
        committee = holder(http, of, "专门委员会")
        assert codes(await committee.change(query, kind="提案", **given)) == []
        assert codes(await committee.change(query, kind="社情民意", **given)) == ["FORBIDDEN"]
