"""Leave over HTTP: asked for before the occasion, decided by whom its kind says, seen in the list."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.change import Change
from models.leave import Leave
from models.store import Store
from models.upload import Upload
from resolvers.global_id import encode
from rules.document import RuleSet
from rules.loader import loads
from rules.shipped import locate
from rules.year_shift import shifted
from schema.assembled import schema
from services.accounts.account import close
from services.accounts.grants import Giving, given, grant, revoke
from services.actor import Actor
from services.rights.held import today
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.documents.received.handed_in import photo
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import FIRST, MEMBER, Office, account_of, office
from tests.services.committee_of_ten import ME, check_live, live, rows, stored

pytestmark = pytest.mark.anyio
Json = Any
FIELDS = """
number kind day title record approver organiser state version reason answer memberName decidedBy files
"""
ASK = f"""
mutation ($input: AskLeaveInput!) {{ askLeave(input: $input) {{
  leave {{ {FIELDS} }} errors {{ code field message }}
}} }}
"""
WITHDRAW = f"""
mutation ($number: Int!, $version: Int!) {{
  withdrawLeave(committee: "zhoushan", number: $number, version: $version) {{
    leave {{ {FIELDS} }} errors {{ code field message }}
  }}
}}
"""
DECIDE = f"""
mutation ($number: Int!, $version: Int!, $granted: Boolean!, $words: String, $key: String) {{
  decideLeave(committee: "zhoushan", number: $number, version: $version, granted: $granted, words: $words,
      requestKey: $key) {{
    leave {{ {FIELDS} }} repeated errors {{ code field message }}
  }}
}}
"""
SEEN = """
query ($state: LeaveState) { leaves(committee: "zhoushan", state: $state, first: 10) {
  totalCount nodes { number state reason }
} }
"""
OWN = "{ me { leaves(first: 10) { nodes { number state reason answer } } } }"
ENTER = """
mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) {
  record { id version parts(first: 10) { nodes {
    member { number } leave attributes { name value } } } } errors { code message }
} }
"""
CORRECT = ENTER.replace("EnterOccasionInput", "CorrectOccasionInput").replace("enterOcc", "correctOcc")


async def next_day(store: Store) -> date:
    async with store.reading() as connection:
        return await today(connection) + timedelta(days=1)


def measure_of(year: int) -> RuleSet:
    """The measure of 2022, moved to another year."""
    text = locate("zhoushan/2022").read_text("utf-8")
    return loads(shifted(text, "2022.yaml", year - 2022, carried=True), f"{year}.yaml")


async def asking(store: Store) -> tuple[Office, date]:
    """The office with the measure of the year in which tomorrow is, and tomorrow."""
    of, day = await office(store), await next_day(store)
    async with unit_of_work(store, CODE, ME, right=None) as unit:
        await versions.add(unit, measure_of(day.year))
        await Live(Boards()).recompute(unit, day.year)
    return of, day


def request(day: date, **more: Any) -> Json:
    said = {"committee": CODE, "year": day.year, "reason": "住院", "kind": "全会", "title": "八届二次全会"}
    return {**said, "day": str(day), **more}


def holders(of: Office, http: Any, *roles: str) -> list[Holder]:
    return [Holder(http, token=of.tokens[role], headers={}) for role in roles]


def states(payload: Json) -> dict[str, tuple[str, str | None]]:
    return {
        part["member"]["number"]: (
            next(one["value"] for one in part["attributes"] if one["name"] == "状态"),
            part["leave"],
        )
        for part in payload["record"]["parts"]["nodes"]
    }


async def test_leave_of_a_plenary_is_the_chairs_to_give_and_stands_in_the_list(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer, office_, mwc = holders(of, http, "委员", "签批领导", "办公室", "委员工作委员会")
        asked = await member.change(ASK, input=request(day))
        assert asked["errors"] == []
        assert asked["leave"] == {
            "number": 1,
            "kind": "全会",
            "day": str(day),
            "title": "八届二次全会",
            "record": None,
            "approver": "SIGNER",
            "organiser": None,
            "state": "ASKED",
            "version": 1,
            "reason": "住院",
            "answer": None,
            "memberName": "赵一",
            "decidedBy": None,
            "files": [],
        }
        # Who decides sees it, and nobody else: neither the Office, since there are signers, nor the MWC.
        assert (await signer.ask(SEEN))["data"]["leaves"]["totalCount"] == 1
        given_ = {"number": 1, "version": 1, "granted": True}
        for other in (office_, mwc):
            assert (await other.ask(SEEN))["data"]["leaves"]["totalCount"] == 0
            assert codes(await other.change(DECIDE, **given_)) == ["NOT_FOUND"]
        assert codes(await member.change(DECIDE, **given_)) == ["FORBIDDEN"]
        decided = await signer.change(DECIDE, **given_, words="好好休息", key="k")
        assert (decided["errors"], decided["leave"]["state"]) == ([], "APPROVED")
        assert decided["leave"]["decidedBy"] == "签批领导甲"
        again = await signer.change(DECIDE, **given_, words="好好休息", key="k")
        assert (again["repeated"], again["leave"]) == (True, decided["leave"])
        assert codes(await signer.change(DECIDE, **given_)) == ["CONFLICT"]
        own = (await member.ask(OWN))["data"]["me"]["leaves"]["nodes"]
        assert own == [{"number": 1, "state": "APPROVED", "reason": "住院", "answer": "好好休息"}]
        # The list is entered: who asked is on leave, who did not ask is marked.
        people = [encode("Member", one) for one in of.members]
        participants = [
            {"members": people[1:3]},
            {"members": [people[3]], "attributes": [{"name": "状态", "value": "请假"}]},
        ]
        entered = await office_.change(
            ENTER,
            input={
                "committee": CODE,
                "year": day.year,
                "kind": "全会",
                "title": "政协八届二次全会",
                "day": str(day),
                "participants": participants,
            },
        )
        assert entered["errors"] == []
        assert states(entered) == {
            "001": ("请假", "ASKED"),
            "002": ("出席", None),
            "003": ("出席", None),
            "004": ("请假", "TYPED_AFTERWARDS"),
        }
        # Whoever came after all is written as present, whoever is written as absent is on leave.
        record = entered["record"]["id"]
        for version, (said, expected) in enumerate(
            (("缺席", ("请假", "ASKED")), ("出席", ("出席", None))), 1
        ):
            parts = [{"members": [people[0]], "attributes": [{"name": "状态", "value": said}]}]
            given_form = {"id": record, "version": version, "reason": "核对", "participants": parts}
            corrected = await office_.change(CORRECT, input=given_form)
            assert states(corrected)["001"] == expected
    (row,) = await rows(store, Leave)
    assert row.record_id == 2
    await check_live(store)
    # Neither why nor what was answered stands in the trail.
    async with store.reading() as connection:
        trail = (await connection.execute(select(Change.after, Change.reason))).all()
    assert "住院" not in str(trail)
    assert "休息" not in str(trail)


async def test_without_signers_the_office_acts_for_the_chair(store: Store) -> None:
    of, day = await asking(store)
    async with store.reading() as connection:
        (signing,) = [one.grant for one in await given(connection, 1) if one.grant.role == "签批领导"]
    await revoke(store, CODE, FIRST, signing.id)
    async with served(store) as http:
        member, office_ = holders(of, http, "委员", "办公室")
        asked = await member.change(ASK, input=request(day, kind="常委会", title="第三次常委会会议"))
        assert asked["leave"]["approver"] == "OFFICE"
        assert (await office_.ask(SEEN))["data"]["leaves"]["totalCount"] == 1
        refused = await office_.change(DECIDE, number=1, version=1, granted=False)
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [("BAD_USER_INPUT", "words")]
        done = await office_.change(DECIDE, number=1, version=1, granted=False, words="请委托书面发言")
        assert (done["leave"]["state"], done["errors"]) == ("REFUSED", [])
        # After that one may ask anew.
        assert (await member.change(ASK, input=request(day, kind="常委会", title="第三次常委会会议")))[
            "leave"
        ]


async def test_leave_of_an_activity_is_given_by_whoever_organises(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser, office_, mwc = holders(of, http, "委员", "专门委员会", "办公室", "委员工作委员会")
        form = {
            "committee": CODE,
            "year": day.year,
            "kind": "调研",
            "title": "港口",
            "day": str(day),
            "participants": [{"members": people[:2]}],
            "upTo": "APPROVED",
        }
        entered = await organiser.change(ENTER, input=form)
        record = entered["record"]["id"]
        asked = await member.change(
            ASK, input={**request(day), "record": record, "kind": None, "title": None}
        )
        told = {name: asked["leave"][name] for name in ("approver", "organiser", "record", "title")}
        assert told == {"approver": "ORGANISER", "organiser": "提案委员会", "record": record, "title": "港口"}
        assert codes(await member.change(ASK, input=request(day, record=record))) == ["CONFLICT"]
        assert codes(await office_.change(DECIDE, number=1, version=1, granted=True)) == ["NOT_FOUND"]
        assert codes(await organiser.change(DECIDE, number=1, version=1, granted=True)) == []
        # At once, before anybody enters a list: the one who was expected is on leave, and scored so.
        found = await stored(store, 2)
        assert (found.version, found.state) == (2, "approved")
        board = await live(store, year=day.year)
        assert {entry.score.key: str(entry.score.total) for entry in board.entries[:2]}["001"] == "0"
        # Of an organiser that nobody names, the main department decides.
        second = await member.change(ASK, input=request(day, kind="视察", title="海岛"))
        assert second["leave"]["organiser"] is None
        assert codes(await organiser.change(DECIDE, number=2, version=1, granted=True)) == ["NOT_FOUND"]
        assert codes(await mwc.change(DECIDE, number=2, version=1, granted=True)) == []
        named = request(day, kind="视察", title="交通", organiser="提案委员会")
        assert (await member.change(ASK, input=named))["leave"]["organiser"] == "提案委员会"
        strange = await member.change(ASK, input=request(day, kind="视察", title="农业", organiser="某委"))
        assert [(one["code"], one["field"]) for one in strange["errors"]] == [("BAD_USER_INPUT", "organiser")]


async def test_nobody_decides_their_own_and_what_is_decided_stays(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer = holders(of, http, "委员", "签批领导")
        await member.change(ASK, input=request(day))
        # The member is a signer as well.
        mine = await account_of(store, MEMBER)
        await grant(store, CODE, FIRST, mine, Giving(role="签批领导"))
        assert (await member.ask(SEEN))["data"]["leaves"]["totalCount"] == 0
        refused = await member.change(DECIDE, number=1, version=1, granted=True)
        assert [(one["code"], one["message"]) for one in refused["errors"]] == [
            ("FORBIDDEN", "自己的请假不能自己批")
        ]
        assert codes(await signer.change(WITHDRAW, number=1, version=1)) == ["FORBIDDEN"]
        assert codes(await member.change(WITHDRAW, number=1, version=2)) == ["CONFLICT"]
        gone = await member.change(WITHDRAW, number=1, version=1)
        assert (gone["leave"]["state"], gone["errors"]) == ("WITHDRAWN", [])
        for change, who in ((WITHDRAW, member), (DECIDE, signer)):
            given_ = {"number": 1, "version": 2} | ({"granted": True} if change == DECIDE else {})
            assert codes(await who.change(change, **given_)) == ["CONFLICT"]
    noted = [(line["action"], line["entity"]) for line in await lines(store, "ask", "withdraw", "refuse")]
    assert noted == [("ask", "leave"), *[("refuse", "right")] * 2, ("withdraw", "leave")]


async def test_of_two_who_decide_at_once_one_is_told(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer = holders(of, http, "委员", "签批领导")
        await member.change(ASK, input=request(day))
        answers = await asyncio.gather(
            signer.change(DECIDE, number=1, version=1, granted=True),
            signer.change(DECIDE, number=1, version=1, granted=False, words="要到会"),
            member.change(WITHDRAW, number=1, version=1),
        )
        assert sorted(map(codes, answers)) == [[], ["CONFLICT"], ["CONFLICT"]]
        (row,) = await rows(store, Leave)
        assert (row.version, row.state) == (
            2,
            next(one["leave"]["state"].lower() for one in answers if one["leave"]),
        )


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"day": "2022-03-01"}, "BAD_USER_INPUT", "day"),
    ({"kind": "提案"}, "BAD_USER_INPUT", "kind"),
    ({"title": "港口，找 13805801234"}, "BAD_USER_INPUT", "title"),
    ({"kind": "没有的"}, "BAD_USER_INPUT", "kind"),
    ({"kind": None}, "BAD_USER_INPUT", "kind"),
    ({"title": " "}, "BAD_USER_INPUT", "title"),
    ({"reason": ""}, "BAD_USER_INPUT", "reason"),
    ({"year": 2019}, "NOT_FOUND", "year"),
    ({"year": 2022}, "BAD_USER_INPUT", "year"),
    ({"record": encode("Record", 99)}, "NOT_FOUND", "record"),
    ({"files": [encode("Member", 1)]}, "NOT_FOUND", "files"),
]


async def test_what_cannot_be_asked_says_why(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, staff = holders(of, http, "委员", "专门委员会")
        for more, code, field in REFUSED:
            payload = await member.change(ASK, input={**request(day), **more})
            assert (more, [(one["code"], one["field"]) for one in payload["errors"]]) == (
                more,
                [(code, field)],
            )
        assert codes(await staff.change(ASK, input=request(day))) == ["FORBIDDEN"]
        assert codes(await Holder(http, headers={}).change(ASK, input=request(day))) == ["SIGN_IN_REQUIRED"]
    assert await rows(store, Leave) == []


async def test_evidence_is_for_whoever_decides_and_goes_with_the_account(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer, other = holders(of, http, "委员", "签批领导", "专门委员会")
        sent = {"Luzhi-Filename": "a.jpg", "Authorization": f"Bearer {of.tokens['委员']}"}
        file = (await http.post("/uploads", content=photo(), headers=sent)).json()["id"]
        asked = await member.change(ASK, input=request(day, files=[file]))
        assert asked["leave"]["files"] == [file]
        for who, status in ((member, 200), (signer, 200), (other, 404)):
            headers = {"Authorization": f"Bearer {who.token}"}
            assert (await http.get(f"/uploads/{file}", headers=headers)).status_code == status
        # What is hung on one request is not there for another.
        twice = await member.change(ASK, input=request(day, title="另一次", files=[file]))
        assert [(one["code"], one["field"]) for one in twice["errors"]] == [("NOT_FOUND", "files")]
        mine = await account_of(store, MEMBER)
        await close(store, CODE, Actor("系统管理员甲", "command"), mine)
        (upload,) = await rows(store, Upload)
        assert (upload.key, upload.content_id) == (None, None)
        (left,) = (await signer.ask(SEEN))["data"]["leaves"]["nodes"]
        assert left == {"number": 1, "state": "ASKED", "reason": None}


def test_leave_leads_to_nothing_else() -> None:
    fields = schema._schema.type_map["Leave"].fields  # type: ignore[attr-defined]
    assert {str(field.type).strip("[]!") for field in fields.values()} == {
        *("Int", "String", "ID", "Date", "DateTime", "LeaveApprover", "LeaveState")
    }
