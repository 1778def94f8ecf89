"""What workbooks cost: a year's results written line by line, a year's records imported, and once more."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bench import workbook_figure
from bench.figures import say
from bench.former import OURS, cpu_of_command, told_by
from bench.signed_in import let_in
from files.demo.year import write_demo
from models.store import Store
from rules import catalogue
from services.committee.committees import establish

MEASURE = OURS / "rules" / "committees" / "zhoushan" / "2022.yaml"
FEW, MANY = 300, 3_000
TIMES = 3


def workbooks(former: Path | None = None) -> None:
    """This build; beside it the checkout in the folder `former`, in turns."""
    print("— workbooks: results written, records imported; CPU —")
    builds = [OURS] if former is None else [OURS, former]
    with tempfile.TemporaryDirectory(prefix="luzhi") as name:
        for members in (FEW, MANY):
            folder = Path(name) / str(members)
            write_demo(folder, members, 2022, catalogue.load())
            _results(builds, folder, members)
        _imports(builds, Path(name) / str(MANY))
    print("  limited by: zlib for results; for an import what its rows mean, and starting two processes")


def _results(builds: list[Path], folder: Path, members: int) -> None:
    turns = [[_line(build, folder) for build in builds] for _ in range(TIMES if members == FEW else 1)]
    ours, *theirs = (min(spent) for spent in zip(*turns, strict=True))
    say(f"result workbook of {members:,} members, an award line", f"{ours * 1e6:.1f} µs")
    for other in theirs:
        say("  the former build", f"{other * 1e6:.1f} µs; {other / ours:.1f} ×", "aim ≥ 5 ×")


def _line(build: Path, folder: Path) -> float:
    told = told_by(build, workbook_figure.__file__, MEASURE, folder, TIMES)
    spent, lines = told.split()
    return float(spent) / int(lines)


def _imports(builds: list[Path], folder: Path) -> None:
    (first, again), *theirs = (_imported(build, folder) for build in builds)
    say(f"import of a year of {MANY:,} members, the whole command", f"{first:.1f} s")
    for other, _ in theirs:
        say("  the former build", f"{other:.1f} s; {other / first:.1f} ×", "aim ≥ 2 ×")
    say("the same file again", f"{again:.1f} s")
    for _, other in theirs:
        say("  the former build", f"{other:.1f} s; {other / again:.1f} ×", "aim ≥ 2 ×")


def _imported(build: Path, folder: Path) -> tuple[float, float]:
    """CPU seconds of the command that imports records into a database that knows the members, twice."""
    with tempfile.TemporaryDirectory(prefix="luzhi") as name:
        address = f"sqlite:///{name}/a.db"
        base, who = ("--database", address), ("--as", "测速")
        year, compiled = ("--year", "2022", *who, *base), Path(name) / "compiled"

        def cpu(*words: str) -> float:
            # As it is installed: what was compiled once stays.
            return cpu_of_command(build, *words, bytecode=compiled)

        cpu("migrate", *base)
        if build == OURS:
            asyncio.run(_established(address))
        cpu("rules", "add", str(MEASURE), "--committee", "bench", *who, *base)
        cpu("import", "members", str(folder / "members.xlsx"), *year)
        # What only this command needs is compiled before it is measured.
        cpu("import", "records", str(folder / "records.xlsx"), *year, "--dry-run")
        # What a former build imports counts at once.
        reviewed = ("--approve",) if build == OURS else ()
        words = ("import", "records", str(folder / "records.xlsx"), *year, *reviewed)
        return cpu(*words), cpu(*words)


async def _established(address: str) -> None:
    """What this build asks for before rules: the committee, and somebody who may. A former one does not."""
    store = Store.open(address)
    await establish(store, "bench", "bench")
    await store.close()
    await let_in(address)


if __name__ == "__main__":
    workbooks(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
