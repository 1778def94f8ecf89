"""The appraisal of a year (议13): what each subject comes to by its rule set, with the reason of each point.
The rule sets are documents beside this, in the language of the measures (`docs/rules.md`), moved to the year
that is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files

import numpy as np

from rules.catalogue import Catalogue, extend, load
from rules.document import RuleSet
from rules.loader import EVERYONE, loads
from rules.year_shift import shifted
from scoring.award import Award, awards
from scoring.run import ScoreRun, score
from services.appraisals.facts import Facts, Subject

PACKAGE, KINDS = "services.appraisals", "kinds.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that gives points, or only counts."""

    id: str
    title: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a rule gave on a day: `points` after every cut, each cut as a sentence; for which items."""

    rule: str
    day: date | None
    points: Fraction
    cuts: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised:
    """A subject with its total and its rank, and all lines, which add up to the total."""

    key: str
    total: Fraction
    rank: int
    lines: tuple[Line, ...]

    def counts(self) -> dict[str, int]:
        """How many lines each rule has that gave what it counts."""
        found: dict[str, int] = {}
        for one in self.lines:
            if not one.cuts or one.points:
                found[one.rule] = found.get(one.rule, 0) + 1
        return found

    def points(self) -> dict[str, Fraction]:
        """What each rule gave that has any line."""
        found: dict[str, Fraction] = {}
        for one in self.lines:
            found[one.rule] = found.get(one.rule, Fraction(0)) + one.points
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What a year comes to: the rules in their order, and the subjects, the first in rank first."""

    title: str
    rules: tuple[Rule, ...]
    subjects: tuple[Appraised, ...]


@cache
def kinds() -> Catalogue:
    """The catalogue with the kinds of records of appraisals."""
    return extend(load(), (files(PACKAGE) / KINDS).read_text("utf-8"), KINDS)


@cache
def criteria(subject: Subject, year: int) -> RuleSet:
    """The rule set of a subject, moved to a year."""
    file = f"{subject.value}.yaml"
    text = (files(PACKAGE) / file).read_text("utf-8")
    written = loads(text, file, catalogue=kinds())
    years = year - written.year
    return written if not years else loads(shifted(text, file, years, False), file, catalogue=kinds())


def appraised(rule_set: RuleSet, facts: Facts) -> Appraisal:
    """What everybody who did anything comes to; who comes to nothing at all is left out."""
    run = score(rule_set, facts.members, facts.records)
    everybody = np.ones(run.roster.n, bool)
    lines: dict[int, list[Line]] = {}
    for award in awards(run, everybody):
        lines.setdefault(award.member, []).append(_line(award, facts.items))
    ranks = run.standings.ranks[EVERYONE]
    subjects = [_subject(run, member, int(ranks[member]), lines[member]) for member in sorted(lines)]
    leaves = [one for one in rule_set.root.walk() if one.leaf is not None]
    return Appraisal(
        title=rule_set.title,
        rules=tuple(Rule(one.id, one.title, one.citation) for one in leaves),
        subjects=tuple(sorted(subjects, key=lambda one: (one.rank, _ordered(one.key)))),
    )


def _subject(run: ScoreRun, member: int, rank: int, lines: Sequence[Line]) -> Appraised:
    return Appraised(key=run.roster.keys[member], total=run.total(member), rank=rank, lines=tuple(lines))


def _line(award: Award, items: Mapping[str, tuple[int, ...]]) -> Line:
    of = () if award.record is None else items.get(award.record.key, ())
    return Line(rule=award.node.id, day=award.day, points=award.kept, cuts=award.cuts, items=of)


def _ordered(key: str) -> tuple[int, str]:
    """Numbers as numbers, and behind them names."""
    return (int(key), "") if key.isdecimal() else (1 << 62, key)
