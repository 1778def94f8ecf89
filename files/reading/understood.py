"""How a year's files would be understood, and what would be asked: for eyes, before anything is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from files.answers import Answers
from files.problem import Problem, grouped
from files.reading.members import MembersFile
from files.reading.records import read_records
from files.reading.starved import starved
from files.understanding import SheetRead
from rules.document import RuleSet
from rules.record import Member

MOST_SHEETS = 500
MOST_PROBLEMS = 1_000


@dataclass(frozen=True, slots=True)
class Understood:
    """Sheets and problems in the order of the files, at most so many of each, and how many there are in all.

    Each problem comes with how often it came; rules that are starved come first. `records` is how many would
    be read, `usable` whether anything could be: false where the form of the files is wrong.
    """

    sheets: list[SheetRead] = field(default_factory=list)
    sheet_count: int = 0
    problems: list[tuple[Problem, int]] = field(default_factory=list)
    problem_count: int = 0
    records: int = 0
    usable: bool = False


def understood(
    paths: Sequence[Path], rule_set: RuleSet, members: list[Member], answers: Answers, today: date
) -> Understood:
    """Reads files of records as one year by the roster and the rules; never raises for what they contain."""
    period = (rule_set.start, rule_set.end)
    file = read_records(
        paths, rule_set.catalogue, members, period, rule_set.year, answers=answers, today=today
    )
    name = paths[0].name if len(paths) == 1 else ""
    sheets = [replace(each, file=each.file or name) for each in file.sheets]
    problems = [replace(each, file=each.file or name) for each in file.problems]
    lacking = [] if file.unusable else starved(rule_set, MembersFile([]), file, answers)
    shown = with_problems(Understood(usable=not file.unusable, records=len(file.records)), problems)
    shown = with_problems(shown, lacking)
    return replace(shown, sheets=sheets[:MOST_SHEETS], sheet_count=len(sheets))


def with_problems(shown: Understood, problems: Iterable[Problem]) -> Understood:
    """The same with these problems before its own."""
    more = grouped(problems)
    return replace(
        shown,
        problems=[*more, *shown.problems][:MOST_PROBLEMS],
        problem_count=len(more) + shown.problem_count,
    )
