"""`make bench`: prints each figure with its baseline or aim, and what limits it."""

import sys
from collections.abc import Sequence

import numpy as np

from bench import measure, population
from bench.as_of import as_of
from bench.asking import requests
from bench.database import databases
from bench.figures import cpu, forget_peak, peak, say
from bench.files_read import files_read
from bench.service import service
from bench.simulation import simulation
from bench.term import term
from rules.consolidated_text import consolidated
from rules.lint import lint
from rules.loader import loads
from scoring.facts import Array
from scoring.fold import Fold
from scoring.matched import Matched, match_measure
from scoring.run import score_facts

MEMBERS = 100_000
LEAVES = 60


def baseline(matched: Matched, members: int) -> Sequence[Array]:
    """One gather and one bincount per leaf: no matching, no sorting, no caps."""
    facts = matched.facts
    found = []
    for taken in matched.taken.values():
        worths = np.array([float(worth) for worth in taken.worths] or [0.0])
        found.append(np.bincount(facts.member[taken.facts], weights=worths[taken.worth], minlength=members))
    return found


def fold_and_match() -> None:
    rule_set = measure.measure(LEAVES)
    print(f"— fold and match, {LEAVES} leaves, {population.PER_MEMBER} facts a member —")
    per_member = []
    for members in (10, 100, 1_000, 10_000, MEMBERS):
        facts, roster = population.facts(members), population.roster(members)
        forget_peak()
        spent = cpu(lambda: score_facts(rule_set, roster, facts), 3)  # noqa: B023
        per_member.append((members, spent))
        rate = f"{facts.n / spent / 1e6:.2f} M facts/s"
        say(f"score {facts.n:,} facts of {members:,} members", f"{spent:.3f} s", rate)
    highest = peak()
    matched = match_measure(rule_set, facts, roster)
    matching = cpu(lambda: match_measure(rule_set, facts, roster), 2)
    folding = cpu(lambda: Fold(rule_set, matched, roster).totals("total"), 2)
    ground = cpu(lambda: baseline(matched, MEMBERS), 3)
    say("  of which matching (shapes, both matchers, slices)", f"{matching:.3f} s")
    say("  of which folding (gathers, sorts, caps, sums)", f"{folding:.3f} s")
    say("  baseline: one gather, one bincount a leaf", f"{ground:.3f} s")
    say("  fold and match against the baseline", f"{(matching + folding) / ground:.2f} ×", "aim ≤ 4 ×")
    (few, little), (many, much) = per_member[-2], per_member[-1]
    say(f"  growth from {few:,} to {many:,} members", f"{much / little / (many / few):.2f}", "1 is linear")
    say("  peak memory while scoring, the facts included", f"{highest:,.0f} MiB")
    print("  limited by: sorting and gathering memory at random; the matchers see only the shapes")


def rule_sets() -> None:
    print("— rule sets —")
    text = measure.text(120)
    spent = cpu(lambda: lint(loads(text, "测速")), 5)
    say("load and lint a rule set of 120 rules", f"{spent * 1000:.1f} ms", "aim ≤ 100 ms")
    changed = loads(text, "测速", supplements=measure.supplements(10))
    spent = cpu(lambda: consolidated(changed), 5)
    say("consolidated text of 120 rules and 10 supplements", f"{spent * 1000:.1f} ms", "aim ≤ 50 ms")
    zhoushan = measure.measure(LEAVES)
    facts, roster = population.facts(300), population.roster(300)
    spent = cpu(lambda: score_facts(zhoushan, roster, facts), 5)
    say("score 18,000 records from arrays", f"{spent * 1000:.1f} ms", "aim ≤ 200 ms")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}; CPU seconds of one process")
    rule_sets()
    files_read()
    fold_and_match()
    service()
    requests()
    simulation()
    as_of()
    term()
    databases()
