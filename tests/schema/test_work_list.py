"""What is to be done today, over HTTP: what is due, objections, leave, what other systems left waiting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.clock import now
from models.objection import Objection
from models.record import Record
from models.store import Store
from services.rights.held import today
from tests.schema.objecting import ACCEPT, PASS, RAISE, about_record
from tests.schema.test_leave import ASK, DECIDE, asking, request
from tests.schema.test_review import entered
from tests.server.test_webhooks import DISMISS, PROPOSAL, connected
from tests.services.accounts.holder import Holder, codes, served
from tests.services.accounts.office import Office, office

pytestmark = pytest.mark.anyio
Json = Any
WORK = """
{ committee(code: "zhoushan") { workList {
  overdue(first: 1) { totalCount nodes { title due { state } } pageInfo { endCursor } }
  dueSoon(first: 1) { totalCount nodes { title due { state } } }
  objections(first: 1) { totalCount nodes { number state } }
  overdueObjections(first: 1) { totalCount nodes { number } }
  leaves(first: 1) { totalCount nodes { number kind reason } }
  connectorEvents(first: 1) { totalCount nodes { number title } } } } }
"""
NEXT = """
query ($after: String) { committee(code: "zhoushan") { workList {
  overdue(first: 1, after: $after) { nodes { title } } } } }
"""
NONE: Json = {"totalCount": 0, "nodes": []}


def of_role(http: Any, of: Office, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


async def work(holder: Holder) -> Json:
    answer = await holder.ask(WORK)
    assert "errors" not in answer, answer
    found = answer["data"]["committee"]["workList"]
    found["next"] = found["overdue"].pop("pageInfo")["endCursor"]
    return found


async def due_by(store: Store, row: int, **away: int) -> None:
    async with store.writing() as connection:
        by = await now(connection) + timedelta(**away)
        await connection.execute(
            update(Record).where(Record.id == row).values(due_from=date(2022, 9, 1), due_by=by)
        )


async def test_what_is_overdue_comes_first_and_only_what_the_department_enters(store: Store) -> None:
    of = await office(store)
    one = of.members[0]
    for kind, title, hours in (
        ("提案", "甲", -2),
        ("提案", "乙", -50),
        ("提案", "丙", 1),
        ("社情民意", "丁", -9),
    ):
        await due_by(store, await entered(store, kind, title, one, "draft"), hours=hours)
    # What is submitted is not awaited, however late it was.
    await due_by(store, await entered(store, "提案", "戊", one), hours=-3)
    async with served(store, query_cost=100_000) as http:
        committee = of_role(http, of, "专门委员会")
        found = await work(committee)
        assert found["overdue"] == {"totalCount": 2, "nodes": [{"title": "乙", "due": {"state": "OVERDUE"}}]}
        assert found["dueSoon"] == {"totalCount": 1, "nodes": [{"title": "丙", "due": {"state": "DUE_SOON"}}]}
        rest = await committee.ask(NEXT, after=found["next"])
        assert rest["data"]["committee"]["workList"]["overdue"]["nodes"] == [{"title": "甲"}]
        assert (await work(of_role(http, of, "委员工作委员会")))["overdue"]["totalCount"] == 3
        reader = await work(of_role(http, of, "结果查阅"))
        assert [reader[name] for name in ("overdue", "dueSoon", "objections")] == [NONE] * 3


async def test_an_objection_stands_where_it_is_to_be_answered_now(store: Store) -> None:
    of = await office(store)
    async with served(store, query_cost=100_000) as http:
        member, office_, mwc = (of_role(http, of, one) for one in ("委员", "办公室", "委员工作委员会"))
        assert codes(await member.change(RAISE, input=about_record(of))) == []
        assert codes(await office_.change(ACCEPT, number=1, version=1)) == []
        found = await work(office_)
        assert found["objections"] == {"totalCount": 1, "nodes": [{"number": 1, "state": "ACCEPTED"}]}
        assert found["overdueObjections"] == NONE
        # The Members' Work Committee may decide all, and does what is at its own desk.
        assert (await work(mwc))["objections"] == NONE
        async with store.writing() as connection:
            yesterday = await today(connection) - timedelta(days=1)
            await connection.execute(update(Objection).values(due=yesterday))
        assert (await work(office_))["overdueObjections"] == {"totalCount": 1, "nodes": [{"number": 1}]}
        assert codes(await office_.change(PASS, number=1, version=2)) == []
        assert (await work(office_))["objections"] == NONE
        assert (await work(mwc))["overdueObjections"] == {"totalCount": 1, "nodes": [{"number": 1}]}


async def test_leave_stands_with_who_gives_it_until_it_is_given(store: Store) -> None:
    of, day = await asking(store)
    async with served(store, query_cost=100_000) as http:
        member, office_, mwc = (of_role(http, of, one) for one in ("委员", "办公室", "委员工作委员会"))
        asked = request(day, kind="调研", title="海岛", organiser="办公室")
        assert codes(await member.change(ASK, input=asked)) == []
        one = {"totalCount": 1, "nodes": [{"number": 1, "kind": "调研", "reason": "住院"}]}
        assert (await work(office_))["leaves"] == (await work(mwc))["leaves"] == one
        assert (await work(of_role(http, of, "专门委员会")))["leaves"] == NONE
        assert codes(await office_.change(DECIDE, number=1, version=1, granted=True)) == []
        assert (await work(office_))["leaves"] == (await work(mwc))["leaves"] == NONE


async def test_what_another_system_left_waiting_stands_with_its_department(store: Store) -> None:
    async with connected(store) as (of, system, clerk):
        assert (await system.told({**PROPOSAL, "authors": [{"name": "钱 三"}]}))[1] == "waiting"
        one = {"totalCount": 1, "nodes": [{"number": 1, "title": "关于海岛停车"}]}
        for holder, expected in ((clerk, one), (of_role(system.http, of, "办公室"), NONE)):
            fields = "connectorEvents(first: 1) { totalCount nodes { number title } }"
            query = f'{{ committee(code: "zhoushan") {{ workList {{ {fields} }} }} }}'
            answer = await holder.ask(query)
            assert answer["data"]["committee"]["workList"]["connectorEvents"] == expected
        assert codes(await clerk.change(DISMISS, number=1)) == []
        answer = await clerk.ask(query)
        assert answer["data"]["committee"]["workList"]["connectorEvents"] == NONE
