"""Counting over the whole term: the rules of the term as a measure of their own, on facts of their own.

Facts of former years never meet those of the year: neither points, counts of the year, nor matrices see them.
"""

from collections.abc import Sequence
from dataclasses import replace

from rules.document import Node, RuleSet
from rules.reach import reach, term_reach, touches
from rules.record import Record, days_of
from rules.remembered import remembered
from rules.source import Mark

ROOT = "届内累计"


@remembered
def term_measure(rule_set: RuleSet) -> RuleSet | None:
    """The rules of the term as a tree that pays nothing; None where the measure has none."""
    if rule_set.term is None or not rule_set.term_counts:
        return None
    root = Node(ROOT, ROOT, rule_set.citation, None, Mark(0, 0), "period", children=rule_set.term_counts)
    # Plans are kept by digest.
    return replace(rule_set, root=root, start=rule_set.term, digest=f"{rule_set.digest}/term", term_counts=())


def divided(rule_set: RuleSet, records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """The records that the year can count, and those that the rules of the term can count; some are both.

    All are the year's where the measure counts nothing over the term.
    """
    of_term = term_reach(rule_set)
    if of_term is None:
        return list(records), []
    of_year, days = reach(rule_set), [days_of(record) for record in records]
    return (
        [record for record, own in zip(records, days, strict=True) if touches(own, of_year)],
        [record for record, own in zip(records, days, strict=True) if of_term.counts(record.kind, own)],
    )
