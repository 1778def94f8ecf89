"""Earlier opinion items that are like one, with what both say as the reason.

An author is told of those that they may read, and of no others: that there is one would tell what somebody
else has written. The Office is told of all that were submitted.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from models.store import Store
from services.opinions.opinion import OpinionRow, readable
from services.opinions.search import TextIndexes, text_of
from services.rights.held import Rights
from wordlist import wordlist

FILE = "likeness.yaml"


@dataclass(frozen=True, slots=True)
class LikeRow:
    """An item that is like another: how much, in percent, and what both say, the most telling first."""

    row: OpinionRow
    percent: int
    shared: tuple[str, ...]


async def alike(indexes: TextIndexes, store: Store, of: OpinionRow, rights: Rights) -> list[LikeRow]:
    """The items most like one, as somebody of these rights sees it, among those that they may read."""
    if of.written is None:
        return []
    said, of_document = text_of(of.written), bounds()
    index = await indexes.of(store, of.committee_id)
    found = {one.number: one.likeness for one in index.alike(said, of_document["least"] / 100)}
    found.pop(of.id, None)
    async with store.reading() as connection:
        rows = await readable(
            connection, store.vault, of.committee_id, list(found), of_document["most"], rights
        )
    told = []
    for row in rows:
        other = index.text(row.id)
        shared = (
            () if other is None else index.shared(said, other, of_document["shared"], of_document["longest"])
        )
        told.append(LikeRow(row, round(100 * found[row.id]), tuple(shared)))
    return told


@cache
def bounds() -> dict[str, Any]:
    """From which likeness on items are listed, and how much of them."""
    told: dict[str, Any] = wordlist("services.opinions", FILE)
    return told
