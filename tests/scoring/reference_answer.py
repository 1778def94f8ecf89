"""The reference's answer to a case of the conformance kit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from scoring.kit import Answer, Award, Case, Group, Standing
from scoring.kit_facts import members, places, records
from scoring.member_score import number_text
from tests.scoring.reference import Reference
from tests.scoring.reference_facts import Fact, all_facts
from tests.scoring.reference_groups import groups
from tests.scoring.reference_standings import standings


def reference_answer(case: Case) -> Answer:
    """What the reference says of a case whose measure is accepted; only the lines that keep something."""
    rule_set = case.rule_set()
    people = members(case, rule_set.catalogue)
    reference = Reference(rule_set, people, records(case, rule_set.catalogue), case.as_of)
    names, stands = places(case.facts), standings(reference)

    def name(fact: Fact) -> str:
        return names[fact.member.key, fact.record.key, fact.place]

    found = {}
    for member in reference.members:
        nodes = {}
        for node in rule_set.known():
            taken = reference.taken([node], member)
            facts, works = (int(reference.number(taken, what)) for what in ("record", "work"))
            points = reference.points(node, member) if node in rule_set.nodes() else Fraction(0)
            nodes[node] = (number_text(points), facts, works)
        own = stands[member.key]
        reasons = [one.id for one in rule_set.unranked if reference.condition(one.condition, member)]
        stopped = [gate.id for gate in rule_set.gates if reference.condition(gate.condition, member)]
        found[member.key] = Standing(
            total=number_text(own.total),
            nodes=nodes,
            awards=[
                Award(
                    rule=line.node,
                    raw=number_text(line.raw),
                    kept=number_text(line.kept),
                    fact=name(line.fact) if line.fact else None,
                )
                for line in reference.lines(member)
            ],
            ranks=own.ranks,
            selection=own.selection,
            grade=own.grade,
            gates=[] if reasons else stopped,
            consequences=sorted(own.consequences),
            unranked=reasons[0] if reasons else None,
            excluded={
                name(fact): by for fact, by in _excluded(reference, case) if fact.member.key == member.key
            },
        )
    written = records(case, rule_set.catalogue)
    ranked = {
        ranking.id: {
            label: Group(
                members=one.members,
                value=None if one.value is None else number_text(one.value),
                rank=one.rank,
            )
            for label, one in groups(reference, ranking, written).items()
        }
        for ranking in rule_set.groups
    }
    return Answer(members=found, groups=ranked)


def _excluded(reference: Reference, case: Case) -> list[tuple[Fact, str]]:
    """What was left out, and by what: the first exclusion that the fact satisfies."""
    catalogue, end = reference.catalogue, reference.rule_set.end
    until = date.max if case.as_of in (None, end) else case.as_of or end
    everything = all_facts(records(case, catalogue), members(case, catalogue), catalogue)
    facts = [fact for fact in everything if fact.day <= until]
    return [
        (fact, by)
        for fact in facts
        if (
            by := next(
                (one.id for one in reference.rule_set.exclusions if reference.leaves_out(one, fact)), ""
            )
        )
    ]
