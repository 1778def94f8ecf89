"""人员管理 over HTTP (履4): members entered, kept current, leaving, coming back, in two terms in one year."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.committee.terms import set_term
from services.entry.form import OccasionForm, Present
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.services.accounts.holder import CODE, Holder, lines, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import NAMES, PHONES, YEAR, desk, live

pytestmark = pytest.mark.anyio
Json = Any
MWC = Actor("委员工作委员会甲", "command")
SHOWN = "{ member { id number name version firstDay lastDay exited attributes { name value } } rescored"
SHOWN += " repeated errors { code field message } }"
ENTER = f"mutation ($input: EnterMemberInput!) {{ enterMember(input: $input) {SHOWN} }}"
CHANGE = f"mutation ($input: ChangeMemberInput!) {{ changeMember(input: $input) {SHOWN} }}"
LEAVE = f"mutation ($input: LeaveOfficeInput!) {{ leaveOffice(input: $input) {SHOWN} }}"
RETURN = f"mutation ($input: ReturnToOfficeInput!) {{ returnToOffice(input: $input) {SHOWN} }}"
CARRY = """
mutation ($input: CarryOverInput!) {
  carryOver(input: $input) {
    going { name formerNumber number attributes { name value } anew } staying { name number }
    shown done rescored errors { code field message }
  }
}
"""
HISTORY = """
query ($id: ID!) { node(id: $id) { ... on Member { name version history(first: 20) { totalCount nodes {
  actor action reason changes { name since before after }
} } } } }
"""
ROSTER = f"""
{{ committee(code: "{CODE}") {{ terms {{ name firstDay lastDay }} roster(first: 9) {{ nodes {{
  number name term
}} }} }} }}
"""
NEW = {"committee": CODE, "name": "卫 十一", "number": "011", "term": "本届"}


def of_role(http: Any, of: Office, role: str = "委员工作委员会") -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


def said(**values: str) -> list[Json]:
    return [{"name": name, "value": value} for name, value in values.items()]


def of(membership: int, version: int = 1, **more: Json) -> Json:
    return {"id": encode("Member", membership), "version": version, "reason": "工作变动", **more}


def wrong(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]


def held(payload: Json) -> dict[str, str]:
    return {one["name"]: one["value"] for one in payload["member"]["attributes"]}


async def totals(store: Store) -> dict[str, str]:
    board = await live(store)
    return {entry.score.key: str(entry.score.total) for entry in board.entries}


async def survey(store: Store, member: int, day: date) -> None:
    """A survey that a member attends: A1 of the measure gives 2."""
    form = OccasionForm(title=f"调研{day}", day=day, participants=[Present([member])])
    await desk(store, actor=MWC).enter(CODE, YEAR, "调研", form)


async def days_of_term(store: Store, name: str, first: date | None, last: date | None) -> None:
    async with unit_of_work(store, CODE, MWC, right=Right.ARRANGE) as unit:
        await set_term(unit, name, first, last)
        await Live(Boards()).recompute(unit)


async def test_a_member_is_entered_and_is_scored_at_once(store: Store) -> None:
    of_office = await office(store)
    given = {
        **NEW,
        "phone": "139 0580 0011",
        "firstDay": "2022-03-01",
        "attributes": said(界别="科技", 单位="市海洋局"),
    }
    async with served(store) as http:
        staff = of_role(http, of_office)
        payload = await staff.change(ENTER, input=given)
        assert payload["errors"] == []
        member = payload["member"]
        assert (member["number"], member["name"], member["firstDay"]) == ("011", "卫十一", "2022-03-01")
        assert (member["version"], payload["rescored"]) == (1, [2022])
        assert held(payload)["单位"] == "市海洋局"
        assert (await totals(store))["011"] == "0"
        told = (await staff.ask(HISTORY, id=member["id"]))["data"]["node"]["history"]
        (line,) = told["nodes"]
        assert (line["actor"], line["action"], line["reason"]) == ("委员工作委员会甲", "ADD", None)
        assert {"name": "单位", "since": None, "before": None, "after": "市海洋局"} in line["changes"]
        assert {"name": "任职起", "since": None, "before": None, "after": "2022-03-01"} in line["changes"]
    # A number of the term, however it is written; and a name of nobody.
    async with served(store) as http:
        staff = of_role(http, of_office)
        again = await staff.change(ENTER, input={**NEW, "name": "蒋十二", "number": " 11 "})
        assert wrong(again) == [("CONFLICT", "number")]
        nobody = await staff.change(ENTER, input={**NEW, "name": "（待定）", "number": ""})
        assert wrong(nobody) == [("BAD_USER_INPUT", "name"), ("BAD_USER_INPUT", "number")]


async def test_what_is_asked_again_under_its_key_is_made_once(store: Store) -> None:
    of_office = await office(store)
    keyed = ENTER.replace("($input: EnterMemberInput!)", "($input: EnterMemberInput!, $key: String)")
    keyed = keyed.replace("(input: $input)", "(input: $input, requestKey: $key)")
    async with served(store) as http:
        staff = of_role(http, of_office)
        first, again = [await staff.change(keyed, input=NEW, key="k1") for _ in range(2)]
        assert (first["repeated"], again["repeated"], again["errors"]) == (False, True, [])
        assert first["member"] == again["member"]


async def test_two_people_of_one_name_are_asked_about_and_one_is_known_by_name_and_number(
    store: Store,
) -> None:
    of_office = await office(store)
    await days_of_term(store, "本届", date(2017, 1, 1), date(2022, 6, 30))
    await days_of_term(store, "下届", date(2022, 7, 1), None)
    next_term = {**NEW, "term": "下届", "name": NAMES[1]}
    async with served(store) as http:
        staff = of_role(http, of_office)
        asked = await staff.change(ENTER, input=next_term)
        assert wrong(asked) == [("CONFLICT", "sameAs")]
        assert "本届 002（姓名相同）" in asked["errors"][0]["message"]
        # The phone of another: numbers are given on.
        other = await staff.change(ENTER, input={**next_term, "phone": PHONES[2]})
        assert wrong(other) == [("CONFLICT", "sameAs")]
        assert "本届 003（电话相同）" in other["errors"][0]["message"]
        one = await staff.change(ENTER, input={**next_term, "phone": PHONES[1]})
        assert one["errors"] == []
        wanted = {**next_term, "number": "012", "newPerson": True}
        two = await staff.change(ENTER, input=wanted)
        assert two["errors"] == []
        meant = {
            **next_term,
            "name": NAMES[2],
            "number": "013",
            "sameAs": encode("Member", of_office.members[2]),
        }
        three = await staff.change(ENTER, input=meant)
        assert three["errors"] == []
        misnamed = {**meant, "name": NAMES[3], "number": "014"}
        assert wrong(await staff.change(ENTER, input=misnamed)) == [("CONFLICT", "sameAs")]
        # Nobody is in one term twice at once.
        within = {**meant, "number": "015"}
        assert wrong(await staff.change(ENTER, input=within)) == [("CONFLICT", "firstDay")]
    people = {
        line["entity_id"]: line["after"]["person"]
        for line in await lines(store, "add")
        if line["entity"] == "membership"
    }
    fresh = sorted(people)[-3:]
    assert [people[row] for row in fresh] == [2, 11, 3]


async def test_a_special_committee_keeps_its_own_members_current_and_nothing_else(store: Store) -> None:
    of_office = await office(store)
    one, two, *_ = of_office.members
    async with served(store) as http:
        staff, committee = of_role(http, of_office), of_role(http, of_office, "专门委员会")
        moved = of(one, attributes=said(专委会="提案委员会"), since="2022-01-01")
        assert (await staff.change(CHANGE, input=moved))["errors"] == []
        kept = of(one, 2, attributes=said(单位="市海洋局", 职务="局长"), phone="0580-2020202")
        payload = await committee.change(CHANGE, input=kept)
        assert payload["errors"] == []
        assert (payload["member"]["version"], held(payload).get("职务")) == (3, None)
        # As of the end of 2022; it holds from today on.
        theirs = of(one, 3, attributes=said(界别="经济", 单位="市渔业局"), name="赵壹")
        refused = await committee.change(CHANGE, input=theirs)
        assert wrong(refused) == [("FORBIDDEN", "attributes.界别"), ("FORBIDDEN", "name")]
        others = await committee.change(CHANGE, input=of(two, attributes=said(单位="市渔业局")))
        assert wrong(others) == [("FORBIDDEN", "actor")]
        before = of(one, 3, attributes=said(单位="市渔业局"), since="2021-12-31")
        assert wrong(await committee.change(CHANGE, input=before)) == [("FORBIDDEN", "actor")]
        assert wrong(await committee.change(LEAVE, input=of(one, 3, lastDay="2022-06-30"))) == [
            ("FORBIDDEN", "actor")
        ]
        # Who moves to another committee is that one's.
        moved = of(one, 3, attributes=said(专委会="经济委员会"), since="2022-03-01")
        assert (await staff.change(CHANGE, input=moved))["errors"] == []
        gone = await committee.change(
            CHANGE, input=of(one, 4, attributes=said(单位="市渔业局"), since="2022-02-01")
        )
        assert wrong(gone) == [("FORBIDDEN", "actor")]
        found = (await staff.ask(HISTORY, id=encode("Member", one)))["data"]["node"]
        told = [(line["actor"], line["action"], line["changes"]) for line in found["history"]["nodes"]]
        assert told[0] == (
            "委员工作委员会甲",
            "CHANGE",
            [{"name": "专委会", "since": "2022-03-01", "before": "提案委员会", "after": "经济委员会"}],
        )
        assert {"name": "电话", "since": None, "before": None, "after": None} in told[1][2]
        assert [one["after"] for one in told[1][2] if one["name"] == "职务"] == ["局长"]
        assert (await committee.ask(HISTORY, id=encode("Member", one)))["data"]["node"]["version"] == 4
    refusals = [line["after"]["right"] for line in await lines(store, "refuse")]
    assert refusals == ["keep", "keep", "enrol", "keep"]


async def test_a_transfer_is_dated_and_one_that_is_told_late_stays_before_the_later(store: Store) -> None:
    of_office = await office(store)
    (one, *_) = of_office.members
    async with served(store) as http:
        staff = of_role(http, of_office)
        for version, since, sector in ((1, "2022-09-01", "经济"), (2, "2022-05-01", "文化艺术")):
            moved = of(one, version, attributes=said(界别=sector), since=since)
            assert (await staff.change(CHANGE, input=moved))["errors"] == []
        found = (await staff.ask(HISTORY, id=encode("Member", one)))["data"]["node"]["history"]["nodes"]
        # Of the beginning he was of 科技; what was told late changes nothing from September on.
        assert found[0]["changes"] == [
            {"name": "界别", "since": "2022-05-01", "before": "科技", "after": "文化艺术"}
        ]
        assert found[1]["changes"] == [
            {"name": "界别", "since": "2022-09-01", "before": "科技", "after": "经济"}
        ]
        board = await live(store)
        changes = board.by_id[one].enrolled.member.changes
        assert [(change.since, change.value) for change in changes] == [
            (date(2022, 5, 1), "文化艺术"),
            (date(2022, 9, 1), "经济"),
        ]
        # Almost a sector that is known is asked about, and may be meant.
        asked = await staff.change(CHANGE, input=of(one, 3, attributes=said(界别="文化艺木")))
        assert wrong(asked) == [("BAD_USER_INPUT", "attributes.界别")]
        assert "是不是“文化艺术”" in asked["errors"][0]["message"]
        meant = of(one, 3, attributes=said(界别="文化艺木"), newWords=True)
        assert (await staff.change(CHANGE, input=meant))["errors"] == []
        nothing = of(one, 4, attributes=said(界别="经济"), since="2022-09-01")
        assert wrong(await staff.change(CHANGE, input=nothing)) == [("CONFLICT", "attributes")]
        unknown = of(one, 4, attributes=said(任职止="2022-09-01", 星座="天秤"))
        assert wrong(await staff.change(CHANGE, input=unknown)) == [
            ("BAD_USER_INPUT", "attributes.任职止"),
            ("BAD_USER_INPUT", "attributes[1]"),
        ]


async def test_who_leaves_and_comes_back_scores_in_each_office_for_its_own_days(store: Store) -> None:
    of_office = await office(store)
    (one, *_) = of_office.members
    async with served(store) as http:
        staff = of_role(http, of_office)
        assert wrong(await staff.change(RETURN, input=of(one, number="001-2", firstDay="2022-09-01"))) == [
            ("CONFLICT", "firstDay")
        ]
        left = await staff.change(LEAVE, input=of(one, lastDay="2022-06-30"))
        assert (left["errors"], left["member"]["lastDay"]) == ([], "2022-06-30")
        early = of(one, 2, number="001-2", firstDay="2022-06-30")
        assert wrong(await staff.change(RETURN, input=early)) == [("CONFLICT", "firstDay")]
        back = await staff.change(RETURN, input=of(one, 2, number="001-2", firstDay="2022-09-01"))
        assert back["errors"] == []
        kept = held(back)
        assert (kept["身份"], kept["界别"]) == ("常委", "科技")
        # Until the second begins, the first cannot go on.
        late = await staff.change(LEAVE, input=of(one, 2, lastDay="2022-09-01"))
        assert wrong(late) == [("CONFLICT", "lastDay")]
    board = await live(store)
    second = next(entry.id for entry in board.entries if entry.score.key == "001-2")
    await survey(store, one, date(2022, 5, 1))
    await survey(store, second, date(2022, 10, 1))
    await survey(store, second, date(2022, 10, 2))
    found = await totals(store)
    # 海岛 on 1 March and one in May, 2 + 2; two in October, 2 + 2; each office has six and four months.
    assert (found["001"], found["001-2"]) == ("4", "4")
    terms = {
        entry.score.key: board.by_id[entry.id].enrolled.member.attributes.get("任职起")
        for entry in board.entries
    }
    assert (terms["001"], terms["001-2"]) == (None, date(2022, 9, 1))


async def test_days_that_cannot_be_are_refused(store: Store) -> None:
    of_office = await office(store)
    seventh = of_office.members[6]
    await days_of_term(store, "本届", date(2022, 1, 1), date(2026, 12, 31))
    async with served(store) as http:
        staff = of_role(http, of_office)
        # He came on 1 October 2022.
        refused = {
            "2022-09-30": ("BAD_USER_INPUT", "lastDay"),
            "2027-01-01": ("BAD_USER_INPUT", "lastDay"),
        }
        for day, why in refused.items():
            assert wrong(await staff.change(LEAVE, input=of(seventh, lastDay=day))) == [why]
        assert wrong(await staff.change(LEAVE, input=of(seventh, lastDay=None))) == [("CONFLICT", "lastDay")]
        assert (await staff.change(LEAVE, input=of(seventh, lastDay="2022-12-01")))["errors"] == []
        later = of(seventh, 2, attributes=said(单位="市海洋局"), since="2022-12-02")
        assert wrong(await staff.change(CHANGE, input=later)) == [("BAD_USER_INPUT", "since")]
        undone = await staff.change(LEAVE, input=of(seventh, 2, lastDay=None))
        assert (undone["errors"], undone["member"]["lastDay"]) == ([], None)
        new = {**NEW, "firstDay": "2021-12-31"}
        assert wrong(await staff.change(ENTER, input=new)) == [("BAD_USER_INPUT", "firstDay")]


async def test_of_two_who_change_one_member_at_once_one_is_told(store: Store) -> None:
    of_office = await office(store)
    (one, *_) = of_office.members
    async with served(store) as http:
        staff = of_role(http, of_office)
        inputs = [of(one, attributes=said(界别=sector), newWords=True) for sector in ("渔农业", "特邀")]
        payloads = await asyncio.gather(
            *(staff.change(CHANGE, input=each) for each in inputs),
            staff.change(LEAVE, input=of(one, lastDay="2099-01-01")),
        )
        assert sorted(wrong(each) for each in payloads) == [[], *[[("CONFLICT", "version")]] * 2]


async def test_members_go_on_into_the_next_term_and_score_in_each_for_its_days(store: Store) -> None:
    of_office = await office(store)
    one, two, three, *_ = of_office.members
    await days_of_term(store, "本届", date(2017, 1, 1), date(2022, 6, 30))
    members = [
        {"member": encode("Member", one)},
        {"member": encode("Member", two), "number": "201"},
    ]
    given: Json = {
        "committee": CODE,
        "fromTerm": "本届",
        "toTerm": "下届",
        "members": members,
        "dryRun": True,
    }
    async with served(store) as http:
        staff = of_role(http, of_office)
        assert wrong(await staff.change(CARRY, input=given)) == [("NOT_FOUND", "toTerm")]
        await days_of_term(store, "下届", date(2022, 7, 1), None)
        shown = await staff.change(CARRY, input=given)
        assert (shown["errors"], shown["done"]) == ([], False)
        assert shown["going"][0] == {
            "name": "赵一",
            "formerNumber": "001",
            "number": "001",
            "attributes": [{"name": "界别", "value": "科技"}],
            "anew": ["身份"],
        }
        assert [each["number"] for each in shown["staying"]][:1] == ["003"]
        assert await totals(store) == {f"{at:03}": ("2" if at < 3 else "0") for at in range(1, 11)}
        twice = {
            **given,
            "members": [*members, members[0], {"member": encode("Member", three), "number": "201"}],
        }
        assert wrong(await staff.change(CARRY, input=twice)) == [
            ("BAD_USER_INPUT", "members[2].member"),
            ("CONFLICT", "members[3].number"),
        ]
        done = {**given, "dryRun": False, "shown": shown["shown"]}
        assert (await staff.change(LEAVE, input=of(two, lastDay="2022-06-01")))["errors"] == []
        assert wrong(await staff.change(CARRY, input=done)) == [("CONFLICT", "members[1].member")]
        assert (await staff.change(LEAVE, input=of(two, 2, lastDay=None)))["errors"] == []
        moved = of(one, attributes=said(界别="特邀"), since="2022-06-01", newWords=True)
        assert (await staff.change(CHANGE, input=moved))["errors"] == []
        assert wrong(await staff.change(CARRY, input=done)) == [("CONFLICT", "shown")]
        again = await staff.change(CARRY, input={**done, "shown": None})
        assert (again["errors"], again["done"], again["rescored"]) == ([], True, [2022])
        there = await staff.change(CARRY, input={**done, "shown": None})
        assert wrong(there) == [("CONFLICT", f"members[{at}].member") for at in (0, 1)]
        found = (await staff.ask(ROSTER))["data"]["committee"]
        assert found["terms"][1] == {"name": "下届", "firstDay": "2022-07-01", "lastDay": None}
        assert found["roster"]["nodes"] == [
            {"number": "001", "name": "赵一", "term": "下届"},
            {"number": "201", "name": "钱二", "term": "下届"},
        ]
        # A term that has not begun is not the one of today.
        await days_of_term(store, "下届", date(2022, 7, 1), date(2099, 6, 30))
        await days_of_term(store, "再下届", date(2099, 7, 1), None)
        assert (await staff.ask(ROSTER))["data"]["committee"]["roster"] == found["roster"]
    board = await live(store)
    fresh = next(entry.id for entry in board.entries if entry.score.key == "201")
    for day in (date(2022, 8, 1), date(2022, 8, 2)):
        await survey(store, fresh, day)
    found = await totals(store)
    # Of two terms of one year that use a number, the later keeps it as it is. 海岛 in March gave 2 to each;
    # the two surveys in August are of the next term.
    assert (found["001(本届)"], found["001"], found["002"], found["201"]) == ("2", "0", "2", "4")
