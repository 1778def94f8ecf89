"""Root queries beside `committee`, and subscriptions: for every role, in the own and another committee."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from models.store import Store
from resolvers.global_id import encode
from schema.assembled import schema
from server import create_app
from services.rights.role import Right, roles
from settings import Settings
from tests.running_server import serving
from tests.schema.rights_matrix import GIVEN
from tests.schema.test_rights import FOLLOW, FOLLOW_OWN, change, error_codes
from tests.schema.test_session_over_socket import asked as asked_over
from tests.schema.test_session_over_socket import talking
from tests.schema.worked import worked
from tests.server.test_check_in_organiser import correct
from tests.services.accounts.holder import CODE, Holder, served
from tests.services.accounts.office import OTHER, Office, offices
from tests.services.check_in.people import BASE, seen
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio
Json = Any
# What is asked of a committee, and who may (docs/accounts.md).
ACCOUNTS = {"系统管理员", "安全管理员", "审计管理员", "办公室"}
DECIDING = {"委员工作委员会", "办公室", "专门委员会", "签批领导"}
ORGANISING = {"委员工作委员会", "办公室", "专门委员会"}
ENTERED = f'input: {{committee: "%s", year: {YEAR}, title: "港口", day: "2022-06-01", '
ASKED = {
    'accounts(committee: "%s", first: 1) { totalCount }': ACCOUNTS,
    'account(committee: "%s", number: 1) { number }': ACCOUNTS,
    'grantable(committee: "%s") { roles { name } }': ACCOUNTS,
    'accountRules(committee: "%s") { profile }': ACCOUNTS,
    'trail(committee: "%s", first: 1) { totalCount }': {"审计管理员"},
    'trailWords(committee: "%s") { actions { code } }': {"审计管理员"},
    'verifyTrail(committee: "%s") { lines }': {"审计管理员"},
    'leaves(committee: "%s", first: 1) { totalCount }': DECIDING,
    'feedback(committee: "%s", first: 1) { totalCount }': {"委员工作委员会", "运维"},
    # The Office organised the record that each committee has (履5).
    'checkIn(record: "<record of %s>") { version }': {"委员工作委员会", "办公室"},
    f'expectedOfOccasion({ENTERED}kind: "调研", participants: []}}) {{ errors {{ code }} }}': ORGANISING,
    f'expectedOfWork({ENTERED}kind: "社情民意", authors: []}}) {{ errors {{ code }} }}': {
        *("委员工作委员会", "办公室")
    },
}
# Of whoever asks, or the same for all: no other committee can be named.
OF_ONESELF = {
    *("me { number }", "opinionForm { mostFiles }", "opinion(number: 1) { number }"),
    *("opinionPapers(first: 1) { totalCount }", "opinionPaper(number: 1) { number }", "posts { number }"),
    *("opinionCalls(first: 1) { totalCount }", "opinionCall(number: 1) { number }"),
    *("opinionLeads(first: 1) { totalCount }", "opinionLead(number: 1) { number }"),
    *("opinionLeadForm { keepDays }", "opinionPlan(year: 2022) { version }"),
    *("opinionCallForm { longestTitle }", "contactPoints(first: 1) { totalCount }"),
    f'opinionAnalysis(firstDay: "{YEAR}-01-01", lastDay: "{YEAR}-12-31", by: AREA) {{ quarter }}',
    *("opinionMeetings(first: 1) { totalCount }", "opinionBulletins { number }"),
    f"opinionAppraisal(year: {YEAR}, of: ITEMS) {{ count }}",
    *("handlings(first: 1) { totalCount }", "handling(number: 1) { number }", "handlingForm { days }"),
    *("publishedPapers(first: 1) { totalCount }", "publishedPaper(number: 1) { number }"),
}


def test_no_root_query_is_left_out() -> None:
    asked = {query.partition("(")[0].partition(" ")[0] for query in {*ASKED, *OF_ONESELF}}
    # These four: tests/schema/test_readers.py.
    asked |= {"committees", "committee", "node", "nodes"}
    fields = schema._schema.query_type.fields  # type: ignore[union-attr]
    assert {*fields} == asked
    for query, may in ASKED.items():
        said = fields[query.partition("(")[0]].description
        (right,) = [one for one in Right if said.endswith(f"。要有权限：{one.called}")]
        holding = {role for role, given in GIVEN.items() if right.value in given}
        # The matrix of changes knows no right that only reads.
        assert may <= holding or right in (Right.READ_ACCOUNTS, Right.AUDIT)


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.partition("(")[0])
async def test_who_may_is_answered_of_the_own_committee_and_nobody_of_another(
    store: Store, query: str
) -> None:
    own, other = await offices(store)
    async with served(store) as http:
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            someone = Holder(http, token=token, headers={})
            why = "SIGN_IN_REQUIRED" if token is None else "FORBIDDEN"
            may = role in ASKED[query]
            found = await someone.ask(f"{{ asked: {about(query, own)} }}")
            assert (role, told(found) == [why], why in told(found)) == (role, not may, not may)
            found = await someone.ask(f"{{ asked: {about(query, other)} }}")
            assert (role, told(found)) == (role, [why])


def about(query: str, of: Office) -> str:
    """A query about a committee, or about its record."""
    return (query % of.code).replace(f"<record of {of.code}>", encode("Record", of.record))


def told(found: Json) -> list[str]:
    """The codes of an answer; of a trial, which tells them as a change would, also those."""
    asked = (found.get("data") or {}).get("asked") or {}
    return error_codes(found) + [error["code"] for error in asked.get("errors", ())]


async def test_what_is_of_oneself_is_there_for_whoever_is_signed_in(store: Store) -> None:
    own, _ = await offices(store)
    async with served(store) as http:
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            someone = Holder(http, token=token, headers={})
            me = await someone.ask("{ me { number } opinionForm { mostFiles } }")
            missing = await someone.ask("{ opinion(number: 1) { number } }")
            if token is None:
                assert (me["data"], error_codes(me)) == (None, ["SIGN_IN_REQUIRED"])
                assert error_codes(missing) == ["SIGN_IN_REQUIRED"]
            else:
                assert me["data"]["me"]["number"] > 0, role
                assert (role, error_codes(missing)) == (role, ["NOT_FOUND"])


# Items are edited (议9) by the Office and signed by those who hold the posts, which 安全管理员 note. Whoever
# does neither is shown no paper, and not who holds a post.
PAPERS = {"办公室": [2, 1], "签批领导": [2]}
POSTS = {*PAPERS, "安全管理员"}


async def test_papers_and_posts_of_another_committee_are_not_there(sqlite_store: Store) -> None:
    work = await worked(sqlite_store)
    async with served(sqlite_store) as http:
        for of, there in ((work.of, True), (work.other, False)):
            for role in roles():
                someone = Holder(http, token=of.tokens[role], headers={})
                numbers = PAPERS.get(role, []) if there else []
                found = await someone.ask("{ opinionPapers(first: 9) { nodes { number } } }")
                nodes = found["data"]["opinionPapers"]["nodes"]
                assert (role, [one["number"] for one in nodes]) == (role, numbers)
                found = await someone.ask("{ opinionPaper(number: 2) { number } }")
                assert (role, error_codes(found)) == (role, [] if numbers else ["NOT_FOUND"])
                found = await someone.ask("{ posts { number } }")
                if role in POSTS:
                    listed = [one["number"] for one in found["data"]["posts"]]
                    assert (role, listed) == (role, [1, 2] if there else [])
                else:
                    assert (role, error_codes(found)) == (role, ["FORBIDDEN"])


ARRIVALS = "subscription ($id: ID!) { checkInArrivals(record: $id) { arrival { member { name } } } }"
NOTICES = "subscription { noticesChanged { unseen } }"
# Who may follow what: of the own committee, and of the record that the Office organised there.
READING = {role for role, given in GIVEN.items() if "read" in given}
FOLLOWING = {FOLLOW: READING, FOLLOW_OWN: {"委员"}, ARRIVALS: {"委员工作委员会", "办公室"}, NOTICES: {*GIVEN}}
SOON = 20.0


async def test_every_subscription_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await offices(store)
    of_other = FOLLOW.replace(CODE, OTHER)
    settings = Settings(port=0, public_url=BASE)
    of_server = Store.open(store.url.render_as_string(False))
    async with (
        seen(store, own.members, own.record, own.code, own.tokens["委员工作委员会"]) as of,
        serving(create_app(settings, of_server), settings) as port,
        AsyncExitStack() as stack,
    ):
        await of.open()
        following: list[ClientConnection] = []
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            why = "FORBIDDEN" if token else "SIGN_IN_REQUIRED"
            socket = await stack.enter_async_context(talking(port, bearer=token))
            elsewhere = {"id": encode("Record", other.record)}
            shut: list[tuple[str, Json]] = [(of_other, {}), (ARRIVALS, elsewhere)]
            shut += [(one, {"id": of.id}) for one, may in FOLLOWING.items() if role not in may]
            for query, variables in shut:
                given = variables if query == ARRIVALS else {}
                found = await asked_over(socket, query, **given)
                assert (role, query, [code for code, _ in found]) == (role, query, [why])
            for query, may in FOLLOWING.items():
                if role in may:
                    socket = await stack.enter_async_context(talking(port, bearer=token))
                    payload = {"query": query, "variables": {"id": of.id} if query == ARRIVALS else {}}
                    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
                    following.append(socket)
        assert len(following) == sum(map(len, FOLLOWING.values()))
        async with asyncio.timeout(SOON):
            for at, socket in enumerate(following):
                heard: Json = None
                while heard is None:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            heard = json.loads(await socket.recv())
                    if heard is None:
                        # Until it listens, what changes is not told.
                        await change(store, own)
                        await correct(of, add=[5], late=bool(at % 2))
                assert heard["type"] == "next", heard
                assert "errors" not in heard["payload"], heard
