"""Exit (履4): of a person who has left nothing can be read any more, and points stay under the number."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from models.account import Account
from models.change import Change
from models.check_in import CheckInArrival, CheckInChallenge
from models.clock import now
from models.committee import Committee
from models.connector import ConnectorEvent
from models.key import TRAIL, fingerprint
from models.member import MemberAttribute, Person
from models.store import Store
from resolvers.global_id import encode
from server import create_app
from services.accounts.account import Registration, register
from services.accounts.grants import Giving, grant
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from services.audit.verification import verified
from services.runs.board import Boards
from services.runs.live import Live
from services.years.verification import named, verify
from services.years.year_end import close_year
from settings import Settings
from tests.documents.received.handed_in import photo
from tests.http_client import client
from tests.schema.objecting import ACCEPT, ANSWER, CLAUSE, NO, OWN, RAISE, a_rule
from tests.schema.test_people import CHANGE, HISTORY, LEAVE, of, of_role, said, wrong
from tests.server.sick_server import path_of
from tests.server.test_personal_data import found_in
from tests.server.test_webhooks import EVENTS, PROPOSAL, connected
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, hashing
from tests.services.accounts.office import Office, office
from tests.services.check_in.people import people
from tests.services.committee_of_ten import NAMES, PHONES, YEAR, rows

pytestmark = pytest.mark.anyio
Json = Any
MWC = Actor("委员工作委员会甲", "command")
STEP = "mutation ($input: ExitMemberInput!) {{ {name}(input: $input) {{"
STEP += " member {{ name version exitAskedAt exited }} rescored errors {{ code field message }} }} }}"
ASK, CANCEL, CONFIRM = (STEP.format(name=name) for name in ("askExit", "cancelExit", "confirmExit"))
RANKING = f"""
{{ committee(code: "{CODE}") {{ run(year: {YEAR}) {{ ranking(first: 10) {{ nodes {{
  total member {{ number name attribute(name: "单位") }}
}} }} }} }} }}
"""
OFFICE, EMPLOYER = "调度处处长", "舟山港务试验局"


async def second_person(store: Store) -> str:
    """Somebody else of the Members' Work Committee, signed in."""
    phone, by = "13905809999", Actor("系统管理员甲", "command")
    form = Registration(real_name="王副主任", phone=phone, department="委员工作委员会")
    issued = await register(store, hashing(), CODE, by, form)
    giving = Giving(role="委员工作委员会")
    granting = Actor("安全管理员甲", "command")
    await grant(store, CODE, granting, issued.account.id, giving, reason="退出由另一人确认")
    await set_password(store, hashing(), CODE, Credentials(phone, issued.secret), PASSWORD, HERE)
    return (await sign_in(store, hashing(), CODE, Credentials(phone, PASSWORD), HERE)).token


async def ranked(someone: Holder) -> Json:
    rows = (await someone.ask(RANKING))["data"]["committee"]["run"]["ranking"]["nodes"]
    return next(one for one in rows if one["member"]["number"] == "001")


async def left(store: Store, staff: Holder, one: int) -> None:
    """The first member works somewhere, hands something in, is in a closed year, and leaves."""
    told = of(one, attributes=said(单位=EMPLOYER, 职务=OFFICE), since="2022-01-01")
    assert (await staff.change(CHANGE, input=told))["errors"] == []
    await close_year(store, Live(Boards()), CODE, YEAR, MWC)
    assert wrong(await staff.change(ASK, input=of(one, 2))) == [("CONFLICT", "id")]
    assert (await staff.change(LEAVE, input=of(one, 2, lastDay="2023-01-31")))["errors"] == []


