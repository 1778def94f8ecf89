"""What each kind of request costs the server: CPU of this process, and of the children that it lets work.

The application is asked in this process, through its door, without a network. Answers are not kept, and each
try is another text: all is what somebody pays who asks for the first time, of a server that is warm.
"""

import asyncio
import base64
import re
import resource
import tempfile
import time
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import graphql
import orjson
from starlette.types import ASGIApp, Receive, Send

from bench.committee import made
from bench.figures import say
from bench.request import CLOSING, KINDS, Asked, Known, asked
from bench.signed_in import let_in
from endpoint.cost import Reckoning
from endpoint.documents import length
from files.demo.year import write_demo
from process import settle
from rules.loader import load
from rules.shipped import locate
from schema.assembled import schema
from server import create_app, limits_of
from services.demo_database import MEASURE, fill
from settings import Settings

CLOSE = """mutation { done: closeYear(committee: "zhoushan", year: 2022) { errors { message } } }"""
REOPEN = """mutation {
  done: reopenYear(committee: "zhoushan", year: 2022, reason: "测速") { errors { message } } }"""
DRAFT = """mutation ($text: String!) {
  draftRuleSet(input: {committee: "zhoushan", rules: {text: $text}}) { version { id } errors { code } } }"""
LEARN = """query ($closing: String!) { committee(code: "zhoushan") {
  run(year: 2022) { id }
  closed: run(year: 2022, name: $closing) { id }
  members(year: 2022, first: 100) { nodes { id } }
  records(where: {form: WORK}, first: 100) { nodes { id version } }
  ruleSet(year: 2022) { id text nodes { code } }
  kinds(year: 2022) { name }
  versions(first: 5) { nodes { id } } } }"""
Message = MutableMapping[str, Any]
TRIES = 5
# What takes so many seconds is tried twice only.
LONG = 0.3


class Paid(NamedTuple):
    """What a kind came to: the first code of its answer, milliseconds of CPU here and in children, bytes.

    `weight` is what it was reckoned to cost; 0 where there is nothing to reckon.
    """

    name: str
    code: str | None
    here: float
    children: float
    size: int
    weight: int

    @property
    def refused(self) -> bool:
        """Whether nothing was done of what was asked."""
        return self.code in ("QUERY_TOO_LARGE", "BAD_USER_INPUT") and self.size < 2_000


async def answered(app: ASGIApp, request: Asked) -> tuple[int, bytes]:
    """The status and the body of the answer; of a WebSocket, what came until the last was taken."""
    if request.socket:
        return await _talked(app, request)
    chunks = [request.body[at : at + 65_536] for at in range(0, len(request.body), 65_536)] or [b""]
    told: list[Message] = []

    async def receive() -> Message:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        told.append(message)

    scope = _scope("http", "POST" if request.get is None else "GET", request.get or b"", request.accept)
    await app(scope, receive, send)
    return told[0]["status"], b"".join(message.get("body", b"") for message in told[1:])


def _scope(type_: str, method: str, query_string: bytes, accept: bytes) -> Message:
    return {
        "type": type_,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http" if type_ == "http" else "ws",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": query_string,
        "root_path": "",
        "subprotocols": ["graphql-transport-ws"],
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"accept", accept),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }


async def _talked(app: ASGIApp, request: Asked) -> tuple[int, bytes]:
    """The messages are sent, and one ping after them: its answer says that all were taken."""
    words = [orjson.dumps(each).decode() for each in (*request.socket, {"type": "ping"})]
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    for word in words:
        incoming.put_nowait({"type": "websocket.receive", "text": word})
    told: list[str] = []
    pongs = sum(each["type"] == "ping" for each in request.socket) + 1
    wanted = request.socket[-1]["type"] == "subscribe" and "subscription" not in str(request.socket[-1])
    done = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            told.append(message["text"])
        enough = sum('"pong"' in each for each in told) >= pongs
        if enough and (not wanted or any('"next"' in each or '"error"' in each for each in told)):
            done.set()
        if message["type"] == "websocket.close":
            done.set()

    serving = asyncio.ensure_future(app(_scope("websocket", "GET", b"", b"*/*"), incoming.get, send))
    await done.wait()
    if wanted is False:
        for _ in range(50):
            await asyncio.sleep(0)
    incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await serving
    return 101, "".join(told).encode()


def _spent() -> tuple[float, float]:
    """CPU seconds of this process so far, and of its children, those that live among them."""
    over = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = [
        int(one) for each in Path("/proc/self/task").glob("*/children") for one in each.read_text().split()
    ]
    # The clock of another process, as clock_getcpuclockid(3) has it.
    living = sum(time.clock_gettime((~one << 3) | 2) for one in alive)
    return time.process_time(), over.ru_utime + over.ru_stime + living


