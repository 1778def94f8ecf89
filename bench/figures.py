"""How a figure is taken and printed."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """The least CPU seconds of several runs: what the work costs when nothing disturbs it."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def alternating(works: Sequence[Callable[[], object]], times: int = 3) -> list[float]:
    """The same of several works in turns, so that what disturbs one disturbs the others."""
    rounds = [[cpu(work, 1) for work in works] for _ in range(times)]
    return [min(own) for own in zip(*rounds, strict=True)]


def cpu_of(process: int) -> float:
    """The CPU seconds of another process so far, told in hundredths."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak() -> float:
    """The most memory this process has held since `forget_peak`, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def say(name: str, figure: str, aim: str = "") -> None:
    """One line of the report."""
    print(f"{name:<58}{figure:>22}  {aim}", flush=True)
