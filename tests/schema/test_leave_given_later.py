"""Leave that is given when the occasion is entered already: its list follows at once, whoever entered it."""

from __future__ import annotations

from typing import Any

import pytest

from models.leave import Leave
from models.store import Store
from resolvers.global_id import encode
from tests.schema.test_leave import ASK, CORRECT, ENTER, asking, holders, request
from tests.services.accounts.holder import CODE, codes, served
from tests.services.committee_of_ten import check_live, rows, stored

pytestmark = pytest.mark.anyio
Json = Any
ABSENT = [{"name": "状态", "value": "缺席"}]
DECIDE = """
mutation ($record: ID) {
  decideLeave(committee: "zhoushan", number: 1, version: 1, granted: true, record: $record) {
    leave { state record } errors { code field message } } }
"""
MARK = "changedSinceReview reviewedBy selfReviewed"
MARKED = """
{ committee(code: "zhoushan") { records(first: 5, where: {changedSinceReview: true}) { nodes { title } } } }
"""


async def said(store: Store, record_id: int) -> list[str]:
    """Who stands how in the list of a record."""
    parts = (await stored(store, record_id)).record.parts
    return [f"{part.member} {part.attributes['状态']}" for part in parts]


async def test_the_list_of_what_was_entered_meanwhile_follows_at_once(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser, mwc = holders(of, http, "委员", "专门委员会", "委员工作委员会")
        asked = await member.change(ASK, input=request(day, kind="调研", title="港口"))
        assert (asked["errors"], asked["leave"]["record"]) == ([], None)
        occasion = {"committee": CODE, "year": day.year, "kind": "调研", "day": str(day)}
        groups = [{"members": people[:1], "attributes": ABSENT}, {"members": people[1:2]}]
        form = {**occasion, "title": "港口建设", "participants": groups, "upTo": "APPROVED"}
        assert codes(await organiser.change(ENTER, input=form)) == []
        # Of another title, on the same day: it is not meant.
        other = {**form, "title": "渔业", "participants": groups[:1]}
        assert codes(await organiser.change(ENTER, input=other)) == []
        assert await said(store, 2) == ["001 缺席", "002 出席"]
        decided = await mwc.change(DECIDE)
        assert decided == {"leave": {"state": "APPROVED", "record": encode("Record", 2)}, "errors": []}
        assert (await said(store, 2), await said(store, 3)) == (["001 请假", "002 出席"], ["001 缺席"])
    assert [one.record_id for one in await rows(store, Leave)] == [2]
    await check_live(store)


async def test_where_several_could_be_meant_whoever_decides_says_which(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser, mwc = holders(of, http, "委员", "专门委员会", "委员工作委员会")
        await member.change(ASK, input=request(day, kind="调研", title="港口"))
        form = {"committee": CODE, "year": day.year, "kind": "调研", "day": str(day), "upTo": "APPROVED"}
        form["participants"] = [{"members": people[:1], "attributes": ABSENT}]
        for title in ("港口建设", "港口收费"):
            assert codes(await organiser.change(ENTER, input={**form, "title": title})) == []
        (error,) = (await mwc.change(DECIDE))["errors"]
        assert (error["code"], error["field"]) == ("CONFLICT", "record")
        assert "“港口建设”、“港口收费”" in error["message"]
        of_2022 = request(day, record=encode("Record", 2), kind=None, title=None, year=2022)
        (error,) = (await member.change(ASK, input=of_2022))["errors"]
        assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "year")
        assert f"year 写 {day.year}" in error["message"]
        (error,) = (await mwc.change(DECIDE, record=encode("Record", of.record)))["errors"]
        assert (error["code"], error["field"]) == ("NOT_FOUND", "record")
        assert [one.state for one in await rows(store, Leave)] == ["asked"]
        assert codes(await mwc.change(DECIDE, record=encode("Record", 3))) == []
        assert (await said(store, 2), await said(store, 3)) == (["001 缺席"], ["001 请假"])


async def test_a_list_that_was_approved_says_whether_its_reviewer_has_seen_it(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]

    asked = f'{{ node(id: "{encode("Record", 2)}") {{ ... on Record {{ {MARK} }} }} }}'
    async with served(store) as http:
        member, signer, office_, mwc = holders(of, http, "委员", "签批领导", "办公室", "委员工作委员会")
        # The Chair gives leave of a plenary, who reviews nothing.
        await member.change(ASK, input=request(day))
        form = {"committee": CODE, "year": day.year, "kind": "全会", "day": str(day), "upTo": "APPROVED"}
        form |= {"title": "八届二次全会", "participants": [{"members": people[:2]}]}
        assert codes(await office_.change(ENTER, input=form)) == []
        mark = {"changedSinceReview": False, "reviewedBy": "办公室甲", "selfReviewed": True}
        assert (await office_.ask(asked))["data"]["node"] == mark
        assert codes(await signer.change(DECIDE)) == []
        assert await said(store, 2) == ["001 请假", "002 出席"]
        assert (await office_.ask(asked))["data"]["node"] == mark | {"changedSinceReview": True}
        listed = (await office_.ask(MARKED))["data"]["committee"]["records"]["nodes"]
        assert listed == [{"title": "八届二次全会"}]
        # Who reviews it, and changes it, has seen it.
        given = {"id": encode("Record", 2), "version": 2, "title": "全会", "reason": "题目登错"}
        assert codes(await mwc.change(CORRECT, input=given)) == []
        assert (await office_.ask(asked))["data"]["node"] == mark | {"reviewedBy": "委员工作委员会甲"}


async def test_whoever_gives_leave_and_reviews_the_list_has_reviewed_it(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser, mwc = holders(of, http, "委员", "专门委员会", "委员工作委员会")
        await member.change(ASK, input=request(day, kind="调研", title="港口"))
        form = {"committee": CODE, "year": day.year, "kind": "调研", "day": str(day), "upTo": "APPROVED"}
        form |= {"title": "港口", "participants": [{"members": people[:2]}]}
        assert codes(await organiser.change(ENTER, input=form)) == []
        assert codes(await mwc.change(DECIDE)) == []
        asked = f'{{ node(id: "{encode("Record", 2)}") {{ ... on Record {{ {MARK} }} }} }}'
        mark = {"changedSinceReview": False, "reviewedBy": "委员工作委员会甲", "selfReviewed": True}
        assert (await mwc.ask(asked))["data"]["node"] == mark


async def test_all_half_days_of_who_is_on_leave_are_leave(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    four = {"name": "应到半天", "value": "4"}
    async with served(store) as http:
        member, signer, office_ = holders(of, http, "委员", "签批领导", "办公室")
        await member.change(ASK, input=request(day))
        form = {"committee": CODE, "year": day.year, "kind": "全会", "day": str(day), "upTo": "APPROVED"}
        came = [{"name": "状态", "value": "出席"}, four, {"name": "出席半天", "value": "4"}]
        away = [*ABSENT, four, {"name": "缺席半天", "value": "4"}]
        groups = [{"members": people[1:2], "attributes": came}, {"members": people[:1], "attributes": away}]
        form |= {"title": "八届二次全会", "participants": groups}
        assert codes(await office_.change(ENTER, input=form)) == []
        assert codes(await signer.change(DECIDE)) == []
    parts = [dict(part.attributes) for part in (await stored(store, 2)).record.parts]
    assert parts == [
        {"状态": "请假", "应到半天": 4, "请假半天": 4},
        {"状态": "出席", "应到半天": 4, "出席半天": 4},
    ]
    await check_live(store)
