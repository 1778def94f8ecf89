"""Many committees in one database: what a ranking of one of them costs, however many the others are."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import count, cycle, islice

from sqlalchemy import Column, Table

from bench import committee, measure
from bench.figures import say
from bench.service import Served, served
from bench.signed_in import let_in
from models.base import Base
from services.entry.desk import Desk
from services.runs.board import Boards
from services.runs.live import Live
from services.runs.shelf import MEASURE, ROOM

RANKING = """query ($code: String!) { committee(code: $code) { run(year: 2022) {
  ranking(first: 30) { nodes { rank total grade member { number name } } } } } }"""
MEMBERS, LEAVES = 30, 20
COMMITTEES = (1, 40, 400, 3_000)
FIT = ROOM // (MEMBERS + MEASURE)
ROUNDS, REQUESTS = 3, 400
COPIED = (
    *("committees", "terms", "persons", "memberships", "member_attributes"),
    *("rule_sets", "score_runs", "member_scores"),
)
# Rows of the first committee have smaller numbers.
STEP = 10_000


def committees() -> None:
    """Prints what a ranking costs the server at 1 to 3,000 committees, SQLite."""
    print(f"— a ranking of one committee of {MEMBERS} members beside others; CPU of the server —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        file = f"{folder}/many.db"
        address = f"sqlite:///{file}"
        asyncio.run(_first(address))
        with served("unkept", address) as unkept, served("ours", address) as ours:
            pairs = zip((1, *COMMITTEES[:-1]), COMMITTEES, strict=True)
            found = [_asked(file, unkept, ours, have, many) for have, many in pairs]
    whats = ("one, always the same", "one after another", "kept answers")
    for what, spent in zip(whats, zip(*found, strict=True), strict=True):
        say(f"  the dearest beside one alone, {what}", f"{max(spent) / spent[0]:.2f} ×", "aim ≤ 1.5 ×")


def _asked(file: str, unkept: Served, ours: Served, have: int, many: int) -> tuple[float, float, float]:
    with closing(sqlite3.connect(file)) as connection:
        for table in COPIED:
            connection.execute(_copy(Base.metadata.tables[table]), {"first": have, "last": many - 1})
        connection.commit()
        tokens = asyncio.run(let_in(f"sqlite:///{file}"))
        for server in (unkept, ours):
            server.tokens.update(tokens)
        codes = [committee.CODE, *(f"{committee.CODE}-{at}" for at in range(1, min(many, FIT)))]
        others = count(1)

        def changed() -> None:
            """Another committee has had a unit of work; where there is none, anything has been committed."""
            at = next(others)
            raised = "UPDATE committees SET revision = revision + 1 WHERE id = ?"
            if many > 1:
                connection.execute(raised, [1 + STEP * (at % (many - 1) + 1)])
            else:
                connection.execute("UPDATE persons SET sort_key = ? WHERE id = 1", [str(at)])
            connection.commit()

        found = (_cost(unkept, codes[:1]), _cost(unkept, codes), _cost(ours, codes[:1], changed))
    same, turns, kept = (f"{seconds * 1_000:.2f} ms" for seconds in found)
    say(f"{many:,} committees: one of them, executed each time", same)
    say(f"  {len(codes)} of them in turn, executed each time", turns)
    say("  one of them, kept, after a change of another", kept)
    return found


def _cost(server: Served, codes: Sequence[str], before: Callable[[], None] | None = None) -> float:
    """CPU seconds of the server for one request, each committee asked before."""
    for code in [*codes, *codes[:20]]:
        rows = server.ask(RANKING, code=code)["committee"]["run"]["ranking"]["nodes"]
        assert len(rows) == MEMBERS
    best, turn = float("inf"), cycle(codes)
    for _ in range(ROUNDS):
        begun = server.cpu()
        for code in islice(turn, REQUESTS):
            if before is not None:
                before()
            server.ask(RANKING, code=code)
        best = min(best, (server.cpu() - begun) / REQUESTS)
    return best


async def _first(address: str) -> None:
    async with committee.made(address) as store:
        await committee.fill(store, measure.measure(LEAVES), MEMBERS)
        await Desk(store, Live(Boards()), committee.ACTOR).recompute(committee.CODE, 2022)


def _copy(table: Table) -> str:
    """The rows of the first committee again, for each number from :first to :last."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    numbers = "WITH RECURSIVE n(at) AS (SELECT :first UNION ALL SELECT at + 1 FROM n WHERE at < :last)"
    whose = "id" if table.name == "committees" else "committee_id"
    values = ", ".join(map(_shifted, table.columns))
    rows = f"FROM n JOIN {table.name} WHERE {whose} = 1 AND :first <= :last"
    return f"{numbers} INSERT INTO {table.name} ({names}) SELECT {values} {rows}"


def _shifted(column: Column[object]) -> str:
    if column.name == "code":
        return "code || '-' || at"
    of_row = column.foreign_keys or (column.primary_key and column.name == "id")
    return f'"{column.name}" + at * {STEP}' if of_row else f'"{column.name}"'


if __name__ == "__main__":
    committees()
