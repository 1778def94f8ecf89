"""One changed record to the ranks that a client sees, over HTTP: this build, and a former one in turns."""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import change_figure
from bench.figures import say
from bench.former import OURS, told_by
from bench.service import Served, served

CHANGES, WARM = 60, 5
# The demo's committee, then made-up ones.
SIZES = (0, 300, 10_000)
RANKING = """query Ranking($code: String!) { committee(code: $code) { run(year: 2022) {
  ranking(first: 50) { nodes { rank tied total value grade unranked member { number name } } } } } }"""
RECORDS = """query ($code: String!, $form: RecordForm!) { committee(code: $code) {
  records(where: {form: $form}, first: 100) { nodes { id version } } } }"""
CORRECT = """mutation ($id: ID!, $version: Int!, $day: Date) {
  CORRECT(input: {id: $id, version: $version, day: $day, reason: "测速"}) {
    record { version } errors { code message } } }"""


@dataclass
class Client:
    """Somebody at a server who changes a record and looks at the ranks."""

    server: Served
    code: str
    form: str
    spent: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def change(self, at: int, records: Sequence[dict[str, Any]]) -> None:
        """Moves a record to another day, and reads the first page of the ranking."""
        record, day = records[at % len(records)], f"2022-0{at % 3 + 1}-{at % 27 + 1:02}"
        name = f"correct{self.form.capitalize()}"
        cpu, clock = self.server.cpu(), time.perf_counter()
        query = CORRECT.replace("CORRECT", name)
        answer = self.server.ask(query, id=record["id"], version=record["version"], day=day)[name]
        self.server.ask(RANKING, code=self.code)
        self.passed.append(time.perf_counter() - clock)
        self.spent.append(self.server.cpu() - cpu)
        assert not answer["errors"], answer

    def records(self) -> list[dict[str, Any]]:
        """The newest records of the form."""
        found: list[dict[str, Any]] = self.server.ask(RECORDS, code=self.code, form=self.form)["committee"][
            "records"
        ]["nodes"]
        return found


def one_change(former: Path | None = None) -> None:
    """Prints medians, and the server's CPU; of the former build beside ours where its checkout is at hand."""
    print("— one change to its visible ranks, over HTTP, SQLite —")
    builds = [OURS] if former is None else [OURS, former]
    medians: dict[tuple[int, str], float] = {}
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        for members in SIZES:
            databases = [f"sqlite:///{folder}/{members}-{at}.db" for at in range(len(builds))]
            for build, database in zip(builds, databases, strict=True):
                told_by(build, change_figure.__file__, database, members)
            for form in ("WORK", "OCCASION"):
                ours = _compared(builds, databases, members, form)
                medians[members, form] = ours
    for form in ("WORK", "OCCASION"):
        growth = medians[SIZES[-1], form] / medians[SIZES[1], form]
        say(f"  {form.lower()}: from {SIZES[1]:,} to {SIZES[-1]:,} members", f"{growth:.2f} ×", "aim ≤ 1.5 ×")
    print("  limited by: scoring whom it concerns, some twenty statements, and the commit to the disk")


def in_turns(clients: Sequence[Client], times: int = CHANGES) -> None:
    """Has all make their changes, one each before anybody's next: what disturbs one disturbs the others."""
    records = [client.records() for client in clients]
    fewest = min(map(len, records))
    for at in range(WARM + times):
        if at and at % fewest == 0:
            records = [client.records() for client in clients]
        for client, own in zip(clients, records, strict=True):
            client.change(at, own)


def _compared(builds: Sequence[Path], databases: Sequence[str], members: int, form: str) -> float:
    """The median seconds of this build; the builds take turns, change by change."""
    code = "bench" if members else "zhoushan"
    with ExitStack() as stack:
        clients = [
            Client(stack.enter_context(served("ours", database, build)), code, form)
            for build, database in zip(builds, databases, strict=True)
        ]
        in_turns(clients)
    ours, *theirs = [statistics.median(one.passed[WARM:]) for one in clients]
    spent = [f"CPU {statistics.mean(one.spent[WARM:]) * 1000:.1f} ms" for one in clients]
    size = f"{members:,} members" if members else "the demo's 300 members"
    say(f"a changed {form.lower()}, {size}", f"{ours * 1000:.1f} ms", spent[0])
    for median, cpu in zip(theirs, spent[1:], strict=True):
        aim = "" if members else ", aim ≥ 5 ×"
        faster = f"{median * 1000:.1f} ms; {median / ours:.1f} ×"
        say("  the former build; how much faster this one is", faster, cpu + aim)
    return ours


if __name__ == "__main__":
    one_change(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
