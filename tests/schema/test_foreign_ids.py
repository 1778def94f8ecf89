"""Ids of another committee, at every place that takes one: nothing is told, nothing is changed.

And what nobody may send: fields that are not theirs to fill in, and changes from another site's page.
"""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type
from sqlalchemy import update
from starlette.routing import Route

from models.account import Account
from models.record import Record
from models.store import Store
from models.tables import TABLES
from resolvers.global_id import encode
from schema.assembled import schema
from server import create_app
from services.actor import Actor
from services.uploads.keeping import Keeping
from services.uploads.upload import take
from settings import Settings
from tests.documents.received.handed_in import photo
from tests.schema.handing import ACCEPT, RECEIVE, done, handed, hands
from tests.schema.places_of_ids import AUTHORS, ERRORS, NOT_OURS, OBJECTS, SAMPLE, TAKE, WORK
from tests.schema.rights_matrix import changes
from tests.schema.test_rights import error_codes
from tests.server.test_settings import ZHEZHENGDING
from tests.services.accounts.holder import CODE, ORIGIN, PASSWORD, Holder, codes, served
from tests.services.accounts.office import OTHER, Office, office, offices
from tests.services.committee_of_ten import RULE_SET, YEAR, rows

pytestmark = pytest.mark.anyio
Json = Any
# Followed over a WebSocket: tests/schema/test_check_in_arrivals.py.
OVER_SOCKETS = {"Subscription.checkInArrivals(record)"}


def places() -> set[str]:
    """Each argument and each field of an input that takes an id."""
    found = set()
    for name, kind in schema._schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field, told in kind.fields.items():
                found |= {f"{name}.{field}({one})" for one, of in told.args.items() if is_id(of.type)}
        if isinstance(kind, GraphQLInputObjectType):
            found |= {f"{name}.{one}" for one, of in kind.fields.items() if is_id(of.type)}
    return found


def is_id(kind: Any) -> bool:
    return bool(get_named_type(kind).name == "ID")


def test_no_place_is_left_out() -> None:
    assert {place for place, *_ in TAKE} | OVER_SOCKETS == places()


async def held(store: Store) -> list[list[Any]]:
    """All that there is but the trail and what it raises."""
    apart = {"changes", "committees"}
    return [await rows(store, table) for table in TABLES if table.__tablename__ not in apart]


async def test_an_id_of_another_committee_tells_and_changes_nothing(store: Store) -> None:
    own, other = await offices(store)
    await take(
        store, Keeping(), OTHER, Actor("x", "web", account=await account_of(store, 2)), "a.jpg", photo()
    )
    ids = {
        "Record": other.record,
        "Member": other.members[0],
        "ScoreRun": 2,
        "RuleSetVersion": 2,
        "Session": 10,
        "OutsideIdentity": 1,
        "Upload": 1,
    }
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["委员工作委员会"], headers={})
        theirs = Holder(http, token=other.tokens["委员工作委员会"], headers={})
        filled = {"member": encode("Member", own.members[0]), "work": await work_of(someone, own)}
        filled["rule"] = await examined_and_objected_to(store, http, own)
        holders = {
            "raiseObjection": Holder(http, token=own.tokens["专门委员会"], headers={}),
            "saveOpinionDraft": Holder(http, token=own.tokens["委员"], headers={}),
            "answerHandling": await taken_on(store, http, own),
        }
        before = await held(store)
        found = {}
        for place, type_, query, code in TAKE:
            asking = next((who for name, who in holders.items() if name in query), someone)
            answer, unknown = [
                await asked(asking, query % encode(type_, one), filled) for one in (ids[type_], 999)
            ]
            found[place] = told(answer)
            if code != NOT_OURS:
                assert (place, answer) == (place, unknown)
        assert found == {place: code for place, _, _, code in TAKE}
        assert await held(store) == before
        # They are theirs, and there.
        assert (await theirs.ask(f'{{ node(id: "{encode("Record", other.record)}") {{ id }} }}'))["data"][
            "node"
        ]


async def taken_on(store: Store, http: Any, own: Office) -> Holder:
    """The unit that has taken on what is handled, in its third version."""
    of = await hands(store, http, own)
    await done(of.lead, ACCEPT, await done(of.lead, RECEIVE, await handed(of)))
    return of.lead


