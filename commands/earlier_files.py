"""The files of former years on the command line: read for what a measure counts over the whole term."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from files.answers import Answers
from files.problem import Problem
from files.reading.members import MembersFile
from files.reading.records import read_records
from files.reading.starved import starved
from files.sheets.folder import handed_in
from files.understanding import SheetRead
from rules.document import RuleSet
from rules.reach import term_reach
from rules.record import Record, days_of
from scoring.term import term_measure

NAMED = 20


@dataclass(slots=True)
class FormerYears:
    """The records of former years that the rules of the term can count, and what was wrong with the files."""

    records: list[Record] = field(default_factory=list)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    starving: list[Problem] = field(default_factory=list)
    sheets: list[SheetRead] = field(default_factory=list)
    unusable: bool = False


def former_years(
    rule_set: RuleSet, roster: MembersFile, earlier: Sequence[Path], answers: Answers
) -> FormerYears:
    """What the files of former years hold; each of `earlier` is a year of its own, with numbers of its own.

    Where the measure counts over the term and none is given, a reminder says that only this year counts.
    """
    found, measure = FormerYears(), term_measure(rule_set)
    if measure is None:
        if earlier:
            found.problems.append(("", _said("办法没有届内累计，往年的记录用不上")))
        return found
    if not earlier:
        if measure.start < rule_set.start:
            names = "、".join(f"{node.title}（{node.id}）" for node in rule_set.term_counts)
            message = f"届内累计（{names}）只数了本年的记录"
            found.problems.append(("", _said(message, "往年的记录用 --earlier 写上，一年写一次")))
        return found
    strangers: set[str] = set()
    for path in earlier:
        _read(path, measure, rule_set, roster, answers, found, strangers)
    if strangers:
        shown = "、".join(sorted(strangers)[:NAMED]) + ("等" if len(strangers) > NAMED else "")
        message = f"往年的记录里有 {len(strangers)} 人不在本年的花名册里，没有计：{shown}"
        found.problems.append(("", _said(message, "已经离任的不用管；写错名字的改正")))
    return found


def _read(
    path: Path,
    measure: RuleSet,
    rule_set: RuleSet,
    roster: MembersFile,
    answers: Answers,
    found: FormerYears,
    strangers: set[str],
) -> None:
    """Reads one former year; its days are before the period, and one without a year is asked about."""
    reach = term_reach(rule_set)
    assert reach is not None
    period = (measure.start, max(measure.start, rule_set.start - timedelta(days=1)))
    with handed_in([path], apart=()) as (paths, packing):
        if not paths:
            found.unusable = True
            found.problems += [(one.file or path.name, one) for one in packing]
            return
        read = read_records(
            paths,
            rule_set.catalogue,
            roster.members,
            period,
            answers=answers,
            serials=roster.serials,
            unread=roster.refused,
            today=date.today(),
            strangers=strangers,
        )
    names = paths[0].name if len(paths) == 1 else path.name
    found.problems += [(one.file or names, one) for one in (*packing, *read.problems)]
    found.sheets += [replace(each, file=each.file or names) for each in read.sheets]
    found.unusable |= read.unusable
    found.starving += [] if read.unusable else starved(measure, roster, read, answers)
    found.records += [one for one in read.records if reach.counts(one.kind, days_of(one))]


def _said(message: str, cure: str = "") -> Problem:
    return Problem("", None, None, "", message, cure, "reminder")
