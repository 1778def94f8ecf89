"""我的数据: everybody sees what is held of them and who has read it, and nothing of anybody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from models.change import Change
from models.check_in import CheckIn, CheckInArrival
from models.clock import now
from models.co_signature import CoSignature
from models.leave import Leave
from models.member import Membership
from models.store import Store
from resolvers.global_id import encode
from services.accounts.account import Registration, register
from services.accounts.feedback import read_in_full
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from services.members.phones import forget
from services.refusal import Refusal
from services.unit_of_work import unit_of_work
from services.workbooks.exporting import export_phones
from tests.schema.objecting import RAISE
from tests.schema.test_feedback import WRITE
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, codes, hashing, lines, served
from tests.services.accounts.office import OTHER, Office, account_of, office, offices
from tests.services.check_in.people import CORRECT, people
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio
Json = Any
BY = Actor("委员工作委员会甲", "command")
PHONE, SECOND = "13805800001", "13805800002"
FIELDS = "name value since term"
DATA = f"""
{{ me {{ userName data {{ account {{ {FIELDS} }} roster {{ {FIELDS} }} records statements
  readings {{ what actor department reason year people }} }} }} }}
"""


async def member(store: Store, code: str, name: str, number: str, phone: str) -> str:
    """The token of a member who has got an account."""
    form = Registration(real_name=name, phone=phone, member=number)
    issued = await register(store, hashing(), code, Actor("系统管理员甲", "command"), form)
    await set_password(store, hashing(), code, Credentials(phone, issued.secret), PASSWORD, HERE)
    return (await sign_in(store, hashing(), code, Credentials(phone, PASSWORD), HERE)).token


async def data(someone: Holder) -> Json:
    answer = await someone.ask(DATA)
    assert "errors" not in answer, answer
    return answer["data"]["me"]["data"]


def field(name: str, value: str, term: str | None = None, since: str | None = None) -> Json:
    return {"name": name, "value": value, "since": since, "term": term}


async def taken_out(store: Store, of: Office, folder: Path, reason: str) -> None:
    """The roster of the year with all phone numbers."""
    by = Actor("委员工作委员会甲", "command")
    await export_phones(store, of.code, YEAR, folder / f"{reason}.xlsx", by, reason)


async def test_a_member_sees_every_field_in_full_and_that_leaves_a_line(store: Store) -> None:
    own = await office(store)
    token = await member(store, CODE, "钱二", "002", PHONE)
    async with served(store) as http:
        someone = Holder(http, token=token, headers={})
        found = await data(someone)
        assert found == {
            "account": [field("姓名", "钱二"), field("电话", PHONE)],
            "roster": [
                field("姓名", "钱二"),
                field("电话", "13905800002"),
                field("委员编号", "002", "本届"),
                field("界别", "经济", "本届"),
                field("身份", "委员", "本届"),
            ],
            "records": 1,
            "statements": 0,
            "readings": [],
        }
        again = (await data(someone))["readings"]
        told = {
            "what": "电话",
            "actor": "钱二",
            "department": None,
            "reason": None,
            "year": None,
            "people": 1,
        }
        assert again == [told]
        assert (await someone.ask("{ me { userName } }"))["data"]["me"] == {"userName": "138****0001"}
        assert (await data(someone))["readings"] == [told, told]
        # Who works in the office is in no roster.
        clerk = Holder(http, token=own.tokens["专门委员会"], headers={})
        mine = await data(clerk)
        assert (mine["roster"], mine["records"], mine["readings"]) == ([], 0, [])
        assert mine["account"][2] == field("部门", "提案委员会")
    found = await lines(store, "disclose")
    assert [(line["actor"], line["entity"], line["after"]) for line in found] == [
        *[("钱二", "account", {"fields": ["phone"]})] * 3,
        ("专门委员会甲", "account", {"fields": ["phone"]}),
    ]
    async with store.reading() as connection:
        trail = str((await connection.execute(select(Change.before, Change.after, Change.reason))).all())
    assert PHONE not in trail
    assert "13905800002" not in trail


async def test_leave_objections_arrivals_and_co_signatures_are_counted_and_only_ones_own(
    store: Store,
) -> None:
    own = await office(store)
    tokens = [
        await member(store, CODE, "钱二", "002", PHONE),
        await member(store, CODE, "孙三", "003", SECOND),
    ]
    counts = "{ me { data { leaves objections arrivals coSignatures } } }"
    async with served(store) as http:
        someone = Holder(http, token=tokens[0], headers={})
        clerk = Holder(http, token=own.tokens["专门委员会"], headers={})
        for holder, of_whom in ((someone, {}), (clerk, {"member": encode("Member", own.members[1])})):
            raised = {"year": YEAR, "about": "RANK", "words": "名次不对", **of_whom}
            assert codes(await holder.change(RAISE, input=raised)) == []
        async with store.writing() as connection:
            moment = await now(connection)
            of = {"committee_id": 1, "membership_id": own.members[1]}
            said = {"confirmed": True, "answered_at": moment}
            await connection.execute(insert(CoSignature).values(record_id=own.record, **of, **said))
            times = {"opens_at": moment, "closes_at": moment, "state": "open", "version": 1}
            open_at = insert(CheckIn).values(committee_id=1, record_id=own.record, **times)
            await connection.execute(open_at)
            flags = dict.fromkeys(("late", "flagged", "by_hand"), False)
            came = {"check_in_id": 1, "at": moment, "state": "present", "moved": 1, **flags}
            await connection.execute(insert(CheckInArrival).values(**of, **came))
            wanted = {"kind": "调研", "day": date(2022, 4, 1), "title": "渔港", "state": "asked"}
            by = {"account_id": await account_of(store, "钱二"), "approver": "组织者", "version": 1}
            await connection.execute(insert(Leave).values(**of, **wanted, **by, asked_at=moment))
        found = [
            (await Holder(http, token=token, headers={}).ask(counts))["data"]["me"]["data"]
            for token in tokens
        ]
    # Of the two objections one is a department's, for the member.
    assert found[0] == {"leaves": 1, "objections": 2, "arrivals": 1, "coSignatures": 1}
    assert found[1] == {"leaves": 0, "objections": 0, "arrivals": 0, "coSignatures": 0}


ARRIVALS = """
{ me { arrivals(first: 1) { totalCount pageInfo { endCursor } nodes {
  record kind title day late inside flagged device byHand removed
} } } }
"""


async def test_each_arrival_of_ones_own_is_listed_with_all_that_is_kept_of_it(store: Store) -> None:
    async with people(store) as of:
        scanned, written = await of.member(0), await of.member(5)
        assert (await scanned.ask(ARRIVALS))["data"]["me"]["arrivals"]["nodes"] == []
        await scanned.press(await scanned.scan(await of.open()))
        told = {"record": of.id, "add": [encode("Member", of.members[5])], "late": True, "reason": "到了"}
        assert (await of.change(CORRECT, input=told))["errors"] == []
        found = [(await one.ask(ARRIVALS))["data"]["me"]["arrivals"] for one in (scanned, written)]
        occasion = {"record": of.id, "kind": "调研", "title": "海岛调研", "day": "2022-03-01"}
        kept = {"inside": None, "flagged": False, "removed": False}
        assert [(one["totalCount"], one["nodes"]) for one in found] == [
            (1, [{**occasion, **kept, "late": False, "device": True, "byHand": False}]),
            (1, [{**occasion, **kept, "late": True, "device": False, "byHand": True}]),
        ]
        assert (await of.confirm())["errors"] == []
        (after,) = (await scanned.ask(ARRIVALS))["data"]["me"]["arrivals"]["nodes"]
        assert after["device"] is False
        # Who has no part in it, and whoever is of the staff, has none.
        for answer in (await (await of.member(1)).ask(ARRIVALS), await of.organiser(ARRIVALS)):
            assert answer["data"]["me"]["arrivals"]["totalCount"] == 0
        refused = await scanned.ask(ARRIVALS.replace("first: 1", "first: 101"))
        assert [one["extensions"]["code"] for one in refused["errors"]] == ["BAD_USER_INPUT"]


async def test_who_took_out_ones_number_is_told_to_whom_it_was(store: Store, tmp_path: Path) -> None:
    own, other = await offices(store)
    tokens = [
        await member(store, CODE, "钱二", "002", PHONE),
        await member(store, CODE, "孙三", "003", SECOND),
        await member(store, OTHER, "钱二", "002", PHONE),
    ]
    async with unit_of_work(store, CODE, Actor("张工", "command"), right=None) as unit:
        # As former programs wrote it: whose numbers they were, nobody knows.
        told = {"year": 2021, "fields": ["phone"], "members": 9}
        unit.note("disclose", "committee", unit.committee_id, after=told)
    await taken_out(store, own, tmp_path, "慰问")
    async with store.reading() as connection:
        of_second = select(Membership.person_id).where(Membership.id == own.members[2])
        person_id = (await connection.execute(of_second)).scalar_one()
    async with unit_of_work(store, CODE, BY, right=None) as unit:
        await forget(unit, person_id)
    await taken_out(store, own, tmp_path, "通知")
    who = {"actor": "委员工作委员会甲", "department": "委员工作委员会"}
    by = {"what": "电话", **who, "year": YEAR, "people": 10}
    async with served(store) as http:
        found = [(await data(Holder(http, token=token, headers={})))["readings"] for token in tokens]
        former = {
            "what": "电话",
            "actor": "张工",
            "department": None,
            "reason": None,
            "year": 2021,
            "people": 9,
        }
        assert found[0] == [{**by, "reason": "通知"}, {**by, "reason": "慰问"}, former]
        assert found[1] == [{**by, "reason": "慰问"}, former]
        assert found[2] == []
        clerk = Holder(http, token=own.tokens["办公室"], headers={})
        assert (await data(clerk))["readings"] == []
        forgotten = await data(Holder(http, token=tokens[1], headers={}))
        assert [one["value"] for one in forgotten["roster"] if one["name"] == "电话"] == []
    assert other.code == OTHER


async def test_nobody_sees_it_before_they_are_signed_in_completely(store: Store) -> None:
    own = await office(store, second_factor="required")
    async with served(store, query_cost=100_000) as http:
        assert (await Holder(http, headers={}).ask(DATA))["data"] == {"me": None}
        half = await Holder(http, token=own.tokens["办公室"], headers={}).ask(DATA)
        assert half["data"]["me"]["data"] is None
        assert [one["extensions"]["code"] for one in half["errors"]] == ["SECOND_FACTOR_REQUIRED"]
        for words in (f"{name}(first: 1) {{ totalCount }}" for name in ("feedback", "uploads", "arrivals")):
            half = await Holder(http, token=own.tokens["办公室"], headers={}).ask(f"{{ me {{ {words} }} }}")
            assert [one["extensions"]["code"] for one in half["errors"]] == ["SECOND_FACTOR_REQUIRED"]
    assert await lines(store, "disclose") == []


async def test_a_correction_is_about_a_field_that_is_held(store: Store) -> None:
    own = await office(store)
    token = await member(store, CODE, "钱二", "002", PHONE)
    async with served(store) as http:
        someone = Holder(http, token=token, headers={})
        asked = {"kind": "CORRECTION", "words": "应为经济"}
        written = await someone.change(WRITE, field="界别", **asked)
        assert (codes(written), written["feedback"]["field"]) == ([], "界别")
        for holder, name in (
            (someone, "生肖"),
            (Holder(http, token=own.tokens["办公室"], headers={}), "界别"),
        ):
            refused = await holder.change(WRITE, field=name, **asked)
            assert refused["errors"] == [{"code": "BAD_USER_INPUT", "field": "field"}]


async def test_whoever_reads_a_hidden_number_is_told_to_the_one_who_wrote_it(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        clerk = Holder(http, token=own.tokens["专门委员会"], headers={})
        asked = {"kind": "CORRECTION", "field": "电话", "words": f"应为{SECOND}"}
        assert codes(await clerk.change(WRITE, **asked)) == []
        assert (await read_in_full(store, CODE, BY, 1)).words == f"应为{SECOND}"
        with pytest.raises(Refusal, match="没有权限：导出电话"):
            await read_in_full(store, CODE, Actor("运维甲", "command"), 1)
        with pytest.raises(Refusal, match="没有这个编号"):
            await read_in_full(store, CODE, BY, 2)
        readings = (await data(clerk))["readings"]
    told = {"department": "委员工作委员会", "reason": None, "year": None, "people": 1}
    assert readings == [{"what": "意见", "actor": "委员工作委员会甲", **told}]
