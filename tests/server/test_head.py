"""The head of a request is bounded, in bytes, in number and in time; what is refused is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from head import Head
from settings import Settings
from tests.running_server import serving
from tests.server.toy_server import app_of

pytestmark = pytest.mark.anyio

SMALL = Settings(header_bytes=1_024, port=0)
HOST = b"Host: 127.0.0.1\r\n"
LARGE = [{"message": "请求行和请求头太长或太多", "extensions": {"code": "QUERY_TOO_LARGE"}}]


@asynccontextmanager
async def talking(
    settings: Settings = SMALL,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with serving(app_of(), settings) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        yield reader, writer
        writer.close()


async def heard(reader: asyncio.StreamReader) -> tuple[int, bytes, Any]:
    """The status, the headers and the body of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
    )
    body = await reader.readexactly(length)
    return int(head.split(b" ")[1]), head.lower(), json.loads(body)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 1_100 + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 1_100,
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"x" * 1_100,
        b"GET /healthz?" + b"x" * 1_100 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /healthz?" + b"x" * 1_100,
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"x:\r\n" * 101 + b"\r\n",
        b"GET /graphql HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + HOST
        + b"x: y\r\n" * 101
        + b"\r\n",
    ],
)
async def test_a_head_that_is_too_large_is_refused_and_the_connection_closed(head: bytes) -> None:
    async with talking() as (reader, writer):
        writer.write(head)
        status, headers, body = await heard(reader)
        assert (status, body) == (431, {"errors": LARGE})
        assert b"connection: close" in headers
        assert b"x-content-type-options: nosniff" in headers
        assert await reader.read() == b""


async def test_a_head_that_fits_is_answered_with_a_body_that_is_larger_and_so_is_the_next() -> None:
    body = json.dumps({"query": "{ __typename } #" + "x" * 3_000}).encode()
    kind = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with talking() as (reader, writer):
        for _ in range(2):
            writer.write(b"POST /graphql HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 800 + b"\r\n" + kind + body)
            status, _, told = await heard(reader)
            assert (status, told) == (200, {"data": {"__typename": "Query"}})


async def test_a_head_that_does_not_come_to_its_end_is_refused_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("head.Head.__init__", _hasty(Head.__init__))
    async with talking() as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127")
        status, _, told = await heard(reader)
        assert (status, told["errors"][0]["extensions"]) == (408, {"code": "TIMEOUT"})
        assert await reader.read() == b""


KIND = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = b"POST /graphql HTTP/1.1\r\n" + HOST + KIND


async def test_what_comes_behind_a_body_is_bounded_as_a_head_is(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is not the time that ends it.
    monkeypatch.setattr("head.Head.__init__", _hasty(Head.__init__, 3_600))
    async with talking() as (reader, writer), asyncio.timeout(30):
        writer.write(CHUNKED + b"1\r\n{\r\n0\r\n")
        # Trailers without an end: each fits, all together are more than a head may have.
        while not (reader.at_eof() or writer.is_closing()):
            writer.write(b"X: " + b"x" * 200 + b"\r\n")
            # The server reads each by itself: what comes in one piece with a head is not counted.
            await asyncio.sleep(0)
        with suppress(ConnectionError):
            assert await reader.read() == b""


async def test_a_body_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("head.Head.__init__", _hasty(Head.__init__))
    async with talking() as (reader, writer):
        writer.write(CHUNKED + b"1\r\n{\r\n")
        assert await reader.read() == b""


async def test_a_line_end_after_an_answer_does_not_keep_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("head.Head.__init__", _hasty(Head.__init__))
    async with talking() as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
        assert (await heard(reader))[0] == 200
        writer.write(b"\r\n")
        assert (await heard(reader))[0] == 408
        assert await reader.read() == b""


def _hasty(made: Any, seconds: float = 0.05) -> Any:
    def hasty(self: Head, *given: Any, **named: Any) -> None:
        made(self, *given, **{**named, "seconds": seconds})

    return hasty