async def paid(app: ASGIApp, known: Known, name: str, at: int) -> Paid:
    """The second least of five tries; what is kept of the committee, and the warm child, are there."""
    tries, code, size = [], None, 0
    for each in range(TRIES):
        request = asked(name, known, at + each)
        before = _spent()
        status, body = await answered(app, request)
        after = _spent()
        code, size = _code(status, body), len(body)
        tries.append((after[0] - before[0], after[1] - before[1]))
        if sum(tries[-1]) > LONG and each:
            break
    here, children = (sorted(column)[(len(tries) - 1) // 4] * 1_000 for column in zip(*tries, strict=True))
    return Paid(name, code, here, children, size, _weight(asked(name, known, at)))


def _code(status: int, body: bytes) -> str | None:
    found = re.search(rb'"extensions":{"code":"(\w+)"', body)
    return found[1].decode() if found else None if status < 300 else str(status)


def _weight(request: Asked) -> int:
    """What the operation is reckoned to cost."""
    try:
        told = orjson.loads(request.body)
        document = graphql.parse(told["query"])
        sizes = {name: length(value) for name, value in told["variables"].items()}
        reckoning = Reckoning(schema._schema, document, limits_of(Settings()), sizes)
        definition = document.definitions[0]
        assert isinstance(definition, graphql.OperationDefinitionNode)
        return reckoning.cost(definition)
    except Exception:
        return 0


async def _data(app: ASGIApp, query: str, **variables: Any) -> Any:
    _, body = await answered(app, Asked(orjson.dumps({"query": query, "variables": variables})))
    told = orjson.loads(body)
    assert "errors" not in told, told
    return told["data"]


async def known_of(app: ASGIApp, folder: Path) -> Known:
    """The committee of the demo, after its year was closed and opened again, with a draft beside."""
    for change in (CLOSE, REOPEN):
        done = await _data(app, change)
        assert not done["done"]["errors"], done
    found = (await _data(app, LEARN, closing=CLOSING))["committee"]
    text = found["ruleSet"]["text"].replace("title: ", "title: 试", 1)
    draft = (await _data(app, DRAFT, text=text))["draftRuleSet"]
    assert draft["version"], draft
    book = write_demo(folder, 10, 1, load(locate(MEASURE)).catalogue).records
    return Known(
        members=[one["id"] for one in found["members"]["nodes"]],
        works=[(one["id"], one["version"]) for one in found["records"]["nodes"]],
        nodes=[one["code"] for one in found["ruleSet"]["nodes"]],
        kinds=[one["name"] for one in found["kinds"]],
        ids={
            "run": found["run"]["id"],
            "closed": found["closed"]["id"],
            "rule_set": found["ruleSet"]["id"],
            "version": found["versions"]["nodes"][-1]["id"],
            "draft": draft["version"]["id"],
        },
        text=text,
        workbook=base64.b64encode(book.read_bytes()).decode(),
    )


def requests(everything: bool = False) -> None:
    """Prints the dearest kinds of requests with the plain ranking beside them; each kind, if wanted."""
    print(
        f"— {len(KINDS)} kinds of requests, 300 members, SQLite; CPU of a warm server that keeps no answers —"
    )
    found = asyncio.run(_all())
    plain = found[0]
    if everything:
        for one in sorted(found, key=lambda each: -each.here):
            children = f" + {one.children:.0f}" if one.children >= 1 else ""
            worth = f"{one.here * 1000 / one.weight:.1f} µs a unit" if one.weight else ""
            say(f"  {one.name}", f"{one.here:.1f}{children} ms", f"{one.size:,} B, {worth} {one.code or ''}")
    works = [one for one in found if KINDS[one.name].get("work")]
    refused = [one for one in found if one.refused and one not in works]
    rest = [one for one in found if one not in works and one not in refused]
    for what, some, aim in (
        (f"the dearest of {len(rest)} that are answered", rest, "aim ≤ 50 ms"),
        (f"the dearest of {len(refused)} that are refused", refused, "aim ≤ 10 ms"),
    ):
        worst = max(some, key=lambda one: one.here + one.children)
        say(what, f"{worst.here + worst.children:.1f} ms", f"{aim}; {worst.name}")
    say("  plain ranking of 50 rows, of the same run", f"{plain.here:.1f} ms")
    heavy = max((one for one in rest if one.weight > 4_000), key=lambda one: one.here / one.weight)
    light = min((one for one in rest if one.weight > 4_000), key=lambda one: one.here / one.weight)
    units = [f"{one.here * 1000 / one.weight:.1f}" for one in (light, heavy)]
    say("  µs a unit of the declared costs", f"{units[0]} to {units[1]}", f"{light.name}; {heavy.name}")
    for one in works:
        say(f"  works for it: {one.name}", f"{one.here:.0f} + {one.children:.0f} ms", "here + in a child")


def _bringing(token: str, app: ASGIApp) -> ASGIApp:
    """The application as it is asked by whoever has a token."""

    async def asked(scope: Message, receive: Receive, send: Send) -> None:
        scope["headers"].append((b"authorization", f"Bearer {token}".encode()))
        await app(scope, receive, send)

    return asked


async def _all() -> list[Paid]:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        address = f"sqlite:///{folder}/demo.db"
        async with made(address) as store:
            await fill(store)
        settings = Settings(database=address, kept_answers=0, account_requests=0)
        server = create_app(replace(settings, get="open", introspection="open"))
        app = _bringing((await let_in(address))["zhoushan"], server)
        async with server.router.lifespan_context(server):
            known = await known_of(app, Path(folder))
            settle()
            found = []
            for at, name in enumerate(KINDS):
                if not KINDS[name].get("work"):
                    await answered(app, asked(name, known, at * (TRIES + 1)))
                found.append(await paid(app, known, name, at * (TRIES + 1) + 1))
    return found


if __name__ == "__main__":
    requests(everything=True)