async def examined_and_objected_to(store: Store, http: Any, own: Office) -> str:
    """A sample that is drawn, and an objection that waits for its answer; the code of a rule to name."""
    async with store.writing() as connection:
        of_own = update(Record).where(Record.id == own.record)
        await connection.execute(of_own.values(state="archived"))
    committee = Holder(http, token=own.tokens["委员工作委员会"], headers={})
    member = Holder(http, token=own.tokens["委员"], headers={})
    persons = 'persons: [{seat: "甲", digits: "1234567890"}, {seat: "乙", digits: "1234567890"}]'
    objects = f'{OBJECTS}, about: RECORD, record: "{encode("Record", own.record)}", toMwc: true'
    for who, change in (
        (committee, f'freezeSample(committee: "{CODE}", frame: {{year: {YEAR}}})'),
        (committee, f"drawSample({SAMPLE}, version: 1, {persons}, size: 1)"),
        (member, f"raiseObjection(input: {{{objects}}})"),
        (committee, f"acceptObjection({SAMPLE}, version: 1)"),
    ):
        assert codes(await who.change(f"mutation {{ {change} {ERRORS} }}")) == []
    return next(iter(RULE_SET.nodes()))


async def asked(someone: Holder, query: str, filled: dict[str, str]) -> Json:
    for name, id_ in filled.items():
        query = query.replace(f"<{name}>", id_)
    return await someone.ask(query if query.startswith(("{", "mutation")) else f"{{ {query} }}")


def told(answer: Json) -> str:
    """The codes of an answer."""
    data = answer.get("data") or {}
    payload = next((one for one in data.values() if isinstance(one, dict) and "errors" in one), None)
    return "、".join(sorted(set(codes(payload) if payload else error_codes(answer))))


async def account_of(store: Store, committee_id: int) -> int:
    """Somebody of a committee."""
    return int(next(one.id for one in await rows(store, Account) if one.committee_id == committee_id))


async def work_of(someone: Holder, own: Office) -> str:
    """A work of the own committee, entered."""
    authors = AUTHORS.replace("<member>", encode("Member", own.members[0]))
    work = WORK.replace('"x"', '"y"')
    entered = f"enterWork(input: {{{work}, {authors}}}) {{ record {{ id }} errors {{ code }} }}"
    payload = await someone.change(f"mutation {{ {entered} }}")
    assert payload["errors"] == []
    return str(payload["record"]["id"])


# What the server alone says of a row: whose it is, who did it and when, what state it is in, what it counts.
OURS = {
    *(
        "committeeId",
        "accountId",
        "account",
        "actor",
        "role",
        "roles",
        "rights",
        "state",
        "status",
        "revision",
    ),
    *("enteredBy", "enteredAt", "createdAt", "publishedAt", "approved", "points", "total", "rank", "mark"),
    *("owner", "ownerId", "complete", "secondFactor", "department"),
    *("submittedAt", "dueFrom", "dueBy", "late"),
}


def test_no_input_has_a_field_that_is_the_servers() -> None:
    mutations = schema._schema.mutation_type
    assert mutations
    inputs = {}
    waiting: list[Any] = [one.type for field in mutations.fields.values() for one in field.args.values()]
    while waiting:
        kind = get_named_type(waiting.pop())
        if isinstance(kind, GraphQLInputObjectType) and kind.name not in inputs:
            inputs[kind.name] = kind
            waiting += [one.type for one in kind.fields.values()]
    assert len(inputs) > 10
    found = {(name, field) for name, one in inputs.items() for field in OURS & {*one.fields}}
    # An organiser says that who is put on a list came late; whether a record is late is ours to say.
    late = {("CorrectArrivalsInput", "late")}
    # Whoever keeps accounts or gives roles says of others what nobody says of themselves.
    given = {("GrantRoleInput", name) for name in ("account", "role", "department")}
    given |= {("RegisterAccountInput", "department"), ("AppointInput", "account")}
    # The Office plans for a department.
    given |= {("OpinionTargetInput", "department")}
    assert found == {*late, *given}
    taken = {(name, *OURS & {*one.args}) for name, one in mutations.fields.items() if OURS & {*one.args}}
    # What became of feedback is what an answer says.
    # Whoever writes of a year says of which department; of any but their own they are refused.
    written = ("writeDepartmentAnalysis", "department")
    # Whoever keeps accounts says whether a second factor is asked of others.
    factor = {(name, "secondFactor") for name in ("resetAccount", "chooseAccountRules")}
    assert taken == {("answerFeedback", "state"), *factor, written}


