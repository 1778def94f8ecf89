"""Co-signers confirm themselves that they signed a work; scores follow."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from files.sheets.workbook import Table, write_workbook
from models.co_signature import CoSignature
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from services.accounts.account import Registration, register
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from tests.commands.office import run_on
from tests.services.accounts.holder import HERE, PASSWORD, Holder, codes, hashing, lines, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import check_live, live, rows, stored

pytestmark = pytest.mark.anyio
Json = Any
OWN = """
{ me { coSignatures(first: 10) { totalCount nodes { confirmed record { title state parts(first: 9) {
  totalCount nodes { member { number } attributes { name value } } } } } } } }
"""
CONFIRM = """
mutation ($record: ID!) { confirmCoSignature(record: $record) {
  coSignature { confirmed } errors { code field message } } }
"""
DECLINE = """
mutation ($record: ID!, $reason: String!) { declineCoSignature(record: $record, reason: $reason) {
  coSignature { confirmed } errors { code field message } } }
"""
ENTER = """
mutation ($input: EnterWorkInput!) { enterWork(input: $input) { record { id version } errors { message } } }
"""
CORRECT = """
mutation ($input: CorrectWorkInput!) { correctWork(input: $input) { record { version } errors { message } } }
"""
WITHDRAW = """
mutation ($id: ID!, $version: Int!) {
  withdrawRecord(input: {id: $id, version: $version, reason: "重复"}) { errors { code } }
}
"""


async def second_member(store: Store, of: Office) -> str:
    """The token of the second member."""
    return await member(store, of, "002", "钱二")


async def member(store: Store, of: Office, number: str, name: str) -> str:
    """The token of a member who had no account."""
    phone = f"13905800{number}"
    form = Registration(real_name=name, phone=phone, department=None, member=number)
    issued = await register(store, hashing(), of.code, Actor("系统管理员甲", "command"), form)
    await set_password(store, hashing(), of.code, Credentials(phone, issued.secret), PASSWORD, HERE)
    return str((await sign_in(store, hashing(), of.code, Credentials(phone, PASSWORD), HERE)).token)


def adopted(of: Office, title: str, *authors: int | None) -> Json:
    """An opinion item that the city's committee adopted: 3 points, half to the first author, half to the
    others of those who confirmed (2022, 社情民意).
    """
    return {
        "committee": of.code,
        "year": 2022,
        "kind": "社情民意",
        "title": title,
        "day": "2022-03-01",
        "upTo": "APPROVED",
        "authors": [{"member": None if at is None else encode("Member", of.members[at])} for at in authors],
        "outcomes": [
            {
                "day": "2022-04-01",
                "attributes": [
                    {"name": "结果", "value": "采用"},
                    {"name": "采用层级", "value": "市政协"},
                ],
            }
        ],
    }


async def totals(store: Store) -> list[str]:
    board = await live(store)
    return [str(entry.score.total) for entry in board.entries[:3]]


async def test_no_file_takes_an_answer_back(store: Store, tmp_path: Path) -> None:
    of, path = await office(store), tmp_path / "提案.xlsx"
    words = ("import", "records", str(path), "--year", "2022", "--as", "委员工作委员会甲", "--approve")

    async def imported(title: str) -> list[object]:
        columns = ("编号", "题目", "提交日期", "姓名", "立案", "确认")
        write_workbook(path, [Table("提案", columns, [("9", title, "2022-03-05", "赵一、钱二", "是", "是")])])
        done = await asyncio.to_thread(run_on, store.url.render_as_string(False), words)
        assert done.exit_code == 0, done.output
        return [part.attributes["确认"] for part in (await stored(store, 2)).record.parts]

    assert await imported("停车") == [True, True]
    async with served(store) as http:
        second = Holder(http, token=await second_member(store, of), headers={})
        declined = await second.change(DECLINE, record=encode("Record", 2), reason="没有参与")
        assert declined["errors"] == []
    assert await imported("停车难") == [True, False]
    assert (await stored(store, 2)).record.title == "停车难"
    await check_live(store)


async def test_whoever_did_not_sign_says_so_and_the_others_share(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        clerk = Holder(http, token=of.tokens["办公室"], headers={})
        first = Holder(http, token=of.tokens["委员"], headers={})
        second = Holder(http, token=await second_member(store, of), headers={})
        before = await totals(store)
        record = (await clerk.change(ENTER, input=adopted(of, "停车", 0, 1, 2)))["record"]["id"]
        # Half of 3 for the first, a quarter for each of the others, beside what they had.
        assert await totals(store) != before
        (asked,) = (await second.ask(OWN))["data"]["me"]["coSignatures"]["nodes"]
        assert (asked["confirmed"], asked["record"]["title"]) == (None, "停车")
        # Of the others nothing is shown.
        assert [one["member"]["number"] for one in asked["record"]["parts"]["nodes"]] == ["002"]
        # The first author is asked nothing, and cannot answer.
        assert (await first.ask(OWN))["data"]["me"]["coSignatures"]["totalCount"] == 0
        assert codes(await first.change(CONFIRM, record=record)) == ["NOT_FOUND"]
        assert codes(await clerk.change(CONFIRM, record=record)) == ["FORBIDDEN"]
        shared = await totals(store)
        done = await second.change(DECLINE, record=record, reason="没有参与")
        assert done == {"coSignature": {"confirmed": False}, "errors": []}
        found = (await stored(store, 2)).record
        assert [part.attributes["确认"] for part in found.parts] == [True, False, True]
        # Who reviewed it never saw that, and it says so.
        (row,) = [one for one in await rows(store, Record) if one.id == 2]
        assert (row.state, row.changed_since_review) == ("approved", True)
        after = await totals(store)
        assert (after[0], after[1]) == (shared[0], before[1])
        assert Fraction(after[2]) - Fraction(before[2]) == Fraction("1.5")
        # Whatever the department writes of it afterwards, the member's own answer holds.
        authors = adopted(of, "", 0, 1, 2)["authors"]
        authors[1]["attributes"] = [{"name": "确认", "value": "是"}]
        given = {"id": record, "version": 2, "reason": "核对", "authors": authors}
        assert (await clerk.change(CORRECT, input=given))["errors"] == []
        assert await totals(store) == after
        # They may think better of it.
        assert codes(await second.change(CONFIRM, record=record)) == []
        assert await totals(store) == shared
        (asked,) = (await second.ask(OWN))["data"]["me"]["coSignatures"]["nodes"]
        assert asked["confirmed"] is True
        version = (await stored(store, 2)).version
        assert codes(await clerk.change(WITHDRAW, id=record, version=version)) == []
        assert codes(await second.change(CONFIRM, record=record)) == ["CONFLICT"]
        assert (await second.ask(OWN))["data"]["me"]["coSignatures"]["totalCount"] == 0
    answers = [(line["entity_id"], line["after"]["确认"]) for line in await lines(store, "answer")]
    assert answers == [(2, False), (2, True)]
    assert len(await rows(store, CoSignature)) == 1
    await check_live(store)


async def test_two_who_answer_at_once_are_both_heard(store: Store) -> None:
    of = await office(store)
    another = Store.open(store.url.render_as_string(False))
    async with served(store) as http, served(another) as elsewhere:
        clerk = Holder(http, token=of.tokens["办公室"], headers={})
        second = Holder(http, token=await second_member(store, of), headers={})
        third = Holder(elsewhere, token=await member(store, of, "003", "孙三"), headers={})
        record = (await clerk.change(ENTER, input=adopted(of, "停车", 0, 1, 2)))["record"]["id"]
        found = await asyncio.gather(
            second.change(DECLINE, record=record, reason="没有参与"), third.change(CONFIRM, record=record)
        )
        assert [codes(one) for one in found] == [[], []]
        parts = (await stored(store, 2)).record.parts
        assert [part.attributes["确认"] for part in parts] == [True, False, True]
        # Of one member who says both at once, the later holds, on the record as among the answers.
        both = await asyncio.gather(
            second.change(CONFIRM, record=record),
            second.change(DECLINE, record=record, reason="没有参与"),
        )
        assert [codes(one) for one in both] == [[], []]
        (last,) = [
            one.confirmed for one in await rows(store, CoSignature) if one.membership_id == of.members[1]
        ]
        parts = (await stored(store, 2)).record.parts
        assert [part.attributes["确认"] for part in parts] == [True, last, True]
    said = [line["after"]["确认"] for line in await lines(store, "answer")]
    assert (sorted(said[:2]), sorted(said[2:]), said[-1]) == ([False, True], [False, True], last)
    await check_live(store)
    await another.close()


async def test_behind_an_author_who_is_no_member_everybody_is_asked(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        clerk = Holder(http, token=of.tokens["办公室"], headers={})
        first = Holder(http, token=of.tokens["委员"], headers={})
        record = (await clerk.change(ENTER, input=adopted(of, "航线", None, 0)))["record"]["id"]
        assert (await first.ask(OWN))["data"]["me"]["coSignatures"]["totalCount"] == 1
        assert codes(await first.change(DECLINE, record=record, reason=" ")) == ["BAD_USER_INPUT"]
        assert codes(await first.change(CONFIRM, record=record)) == []
        # A record in which one has no part, an occasion, one that is not there.
        for other in (encode("Record", of.record), encode("Record", 99)):
            assert codes(await first.change(CONFIRM, record=other)) == ["NOT_FOUND"]
        assert codes(await first.change(CONFIRM, record=encode("Member", 1))) == ["BAD_USER_INPUT"]
        assert codes(await Holder(http, headers={}).change(CONFIRM, record=record)) == ["SIGN_IN_REQUIRED"]
