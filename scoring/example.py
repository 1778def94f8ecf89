"""Running worked examples: the measure must give what was calculated by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from rules.document import RuleSet
from rules.example import NONE, SEPARATOR, Example, Expectation
from rules.loader import EVERYONE
from rules.number import decimal
from scoring.award import awards
from scoring.group_rows import group_runs
from scoring.group_tables import ranked_groups
from scoring.groups import NOTHING, GroupResult
from scoring.run import ScoreRun, score


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that did not hold, with what came out."""

    example: str
    expectation: Expectation
    found: str

    def __str__(self) -> str:
        expected, place = self.expectation, self.expectation.mark
        what = f"{expected.what}（{expected.of}）" if expected.of else expected.what
        where = f"{place.line}:{place.column}: 算例“{self.example}”"
        whose = f"{expected.ranking}·{expected.member}" if expected.ranking else expected.member
        return f"{where}，{whose} 的 {what} 应为 {_shown(expected.value)}，得到 {self.found}"


def differences(rule_set: RuleSet, example: Example) -> Iterator[Difference]:
    """What of `example` does not hold. Raises `ArithmeticError` if award lines do not add up to a total."""
    run = score(rule_set, example.members, example.records, as_of=example.as_of)
    awards(run, np.ones(run.roster.n, bool))
    places = {key: at for at, key in enumerate(run.roster.keys)}
    ranked = ranked_groups(run)
    groups = {result.ranking.id: result for result in ranked.results}
    for own in ranked.runs.values():
        awards(own, np.ones(own.roster.n, bool))
    for expectation in example.expectations:
        found: Fraction | str | None
        # Who takes office after the day of the example has nothing as of it.
        at = places.get(expectation.member)
        if expectation.ranking:
            found = _of_group(groups[expectation.ranking], expectation)
        else:
            found = None if at is None else _found(run, expectation, at)
        if found != expectation.value:
            yield Difference(example.id, expectation, _shown(found))


def touched(rule_set: RuleSet, examples: Iterable[Example]) -> set[str]:
    """The ids of the rules that worked examples touch: those that took something or gave points."""
    found: set[str] = set()
    for example in examples:
        run = score(rule_set, example.members, example.records, as_of=example.as_of)
        for each in (run, *group_runs(run).values()):
            for node in each.rule_set.root.walk():
                taken = node.leaf is not None and each.fold.counts.of([node.id], "record").any()
                if taken or each.fold.totals(node.id).value.any():
                    found.add(node.id)
    return found


def _of_group(result: GroupResult, expectation: Expectation) -> Fraction | None:
    """The number of a group that is asked for; None where the group, or the number, is not there."""
    group = next((one for one in result.groups if one.label == expectation.member), None)
    if group is None:
        return None
    match expectation.what:
        case "value":
            return group.value
        case "rank":
            return None if group.rank is None else Fraction(group.rank)
        case "members":
            return Fraction(group.members)
    node = result.rows[group.label].nodes.get(expectation.of, NOTHING)
    return node.points if expectation.what == "points" else Fraction(node.works)


def _found(run: ScoreRun, expectation: Expectation, member: int) -> Fraction | str | None:
    standings = run.standings
    match expectation.what:
        case "total":
            return run.total(member)
        case "points":
            return run.points(expectation.of, member)
        case "counts":
            return Fraction(int(run.fold.counts.of([expectation.of], "work")[member]))
        case "grade":
            return run.grade(member)
        case "consequences":
            return SEPARATOR.join(name for name, to in standings.consequences.items() if to[member]) or None
        case "selection":
            place = int(standings.selection[member])
        case _:
            place = int(standings.ranks[expectation.of or EVERYONE][member])
    return Fraction(place) if place else None


def _shown(value: Fraction | str | None) -> str:
    return NONE if value is None else value if isinstance(value, str) else decimal(value)
