"""Opinion items found by the words in them.

What was submitted is sealed, and so is nothing in the database that it could be found by: an index of words
beside a sealed text would give it away, and would stay where the key of the text goes. So each process keeps
the texts of a committee that somebody searches in memory, as an index, and follows what is submitted.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from kept import Kept
from models.account import Account
from models.opinion import Opinion, OpinionDraft, OpinionText
from models.personal import Vault
from models.store import Store
from services.accounts.sealing import OPINION_DRAFT
from services.accounts.sealing import opened as opened_of_account
from services.opinions.bigrams import words_of, written
from services.opinions.form import Written
from services.opinions.sealing import PARTS
from services.opinions.text_index import TextIndex
from services.refusal import Code, Refusal
from services.rights.held import Rights

LONGEST, MOST_WORDS = 100, 10
# Committees whose texts a process keeps, and about how many bytes in all. One of 10,000 items of 1,400
# characters takes some 170 million.
KEPT_COMMITTEES, KEPT_BYTES = 64, 2 << 30
READ_TOGETHER = 500
PURGED = "purged"


def searched(query: str | None, field: str) -> tuple[str, ...] | None:
    """The words of a query, all of which have to be there; None where there are none. Raises `Refusal`."""
    words = () if query is None else words_of(query)
    if query is not None and (len(query) > LONGEST or len(words) > MOST_WORDS):
        message = f"最多写 {MOST_WORDS} 个词，合计不超过 {LONGEST} 个字；词与词之间空一格"
        raise Refusal(Code.BAD_USER_INPUT, message, field)
    return words or None


def text_of(said: Written) -> str:
    """What of an item is searched, and compared: its title and its three parts."""
    return written(getattr(said, name) for name in PARTS)


@dataclass(frozen=True, slots=True)
class _Followed:
    """The index of a committee at a revision, with all texts up to the row `last`."""

    index: TextIndex
    revision: int
    last: int


_NOTHING = _Followed(TextIndex(), -1, 0)


class TextIndexes:
    """The texts of the committees that were searched in this process, each as it was submitted last."""

    def __init__(self) -> None:
        self._kept: Kept[int, _Followed] = Kept(KEPT_COMMITTEES, KEPT_BYTES)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, store: Store, committee_id: int, revision: int | None = None) -> TextIndex:
        """The index of all that was submitted in a committee up to a revision, or until now; who may read
        what is for the database to say. The first who asks waits until all texts are opened.
        """
        if revision is None:
            revision = (await store.revisions([committee_id])).get(committee_id, 0)
        found = self._kept.get(committee_id)
        if found is not None and found.revision >= revision:
            return found.index
        # A thread cannot be stopped; and whoever asks again has to find what it came to.
        return await asyncio.shield(asyncio.ensure_future(self._followed(store, committee_id, revision)))

    async def _followed(self, store: Store, committee_id: int, revision: int) -> TextIndex:
        async with self._locks[committee_id]:
            found = self._kept.get(committee_id) or _NOTHING
            if found.revision < revision:
                found = await _followed(store, committee_id, found, revision)
                # What is heavier than a quarter would not be kept, and made anew for each who asks.
                self._kept.put(committee_id, found, min(found.index.size, KEPT_BYTES // 4))
            return found.index

    def forget(self, committee_id: int) -> None:
        """Forgets the texts of a committee at once."""
        self._kept.put(committee_id, _NOTHING)


async def found_by_office(
    indexes: TextIndexes,
    store: Store,
    committee_id: int,
    words: Sequence[str] | None,
    revision: int | None = None,
) -> list[int] | None:
    """The numbers of the items, as they were submitted last, that have all of these words; None: no words.

    `revision` is that of the committee, where it is known already.
    """
    if words is None:
        return None
    index = await indexes.of(store, committee_id, revision)
    return [int(number) for number in index.with_words(words)]


async def found_by_author(
    indexes: TextIndexes, store: Store, committee_id: int, rights: Rights, words: Sequence[str] | None
) -> list[int] | None:
    """The same for whoever looks for their own: of what they are writing, as it stands there."""
    submitted = await found_by_office(indexes, store, committee_id, words)
    if submitted is None or words is None:
        return None
    async with store.reading() as connection:
        columns = select(OpinionDraft.opinion_id, OpinionDraft.content, Account.key)
        columns = columns.join(Opinion, Opinion.id == OpinionDraft.opinion_id)
        columns = columns.join(Account, Account.id == Opinion.account_id)
        rows = (await connection.execute(columns.where(Opinion.account_id == rights.account_id))).all()
    numbers = set(submitted) - {row.opinion_id for row in rows}
    for row in rows:
        text = opened_of_account(store.vault, row.key, OPINION_DRAFT, row.content)
        said = None if text is None else text_of(Written.of_text(text))
        if said is not None and all(word in said for word in words):
            numbers.add(row.opinion_id)
    return sorted(numbers)


async def _followed(store: Store, committee_id: int, found: _Followed, revision: int) -> _Followed:
    """The same with what was submitted since. Writers of one committee take turns, so no text of an earlier
    row is committed later.
    """
    texts: dict[int, str] = {}
    last = found.last
    while rows := await _rows(store, committee_id, last):
        texts |= await asyncio.to_thread(_opened, store.vault, rows)
        last = rows[-1].id
    index = found.index
    gone = await _purged(store, committee_id, index)
    if texts or gone:
        index = await asyncio.to_thread(index.changed, texts, gone)
    return _Followed(index, revision, last)


async def _purged(store: Store, committee_id: int, index: TextIndex) -> list[int]:
    """What an index has of items that were purged."""
    purged = (Opinion.committee_id == committee_id) & (Opinion.state == PURGED)
    async with store.reading() as connection:
        numbers = list(await connection.scalars(select(Opinion.id).where(purged)))
    return [number for number in numbers if index.text(number) is not None]


async def _rows(store: Store, committee_id: int, last: int) -> Sequence[Any]:
    columns = select(OpinionText.id, OpinionText.opinion_id, Opinion.key)
    columns = columns.add_columns(*(getattr(OpinionText, name) for name in PARTS))
    columns = columns.join(Opinion, Opinion.id == OpinionText.opinion_id).order_by(OpinionText.id)
    later = (OpinionText.committee_id == committee_id) & (OpinionText.id > last)
    async with store.reading() as connection:
        return (await connection.execute(columns.where(later).limit(READ_TOGETHER))).all()


def _opened(vault: Vault, rows: Iterable[Any]) -> dict[int, str]:
    """The written texts of items; of those that nobody can read any more none."""
    found = {}
    for row in rows:
        if row.key is not None:
            key = vault.key(row.key)
            found[row.opinion_id] = written(
                key.open(field, getattr(row, name)) for name, field in PARTS.items()
            )
    return found
