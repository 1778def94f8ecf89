"""The year of a large committee is prepared by a process of its own, so that nobody waits for this one.

The process reads the database and changes nothing. It gets its words by a pipe, since a list of processes
would show an address, and answers in pieces: first whether and what, then the statements, some at a time.
"""

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from msgspec.msgpack import Decoder, Encoder

from files.collector import collector_at_rest
from models.store import Store
from services.committee.committees import committee
from services.refusal import Code, Refusal
from services.years.prepared import Drawn, Prepared, drawn_up, find

ROOT = Path(__file__).resolve().parents[2]
LENGTH = 8


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked for."""

    address: str
    committee: str
    year: int


@dataclass(frozen=True, slots=True)
class Head:
    """What is answered first: what was prepared, its statements to follow; None; or why not."""

    prepared: Prepared | None = None
    refused: tuple[str, str, str | None] | None = None


_WORDS, _HEAD, _DRAWN = Decoder(Words), Decoder(Head), Decoder(list[Drawn])
_ENCODER = Encoder()


async def prepared_apart(store: Store, code: str, year: int) -> Prepared | None:
    """What `services.years.prepared.prepared` gives; raises `Refusal` also where the process dies."""
    words = Words(store.url.render_as_string(hide_password=False), code, year)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        return await asyncio.to_thread(_exchanged, process, words)
    finally:
        # Whoever asked may be gone.
        process.kill()


def _exchanged(process: "subprocess.Popen[bytes]", words: Words) -> Prepared | None:
    assert process.stdin
    assert process.stdout
    with process.stdout as answers:
        with suppress(BrokenPipeError), process.stdin as requests:
            _put(requests, _ENCODER.encode(words))
        pieces = list(_pieces(answers))
    if process.wait() or not pieces:
        raise Refusal(Code.UNAVAILABLE, "准备关账的进程中断了，没有改动；请再试一次")
    head = _HEAD.decode(pieces[0])
    if head.refused is not None:
        code, message, field = head.refused
        raise Refusal(Code(code), message, field)
    if head.prepared is None:
        return None
    # Thousands of statements that stay: the collector would look through all of the process, and it waits.
    with collector_at_rest():
        return replace(head.prepared, statements=[one for some in pieces[1:] for one in _DRAWN.decode(some)])


def _put(stream: IO[bytes], piece: bytes) -> None:
    stream.write(len(piece).to_bytes(LENGTH, "big"))
    stream.write(piece)
    stream.flush()


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while header := stream.read(LENGTH):
        yield stream.read(int.from_bytes(header, "big"))


async def _answer(words: Words, answers: IO[bytes]) -> None:
    store = Store.open(words.address)
    try:
        async with store.reading() as connection:
            row = await committee(connection, words.committee)
            found = await find(connection, row.id, row.revision, words.year)
    finally:
        await store.close()
    made = None if found is None else drawn_up(found)
    if made is None:
        _put(answers, _ENCODER.encode(Head()))
        return
    head, batches = made
    _put(answers, _ENCODER.encode(Head(head)))
    for some in batches:
        _put(answers, _ENCODER.encode(some))


def main() -> None:
    """Answers one question, and ends."""
    # There is no time to look for cycles, and no need: all memory goes with the process.
    gc.disable()
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever prints must not come between.
    os.dup2(2, 1)
    words = _WORDS.decode(next(_pieces(sys.stdin.buffer)))
    try:
        asyncio.run(_answer(words, answers))
    except Refusal as refused:
        _put(answers, _ENCODER.encode(Head(None, (refused.code, refused.message, refused.field))))


if __name__ == "__main__":
    main()
