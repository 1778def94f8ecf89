"""What a command costs from the first instruction of its process to the last, imports and all."""

import sys
import tempfile
from pathlib import Path

from bench.figures import say
from bench.former import OURS, cpu_of_command
from files.demo.year import write_demo
from rules import catalogue

TIMES = 5
MEMBERS = 300


def start_up(former: Path | None = None) -> None:
    """Whole processes of this build; beside each those of the checkout in the folder `former`, in turns."""
    print("— start-up, CPU of whole processes —")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder, MEMBERS, 2022, catalogue.load())
        files = ("--members", str(folder / "members.xlsx"), "--records", str(folder / "records.xlsx"))
        for words, title, aim in (
            (("--help",), "luzhi --help", 5),
            (("score", "zhoushan/2022", *files), f"luzhi score, {MEMBERS} members", 2),
            (("rules", "lint", "zhoushan/2022"), "luzhi rules lint, one measure", None),
            (("years", "close", "--help"), "luzhi years close --help", None),
        ):
            builds = [OURS] if former is None else [OURS, former]
            ours, *theirs = _least(builds, words, folder / "bytecode")
            say(title, f"{ours:.2f} s")
            for other in theirs:
                wanted = f"aim ≥ {aim} ×" if aim else ""
                say(
                    "  the former build; how much faster this one is",
                    f"{other:.2f} s; {other / ours:.1f} ×",
                    wanted,
                )
    print("  limited by: Typer, which draws help with Rich and reads options with Pydantic; NumPy")


def _least(builds: list[Path], words: tuple[str, ...], bytecode: Path) -> list[float]:
    """The least CPU seconds of each build; they take turns, so that what disturbs one disturbs the others."""
    for build in builds:
        cpu_of_command(build, *words, bytecode=bytecode)
    runs = [[cpu_of_command(build, *words, bytecode=bytecode) for build in builds] for _ in range(TIMES)]
    return [min(spent) for spent in zip(*runs, strict=True)]


if __name__ == "__main__":
    start_up(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
