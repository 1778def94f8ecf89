"""The clients that people use, as they are shipped, against a real server."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.store import Store
from server import create_app
from settings import Settings
from tests.clients.node import HERE, INSTALLED, SECONDS, line, started, told
from tests.running_server import serving
from tests.schema.test_rights import change
from tests.services.accounts.office import Office, office

pytestmark = pytest.mark.anyio
ROOT = HERE.parents[1]
ME = {"me": {"realName": "结果查阅甲"}}
ZHOUSHAN = {"committee": {"code": "zhoushan"}}
# The audits that ask by GET and want to be answered.
BY_GET = {
    "5A70": "MAY accept application/x-www-form-urlencoded formatted GET requests",
    "6A70": "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
    "D6D5": "MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting "
    "application/graphql-response+json",
}


@asynccontextmanager
async def served(store: Store, **more: Any) -> AsyncIterator[tuple[str, str, Office]]:
    """The address of a server, the token of somebody who may read, and the committee they belong to."""
    own = await office(store)
    settings = Settings(port=0, **more)
    app = create_app(settings, Store.open(store.url.render_as_string(False)))
    async with serving(app, settings) as port:
        yield f"http://127.0.0.1:{port}/graphql", own.tokens["结果查阅"], own


async def audited(store: Store, **more: Any) -> tuple[int, dict[str, str]]:
    """How many audits there are, and those that do not pass, by their ids."""
    async with served(store, **more) as (url, token, _):
        found = await told("audits.js", url, token)
    return len(found), {one["id"]: one["name"] for one in found if one["status"] != "ok"}


async def test_all_audits_of_graphql_over_http_pass_where_get_is_open(sqlite_store: Store) -> None:
    assert await audited(sqlite_store, get="open") == (61, {})


async def test_where_get_is_shut_only_audits_that_use_it_differ(sqlite_store: Store) -> None:
    assert await audited(sqlite_store) == (61, BY_GET)


async def test_urql_is_refused_as_shipped_and_told_what_to_set(sqlite_store: Store) -> None:
    async with served(sqlite_store) as (url, token, _):
        heard = await told("urql.js", url, token)
    shipped = heard["shipped"]
    assert (shipped["sent"], shipped["error"]["code"]) == (["GET"], "BAD_USER_INPUT")
    assert "preferGetMethod: false" in shipped["error"]["message"]
    assert heard["posting"] == {"data": ZHOUSHAN, "sent": ["POST text"]}
    assert heard["first"] == {"data": ME, "sent": ["POST", "POST text"]}
    assert heard["again"] == {"data": ME, "sent": ["POST"]}
    assert heard["named"] == {"data": ZHOUSHAN, "sent": ["POST", "POST text"]}


async def test_apollo_asks_as_shipped_and_by_hash(sqlite_store: Store) -> None:
    async with served(sqlite_store) as (url, token, _):
        heard = await told("apollo.js", url, token)
    assert heard["shipped"]["sent"] == ["POST text"]
    assert heard["shipped"]["data"]["committee"]["code"] == "zhoushan"
    assert heard["refused"]["error"]["code"] == "BAD_USER_INPUT"
    assert [heard["first"]["sent"], heard["again"]["sent"]] == [["POST", "POST text"], ["POST"]]
    assert [heard[one]["data"]["me"]["realName"] for one in ("first", "again")] == ["结果查阅甲"] * 2


async def test_what_relays_compiler_makes_of_our_schema_is_answered(
    sqlite_store: Store, tmp_path: Path
) -> None:
    shutil.copytree(HERE / "relay", tmp_path / "src")
    shutil.copy(ROOT / "schema/schema.graphql", tmp_path)
    (tmp_path / "persisted.json").write_text("{}")
    config = {
        "src": "./src",
        "schema": "./schema.graphql",
        "language": "javascript",
        "persistConfig": {"file": "./persisted.json", "algorithm": "SHA256"},
    }
    (tmp_path / "relay.config.json").write_text(json.dumps(config))
    process = await asyncio.create_subprocess_exec(
        *("node", str(INSTALLED / "node_modules/relay-compiler/cli.js"), "./relay.config.json"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(SECONDS):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    made = list(json.loads((tmp_path / "persisted.json").read_text("utf-8")).values())
    page = next(text for text in made if text.startswith("query RunsPageQuery"))
    whole = next(text for text in made if text.startswith("query RunsQuery"))
    async with served(sqlite_store) as (url, token, _), httpx.AsyncClient(trust_env=False) as http:
        headers = {"Authorization": f"Bearer {token}"}
        first = await http.post(
            url, json={"query": whole, "variables": {"code": "zhoushan"}}, headers=headers
        )
        committee = first.json()["data"]["committee"]
        (edge,) = committee["runs"]["edges"]
        assert edge["node"]["year"] == 2022
        variables = {"id": committee["id"], "count": 1, "cursor": edge["cursor"]}
        second = await http.post(url, json={"query": page, "variables": variables}, headers=headers)
        assert second.json()["data"]["node"]["runs"]["edges"] == []


async def test_graphql_ws_asks_follows_and_is_sent_away_when_its_session_ends(sqlite_store: Store) -> None:
    async with (
        served(sqlite_store) as (url, token, own),
        started("sockets.js", url.replace("http:", "ws:"), token) as process,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        assert await line(process) == {"asked": [ME]}
        heard = asyncio.create_task(line(process))
        while not heard.done():
            # Until it listens, what changes is not told.
            await change(sqlite_store, own)
            await asyncio.wait([heard], timeout=0.5)
        assert await heard == {"heard": True}
        sign_out = {"query": "mutation { signOut { errors { code } } }"}
        await http.post(url, json=sign_out, headers={"Authorization": f"Bearer {token}"})
        ended = await line(process)
        while "heard" in ended:
            ended = await line(process)
    # Between the query and the subscription it hangs up by itself.
    assert ended["closed"][-1] == {"code": 4401, "reason": "登录已结束"}
    assert ended["error"] == 4401
