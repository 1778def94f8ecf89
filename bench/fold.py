"""Fold and match in memory: beside a bare gather and bincount a leaf, beside peers, beside a former build."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bench import fold_figure, measure, peers, population
from bench.figures import alternating, cpu, forget_peak, peak, say
from bench.fold_figure import Figure
from bench.former import OURS, told_by
from rules.document import RuleSet
from scoring.facts import Array, Facts
from scoring.fold import Fold
from scoring.matched import Matched, match_measure
from scoring.roster import Roster
from scoring.run import score_facts

MEMBERS = 100_000
LEAVES = 60
TIMES = 5


def baseline(matched: Matched, members: int) -> Sequence[Array]:
    """One gather and one bincount per leaf: no matching, no sorting, no caps."""
    facts = matched.facts
    found = []
    for taken in matched.taken.values():
        worths = np.array([float(worth) for worth in taken.worths] or [0.0])
        found.append(np.bincount(facts.member[taken.facts], weights=worths[taken.worth], minlength=members))
    return found


def fold_and_match(former: Path | None = None) -> None:
    """Prints the figures; those of a former build beside them where its checkout is at hand."""
    rule_set = measure.measure(LEAVES)
    print(f"— fold and match, {LEAVES} leaves, {population.PER_MEMBER} facts a member —")
    per_member = []
    for members in (10, 100, 1_000, 10_000, MEMBERS):
        facts, roster = population.facts(members), population.roster(members)
        forget_peak()
        spent = cpu(partial(score_facts, rule_set, roster, facts), TIMES)
        per_member.append((members, spent))
        rate = f"{facts.n / spent / 1e6:.2f} M facts/s"
        say(f"score {facts.n:,} facts of {members:,} members", f"{spent:.3f} s", rate)
    (few, little), (many, much) = per_member[-2], per_member[-1]
    say(f"  growth from {few:,} to {many:,} members", f"{much / little / (many / few):.2f}", "1 is linear")
    say("  peak memory while scoring, the facts included", f"{peak():,.0f} MiB")
    _against_bare(rule_set, facts, roster)
    _side_by_side(former)
    print("  limited by: gathering and grouping millions of facts; the matchers see only the shapes")


def _against_bare(rule_set: RuleSet, facts: Facts, roster: Roster) -> None:
    matched = match_measure(rule_set, facts, roster)
    matching, folding, bare = alternating(
        [
            partial(match_measure, rule_set, facts, roster),
            lambda: Fold(rule_set, matched, roster).totals("total"),
            partial(baseline, matched, roster.n),
        ],
        TIMES,
    )
    say("  of which matching (shapes, both matchers, slices)", f"{matching:.3f} s")
    say("  of which folding (gathers, sorts, caps, sums)", f"{folding:.3f} s")
    say("  baseline: one gather, one bincount a leaf", f"{bare:.3f} s")
    say("  fold and match against the baseline", f"{(matching + folding) / bare:.2f} ×", "aim ≤ 3 ×")


def _side_by_side(former: Path | None) -> None:
    """This build, the former one and the peers, each alone in its process, in turns."""
    asked: dict[str, tuple[Path, str, *tuple[str, ...]]] = {"this build": (OURS, fold_figure.__file__)}
    if former is not None:
        asked["the former build"] = (former, fold_figure.__file__)
    asked |= {name: (OURS, peers.__file__, name) for name in peers.installed()}
    if not peers.installed():
        print("  Polars, DuckDB: not installed; `make bench` installs them")
    turns = [
        {name: Figure(**json.loads(told_by(*how, MEMBERS, LEAVES, TIMES))) for name, how in asked.items()}
        for _ in range(2)
    ]
    for name, found in ((name, found) for turn in turns for name, found in turn.items()):
        if found.totals != turns[0]["this build"].totals:
            raise AssertionError(f"{name} comes to other totals")
    least = {name: min(turn[name].seconds for turn in turns) for name in asked}
    for name, spent in least.items():
        aim = "aim ≥ 2 ×" if name == "Polars" else ""
        say(f"  {name}, the same totals", f"{spent:.3f} s = {spent / least['this build']:.2f} ×", aim)
