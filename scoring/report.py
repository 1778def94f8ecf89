"""A run as plain data for JSON: standings, and one member's explanation. Points are decimal strings."""

from __future__ import annotations

from typing import Any

from rules.number import decimal
from scoring.award import Award
from scoring.explain import Explained, Explanation, explain
from scoring.run import ScoreRun
from scoring.tables import in_order


def report(run: ScoreRun, member: int | None = None) -> dict[str, Any]:
    """The whole ranking, or, for one `member`, the explanation."""
    rule_set = run.rule_set
    head = {
        "title": rule_set.title,
        "committee": rule_set.committee,
        "year": rule_set.year,
        "period": {"from": rule_set.start.isoformat(), "to": rule_set.end.isoformat()},
        "digest": rule_set.digest,
        "input": run.input,
    }
    if member is not None:
        return {**head, "member": _explanation(run, explain(run, member))}
    return {
        **head,
        "members": [_standing(run, at) for at in in_order(run)],
        "questions": int(run.questions().sum()),
    }


def _standing(run: ScoreRun, at: int) -> dict[str, Any]:
    standings, rule_set = run.standings, run.rule_set
    out = int(standings.ranked_out[at])
    return {
        "key": run.roster.keys[at],
        "name": run.roster.names[at],
        "total": run.shown(run.total(at)),
        "grade": run.grade(at),
        "ranks": {
            scope: {"group": run.group(scope, at), "rank": int(ranks[at]) or None}
            for scope, ranks in standings.ranks.items()
        },
        "selection": int(standings.selection[at]) or None,
        "unranked": rule_set.unranked[out].title if out >= 0 else None,
        "gates": [gate.title for gate in rule_set.gates if standings.gates[gate.id][at]],
        "points": {node.id: run.shown(run.points(node.id, at)) for node in rule_set.root.children},
    }


def _explanation(run: ScoreRun, found: Explanation) -> dict[str, Any]:
    return {
        "key": found.key,
        "name": found.name,
        "total": found.total,
        "grade": found.grade,
        "ranks": {
            scope: {"group": group, "rank": rank or None} for scope, (group, rank) in found.ranks.items()
        },
        "unranked": found.unranked,
        "gates": [{"title": title, "because": list(reasons)} for title, reasons in found.gates],
        "passed_over": list(found.passed_over),
        "tree": _node(run, found.tree),
        "questions": [
            {"kind": record.kind, "key": record.key, "title": record.title, "reason": why}
            for record, why in found.questions
        ],
        "excluded": [
            {"kind": record.kind, "key": record.key, "title": record.title, "reason": reason}
            for record, reason in found.excluded
        ],
    }


def _node(run: ScoreRun, found: Explained) -> dict[str, Any]:
    return {
        "id": found.node.id,
        "title": found.node.title,
        "points": found.points,
        "records": found.records,
        "works": found.works,
        "awards": [_award(award) for award in found.awards],
        "children": [_node(run, child) for child in found.children],
    }


def _award(award: Award) -> dict[str, Any]:
    record = award.record
    return {
        "record": None if record is None else {"kind": record.kind, "key": record.key, "title": record.title},
        "day": award.day.isoformat() if award.day else None,
        "basis": award.basis or None,
        "rule": award.node.id,
        "citation": award.node.citation,
        "raw": decimal(award.raw),
        "kept": decimal(award.kept),
        "cuts": list(award.cuts),
    }
