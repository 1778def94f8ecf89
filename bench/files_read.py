"""What reading files costs: workbooks by the row, grids by the mark, a folder against its files."""

import csv
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from bench import population
from bench.figures import forget_peak, peak, say
from files.demo.year import write_demo
from files.reading.members import read_members
from files.reading.records import read_records
from files.sheets.workbook import Table, write_workbook
from rules import catalogue
from rules.catalogue import Catalogue
from rules.record import Member

ROWS, MARKED = 20_000, 1_000
FILES = 50
_HEADERS = ("编号", "名称", "日期", "姓名", "状态")


def files_read() -> None:
    print("— files —")
    with tempfile.TemporaryDirectory() as name:
        folder, kinds = Path(name), catalogue.load()
        write_demo(folder, 300, 1, kinds)
        members = read_members(folder / "members.xlsx", kinds, 2022).members
        once = [member.name for member in members if sum(m.name == member.name for m in members) == 1]
        _workbook(folder, kinds, members, once)
        _grid(folder, kinds)
        _folder(folder, kinds, members, once)


def _rows(first: int, names: Sequence[str]) -> list[tuple[str, str, str, str, str]]:
    return [
        (f"D{at:07}", f"第{at}次调研", f"2022.{at % 12 + 1}.{at % 28 + 1}", name, "出席")
        for at, name in zip(range(first, first + ROWS), cycle(names), strict=False)
    ]


def _workbook(folder: Path, kinds: Catalogue, members: list[Member], names: Sequence[str]) -> None:
    path = folder / "rows.xlsx"
    write_workbook(path, [Table("调研", _HEADERS, _rows(0, names))])
    spent = _read([path], kinds, members, ROWS)
    rate = f"{ROWS / spent:,.0f} rows/s"
    say(f"read and check a workbook of {ROWS:,} rows", rate, "aim ≥ 10,000 rows/s")


def _grid(folder: Path, kinds: Catalogue) -> None:
    """A grid of a thousand members and two hundred meetings."""
    people = [Member(f"W{at:05}", f"委员{at:05}", {"界别": f"界别{at % 24}"}) for at in range(MARKED)]
    days = [f"{month}月{day}日调研{day}" for month in range(1, 13) for day in range(1, 29)][:200]
    marks = ("√", "√", "√", "假", "缺", "/", "")
    rows = [
        (str(at), person.name, *(marks[(at * 31 + day) % 7] for day in range(len(days))))
        for at, person in enumerate(people)
    ]
    path = folder / "grid.csv"
    _write(path, ("序号", "姓名", *days), rows)
    path = path.rename(folder / "考勤表.csv")
    spent = _read([path], kinds, people, len(days))
    count = len(people) * len(days)
    say(f"read a grid of {count:,} marks", f"{count / spent:,.0f} marks/s", "aim ≥ 100,000 marks/s")


def _folder(folder: Path, kinds: Catalogue, members: list[Member], names: Sequence[str]) -> None:
    paths = []
    for at in range(FILES):
        path = folder / f"调研{at}.csv"
        _write(path, _HEADERS, _rows(at * ROWS, names))
        paths.append(path)
    # Files of one size: a few stand for all, so that the parts do not take as long as the whole again.
    some = paths[:: FILES // 5]
    parts = sum(_read([path], kinds, members, ROWS) for path in some) * FILES / len(some)
    forget_peak()
    whole = _read(paths, kinds, members, FILES * ROWS)
    say(f"read {FILES} files of {ROWS:,} rows as one year", f"{whole:.1f} s")
    say("  against the time of its parts", f"{whole / parts:.2f} ×", "aim ≤ 1.2 ×")
    say("  peak memory while reading them", f"{peak():,.0f} MiB")


def _write(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])


def _read(paths: list[Path], kinds: Catalogue, members: list[Member], records: int) -> float:
    """The CPU seconds of reading, of which this many records come."""
    start = time.process_time()
    read = read_records(paths, kinds, members, population.PERIOD, 2022)
    spent = time.process_time() - start
    assert len(read.records) == records, read.problems[:3]
    return spent