async def test_nothing_of_who_exits_can_be_read_and_the_closed_year_verifies(
    store: Store, address: str
) -> None:
    of_office: Office = await office(store)
    (one, *_) = of_office.members
    other = await second_person(store)
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff, own = of_role(http, of_office), of_role(http, of_office, "委员")
        headers = {"Authorization": f"Bearer {own.token}", "Luzhi-Filename": quote(f"{NAMES[0]}.jpg")}
        assert (await http.post("/uploads", content=photo(), headers=headers)).status_code == 201
        await left(store, staff, one)
        before = await ranked(staff)
        assert before == {"total": "2.00", "member": {"number": "001", "name": "赵一", "attribute": EMPLOYER}}
        second = Holder(http, token=other, headers={})
        assert wrong(await second.change(CONFIRM, input=of(one, 3))) == [("CONFLICT", "id")]
        asked = await staff.change(ASK, input=of(one, 3))
        assert (asked["errors"], asked["member"]["exitAskedAt"] is None) == ([], False)
        assert wrong(await staff.change(CONFIRM, input=of(one, 3))) == [("SECOND_PERSON_REQUIRED", "actor")]
        assert (await staff.change(CANCEL, input=of(one, 3)))["member"]["exitAskedAt"] is None
        assert (await staff.change(ASK, input=of(one, 3)))["errors"] == []
        done = await second.change(CONFIRM, input=of(one, 3))
        assert done["errors"] == []
        assert (done["member"]["name"], done["member"]["exited"]) == ("已退出1", True)
        assert await ranked(staff) == {
            "total": "2.00",
            "member": {"number": "001", "name": "已退出1", "attribute": None},
        }
        # Signed out, and no account any more.
        answer = await own.ask("{ me { realName } }")
        assert [one["extensions"]["code"] for one in answer["errors"]] == ["SIGN_IN_REQUIRED"]
        for step in (CANCEL, CONFIRM, ASK, CHANGE, LEAVE):
            more = {"lastDay": None} if step is LEAVE else {}
            assert wrong(await second.change(step, input=of(one, 4, **more))) == [("CONFLICT", "id")]
        history = (await staff.ask(HISTORY, id=encode("Member", one)))["data"]["node"]["history"]["nodes"]
        assert [line["action"] for line in history[:2]] == ["EXIT", "FORGET"]
        assert [each["name"] for line in history for each in line["changes"]] == ["任职止", "单位、职务等"]
    await stored(store, one)
    if whole := of_file(address):
        secrets = (PHONES[0], EMPLOYER, OFFICE, NAMES[0])
        assert [text for text in secrets if found_in(text, whole)] == []
        assert found_in(NAMES[1], whole)


async def test_what_a_department_objected_for_who_exits_is_gone_and_what_for_another_stays(
    store: Store,
) -> None:
    of_office: Office = await office(store)
    one, two, *_ = of_office.members
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff, department = of_role(http, of_office), of_role(http, of_office, "专门委员会")
        headers = {"Authorization": f"Bearer {department.token}", "Luzhi-Filename": "a.jpg"}
        for member in (one, two):
            sent = await http.post("/uploads", content=photo(), headers=headers)
            said_of = {
                "year": YEAR,
                "about": "MISSING",
                "kind": "提案",
                "day": "2022-03-02",
                "title": "漏了的提案",
                "words": "漏了",
                "files": [sent.json()["id"]],
            }
            raised = await department.change(RAISE, input={**said_of, "member": encode("Member", member)})
            assert raised["errors"] == []
        await exited(store, staff, one)
        own = (await department.ask(OWN))["data"]["me"]["objections"]["nodes"]
        told = [
            (each["title"], each["steps"][0]["words"], [file["name"] for file in each["files"]])
            for each in sorted(own, key=lambda each: each["number"])
        ]
        assert told == [(None, None, []), ("漏了的提案", "漏了", ["a.jpg"])]
        assert (await http.get("/uploads/1", headers=headers)).status_code == 404


def of_file(address: str) -> bytes:
    """The database as it lies on the disk, with its log and without its key; nothing of PostgreSQL."""
    if not address.startswith("sqlite"):
        return b""
    path = path_of(address)
    files = [file for file in path.parent.glob(f"{path.name}*") if file.suffix != ".key"]
    return b"".join(file.read_bytes() for file in files)


async def objected(holder: Holder, **claim: Json) -> int:
    """The number of an objection that was raised."""
    raised = await holder.change(RAISE, input={"year": YEAR, **claim})
    assert raised["errors"] == []
    return int(raised["objection"]["number"])


