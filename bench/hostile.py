"""Requests made to cost much more than they weigh, and what refusing each costs in CPU.

They name no field of any particular schema, so they are hostile to all: what they attack is lexing, parsing,
validation, fragments, variables and the reader of JSON. Each is just past the bounds that our settings have
by default, and none would stall what lies below them. `measure` runs them against an ASGI application.
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
TWO_SCHEMAS = INTROSPECTION.replace(
    "__schema {",
    "more: __schema { types { ...FullType } } __schema {",
)

HOSTILE: tuple[Hostile, ...] = (
    _query("fragments doubling 16 times", _doubling(16)),
    _query("fragments doubling 3 times in pages of 100", _relay(3)),
    _query("a fragment that spreads itself", "{ ...F } fragment F on T { a { ...F } }"),
    _query("a ring of 5 fragments", _ring(5)),
    _query("22 fragments with the same 22 names", _crowd(22, 22)),
    _query("1,001 words", "{ " + "a " * 999 + "}"),
    _query("102 overlapping fields", "{ " + "a " * 102 + "}"),
    _query("102 overlapping inline fragments", "{ " + "...{ a } " * 102 + "}"),
    _query("a string of 20,000 characters", '{ a(b: "' + "x" * 20_000 + '") }'),
    _query("a string of 5,000 characters", '{ a(b: "' + "x" * 5_000 + '") }'),
    _query("a number of 101 digits", "{ a(b: " + "9" * 101 + ") }"),
    _query("a name of 101 letters", "{ " + "a" * 101 + " }"),
    _query("1,000 escaped quotes", '{ a(b: "' + '\\"' * 1_000),
    _query("61 nested levels", _nested(61)),
    _query("16 nested levels", _nested(16)),
    _query("21 fields at the root", "{ " + " ".join(f"a{at}: __typename" for at in range(21)) + " }"),
    _query("101 aliases", "{ a { " + " ".join(f"a{at}: b" for at in range(101)) + " } }"),
    _query("31 directives", "{ __typename " + "@a " * 31 + "}"),
    _query("31 skips", "{ __typename " + "@skip(if: false) " * 31 + "}"),
    _query("20 unknown fields", "{ " + " ".join(f"unknownField{at}" for at in range(20)) + " }"),
    _query("41 definitions", " ".join(f"query Q{at} {{ a }}" for at in range(41))),
    _query("30 variables of no type", "query Q(" + " ".join(f"$v{at}: X" for at in range(30)) + ") { a }"),
    _query("a list literal 59 deep", "{ a(b: " + "[" * 59 + "]" * 59 + ") }"),
    _query("an object literal 59 deep", "{ a(b: " + "{c: " * 59 + "1" + "}" * 59 + ") }"),
    _query("1,001 comments", "#\n" * 1_001 + "{ a }"),
    _query("description of types 12 deep", _describing(12)),
    _query("2 descriptions of the schema at once", TWO_SCHEMAS),
    _query("variables that are a list", "{ __typename }", [[]]),
    _query("variables 13 deep", "{ __typename }", {"a": json.loads("[" * 13 + "]" * 13)}),
    _query("variables with 6,001 values", "{ __typename }", {"a": [0] * 6_001}),
    _query("a NUL in a variable", "{ __typename }", {"a": "\0"}),
    Hostile("a batch of two", json.dumps([{"query": "{ __typename }"}] * 2).encode()),
    Hostile("JSON that goes on", b"[" * 30),
    Hostile("JSON in Latin-1", '{"query": "{ \xe9 }"}'.encode("latin-1")),
    Hostile("a number beyond all bounds", b'{"query": "{ __typename }", "variables": {"a": 1e999}}'),
    Hostile("a body of 262,145 bytes", b" " * 262_143 + b"{}"),
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
