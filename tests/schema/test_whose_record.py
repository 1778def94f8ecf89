"""Who organised it has it alone: another organising department neither writes nor reviews it (履5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from models.account import Account
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from services.accounts.grants import Giving, grant
from tests.schema.test_review import holder
from tests.schema.test_rights import held
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import FIRST, Office, account_of, office
from tests.services.check_in.people import LIST, OPEN
from tests.services.notices.noticing import worker

pytestmark = pytest.mark.anyio
Json = Any
ENTER = """
mutation ($member: ID!, $stage: RecordStage!, $title: String!) {
  enterOccasion(input: {committee: "zhoushan", year: 2022, kind: "调研", day: "2022-03-02", title: $title,
    participants: [{members: [$member]}], upTo: $stage, lateReason: "迟交"}) {
    record { id department version } errors { code message } } }
"""
ONE = """
mutation ($id: ID!, $version: Int!) {
  %s(input: {id: $id, version: $version, reason: "登错"%s}) {
    correction { number } errors { code message } } }
"""
MANY = """
mutation ($id: ID!, $version: Int!) {
  %s(input: {committee: "zhoushan", records: [{id: $id, version: $version}], reason: "登错"}) {
    doneCount results { errors { code message } } errors { code } } }
"""
DECIDE = """
mutation ($id: ID!, $number: Int!) {
  %s(input: {committee: "zhoushan", id: $id, number: $number%s}) { errors { code message } } }
"""
SEEN = """
{ committee(code: "zhoushan") {
  reviewQueue { counts { kind submitted corrections } records(first: 9) { nodes { title } }
    corrections(first: 9) { nodes { record { title } } } }
  workList { toSubmit(first: 9) { nodes { title } } overdue(first: 9) { nodes { title } } }
  named: workList(department: "提案委员会") { toSubmit(first: 9) { nodes { title } } }
  records(first: 9, where: {states: null}) { nodes { title department availableActions } } } }
