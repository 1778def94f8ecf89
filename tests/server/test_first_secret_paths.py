"""A first secret opens nothing but the setting of a password: shown at every route, root field and socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)
from websockets.asyncio.client import ClientConnection

from models.store import Store
from resolvers.global_id import encode
from schema.assembled import schema
from server import create_app
from services.accounts.account import reset
from services.actor import Actor
from settings import Settings
from tests.http_client import client
from tests.running_server import serving
from tests.schema.test_session_over_socket import talking
from tests.server.test_rights_of_routes import OWN, ROUTES, UNASKED, all_rows, app_over
from tests.services.accounts.holder import CODE, ORIGIN, PASSWORD, Holder, codes, hashing, lines
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
Json = Any
SCHEMA = schema._schema
# The doors at which a secret is told; and who one is, which is nobody.
DOORS = {"signIn", "setPassword"}
NOBODY: dict[str, list[str]] = {"me": []}
SCALARS = {
    "Int": "1",
    "Boolean": "false",
    "Date": '"2022-03-01"',
    "DateTime": '"2022-03-01T12:00:00+08:00"',
    "Decimal": '"1"',
    "ID": f'"{encode("Record", 1)}"',
}


def literal(kind: GraphQLInputType) -> str:
    """A value that a field takes, with as little in it as may be."""
    if isinstance(kind, GraphQLNonNull):
        inner: GraphQLInputType = kind.of_type
        return literal(inner)
    if isinstance(kind, GraphQLList):
        return f"[{literal(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    if isinstance(kind, GraphQLInputObjectType):
        fields = [(name, one) for name, one in kind.fields.items() if is_required_input_field(one)]
        if kind.is_one_of:
            fields = list(kind.fields.items())[:1]
        return "{" + ", ".join(f"{name}: {literal(one.type)}" for name, one in fields) + "}"
    return SCALARS.get(kind.name, f'"{CODE}"')


def asking(name: str, field: GraphQLField) -> str:
    """A field with all that it has to be given, and first rows where it is a list."""
    given = [
        f"{called}: {2022 if called == 'year' else literal(one.type)}"
        for called, one in field.args.items()
        if is_required_argument(one) or called == "first"
    ]
    told = getattr(get_named_type(field.type), "fields", None)
    selected = "" if told is None else " { errors { code } }" if "errors" in told else " { __typename }"
    return name + (f"({', '.join(given)})" if given else "") + selected


def roots() -> Iterator[tuple[str, str]]:
    """Every field of the roots, with an operation that asks for it."""
    for kind, of in (
        ("query", SCHEMA.query_type),
        ("mutation", SCHEMA.mutation_type),
        ("subscription", SCHEMA.subscription_type),
    ):
        assert of is not None
        yield from ((name, f"{kind} {{ {asking(name, field)} }}") for name, field in of.fields.items())


def refusals(answer: Json, name: str) -> list[str]:
    """The codes of what is refused, beside the data or in it."""
    beside = [one["extensions"]["code"] for one in answer.get("errors", ())]
    payload = (answer.get("data") or {}).get(name)
    if name == "me" and not beside:
        assert payload is None
    return beside or (codes(payload) if isinstance(payload, dict) and "errors" in payload else [])


async def first_secret(store: Store) -> tuple[str, str, str]:
    """The number, the first secret and the former token of somebody whom the Office has just reset, and who
    may all that a committee has to be done.
    """
    of = await office(store)
    number = next(one["entity_id"] for one in await lines(store, "grant") if one["after"]["role"] == ROLE)
    account = next(
        one["after"]["account"] for one in await lines(store, "grant") if one["entity_id"] == number
    )
    issued = await reset(store, hashing(), CODE, Actor("系统管理员甲", "command"), account, reason="忘了")
    return of.phones[ROLE], issued.secret, of.tokens[ROLE]


ROLE = "委员工作委员会"


async def knocked(http: httpx.AsyncClient, route: tuple[str, str], headers: dict[str, str]) -> int:
    method, path = route
    of = (ROUTES | OWN)[route]
    where = path.replace("{provider}", "zhezhengding").replace("{record}", "x").replace("{year}", "2022")
    where = where.replace("{file}", "brief.pdf").replace("{name}", "tian").replace("{number}", "9")
    http.cookies.clear()
    return (await http.request(method, where, headers={**of.headers, **headers}, content=of.body)).status_code


async def test_no_route_takes_a_first_secret_for_a_session(store: Store) -> None:
    _, secret, former = await first_secret(store)
    async with client(app_over(store)) as http:
        before = await all_rows(store)
        for route, of in (ROUTES | OWN).items():
            for token in (secret, former):
                found = await knocked(http, route, {"Authorization": f"Bearer {token}"})
                assert (route, found) in ((route, 401), (route, 403)) or route in UNASKED
                kept = "; ".join(f"luzhi{end}={token}" for end in ("", "-outside", "-scan", "-device"))
                found = await knocked(http, route, {"Cookie": kept, "Origin": ORIGIN})
                assert (route, found) == (route, of.nobody)
        assert await all_rows(store) == before


async def test_no_root_field_takes_a_first_secret_for_a_session(store: Store) -> None:
    phone, secret, _ = await first_secret(store)
    async with client(create_app(Settings(), store)) as http:
        before = await all_rows(store)
        program, browser = Holder(http, token=secret, headers={}), Holder(http)
        otherwise = {}
        for name, text in roots():
            assert (name, refusals(await program.ask(text), name)) == (name, ["SIGN_IN_REQUIRED"])
            if name in DOORS or text.startswith("subscription"):
                continue
            http.cookies.set("luzhi", secret)
            found = refusals(await browser.ask(text), name)
            if found != ["SIGN_IN_REQUIRED"]:
                otherwise[name] = found
        assert otherwise == NOBODY
        http.cookies.clear()
        assert await all_rows(store) == before
        holder = Holder(http, phone)
        assert codes(await holder.sign_in(secret)) == ["PASSWORD_TO_SET"]
        assert await holder.set_password(secret, PASSWORD) == []
        assert codes(await holder.sign_in()) == []


async def test_no_socket_takes_a_first_secret_for_a_session(sqlite_store: Store) -> None:
    _, secret, _ = await first_secret(sqlite_store)
    settings = Settings(port=0)
    app = create_app(settings, Store.open(sqlite_store.url.render_as_string(False)))
    async with serving(app, settings) as port:
        origin = f"http://127.0.0.1:{port}"
        async with (
            talking(port, bearer=secret) as program,
            talking(port, cookie=secret, origin=origin) as browser,
        ):
            for socket, expected in ((program, {}), (browser, NOBODY)):
                otherwise = {}
                for name, text in roots():
                    if name not in DOORS:
                        found = refusals(await heard(socket, text), name)
                        if found != ["SIGN_IN_REQUIRED"]:
                            otherwise[name] = found
                assert otherwise == expected


async def heard(socket: ClientConnection, text: str) -> Json:
    """The answer to an operation over a socket, as it would be over HTTP."""
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": text}}))
    answer = json.loads(await socket.recv())
    if answer["type"] == "error":
        return {"errors": answer["payload"]}
    assert json.loads(await socket.recv())["type"] == "complete"
    return answer["payload"]
