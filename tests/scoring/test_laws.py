"""Laws that hold for every measure, every member and every record."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings

from rules.document import RuleSet
from rules.loader import loads
from rules.record import Attendance, Attributes, Member, Record
from scoring.award import Award, awards
from scoring.ledger import Ledger
from scoring.run import ScoreRun, score
from tests.scoring.random_committees import committees
from tests.scoring.random_measures import header_of, measures
from tests.scoring.reference import Reference
from tests.scoring.reference_standings import standings
from tests.scoring.yaml_text import Data, document

Committee = tuple[list[Member], list[Record]]
Place = tuple[str, str, str | None, str | None]


@settings(max_examples=400)
@given(measures(), committees())
def test_scoring_equals_the_reference(text: str, committee: Committee) -> None:
    """Points of every node, counts, totals, ranks, grades, the order of selection, and every award line."""
    rule_set = loads(text)
    agree(score(rule_set, *committee), Reference(rule_set, *committee))


def agree(run: ScoreRun, reference: Reference) -> None:
    """Holds where a run came out as the reference says."""
    rule_set, expected = run.rule_set, standings(reference)
    assert run.roster.keys == tuple(member.key for member in reference.members)
    for at, member in enumerate(reference.members):
        for node in rule_set.nodes():
            assert run.points(node, at) == reference.points(node, member), (node, member.key)
            for what in ("record", "work", "matter"):
                number = reference.number(reference.taken([node], member), what)
                assert run.fold.counts.of([node], what)[at] == number, (node, member.key, what)
        for counted in rule_set.term_counts:
            number = reference.number(reference.taken([counted.id], member), "work")
            assert run.fold.counts.of([counted.id], "work")[at] == number, (counted.id, member.key)
        stands = expected[member.key]
        assert run.total(at) == stands.total
        ranks = {scope: int(ranks[at]) or None for scope, ranks in run.standings.ranks.items()}
        assert ranks == stands.ranks
        assert run.grade(at) == stands.grade
        assert {name for name, to in run.standings.consequences.items() if to[at]} == stands.consequences
        assert (int(run.standings.selection[at]) or None) == stands.selection
    assert lines_of(run) == lines_of_reference(reference)


def lines_of(run: ScoreRun) -> dict[Place, Fraction]:
    """What the award lines keep, by member, rule, record and counted date."""
    found: dict[Place, Fraction] = defaultdict(Fraction)
    for award in awards(run, everybody(run)):
        record = award.record.key if award.record else None
        day = award.day.isoformat() if award.day else None
        found[run.roster.keys[award.member], award.node.id, record, day] += award.kept
    return {place: value for place, value in found.items() if value}


def lines_of_reference(reference: Reference) -> dict[Place, Fraction]:
    found: dict[Place, Fraction] = defaultdict(Fraction)
    for member in reference.members:
        for line in reference.lines(member):
            record = line.fact.record.key if line.fact else None
            day = line.day.isoformat() if line.day else None
            found[member.key, line.node, record, day] += line.kept
    return {place: value for place, value in found.items() if value}


def everybody(run: ScoreRun) -> Any:
    return np.ones(run.roster.n, bool)


@settings(max_examples=120)
@given(measures(), committees())
def test_award_lines_add_up_and_each_cut_only_cuts(text: str, committee: Committee) -> None:
    rule_set = loads(text)
    run = score(rule_set, *committee)
    everything = awards(run, everybody(run))
    for at in range(run.roster.n):
        own = [award for award in everything if award.member == at]
        assert sum((award.kept for award in own), Fraction(0)) == run.total(at)
        # Explaining one member says the same as explaining all.
        alone = np.arange(run.roster.n) == at
        assert [shown(award) for award in awards(run, alone)] == [shown(award) for award in own]
    ledger = run.traced(everybody(run)).ledger
    assert ledger
    check_cuts(ledger, rule_set)


def shown(award: Award) -> tuple[object, ...]:
    record = award.record.key if award.record else None
    return (award.node.id, record, award.day, award.raw, award.kept, award.cuts, award.basis)


def check_cuts(ledger: Ledger, rule_set: RuleSet) -> None:
    """From what a line was worth, each cut goes on from the last; nothing but rounding gives a line more.

    A cap, a floor and a share leave between nothing and all of a line, in its own sign; what is not chosen
    keeps nothing; rounding moves a line by less than two steps, since running sums are rounded.
    """
    nodes = rule_set.nodes()
    one = ledger.scale.one
    kept = [int(raw) for raw in ledger.raw]
    for cut in ledger.cuts:
        for line, before, after in zip(cut.lines.tolist(), cut.before, cut.after, strict=True):
            assert kept[line] == before
            kept[line] = int(after)
            if cut.why in ("pick", "if", "highest", "lowest", "first"):
                assert after == 0
            elif cut.why in ("cap", "floor", "share"):
                assert min(0, before) <= after <= max(0, before)
            elif cut.why == "round":
                own, header = nodes[cut.node].rounding, rule_set.rounding
                # Of two running sums each is off by less than a step, perhaps to either side of nothing.
                assert abs(after - before) < 2 * max(own.to if own else 0, header.to) * one
            elif (weight := nodes[cut.node].weight) is not None:
                assert after == before * weight
            else:
                assert 0 <= after / before <= 1
    assert kept == [int(value) for value in ledger.kept]


@settings(max_examples=120)
@given(measures(), committees())
def test_the_order_of_rows_never_matters(text: str, committee: Committee) -> None:
    """Members, records, parts, outcomes and changes backwards; only authors stand as they signed."""
    rule_set, (members, records) = loads(text), committee
    other_members, other_records = copy.deepcopy(members)[::-1], copy.deepcopy(records)[::-1]
    for member in other_members:
        member.changes.reverse()
    for record in other_records:
        record.outcomes = record.outcomes[::-1]
        if rule_set.catalogue.kinds[record.kind].form == "occasion":
            record.parts = record.parts[::-1]
    assert everything(score(rule_set, members, records)) == everything(
        score(rule_set, other_members, other_records)
    )


@settings(max_examples=60)
@given(measures(), committees())
def test_occasions_told_by_what_their_parts_say_score_the_same(text: str, committee: Committee) -> None:
    """Also with people who have no part in anything, and with attributes that more than one group has."""
    rule_set, (members, records) = loads(text), committee
    people = [member.key for member in members][::-1]
    told = []
    for record in records:
        if rule_set.catalogue.kinds[record.kind].form == "occasion":
            groups: list[tuple[Attributes, Sequence[int]]] = []
            for part in record.parts:
                own = [one.member for one in record.parts if one.attributes == part.attributes]
                if part.member == own[0]:
                    groups.append((part.attributes, [people.index(key) for key in own]))
            parts = Attendance(people, groups)
            assert len(parts) == len(record.parts)
            assert sorted(parts, key=str) == sorted(record.parts, key=str)
            record = replace(record, parts=parts)
        told.append(record)
    run, other = score(rule_set, members, records), score(rule_set, members, told)
    assert everything(other) == everything(run)
    assert other.input == run.input


def everything(run: ScoreRun) -> list[object]:
    nodes = run.rule_set.nodes()
    return [
        run.roster.keys,
        [[run.points(node, at) for node in nodes] for at in range(run.roster.n)],
        [run.fold.counts.of([node], "work").tolist() for node in nodes],
        {scope: ranks.tolist() for scope, ranks in run.standings.ranks.items()},
        run.standings.selection.tolist(),
        [run.grade(at) for at in range(run.roster.n)],
        [(award.member, *shown(award)) for award in awards(run, everybody(run))],
    ]


@settings(max_examples=60)
@given(measures(), committees())
def test_somebody_without_a_record_changes_nobodys_points(text: str, committee: Committee) -> None:
    rule_set, (members, records) = loads(text), committee
    run, more = score(rule_set, members, records), score(rule_set, [*members, Member("M", "新")], records)
    # M sorts before M0.
    for at in range(run.roster.n):
        assert [run.points(node, at) for node in rule_set.nodes()] == [
            more.points(node, at + 1) for node in rule_set.nodes()
        ]


def heavy(depth: int) -> Data:
    """A million times a million times … a rule that takes nothing: points that int64 cannot hold."""
    if depth == 0:
        when: Data = {"kind": "调研", "界别": "无此界别"}
        return {"id": "H", "title": "不取", "take": "participation", "when": when, "points": "1"}
    return {"id": f"H{depth}", "title": "重", "times": "1000000", "rules": [heavy(depth - 1)]}


@settings(max_examples=120)
@given(measures(), committees())
def test_wide_and_narrow_arithmetic_agree(text: str, committee: Committee) -> None:
    header = header_of(text)
    root = header["root"]
    assert isinstance(root, dict)
    assert isinstance(root["rules"], list)
    header["root"] = {**root, "rules": [*root["rules"], heavy(4)]}
    narrow, wide = score(loads(text), *committee), score(loads(document(header)), *committee)
    assert wide.fold.scale.wide
    assert lines_of(wide) == lines_of(narrow)
    for node in narrow.rule_set.nodes():
        for at in range(narrow.roster.n):
            assert wide.points(node, at) == narrow.points(node, at)
    assert wide.standings.selection.tolist() == narrow.standings.selection.tolist()
    assert wide.standings.grade.tolist() == narrow.standings.grade.tolist()
    assert {scope: ranks.tolist() for scope, ranks in wide.standings.ranks.items()} == {
        scope: ranks.tolist() for scope, ranks in narrow.standings.ranks.items()
    }
