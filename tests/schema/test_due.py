"""Deadlines over HTTP (履6, 履19): in time, late with a reason, awaited, unknown; the year's working days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.change import Change
from models.clock import day_of
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from rules.loader import loads
from rules.year_shift import shifted
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_mutation import ENTER_OCCASION, Secretary
from tests.services.accounts.holder import Holder, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import RULE_SET, YEAR, in_force, rows, settle

pytestmark = pytest.mark.anyio
Json = Any

DUE = "due { day state reason notes { text } } late lateReason department submittedAt"
ENTER = "mutation ($input: %s!) { %s(input: $input) { record { id %s } errors { code field message } } }"
OCCASION = ENTER % ("EnterOccasionInput", "enterOccasion", DUE)
WORK = ENTER % ("EnterWorkInput", "enterWork", DUE)
ARRANGE = """
mutation ($year: Int!, $off: [Date!]!, $work: [Date!]!, $source: String!, $against: Boolean!) {
  arrangeWorkdays(committee: "zhoushan", year: $year, daysOff: $off, workdays: $work, source: $source,
    againstKnown: $against) { workdays { year daysOff workdays source } errors { code field message } }
}
"""
NOTE = """
mutation ($code: String, $text: String!) {
  interpretRule(committee: "zhoushan", year: 2022, code: $code, text: $text) {
    interpretation { number code text author withdrawnAt } errors { code field }
  }
}
"""
WITHDRAW = """
mutation ($number: Int!) {
  withdrawInterpretation(committee: "zhoushan", number: $number, reason: "另有规定") {
    interpretation { number withdrawnAt } errors { code field }
  }
}
"""
TODAY = day_of(datetime.now(UTC))
# Off by law in every year.
ALWAYS = ("01-01", "05-01", "10-01", "10-02", "10-03")


@pytest.fixture
async def secretary(store: Store) -> AsyncIterator[Secretary]:
    """Somebody of a committee of ten, in a year that is long over and in this one."""
    members = await settle(store)
    text = shifted(RULE_SET.text, "2022.yaml", TODAY.year - YEAR, False)
    await in_force(store, loads(text, f"{TODAY.year}.yaml"))
    async with client(create_app(Settings(), store)) as http:
        yield Secretary(http, store, members)


async def announced(secretary: Secretary) -> None:
    """Makes the days around this one known, however late these tests are run."""
    for year in (TODAY.year - 1, TODAY.year, TODAY.year + 1):
        off = [f"{year}-{one}" for one in ALWAYS]
        told = await secretary.change(ARRANGE, year=year, off=off, work=[], source="试", against=True)
        assert told["errors"] == []


def working_days_later(number: int) -> str:
    """By hand: no holiday but those of `ALWAYS`, no day worked instead."""
    day = TODAY
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and f"{day:%m-%d}" not in ALWAYS
    return str(day)


async def awaiting(secretary: Secretary, more: str = "") -> list[tuple[str, str]]:
    """Titles and states of what is to be entered, in order, read in pages of two from both ends."""
    found: list[Json] = []
    after = "null"
    while True:
        page = f"due(first: 2, after: {after}{more})"
        fields = "totalCount pageInfo { hasNextPage endCursor } nodes { title due { state } }"
        told = await secretary.ask(f'{{ committee(code: "zhoushan") {{ {page} {{ {fields} }} }} }}')
        assert "errors" not in told, told
        due = told["data"]["committee"]["due"]
        found += due["nodes"]
        if not due["pageInfo"]["hasNextPage"]:
            break
        after = f'"{due["pageInfo"]["endCursor"]}"'
    assert due["totalCount"] == len(found)
    back = await secretary.ask(
        f'{{ committee(code: "zhoushan") {{ due(last: 100{more}) {{ nodes {{ title }} }} }} }}'
    )
    assert [one["title"] for one in back["data"]["committee"]["due"]["nodes"]] == [
        one["title"] for one in found
    ]
    return [(one["title"], one["due"]["state"]) for one in found]


async def test_what_is_entered_late_needs_a_reason_and_is_marked(secretary: Secretary) -> None:
    one, *_ = secretary.members
    # Friday 30 September 2022; the fifth working day behind National Day is 12 October.
    late = secretary.survey({"members": [one]}, day="2022-09-30", title="山区")
    payload = await secretary.change(OCCASION, input=late)
    (error,) = payload["errors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", "lateReason")
    for said in ("2022-10-12", "履6", "5 个工作日", "补录"):
        assert said in error["message"]
    for blank in ("", " \t"):
        payload = await secretary.change(OCCASION, input=late | {"lateReason": blank})
        assert [(one["code"], one["field"]) for one in payload["errors"]] == [
            ("BAD_USER_INPUT", "lateReason")
        ]
    payload = await secretary.change(OCCASION, input=late | {"lateReason": "名单迟交，13905800001"})
    assert [one["field"] for one in payload["errors"]] == ["lateReason"]
    assert await rows(secretary.staff.store, Record) == []
    record = (await secretary.change(OCCASION, input=late | {"lateReason": " 名单迟交 "}))["record"]
    assert record["due"]["day"] == "2022-10-12"
    assert (record["due"]["state"], record["late"], record["lateReason"]) == ("LATE", True, "名单迟交")
    assert (record["department"], record["submittedAt"] is None) == ("办公室", False)
    (line,) = [row for row in await rows(secretary.staff.store, Change) if row.entity == "record"]
    assert (line.action, line.reason) == ("add", "名单迟交")
    # Of two that are begun and not submitted, one had to be there in November; nothing in July has a day.
    for day in ("2022-11-01", "2022-07-01"):
        begun = secretary.survey({"members": [one]}, day=day, title=day, upTo="DRAFT")
        assert (await secretary.change(OCCASION, input=begun))["errors"] == []
    counted = "timeliness(year: 2022) { department kind entered inTime late without awaited overdue }"
    asked = f'{{ committee(code: "zhoushan") {{ {counted} }} }}'
    entered = {"entered": 1, "inTime": 0, "late": 1, "without": 0}
    assert (await secretary.ask(asked))["data"]["committee"]["timeliness"] == [
        {"department": "办公室", "kind": "调研", **entered, "awaited": 2, "overdue": 1}
    ]


async def test_the_deadline_runs_from_what_the_kind_says(secretary: Secretary) -> None:
    one, *_ = secretary.members
    # Each form of kind, the day that counts, and the fifth working day behind it.
    ended = secretary.survey({"members": [one]}, day="2022-09-26", title="三天", lateReason="迟交")
    ended["attributes"] = [{"name": "结束日期", "value": "2022-09-28"}]
    record = (await secretary.change(OCCASION, input=ended))["record"]
    # 29, 30, then 8 Sat, 9 Sun, 10.
    assert record["due"]["day"] == "2022-10-10"
    filed = secretary.opinion(one, kind="提案", day="2022-09-01", lateReason="迟交")
    filed["attributes"] = [{"name": "立案", "value": "是"}]
    unknown = (await secretary.change(WORK, input=filed))["record"]
    assert (unknown["due"]["day"], unknown["due"]["state"]) == (None, "UNKNOWN")
    assert "立案日期" in unknown["due"]["reason"]
    assert (unknown["late"], unknown["lateReason"], unknown["department"]) == (False, None, "提案委员会")
    filed |= {"title": "停车场", "attributes": [{"name": "立案日期", "value": "2022-11-01"}]}
    # Tuesday; Wednesday to Friday, Monday, Tuesday.
    assert (await secretary.change(WORK, input=filed))["record"]["due"]["day"] == "2022-11-08"
    adopted = [{"name": "结果", "value": "采用"}, {"name": "采用层级", "value": "市政协"}]
    told = secretary.opinion(one, day="2022-08-20", title="扶梯", lateReason="迟交")
    # Saturday; Monday to Friday.
    assert (await secretary.change(WORK, input=told))["record"]["due"]["day"] == "2022-08-26"
    told |= {"title": "公交", "outcomes": [{"day": "2022-12-01", "attributes": adopted}]}
    # Thursday; Friday, Monday to Thursday.
    assert (await secretary.change(WORK, input=told))["record"]["due"]["day"] == "2022-12-08"


async def test_nothing_before_the_measures_has_a_deadline_and_what_is_in_time_is_done(
    secretary: Secretary,
) -> None:
    one, *_ = secretary.members
    before = secretary.survey({"members": [one]}, day="2022-08-08", lateReason="不必写")
    record = (await secretary.change(OCCASION, input=before))["record"]
    assert (record["due"]["day"], record["due"]["state"], record["lateReason"]) == (None, "NONE", None)
    assert "履19" in record["due"]["reason"]
    await announced(secretary)
    now = secretary.survey({"members": [one]}, day=str(TODAY), year=TODAY.year)
    record = (await secretary.change(OCCASION, input=now))["record"]
    assert (record["due"]["day"], record["due"]["state"]) == (working_days_later(5), "DONE")
    assert (record["late"], record["lateReason"]) == (False, None)


async def test_late_records_can_be_listed(secretary: Secretary) -> None:
    one, *_ = secretary.members
    for title, day in (("甲", "2022-03-01"), ("乙", "2022-09-01"), ("丙", "2022-12-01")):
        entered = secretary.survey({"members": [one]}, day=day, title=title, lateReason="迟交")
        assert (await secretary.change(ENTER_OCCASION, input=entered))["errors"] == []
    found = {}
    for late in ("null", "true", "false"):
        page = f"records(first: 9, where: {{late: {late}}}) {{ totalCount nodes {{ title }} }}"
        told = await secretary.ask(f'{{ committee(code: "zhoushan") {{ {page} }} }}')
        nodes = told["data"]["committee"]["records"]
        assert nodes["totalCount"] == len(nodes["nodes"])
        found[late] = [one["title"] for one in nodes["nodes"]]
    assert found == {"null": ["丙", "乙", "甲"], "true": ["丙", "乙"], "false": ["甲"]}


async def test_what_is_awaited_stands_in_order_by_department_and_state(secretary: Secretary) -> None:
    await announced(secretary)
    one, *_ = secretary.members
    # Those of this year have days behind them, so that none is late when it is entered.
    for title, day in (("前", TODAY - timedelta(days=2)), ("昨", TODAY - timedelta(days=1)), ("今", TODAY)):
        entered = secretary.survey({"members": [one]}, day=str(day), title=title, year=TODAY.year)
        entered["lateReason"] = "迟交"
        assert (await secretary.change(OCCASION, input=entered))["errors"] == []
    for title, said in (("旧", "2022-09-30"), ("更旧", "2022-09-01"), ("早先", "2022-03-01")):
        entered = secretary.survey({"members": [one]}, day=said, title=title, lateReason="迟交")
        assert (await secretary.change(OCCASION, input=entered))["errors"] == []
    proposal = secretary.opinion(one, kind="提案", day="2022-09-01", title="提案")
    assert (await secretary.change(WORK, input=proposal))["errors"] == []
    assert await awaiting(secretary) == []
    async with secretary.staff.store.writing() as connection:
        drafts = update(Record).where(Record.title != "更旧").values(state="draft", submitted_at=None)
        await connection.execute(drafts)
        await connection.execute(update(Record).where(Record.title == "更旧").values(state="returned"))
    waiting = await awaiting(secretary)
    assert waiting[:2] == [("更旧", "OVERDUE"), ("旧", "OVERDUE")]
    assert [title for title, _ in waiting] == ["更旧", "旧", "前", "昨", "今"]
    assert {state for _, state in waiting[2:]} <= {"OPEN", "DUE_SOON"}
    assert await awaiting(secretary, ", state: OVERDUE") == waiting[:2]
    assert await awaiting(secretary, ", state: OPEN") + await awaiting(secretary, ", state: DUE_SOON")
    assert await awaiting(secretary, ", state: NONE") == [("早先", "NONE")]
    assert await awaiting(secretary, ", state: UNKNOWN") == [("提案", "UNKNOWN")]
    assert await awaiting(secretary, ', department: "提案委员会"') == []
    assert await awaiting(secretary, ', department: "办公室", state: OVERDUE') == waiting[:2]
    refused = await secretary.ask(
        '{ committee(code: "zhoushan") { due(first: 1, state: LATE) { totalCount } } }'
    )
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_year_without_data_is_unknown_until_the_committee_enters_it(secretary: Secretary) -> None:
    one, *_ = secretary.members
    store = secretary.staff.store
    entered = secretary.survey({"members": [one]}, day="2022-09-30", lateReason="迟交")
    record = (await secretary.change(OCCASION, input=entered))["record"]
    # As if it had been entered when nothing was known of a year far off.
    async with store.writing() as connection:
        await connection.execute(update(Record).values(due_from=date(2099, 12, 30), due_by=None))
    asked = f'{{ node(id: "{record["id"]}") {{ ... on Record {{ {DUE} }} }} }}'
    found = (await secretary.ask(asked))["data"]["node"]
    assert (found["due"]["day"], found["due"]["state"], found["late"]) == (None, "UNKNOWN", False)
    assert "录入照常" in found["due"]["reason"]
    off = [f"2099-{one}" for one in ALWAYS]
    first = await secretary.change(ARRANGE, year=2099, off=off, work=[], source="国办发明电", against=False)
    assert first["errors"] == []
    # The last days of it are known now, the first of the next year not yet.
    assert (await secretary.ask(asked))["data"]["node"]["due"]["state"] == "UNKNOWN"
    off = [f"2100-{one}" for one in ALWAYS]
    second = await secretary.change(
        ARRANGE, year=2100, off=off, work=["2100-01-02"], source=" 国办发明电〔2099〕1号 ", against=False
    )
    assert second["workdays"] == {
        "year": 2100,
        "daysOff": off,
        "workdays": ["2100-01-02"],
        "source": "国办发明电〔2099〕1号",
    }
    # 30 December 2099 is a Wednesday: 31, Saturday 2 worked, 4, 5, 6.
    found = (await secretary.ask(asked))["data"]["node"]
    assert (found["due"]["day"], found["due"]["state"]) == ("2100-01-06", "DONE")
    listed = await secretary.ask('{ committee(code: "zhoushan") { workdays { year } } }')
    assert [one["year"] for one in listed["data"]["committee"]["workdays"]] == [2100, 2099]
    lines = [row for row in await rows(store, Change) if row.entity == "workdays"]
    assert [(line.action, line.after["year"]) for line in lines] == [("arrange", 2099), ("arrange", 2100)]


@pytest.mark.parametrize(
    ("year", "off", "work", "field", "said"),
    [
        (2098, ["01-01"], [], "daysOff", "2098-10-01"),
        (2098, [*ALWAYS, "01-01"], [], "daysOff", "写了两次"),
        (2098, ALWAYS, ["2098-01-06"], "workdays", "星期六、星期日"),
        (2098, ALWAYS, ["2097-06-01"], "workdays", "不是 2098 年的"),
        (2098, [*ALWAYS, "02-08"], ["2098-02-08"], "workdays", "又放假又上班"),
        (1999, ALWAYS, [], "year", "年份"),
    ],
)
async def test_an_arrangement_that_cannot_be_is_refused(
    secretary: Secretary, year: int, off: list[str], work: list[str], field: str, said: str
) -> None:
    days = [f"{year}-{one}" for one in off]
    payload = await secretary.change(ARRANGE, year=year, off=days, work=work, source="x", against=False)
    (error,) = payload["errors"]
    assert (error["code"], error["field"], said in error["message"]) == ("BAD_USER_INPUT", field, True)


async def test_what_differs_from_a_known_year_is_said_and_refused_unless_it_is_meant(
    secretary: Secretary,
) -> None:
    # The notice of 2026 has Friday 2 January off and Sunday 4 worked; Friday 25 September off.
    payload = await secretary.change(
        ARRANGE, year=2026, off=[f"2026-{one}" for one in ALWAYS], work=[], source="x", against=False
    )
    (error,) = payload["errors"]
    assert (error["code"], error["field"]) == ("CONFLICT", "year")
    for said in ("2026-01-02放假", "2026-01-04上班", "2026-09-25放假"):
        assert said in error["message"]
    payload = await secretary.change(
        ARRANGE, year=2026, off=[f"2026-{one}" for one in ALWAYS], work=[], source="x", against=True
    )
    assert payload["errors"] == []
    blank = await secretary.change(ARRANGE, year=2098, off=[], work=[], source=" ", against=False)
    assert [one["field"] for one in blank["errors"]] == ["daysOff"]


async def test_notes_stand_beside_rules_and_the_deadline_until_they_are_withdrawn(
    secretary: Secretary,
) -> None:
    one, *_ = secretary.members
    store = secretary.staff.store
    entered = secretary.survey({"members": [one]}, day="2022-09-30", lateReason="迟交")
    record = (await secretary.change(OCCASION, input=entered))["record"]
    of_line = "kept node { code } notes { text author }"
    lines = f"standing(member: $member) {{ awards(first: 9) {{ nodes {{ {of_line} }} }} }}"
    asked = f'query ($member: ID!) {{ committee(code: "zhoushan") {{ run(year: 2022) {{ {lines} }} }} }}'

    async def award() -> Json:
        told = await secretary.ask(asked, member=one)
        (line,) = told["data"]["committee"]["run"]["standing"]["awards"]["nodes"]
        return line

    before = await award()
    code = before["node"]["code"]
    note = (await secretary.change(NOTE, code=code, text=" 半天以上的调研才算 "))["interpretation"]
    assert (note["code"], note["text"], note["author"]) == (code, "半天以上的调研才算", "王秘书")
    deadline = (await secretary.change(NOTE, code=None, text="以签到表送达为准"))["interpretation"]
    after = await award()
    assert after["notes"] == [{"text": "半天以上的调研才算", "author": "王秘书"}]
    # It says something of the rule, and changes nothing of what it gives.
    assert {**after, "notes": []} == before
    node = f'{{ node(id: "{record["id"]}") {{ ... on Record {{ {DUE} }} }} }}'
    assert (await secretary.ask(node))["data"]["node"]["due"]["notes"] == [{"text": "以签到表送达为准"}]
    for wrong, field in (({"code": "没有", "text": "x"}, "code"), ({"code": code, "text": " "}, "text")):
        refused = await secretary.change(NOTE, **wrong)
        assert [error["field"] for error in refused["errors"]] == [field]
    assert (await secretary.change(WITHDRAW, number=note["number"]))["errors"] == []
    again = await secretary.change(WITHDRAW, number=note["number"])
    assert [(error["code"], error["field"]) for error in again["errors"]] == [("CONFLICT", "number")]
    unknown = await secretary.change(WITHDRAW, number=999)
    assert [error["code"] for error in unknown["errors"]] == ["NOT_FOUND"]
    assert (await award())["notes"] == []
    listed = await secretary.ask(
        '{ committee(code: "zhoushan") { interpretations(year: 2022) { number withdrawnAt } } }'
    )
    found = listed["data"]["committee"]["interpretations"]
    assert [(each["number"], each["withdrawnAt"] is None) for each in found] == [
        (deadline["number"], True),
        (note["number"], False),
    ]
    done = [row.action for row in await rows(store, Change) if row.entity == "interpretation"]
    assert done == ["interpret", "interpret", "withdraw"]


async def test_a_member_sees_the_deadline_and_not_why_a_record_came_late(store: Store) -> None:
    of = await office(store)
    async with store.writing() as connection:
        late = {"due_by": datetime(2022, 9, 1, tzinfo=UTC), "due_from": date(2022, 8, 24)}
        await connection.execute(update(Record).values(late_reason="李四迟交名单", **late))
    fields = "... on Record { late lateReason due { day } }"
    asked = f'{{ node(id: "{encode("Record", of.record)}") {{ {fields} }} }}'
    async with served(store) as http:
        told = {
            role: (await Holder(http, token=of.tokens[role], headers={}).ask(asked))["data"]["node"]
            for role in ("委员", "结果查阅")
        }
    assert told["结果查阅"] == {"late": True, "lateReason": "李四迟交名单", "due": {"day": "2022-08-31"}}
    assert told["委员"] == told["结果查阅"] | {"lateReason": None}
