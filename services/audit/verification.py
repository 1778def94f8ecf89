"""Whether the trail of a committee is what was written: every line, in its order, to the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row as DatabaseRow
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.committee import Committee
from models.key import TRAIL as TRAIL_KEY
from models.key import fingerprint
from models.store import Store
from services.chain import BEGIN, NOTHING, TRAIL, Former, Head, proof_of, sealed, told
from services.refusal import Code, Refusal
from services.trail import Row, lines

MOST_TOLD = 20
# Whoever asks over HTTP waits for it, as does the server: so many lines take some seconds.
MOST_LINES = 200_000
# By the mark of a key, the key; by the place of a line, its proof in a copy elsewhere.
Keys = Mapping[str, bytes]
Shipped = Mapping[int, str]
_HEAD = (
    *(Committee.id, Committee.code, Committee.name, Committee.revision),
    *(Committee.trail_place, Committee.trail_proof, Committee.trail_key, Committee.trail_seal),
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look through the trail of one committee found.

    `lines` have a proof; `former` stood there before the chain, and its first line proves them all. Of
    `unproved` only the order is known: the key of that part of the chain is not at hand. `last` is when the
    last line was written, `proof` its own. `faults` are in Chinese, each with its place; `more` are not told.
    """

    code: str
    name: str
    lines: int
    former: int
    unproved: int
    last: datetime | None
    proof: str
    faults: tuple[str, ...]
    more: int

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


async def verified(
    connection: AsyncConnection,
    keys: Keys,
    code: str | None = None,
    shipped: Mapping[str, Shipped] | None = None,
) -> list[Verified]:
    """What was found of each committee, or of the one of this code, by code.

    `keys` are those at hand; `shipped` says for each committee what a copy of its trail elsewhere has.
    """
    columns = select(*_HEAD).order_by(Committee.code)
    if code is not None:
        columns = columns.where(Committee.code == code)
    found = []
    for row in (await connection.execute(columns)).all():
        look = _Look(row, keys, (shipped or {}).get(row.code, {}))
        async for line in lines(connection, Change.committee_id == row.id):
            look.at(line)
        found.append(look.ended())
    return found


async def verified_now(store: Store, code: str) -> Verified:
    """The same of one committee for whoever waits, with the key that the server has.

    Raises `Refusal` where its trail is too long for that, and `Sick` where there is no key.
    """
    async with store.reading() as connection:
        of_code = select(Committee.trail_place).where(Committee.code == code)
        length = await connection.scalar(of_code) or 0
        if length > MOST_LINES:
            message = f"有 {length:,} 条，网上核对不完：请管服务器的人用 luzhi audit verify"
            raise Refusal(Code.CONFLICT, message, "committee")
        key = store.keys.key(TRAIL_KEY)
        (found,) = await verified(connection, {fingerprint(key): key}, code)
    return found


class _Look:
    """A look through the trail of one committee, line by line."""

    def __init__(self, committee: DatabaseRow[*tuple[Any, ...]], keys: Keys, shipped: Shipped) -> None:
        self._committee = committee
        self._keys = keys
        self._shipped = shipped
        self._faults: list[str] = []
        # The last line so far, and the key of this part of the chain by its mark.
        self._place, self._proof, self._mark = 0, NOTHING, ""
        self._last: Row | None = None
        self._former = Former()
        self._lines = self._unproved = 0

    def at(self, row: Row) -> None:
        """Looks at the next line."""
        if row.place is None or row.previous is None or row.proof is None:
            self._without_proof(row)
            return
        self._lines += 1
        self._order(row.place, row.previous)
        if row.line.action == BEGIN and row.line.entity == TRAIL:
            self._begins(row)
        key = self._keys.get(self._mark)
        if key is None:
            self._unproved += 1
        elif proof_of(key, row.previous, told(self._committee.id, row.place, row.line)) != row.proof:
            when = f"{row.line.at:%Y-%m-%d %H:%M:%S} UTC"
            self._faults.append(f"第 {row.place} 条（{when}）被改过，或者不是本程序写的")
        if self._shipped.get(row.place, row.proof) != row.proof:
            self._faults.append(f"第 {row.place} 条与另存的不一样")
        self._place, self._proof, self._last = row.place, row.proof, row

    def ended(self) -> Verified:
        """What was found, once all lines have been looked at."""
        self._end()
        return Verified(
            code=self._committee.code,
            name=self._committee.name,
            lines=self._lines,
            former=self._former.lines,
            unproved=self._unproved,
            last=None if self._last is None else self._last.line.at,
            proof=self._proof,
            faults=tuple(self._faults[:MOST_TOLD]),
            more=max(0, len(self._faults) - MOST_TOLD),
        )

    def _without_proof(self, row: Row) -> None:
        if self._lines:
            self._faults.append(f"第 {self._place} 条之后多出一条没有盖章的（编号 {row.id}）")
            return
        self._former.add(self._committee.id, row.line)

    def _order(self, place: int, previous: str) -> None:
        expected = self._place + 1
        if place > expected:
            gone = f"第 {expected} 条" if place == expected + 1 else f"第 {expected} 到 {place - 1} 条"
            self._faults.append(f"{gone}没有了")
        elif place < expected:
            self._faults.append(f"第 {place} 条不在原来的位置：排在第 {self._place} 条之后")
        elif previous != self._proof:
            self._faults.append(f"第 {place} 条接不上它的前一条")

    def _begins(self, row: Row) -> None:
        """A part of the chain that is proved with another key; the first proves what came before it."""
        after = orjson.loads(row.line.after or "{}")
        self._mark = str(after.get("key", ""))
        found = self._former
        if "digest" in after and (after["lines"], after["digest"]) != (found.lines, found.digest):
            self._faults.append(f"成链以前的 {after['lines']} 条被改过，现有 {found.lines} 条")

    def _end(self) -> None:
        of = self._committee
        head = Head(of.trail_place, of.trail_proof or NOTHING, of.trail_key, of.trail_seal)
        if head.place > self._place:
            self._faults.append(f"最后的没有了：记着有 {head.place} 条，只到第 {self._place} 条")
        elif (head.place, head.proof, head.key or "") != (self._place, self._proof, self._mark):
            self._faults.append(f"末尾对不上：记着到第 {head.place} 条，现有到第 {self._place} 条")
        if head.key is not None:
            self._sealed(head)
        if self._last is not None and self._last.line.revision != of.revision:
            self._faults.append(
                f"最后一条属于第 {self._last.line.revision} 次修改，而这个政协已有 {of.revision} 次修改"
            )
        if max(self._shipped, default=0) > self._place:
            self._faults.append(f"另存的有第 {max(self._shipped)} 条，这里只到第 {self._place} 条")

    def _sealed(self, head: Head) -> None:
        key = self._keys.get(head.key or "")
        if key is None:
            self._faults.append("手边的密钥不是盖这些章的那一把，证明不了")
        elif sealed(key, self._committee.id, head).seal != head.seal:
            self._faults.append(f"记着末尾是第 {head.place} 条的那一处被改过")
