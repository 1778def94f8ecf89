"""Who may do what at the routes beside GraphQL: each route and method, for every role, in both committees.

GraphQL itself is walked field by field in tests/schema/test_rights.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from models.account import Session
from models.change import Change
from models.committee import Committee
from models.store import Store
from models.tables import TABLES
from resolvers.global_id import encode
from server import create_app
from services.rights.role import Right, roles
from settings import Settings
from tests.documents.received import handed_in
from tests.http_client import client
from tests.server.handing_in import hand_in
from tests.services.accounts.holder import ORIGIN, lines
from tests.services.accounts.office import office, offices
from tests.services.accounts.outside.zhezhengding_stub import Stub
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
FORM = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
FILE = {"Luzhi-Filename": "a.pdf"}
OUTSIDE = "/sign-in/outside/{provider}"


@dataclass(frozen=True)
class Asked:
    """What a route answers to whoever is not signed in, who has yet to bring the second factor, and who is
    signed in, whatever their role: a status; and what is sent along.
    """

    nobody: int
    halfway: int
    known: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


OPEN = Asked(200, 200, 200)
# By committee and department nothing here differs: each is about whoever asks, or about nobody.
ROUTES = {
    # Each is led to where they land; the pages hold nothing of anybody.
    ("GET", "/"): Asked(303, 303, 303),
    ("GET", "/desk"): OPEN,
    ("GET", "/desk/{rest}"): OPEN,
    ("GET", "/me"): OPEN,
    ("GET", "/me/{rest}"): OPEN,
    ("GET", "/icon.svg"): OPEN,
    # For whoever comes: it says how one signs in, too.
    ("GET", "/help"): OPEN,
    ("GET", "/help.css"): OPEN,
    # There is no such page, and no such picture.
    ("GET", "/help/{page}"): Asked(404, 404, 404),
    ("GET", "/help/pictures/{name}"): Asked(404, 404, 404),
    # There is no such file.
    ("GET", "/assets/{path}"): Asked(404, 404, 404),
    ("GET", "/healthz"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/sign-in.css"): OPEN,
    ("GET", "/hall.css"): OPEN,
    ("GET", "/sign-in"): OPEN,
    ("GET", "/password"): OPEN,
    ("GET", "/password.js"): OPEN,
    ("GET", "/second-factor"): OPEN,
    ("GET", "/sign-in/inside"): OPEN,
    ("GET", "/sign-in/inside.js"): OPEN,
    ("GET", "/sign-in/inside/jsapi.js"): OPEN,
    ("GET", OUTSIDE.replace("{provider}", "code")): OPEN,
    # Of another token than people have.
    ("GET", "/metrics"): Asked(403, 403, 403),
    # There is no such committee; nothing was begun.
    ("POST", "/sign-in"): Asked(404, 404, 404, FORM, "committee=nowhere&userName=&password="),
    ("POST", "/password"): Asked(400, 400, 400, FORM, "committee=nowhere&userName=&password=a&again=b"),
    ("POST", OUTSIDE.replace("{provider}", "code")): Asked(401, 401, 401, FORM, "code=000000"),
    ("GET", f"{OUTSIDE}/complete"): Asked(401, 401, 401),
    ("POST", f"{OUTSIDE}/complete"): Asked(401, 401, 401, FORM, "code=x&state=y"),
    ("POST", f"{OUTSIDE}/begin"): Asked(404, 404, 404, FORM, "committee=nowhere"),
    # Nothing was scanned, and this is no code.
    ("GET", "/check-in"): Asked(403, 403, 403),
    ("GET", "/check-in/{token}"): Asked(403, 403, 403),
    ("POST", "/check-in"): Asked(401, 401, 403, FORM, "challenge=x"),
    # There is no such record; of those that there are, tests/server/test_check_in_organiser.py.
    ("GET", "/hall/{record}"): Asked(401, 401, 404),
    ("GET", "/hall/{record}/code.svg"): Asked(401, 401, 404),
    ("GET", "/hall/{record}/code.png"): Asked(401, 401, 404),
    # Of the own account.
    ("POST", "/second-factor"): Asked(401, 409, 409, FORM, "do=confirm&code=000000"),
    ("POST", f"{OUTSIDE}/unlink"): Asked(401, 401, 404, FORM),
    ("POST", "/uploads"): Asked(401, 401, 400, FILE),
    # Whoever imports is asked for a file that is one.
    ("POST", "/imports"): Asked(401, 401, 403, FILE),
    # And for which year the blank form is to be.
    ("GET", "/imports/template"): Asked(401, 401, 403),
    # Somebody else's, of their committee and department or not.
    ("GET", "/uploads/{id}"): Asked(401, 401, 404),
    # No sample has this id; of those that there are, tests/server/test_sample_pages.py.
    ("GET", "/samples/{id}"): Asked(401, 401, 404),
    ("GET", "/samples/{id}/files"): Asked(401, 401, 404),
    # Nothing is asked for; of lists that there are, tests/server/test_exports.py.
    ("POST", "/exports"): Asked(401, 401, 400),
    # No year is closed, nothing was sent; of what was, tests/server/test_bulletin_pages.py.
    ("GET", "/bulletins/{year}/{file}"): Asked(401, 401, 409),
    ("GET", "/bulletin-sendings/{number}"): Asked(401, 401, 404),
    ("GET", "/opinion-bulletins/{number}/{file}"): Asked(401, 401, 404),
    # This is no member; of those that there are, tests/server/test_statement_pages.py.
    ("GET", "/statements/{member}/{year}"): Asked(401, 401, 400),
    # Of systems, which sign what they hand in, and hold no session.
    ("POST", "/connectors/{name}"): Asked(403, 403, 403),
}
# Who reads results is answered of what there is, whoever does not that it is not theirs.
READ = ("/samples/", "/bulletins/", "/opinion-bulletins/")
# What everybody may do to their own account, and does here last.
OWN = {
    ("POST", f"{OUTSIDE}/link"): Asked(401, 401, 200, FORM),
    ("POST", "/sign-out"): Asked(401, 303, 303, FORM),
}


def app_over(store: Store) -> Starlette:
    """The server with every route that there can be."""
    settings: Any = Stub(url="http://127.0.0.1:9").settings(
        metrics_token="geheim" * 4, zhezhengding_jsapi=__file__
    )
    return create_app(Settings(**settings), store)


@asynccontextmanager
async def asking(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app_over(store)) as http:
        yield http


async def status(http: httpx.AsyncClient, of: tuple[str, str], token: str | None, file: str = "x") -> int:
    """What is answered to somebody with a token, or without one."""
    method, path = of
    asked = (ROUTES | OWN)[of]
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    where = path.replace("{provider}", "zhezhengding").replace("{id}", file).replace("{token}", "x")
    where = where.replace("{record}", encode("Record", 10**6)).replace("{name}", "tian")
    where = where.replace("{year}", "2022").replace("{file}", "brief.pdf").replace("{number}", "9")
    http.cookies.clear()
    answer = await http.request(method, where, headers={**asked.headers, **bearer}, content=asked.body)
    return answer.status_code


async def all_rows(store: Store) -> list[Any]:
    """All that there is, but the trail, the numbers of revisions and when a session was last used."""
    kept = [await rows(store, table) for table in TABLES if table not in (Change, Committee, Session)]
    sessions = [(row.id, row.account_id, row.complete, row.revoked_at) for row in await rows(store, Session)]
    return [*kept, sessions]


async def test_every_route_has_its_place_in_the_matrix(sqlite_store: Store) -> None:
    app = app_over(sqlite_store)
    there = set()
    for route in app.routes:
        assert isinstance(route, Route), "a route of another kind: walk it, too"
        there |= {(method, route.path_format) for method in (route.methods or ()) if method != "HEAD"}
    assert there == {*ROUTES, *OWN}
    assert [one.kwargs["path"] for one in app.user_middleware if "path" in one.kwargs] == ["/graphql"]


async def test_every_route_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await offices(store)
    owner = own.tokens["专门委员会"]
    people: list[tuple[str, str | None]] = [("nobody", None)]
    people += [(f"{of.code} {role}", token) for of in (own, other) for role, token in of.tokens.items()]
    reading = {name for name, role in roles().items() if Right.READ in role.rights}
    readers = {f"{of.code} {name}" for of in (own, other) for name in reading}
    mwc = {f"{of.code} 委员工作委员会" for of in (own, other)}
    assert len(people) == 1 + 2 * len({*roles(), "没有角色"})
    async with asking(store) as http:
        file = (await hand_in(http, owner, handed_in.pdf()))["id"]
        before = await all_rows(store)
        for who, token in people:
            for route, asked in ROUTES.items():
                expected = asked.known if token else asked.nobody
                if token == owner and route[1] == "/uploads/{id}":
                    expected = 200
                if token and route[1].startswith("/imports") and who in mwc:
                    expected = 400
                if token and route[1].startswith(READ) and who not in readers:
                    expected = 403
                if token and route[1].startswith("/bulletin-sendings/") and who not in mwc:
                    expected = 403
                assert (who, route, await status(http, route, token, file)) == (who, route, expected)
        assert await all_rows(store) == before
        assert [line["actor"] for line in await lines(store, "read")] == ["专门委员会甲"]
        for who, token in people:
            for route, asked in OWN.items():
                expected = asked.known if token else asked.nobody
                assert (who, route, await status(http, route, token)) == (who, route, expected)
            # The session of everybody after them goes on; theirs has ended.
            assert await status(http, ("POST", "/uploads"), token) == 401


async def test_before_the_second_factor_no_route_gives_more(store: Store) -> None:
    own = await office(store, second_factor="required")
    async with asking(store) as http:
        before = await all_rows(store)
        for role, token in own.tokens.items():
            for route, asked in ROUTES.items():
                assert (role, route, await status(http, route, token)) == (role, route, asked.halfway)
        assert await all_rows(store) == before
        for role, token in own.tokens.items():
            for route, asked in OWN.items():
                assert (role, route, await status(http, route, token)) == (role, route, asked.halfway)


async def test_a_token_that_is_good_for_nothing_opens_no_more_than_none(store: Store) -> None:
    await office(store)
    async with asking(store) as http:
        before = await all_rows(store)
        for route in ROUTES | OWN:
            found = await status(http, route, "A" * 43)
            assert (route, found) in ((route, 401), (route, 403)) or route in UNASKED
        assert await all_rows(store) == before


# Where nobody is asked who they are.
UNASKED = {
    *(("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/icon.svg"), ("GET", "/assets/{path}")),
    *(("GET", page + rest) for page in ("/desk", "/me") for rest in ("", "/{rest}")),
    *(
        ("GET", "/password.js"),
        ("GET", "/sign-in.css"),
        ("GET", "/hall.css"),
        ("GET", "/help"),
        ("GET", "/help.css"),
    ),
    *(("GET", "/sign-in/inside.js"), ("GET", "/sign-in/inside/jsapi.js")),
    *(("GET", "/help/{page}"), ("GET", "/help/pictures/{name}")),
}
