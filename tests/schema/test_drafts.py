"""A draft is its department's: no member with a part in it knows of it before it is submitted (履6)."""

from __future__ import annotations

from typing import Any

import pytest

from models.co_signature import CoSignature
from models.objection import Objection
from models.store import Store
from resolvers.global_id import encode
from tests.schema.objecting import RAISE, about_record
from tests.schema.test_co_signing import CONFIRM, ENTER, adopted, second_member
from tests.schema.test_review import holder
from tests.services.accounts.holder import Holder, codes, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import CODE, rows

pytestmark = pytest.mark.anyio
Json = Any
ALL = "first: 9, where: {states: null}"
OWN = f"""
query ($id: ID!) {{
  me {{
    data {{ records }}
    coSignatures(first: 9) {{ totalCount nodes {{ record {{ title }} }} }}
    memberships {{
      all: records({ALL}) {{ totalCount nodes {{ title }} }}
      drafts: records(first: 9, where: {{states: [DRAFT, WITHDRAWN]}}) {{ nodes {{ title }} }}
      found: records(first: 9, where: {{states: null, search: "停车"}}) {{ totalCount nodes {{ title }} }}
    }}
  }}
  node(id: $id) {{ ... on Record {{ title }} }}
  nodes(ids: [$id]) {{ ... on Record {{ title }} }}
}}
"""
MOVE = """
mutation ($id: ID!, $version: Int!) {
  %s(input: {committee: "zhoushan", records: [{id: $id, version: $version}], reason: "迟交"}) {
    results { errors { code } } errors { code } } }
"""


async def told(who: Holder, record: str) -> Json:
    """By path, the titles with which a member is answered."""
    answer = await who.ask(OWN, id=record)
    me = answer["data"]["me"]
    (membership,) = me["memberships"]
    paths = {name: [one["title"] for one in page["nodes"]] for name, page in membership.items()}
    counts = [membership[name]["totalCount"] for name in ("all", "found")]
    assert counts == [len(paths["all"]), len(paths["found"])]
    node, (listed,) = answer["data"]["node"], answer["data"]["nodes"]
    assert (node is None) == (listed is None)
    signed = me["coSignatures"]
    assert signed["totalCount"] == len(signed["nodes"])
    return {
        **paths,
        "signed": [one["record"]["title"] for one in signed["nodes"]],
        "node": node and node["title"],
        "counted": me["data"]["records"],
        "refused": [error["extensions"]["code"] for error in answer.get("errors", ())],
    }


async def moved(who: Holder, action: str, record: str, version: int) -> None:
    payload = await who.change(MOVE % action, id=record, version=version)
    assert [codes(one) for one in payload["results"]] == [[]]


HIDDEN = {
    "all": ["海岛"],
    "drafts": [],
    "found": [],
    "signed": [],
    "node": None,
    "counted": 1,
    "refused": ["NOT_FOUND", "NOT_FOUND"],
}
SHOWN = {
    "all": ["停车", "海岛"],
    "drafts": [],
    "found": ["停车"],
    "signed": ["停车"],
    "node": "停车",
    "counted": 2,
    "refused": [],
}


async def test_members_know_of_no_draft_by_any_path_until_it_is_submitted(store: Store) -> None:
    of = await office(store)
    async with served(store, query_cost=40_000) as http:
        clerk = holder(http, of, "办公室")
        first = holder(http, of, "委员")
        second = Holder(http, token=await second_member(store, of), headers={})
        work = {**adopted(of, "停车", 0, 1), "upTo": "DRAFT"}
        record = (await clerk.change(ENTER, input=work))["record"]["id"]
        assert await told(second, record) == HIDDEN
        assert await told(first, record) == HIDDEN
        # The same as of a record that is not there.
        assert codes(await second.change(CONFIRM, record=record)) == ["NOT_FOUND"]
        assert codes(await first.change(RAISE, input=about_record(of, record=record))) == ["NOT_FOUND"]
        # What is withdrawn without ever having been submitted was never told.
        await moved(clerk, "withdrawRecords", record, 1)
        assert await told(second, record) == HIDDEN
        assert codes(await second.change(CONFIRM, record=record)) == ["NOT_FOUND"]
        assert (await rows(store, CoSignature), await rows(store, Objection)) == ([], [])
        again = {**work, "number": "另一件"}
        record = (await clerk.change(ENTER, input=again))["record"]["id"]
        assert await told(second, record) == HIDDEN
        await moved(clerk, "submitRecords", record, 1)
        assert await told(second, record) == SHOWN
        assert await told(first, record) == SHOWN | {"signed": []}
        assert codes(await second.change(CONFIRM, record=record)) == []
        assert codes(await first.change(RAISE, input=about_record(of, record=record))) == []
        # Returned and withdrawn, they still know of it.
        await moved(clerk, "returnRecords", record, 2)
        assert (await told(second, record))["all"] == ["停车", "海岛"]
        await moved(clerk, "withdrawRecords", record, 3)
        withdrawn = {"drafts": ["停车"], "signed": []}
        assert await told(second, record) == SHOWN | withdrawn


async def test_whoever_reads_all_reads_drafts(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        clerk, reader = holder(http, of, "办公室"), holder(http, of, "结果查阅")
        work = {**adopted(of, "停车", 0, 1), "upTo": "DRAFT"}
        record = (await clerk.change(ENTER, input=work))["record"]["id"]
        query = f'{{ committee(code: "{CODE}") {{ records({ALL}) {{ nodes {{ title state }} }} }} }}'
        found = (await reader.ask(query))["data"]["committee"]["records"]["nodes"]
        assert {"title": "停车", "state": "DRAFT"} in found
        of_member = f'first: 9, where: {{states: [DRAFT], member: "{encode("Member", of.members[1])}"}}'
        query = f'{{ committee(code: "{CODE}") {{ records({of_member}) {{ totalCount }} }} }}'
        assert (await reader.ask(query))["data"]["committee"]["records"] == {"totalCount": 1}
        answer = await reader.ask("query ($id: ID!) { node(id: $id) { id } }", id=record)
        assert answer["data"]["node"] == {"id": record}
