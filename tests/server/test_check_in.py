"""Signing in by code, as a member sees it on a telephone: what each scan is answered (履6)."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from models.account import Session
from models.check_in import CheckIn, CheckInArrival, CheckInChallenge
from models.store import Store
from services.accounts.secret import digest
from services.check_in.code import receipt
from services.rights.role import roles
from tests.services.accounts.holder import ORIGIN, PASSWORD, age, lines
from tests.services.accounts.office import office
from tests.services.check_in.people import (
    BASE,
    CLOSE,
    CODES,
    check_in_id,
    people,
    said,
    secret_of,
    seen,
    session_of,
)
from tests.services.committee_of_ten import check_live, live, rows, settle, stored
from tests.services.notices import noticing
from tests.signed_in import token_of

pytestmark = pytest.mark.anyio


async def test_a_member_scans_says_they_are_here_and_the_organiser_confirms(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        assert address.startswith(f"{BASE}/check-in/")
        assert len(address) == len(f"{BASE}/check-in/") + 38
        phone = await of.member(0)
        page = await phone.scan(address)
        assert (page.status_code, "海岛调研" in page.text, "我到了" in page.text) == (200, True, True)
        done = await phone.press(page)
        assert (done.status_code, said(done).startswith("✓ 已签到，")) == (200, True)
        told = await of.list()
        (one,) = told["arrivals"]["nodes"]
        assert one["member"] == {"name": "赵一", "number": "001"}
        flags = {name: one[name] for name in ("late", "flagged", "byHand", "guest", "inside", "removed")}
        assert flags == dict.fromkeys(flags, False) | {"inside": None}
        assert [(one["member"]["name"], one["status"]) for one in told["missing"]["nodes"]] == [
            ("钱二", "缺席"),
            ("孙三", "请假"),
        ]
        assert (told["state"], told["expected"], told["version"]) == ("OPEN", 3, 2)
        # Nothing of it is in the record before the list is confirmed.
        assert {str(entry.score.total) for entry in (await live(store)).entries} == {"0"}
        payload = await of.confirm()
        assert payload["errors"] == []
        # A1 of Zhoushan 2022 gives 2 for a survey.
        totals = {one["member"]["name"]: one["totalAfter"] for one in payload["touched"]}
        assert {name: total for name, total in totals.items() if total != "0.00"} == {"赵一": "2.00"}
        parts = {part.member: dict(part.attributes) for part in (await stored(store, of.record)).record.parts}
        assert parts == {
            "001": {"状态": "出席", "签到": "已登记"},
            "002": {"状态": "缺席"},
            "003": {"状态": "请假"},
        }
        assert (await of.list())["state"] == "CONFIRMED"
        await check_live(store)
    assert [line["action"] for line in await lines(store, "open", "arrive", "close", "confirm")] == [
        *("open", "arrive", "close", "confirm")
    ]
    # Who used which telephone is forgotten then.
    assert [one.device for one in await rows(store, CheckInArrival)] == [None]
    assert await rows(store, CheckInChallenge) == []


async def test_who_is_not_signed_in_signs_in_first_and_comes_back(store: Store) -> None:
    own = await office(store)
    async with seen(store, own.members, own.record, own.code, own.tokens["委员工作委员会"]) as of:
        address = await of.open()
        phone = of.phone()
        page = await phone.scan(address)
        assert (page.status_code, "先登录，再签到" in page.text) == (200, True)
        # The committee of the occasion is chosen already, for whoever can read no more than that.
        assert '<option value="zhoushan" selected>' in page.text
        # The code that was scanned is long gone when the password is typed.
        # The office gives out numbers in the order of the roles, of which the member's is the last.
        number = f"139058001{len(roles()) - 1:02}"
        given = {"committee": "zhoushan", "userName": number, "password": PASSWORD}
        origin = {"Origin": ORIGIN}
        entered = await phone.http.post("/sign-in", data=given, headers=origin)
        assert (entered.status_code, entered.headers["location"]) == (303, "/check-in")
        # It is another's telephone after all: whose account it is stands there, and a way to be another.
        page = await phone.http.get("/check-in")
        assert ("赵一" in page.text, 'action="/sign-out"' in page.text) == (True, True)
        left = await phone.http.post("/sign-out", data={"x": "x"}, headers=origin)
        assert (left.status_code, left.headers["location"]) == (303, "/check-in")
        await phone.http.post("/sign-in", data=given, headers=origin)
        done = await phone.press(await phone.http.get("/check-in"))
        assert said(done).startswith("✓ 已签到，")
        # From then on a sign-in leads where it always did.
        again = await phone.http.post("/sign-in", data=given, headers=origin)
        assert again.headers["location"] == "/"
        # And nobody is sent where they were told to be sent.
        sent = {**given, "next": "https://evil.example", "to": "//evil.example"}
        told = await phone.http.post("/sign-in?next=//evil.example", data=sent, headers=origin)
        assert told.headers["location"] == "/"


async def test_late_twice_and_uninvited_each_have_their_answer(store: Store) -> None:
    async with people(store) as of:
        address = await of.open(late=-5)
        first, guest = await of.member(0), await of.member(4)
        page = await first.scan(address)
        assert "记为迟到" in said(await first.press(page))
        # Asked again with the same button, by another scan, or on another telephone.
        for again in (
            await first.press(page),
            await first.scan(address),
            await (await of.member(0)).scan(address),
        ):
            assert (again.status_code, said(again)[:9]) == (200, "✓ 您已经签到了（")
        told = said(await guest.press(await guest.scan(address)))
        assert "您不在这次的名单里：由组织者决定算不算参加" in told
        found = await of.list()
        assert [(one["member"]["name"], one["late"]) for one in found["arrivals"]["nodes"]] == [
            ("赵一", True)
        ]
        assert [(one["member"]["name"], one["guest"]) for one in found["guests"]["nodes"]] == [("周五", True)]
        # Whom the organiser does not put on the list is not in the record, and not in the scores.
        await of.confirm()
        parts = {part.member: part.attributes for part in (await stored(store, of.record)).record.parts}
        assert parts["001"] == {"状态": "出席", "迟到": True, "签到": "已登记"}
        assert "005" not in parts
        await check_live(store)


async def test_what_was_scanned_in_time_is_not_late_however_long_the_signing_in_takes(store: Store) -> None:
    async with people(store) as of:
        address = await of.open(late=30)
        phone = await of.member(0)
        page = await phone.scan(address)
        await age(store, timedelta(minutes=35), CheckIn.late_from, CheckInChallenge.scanned_at)
        assert "迟到" not in said(await phone.press(page))


async def test_a_code_that_was_replayed_forged_or_altered_counts_for_nothing(store: Store) -> None:
    async with people(store) as of:
        now = CODES.read(store, await of.open(), datetime.now(UTC))
        phone = await of.member(0)
        for seconds in (45, 3_600, -60):
            old = CODES.shown(store, now, datetime.now(UTC) - timedelta(seconds=seconds)).address
            told = await phone.scan(old)
            assert (told.status_code, "这个二维码已经过时" in said(told)) == (403, True)
            assert "没有网络的，请到签到台" in told.text
        true = CODES.shown(store, now, datetime.now(UTC)).address
        token = true.rpartition("/")[2]
        others = {token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(38)}
        for forged in (
            *others,
            token[:-1],
            f"{token}A",
            "x",
            "%E7%A0%81",
            "-" * 38,
            receipt(store, now, "", _now()),
        ):
            told = await phone.scan(f"{BASE}/check-in/{forged}")
            assert (forged, told.status_code) == (forged, 403)
            assert "这不是本系统的签到码" in said(told)
        assert "luzhi-scan" not in phone.http.cookies
        assert (await of.list())["arrivals"]["totalCount"] == 0
        # The one before counts as long again, for whoever is just scanning.
        before = CODES.shown(store, now, datetime.now(UTC) - timedelta(seconds=15)).address
        assert "我到了" in (await phone.scan(before)).text


def _now() -> datetime:
    return datetime.now(UTC)


async def test_before_the_time_after_it_and_where_it_is_closed(store: Store) -> None:
    async with people(store) as of:
        address = await of.open(begin=30)
        phone = await of.member(0)
        told = await phone.scan(address)
        assert (told.status_code, "还没有开始签到" in said(told)) == (409, True)
        address = await of.open()
        page = await phone.scan(address)
        assert (await of.change(CLOSE, id=of.id))["errors"] == []
        for told in (await phone.press(page), await phone.scan(address)):
            assert (told.status_code, "签到已经结束：请到签到台" in said(told)) == (409, True)
        await of.open()
        await age(store, timedelta(hours=3), CheckIn.opens_at, CheckIn.closes_at)
        told = await phone.press(page)
        assert (told.status_code, "签到已经结束：请到签到台" in said(told)) == (409, True)
        assert await rows(store, CheckInArrival) == []


async def test_who_is_no_member_in_office_or_of_another_committee_does_not_sign_in(store: Store) -> None:
    elsewhere = await settle(store, "putuo")
    async with people(store) as of:
        address = await of.open()
        stranger = of.phone(await session_of(store, elsewhere[0]))
        told = await stranger.scan(address)
        assert (told.status_code, "这是别的政协的会议活动" in said(told)) == (403, True)
        # The seventh came in October, and this is in March.
        newcomer = await of.member(6)
        told = await newcomer.scan(address)
        assert (told.status_code, "不是在任委员的" in said(told)) == (403, True)
        clerk = of.phone(await _clerk(store))
        told = await clerk.scan(address)
        assert (told.status_code, "不是在任委员的" in said(told)) == (403, True)
        assert await rows(store, CheckInArrival) == []


async def _clerk(store: Store) -> str:
    """The cookie of somebody of the staff, who is no member."""
    fresh = await token_of(store, committee="zhoushan")
    async with store.writing() as connection:
        of_token = update(Session).where(Session.digest == digest(fresh))
        await connection.execute(of_token.values(client="cookie"))
    return fresh


async def test_a_challenge_is_of_one_account_one_session_one_device_and_one_occasion(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        phone = await of.member(0)
        challenge = secret_of(await phone.scan(address))
        # Another member, who has scanned as well, on a device of their own and on the same.
        other, lent = await of.member(1), await of.member(1)
        await other.scan(address)
        for name in ("luzhi-device", "luzhi-scan"):
            lent.keep(name, phone.http.cookies[name])
        # The same member signed in anew, on the same device; and on another device in the same session.
        anew, moved = await of.member(0), of.phone(phone.http.cookies["luzhi"])
        anew.keep("luzhi-device", phone.http.cookies["luzhi-device"])
        for who, status, why in (
            (other, 403, "这不是您扫出来的"),
            (lent, 403, "这不是您扫出来的"),
            (anew, 403, "扫码以后重新登录过"),
            (moved, 403, "请用扫码的那部手机确认"),
            (of.phone(), 401, "没有登录"),
        ):
            told = await who.send(challenge)
            assert (told.status_code, why in said(told)) == (status, True)
            assert await rows(store, CheckInArrival) == []
        for wrong in ("", "x", challenge[:-1]):
            assert (await phone.send(wrong)).status_code == 403
        # A scan is the device's: what it keeps is nothing on another.
        moved.keep("luzhi-scan", phone.http.cookies["luzhi-scan"])
        assert "先扫会场屏幕上的二维码" in said(await moved.http.get("/check-in"))
        # A further scan takes the place of the one before; what is refused shows the page anew.
        await phone.scan(address)
        refused = await phone.send(challenge)
        assert (refused.status_code, "后来又扫过一次" in said(refused)) == (403, True)
        assert (await phone.press(refused)).status_code == 200
        assert len(await rows(store, CheckInArrival)) == 1


async def test_a_scan_waits_ten_minutes_and_no_longer(store: Store) -> None:
    async with people(store) as of:
        await of.open()
        phone, which = await of.member(0), await check_in_id(store)
        await phone.scan(CODES.shown(store, which, _now()).address)
        device = phone.http.cookies["luzhi-device"]
        phone.keep("luzhi-scan", receipt(store, which, device, _now() - timedelta(minutes=11)))
        told = await phone.http.get("/check-in")
        assert (told.status_code, "扫过 10 分钟以上的，请重新扫" in said(told)) == (403, True)
        phone.keep("luzhi-scan", receipt(store, which, device, _now() - timedelta(minutes=9)))
        page = await phone.http.get("/check-in")
        await age(store, timedelta(minutes=11), CheckInChallenge.ends_at)
        told = await phone.press(page)
        assert (told.status_code, "扫码以后过了 10 分钟" in said(told)) == (403, True)


async def test_two_who_confirm_at_once_are_one_arrival(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        phones = [await of.member(0) for _ in range(2)]
        # Two tabs of one telephone; the second scan is the one that counts.
        pages = [await phone.scan(address) for phone in phones]
        found = await asyncio.gather(*(phones[1].press(pages[1]) for _ in range(6)))
        told = [said(one)[2:5] for one in found]
        assert [one.status_code for one in found] == [200] * 6
        assert sorted(told) == ["已签到"] + ["您已经"] * 5
        assert len(await rows(store, CheckInArrival)) == 1
        assert len(await lines(store, "arrive")) == 1


async def test_the_second_who_signs_in_on_a_telephone_is_flagged_and_not_refused(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        first = await of.member(0)
        await first.press(await first.scan(address))
        first.keep("luzhi", await session_of(store, of.members[1]))
        assert said(await first.press(await first.scan(address))).startswith("✓ 已签到")
        third = await of.member(2)
        await third.press(await third.scan(address))
        found = await of.list()
        assert [one["member"]["name"] for one in found["flagged"]["nodes"]] == ["钱二"]
        assert [(one["member"]["name"], one["flagged"]) for one in found["arrivals"]["nodes"]] == [
            *(("赵一", False), ("钱二", True), ("孙三", False))
        ]
        # What is kept of a telephone tells nothing of it at another occasion.
        kept = {one.device for one in await rows(store, CheckInArrival)}
        assert first.http.cookies["luzhi-device"] not in kept


async def test_the_number_that_is_said_in_the_hall_is_tried_five_times(store: Store) -> None:
    async with people(store) as of:
        address = await of.open(number="47")
        phone, second = await of.member(0), await of.member(1)
        page = await phone.scan(address)
        assert "会场里念的两位数字" in page.text
        page = await phone.press(page)
        assert page.status_code == 403
        for number in ("46", "4", "４７", " ", "74"):
            told = await phone.press(page, number=number)
            assert (number, told.status_code, "数字" in said(told)) == (number, 403, True)
            # The page is shown again, to be filled in again.
            page = told
        told = await phone.press(page, number="47")
        assert (told.status_code, "数字填错了 5 次：请到签到台" in said(told)) == (403, True)
        # A further scan gives no further tries; another member has their own.
        assert (await phone.press(await phone.scan(address), number="47")).status_code == 403
        assert (await second.press(await second.scan(address), number=" 47 ")).status_code == 200


async def test_a_forwarded_code_counts_while_it_lives_and_that_is_said(store: Store) -> None:
    # docs/security.md says that nobody can prevent this: who is elsewhere looks the same.
    async with people(store) as of:
        address = await of.open()
        elsewhere = await of.member(0)
        assert (await elsewhere.press(await elsewhere.scan(address))).status_code == 200
        # Kept for later it is nothing: the same address half a minute on.
        late = await of.member(1)
        which = await check_in_id(store)
        kept = CODES.shown(store, which, _now() - timedelta(seconds=31)).address
        assert (await late.scan(kept)).status_code == 403


async def test_what_was_confirmed_is_no_longer_to_be_signed(store: Store) -> None:
    async with people(store) as of:
        address = await of.open()
        phone = await of.member(1)
        page = await phone.scan(address)
        assert (await of.confirm())["errors"] == []
        assert (await phone.press(page)).status_code == 403
        assert (await phone.scan(address)).status_code == 409
        assert await rows(store, CheckInArrival) == []


async def test_pages_ask_for_no_script_and_no_place(store: Store) -> None:
    async with people(store) as of:
        phone = await of.member(0)
        page = await phone.scan(await of.open())
        assert re.findall("<(script|style|img|iframe)", page.text) == []
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "geolocation=()" in page.headers["permissions-policy"]
        kept = {one.name: one for one in phone.http.cookies.jar}
        assert all(kept[name].has_nonstandard_attr("HttpOnly") for name in ("luzhi-device", "luzhi-scan"))


async def test_where_nobody_confirms_telephones_are_forgotten_in_a_month(store: Store) -> None:
    async with people(store) as of:
        phone = await of.member(0)
        await phone.press(await phone.scan(await of.open()))
        kept = []
        for days in (29, 2):
            await age(store, timedelta(days=days), CheckIn.closes_at)
            await noticing.worker(store).once()
            kept.append(len([one for one in await rows(store, CheckInArrival) if one.device is not None]))
        assert kept == [1, 0]
        assert await rows(store, CheckInChallenge) == []
