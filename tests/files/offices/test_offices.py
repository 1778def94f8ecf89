"""Random offices' files, made from a known truth: nothing wrong is read, and what is not read is named."""

import os
from datetime import date
from pathlib import Path
from random import Random, SystemRandom

import pytest

from files.reading.members import read_members
from files.reading.records import read_records
from rules.catalogue import Catalogue
from tests.files.offices.law import Verdict, facts_of, verdict
from tests.files.offices.meetings import Office, grid, meeting, occasions, register, roll, ticked
from tests.files.offices.office import TWISTS, Year, roster, written, written_roster, year
from tests.files.offices.page import Fact, Page
from tests.files.offices.people import people

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))
# Offices of four files or so. `HYPOTHESIS_PROFILE=explore` reads ten times as many, others each time.
PLAIN, TWISTED = 450, 200
EXPLORING = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
SEEDS = [
    SystemRandom().getrandbits(48) if EXPLORING else at for at in range(PLAIN * (10 if EXPLORING else 1))
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "office").mkdir()
    return tmp_path / "office"


def judged(made: Year, draw: Random, folder: Path, catalogue: Catalogue) -> tuple[Verdict, Verdict]:
    """What the law says of an office's roster, and of its records."""
    for left in folder.iterdir():
        left.unlink()
    read = read_members(written_roster(draw, made.roster, folder), catalogue, 2022)
    ranks: dict[Fact, bool] = {
        ("册", (member.name, str(member.attributes.get("界别", "")))): member.attributes["身份"] == "常委"
        for member in read.members
    }
    paths = written(draw, made.pages, folder)
    period = PERIOD if made.dated else None
    file = read_records(paths, catalogue, read.members, period, serials=read.serials, unread=read.refused)
    if len(paths) == 1:
        for page in made.pages:
            page.file = ""
    records = facts_of(file.records, read.members, made.pages)
    return verdict(made.roster, ranks, read.problems), verdict(made.pages, records, file.problems)


def shown(seed: int, pages: list[Page], broken: list[str]) -> str:
    """The sheets of an office that breaks the law, to be read by people."""
    lines = [f"office {seed}", *broken[:5]]
    for page in pages:
        lines += [f"{page.file} {page.sheet} ({page.shape})", *(f"  {row}" for row in page.rows)]
    return "\n".join(lines)


def test_what_offices_keep_is_read_rightly_and_nearly_all_of_it(folder: Path, catalogue: Catalogue) -> None:
    """Of sheets that leave nothing open, nine facts in ten are read without a question."""
    facts = read = files = 0
    for seed in SEEDS:
        draw = Random(seed)
        made = year(draw)
        members, records = judged(made, draw, folder, catalogue)
        broken = [*members.broken, *records.broken]
        assert not broken, shown(seed, [*made.roster, *made.pages], broken)
        assert members.read == members.facts
        facts, read = facts + records.facts, read + records.read
        files += len(list(folder.iterdir()))
    assert files > 3 * len(SEEDS)
    assert 10 * read >= 9 * facts, f"{read} of {facts}"


@pytest.mark.parametrize("twist", TWISTS)
def test_what_a_sheet_leaves_open_is_asked(twist: str, folder: Path, catalogue: Catalogue) -> None:
    """Crosses, unknown marks, words, headers, kinds and days; names of two, or of nobody; unended lists."""
    for seed in SEEDS[: TWISTED // len(TWISTS) * (10 if EXPLORING else 1)]:
        draw = Random(f"{twist} {seed}")
        made = year(draw, twist)
        if made.pages:
            members, records = judged(made, draw, folder, catalogue)
            broken = [*members.broken, *records.broken]
            assert not broken, shown(seed, [*made.roster, *made.pages], broken)


def test_one_meeting_in_every_shape_is_the_same_meeting(folder: Path, catalogue: Catalogue) -> None:
    """Whether it stands in a register, a roll, a grid, on a sheet of its own, with words or with ticks."""
    shapes = (register, roll, grid, meeting, ticked)
    for seed in SEEDS[:20]:
        draw = Random(f"shape {seed}")
        staff = people(draw)
        (occasion,) = held = occasions(draw, Office(staff), 1)
        occasion.ways = {who: ("出席", "请假", "缺席")[at % 3] for at, who in enumerate(staff)}
        told = {}
        for shape in shapes:
            page = shape(draw, Office(staff), held)
            made = Year(staff, roster(draw, staff), [page])
            for left in folder.iterdir():
                left.unlink()
            read = read_members(written_roster(draw, made.roster, folder), catalogue, 2022)
            (path,) = written(draw, [page], folder)
            file = read_records(path, catalogue, read.members, PERIOD, serials=read.serials)
            if [problem for problem in file.problems if problem.level != "reminder"]:
                continue
            found = facts_of(file.records, read.members, [page])
            told[page.shape] = {fact: way for fact, way in found.items() if fact[0] == "到"}
        whole = {occasion.at(who): way for who, way in occasion.ways.items()}
        for name, facts in told.items():
            came = {fact: way for fact, way in whole.items() if way == "出席"}
            assert facts == (came if name == "register present" else whole), (seed, name)
        assert len(told) >= 3