"""
REFUSED = {
    "enter": ["这条“调研”由提案委员会录入（履5），别的部门不能录入、改正、撤回"],
    "review": ["这条“调研”由提案委员会审核（履7），没有权限审核的不能改已通过的：先请审核的人退回"],
}
REVIEWED = ("approveRecords", "returnRecords", "archiveRecords")
# What may be done with a record as it stands, each by the steps of the table.
STEPS: dict[str, list[str]] = {
    "DRAFT": ["correctOccasion", "withdrawRecord", "submitRecords", "withdrawRecords"],
    "SUBMITTED": ["correctOccasion", "withdrawRecord", "approveRecords", "returnRecords", "withdrawRecords"],
    "APPROVED": ["correctOccasion", "withdrawRecord", "returnRecords", "archiveRecords", "withdrawRecords"],
}


def step(name: str) -> str:
    """The mutation of a step with a record."""
    if name.endswith("Records"):
        return MANY % name
    return ONE % (name, ', title: "另题"' if name == "correctOccasion" else "")


async def entered(who: Holder, of: Office, stage: str) -> Json:
    member = encode("Member", of.members[0])
    payload = await who.change(ENTER, member=member, stage=stage, title=f"渔港{stage}")
    assert codes(payload) == []
    return payload["record"]


def said(payload: Json) -> list[str]:
    """Every refusal of a change, in words."""
    return [one["message"] for row in payload.get("results", [payload]) for one in row["errors"]]


@pytest.mark.parametrize("stage", STEPS)
async def test_another_organiser_takes_no_step_with_a_record(store: Store, stage: str) -> None:
    of = await office(store)
    async with served(store) as http:
        theirs, other = holder(http, of, "专门委员会"), holder(http, of, "办公室")
        record = await entered(theirs, of, stage)
        assert record["department"] == "提案委员会"
        before = await held(store)
        for name in STEPS[stage]:
            payload = await other.change(step(name), id=record["id"], version=record["version"])
            assert said(payload) == REFUSED["review" if name in REVIEWED else "enter"], name
        assert await held(store) == before
        last = STEPS[stage][-1]
        done = await theirs.change(step(last), id=record["id"], version=record["version"])
        assert said(done) == []
        # What was withdrawn is brought back by its own department alone.
        back, version = ONE % ("reinstateRecord", ""), record["version"] + 1
        assert codes(await other.change(back, id=record["id"], version=version)) == ["FORBIDDEN"]
        assert codes(await theirs.change(back, id=record["id"], version=version)) == []
    refused = [line["after"]["right"] for line in await lines(store, "refuse") if line["actor"] == "办公室甲"]
    assert refused == ["review" if name in REVIEWED else "enter" for name in STEPS[stage]] + ["enter"]


async def test_another_organiser_corrects_nothing_that_is_archived_and_decides_no_correction(
    store: Store,
) -> None:
    of = await office(store)
    async with served(store) as http:
        theirs, other = holder(http, of, "专门委员会"), holder(http, of, "办公室")
        record = await entered(theirs, of, "APPROVED")
        await theirs.change(step("archiveRecords"), id=record["id"], version=1)
        for name in ("correctOccasion", "endRecord"):
            assert codes(await other.change(step(name), id=record["id"], version=2)) == ["FORBIDDEN"]
        made = await theirs.change(step("correctOccasion"), id=record["id"], version=2)
        decided = {"id": record["id"], "number": made["correction"]["number"]}
        before = await held(store)
        for name, reason in (("approveCorrection", ""), ("returnCorrection", ', reason: "不改"')):
            payload = await other.change(DECIDE % (name, reason), **decided)
            assert said(payload) == REFUSED["review"]
        assert await held(store) == before
        assert (await seen(other))[2] == []
        assert (await seen(theirs))[2] == ["渔港APPROVED"]
        # The Members' Work Committee may, for everybody.
        main = holder(http, of, "委员工作委员会")
        assert codes(await main.change(DECIDE % ("approveCorrection", ""), **decided)) == []


async def seen(who: Holder) -> tuple[list[str], list[str], list[str], dict[str, list[str]]]:
    """By title, what somebody is shown to submit, to review, as corrections; and what they may do."""
    answer = await who.ask(SEEN)
    assert "errors" not in answer, answer
    of = answer["data"]["committee"]
    queue, work, named = of["reviewQueue"], of["workList"], of["named"]
    assert [one["title"] for one in named["toSubmit"]["nodes"]] == [
        one["title"] for one in work["toSubmit"]["nodes"]
    ]
    assert sum(one["submitted"] for one in queue["counts"]) == len(queue["records"]["nodes"])
    assert sum(one["corrections"] for one in queue["counts"]) == len(queue["corrections"]["nodes"])
    return (
        [one["title"] for one in work["toSubmit"]["nodes"]],
        [one["title"] for one in queue["records"]["nodes"]],
        [one["record"]["title"] for one in queue["corrections"]["nodes"]],
        {one["title"]: one["availableActions"] for one in of["records"]["nodes"]},
    )


async def test_nobody_is_shown_what_they_may_not_review(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        theirs, other = holder(http, of, "专门委员会"), holder(http, of, "办公室")
        await entered(theirs, of, "DRAFT")
        await entered(theirs, of, "SUBMITTED")
        may: dict[str, list[str]] = {
            "渔港DRAFT": ["CHANGE", "SUBMIT", "WITHDRAW"],
            "渔港SUBMITTED": ["CHANGE", "APPROVE", "RETURN", "WITHDRAW"],
        }
        # 海岛 is the Office's own.
        assert await seen(theirs) == (["渔港DRAFT"], ["渔港SUBMITTED"], [], may | {"海岛": []})
        none: list[str] = []
        office_may = dict.fromkeys(may, none) | {"海岛": ["CHANGE", "RETURN", "ARCHIVE", "WITHDRAW"]}
        assert await seen(other) == ([], [], [], office_may)


async def test_a_record_of_nobody_known_is_every_organisers(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        theirs, other = holder(http, of, "专门委员会"), holder(http, of, "办公室")
        record = await entered(theirs, of, "SUBMITTED")
        async with store.writing() as connection:
            await connection.execute(update(Record).values(department=None))
        assert (await seen(other))[1] == ["渔港SUBMITTED"]
        payload = await other.change(step("approveRecords"), id=record["id"], version=1)
        assert (payload["doneCount"], said(payload)) == (1, [])


async def test_another_organiser_opens_no_sign_in_and_sees_no_list(store: Store) -> None:
    of = await office(store)
    async with served(store, public_url="https://luzhi.example") as http:
        theirs, other = holder(http, of, "专门委员会"), holder(http, of, "办公室")
        record = await entered(theirs, of, "SUBMITTED")
        hours = {"from": "2030-03-02T08:00:00+08:00", "until": "2030-03-02T12:00:00+08:00"}
        opening = {"input": {"record": record["id"], **hours}}
        before = await held(store)
        assert said(await other.change(OPEN, **opening)) == REFUSED["enter"]
        assert await held(store) == before
        assert codes(await theirs.change(OPEN, **opening)) == []
        (error,) = (await other.ask(LIST, id=record["id"]))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        answer = await theirs.ask(LIST, id=record["id"])
        assert answer["data"]["checkIn"]["state"] == "OPEN"


async def test_who_is_told_that_it_waits_is_who_may_review_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        await worker(store).once()
        await entered(holder(http, of, "专门委员会"), of, "SUBMITTED")
        await worker(store).once()
        heard = {}
        for role in ("专门委员会", "办公室", "委员工作委员会"):
            answer = await holder(http, of, role).ask("{ me { notices(first: 9) { nodes { kind text } } } }")
            heard[role] = [one["text"] for one in answer["data"]["me"]["notices"]["nodes"]]
    # Whoever has entered it knows.
    assert heard == {"专门委员会": [], "办公室": [], "委员工作委员会": ["有 1 条记录待审核"]}


async def test_it_is_of_the_department_for_which_somebody_enters(store: Store) -> None:
    of = await office(store)
    committee = update(Account).where(Account.department == "提案委员会")
    async with store.writing() as connection:
        await connection.execute(committee.values(department="提案委"))
    async with served(store) as http:
        theirs = holder(http, of, "专门委员会")
        record = await entered(theirs, of, "SUBMITTED")
        assert record["department"] == "提案委员会"
        payload = await theirs.change(step("approveRecords"), id=record["id"], version=1)
        assert said(payload) == []


async def test_of_several_others_for_which_somebody_enters_nobody_knows_which(store: Store) -> None:
    of = await office(store)
    account = await account_of(store, "专门委员会甲")
    giving = Giving(role="专门委员会", department="经济委员会")
    await grant(store, CODE, FIRST, account, giving, reason="代管")
    elsewhere = update(Account).where(Account.id == account).values(department="办公室")
    async with store.writing() as connection:
        await connection.execute(elsewhere)
    async with served(store) as http:
        theirs = holder(http, of, "专门委员会")
        record = await entered(theirs, of, "SUBMITTED")
        # Not the Office's, for which they enter nothing: they go on with it.
        assert record["department"] is None
        payload = await theirs.change(step("correctOccasion"), id=record["id"], version=1)
        assert said(payload) == []
        payload = await theirs.change(step("approveRecords"), id=record["id"], version=2)
        assert (payload["doneCount"], said(payload)) == (1, [])
