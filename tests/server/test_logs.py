"""Log lines: JSON, one for each request, nothing of what anybody typed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

import logs
from tests.endpoint import toy_schema
from tests.http_client import client
from tests.server.toy_server import ToyStore, app_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A place for the logs of a test; the loggers are as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    written = io.StringIO()
    logs.configure("info", "json", written)
    yield written
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if line["logger"].startswith("luzhi")]


async def test_a_request_is_one_line_of_its_form(stream: io.StringIO) -> None:
    async with client(app_of()) as asking:
        body = {"query": "query Names { caller }", "operationName": "Names"}
        headers = {"Authorization": "Bearer of-somebody"}
        await asking.post("/graphql?secret=1", json=body, headers=headers)
    (line,) = lines(stream)
    assert {name: line[name] for name in ("level", "logger", "message", "method", "path", "status")} == {
        "level": "info",
        "logger": "luzhi.request",
        "message": "request",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
    }
    assert line["operation"] == "Names"
    assert len(line["request"]) == 16
    assert set(line) == {
        *("time", "level", "logger", "message", "request"),
        *("method", "path", "status", "milliseconds", "operation"),
    }


@pytest.mark.parametrize("name", ["张三", "a b", "x" * 65, "a\nb", toy_schema.SECRET])
async def test_an_operation_name_that_is_none_is_left_out(stream: io.StringIO, name: str) -> None:
    async with client(app_of()) as asking:
        await asking.post("/graphql", json={"query": "{ caller }", "operationName": name})
    (line,) = lines(stream)
    assert "operation" not in line
    assert name not in stream.getvalue()


async def test_a_path_that_is_not_ours_is_left_out(stream: io.StringIO) -> None:
    async with client(app_of()) as asking:
        await asking.get(f"/{toy_schema.SECRET}?x={toy_schema.SECRET}")
    (line,) = lines(stream)
    assert (line["path"], line["status"]) == ("(other)", 404)


async def test_a_fault_is_told_by_its_class_and_frames_only(stream: io.StringIO) -> None:
    async with client(app_of()) as asking:
        response = await asking.post("/graphql", json={"query": f'{{ broken(text: "{toy_schema.SECRET}") }}'})
    fault, request = lines(stream)
    assert fault["fault"] == response.json()["errors"][0]["extensions"]["fault"]
    assert fault["request"] == request["request"]
    assert fault["error"] == ["builtins.ValueError"]
    assert fault["frames"][-1].endswith(" broken")
    assert "toy_schema.py" in fault["frames"][-1]
    assert toy_schema.SECRET not in stream.getvalue()
    assert "broken(text" not in stream.getvalue()


async def test_what_it_came_from_is_told_too(stream: io.StringIO) -> None:
    try:
        try:
            raise KeyError(toy_schema.SECRET)
        except KeyError as error:
            raise ValueError(toy_schema.SECRET) from error
    except ValueError as error:
        logging.getLogger("luzhi.test").error("fault", exc_info=error)
    (line,) = lines(stream)
    assert line["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert toy_schema.SECRET not in stream.getvalue()


async def test_a_database_that_fails_is_logged_without_what_it_said(stream: io.StringIO) -> None:
    async with client(app_of(ToyStore(broken=True))) as asking:
        await asking.get("/readyz")
        await asking.post("/graphql", json={"query": "{ caller }"})
    messages = [line["message"] for line in lines(stream)]
    assert messages == ["request", "no version of the data", "request"]
    assert toy_schema.SECRET not in stream.getvalue()


async def test_the_form_for_people_is_one_line_and_the_frames(stream: io.StringIO) -> None:
    logs.configure("info", "text", stream)
    logging.getLogger("luzhi.test").info("started", extra={"status": 200, "password": toy_schema.SECRET})
    try:
        raise ValueError(toy_schema.SECRET)
    except ValueError as error:
        logging.getLogger("luzhi.test").error("fault", exc_info=error)
    first, second, frame = stream.getvalue().splitlines()
    assert first.endswith(" info started logger=luzhi.test status=200")
    assert second.endswith("error fault logger=luzhi.test error=['builtins.ValueError']")
    assert frame.startswith("    /")
    assert toy_schema.SECRET not in stream.getvalue()
