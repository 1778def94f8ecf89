"""The CPU seconds of a result workbook, in a process of its own: also in the folder of a former build.

It names nothing that a former build lacks but where its modules stand. Prints the seconds, and how many award
lines they were for.
"""

import sys
import time
from pathlib import Path
from typing import Any

from bench.standing import first
from rules.loader import loads
from scoring.run import score


def figure(measure: Path, folder: Path, times: int) -> tuple[float, int]:
    """The least CPU seconds of the tables of a year with their workbook, and the award lines in them."""
    rule_set = loads(measure.read_text(encoding="utf-8"), measure.name)
    read: Any = first("files.reading.members", "files.members").read_members
    members = read(folder / "members.xlsx", rule_set.catalogue, rule_set.year).members
    read = first("files.reading.records", "files.records").read_records
    period = (rule_set.start, rule_set.end)
    records = read(folder / "records.xlsx", rule_set.catalogue, members, period, rule_set.year).records
    run = score(rule_set, members, records)
    tables = first("scoring.result_tables", "scoring.tables").tables
    sheets = first("files.sheets.workbook", "files.workbook")
    best, lines = float("inf"), 0
    for _ in range(times):
        start = time.process_time()
        found = tables(run)
        sheets.write_workbook(
            folder / "out.xlsx", [sheets.Table(one.title, one.headers, one.rows) for one in found]
        )
        best = min(best, time.process_time() - start)
        lines = next(len(one.rows) for one in found if one.title == "得分明细")
    return best, lines


if __name__ == "__main__":
    print(*figure(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
