"""The demo database: an account for every role, whatever became of it before; none in real databases."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli import app
from commands.playing import Play
from commands.requests import OPEN as OPEN_CHECK_IN
from files.demo.step import Occasion
from files.demo.unfinished import of_this_year
from models.clock import CHINA
from models.migration import upgrade
from models.store import Store
from server import create_app
from services.committee.committees import committees
from services.demo_accounts import user_name_of
from services.demo_database import fill
from services.rights.role import roles
from settings import Settings
from tests.demo_year import DemoYear
from tests.http_client import client
from tests.schema.test_queries import read
from tests.services.accounts.holder import SIGN_IN, Holder
from tests.test_docs import ROOT, fences

ACCOUNT = re.compile(r"^  (\S+)  用户名 (\d{11})  密码 (\S+)$", re.MULTILINE)


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, [*words])
    return found.exit_code, found.output


def made(out: Path) -> list[tuple[str, str, str]]:
    """Role, user name and password of each account that the command prints where there is a demo."""
    code, said = run("demo-database", "--out", str(out))
    assert code == 0, said
    return ACCOUNT.findall(said)


def signed_in(out: Path, printed: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Who it is that signs in over HTTP with what was printed, by the role that was printed."""

    async def asked() -> dict[str, Any]:
        application, found = create_app(Settings(database=f"sqlite:///{out}")), {}
        async with application.router.lifespan_context(application), client(application) as http:
            for role, user, password in printed:
                found[role] = await _who(http, user, password)
        return found

    return asyncio.run(asked())


def changed_password(out: Path, user: str, password: str) -> None:
    """Its holder sets another one."""

    async def change() -> None:
        application = create_app(Settings(database=f"sqlite:///{out}"))
        async with application.router.lifespan_context(application), client(application) as http:
            holder = Holder(http, phone=user)
            assert await holder.set_password(password, "海岛Tide-2041") == []

    asyncio.run(change())


# Who is a member holds that role without being given it.
EVERY_ROLE = {
    role.name: ["read_own", "object", "write_opinions", "take_leads"] if role.member else [role.name]
    for role in roles().values()
}


def held(found: dict[str, Any]) -> dict[str, list[str]]:
    """The roles that each holds; of whoever has none, the rights."""
    return {role: [one["role"] for one in me["roles"]] or me["rights"] for role, me in found.items()}


async def _who(http: httpx.AsyncClient, user: str, password: str) -> Any:
    given = {"committee": "zhoushan", "user": user, "password": password, "client": "BEARER"}
    told = (await http.post("/graphql", json={"query": SIGN_IN, "variables": given})).json()["data"]["signIn"]
    if told["errors"]:
        return [one["code"] for one in told["errors"]]
    query = {"query": "{ me { realName department rights roles { role department } } }"}
    headers = {"Authorization": f"Bearer {told['token']}"}
    return (await http.post("/graphql", json=query, headers=headers)).json()["data"]["me"]


def revision(out: Path) -> int:
    async def read() -> int:
        store = Store.open(f"sqlite:///{out}")
        async with store.reading() as connection:
            (found,) = await committees(connection)
        await store.close()
        return found.revision

    return asyncio.run(read())


def test_each_role_has_an_account_that_can_be_signed_in_to(
    demo: str, demo_year: DemoYear, tmp_path: Path
) -> None:
    printed = ACCOUNT.findall(demo_year.said)
    assert [role for role, _, _ in printed] == list(roles())
    found = signed_in(tmp_path / "demo.db", printed)
    assert found["专门委员会"] == {
        "realName": "演示专门委员会",
        "department": "提案委员会",
        "rights": ["read", "enter", "review", "leave", "keep", "object", "answer_objections"],
        "roles": [{"role": "专门委员会", "department": "提案委员会"}],
    }
    assert held(found) == EVERY_ROLE


def test_what_is_printed_holds_whatever_was_done_to_the_accounts(
    demo: str, demo_year: DemoYear, tmp_path: Path
) -> None:
    out = tmp_path / "demo.db"
    printed = ACCOUNT.findall(demo_year.said)
    before = revision(out)
    assert made(out) == printed
    assert revision(out) == before
    numbers = {role: str(at) for at, role in enumerate(roles(), 1)}
    address = ("--database", f"sqlite:///{out}")
    for words in (
        ("accounts", "lock", numbers["办公室"], "--as", "演示系统管理员"),
        ("accounts", "lock", numbers["结果查阅"], "--loss", "--as", "演示系统管理员"),
        ("accounts", "close", numbers["委员工作委员会"], "--as", "演示系统管理员"),
        ("rights", "revoke", numbers["专门委员会"], "--as", "演示安全管理员"),
        ("accounts", "policy", "--second-factor", "required", "--as", "演示系统管理员"),
    ):
        code, said = run(*words, *address)
        assert code == 0, said
    changed_password(out, *next(one for one in printed if one[0] == "审计管理员")[1:])
    broken = signed_in(out, printed)
    assert {role for role, me in broken.items() if me == ["SIGN_IN_FAILED"]} == {
        *("办公室", "结果查阅", "委员工作委员会", "审计管理员")
    }
    assert made(out) == printed
    found = signed_in(out, printed)
    assert held(found) == EVERY_ROLE


