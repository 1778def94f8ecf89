"""graphql-transport-ws over a real server: the protocol, the bounds, the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from settings import Settings
from tests.endpoint import toy_schema
from tests.running_server import serving
from tests.server.toy_server import ToyStore, app_of

pytestmark = pytest.mark.anyio

PROTOCOL = Subprotocol("graphql-transport-ws")
SETTINGS = Settings(port=0, socket_init_seconds=30, socket_operations=2, body_bytes=4_096, stop_seconds=5)
INIT = {"type": "connection_init"}
SOON = 10.0


class Talk:
    """A conversation in JSON; nothing in it waits longer than some seconds."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, *messages: object) -> None:
        for message in messages:
            await self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def hear(self) -> Any:
        async with asyncio.timeout(SOON):
            text = await self.socket.recv()
        assert isinstance(text, str)  # a binary frame is lost on JavaScript clients
        return json.loads(text)

    async def end(self) -> tuple[int, str]:
        """The code and reason with which the server closes, once it has said all."""
        async with asyncio.timeout(SOON):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code, self.socket.close_reason or ""


@asynccontextmanager
async def talking(
    settings: Settings = SETTINGS,
    init: object = INIT,
    contexts: list[toy_schema.ToyContext] | None = None,
    **told: Any,
) -> AsyncIterator[Talk]:
    """A connection to a server of its own that has been introduced, unless `init` is None."""
    async with serving(app_of(settings=settings, contexts=contexts), settings) as port:
        address = f"ws://127.0.0.1:{port}/graphql"
        async with connect(address, subprotocols=[PROTOCOL], **told) as socket:
            talk = Talk(socket)
            if init is not None:
                await talk.say(init)
                assert await talk.hear() == {"type": "connection_ack"}
            yield talk


class KnownContexts(list[toy_schema.ToyContext]):
    """Contexts of requests that are all of one account."""

    def append(self, context: toy_schema.ToyContext) -> None:
        context.account = 1
        super().append(context)


def client_of(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)


def subscribe(id_: str, query: str, **told: object) -> dict[str, object]:
    return {"type": "subscribe", "id": id_, "payload": {"query": query, **told}}


async def test_events_come_one_by_one() -> None:
    async with talking() as talk:
        await talk.say(subscribe("a", "subscription S($to: Int!) { count(to: $to) }", variables={"to": 2}))
        assert await talk.hear() == {"type": "next", "id": "a", "payload": {"data": {"count": 0}}}
        assert await talk.hear() == {"type": "next", "id": "a", "payload": {"data": {"count": 1}}}
        assert await talk.hear() == {"type": "complete", "id": "a"}
        await talk.say(subscribe("a", "subscription { count(to: 0) }"))
        assert await talk.hear() == {"type": "complete", "id": "a"}


async def test_queries_and_changes_are_answered_too() -> None:
    async with talking() as talk:
        await talk.say(subscribe("q", "{ maybe { name } }"))
        assert await talk.hear() == {
            "type": "next",
            "id": "q",
            "payload": {"data": {"maybe": {"name": "委员7"}}},
        }
        assert await talk.hear() == {"type": "complete", "id": "q"}
        await talk.say(subscribe("m", 'mutation { rename(name: "x") }'))
        assert (await talk.hear())["payload"] == {"data": {"rename": "x"}}


async def test_documents_by_their_hash_and_no_others_where_only_those_run(tmp_path: Path) -> None:
    text = "{ maybe { number } }"
    (tmp_path / "seven.graphql").write_text(text, "utf-8")
    by_hash = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
    async with talking(replace(SETTINGS, documents=str(tmp_path), accepted_documents="listed")) as talk:
        await talk.say({"type": "subscribe", "id": "a", "payload": {"extensions": by_hash}})
        assert (await talk.hear())["payload"] == {"data": {"maybe": {"number": 7}}}
        assert await talk.hear() == {"type": "complete", "id": "a"}
        await talk.say(subscribe("b", "subscription { count(to: 2) }"))
        answer = await talk.hear()
        assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == (
            "error",
            "PERSISTED_QUERY_ONLY",
        )


