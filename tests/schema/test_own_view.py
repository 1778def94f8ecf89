"""What a member sees: all of their own, and of the others neither name nor number (履10)."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.store import Store
from resolvers.global_id import encode
from schema.assembled import schema
from server import create_app
from services.accounts.account import Registration, register
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from services.entry.form import OccasionForm, Present
from services.runs.board import Boards
from services.runs.live import Live
from services.years.year_end import close_year
from settings import Settings
from tests.running_server import serving
from tests.schema.test_session_over_socket import asked as asked_over
from tests.schema.test_session_over_socket import talking
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, hashing, lines, served
from tests.services.accounts.office import Office, office, offices
from tests.services.committee_of_ten import NAMES, YEAR, desk

pytestmark = pytest.mark.anyio
Json = Any
MWC = Actor("委员工作委员会甲", "command")
RECORD = """
fragment record on Record {
  id title partCount parts(first: 9) { totalCount nodes { member { name } attributes { name value } } }
}
"""
# Each is one request: together they would cost more than one may.
OWN = [
    f"member {{ id number name term attributes {{ name value }} }} years rankVisibility"
    f" ruleSet(year: {YEAR}) {{ id year title text nodes {{ code }} kinds {{ name }} }}",
    f"distribution(year: {YEAR}) {{ members bins {{ low high members }} }}"
    f" standing(year: {YEAR}) {{ total grade unranked selection ranks {{ scope group rank tied size }}"
    " gates { reasons } consequences { reasons } passedOver nodes { points records works }"
    " monthly { day rank } termCounts { code works } headroom { limits { used left } lacks { reasons } }"
    " input member { name } }",
    f"standing(year: {YEAR}) {{ awards(first: 9) {{ nodes {{ kept cuts basis asScored {{ title }}"
    " record { ...record } } } }",
    f"standing(year: {YEAR}) {{ records(first: 9) {{ nodes {{ points considered {{ misses }}"
    " record { ...record } } } }",
    f"standing(year: {YEAR}) {{ questions(first: 9) {{ nodes {{ reason record {{ ...record }} }} }}"
    " excluded(first: 9) { nodes { reason record { ...record } } } }",
    "records(first: 9) { totalCount nodes { ...record } }",
]
SOON = 10.0


def error_codes(answer: Json) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def member_of(of: Office, http: Any) -> Holder:
    return Holder(http, token=of.tokens["委员"], headers={})


async def own(http: Any, of: Office, fields: str) -> Json:
    """What a member is answered for fields of their own membership."""
    record = RECORD if "...record" in fields else ""
    answer = await member_of(of, http).ask(f"{{ me {{ memberships {{ {fields} }} }} }}{record}")
    assert "errors" not in answer, answer
    (membership,) = answer["data"]["me"]["memberships"]
    return membership


async def test_a_member_sees_all_of_their_own_and_nobody_else(store: Store) -> None:
    of = await office(store)
    async with served(store, query_cost=40_000) as http:
        me = (await member_of(of, http).ask("{ me { rights roles { role } } }"))["data"]["me"]
        assert me == {"rights": ["read_own", "object", "write_opinions", "take_leads"], "roles": []}
        told = [await own(http, of, fields) for fields in OWN]
    first, second, awards, records, doubtful, listed = told
    assert first["member"]["id"] == encode("Member", of.members[0])
    assert (first["member"]["number"], first["member"]["name"]) == ("001", "赵一")
    assert (first["years"], first["rankVisibility"], first["ruleSet"]["year"]) == ([YEAR], "OWN", YEAR)
    standing = second["standing"]
    # A1 gives 2 for a survey; of ten, one is of the chairpersons and one came in October.
    assert (standing["total"], standing["selection"]) == ("2.00", 1)
    assert standing["ranks"] == [{"scope": "全体", "group": "全体", "rank": 1, "tied": 1, "size": 8}]
    assert second["distribution"] == {"members": 8, "bins": [{"low": None, "high": None, "members": 8}]}
    alone = {
        "id": encode("Record", of.record),
        "title": "海岛",
        "partCount": 1,
        "parts": {
            "totalCount": 1,
            "nodes": [{"member": {"name": "赵一"}, "attributes": [{"name": "状态", "value": "出席"}]}],
        },
    }
    (award,) = awards["standing"]["awards"]["nodes"]
    assert (award["kept"], award["record"]) == ("2", alone)
    (record,) = records["standing"]["records"]["nodes"]
    assert (record["points"], record["record"]) == ("2", alone)
    assert doubtful["standing"] == {"questions": {"nodes": []}, "excluded": {"nodes": []}}
    assert listed["records"] == {"totalCount": 1, "nodes": [alone]}
    whole = json.dumps(told, ensure_ascii=False)
    for name, membership in zip(NAMES[1:], of.members[1:], strict=True):
        assert name not in whole
        assert encode("Member", membership) not in whole


async def test_who_reads_all_reads_the_whole_record_and_their_own_view_alike(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        staff = Holder(http, token=of.tokens["结果查阅"], headers={})
        answer = await staff.ask(
            f'{{ me {{ memberships {{ years }} }} node(id: "{encode("Record", of.record)}")'
            f" {{ ...record }} }}{RECORD}"
        )
    assert answer["data"]["me"] == {"memberships": []}
    assert answer["data"]["node"]["partCount"] == 2
    names = [part["member"]["name"] for part in answer["data"]["node"]["parts"]["nodes"]]
    assert names == ["赵一", "钱二"]


async def test_the_page_that_is_shown_to_members_can_be_asked_for(store: Store) -> None:
    of = await office(store)
    page = Path("docs/accounts.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"```graphql\n(.*?)```", page, re.DOTALL)
    async with served(store) as http:
        answer = await member_of(of, http).ask(query)
    assert "errors" not in answer
    (membership,) = answer["data"]["me"]["memberships"]
    assert (membership["standing"]["total"], membership["distribution"]["members"]) == ("2.00", 8)


async def test_of_a_year_only_the_membership_is_told_that_is_scored_in_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        for year, found in ((YEAR, [{"years": [YEAR]}]), (YEAR - 1, [])):
            answer = await member_of(of, http).ask(f"{{ me {{ memberships(year: {year}) {{ years }} }} }}")
            assert answer["data"]["me"]["memberships"] == found
        answer = await member_of(of, http).ask("{ me { memberships(year: 22) { years } } }")
    assert (error_codes(answer), answer["data"]["me"]["memberships"]) == (["BAD_USER_INPUT"], None)


async def test_a_closed_year_is_seen_as_it_was_closed(store: Store) -> None:
    of = await office(store)
    await close_year(store, Live(Boards()), CODE, YEAR, MWC)
    async with served(store) as http:
        told = await own(
            http, of, f"years standing(year: {YEAR}) {{ total awards(first: 9) {{ nodes {{ kept }} }} }}"
        )
    assert told == {"years": [YEAR], "standing": {"total": "2.00", "awards": {"nodes": [{"kept": "2"}]}}}


async def test_one_member_is_not_answered_with_what_was_kept_for_another(store: Store) -> None:
    of = await office(store)
    second = await signed_in_as(store, "钱二", "002", "13905800099")
    query = f'{{ node(id: "{encode("Record", of.record)}") {{ ...record }} }}{RECORD}'
    async with served(store) as http:
        for _ in range(2):
            for token, name in ((of.tokens["委员"], "赵一"), (second, "钱二")):
                answer = await Holder(http, token=token, headers={}).ask(query)
                parts = answer["data"]["node"]["parts"]["nodes"]
                assert [part["member"]["name"] for part in parts] == [name]


async def signed_in_as(store: Store, name: str, number: str, phone: str) -> str:
    """The token of another member."""
    form = Registration(real_name=name, phone=phone, member=number)
    issued = await register(store, hashing(), CODE, Actor("系统管理员甲", "command"), form)
    await set_password(store, hashing(), CODE, Credentials(phone, issued.secret), PASSWORD, HERE)
    return (await sign_in(store, hashing(), CODE, Credentials(phone, PASSWORD), HERE)).token


REFUSED = {
    "history": "records(first: 1) { nodes { history(first: 1) { totalCount } } }",
    "ranking": f"ranking(year: {YEAR}, first: 9) {{ nodes {{ name }} }}",
}
MISTAKEN = {
    "another year": ("standing(year: 2021) { total }", "NOT_FOUND", "year"),
    "no year": (f"distribution(year: {YEAR + 1}) {{ members }}", "NOT_FOUND", "year"),
    "no rules": ("ruleSet(year: 2021) { text }", "NOT_FOUND", "year"),
    "another member": (
        f'records(first: 1, where: {{member: "{encode("Member", 2)}"}}) {{ totalCount }}',
        *("BAD_USER_INPUT", "where.member"),
    ),
    "nobody": (
        f'records(first: 1, where: {{member: "{encode("Member", 999)}"}}) {{ totalCount }}',
        *("BAD_USER_INPUT", "where.member"),
    ),
}


async def test_what_a_member_may_not_see_has_its_code_and_says_nothing_of_others(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        member = member_of(of, http)
        for name, fields in REFUSED.items():
            answer = await member.ask(f"{{ me {{ memberships {{ {fields} }} }} }}")
            assert (name, error_codes(answer)) == (name, ["FORBIDDEN"])
        for name, (fields, code, field) in MISTAKEN.items():
            answer = await member.ask(f"{{ me {{ memberships {{ {fields} }} }} }}")
            (error,) = answer["errors"]
            found = (error["extensions"]["code"], error["extensions"].get("field"))
            assert (name, found) == (name, (code, field))
        # By an id there is nothing but their own, whether it is somebody else's or nobody's.
        texts = set()
        for id_ in (encode("Member", of.members[1]), encode("Member", 999)):
            answer = await member.ask(f'{{ node(id: "{id_}") {{ id }} }}')
            assert answer["data"] == {"node": None}
            texts.add(answer["errors"][0]["message"])
        assert len(texts) == 1
        names = json.dumps([answer, *texts], ensure_ascii=False)
        assert not any(name in names for name in NAMES[1:])


async def test_a_member_of_elsewhere_is_one_there_only(store: Store) -> None:
    of, other = await offices(store)
    async with served(store) as http:
        told = await own(http, other, "member { id } records(first: 9) { nodes { id } }")
        assert told == {
            "member": {"id": encode("Member", other.members[0])},
            "records": {"nodes": [{"id": encode("Record", other.record)}]},
        }
        assert not {*of.members} & {*other.members}


SET = """
mutation ($visibility: RankVisibility!) {
  setRankVisibility(committee: "zhoushan", visibility: $visibility, reason: "主席会议定的") {
    visibility errors { code field }
  }
}
"""
PUBLISHED = f"ranking(year: {YEAR}, first: 3) {{ totalCount nodes {{ number name rank total own }} }}"


async def test_a_committee_may_let_its_members_see_the_ranking_without_details(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        clerk = Holder(http, token=of.tokens["委员工作委员会"], headers={})
        assert (await clerk.change(SET, visibility="OWN"))["errors"] == [
            {"code": "CONFLICT", "field": "visibility"}
        ]
        assert await clerk.change(SET, visibility="RANKING") == {"visibility": "RANKING", "errors": []}
        shown = (await own(http, of, PUBLISHED))["ranking"]
        assert shown["totalCount"] == 8
        assert shown["nodes"] == [
            {"number": "001", "name": "赵一", "rank": 1, "total": "2.00", "own": True},
            {"number": "002", "name": "钱二", "rank": 1, "total": "2.00", "own": False},
            {"number": "003", "name": "孙三", "rank": 3, "total": "0.00", "own": False},
        ]
        # That changes nothing else.
        answer = await member_of(of, http).ask(f'{{ committee(code: "{CODE}") {{ code }} }}')
        assert error_codes(answer) == ["FORBIDDEN"]
        assert (await clerk.change(SET, visibility="OWN"))["errors"] == []
        answer = await member_of(of, http).ask(f"{{ me {{ memberships {{ {PUBLISHED} }} }} }}")
        assert error_codes(answer) == ["FORBIDDEN"]
    told = [(line["before"], line["after"], line["reason"]) for line in await lines(store, "change")]
    open_, shut = {"rank visibility": "ranking"}, {"rank visibility": "own"}
    assert told == [(shut, open_, "主席会议定的"), (open_, shut, "主席会议定的")]


FOLLOW = f"""
subscription {{ ownStandingChanged(year: {YEAR}) {{
  revision change {{ member {{ name }} totalBefore totalAfter rankBefore rankAfter }}
}} }}
"""


async def survey(store: Store, of: Office, at: int, number: int) -> None:
    form = OccasionForm(title=f"调研{number}", day=date(2022, 4, 1), participants=[Present([of.members[at]])])
    await desk(store, actor=MWC).enter(of.code, YEAR, "调研", form)


async def test_who_follows_hears_of_their_own_standing_only(store: Store) -> None:
    of = await office(store)
    settings = Settings(port=0)
    served_store = Store.open(store.url.render_as_string(False))
    async with serving(create_app(settings, served_store), settings) as port:
        for token, query in (
            (of.tokens["结果查阅"], FOLLOW),
            (
                of.tokens["委员"],
                f'subscription {{ rankingChanged(committee: "{CODE}", year: {YEAR}) {{ revision }} }}',
            ),
        ):
            async with talking(port, bearer=token) as socket:
                assert [told[0] for told in await asked_over(socket, query)] == ["FORBIDDEN"]
        async with talking(port, bearer=of.tokens["委员"]) as socket:
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}))
            heard: list[Json] = []
            number = 0
            async with asyncio.timeout(SOON):
                while len(heard) < 2:
                    number += 1
                    # Another moves as often; the first stays before them all.
                    await survey(store, of, 0, 2 * number)
                    await survey(store, of, 5, 2 * number + 1)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            while True:
                                heard.append(json.loads(await socket.recv())["payload"]["data"])
            changes = [one["ownStandingChanged"]["change"] for one in heard]
            assert {one["member"]["name"] for one in changes} == {"赵一"}
            assert all(
                one["totalBefore"] != one["totalAfter"] or one["rankBefore"] != one["rankAfter"]
                for one in changes
            )


def test_the_right_to_ones_own_is_said_where_it_is_needed() -> None:
    printed = schema.as_str()
    needed = "。要有权限：查阅本人的结果、记录，生效的办法"
    for field in ("memberships(", "ownStandingChanged("):
        before = printed[: printed.index(field)].rstrip()
        assert before.endswith(f'{needed}"""'), field