async def test_departments_name_nobody_who_has_exited(store: Store, address: str) -> None:
    of_office: Office = await office(store)
    one, two, *_ = of_office.members
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff, department = of_role(http, of_office), of_role(http, of_office, "专门委员会")
        record, other = encode("Record", of_office.record), encode("Member", two)
        many = await objected(department, about="RECORD", record=record, words="赵 一没有到，钱二到了")
        open_one = await objected(department, about="RANK", member=encode("Member", one), words="赵一排错了")
        second = await objected(department, about="RANK", member=other, words="钱二排在赵一以后，不对")
        for number in (many, second):
            assert (await staff.change(ACCEPT, number=number, version=1))["errors"] == []
            told = {**NO, **CLAUSE, "rule": a_rule(), "words": "赵一、钱二都到了", "step": "赵一记 2 分"}
            assert (await staff.change(ANSWER, number=number, version=2, input=told))["errors"] == []
        whole = of_file(address)
        assert not whole or found_in("赵一记 2 分", whole)
        await exited(store, staff, one)
        assert [text for text in ("赵一记 2 分", NAMES[0]) if found_in(text, of_file(address))] == []
        answered = [("某委员、钱二都到了", "某委员记 2 分")]
        nodes = (await department.ask(OWN))["data"]["me"]["objections"]["nodes"]
        told_of = {
            each["number"]: [(step["words"], each["step"]) for step in each["steps"] if step["words"]]
            for each in nodes
        }
        assert told_of == {
            many: [("某委员没有到，钱二到了", "某委员记 2 分"), *answered],
            open_one: [],
            second: [("钱二排在某委员以后，不对", "某委员记 2 分"), *answered],
        }
        # What was open goes on without words; nothing more is written about who has exited.
        assert (await staff.change(ACCEPT, number=open_one, version=1))["errors"] == []
        told = {**NO, **CLAUSE, "rule": a_rule(), "words": "赵一没有错"}
        done = await staff.change(ANSWER, number=open_one, version=2, input=told)
        assert (done["errors"], [step["words"] for step in done["objection"]["steps"]]) == ([], [None] * 3)
        claim = {"year": YEAR, "about": "RANK", "member": encode("Member", one), "words": "赵一排错了"}
        assert wrong(await department.change(RAISE, input=claim)) == [("CONFLICT", "member")]


async def test_longer_names_and_words_in_which_the_name_stands_are_left_alone(store: Store) -> None:
    of_office: Office = await office(store)
    one, two, *_ = of_office.members
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff, department = of_role(http, of_office), of_role(http, of_office, "专门委员会")
        for member, name in ((one, "文明"), (two, "文明华")):
            assert (await staff.change(CHANGE, input=of(member, name=name)))["errors"] == []
        words = "文明华到了，文 明 华到了，文明没到，文 明也没到，统计漏了文明一次"
        claim = {"about": "RANK", "member": encode("Member", two), "words": words}
        number = await objected(department, **claim)
        assert (await staff.change(ACCEPT, number=number, version=1))["errors"] == []
        grounds = {
            "rule": a_rule(),
            "citation": "第九条 精神文明建设；文明单位创建（文明、文明华委员除外）",
            "step": "精神文明建设一项，文明记 2 分，文明华记 1 分，委员文明和钱二不记",
        }
        told = {**NO, **grounds, "words": "核对过"}
        assert (await staff.change(ANSWER, number=number, version=2, input=told))["errors"] == []
        await exited(store, staff, one, 2)
        (node,) = (await department.ask(OWN))["data"]["me"]["objections"]["nodes"]
    assert [step["words"] for step in node["steps"] if step["words"]] == [
        "文明华到了，文 明 华到了，某委员没到，某委员也没到，统计漏了某委员一次",
        "核对过",
    ]
    assert node["citation"] == "第九条 精神文明建设；文明单位创建（某委员、文明华委员除外）"
    assert node["step"] == "精神文明建设一项，某委员记 2 分，文明华记 1 分，委员某委员和钱二不记"


async def test_documents_that_wait_and_name_who_exits_are_dismissed_with_what_they_said(
    store: Store,
) -> None:
    async with connected(store) as (of_office, system, department):
        nobody = {"name": "吴名氏"}
        documents = [
            [{"name": "赵 一"}, nobody],
            [{"name": "不是赵一", "number": "001"}],
            [{"name": NAMES[1]}, nobody],
        ]
        for at, authors in enumerate(documents):
            told = {**PROPOSAL, "id": f"T-{at}", "number": f"{at + 30}", "authors": authors}
            assert await system.told(told) == (202, "waiting", "names")
        await exited(store, of_role(system.http, of_office), of_office.members[0])
        answer = await department.ask(EVENTS, state=None)
        found = answer["data"]["committee"]["connectorEvents"]["nodes"]
        assert [(each["outsideId"], each["state"], each["why"], each["title"]) for each in found] == [
            ("T-2", "WAITING", "NAMES", "关于海岛停车"),
            ("T-1", "IGNORED", "DISMISSED", None),
            ("T-0", "IGNORED", "DISMISSED", None),
        ]
    sealed = await rows(store, ConnectorEvent)
    assert [each.document is None and each.key is None for each in sealed] == [True, True, False]


