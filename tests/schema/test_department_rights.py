"""What a department writes over HTTP: the kinds that it enters, and nothing else (履5)."""

from __future__ import annotations

import pytest

from models.store import Store
from resolvers.global_id import encode
from tests.schema.test_rights import held
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
ENTER_WORK = """
mutation ($committee: String!, $kind: String!, $where: [AttributeInput!], $member: ID!) {
  enterWork(input: {committee: $committee, year: 2022, kind: $kind, title: "停车", day: "2022-03-01",
    attributes: $where, authors: [{member: $member}]}) { record { id version } errors { code message } }
}
"""
WITHDRAW = """
mutation ($id: ID!) {
  withdrawRecord(input: {id: $id, version: 1, reason: "重复"}) { errors { code } }
}
"""
PLENARY = [{"name": "场合", "value": "全会"}]


async def test_a_department_writes_what_it_enters_and_nothing_else(store: Store) -> None:
    own = await office(store)
    member = encode("Member", own.members[0])
    said = [
        ("大会发言组", "发言", [], ["FORBIDDEN"]),
        ("专门委员会", "提案", [], []),
        ("专门委员会", "社情民意", [], ["FORBIDDEN"]),
        ("专门委员会", "文史资料", [], ["FORBIDDEN"]),
        ("专门委员会", "发言", [], []),
        ("专门委员会", "发言", PLENARY, ["FORBIDDEN"]),
        ("大会发言组", "发言", [], ["FORBIDDEN"]),
        ("大会发言组", "发言", PLENARY, []),
        ("办公室", "社情民意", [], []),
        ("办公室", "提案", [], ["FORBIDDEN"]),
        ("委员工作委员会", "文史资料", [], []),
    ]
    made = {}
    async with served(store) as http:
        for role, kind, where, expected in said:
            someone = Holder(http, token=own.tokens[role], headers={})
            before = await held(store)
            given = {"committee": CODE, "kind": kind, "where": where, "member": member}
            payload = await someone.change(ENTER_WORK, **given)
            assert (role, kind, codes(payload)) == (role, kind, expected)
            assert (await held(store) == before) == (expected != [])
            if payload["record"]:
                made[kind] = payload["record"]["id"]
        committee = Holder(http, token=own.tokens["专门委员会"], headers={})
        assert codes(await committee.change(WITHDRAW, id=made["社情民意"])) == ["FORBIDDEN"]
        assert codes(await committee.change(WITHDRAW, id=made["提案"])) == []
    refusals = [(line["actor"], line["after"]["right"]) for line in await lines(store, "refuse")]
    assert refusals == [
        ("大会发言组甲", "enter"),
        *[("专门委员会甲", "enter")] * 3,
        ("大会发言组甲", "enter"),
        *[("办公室甲", "enter"), ("专门委员会甲", "enter")],
    ]
