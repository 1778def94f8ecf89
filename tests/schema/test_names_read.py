"""A pasted list over HTTP, and an occasion entered with what it says."""

from __future__ import annotations

from typing import Any

import pytest

from models.store import Store
from resolvers.global_id import encode
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import YEAR, stored

pytestmark = pytest.mark.anyio
Json = Any
READ = """
query ($text: String!, $day: Date) {
  committee(code: "zhoushan") { namesRead(year: 2022, text: $text, day: $day) {
    line written reading message attributes { name value } nearest { name }
    candidates { written member { number attribute(name: "界别") } } member { id name number }
  } }
}
"""
ENTER = """
mutation ($kind: String!, $title: String!, $participants: [ParticipantsInput!]!) {
  enterOccasion(input: {committee: "zhoushan", year: 2022, kind: $kind, title: $title, day: "2022-03-01",
    participants: $participants}) { record { id state } errors { code field message } }
}
"""
LIST = "1. 赵 一主席、钱二\n2. 孙三 迟到\n请假（1人）：李四（事假）\n\n周六\n"


async def test_a_list_becomes_participants(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        clerk = Holder(http, token=of.tokens["专门委员会"], headers={})
        read = (await clerk.ask(READ, text=LIST))["data"]["committee"]["namesRead"]
        assert [(one["line"], one["reading"], (one["member"] or {}).get("number")) for one in read] == [
            (1, "FOUND", "001"),
            (1, "FOUND", "002"),
            (2, "FOUND", "003"),
            (3, "FOUND", "004"),
            (5, "UNKNOWN", None),
        ]
        # Each has one of the two letters.
        assert {one["name"] for one in read[4]["nearest"]} == {"周五", "吴六"}
        assert read[4]["message"].startswith("花名册里没有“周六”：是不是“")
        participants = [
            {"members": [one["member"]["id"]], "attributes": one["attributes"]}
            for one in read
            if one["member"]
        ]
        payload = await clerk.change(ENTER, kind="调研", title="港口", participants=participants)
        assert payload["errors"] == []
        member = Holder(http, token=of.tokens["委员"], headers={})
        refused = await member.ask(READ, text=LIST)
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        for text in ("", " ", "张" * 40_001):
            answer = await clerk.ask(READ, text=text)
            assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
            assert answer["errors"][0]["extensions"]["field"] == "text"
    record = (await stored(store, 2)).record
    assert {part.member: dict(part.attributes) for part in record.parts} == {
        "001": {"状态": "出席"},
        "002": {"状态": "出席"},
        "003": {"状态": "出席", "迟到": True},
        "004": {"状态": "请假"},
    }


async def test_a_plenary_of_several_half_days(store: Store) -> None:
    """Four half-days: one was there for all, one for three and on leave for one, one stayed away, one came
    late and left early. Every one of the attributes is of the form.
    """
    of = await office(store)
    said = [
        [("状态", "出席"), ("应到半天", "4"), ("出席半天", "4")],
        [("状态", "出席"), ("应到半天", "4"), ("出席半天", "3"), ("请假半天", "1")],
        [("状态", "缺席"), ("应到半天", "4"), ("缺席半天", "4")],
        [("状态", "出席"), ("应到半天", "4"), ("出席半天", "2.5"), ("迟到", "是"), ("早退", "是")],
        [("状态", "请假"), ("应到半天", "4"), ("请假半天", "4")],
    ]
    participants = [
        {
            "members": [encode("Member", member)],
            "attributes": [{"name": name, "value": value} for name, value in own],
        }
        for member, own in zip(of.members, said, strict=False)
    ]
    async with served(store) as http:
        clerk = Holder(http, token=of.tokens["办公室"], headers={})
        payload = await clerk.change(ENTER, kind="全会", title="八届一次全会", participants=participants)
        assert payload["errors"] == []
        half_days = [{"name": "应到半天", "value": "4"}, {"name": "出席半天", "value": "5"}]
        more: Json = [{"members": [encode("Member", of.members[5])], "attributes": half_days}]
        refused = await clerk.change(ENTER, kind="全会", title="另一次", participants=more)
        assert codes(refused) == ["BAD_USER_INPUT"]
    record = (await stored(store, 2)).record
    assert (CODE, YEAR, len(record.parts)) == ("zhoushan", 2022, 5)
    found = {
        part.member: {name: str(value) for name, value in part.attributes.items()} for part in record.parts
    }
    assert found["002"] == {"状态": "出席", "应到半天": "4", "出席半天": "3", "请假半天": "1"}
    assert found["004"] == {
        "状态": "出席",
        "应到半天": "4",
        "出席半天": "5/2",
        "迟到": "True",
        "早退": "True",
    }
