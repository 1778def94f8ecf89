"""Requests made to cost much more than they weigh, and what refusing each costs in CPU.

They name no field of any particular schema, so they are hostile to all: what they attack is lexing, parsing,
validation, fragments, variables and the reader of JSON. `measure` runs them against an ASGI application.
"""

import json
import time
from collections.abc import MutableMapping
from typing import Any, NamedTuple

from graphql import get_introspection_query
from starlette.types import ASGIApp


class Hostile(NamedTuple):
    """A request body and what it is."""

    name: str
    body: bytes


class Refused(NamedTuple):
    """What became of a hostile request: its status, its first code, and milliseconds of CPU."""

    name: str
    status: int
    code: str | None
    milliseconds: float


def _query(name: str, query: str, variables: object = None) -> Hostile:
    return Hostile(name, json.dumps({"query": query, "variables": variables}, ensure_ascii=False).encode())


def _doubling(times: int) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `times` fields."""
    parts = [f"fragment F{at} on T {{ a {{ ...F{at + 1} }} b {{ ...F{at + 1} }} }}" for at in range(times)]
    return " ".join(["{ ...F0 }", *parts, f"fragment F{times} on T {{ c }}"])


def _relay(times: int) -> str:
    """Fragments nested in the edges of connections, as clients generate them."""
    parts = [
        f"fragment F{at} on T {{ x: items(first: 100) {{ edges {{ node {{ ...F{at + 1} }} }} }} "
        f"y: items(first: 100) {{ edges {{ node {{ ...F{at + 1} }} }} }} }}"
        for at in range(times)
    ]
    return " ".join(["{ ...F0 }", *parts, f"fragment F{times} on T {{ id }}"])


def _ring(length: int) -> str:
    parts = [f"fragment F{at} on T {{ a {{ ...F{(at + 1) % length} }} }}" for at in range(length)]
    return " ".join(["{ ...F0 }", *parts])


def _crowd(fragments: int, fields: int) -> str:
    """Many fragments that all set the same names, spread side by side."""
    body = " ".join(f"n{at}" for at in range(fields))
    parts = [f"fragment F{at} on T {{ {body} }}" for at in range(fragments)]
    return " ".join(["{ " + " ".join(f"...F{at}" for at in range(fragments)) + " }", *parts])


def _nested(depth: int) -> str:
    return "{ a " * depth + "}" * depth


def _describing(times: int) -> str:
    return "{ __schema { types " + "{ fields { type " * times + "{ name }" + "} }" * times + " } }"


INTROSPECTION = get_introspection_query()
MANY_SCHEMAS = INTROSPECTION.replace(
    "__schema {",
    " ".join(f"s{at}: __schema {{ types {{ ...FullType }} }}" for at in range(20)) + " __schema {",
)

HOSTILE: tuple[Hostile, ...] = (
    _query("fragments doubling 30 times", _doubling(30)),
    _query("fragments doubling 8 times in pages of 100", _relay(8)),
    _query("a fragment that spreads itself", "{ ...F } fragment F on T { a { ...F } }"),
    _query("a ring of 30 fragments", _ring(30)),
    _query("30 fragments with the same 25 names", _crowd(30, 25)),
    _query("1,500 overlapping fields", "{ " + "a " * 1_500 + "}"),
    _query("900 overlapping fields", "{ " + "a " * 900 + "}"),
    _query("200 overlapping inline fragments", "{ " + "...{ a } " * 200 + "}"),
    _query("a string of 1 MB", '{ a(b: "' + "x" * 1_000_000 + '") }'),
    _query("a string of 19,000 characters", '{ a(b: "' + "x" * 19_000 + '") }'),
    _query("a number of 19,000 digits", "{ a(b: " + "9" * 19_000 + ") }"),
    _query("9,000 escaped quotes", '{ a(b: "' + '\\"' * 9_000),
    _query("3,000 nested levels", _nested(3_000)),
    _query("180 nested levels", _nested(180)),
    _query("300 aliases", "{ " + " ".join(f"a{at}: __typename" for at in range(300)) + " }"),
    _query("400 directives", "{ __typename " + "@a " * 400 + "}"),
    _query("150 skips", "{ __typename " + "@skip(if: false) " * 150 + "}"),
    _query("900 unknown fields", "{ " + " ".join(f"unknownField{at}" for at in range(900)) + " }"),
    _query("120 definitions", " ".join(f"query Q{at} {{ a }}" for at in range(120))),
    _query("150 variables", "query Q(" + " ".join(f"$v{at}: X" for at in range(150)) + ") { a }"),
    _query("a list literal 150 deep", "{ a(b: " + "[" * 150 + "]" * 150 + ") }"),
    _query("an object literal 150 deep", "{ a(b: " + "{c: " * 150 + "1" + "}" * 150 + ") }"),
    _query("19,000 characters of comments", "#\n" * 9_500 + "{ a }"),
    _query("description of types 12 deep", _describing(12)),
    _query("20 descriptions of the schema at once", MANY_SCHEMAS),
    _query("variables 500 deep", "{ __typename }", json.loads("[" * 500 + "]" * 500)),
    _query("variables with a deep entry", "{ __typename }", {"a": json.loads("[" * 500 + "]" * 500)}),
    _query("variables with 40,000 values", "{ __typename }", {"a": [0] * 40_000}),
    _query("a NUL in a variable", "{ __typename }", {"a": "\0"}),
    Hostile("a batch of 1,000", json.dumps([{"query": "{ __typename }"}] * 1_000).encode()),
    Hostile("JSON 100,000 deep", b"[" * 100_000),
    Hostile("JSON in Latin-1", '{"query": "{ \xe9 }"}'.encode("latin-1")),
    Hostile("a number beyond all bounds", b'{"query": "{ __typename }", "variables": {"a": 1e999}}'),
    Hostile("a body of 8 MB", b" " * 8_000_000 + b"{}"),
)


async def measure(app: ASGIApp, path: str = "/graphql", each: int = 5) -> list[Refused]:
    """Send each hostile request a few times and tell how it was answered, and the median of CPU time.

    Every time the document is another one (a comment is added), so that no memory of it helps.
    """
    return [await _measured(app, path, hostile, each) for hostile in HOSTILE]


async def _measured(app: ASGIApp, path: str, hostile: Hostile, each: int) -> Refused:
    times = []
    status, body = 0, b""
    for at in range(each):
        changed = hostile.body.replace(b'{"query": "', b'{"query": "#%d\\n' % at)
        begun = time.process_time()
        status, body = await _send(app, path, changed)
        times.append((time.process_time() - begun) * 1_000)
    errors = json.loads(body).get("errors") or [{}]
    code = errors[0].get("extensions", {}).get("code")
    return Refused(hostile.name, status, code, sorted(times)[len(times) // 2])


async def _send(app: ASGIApp, path: str, body: bytes) -> tuple[int, bytes]:
    """One POST straight into the application, in chunks as a server would read it."""
    chunks = [body[at : at + 65_536] for at in range(0, len(body), 65_536)]
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"accept", b"application/graphql-response+json"),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in told[1:])
    return told[0]["status"], answer