async def test_operations_of_an_account_are_counted_here_too() -> None:
    contexts = KnownContexts()
    async with talking(replace(SETTINGS, account_requests=3), contexts=contexts) as talk:
        for _ in range(2):
            await talk.say(subscribe("a", "{ __typename }"))
            assert (await talk.hear())["type"] == "next"
            assert (await talk.hear())["type"] == "complete"
        # The introduction is a message, too.
        await talk.say({"type": "ping"})
        assert await talk.end() == (1013, "消息太频繁")
        assert len(contexts) == 2


async def test_an_operation_too_many_is_refused_and_the_connection_goes_on() -> None:
    settings = replace(SETTINGS, account_requests=3)
    async with (
        serving(app_of(settings=settings, contexts=KnownContexts()), settings) as port,
        client_of(port) as http,
    ):
        for _ in range(3):
            assert (await http.post("/graphql", json={"query": "{ __typename }"})).status_code == 200
        async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[PROTOCOL]) as socket:
            talk = Talk(socket)
            await talk.say(INIT)
            assert await talk.hear() == {"type": "connection_ack"}
            await talk.say(subscribe("a", "{ __typename }"))
            answer = await talk.hear()
            assert (answer["type"], answer["id"]) == ("error", "a")
            assert answer["payload"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}
            await talk.say({"type": "ping"})
            assert await talk.hear() == {"type": "pong"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "BAD_USER_INPUT"),
        ("subscription { nothing }", "BAD_USER_INPUT"),
        ("subscription { count }", "BAD_USER_INPUT"),
        ("subscription { refusing }", "FORBIDDEN"),
        ("{ " + "a " * 999 + "}", "QUERY_TOO_LARGE"),
        ("", "BAD_USER_INPUT"),
    ],
)
async def test_what_is_refused_over_http_is_refused_here(query: str, code: str) -> None:
    settings = Settings(port=0)
    async with talking(settings) as talk:
        await talk.say(subscribe("a", query))
        answer = await talk.hear()
        assert (answer["type"], answer["id"]) == ("error", "a")
        assert (
            "QUERY_TOO_LARGE" in str(answer)
            if "__typename" in query
            else answer["payload"][0]["extensions"]["code"] == code
        )


async def test_a_fault_between_events_is_masked() -> None:
    async with talking() as talk:
        await talk.say(subscribe("a", "subscription { breaking }"))
        assert (await talk.hear())["payload"] == {"data": {"breaking": 1}}
        answer = await talk.hear()
        assert toy_schema.SECRET not in str(answer)
        assert "INTERNAL" in str(answer)


async def test_a_client_may_end_an_operation() -> None:
    contexts: list[toy_schema.ToyContext] = []
    async with talking(contexts=contexts) as talk:
        await talk.say(subscribe("a", "subscription { endless }"))
        assert (await talk.hear())["payload"] == {"data": {"endless": 1}}
        await talk.say(
            {"type": "complete", "id": "a"}, {"type": "complete", "id": "unknown"}, {"type": "ping"}
        )
        assert await talk.hear() == {"type": "pong"}
        async with asyncio.timeout(SOON):
            await contexts[0].ended.wait()
        await talk.say(subscribe("a", "subscription { count(to: 1) }"))
        assert (await talk.hear())["payload"] == {"data": {"count": 0}}


async def test_who_leaves_ends_all_its_operations() -> None:
    contexts: list[toy_schema.ToyContext] = []
    async with talking(contexts=contexts) as talk:
        await talk.say(subscribe("a", "{ slow }"), subscribe("b", "subscription { endless }"))
        assert (await talk.hear())["type"] == "next"
        async with asyncio.timeout(SOON):
            for context in contexts:
                await context.running.wait()
            await talk.socket.close()
            for context in contexts:
                await context.ended.wait()
    assert len(contexts) == 2


