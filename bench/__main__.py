"""`make bench`: prints each figure with its baseline or aim, and what limits it."""

import sys

import numpy as np

from bench import measure, population
from bench.as_of import as_of
from bench.asking import requests
from bench.beside import beside
from bench.check_in import check_in
from bench.closing import closing
from bench.committees import committees
from bench.database import databases
from bench.figures import cpu, say
from bench.files_read import files_read
from bench.fold import LEAVES, fold_and_match
from bench.former import former
from bench.one_change import one_change
from bench.opinions import opinions
from bench.pages import pages
from bench.records_a_member import records_a_member
from bench.review import review
from bench.rights import of_accounts, rights
from bench.rules import rules
from bench.service import service
from bench.sign_in import sign_ins
from bench.simulation import simulation
from bench.start_up import start_up
from bench.term import term
from bench.work_list import work_lists
from bench.workbooks import workbooks
from bench.years import years
from rules.consolidated_text import consolidated
from rules.lint import lint
from rules.loader import loads
from scoring.run import score_facts


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
    with former() as other:
        start_up(other)
        rule_sets()
        files_read()
        fold_and_match(other)
        service()
        one_change(other)
        committees()
        years()
        records_a_member()
        review()
        rules()
        beside()
        closing(other)
        workbooks(other)
        databases(other)
    work_lists()
    sign_ins()
    rights()
    of_accounts()
    check_in()
    opinions()
    requests()
    simulation()
    as_of()
    term()
    pages()
