"""What other systems hand in: signed, once, in any order, never guessed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import LargeBinary, select, type_coerce

from models.clock import now
from models.connector import Connector, ConnectorEvent
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from services.accounts.grants import given
from services.actor import Actor
from services.connectors.connector import add, end, signature_of
from services.refusal import Refusal
from services.review.decision import Asked
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import FIRST, Office, account_of, office
from tests.services.committee_of_ten import check_live, live, rows, stored
from tests.services.review.steps import reviewing

pytestmark = pytest.mark.anyio
Json = Any
EVENTS = """
query ($state: ConnectorEventState) { committee(code: "zhoushan") {
  connectorEvents(first: 20, state: $state) {
    nodes { number outsideId sequence kind title state why told record unresolved { position name number } }
  }
} }
"""
RESOLVE = """
mutation ($number: Int!, $authors: [FoundAuthorInput!]) {
  resolveConnectorEvent(committee: "zhoushan", number: $number, authors: $authors) {
    event { state why record told } errors { code message }
  }
}
"""
DISMISS = """
mutation ($number: Int!) {
  dismissConnectorEvent(committee: "zhoushan", number: $number, reason: "重复") {
    event { state why title } errors { code }
  }
}
"""
PROPOSAL: Json = {
    "id": "T-2022-017",
    "sequence": 1,
    "occurredAt": "2022-03-01T09:00:00+08:00",
    "kind": "提案",
    "title": "关于海岛停车",
    "day": "2022-03-01",
    "number": "17",
    "attributes": {"立案": "是"},
    "authors": [{"name": "赵 一", "number": "001"}, {"name": "钱二"}],
}
ADOPTED: Json = {
    "id": "T-2022-017",
    "sequence": 2,
    "occurredAt": "2022-06-01T09:00:00+08:00",
    "outcomes": [{"day": "2022-06-01", "attributes": {"结果": "重点"}}],
}


@dataclass
class System:
    """The other system, with its secret."""

    http: httpx.AsyncClient
    store: Store
    secret: str
    name: str = "tian"

    async def send(self, document: Json, *, late: int = 0, signature: str = "") -> httpx.Response:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        async with self.store.reading() as connection:
            moment = str(int((await now(connection)).timestamp()) - late)
        signed = {
            "Luzhi-Timestamp": moment,
            "Luzhi-Signature": signature or signature_of(self.secret, moment, body),
        }
        return await self.http.post(f"/connectors/{self.name}", content=body, headers=signed)

    async def told(self, document: Json) -> tuple[int, str, str | None]:
        answer = await self.send(document)
        said = answer.json()
        assert "errors" not in said, said
        return answer.status_code, said["state"], said["why"]


@asynccontextmanager
async def connected(
    store: Store, department: str = "提案委员会"
) -> AsyncIterator[tuple[Office, System, Holder]]:
    """The office with a connector of a department, and somebody of the committee for proposals."""
    of = await office(store)
    secret = (await add(store, CODE, FIRST, "tian", department)).secret
    assert secret is not None
    async with served(store) as http:
        yield of, System(http, store, secret), Holder(http, token=of.tokens["专门委员会"], headers={})


async def records(store: Store) -> list[tuple[object, ...]]:
    """Kind, key, state and version of all records but the first."""
    async with store.reading() as connection:
        columns = select(Record.kind, Record.key, Record.state, Record.version).where(Record.id > 1)
        return [tuple(row) for row in await connection.execute(columns.order_by(Record.id))]


async def waiting(clerk: Holder) -> list[Json]:
    answer = await clerk.ask(EVENTS, state="WAITING")
    return list(answer["data"]["committee"]["connectorEvents"]["nodes"])


async def test_a_proposal_comes_in_to_be_reviewed_and_once(store: Store) -> None:
    async with connected(store) as (_, system, _clerk):
        before = await live(store)
        first = await system.send(PROPOSAL)
        assert first.status_code == 200
        record = encode("Record", 2)
        assert first.json() == {
            "id": "T-2022-017",
            "sequence": 1,
            "state": "done",
            "why": None,
            "record": record,
        }
        assert await records(store) == [("提案", "17", "submitted", 1)]
        found = (await stored(store, 2)).record
        assert [(part.member, part.attributes["位次"]) for part in found.parts] == [
            ("001", "首"),
            ("002", "联"),
        ]
        # It scores nothing before it is reviewed.
        assert [entry.score for entry in (await live(store)).entries] == [one.score for one in before.entries]
        # The same again, however it is written, changes nothing and is answered the same.
        changed = len(await lines(store, "take", "add", "change"))
        again = await system.send(json.dumps(PROPOSAL, ensure_ascii=False, indent=1).encode())
        assert (again.status_code, again.json()) == (200, first.json())
        assert len(await lines(store, "take", "add", "change")) == changed
        # The same number of a version for something else is refused.
        other = await system.send({**PROPOSAL, "title": "另一件"})
        assert other.status_code == 409
        assert other.json()["errors"][0]["extensions"] == {"code": "CONFLICT", "field": "sequence"}
        assert await records(store) == [("提案", "17", "submitted", 1)]
    (line,) = [
        line for line in await lines(store, "add") if line["entity"] == "record" and line["entity_id"] == 2
    ]
    assert (line["actor"], line["department"], line["channel"]) == ("接口 tian", "提案委员会", "system")
    # What is settled keeps nothing of what was said.
    assert [(one.key, one.document) for one in await rows(store, ConnectorEvent)] == [(None, None)]
    await check_live(store)


async def test_the_same_document_many_times_at_once_is_one_record(store: Store) -> None:
    async with connected(store) as (_, system, _clerk):
        answers = await asyncio.gather(*(system.send(PROPOSAL) for _ in range(6)))
        assert {one.status_code for one in answers} == {200}
        assert len({one.text for one in answers}) == 1
    assert await records(store) == [("提案", "17", "submitted", 1)]
    assert len(await lines(store, "take")) == 1


async def test_what_comes_out_of_order_ends_as_in_order(store: Store) -> None:
    async with connected(store) as (_, system, clerk):
        # The outcome before its work waits, and is taken with it.
        assert await system.told(ADOPTED) == (202, "waiting", "work")
        assert [one["why"] for one in await waiting(clerk)] == ["WORK"]
        third = {**PROPOSAL, "sequence": 3, "title": "关于海岛停车的建议"}
        assert await system.told(third) == (200, "done", None)
        assert await waiting(clerk) == []
        found = (await stored(store, 2)).record
        assert (found.title, [str(one.day) for one in found.outcomes]) == (
            "关于海岛停车的建议",
            ["2022-06-01"],
        )
        # An older version after a newer is noted and ignored.
        assert await system.told(PROPOSAL) == (200, "ignored", "older")
        assert (await stored(store, 2)).record == found
        # A newer one is put in its place, its outcomes stay.
        fourth = {**third, "sequence": 4, "authors": [{"name": "钱二"}, {"name": "王某", "outside": True}]}
        assert await system.told(fourth) == (200, "done", None)
        now_ = (await stored(store, 2)).record
        assert ([part.member for part in now_.parts], now_.outsiders, len(now_.outcomes)) == (["002"], 1, 1)
        assert len(await records(store)) == 1
    await check_live(store)


async def test_a_work_that_comes_late_takes_no_later_outcome_away(store: Store) -> None:
    async with connected(store) as (_, system, _clerk):
        assert await system.told({**PROPOSAL, "outcomes": []}) == (200, "done", None)
        assert await system.told({**ADOPTED, "sequence": 3}) == (200, "done", None)
        filed = {"day": "2022-05-01", "attributes": {"结果": "优秀"}}
        late = {**PROPOSAL, "sequence": 2, "title": "关于海岛停车难", "outcomes": [filed]}
        assert await system.told(late) == (200, "done", None)
        found = (await stored(store, 2)).record
        assert found.title == "关于海岛停车难"
        assert [str(one.day) for one in found.outcomes] == ["2022-05-01", "2022-06-01"]
        # What is told after them is the whole of it again.
        assert await system.told({**late, "sequence": 4, "outcomes": []}) == (200, "done", None)
        assert (await stored(store, 2)).record.outcomes == []


async def test_whom_nobody_knows_waits_for_the_department(store: Store) -> None:
    async with connected(store) as (of, system, clerk):
        unknown = {
            **PROPOSAL,
            "authors": [{"name": "赵一", "number": "002"}, {"name": "钱 三"}, {"name": "孙三"}],
        }
        assert await system.told(unknown) == (202, "waiting", "names")
        (asked,) = await waiting(clerk)
        assert asked["unresolved"] == [
            {"position": 1, "name": "赵一", "number": "002"},
            {"position": 2, "name": "钱 三", "number": None},
        ]
        assert asked["told"][0] == "编号“002”不是“赵一”"
        assert (asked["title"], asked["record"]) == ("关于海岛停车", None)
        assert await records(store) == []
        # No name of it can be read in the table.
        async with store.reading() as connection:
            sealed = await connection.scalar(select(type_coerce(ConnectorEvent.document, LargeBinary)))
        assert sealed
        assert "钱".encode() not in bytes(sealed)
        first, stranger = encode("Member", of.members[0]), encode("Member", 999)
        number = asked["number"]
        assert codes(await clerk.change(RESOLVE, number=number)) == ["CONFLICT"]
        wrong = [{"position": 1, "member": stranger}, {"position": 2}]
        assert codes(await clerk.change(RESOLVE, number=number, authors=wrong)) == ["CONFLICT"]
        far = [{"position": 4, "member": first}]
        assert codes(await clerk.change(RESOLVE, number=number, authors=far)) == ["BAD_USER_INPUT"]
        one = await clerk.change(RESOLVE, number=number, authors=[{"position": 1, "member": first}])
        assert (one["event"]["state"], one["event"]["why"]) == ("WAITING", "NAMES")
        done = await clerk.change(RESOLVE, number=number, authors=[{"position": 2}])
        assert (done["errors"], done["event"]["state"]) == ([], "DONE")
        assert await records(store) == [("提案", "17", "submitted", 1)]
        found = (await stored(store, 2)).record
        assert ([part.member for part in found.parts], found.outsiders) == (["001", "003"], 1)
        assert codes(await clerk.change(RESOLVE, number=number)) == ["CONFLICT"]
        other = Holder(system.http, token=of.tokens["办公室"], headers={})
        assert codes(await other.change(DISMISS, number=number)) == ["FORBIDDEN"]
    assert [line["actor"] for line in await lines(store, "refuse")] == ["办公室甲"]


async def test_what_was_reviewed_changes_only_with_the_department(store: Store) -> None:
    async with connected(store) as (_, system, clerk):
        assert await system.told(PROPOSAL) == (200, "done", None)
        by = Actor("委员工作委员会甲", "command")
        assert (await reviewing(store, by).move(CODE, "approve", [Asked(2, 1)])).verdicts[0].refusal is None
        assert await system.told(ADOPTED) == (202, "waiting", "settled")
        (asked,) = await waiting(clerk)
        done = await clerk.change(RESOLVE, number=asked["number"])
        assert (done["event"]["state"], done["errors"]) == ("DONE", [])
        assert await records(store) == [("提案", "17", "approved", 3)]
        # Whoever lets the change in answers for it from now on, not who reviewed it as it was.
        (row,) = (one for one in await rows(store, Record) if one.id == 2)
        assert row.reviewed_by == f"account:{await account_of(store, '专门委员会甲')}"
        assert row.self_reviewed
        assert len((await stored(store, 2)).record.outcomes) == 1
        assert await system.told({**PROPOSAL, "sequence": 5, "title": "又改"}) == (202, "waiting", "settled")
        (asked,) = await waiting(clerk)
        gone = await clerk.change(DISMISS, number=asked["number"])
        assert gone == {"event": {"state": "IGNORED", "why": "DISMISSED", "title": None}, "errors": []}
        assert await records(store) == [("提案", "17", "approved", 3)]


async def test_what_the_form_refuses_waits_and_says_why(store: Store) -> None:
    async with connected(store) as (_, system, clerk):
        wrong = {**PROPOSAL, "attributes": {"立案": "也许"}}
        assert await system.told(wrong) == (202, "waiting", "form")
        assert await system.told({**PROPOSAL, "id": "二", "day": "2019-03-01"}) == (202, "waiting", "form")
        assert await system.told({**PROPOSAL, "sequence": 2}) == (200, "done", None)
        # The earlier version that waited is older now.
        assert [one["outsideId"] for one in await waiting(clerk)] == ["二"]
        # Under another id the number is taken.
        assert await system.told({**PROPOSAL, "id": "三"}) == (202, "waiting", "form")
        told = [one["told"][0] for one in await waiting(clerk)]
        assert told == [
            "这个编号的“提案”已录入：改正那一条；不是同一条的，写另一个编号",
            "2019 年没有生效的办法，也没有记分：先加入或发布这一年的办法",
        ]
        assert len(await records(store)) == 1


BROKEN: list[tuple[Json, int, str]] = [
    (b"{", 400, "body"),
    (b"[]", 400, "body"),
    ({**PROPOSAL, "state": "approved"}, 400, "body"),
    ({**PROPOSAL, "sequence": 0}, 400, "sequence"),
    ({**PROPOSAL, "sequence": True}, 400, "sequence"),
    ({**PROPOSAL, "occurredAt": "2022-03-01T09:00:00"}, 400, "occurredAt"),
    ({**PROPOSAL, "day": "3月1日"}, 400, "day"),
    ({**PROPOSAL, "authors": [{"name": ""}]}, 400, "authors[0].name"),
    ({**PROPOSAL, "attributes": {"立案": 1}}, 400, "attributes"),
    ({**PROPOSAL, "kind": "没有的"}, 400, "kind"),
    ({**PROPOSAL, "kind": "社情民意"}, 403, "kind"),
    ({"id": "x", "sequence": 1, "occurredAt": PROPOSAL["occurredAt"]}, 400, "kind"),
    (b" " * (256 << 10) + b"{}", 413, "body"),
]


async def test_what_is_no_document_is_refused_with_its_place(store: Store) -> None:
    async with connected(store) as (_, system, _clerk):
        for document, status, field in BROKEN:
            answer = await system.send(document)
            told = (answer.status_code, answer.json()["errors"][0]["extensions"]["field"])
            assert (document, told) == (document, (status, field))
    assert await rows(store, ConnectorEvent) == []
    assert await records(store) == []


async def test_what_a_connector_brings_late_says_so_itself(store: Store) -> None:
    # Filed on Tuesday 1 November 2022: due on the 8th.
    filed = {**PROPOSAL, "attributes": {"立案": "是", "立案日期": "2022-11-01"}}
    late = select(Record.department, Record.late_reason).where(Record.submitted_at >= Record.due_by)
    told = [("提案委员会", "由接口“tian”交来，录入时已过期限")]
    async with connected(store) as (_, system, clerk):
        # It is known when it was filed only later: the first version has no deadline.
        assert await system.told(PROPOSAL) == (200, "done", None)
        async with store.reading() as connection:
            assert (await connection.execute(late)).all() == []
        assert await system.told({**filed, "sequence": 2}) == (200, "done", None)
        async with store.reading() as connection:
            assert (await connection.execute(late)).all() == told
        assert await system.told({**filed, "id": "T-2022-018", "number": "18"}) == (200, "done", None)
        async with store.reading() as connection:
            assert (await connection.execute(late)).all() == [*told, *told]
        asked = '{ committee(code: "zhoushan") { timeliness(year: 2022) { department kind late } } }'
        counted = (await clerk.ask(asked))["data"]["committee"]["timeliness"]
        assert {"department": "提案委员会", "kind": "提案", "late": 2} in counted
    assert [one["reason"] for one in await lines(store, "add") if one["entity_id"] == 3] == [told[0][1]]


async def test_nobody_else_hands_in(store: Store) -> None:
    async with connected(store) as (_, system, _clerk):
        good = await system.send(PROPOSAL)
        assert good.status_code == 200
        second = {**PROPOSAL, "sequence": 2, "title": "改了"}
        answers = [
            await system.send(second, signature="0" * 64),
            await System(system.http, store, "x" * 43).send(second),
            await System(system.http, store, system.secret, "other").send(second),
            # A request of some time ago, and one of a clock that goes before.
            # By a minute more than is let in, which the machine may take to ask.
            await system.send(second, late=360),
            await system.send(second, late=-360),
            await system.http.post("/connectors/tian", content=b"{}"),
            await system.http.post("/connectors/T", content=b"{}"),
        ]
        assert [one.status_code for one in answers] == [403] * 7
        # Whether there is a connector of a name cannot be told.
        assert answers[1].json() == answers[2].json()
        # A body that was changed on its way.
        async with store.reading() as connection:
            moment = str(int((await now(connection)).timestamp()))
        signature = signature_of(system.secret, moment, json.dumps(PROPOSAL).encode())
        headers = {"Luzhi-Timestamp": moment, "Luzhi-Signature": signature}
        changed = await system.http.post(
            "/connectors/tian", content=json.dumps(second).encode(), headers=headers
        )
        assert changed.status_code == 403
        await end(store, CODE, FIRST, "tian")
        assert (await system.send(second)).status_code == 403
        assert (await system.http.get("/connectors/tian")).status_code == 405
    assert await records(store) == [("提案", "17", "submitted", 1)]
    (row,) = await rows(store, Connector)
    assert (row.key, row.secret) == (None, None)


async def test_only_whoever_grants_rights_lets_a_system_in(store: Store) -> None:
    await office(store)
    for who, name, department, said in (
        ("委员工作委员会甲", "tian", "提案委员会", "没有权限"),
        ("安全管理员甲", "Tian", "提案委员会", "名称写小写字母"),
        ("安全管理员甲", "tian", "某委", "没有这个部门"),
    ):
        with pytest.raises(Refusal, match=said):
            await add(store, CODE, Actor(who, "command"), name, department)
    await add(store, CODE, FIRST, "tian", "办公室")
    with pytest.raises(Refusal, match="已有这个名称"):
        await add(store, CODE, FIRST, "tian", "办公室")
    async with store.reading() as connection:
        assert len(await given(connection, 1)) > 0
