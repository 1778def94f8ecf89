"""Bad arguments through the whole server: a status, a code, the argument, and no word of how it is made."""

from __future__ import annotations

import pytest

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_arguments import BAD_CURSORS, BAD_IDS, CASES, LONG
from tests.signed_in import bearing, token_of

pytestmark = pytest.mark.anyio
TELLTALE = ("Traceback", 'File "', "sqlalchemy", "sqlite", "psycopg", "Error:", LONG)


async def test_bad_arguments_over_http(demo_address: str) -> None:
    selections = [f'committee(code: "zhoushan") {{ {selection} }}' for selection, _, _ in CASES]
    selections += [f'node(id: "{text}") {{ id }}' for text in BAD_IDS]
    pages = [f'ranking(first: 1, after: "{text}") {{ totalCount }}' for text in BAD_CURSORS]
    selections += [f'committee(code: "zhoushan") {{ run(year: 2022) {{ {page} }} }}' for page in pages]
    wanted = [(code, field) for _, code, field in CASES]
    wanted += [("BAD_USER_INPUT", "id")] * len(BAD_IDS) + [("BAD_USER_INPUT", "after")] * len(BAD_CURSORS)
    store = Store.open(demo_address)
    app, bearer = create_app(Settings(), store), bearing(await token_of(store))
    async with app.router.lifespan_context(app), client(app) as asking:
        for selection, want in zip(selections, wanted, strict=True):
            headers = {"accept": "application/graphql-response+json"} | bearer
            response = await asking.post("/graphql", json={"query": f"{{ {selection} }}"}, headers=headers)
            (error,) = response.json()["errors"]
            assert (error["extensions"]["code"], error["extensions"]["field"]) == want, selection
            assert response.status_code == (200 if "data" in response.json() else 400)
            assert not any(word in response.text for word in TELLTALE), response.text


async def test_a_bad_argument_nulls_its_own_field_and_no_other(demo_address: str) -> None:
    query = """{ committee(code: "zhoushan") {
      run(year: 2022) {
        memberCount
        bad: ranking(first: -1) { totalCount }
        good: ranking(first: 1) {
          totalCount nodes { rank bad: points(node: "nope") good: works(node: "total") }
        }
        wide: distribution(width: "0") { width }
        measure(depth: 0) { node { code } }
      }
      closings(year: 0) { year }
    } }"""
    store = Store.open(demo_address)
    app, bearer = create_app(Settings(), store), bearing(await token_of(store))
    async with app.router.lifespan_context(app), client(app) as asking:
        asking.headers.update(bearer)
        response = await asking.post("/graphql", json={"query": query})
        nodes = await asking.post("/graphql", json={"query": "{ nodes(ids: []) { id } committees { code } }"})
    assert response.status_code == 200
    told = response.json()
    run = told["data"]["committee"].pop("run")
    works = run["good"]["nodes"][0].pop("good")
    assert works > 0
    assert run == {
        "memberCount": 300,
        "bad": None,
        "good": {"totalCount": 300, "nodes": [{"rank": 1, "bad": None}]},
        "wide": None,
        "measure": [{"node": {"code": "total"}}],
    }
    assert told["data"] == {"committee": {"closings": None}}
    refused = [(one["path"], one["extensions"]["code"], one["extensions"]["field"]) for one in told["errors"]]
    at = ["committee", "run"]
    assert sorted(refused, key=str) == sorted(
        [
            ([*at, "bad"], "BAD_USER_INPUT", "first"),
            ([*at, "good", "nodes", 0, "bad"], "NOT_FOUND", "node"),
            ([*at, "wide"], "BAD_USER_INPUT", "width"),
            (["committee", "closings"], "BAD_USER_INPUT", "year"),
        ],
        key=str,
    )
    assert nodes.json()["data"] == {"nodes": None, "committees": [{"code": "zhoushan"}]}
