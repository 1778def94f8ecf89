"""A year of an invented committee as two workbooks, written as an office would have written them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from files.cells.kinds import EXPECTED, OUTCOMES
from files.demo import gatherings, people, writings
from files.demo.gatherings import Gatherings
from files.demo.people import Person
from files.demo.words import WORDS
from files.demo.writings import Writings
from files.reading.members import CHANGES, SHEET
from files.sheets.row_text import Row
from files.sheets.workbook import Table, write_workbook
from rules.catalogue import Catalogue

FEWEST, MOST = 10, 100_000
_BODY = "政协舟山市委员会"
_NOTES = (
    ("本工作簿为演示数据，委员姓名、会议活动、提案均系虚构。",),
    ("一格可写几名委员；同名的写明界别。",),
)


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files written, and how many members, occasions, attendances, works and outcomes they hold."""

    members: Path
    records: Path
    counts: dict[str, int]


def write_demo(out: Path, members: int, seed: int, catalogue: Catalogue, year: int = 2022) -> DemoFiles:
    """Writes `members.xlsx` and `records.xlsx` into `out`, which is made if it is not there.

    The same arguments give the same content. Kinds that the catalogue lacks are left out. Raises ValueError
    for fewer than 10 or more than 100,000 members, OSError where `out` cannot be written.
    """
    if not FEWEST <= members <= MOST:
        raise ValueError(f"委员人数应在 {FEWEST} 到 {MOST:,} 之间")
    out.mkdir(parents=True, exist_ok=True)
    random = Random(seed)
    body = people.invent(members, year, random)
    files = DemoFiles(out / "members.xlsx", out / "records.xlsx", {"委员": members})
    write_workbook(files.members, _member_tables(body, year, random))
    held, written = Gatherings(body, year, random), Writings(body, year, random)
    write_workbook(files.records, _record_tables(held, written, catalogue, year))
    files.counts["会议活动"] = held.occasions
    files.counts["参加人次"] = held.attendances
    files.counts.update(
        (kind, written.counts[kind]) for kind in ("提案", "社情民意") if kind in written.counts
    )
    files.counts["采用与批示"] = len(written.outcomes)
    return files


def _member_tables(body: Sequence[Person], year: int, random: Random) -> Iterator[Table]:
    rows = [_member(person, at, random) for at, person in enumerate(body)]
    yield Table(SHEET, WORDS["member_headers"], rows, f"{_BODY}委员名册（{year}年）")
    moved = random.sample(body, len(body) // 100) if len(body) >= 100 else []
    changes = [
        (p.key, p.name, "专委会", random.choice(people.COMMITTEES), date(year, random.randint(3, 10), 1))
        for p in sorted(moved, key=lambda person: person.key)
    ]
    yield Table(CHANGES, ("委员编号", "姓名", "属性", "新值", "生效日期"), changes)


def _member(person: Person, at: int, random: Random) -> Row:
    name = person.name
    if len(name) == 2 and random.random() < 0.5:
        name = f"{name[0]}　{name[1]}"
    return (
        person.key,
        name,
        "女" if person.woman else "男",
        "常委" if person.standing else "委员",
        person.sector,
        person.committee,
        random.choice(WORDS["counties"]) + random.choice(WORDS["trades"]),
        random.choice(WORDS["posts"]),
        # No such numbers are given out.
        f"100{at:08d}",
        "是" if person.chair else "否",
        "是" if person.resident else "否",
        person.start,
        person.end,
    )


def _record_tables(held: Gatherings, written: Writings, catalogue: Catalogue, year: int) -> Iterator[Table]:
    """The sheets in the order of writing; each draws from the same stream of chance."""
    for kind, headers in gatherings.HEADERS.items():
        if kind in catalogue.kinds:
            yield Table(kind, headers, held.rows(kind), f"{_BODY}{year}年{kind}登记表")
    for kind, headers in writings.HEADERS.items():
        if kind in catalogue.kinds:
            yield Table(kind, headers, _with_total(written.rows(kind), kind), f"{_BODY}{year}年{kind}统计表")
    yield Table(OUTCOMES, WORDS["outcome_headers"], written.outcomes, "作品的采用与批示")
    yield Table(EXPECTED, WORDS["expected_headers"], held.absent, f"{year}年请假与缺席")
    yield Table("说明", ("填表说明",), _NOTES)


def _with_total(rows: Iterable[Row], kind: str) -> Iterator[Row]:
    """The rows with a total below, as offices have it in some sheets."""
    number = 0
    for row in rows:
        number += 1
        yield row
    if kind in ("提案", "社情民意"):
        yield ("合计", "", f"{number} 行")
