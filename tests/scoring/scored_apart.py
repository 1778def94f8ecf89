"""Rows of everybody, and of some who are scored apart."""

from __future__ import annotations

from collections.abc import Collection

from rules.document import RuleSet
from rules.record import Member, Record
from scoring.member_rows import scores
from scoring.member_score import MemberScore
from scoring.run import score
from tests.scoring.neighbourhood import neighbourhood, present

Rows = dict[str, MemberScore]


def all_rows(rule_set: RuleSet, members: list[Member], records: list[Record]) -> Rows:
    return {row.key: row for row in scores(score(rule_set, members, records))}


def some_rows(
    rule_set: RuleSet, chosen: Collection[str], members: list[Member], records: list[Record]
) -> Rows:
    """The rows of the chosen members, scored on their neighbourhood and with their co-authors only."""
    near = neighbourhood(chosen, records, rule_set.catalogue)
    needed = {*chosen, *present(near)}
    run = score(rule_set, [one for one in members if one.key in needed], near)
    return {row.key: row for row in scores(run, chosen)}


def without(rows: Rows, chosen: Collection[str]) -> Rows:
    """The rows of everybody but the chosen members."""
    return {key: row for key, row in rows.items() if key not in chosen}
