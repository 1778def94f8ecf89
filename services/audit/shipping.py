"""A copy of the trail in another place: lines of text that are only ever added to.

Whoever can change the database and has the key cannot change the copy; `verification` compares both.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.committee import Committee
from services.chain import told
from services.trail import lines


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


async def unshipped(connection: AsyncConnection, there: Copy) -> AsyncIterator[bytes]:
    """The lines that a copy lacks, as lines of the copy: of each committee those behind the last it has."""
    for committee_id, code in (await connection.execute(select(Committee.id, Committee.code))).all():
        last = max(there.proofs.get(code, ()), default=0)
        async for row in lines(connection, (Change.committee_id == committee_id) & (Change.place > last)):
            said = told(committee_id, row.place or 0, row.line)
            line = {"committee": code, "place": row.place, "previous": row.previous, "proof": row.proof}
            yield orjson.dumps({**line, "said": said}) + b"\n"
