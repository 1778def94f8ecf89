"""Bad arguments through the whole server: a status, a code, the argument, and no word of how it is made."""

from __future__ import annotations

import pytest

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.schema.test_arguments import BAD_CURSORS, BAD_IDS, CASES, LONG

pytestmark = pytest.mark.anyio
TELLTALE = ("Traceback", 'File "', "sqlalchemy", "sqlite", "psycopg", "Error:", LONG)


async def test_bad_arguments_over_http(demo_address: str) -> None:
    selections = [f'committee(code: "zhoushan") {{ {selection} }}' for selection, _, _ in CASES]
    selections += [f'node(id: "{text}") {{ id }}' for text in BAD_IDS]
    pages = [f'ranking(first: 1, after: "{text}") {{ totalCount }}' for text in BAD_CURSORS]
    selections += [f'committee(code: "zhoushan") {{ run(year: 2022) {{ {page} }} }}' for page in pages]
    wanted = [(code, field) for _, code, field in CASES]
    wanted += [("BAD_USER_INPUT", "id")] * len(BAD_IDS) + [("BAD_USER_INPUT", "after")] * len(BAD_CURSORS)
    app = create_app(Settings(), Store.open(demo_address))
    async with app.router.lifespan_context(app), client(app) as asking:
        for selection, want in zip(selections, wanted, strict=True):
            headers = {"accept": "application/graphql-response+json"}
            response = await asking.post("/graphql", json={"query": f"{{ {selection} }}"}, headers=headers)
            (error,) = response.json()["errors"]
            assert (error["extensions"]["code"], error["extensions"]["field"]) == want, selection
            assert response.status_code == (200 if "data" in response.json() else 400)
            assert not any(word in response.text for word in TELLTALE), response.text
