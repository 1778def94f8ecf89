"""Closing a year: what it costs, how long others cannot write, how much it keeps; beside an older program."""

import json
from pathlib import Path

from bench.figures import say
from bench.former import OURS, told_by

RUN = Path(__file__).with_name("closing_run.py")
MEMBERS = (1_000, 10_000)


def closing(old: Path | None = None) -> None:
    """Prints the figures of this program, beside those of an older one where `old` is its folder."""
    print("— closing a year, SQLite, 60 leaves, about 60 facts a member —")
    for members in MEMBERS:
        before = None if old is None else _closed(old, members)
        now = _closed(OURS, members)
        for name, what, unit, aim in (
            ("cpu", f"{members:,} members, CPU", "s", "aim ≥ 2 ×"),
            ("passed", "  from the request to the commit", "s", ""),
            ("held", "  of it nobody else can write", "s", "aim ≤ 1 s at 10,000"),
            ("late", "  an event of the same process is late by (99 %)", "ms", ""),
            ("bytes", "  kept of a statement", "B", "aim ≥ 8 ×"),
        ):
            say(
                what,
                _figure(now[name], unit),
                _beside(now[name], before[name] if before else None, unit, aim),
            )


def _figure(number: float, unit: str) -> str:
    return {"s": f"{number:.2f} s", "ms": f"{number * 1000:.1f} ms", "B": f"{number:,.0f} bytes"}[unit]


def _beside(now: float, before: float | None, unit: str, aim: str) -> str:
    if before is None:
        return aim
    times = f"before: {_figure(before, unit)}, {before / max(now, 1e-9):.1f} ×"
    return f"{times}; {aim}" if aim else times


def _closed(folder: Path, members: int) -> dict[str, float]:
    """The figures of the program in a folder, in a process of its own."""
    figures: dict[str, float] = json.loads(told_by(folder, RUN, members))
    return figures
