"""A copy of the trail in another place: lines of text that are only ever added to.

Whoever can change the database and has the key cannot change the copy; `verification` compares both.
"""

import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.committee import Committee
from services.chain import told
from services.trail import Row, lines

_TOGETHER = 65_536


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy has: by committee and place the proofs of lines; and the bytes of its whole lines."""

    proofs: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    size: int = 0


class CopyDamaged(ValueError):
    """A line of a copy is none. The message is Chinese and says which line of the file."""


def read_copy(copied: Iterable[bytes]) -> Copy:
    """What the lines of a copy say; raises `CopyDamaged`.

    A last line without an end was not written to its end, and is none. A line may stand there twice: two may
    have written at once.
    """
    found: dict[str, dict[int, str]] = defaultdict(dict)
    size = 0
    for at, text in enumerate(copied, 1):
        if not text.endswith(b"\n"):
            break
        try:
            line = orjson.loads(text)
            code, place, proof = str(line["committee"]), int(line["place"]), str(line["proof"])
        except (ValueError, KeyError, TypeError):
            raise CopyDamaged(f"第 {at} 行不是另存的改动记录") from None
        if found[code].setdefault(place, proof) != proof:
            raise CopyDamaged(f"第 {at} 行与前面的不一样：{code} 第 {place} 条")
        size += len(text)
    return Copy(dict(found), size)


@dataclass(frozen=True, slots=True)
class Copied:
    """A line of a copy: where it stands in its committee's trail, when it was written, and its text."""

    place: int
    at: datetime
    told: Mapping[str, Any]

    @property
    def text(self) -> bytes:
        """As it stands in a file, with its end."""
        return orjson.dumps(self.told) + b"\n"

    def ascii(self, *, again: bool = False, most: int | None = None) -> bytes:
        """As ASCII without an end; `again` says that it may have been told before. Where it is longer than
        `most` bytes it says nothing but its proof.
        """
        told = {**self.told, **({"again": True} if again else {})}
        text = json.dumps(told, separators=(",", ":")).encode()
        if most is not None and len(text) > most:
            return json.dumps({**told, "said": None}, separators=(",", ":")).encode()
        return text


def copied(committee_id: int, code: str, row: Row) -> Copied:
    """A line of the trail as it is copied."""
    said = told(committee_id, row.place or 0, row.line)
    line = {"committee": code, "place": row.place, "previous": row.previous, "proof": row.proof}
    return Copied(row.place or 0, row.line.at, {**line, "said": said})


async def unshipped(connection: AsyncConnection, there: Copy) -> AsyncIterator[bytes]:
    """The lines that a copy lacks, as lines of the copy: of each committee those behind the last it has."""
    for committee_id, code in (await connection.execute(select(Committee.id, Committee.code))).all():
        last = max(there.proofs.get(code, ()), default=0)
        async for row in lines(connection, (Change.committee_id == committee_id) & (Change.place > last)):
            yield copied(committee_id, code, row).text


def ends(file: Path) -> int:
    """The place of the last whole line of a copy of one trail; 0: there is none. Raises `CopyDamaged`."""
    if not file.exists():
        return 0
    last = _last_line(file)
    return 0 if last is None else _place(last)


def append(file: Path, some: Sequence[bytes]) -> None:
    """Writes lines behind the last whole one of a file, which only its owner can read, and onto the disk."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as copy:
        copy.truncate(_whole(copy))
        copy.seek(0, os.SEEK_END)
        copy.writelines(some)
        copy.flush()
        os.fsync(copy.fileno())


def _last_line(file: Path) -> bytes | None:
    with file.open("rb") as copy:
        end = _whole(copy)
        begin = _after_end(copy, end - 1) if end else 0
        copy.seek(begin)
        return copy.read(end - begin) or None


def _whole(copy: IO[bytes]) -> int:
    """How many bytes of a file are whole lines."""
    return _after_end(copy, copy.seek(0, os.SEEK_END))


def _after_end(copy: IO[bytes], before: int) -> int:
    """Where the line begins that goes on to this byte: behind the last end of a line before it."""
    while before > 0:
        begin = max(0, before - _TOGETHER)
        copy.seek(begin)
        found = copy.read(before - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        before = begin
    return 0


def _place(line: bytes) -> int:
    try:
        return int(orjson.loads(line)["place"])
    except (ValueError, KeyError, TypeError):
        raise CopyDamaged("最后一行不是另存的改动记录") from None