async def test_an_introduced_client_may_be_silent() -> None:
    settings = Settings(port=0, socket_init_seconds=0.5)
    async with talking(settings) as talk:
        await asyncio.sleep(0.6)  # the only way to outlast the deadline for introductions
        await talk.say({"type": "ping"})
        assert await talk.hear() == {"type": "pong"}


async def test_only_so_many_operations_run_at_once() -> None:
    async with talking() as talk:
        for id_ in ("a", "b"):
            await talk.say(subscribe(id_, "subscription { endless }"))
            assert (await talk.hear())["type"] == "next"
        await talk.say(subscribe("c", "{ __typename }"))
        error = {"message": "一个连接最多同时进行 2 个操作", "extensions": {"code": "QUERY_TOO_LARGE"}}
        assert await talk.hear() == {"type": "error", "id": "c", "payload": [error]}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4400),
        (b"{}", 4400),
        ([], 4400),
        ({}, 4400),
        ({"type": "unknown"}, 4400),
        ({"type": "subscribe"}, 4400),
        ({"type": "subscribe", "id": 1, "payload": {}}, 4400),
        ({"type": "subscribe", "id": "x" * 201, "payload": {}}, 4400),
        ({"type": "subscribe", "id": "a", "payload": []}, 4400),
        (INIT, 4429),
    ],
)
async def test_a_message_that_makes_no_sense_ends_the_connection(message: object, code: int) -> None:
    async with talking() as talk:
        await talk.say(message)
        assert (await talk.end())[0] == code


async def test_an_id_in_use_ends_the_connection() -> None:
    async with talking() as talk:
        await talk.say(*[subscribe("a", "subscription { endless }")] * 2)
        assert (await talk.end())[0] == 4409


async def test_who_is_not_introduced_may_not_ask() -> None:
    async with talking(init=None) as talk:
        await talk.say(subscribe("a", "{ __typename }"))
        assert await talk.end() == (4401, "请先发 connection_init")


async def test_an_introduction_must_be_an_object() -> None:
    async with talking(init=None) as talk:
        await talk.say({"type": "connection_init", "payload": "x"})
        assert (await talk.end())[0] == 4400


async def test_who_does_not_introduce_itself_is_sent_away() -> None:
    async with talking(Settings(port=0, socket_init_seconds=0.1), init=None) as talk:
        assert await talk.end() == (4408, "没有在时限内收到 connection_init")


async def test_a_long_message_ends_the_connection() -> None:
    async with talking() as talk:
        await talk.say("x" * 5_000)
        assert (await talk.end())[0] == 1009


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"subprotocols": ["graphql-ws"]}, 400),
        ({}, 400),
        ({"subprotocols": [PROTOCOL], "origin": "http://evil.example"}, 403),
        ({"subprotocols": [PROTOCOL], "origin": "null"}, 403),
        ({"subprotocols": [PROTOCOL], "additional_headers": {"Host": "evil.example"}}, 421),
    ],
)
async def test_a_handshake_that_is_not_ours_is_refused(told: dict[str, Any], status: int) -> None:
    async with serving(app_of(settings=SETTINGS), SETTINGS) as port:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://127.0.0.1:{port}/graphql", **told):
                pass
    assert refused.value.response.status_code == status
    assert refused.value.response.body is not None
    assert json.loads(refused.value.response.body)["errors"][0]["extensions"]["code"]


async def test_our_own_page_may_connect() -> None:
    async with serving(app_of(settings=SETTINGS), SETTINGS) as port:
        own = f"http://127.0.0.1:{port}"
        async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[PROTOCOL], origin=own) as socket:  # type: ignore[arg-type]
            assert socket.subprotocol == PROTOCOL


async def test_a_stopping_server_ends_what_runs_and_closes_the_store() -> None:
    store = ToyStore()
    async with serving(app_of(store, SETTINGS), SETTINGS) as port:
        socket = await connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[PROTOCOL])
        talk = Talk(socket)
        await talk.say(INIT, subscribe("a", "subscription { endless }"))
        assert await talk.hear() == {"type": "connection_ack"}
        assert (await talk.hear())["type"] == "next"
    assert (await talk.end())[0] == 1012
    await socket.close()
    assert store.closed
