"""What each kind of request costs the server: CPU of this process, and of the children that it lets work.

The application is asked in this process, through its door, without a network. Answers are not kept, and each
try is another text: all is what somebody pays who asks for the first time.
"""

import asyncio
import sys; sys.path.insert(0, "/tmp/costs")
import resource
import tempfile
import time
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from starlette.types import ASGIApp

from bench.committee import made
from bench.figures import say
from bench.request import KINDS, Asked, Kind, Known, post
from files.demo.year import write_demo
from rules.loader import load
from rules.shipped import locate
from server import create_app
from services.demo_database import MEASURE, fill
from settings import Settings

CLOSE = """mutation ($committee: String!, $year: Int!) {
  done: closeYear(committee: $committee, year: $year) { errors { message } } }"""
REOPEN = """mutation ($committee: String!, $year: Int!) {
  done: reopenYear(committee: $committee, year: $year, reason: "测速") { errors { message } } }"""
DRAFT = """mutation ($text: String!) {
  draftRuleSet(input: {committee: "zhoushan", rules: {text: $text}}) { version { id } errors { message } } }"""
LEARN = """{ committee(code: "zhoushan") {
  run(year: 2022) { id }
  closed: run(year: 2022, name: "年终结果 2022 (1)") { id }
  a: members(year: 2022, first: 100) { nodes { id } pageInfo { endCursor } }
  records(where: {form: WORK}, first: 100) { nodes { id version } }
  ruleSet(year: 2022) { id text nodes { code } }
  kinds(year: 2022) { name }
  versions(first: 5) { nodes { id } } } }"""

from weigh import weigh
Message = MutableMapping[str, Any]
TRIES = 5


class Paid(NamedTuple):
    """What a kind came to: the first code of its answer, milliseconds of CPU here and in children, bytes."""

    kind: Kind
    code: str | None
    here: float
    children: float
    size: int


async def answered(app: ASGIApp, asked: Asked) -> tuple[int, bytes]:
    """The status and the body of the answer; of a WebSocket, what came until the last was taken."""
    if asked.socket:
        return await _talked(app, asked)
    chunks = [asked.body[at : at + 65_536] for at in range(0, len(asked.body), 65_536)] or [b""]
    told: list[Message] = []

    async def receive() -> Message:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        told.append(message)

    scope = _scope("http", "POST" if asked.get is None else "GET", asked.get or b"", asked.accept)
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
            (b"luzhi-actor", b"bench"),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }


async def _talked(app: ASGIApp, asked: Asked) -> tuple[int, bytes]:
    """The messages are sent, and one ping after them: its answer says that all were taken."""
    words = [orjson.dumps(each).decode() for each in (*asked.socket, {"type": "ping"})]
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "websocket.connect"})
    for word in words:
        incoming.put_nowait({"type": "websocket.receive", "text": word})
    told: list[str] = []
    pongs = sum(each["type"] == "ping" for each in asked.socket) + 1
    wanted = asked.socket[-1]["type"] == "subscribe" and "subscription" not in str(asked.socket[-1])
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


async def paid(app: ASGIApp, known: Known, kind: Kind, at: int) -> Paid:
    """The median of some tries; what is kept of the committee, and the warm child, are there already."""
    tries = []
    code, size = None, 0
    for each in range(TRIES):
        asked = kind.made(known, at + each)
        if asked.body.startswith(b'{"query": "'):
            asked = replace(
                asked, body=asked.body.replace(b'{"query": "', b'{"query": "#%d\\n' % (at + each))
            )
        before = _spent()
        status, body = await answered(app, asked)
        after = _spent()
        tries.append((after[0] - before[0], after[1] - before[1]))
        if sum(tries[-1]) > 0.3 and not kind.work:
            break
        code, size = _code(status, body), len(body)
    here, children = (sorted(column)[len(tries) // 2] * 1_000 for column in zip(*tries, strict=True))
    return Paid(kind, code, here, children, size)


async def _data(app: ASGIApp, query: str, **variables: Any) -> Any:
    _, body = await answered(app, post(query, **variables))
    told = orjson.loads(body)
    assert "errors" not in told, told
    return told["data"]


async def known(app: ASGIApp, folder: Path) -> Known:
    """The committee of the demo, after its year was closed and opened again, with a draft beside."""
    year = {"committee": "zhoushan", "year": 2022}
    for change in (CLOSE, REOPEN):
        done = await _data(app, change, **year)
        assert not done["done"]["errors"], done
    found = (await _data(app, LEARN))["committee"]
    text = found["ruleSet"]["text"].replace("title: ", "title: 试", 1)
    draft = (await _data(app, DRAFT, text=text))["draftRuleSet"]
    assert draft["version"], draft
    catalogue = load(locate(MEASURE)).catalogue
    book = write_demo(folder, 10, 1, catalogue).records
    return Known(
        members=[one["id"] for one in found["a"]["nodes"]],
        works=[(one["id"], one["version"]) for one in found["records"]["nodes"]],
        nodes=[one["code"] for one in found["ruleSet"]["nodes"]],
        kinds=[one["name"] for one in found["kinds"]],
        run=found["run"]["id"],
        closed=found["closed"]["id"],
        rule_set=found["ruleSet"]["id"],
        version=found["versions"]["nodes"][-1]["id"],
        draft=draft["version"]["id"],
        text=text,
        workbook=book.read_bytes(),
    )


def _code(status: int, body: bytes) -> str | None:
    found = body.find(b'"code":"')
    if status < 300 and not body.startswith(b'{"errors"') and b'"errors":[{' not in body:
        return None
    return body[found + 8 : body.find(b'"', found + 8)].decode() if found >= 0 else str(status)


def requests() -> None:
    """Prints the dearest kinds of requests with the plain ranking beside them, and what each kind costs."""
    print(f"— {len(KINDS)} kinds of requests, 300 members, SQLite; CPU of the server, nothing kept —")
    found = asyncio.run(_all())
    plain = found[0]


async def _all() -> list[Paid]:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        address = f"sqlite:///{folder}/demo.db"
        async with made(address) as store:
            await fill(store)
        app = create_app(Settings(database=address, kept_answers=0))
        async with app.router.lifespan_context(app):
            told = await known(app, Path(folder))
            found = []
            at = 0
            for kind in KINDS:
                await answered(app, kind.made(told, at)) if not kind.work else None
                at += 1
                found.append(await paid(app, told, kind, at))
                one = found[-1]
                say(
                    f"{one.kind.name}",
                    f"{one.here:.1f} + {one.children:.1f} ms {one.size:,} B",
                    one.code or "",
                )
                at += TRIES
    return found


if __name__ == "__main__":
    requests()
