"""Two servers over one database: what one keeps is never older than what the other has confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from models.store import Store
from schema.assembled import schema
from server import create_app
from settings import Settings
from tests.http_client import client
from tests.process import Process
from tests.schema.schema_client import statements
from tests.server.sick_server import KEEP, SickServer
from tests.services.committee_of_ten import settle
from tests.signed_in import bearing, token_of

pytestmark = pytest.mark.anyio
OF_ONE = '{ committee(code: "%s") { runs(year: 2022, first: 100) { nodes { name } } } }'
OF_ALL = "{ committees { code revision } }"
BY_ID = '{ node(id: "%s") { ... on Committee { revision } } }'
CODES = ("zhoushan", "putuo")


class Asking:
    """Someone who asks a server of this process, and hears whether it asked the database for runs."""

    def __init__(self, at: httpx.AsyncClient, bearers: dict[str, str]) -> None:
        self.at = at
        self.bearers = bearers

    async def data(self, query: str, code: str = "zhoushan") -> Any:
        """The data of an answer to somebody of a committee."""
        headers = bearing(self.bearers[code])
        answer = (await self.at.post("/graphql", json={"query": query}, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def runs(self, code: str) -> tuple[list[str], bool]:
        """The names of a committee's kept runs, and whether they were read for this."""
        with statements() as seen:
            nodes = (await self.data(OF_ONE % code, code))["committee"]["runs"]["nodes"]
        names = sorted(node["name"] for node in nodes if node["name"])
        return names, any("FROM score_runs" in statement for statement in seen)


async def settled(store: Store) -> dict[str, str]:
    """The committees, and the token of somebody of each."""
    for code in CODES:
        await settle(store, code)
    return {code: await token_of(store, committee=code) for code in CODES}


async def test_a_change_by_another_server_drops_the_answers_of_its_committee_alone(
    store: Store, address: str, spawn: Callable[..., Process]
) -> None:
    bearers = await settled(store)
    other = SickServer(address, spawn, bearers["zhoushan"])
    app = create_app(Settings(database=address), Store.open(address))
    async with app.router.lifespan_context(app), client(app) as at:
        asking = Asking(at, bearers)
        for code in CODES:
            assert await asking.runs(code) == ([], True)
            assert await asking.runs(code) == ([], False)
        listed = await asking.data(OF_ALL)
        for name in ("一月", "二月"):
            before = (await asking.runs("zhoushan"))[0]
            # Not on the loop: the server of this process may be writing, too, and could not end.
            made = (await asyncio.to_thread(other.ask, KEEP, name=name))["data"]["keepRun"]
            assert made == {"run": {"name": name}, "errors": []}
            # The other server has said that it is done: the very next answer has it.
            assert await asking.runs("zhoushan") == ([*before, name], True)
            assert await asking.runs("zhoushan") == ([*before, name], False)
            assert await asking.runs("putuo") == ([], False)
        # Who is of one committee sees no other.
        (before,) = listed["committees"]
        now = await asking.data(OF_ALL)
        assert now["committees"] == [{"code": "zhoushan", "revision": before["revision"] + 2}]


async def test_what_is_asked_by_id_is_never_older_than_a_change(store: Store, address: str) -> None:
    bearers = await settled(store)
    app = create_app(Settings(database=address), Store.open(address))
    async with app.router.lifespan_context(app), client(app) as at:
        asking = Asking(at, bearers)
        named = (await asking.data('{ committee(code: "putuo") { id revision } }', "putuo"))["committee"]
        both = BY_ID.replace("{", '{ committee(code: "putuo") { name }', 1) % named["id"]
        for query in (BY_ID % named["id"], both):
            assert (await asking.data(query, "putuo"))["node"] == {"revision": named["revision"]}
        headers = bearing(bearers["putuo"])
        keep = {"query": KEEP.replace("zhoushan", "putuo"), "variables": {"name": "一月"}}
        made = (await at.post("/graphql", json=keep, headers=headers)).json()
        assert made["data"]["keepRun"]["errors"] == []
        for query in (BY_ID % named["id"], both):
            assert (await asking.data(query, "putuo"))["node"] == {"revision": named["revision"] + 1}


def test_every_field_at_the_root_is_known_to_say_what_it_depends_on() -> None:
    # `committee` says which it asks; the others call `Context.everything()`. So does one that is added here,
    # unless its answer is never kept.
    (query,) = [schema.get_type_by_name("Query")]
    kept = {field.name for field in query.fields if field.metadata.get("kept") is not False}  # type: ignore[union-attr]
    assert kept == {"committee", "committees", "node", "nodes"}