def test_a_demo_of_the_former_program_gets_its_accounts(tmp_path: Path) -> None:
    out = tmp_path / "demo.db"

    async def former() -> None:
        store = Store.open(f"sqlite:///{out}")
        await fill(store, members=10)
        await store.close()

    upgrade(Store.open(f"sqlite:///{out}").url)
    asyncio.run(former())
    printed = made(out)
    assert signed_in(out, printed)["结果查阅"]["realName"] == "演示结果查阅"


@pytest.mark.parametrize("begun", [False, True])
def test_a_database_that_is_no_demo_gets_none(tmp_path: Path, begun: bool) -> None:
    out = tmp_path / "luzhi.db"
    address = ("--database", f"sqlite:///{out}")
    assert run("migrate", *address)[0] == 0
    if begun:
        words = ("演示", "--phone", "13905800001", "--committee", "zhoushan", "--as", "演示")
        assert run("accounts", "first", *words, *address)[0] == 0
    before = out.read_bytes()
    code, said = run("demo-database", "--out", str(out))
    assert (code, "不是演示数据库，没有动它" in said, ACCOUNT.findall(said)) == (1, True, [])
    assert out.read_bytes() == before


OPEN = """query ($year: Int!) { committee(code: "zhoushan") {
  drafts: records(where: {year: $year, states: [DRAFT]}, first: 9) { nodes { title due { state } } }
  waiting: records(where: {year: $year, states: [SUBMITTED]}, first: 9) { nodes { id title late } }
  returned: records(where: {year: $year, states: [RETURNED]}, first: 9) { nodes { title } }
  samples(first: 9) { nodes { year draws { size examined faults } } }
  objections(where: {year: $year}, first: 9) { nodes { state verdict } }
  run(year: $year) { memberCount } } }"""
WORK = """{ committee(code: "zhoushan") { workList {
  leaves(first: 1) { totalCount } } } }"""
OWN_ITEMS = "{ me { opinions(first: 10) { nodes { state outcomes { level } rating { state } } } } }"
ITEMS = """{ committee(code: "zhoushan") {
  opinionInbox(where: {state: SUBMITTED}, first: 9) { nodes { title } } } }"""
PAPERS = "{ opinionPapers(first: 9) { nodes { state issue } } }"
CALLED = "{ opinionCalls(first: 9) { nodes { state submitted } } }"
MEETINGS = "{ opinionMeetings(first: 9) { nodes { state total { received issued } } } }"
HANDLINGS = "{ handlings(first: 9) { nodes { state } } }"
TODAY = datetime.now(UTC).astimezone(CHINA).date()


def played(out: Path, work: Callable[[Play], Awaitable[Any]]) -> Any:
    """What somebody finds who signs in to the demo."""

    async def asked() -> Any:
        store = Store.open(f"sqlite:///{out}")
        server = create_app(Settings(public_url="https://luzhi.example.gov.cn"), store)
        play = Play(lambda: client(server), user_name_of)
        try:
            return await work(play)
        finally:
            await play.end()
            await store.close()

    return asyncio.run(asked())


def test_there_is_work_that_is_not_done(demo: str, tmp_path: Path) -> None:
    async def asked(play: Play) -> Any:
        office = await play.of("委员工作委员会")
        documented = [await office.ask(read(name)[0], **read(name)[1]) for name in ("due", "objections")]
        items = [await (await play.of(who)).ask(OWN_ITEMS) for who in ("委员", "信息员")]
        box = await (await play.of("办公室")).ask(ITEMS)
        # Of thirteen items that were submitted one was taken back; four were signed.
        (meeting,) = (await (await play.of("办公室")).ask(MEETINGS))["nodes"]
        assert meeting == {"state": "HELD", "total": {"received": 12, "issued": 4}}
        papers = await (await play.of("签批领导")).ask(PAPERS)
        handlings = await (await play.of("承办单位")).ask(HANDLINGS)
        calls = await (await play.of("办公室")).ask(CALLED)
        return await office.ask(OPEN, year=2022), *documented, items, box, papers, handlings, calls

    told, due, objections, items, box, papers, handlings, calls = played(tmp_path / "demo.db", asked)
    assert "演示调研：逾期没有提交" in [one["title"] for one in due["due"]["nodes"]]
    assert "调研" in [one["kind"] for one in due["timeliness"]]
    assert {one["state"] for one in objections["objections"]["nodes"]} == {"SUBMITTED"}
    assert (2022, "渔农业调研") in [(one["year"], one["title"]) for one in objections["objections"]["nodes"]]
    assert {one["title"]: one["due"]["state"] for one in told["drafts"]["nodes"]} == {
        # Before 9 August 2022 nothing has to be entered by a day (履19).
        "演示调研：草稿": "NONE",
        "演示调研：逾期没有提交": "OVERDUE",
    }
    assert [(one["title"], one["late"]) for one in told["waiting"]["nodes"]] == [("演示调研：待审核", True)]
    assert told["returned"]["nodes"] == [{"title": "演示调研：退回"}]
    assert {"year": 2022, "draws": [{"size": 3, "examined": 2, "faults": 1}]} in told["samples"]["nodes"]
    states = [(one["state"], one["verdict"]) for one in told["objections"]["nodes"]]
    assert sorted(states, key=str) == [("ANSWERED", "REFUSED"), ("SUBMITTED", None)]
    own = [sorted(node["state"] for node in one["opinions"]["nodes"]) for one in items]
    assert own == [
        ["DRAFT", "EDITED", "KEPT", "RETURNED", "SIGNED", "SIGNED", "SIGNED", "SUBMITTED", "WITHDRAWN"],
        ["ACCEPTED", "EDITED", "EDITED", "SIGNED", "SUBMITTED"],
    ]
    noted = [one["outcomes"] for one in items[0]["opinions"]["nodes"] if one["outcomes"]]
    assert noted == [[{"level": "省政协"}, {"level": "市领导"}]]
    assert {one["title"] for one in box["opinionInbox"]["nodes"]} == {"渔民医保异地结算慢", "台风后航标移位"}
    assert [(one["state"], one["issue"]) for one in papers["nodes"]] == [
        *(("SIGNED", 4), ("SIGNED", 3), ("SIGNED", 2), ("SIGNED", 1), ("SIGNING", None))
    ]
    assert [one["state"] for one in handlings["nodes"]] == ["ACCEPTED", "SENT", "CLOSED", "EXTENDING"]
    assert [(one["state"], one["submitted"]) for one in calls["nodes"]] == [("DRAFT", 0), ("OPEN", 1)]
    rated = [one["rating"]["state"] for one in items[0]["opinions"]["nodes"] if one["rating"]]
    assert rated == ["REOPENED", "GIVEN"]