async def test_telephones_of_who_exits_are_forgotten_and_that_they_came_is_not(store: Store) -> None:
    async with people(store) as of_occasion:
        phone = await of_occasion.member(0)
        await phone.press(await phone.scan(await of_occasion.open()))
        before = [(one.device is None, one.state) for one in await rows(store, CheckInArrival)]
        assert (before, len(await rows(store, CheckInChallenge))) == ([(False, "present")], 1)
        async with client(of_occasion.app) as http:
            await exited(store, Holder(http, token=of_occasion.staff, headers={}), of_occasion.members[0])
        after = [(one.device is None, one.state) for one in await rows(store, CheckInArrival)]
        assert (after, await rows(store, CheckInChallenge)) == ([(True, "present")], [])


async def exited(store: Store, staff: Holder, one: int, version: int = 1) -> None:
    """A member leaves and exits, confirmed after more than a week."""
    assert (await staff.change(LEAVE, input=of(one, version, lastDay="2023-01-31")))["errors"] == []
    assert (await staff.change(ASK, input=of(one, version + 1)))["errors"] == []
    async with store.writing() as connection:
        asked = await now(connection) - timedelta(days=8)
        await connection.execute(update(Person).where(Person.id == 1).values(exit_asked_at=asked))
    assert (await staff.change(CONFIRM, input=of(one, version + 1)))["errors"] == []


async def stored(store: Store, one: int) -> None:
    """What the rows say; the year verifies, and so does the trail."""
    async with store.reading() as connection:
        person = (await connection.execute(select(Person).where(Person.id == 1))).one()
        assert (person.key, person.phone, person.phone_index) == (None, None, None)
        names = select(MemberAttribute.attribute).where(MemberAttribute.membership_id == one)
        assert not {"单位", "职务"} & set(await connection.scalars(names))
        account = select(Account).where(Account.state == "closed")
        (closed,) = (await connection.execute(account)).all()
        assert (closed.real_name, closed.person_id, closed.key) == (None, None, None)
        committee = await connection.scalar(select(Committee.id))
        assert committee is not None
        closing = await named(connection, committee, YEAR)
        lines = (await connection.execute(select(Change.before, Change.after))).all()
        assert not any(EMPLOYER in f"{line}" or NAMES[0] in f"{line}" for line in lines)
        key = store.keys.key(TRAIL)
        (trail,) = await verified(connection, {fingerprint(key): key}, CODE)
        assert trail.whole
    assert (await verify(store, closing)).same


async def test_where_nobody_else_may_the_same_person_confirms_after_a_week(store: Store) -> None:
    of_office: Office = await office(store)
    (one, *_) = of_office.members
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff = of_role(http, of_office)
        assert (await staff.change(LEAVE, input=of(one, lastDay="2023-01-31")))["errors"] == []
        assert (await staff.change(ASK, input=of(one, 2)))["errors"] == []
        for days, expected in ((6, [("SECOND_PERSON_REQUIRED", "actor")]), (8, [])):
            async with store.writing() as connection:
                asked = await now(connection) - timedelta(days=days)
                await connection.execute(update(Person).where(Person.id == 1).values(exit_asked_at=asked))
            assert wrong(await staff.change(CONFIRM, input=of(one, 2))) == expected


async def test_of_two_who_confirm_at_once_one_is_told(store: Store) -> None:
    of_office: Office = await office(store)
    (one, *_) = of_office.members
    other = await second_person(store)
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), client(app) as http:
        staff, second = of_role(http, of_office), Holder(http, token=other, headers={})
        assert (await staff.change(LEAVE, input=of(one, lastDay="2023-01-31")))["errors"] == []
        assert (await staff.change(ASK, input=of(one, 2)))["errors"] == []
        payloads = await asyncio.gather(
            second.change(CONFIRM, input=of(one, 2)),
            second.change(CONFIRM, input=of(one, 2)),
            staff.change(LEAVE, input=of(one, 2, lastDay=None)),
        )
        # Whoever comes second finds another version, or nobody any more; who is back in office does not exit.
        assert sorted(len(wrong(each)) for each in payloads) == [0, 1, 1]
