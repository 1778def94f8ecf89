"""Random offices' files, made from a known truth: nothing wrong is read, and what is not read is named."""

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from files.reading.members import MembersFile, read_members
from files.reading.records import read_records
from rules.catalogue import Catalogue
from tests.files.offices.law import Verdict, facts_of, verdict
from tests.files.offices.office import TWISTS, Year, written, written_roster, year
from tests.files.offices.page import Fact

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))


def judged(made: Year, draw: Random, folder: Path, catalogue: Catalogue) -> tuple[Verdict, Verdict]:
    """What the law says of an office's roster, and of its records."""
    read = read_members(written_roster(draw, made.roster, folder), catalogue, 2022)
    ranks: dict[Fact, bool] = {
        ("册", (member.name, str(member.attributes.get("界别", "")))): member.attributes["身份"] == "常委"
        for member in read.members
    }
    roster = verdict(made.roster, ranks, read.problems)
    paths = written(draw, made.pages, folder)
    period = PERIOD if made.dated else None
    file = read_records(paths, catalogue, read.members, period, serials=read.serials, unread=read.refused)
    if len(paths) == 1:
        for page in made.pages:
            page.file = ""
    records = verdict(made.pages, facts_of(file.records, read.members, made.pages), file.problems)
    records.problems = file.problems
    return roster, records