def test_the_year_that_it_is_can_be_tried(demo: str, tmp_path: Path) -> None:
    async def asked(play: Play) -> Any:
        told = await (await play.of("委员工作委员会")).ask(OPEN, year=TODAY.year)
        department = await play.of("专门委员会")
        own = (await department.ask(WORK))["workList"]
        hall = next(one["id"] for one in told["waiting"]["nodes"] if one["title"] == "本年调研：可以开签到")
        now = datetime.now(UTC)
        times = {"from": now.isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
        return told, own, (await department.ask(OPEN_CHECK_IN, input={"record": hall, **times}))["checkIn"]

    told, own, check_in = played(tmp_path / "demo.db", asked)
    assert told["run"]["memberCount"] == 10
    drafts = {one["title"]: one["due"]["state"] for one in told["drafts"]["nodes"]}
    assert set(drafts) == {"本年调研：草稿", "本年调研：逾期没有提交"}
    assert sorted(one["title"] for one in told["waiting"]["nodes"]) == [
        "本年调研：可以开签到",
        "本年调研：可以请假",
        "本年调研：待审核",
    ]
    assert told["returned"]["nodes"] == [{"title": "本年调研：退回"}]
    assert {"year": TODAY.year, "draws": [{"size": 3, "examined": 1, "faults": 0}]} in told["samples"][
        "nodes"
    ]
    assert told["objections"]["nodes"] == [{"state": "SUBMITTED", "verdict": None}]
    assert own["leaves"]["totalCount"] == 1
    assert check_in["code"]["address"].startswith("https://luzhi.example.gov.cn/")


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)])
def test_no_step_of_the_year_is_outside_it_or_late(today: date) -> None:
    days = [one.day for one in of_this_year(["W1", "W2"], today) if isinstance(one, Occasion)]
    assert {day.year for day in days} == {2026}
    # Leave can be asked for, and of what is submitted nothing is older than five working days.
    assert max(days) >= today
    submitted = [
        one.day
        for one in of_this_year(["W1", "W2"], today)
        if isinstance(one, Occasion) and one.up_to != "DRAFT"
    ]
    assert min(submitted) >= today - timedelta(days=1)


def test_the_page_on_objections_can_be_followed(demo: str, tmp_path: Path) -> None:
    page = ROOT / "docs/objections.md"
    raising, accepting, answering = (text for _, text in fences(page, "graphql"))
    raised, answered = (json.loads(text) for _, text in fences(page, "json"))

    async def asked(play: Play) -> Any:
        member, office = await play.of("委员"), await play.of("委员工作委员会")
        told = (await member.ask(raising, **raised))["objection"]
        of = {"committee": "zhoushan", "number": told["number"]}
        taken = (await office.ask(accepting, **of, version=told["version"]))["objection"]
        given = {**answered, **of, "version": taken["version"]}
        return told, taken, (await office.ask(answering, **given))["objection"]

    told, taken, done = played(tmp_path / "demo.db", asked)
    assert (told["state"], told["desk"]) == ("SUBMITTED", "提案委员会")
    assert (taken["state"], taken["version"]) == ("ACCEPTED", told["version"] + 1)
    assert (done["state"], done["verdict"], done["rule"]) == ("ANSWERED", "REFUSED", "P1")
