"""Signing in by code, as the organiser runs it: who may, the list put right, the screen in the hall."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from models.check_in import CheckIn, CheckInArrival
from models.record import Part, Record
from models.store import Store
from resolvers.global_id import encode, number
from services.entry.form import OccasionForm, Present
from tests.http_client import client
from tests.services.accounts.holder import codes, lines
from tests.services.accounts.office import OTHER, office
from tests.services.check_in.people import (
    CLOSE,
    CONFIRM,
    CORRECT,
    LIST,
    OPEN,
    STAFF,
    People,
    occasion,
    people,
    said,
    secret_of,
    seen,
    session_of,
)
from tests.services.committee_of_ten import CODE, YEAR, check_live, desk, rows, stored
from tests.signed_in import bearing

pytestmark = pytest.mark.anyio
Json = Any
KEPT = (Record, Part, CheckIn, CheckInArrival)
SCAN = """
mutation ($token: String!, $record: ID) {
  scanCheckIn(token: $token, record: $record) {
    scan { challenge title number place endsAt } presence { answer at } errors { code message }
  }
}
"""
HERE = """
mutation ($challenge: String!, $number: String, $place: PlaceInput) {
  confirmPresence(challenge: $challenge, number: $number, place: $place) {
    presence { answer title at late message } errors { code message }
  }
}
"""


async def correct(of: People, **given: Json) -> Json:
    named = {
        field: [encode("Member", of.members[at]) for at in given.pop(field)]
        for field in ("add", "remove")
        if field in given
    }
    return await of.change(CORRECT, input={"record": of.id, "reason": "签到台", **named, **given})


async def test_the_organiser_puts_people_on_the_list_and_takes_others_off(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        for at in (0, 4, 5):
            phone = await of.member(at)
            await phone.press(await phone.scan(address))
        # Without a network; a guest who is to count; and one who was seen to leave.
        assert codes(await correct(of, add=[1, 4], late=True)) == []
        assert codes(await correct(of, remove=[0])) == []
        found = await of.list()
        names = [(one["member"]["name"], one["late"], one["byHand"]) for one in found["arrivals"]["nodes"]]
        assert sorted(names) == [("周五", True, True), ("钱二", True, True)]
        assert [one["member"]["name"] for one in found["guests"]["nodes"]] == ["吴六"]
        assert [one["member"]["name"] for one in found["missing"]["nodes"]] == ["赵一", "孙三"]
        # Who was taken off does not come back by scanning.
        phone = await of.member(0)
        told = await phone.scan(address)
        assert (told.status_code, "组织者已把您从签到名单里去掉" in said(told)) == (409, True)
        assert codes(await of.confirm()) == []
        parts = {part.member: part.attributes for part in (await stored(store, of.record)).record.parts}
        here = {"状态": "出席", "迟到": True, "签到": "已登记"}
        assert parts == {"001": {"状态": "缺席"}, "002": here, "003": {"状态": "请假"}, "005": here}
        await check_live(store)
        # From then on the record is corrected, and not the list.
        for payload in (await correct(of, add=[3]), await of.change(CLOSE, id=of.id), await of.confirm_as(9)):
            assert codes(payload) == ["CONFLICT"]
    noted = [(line["action"], line["reason"]) for line in await lines(store, "add", "remove", "confirm")]
    assert [one for one in noted if one[1] is not None] == [
        *[("add", "签到台")] * 2,
        ("remove", "签到台"),
        ("confirm", "按签到名单"),
    ]


async def test_what_cannot_be_put_right_changes_nothing(store: Store) -> None:
    async with people(store) as of:
        await of.open()
        before = await rows(store, CheckInArrival)
        stranger = encode("Member", 10**9)
        for given, expected in (
            ({"add": [0, 0]}, ("BAD_USER_INPUT", "add")),
            ({"add": [0], "remove": [0]}, ("BAD_USER_INPUT", "add")),
            ({"add": [1], "remove": [0]}, ("CONFLICT", "remove[0]")),
            ({"add": [1], "reason": " "}, ("BAD_USER_INPUT", "reason")),
        ):
            (error,) = (await correct(of, **given))["errors"]
            assert (error["code"], error["field"]) == expected
        (error,) = (await of.change(CORRECT, input={"record": of.id, "add": [stranger], "reason": "x"}))[
            "errors"
        ]
        assert (error["code"], error["field"]) == ("NOT_FOUND", "add[0]")
        assert await rows(store, CheckInArrival) == before


async def test_what_was_not_seen_is_not_confirmed(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        phone = await of.member(0)
        page = await phone.scan(address)
        seen_at = (await of.list())["version"]
        # Open still; and after somebody more has come.
        assert codes(await of.confirm_as(seen_at)) == ["CONFLICT"]
        await phone.press(page)
        await of.change(CLOSE, id=of.id)
        payload = await of.confirm_as(seen_at)
        assert [(one["code"], one["field"]) for one in payload["errors"]] == [("CONFLICT", "version")]
        assert (await stored(store, of.record)).record.parts[0].attributes == {"状态": "缺席"}
        assert codes(await of.confirm_as((await of.list())["version"])) == []


async def test_who_was_written_in_as_attending_and_did_not_come_was_absent(store: Store) -> None:
    async with people(store) as of:
        # Without a word of it, the record says that they attend.
        form = OccasionForm(title="海岛专委会", day=date(2022, 5, 1), participants=[Present(of.members[:4])])
        of.record = (await desk(store, actor=STAFF).enter(CODE, YEAR, "专委会会议", form)).id
        address = await of.open()
        for at in (0, 3):
            phone = await of.member(at)
            await phone.press(await phone.scan(address))
        assert codes(await of.confirm()) == []
        parts = {part.member: part.attributes for part in (await stored(store, of.record)).record.parts}
        # This kind carries no 签到.
        assert parts == {
            "001": {"状态": "出席"},
            "002": {"状态": "缺席"},
            "003": {"状态": "缺席"},
            "004": {"状态": "出席"},
        }


async def test_what_cannot_be_opened_is_told_and_nothing_is(store: Store) -> None:
    async with people(store) as of:
        moment = datetime.now(UTC)

        def times(begin: float, end: float, **more: Json) -> Json:
            at = {"from": begin, "until": end, **more}
            return {
                name: (moment + timedelta(minutes=by)).isoformat() if isinstance(by, float) else by
                for name, by in at.items()
            }

        wrong = [
            (times(0.0, 0.0), "until"),
            (times(0.0, 1_441.0), "until"),
            (times(-60.0, -1.0), "until"),
            (times(0.0, 60.0, lateFrom=61.0), "lateFrom"),
            (times(0.0, 60.0, lateFrom=-1.0), "lateFrom"),
            (times(0.0, 60.0, number="4"), "number"),
            (times(0.0, 60.0, number="４７"), "number"),
            (times(0.0, 60.0, place={"latitude": 91.0, "longitude": 0.0, "meters": 9}), "place"),
            (times(0.0, 60.0, place={"latitude": 30.0, "longitude": 122.0, "meters": 0}), "place"),
        ]
        for given, field in wrong:
            payload = await of.change(OPEN, input={"record": of.id, **given})
            assert [(one["code"], one["field"]) for one in payload["errors"]] == [("BAD_USER_INPUT", field)]
        assert (await of.list()) is None
        for query in (CLOSE, CONFIRM):
            payload = await of.change(query, id=of.id, version=1)
            assert codes(payload) == ["NOT_FOUND"]
        await desk(store, actor=STAFF).withdraw(of.record, 1, "重复")
        payload = await of.change(OPEN, input={"record": of.id, **times(0.0, 60.0)})
        assert codes(payload) == ["CONFLICT"]


async def test_who_does_not_organise_it_neither_sees_nor_changes_it(store: Store) -> None:
    own = await office(store)
    other = await office(store, OTHER)
    async with seen(store, own.members, own.record, own.code, own.tokens["办公室"]) as of:
        await of.open()
        before = [await rows(store, table) for table in KEPT]
        for token, code in (
            *((own.tokens[role], "FORBIDDEN") for role in ("委员", "结果查阅", "大会发言组", "专门委员会")),
            (other.tokens["委员工作委员会"], "FORBIDDEN"),
        ):
            answer = await of.organiser(LIST, token, id=of.id)
            assert answer["data"] == {"checkIn": None}
            assert [one["extensions"]["code"] for one in answer["errors"]] == [code]
            for query in (CLOSE, CORRECT, CONFIRM):
                given = {"input": {"record": of.id, "reason": "x"}} if query == CORRECT else {"id": of.id}
                more = {"version": 1} if query == CONFIRM else {}
                answer = await of.organiser(query, token, **given, **more)
                assert codes(next(iter(answer["data"].values()))) == [code]
            async with client(of.app) as http:
                for path in ("", "/code.svg", "/code.png"):
                    told = await http.get(f"/hall/{of.id}{path}", headers=bearing(token))
                    assert (told.status_code, "<svg" in told.text) == (403, False)
        async with client(of.app) as http:
            assert (await http.get(f"/hall/{of.id}")).status_code == 401
        assert [await rows(store, table) for table in KEPT] == before
    refused = [line["actor"] for line in await lines(store, "refuse")]
    assert [refused.count(f"{role}甲") for role in ("大会发言组", "专门委员会")] == [3, 3]


async def test_the_screen_shows_the_code_of_now_and_who_has_come(store: Store) -> None:
    async with people(store) as of, client(of.app) as http:
        hall = f"/hall/{of.id}"
        staff = bearing(of.staff)
        assert (await http.get(hall, headers=staff)).status_code == 404
        await of.open()
        page = await http.get(hall, headers=staff)
        assert (page.status_code, "已签到 0 人，应到 3 人" in page.text) == (200, True)
        assert '<meta http-equiv="refresh" content="5">' in page.text
        # Black on white, and nothing that a strict policy refuses.
        assert re.findall(r"<(script|style|img)| style=| on\w+=", page.text) == []
        picture = await http.get(f"{hall}/code.svg", headers=staff)
        assert picture.headers["content-type"] == "image/svg+xml"
        assert picture.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        raw = await http.get(f"{hall}/code.png", headers=staff)
        assert raw.headers["content-type"] == "image/png"
        assert Image.open(BytesIO(raw.content)).size[0] > 300
        phone = await of.member(0)
        told = (await of.list())["code"]
        assert told["svg"].startswith("<svg")
        await phone.press(await phone.scan(told["address"]))
        page = await http.get(hall, headers=staff)
        assert ("已签到 1 人，应到 3 人" in page.text, "赵一" in page.text) == (True, True)
        await of.change(CLOSE, id=of.id)
        page = await http.get(hall, headers=staff)
        assert ("签到已经关闭" in page.text, "<svg" in page.text) == (True, False)
        assert (await http.get(f"{hall}/code.svg", headers=staff)).status_code == 409


async def test_a_program_scans_and_confirms_and_a_place_is_only_inside_or_outside(store: Store) -> None:
    # The hall of 新城: one and a half kilometres from the old town are outside 500 metres.
    circle = {"latitude": 29.985, "longitude": 122.207, "meters": 500}
    async with people(store) as of:
        address = await of.open(place=circle)
        answers = []
        for at, place in (
            (0, {"latitude": 29.987, "longitude": 122.209}),
            (1, {"latitude": 29.999, "longitude": 122.207}),
            (2, None),
        ):
            phone = await of.member(at)
            told = (await phone.ask(SCAN, token=address))["data"]["scanCheckIn"]
            assert (told["errors"], told["scan"]["place"], told["presence"]) == ([], True, None)
            given = {"challenge": told["scan"]["challenge"], "place": place}
            done = (await phone.ask(HERE, **given))["data"]["confirmPresence"]
            assert (done["errors"], done["presence"]["answer"]) == ([], "ON_TIME")
            again = (await phone.ask(HERE, **given))["data"]["confirmPresence"]
            assert again["presence"] == done["presence"] | {
                "answer": "TWICE",
                "message": again["presence"]["message"],
            }
            answers.append((await phone.ask(SCAN, token=address))["data"]["scanCheckIn"]["presence"])
        assert [one["answer"] for one in answers] == ["TWICE"] * 3
        nodes = (await of.list())["arrivals"]["nodes"]
        assert [(one["member"]["name"], one["inside"]) for one in nodes] == [
            *(("赵一", True), ("钱二", False), ("孙三", None))
        ]
    kept = str([await rows(store, CheckInArrival), await lines(store, "arrive")])
    assert "29.98" not in kept
    assert "29.99" not in kept


async def test_the_code_of_another_occasion_is_said_to_be_that(store: Store) -> None:
    async with people(store) as of:
        first = await of.open()
        of.record = await occasion(store, of.members, "山区调研", by=STAFF)
        second = await of.open()
        phone = await of.member(0)
        told = (await phone.ask(SCAN, token=first, record=of.id))["data"]["scanCheckIn"]
        assert [one["code"] for one in told["errors"]] == ["WRONG_OCCASION"]
        assert "您扫的是“海岛调研”的码" in told["errors"][0]["message"]
        # What was scanned of one occasion confirms nothing at another: it is the first that it is of.
        token = first.rpartition("/")[2]
        scanned = (await phone.ask(SCAN, token=token))["data"]["scanCheckIn"]["scan"]
        assert scanned["title"] == "海岛调研"
        done = (await phone.ask(HERE, challenge=scanned["challenge"]))["data"]["confirmPresence"]
        assert done["presence"]["title"] == "海岛调研"
        assert (await of.list())["arrivals"]["totalCount"] == 0
        page = await phone.scan(second)
        assert "山区调研" in page.text
        assert secret_of(page) != scanned["challenge"]


async def test_without_signing_in_a_program_scans_nothing(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        nobody = of.phone()
        for query, given in ((SCAN, {"token": address}), (HERE, {"challenge": "x"})):
            payload = next(iter((await nobody.ask(query, **given))["data"].values()))
            assert codes(payload) == ["SIGN_IN_REQUIRED"]
        phone = of.phone(await session_of(store, of.members[0]))
        for token, code in (("x", "CODE_FORGED"), ("", "CODE_FORGED"), ("号" * 600, "CODE_FORGED")):
            payload = (await phone.ask(SCAN, token=token))["data"]["scanCheckIn"]
            assert codes(payload) == [code]


async def test_what_the_page_for_organisers_says_to_send_is_answered(store: Store) -> None:
    page = Path("docs/check-in.md").read_text(encoding="utf-8")
    opening, listing, correcting, confirming = re.findall(r"```graphql\n(.*?)```", page, re.DOTALL)
    async with people(store) as of:
        moment = datetime.now(UTC)
        at = [(moment + timedelta(minutes=by)).isoformat() for by in (-5, 60, 20)]
        times = dict(zip(("from", "until", "late"), at, strict=True))
        opened = await of.change(opening, record=of.id, **times)
        assert opened == {"checkIn": {"state": "OPEN", "timesVersion": 1}, "errors": []}
        come = [encode("Member", of.members[0])]
        assert (await of.change(correcting, record=of.id, come=come))["errors"] == []
        told = (await of.organiser(listing, record=of.id))["data"]["checkIn"]
        assert (told["expected"], told["arrivals"]["totalCount"]) == (3, 1)
        await of.change(CLOSE, id=of.id)
        done = await of.change(confirming, record=of.id, version=told["version"] + 1)
        assert done["errors"] == []
        assert done["touched"][0] == {"member": {"name": "赵一"}, "totalAfter": "2.00"}


ENTER = """
mutation ($input: EnterOccasionInput!) {
  enterOccasion(input: $input) { record { id version state } errors { code } }
}
"""
APPROVE = """
mutation ($input: MoveRecordsInput!) { approveRecords(input: $input) { errors { code message } } }
"""


async def test_a_confirmed_list_counts_once_its_record_has_passed_the_review(store: Store) -> None:
    async with people(store) as of:
        expected = [encode("Member", one) for one in of.members[:2]]
        given = {"committee": CODE, "year": YEAR, "kind": "调研", "title": "山区", "day": "2022-04-01"}
        absent = [{"members": expected, "attributes": [{"name": "状态", "value": "缺席"}]}]
        entered = await of.change(ENTER, input=given | {"participants": absent})
        assert (entered["record"]["state"], entered["errors"]) == ("SUBMITTED", [])
        of.record = number(entered["record"]["id"], "Record", "id")
        phone = await of.member(1)
        await phone.press(await phone.scan(await of.open()))
        confirmed = await of.confirm()
        assert (confirmed["errors"], confirmed["touched"]) == ([], [])
        version = confirmed["record"]["version"]
        moved = {"committee": CODE, "records": [{"id": of.id, "version": version}]}
        assert codes(await of.change(APPROVE, input=moved)) == []
        board = await check_live(store)
        totals = {entry.enrolled.member.name: str(entry.score.total) for entry in board.entries}
        # A1 of Zhoushan 2022 gives 2 for a survey.
        assert {name: total for name, total in totals.items() if total != "0"} == {"钱二": "2"}


async def test_what_is_sent_again_under_its_key_is_done_once(store: Store) -> None:
    async with people(store) as of:
        moment = datetime.now(UTC)
        times = {"from": moment.isoformat(), "until": (moment + timedelta(hours=1)).isoformat()}
        rest = "repeated errors { code }"
        shown = f"checkIn {{ version }} {rest}"
        steps: list[tuple[str, str, Json]] = [
            (
                "openCheckIn",
                f"OpenCheckInInput!) {{ openCheckIn(input: $of, requestKey: $key) {{ {shown}",
                times,
            ),
            (
                "correctArrivals",
                f"CorrectArrivalsInput!) {{ correctArrivals(input: $of, requestKey: $key) {{ {shown}",
                {"add": [encode("Member", of.members[0])], "reason": "签到台"},
            ),
            ("closeCheckIn", f"ID!) {{ closeCheckIn(record: $of, requestKey: $key) {{ {shown}", None),
            (
                "confirmCheckIn",
                "ID!) { confirmCheckIn(record: $of, version: 3, requestKey: $key) { record { version }"
                f" {rest}",
                None,
            ),
        ]
        for name, words, more in steps:
            query = f"mutation ($key: String!, $of: {words} }} }}"
            given = of.id if more is None else {"record": of.id, **more}
            first = await of.change(query, key=name, of=given)
            assert (name, first["repeated"], first["errors"]) == (name, False, [])
            before = [await rows(store, table) for table in KEPT]
            assert await of.change(query, key=name, of=given) == first | {"repeated": True}
            assert [await rows(store, table) for table in KEPT] == before