async def test_whoever_sends_more_than_a_change_takes_changes_nothing(store: Store) -> None:
    own = await office(store)
    before = await held(store)
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["委员工作委员会"], headers={})
        for name, words in changes(own).items():
            for field in ("actor", "state", "role"):
                more = f', {field}: "x"'
                widened = f"{words[:-1]}{more}}}" if words.startswith("input") else f"{words}{more}"
                answer = await someone.ask(f"mutation {{ {name}({widened}) {ERRORS} }}")
                assert (name, answer.get("data")) == (name, None)
                assert set(error_codes(answer)) == {"BAD_USER_INPUT"}
        # What comes as a variable as well.
        sent = {"committee": CODE, "year": YEAR, "kind": "调研", "title": "x", "day": "2022-03-01"}
        query = f"mutation ($input: EnterOccasionInput!) {{ enterOccasion(input: $input) {ERRORS} }}"
        strange: list[Json] = [{"state": "x"}, {"participants": [{"members": [], "role": "x"}]}]
        for added in strange:
            answer = await someone.ask(query, input={**sent, "participants": [], **added})
            assert (answer.get("data"), set(error_codes(answer))) == (None, {"BAD_USER_INPUT"})
        # A form has more fields than it is asked for: they are nobody's.
        fields = {
            "committee": CODE,
            "userName": "13905800104",
            "password": PASSWORD,
            "state": "x",
            "role": "安全管理员",
        }
        assert (await http.post("/sign-in", data=fields, headers={"Origin": ORIGIN})).status_code == 303
        me = await Holder(http).ask("{ me { roles { role } } }")
        assert me["data"]["me"]["roles"] == [{"role": "办公室"}]
    sessions = {"sessions", "accounts"}
    after = await held(store)
    named = [one.__tablename__ for one in TABLES if one.__tablename__ not in ("changes", "committees")]
    assert {name for name, was, now in zip(named, before, after, strict=True) if was != now} <= sessions


async def test_every_address_that_changes_something_is_closed_to_other_sites(store: Store) -> None:
    await office(store)
    settings: dict[str, Any] = {"public_url": "https://luzhi.example"} | {
        name.removeprefix("LUZHI_").lower(): value for name, value in ZHEZHENGDING.items()
    }
    app = create_app(Settings(**settings), store)
    posted = sorted(
        one.path.replace("{provider}", "zhezhengding")
        for one in app.routes
        if isinstance(one, Route) and {*(one.methods or ())} - {"GET", "HEAD"}
    )
    assert posted == [
        "/check-in",
        "/connectors/{name}",
        "/exports",
        "/imports",
        "/password",
        "/second-factor",
        "/sign-in",
        "/sign-in/outside/code",
        "/sign-in/outside/zhezhengding/begin",
        "/sign-in/outside/zhezhengding/complete",
        "/sign-in/outside/zhezhengding/link",
        "/sign-in/outside/zhezhengding/unlink",
        "/sign-out",
        "/uploads",
    ]
    async with served(store, **settings) as http:
        holder = Holder(http, phone="13905800104")
        assert codes(await holder.sign_in()) == []
        before = await held(store)
        for path in [*posted, "/graphql"]:
            sent = (b"do=set-up", FORM) if path in posted else (SIGN_OUT, "application/json")
            for headers in (
                {"Origin": "https://evil.example"},
                {"Origin": "null"},
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"},
            ):
                more = {"Content-Type": sent[1], "Luzhi-Filename": "a", **headers}
                answer = await http.post(path, content=sent[0], headers=more)
                assert (path, headers, answer.status_code) == (path, headers, 403)
                assert "set-cookie" not in answer.headers
        assert await held(store) == before
        assert (await holder.ask("{ me { realName } }"))["data"]["me"] == {"realName": "办公室甲"}


FORM = "application/x-www-form-urlencoded"
SIGN_OUT = b'{"query": "mutation { signOut { errors { code } } }"}'
