"""Objections over HTTP (履11): who raises, who decides, what the answer names, what both see of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from models.key import KeyFile
from models.objection import Objection, ObjectionStep
from models.personal import Vault
from models.store import Store
from resolvers.global_id import encode
from services.accounts.account import close as close_account
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.keys.replacing import lost, replaced
from services.runs.board import Boards
from services.runs.live import Live
from services.years.year_end import close_year
from tests.documents.received.handed_in import photo
from tests.schema.objecting import (
    ACCEPT,
    ANSWER,
    BOX,
    CLAUSE,
    CLOSE,
    NO,
    OWN,
    PASS,
    RAISE,
    TAKE_BACK,
    WITHDRAW_RECORD,
    Json,
    a_rule,
    about_record,
    errors,
    member,
    rule_of,
    staff,
)
from tests.services.accounts.holder import CODE, codes, lines, served
from tests.services.accounts.office import MEMBER, OTHER, account_of, office
from tests.services.committee_of_ten import YEAR, desk, rows

pytestmark = pytest.mark.anyio
MWC = Actor("委员工作委员会甲", "command")
MOVE = """mutation ($id: ID!, $version: Int!) {
  %sRecords(input: {committee: "zhoushan", records: [{id: $id, version: $version}], reason: "迟交"}) {
    doneCount } }"""


async def test_an_award_is_objected_to_answered_and_closed(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        rule = await rule_of(http, of)
        given = about_record(of, about="AWARD", rule=rule)
        raised = await member(of, http).change(RAISE, input=given)
        assert codes(raised) == []
        told = raised["objection"]
        # The survey was entered for the Office, which therefore answers; it gave 2 points.
        assert (told["state"], told["version"], told["desk"]) == ("SUBMITTED", 1, "办公室")
        assert (told["line"]["rule"], told["line"]["raw"], told["line"]["kept"]) == (rule, "2", "2")
        assert told["before"] == {"total": "2", "rank": 1}
        assert (told["member"], told["overdue"]) == ({"name": "赵一"}, False)
        office_holder = staff(of, http, "办公室")
        assert codes(await office_holder.change(ACCEPT, number=1, version=1)) == []
        done = await office_holder.change(ANSWER, number=1, version=2, input=NO, key="k")
        assert codes(done) == []
        again = await office_holder.change(ANSWER, number=1, version=2, input=NO, key="k")
        assert (again["repeated"], again["objection"]) == (True, done["objection"])
        # Rule, clause and step are those of the line that was objected to.
        answered = done["objection"]
        assert (answered["verdict"], answered["rule"]) == ("REFUSED", rule)
        assert answered["citation"] == told["line"]["citation"]
        assert answered["step"] == "记 2 分；计 2 分"
        assert codes(await member(of, http).change(CLOSE, number=1, version=3)) == []
        (seen,) = (await member(of, http).ask(OWN))["data"]["me"]["objections"]["nodes"]
    assert (seen["state"], seen["version"]) == ("CLOSED", 4)
    assert [(one["action"], one["by"], one["desk"], one["words"]) for one in seen["steps"]] == [
        ("RAISE", "提出人", "办公室", "我没有请假\n有签到"),
        ("ACCEPT", "办公室", "办公室", None),
        ("ANSWER", "办公室", "办公室", "已核实，没有错"),
        ("CLOSE", "提出人", "办公室", None),
    ]


async def test_the_very_same_said_twice_is_one_objection_as_long_as_it_waits(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        holder = member(of, http)
        headers = {"Authorization": f"Bearer {of.tokens['委员']}", "Luzhi-Filename": "a.jpg"}
        file = (await http.post("/uploads", content=photo(), headers=headers)).json()["id"]
        given = about_record(of, files=[file])

        async def raised(**more: Json) -> int:
            payload = await holder.change(RAISE, input=given | more)
            assert codes(payload) == []
            return int(payload["objection"]["number"])

        assert [await raised(), await raised()] == [1, 1]
        # Other words, another desk or no file: another objection.
        assert await raised(words="别的", files=[]) == 2
        assert await raised(toMwc=True, files=[]) == 3
        assert await raised(files=[]) == 4
        # One by its number, as a link to it names it.
        mwc = staff(of, http, "委员工作委员会")
        found = (await mwc.ask(BOX, where={"number": 2}))["data"]["committee"]["objections"]
        assert [one["number"] for one in found["nodes"]] == [2]
        assert (await mwc.ask(BOX, where={"number": 9}))["data"]["committee"]["objections"]["totalCount"] == 0
        assert codes(await holder.change(TAKE_BACK, number=4, version=1)) == []
        assert await raised(files=[]) == 5


async def test_what_is_upheld_names_the_record_that_was_put_right_and_the_rescoring(store: Store) -> None:
    of = await office(store)
    record = encode("Record", of.record)
    async with served(store) as http:
        assert codes(await member(of, http).change(RAISE, input=about_record(of))) == []
        office_holder = staff(of, http, "办公室")
        assert codes(await office_holder.change(ACCEPT, number=1, version=1)) == []
        upheld = {"verdict": "UPHELD", "words": "确实重复", **CLAUSE, "rule": await rule_of(http, of)}
        before = await office_holder.change(ANSWER, number=1, version=2, input=upheld)
        assert errors(before) == [("BAD_USER_INPUT", "correction")]
        # The version that was there already is none that was made for it.
        unchanged = {**upheld, "correction": {"record": record, "version": 1}}
        refused = await office_holder.change(ANSWER, number=1, version=2, input=unchanged)
        assert errors(refused) == [("CONFLICT", "correction.version")]
        corrected = await office_holder.change(WITHDRAW_RECORD, id=record)
        assert corrected["record"] == {"version": 2}
        linked = {**upheld, "correction": {"record": record, "version": 2}}
        done = await office_holder.change(ANSWER, number=1, version=2, input=linked)
        assert codes(done) == []
    told = done["objection"]
    assert told["correction"] == {"record": record, "version": 2}
    # Without the survey all have nothing, and the eight who are ranked share the first place.
    assert (told["before"], told["after"]) == ({"total": "2", "rank": 1}, {"total": "0", "rank": 1})
    assert told["waits"] is False


async def test_whoever_entered_the_record_does_not_answer_and_where_they_are_alone_it_is_passed_on(
    store: Store,
) -> None:
    of = await office(store)
    entered = Actor("x", "web", account=await account_of(store, "办公室甲"))
    async with served(store) as http:
        await desk(store, actor=entered).withdraw(of.record, 1, "重复")
        # It is reviewed anew with that.
        await desk(store, actor=entered).reinstate(of.record, 2, "不重复")
        raised = await member(of, http).change(RAISE, input=about_record(of))
        told = raised["objection"]
        assert told["desk"] == "委员工作委员会"
        assert [(one["action"], one["by"], one["words"]) for one in told["steps"]] == [
            ("RAISE", "提出人", "我没有请假\n有签到"),
            ("PASS_ON", "办公室", "这个部门没有别的人可以答复，转委员工作委员会"),
        ]
        committee = staff(of, http, "委员工作委员会")
        assert codes(await committee.change(ACCEPT, number=1, version=1)) == []
        given = {**NO, **CLAUSE, "rule": await rule_of(http, of)}
        assert codes(await committee.change(ANSWER, number=1, version=2, input=given)) == []
        # Nor does one of the Members' Work Committee who had changed it.
        mwc = Actor("x", "web", account=await account_of(store, "委员工作委员会甲"))
        await desk(store, actor=mwc).withdraw(of.record, 4, "重复")
        assert codes(await member(of, http).change(RAISE, input=about_record(of, toMwc=True))) == []
        assert codes(await committee.change(ACCEPT, number=2, version=1)) == []
        refused = await committee.change(ANSWER, number=2, version=2, input=given)
        assert errors(refused) == [("SECOND_PERSON_REQUIRED", "actor")]
        assert "转委员工作委员会（passObjection" in refused["errors"][0]["message"]


async def test_whoever_submitted_the_record_does_not_answer_and_whoever_only_approved_it_may(
    store: Store,
) -> None:
    of = await office(store)
    by = desk(store, actor=Actor("办公室甲", "command"))
    async with served(store) as http:
        committee = staff(of, http, "委员工作委员会")
        for number, stage, steps in ((1, "draft", ("submit", "approve")), (2, "submitted", ("approve",))):
            form = OccasionForm(
                title=f"港口{number}", day=date(2022, 3, 2), participants=[Present(of.members[:1])]
            )
            row = (await by.enter(CODE, YEAR, "调研", form, stage)).id
            record = encode("Record", row)
            for version, step in enumerate(steps, 1):
                moved = await committee.change(MOVE % step, id=record, version=version)
                assert moved["doneCount"] == 1
            raised = await member(of, http).change(RAISE, input=about_record(of, record=record, toMwc=True))
            assert codes(raised) == []
            assert codes(await committee.change(ACCEPT, number=number, version=1)) == []
            given = {**NO, **CLAUSE, "rule": await rule_of(http, of)}
            answered = await committee.change(ANSWER, number=number, version=2, input=given)
            wrong = [("SECOND_PERSON_REQUIRED", "actor")] if stage == "draft" else []
            assert errors(answered) == wrong


async def test_what_is_missing_goes_to_the_department_of_its_kind(store: Store) -> None:
    of = await office(store)
    missing = {"year": YEAR, "about": "MISSING", "words": "漏了", "day": "2022-05-01", "title": "赵一的提案"}
    async with served(store) as http:
        someone = member(of, http)
        wheres: list[tuple[dict[str, Json], str]] = [
            ({"kind": "提案"}, "提案委员会"),
            ({"kind": "提案", "toMwc": True}, "委员工作委员会"),
            ({"kind": "调研"}, "委员工作委员会"),
            ({"kind": "调研", "organiser": "提案委员会"}, "提案委员会"),
            # Of whom nobody could answer.
            ({"kind": "调研", "organiser": "没有的部门"}, "委员工作委员会"),
        ]
        for given, where in wheres:
            raised = await someone.change(RAISE, input={**missing, **given})
            assert (given, raised["objection"]["desk"]) == (given, where)
        seen = {}
        for role in ("提案委员会", "办公室", "委员工作委员会"):
            holder = staff(of, http, "专门委员会" if role == "提案委员会" else role)
            found = (await holder.ask(BOX))["data"]["committee"]["objections"]
            seen[role] = [one["number"] for one in found["nodes"]]
        assert seen == {"提案委员会": [4, 1], "办公室": [], "委员工作委员会": [5, 4, 3, 2, 1]}
        committee = staff(of, http, "专门委员会")
        passed = await committee.change(PASS, number=1, version=1)
        assert passed["objection"] == {"state": "SUBMITTED", "version": 2, "desk": "委员工作委员会"}
        assert errors(await committee.change(ACCEPT, number=1, version=2)) == [("FORBIDDEN", "number")]
        assert errors(await staff(of, http, "办公室").change(ACCEPT, number=4, version=1)) == [
            ("NOT_FOUND", "number")
        ]
    (row,) = [one for one in await rows(store, Objection) if one.id == 1]
    assert "赵一".encode() not in row.title.data


async def test_a_department_objects_to_the_members_work_committee(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        committee = staff(of, http, "专门委员会")
        rank = {"year": YEAR, "about": "RANK", "words": "名次不对"}
        assert errors(await committee.change(RAISE, input=rank)) == [("BAD_USER_INPUT", "member")]
        of_member = {**rank, "member": encode("Member", of.members[1])}
        told = (await committee.change(RAISE, input=of_member))["objection"]
        assert (told["desk"], told["writer"], told["side"]) == (
            "委员工作委员会",
            "专门委员会甲",
            "提案委员会",
        )
        assert (told["member"], told["before"]) == ({"name": "钱二"}, {"total": "2", "rank": 1})


WRONG: list[tuple[dict[str, Json], tuple[str, str]]] = [
    ({"words": " "}, ("BAD_USER_INPUT", "words")),
    ({"words": "字" * 2_001}, ("BAD_USER_INPUT", "words")),
    ({"record": None}, ("BAD_USER_INPUT", "record")),
    ({"kind": "提案"}, ("BAD_USER_INPUT", "kind")),
    ({"record": encode("Record", 99)}, ("NOT_FOUND", "record")),
    ({"record": encode("Member", 1)}, ("BAD_USER_INPUT", "record")),
    ({"organiser": "办公室"}, ("BAD_USER_INPUT", "organiser")),
    ({"files": ["x"]}, ("NOT_FOUND", "files")),
    ({"year": 1900}, ("BAD_USER_INPUT", "year")),
    ({"year": 2020}, ("NOT_FOUND", "year")),
    ({"about": "AWARD", "rule": "没有"}, ("NOT_FOUND", "rule")),
    ({"about": "AWARD"}, ("BAD_USER_INPUT", "rule")),
    ({"member": encode("Member", 2)}, ("FORBIDDEN", "member")),
]


async def test_what_is_wrong_is_told_with_its_field(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        for given, expected in WRONG:
            refused = await member(of, http).change(RAISE, input=about_record(of, **given))
            assert (given, errors(refused)) == (given, [expected])
    assert await rows(store, Objection) == []


async def test_others_neither_read_nor_raise(store: Store) -> None:
    of, other = await office(store), await office(store, OTHER)
    async with served(store) as http:
        assert codes(await member(of, http).change(RAISE, input=about_record(of))) == []
        for role in ("结果查阅", "运维", "系统管理员", "委员"):
            answer = await staff(of, http, role).ask(BOX)
            found = (answer["data"]["committee"] or {}).get("objections")
            assert (role, found) == (role, None)
        raised = {
            role: await staff(of, http, role).change(RAISE, input=about_record(of)) for role in of.tokens
        }
        may = {role for role, told in raised.items() if not codes(told)}
        assert may == {"委员", "办公室", "专门委员会", "大会发言组"}
        stranger = await member(other, http).change(RAISE, input=about_record(of))
        assert errors(stranger) == [("NOT_FOUND", "record")]
        assert errors(await member(other, http).change(TAKE_BACK, number=1, version=1)) == [
            ("NOT_FOUND", "number")
        ]
        assert (await member(other, http).ask(OWN))["data"]["me"]["objections"]["totalCount"] == 0


async def test_what_is_due_and_what_is_overdue(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        assert codes(await member(of, http).change(RAISE, input=about_record(of))) == []
        committee = staff(of, http, "委员工作委员会")

        async def counted(overdue: bool) -> int:
            answer = await committee.ask(BOX, where={"overdue": overdue})
            return int(answer["data"]["committee"]["objections"]["totalCount"])

        assert (await counted(True), await counted(False)) == (0, 1)
        async with store.writing() as connection:
            await connection.execute(update(Objection).values(due=date(2022, 1, 4)))
        assert (await counted(True), await counted(False)) == (1, 0)
        assert codes(await member(of, http).change(TAKE_BACK, number=1, version=1)) == []
        assert (await counted(True), await counted(False)) == (0, 1)


async def test_evidence_is_read_by_both_sides_and_by_nobody_else(store: Store) -> None:
    of = await office(store)

    async def status(role: str, path: str) -> int:
        headers = {"Authorization": f"Bearer {of.tokens[role]}"}
        return (await http.get(path, headers=headers)).status_code

    async with served(store) as http:
        headers = {"Authorization": f"Bearer {of.tokens['委员']}", "Luzhi-Filename": "a.jpg"}
        sent = await http.post("/uploads", content=photo(), headers=headers)
        file = sent.json()["id"]
        raised = await member(of, http).change(RAISE, input=about_record(of, files=[file]))
        assert [(one["id"], one["name"]) for one in raised["objection"]["files"]] == [(file, "a.jpg")]
        path = f"/uploads/{file}"
        seen = {role: await status(role, path) for role in of.tokens}
        assert {role for role, code in seen.items() if code == 200} == {"委员", "办公室", "委员工作委员会"}
        assert set(seen.values()) == {200, 404}
        # One file, one objection.
        again = await member(of, http).change(RAISE, input=about_record(of, words="还有", files=[file]))
        assert errors(again) == [("NOT_FOUND", "files")]


async def test_with_the_account_goes_what_was_said(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        assert codes(await member(of, http).change(RAISE, input=about_record(of))) == []
        (step,) = await rows(store, ObjectionStep)
        assert "签到".encode() not in step.words.data
        account = await account_of(store, MEMBER)
        await close_account(store, CODE, Actor("系统管理员甲", "command"), account)
        holder = staff(of, http, "办公室")
        (left,) = (await holder.ask(BOX))["data"]["committee"]["objections"]["nodes"]
        assert [(one["action"], one["words"]) for one in left["steps"]] == [("RAISE", None)]
        # It is still answered, for the record.
        assert codes(await holder.change(ACCEPT, number=1, version=1)) == []
        given = {**NO, **CLAUSE, "rule": a_rule()}
        assert codes(await holder.change(ANSWER, number=1, version=2, input=given)) == []
    trail = await lines(store, "raise", "accept", "answer")
    assert all("签到" not in str(line["after"]) for line in trail)
    assert [line["after"]["state"] for line in trail[1:]] == ["accepted", "answered"]


async def test_what_was_said_goes_on_under_another_key_and_is_gone_with_a_lost_one(
    store: Store, tmp_path: Path
) -> None:
    of = await office(store)
    async with served(store) as http:
        missing = {"year": YEAR, "about": "MISSING", "kind": "提案", "day": "2022-05-01", "title": "停车"}
        assert codes(await member(of, http).change(RAISE, input={**missing, "words": "漏了"})) == []
        former = store.keys
        store.keys = KeyFile(tmp_path / "another.key")
        store.vault = Vault(store.keys)
        await replaced(store, Vault(former), MWC, None)
        (told,) = (await member(of, http).ask(OWN))["data"]["me"]["objections"]["nodes"]
        assert (told["title"], told["steps"][0]["words"]) == ("停车", "漏了")
        store.keys = KeyFile(tmp_path / "a third.key")
        store.vault = Vault(store.keys)
        await lost(store, MWC, None)
    (row,) = await rows(store, Objection)
    (step,) = await rows(store, ObjectionStep)
    assert (row.title, row.kind, step.words, step.action) == (None, "提案", None, "raise")


async def test_of_a_closed_year_the_change_waits_and_the_answer_says_so(store: Store) -> None:
    of = await office(store)
    record = encode("Record", of.record)
    async with served(store) as http:
        rule = await rule_of(http, of)
        await close_year(store, Live(Boards()), CODE, YEAR, MWC)
        assert codes(await member(of, http).change(RAISE, input=about_record(of))) == []
        holder = staff(of, http, "办公室")
        assert codes(await holder.change(ACCEPT, number=1, version=1)) == []
        assert (await holder.change(WITHDRAW_RECORD, id=record))["record"] == {"version": 2}
        linked = {
            "verdict": "PARTLY",
            "words": "重复，年度重新打开后计入",
            **CLAUSE,
            "rule": rule,
            "correction": {"record": record, "version": 2},
        }
        told = (await holder.change(ANSWER, number=1, version=2, input=linked))["objection"]
    assert told["waits"] is True
    assert told["before"] == told["after"] == {"total": "2", "rank": 1}
