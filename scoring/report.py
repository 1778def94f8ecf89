"""A run as plain data for JSON: standings, and one member's explanation. Points are decimal strings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from rules.number import decimal
from rules.record import Record, Value
from scoring.award import Award
from scoring.explain import Explained, Explanation, Told, explain
from scoring.headroom import Headroom
from scoring.result_tables import in_order
from scoring.run import ScoreRun


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
        found = explain(run, member)
        return {**head, "member": {"name": found.name, **explanation(found)}}
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


def explanation(found: Explanation, row: Callable[[Record], int] | None = None) -> dict[str, Any]:
    """A member's explanation without the name. Records are named as in files, and by `row` where given."""

    def named(record: Record) -> dict[str, Any]:
        own = {} if row is None else {"id": row(record)}
        return {**own, "kind": record.kind, "key": record.key, "title": record.title}

    return {
        "key": found.key,
        "total": found.total,
        "grade": found.grade,
        "ranks": {
            scope: {"group": group, "rank": rank or None} for scope, (group, rank) in found.ranks.items()
        },
        "unranked": found.unranked,
        "gates": [{"title": title, "because": list(reasons)} for title, reasons in found.gates],
        "passed_over": list(found.passed_over),
        "tree": _node(found.tree, named),
        "records": [{**named(one.record), **_told(one)} for one in found.records],
        "questions": [{**named(record), "reason": why} for record, why in found.questions],
        "excluded": [{**named(record), "reason": reason} for record, reason in found.excluded],
        "headroom": _headroom(found.headroom),
    }


def _node(found: Explained, named: Callable[[Record], dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": found.node.id,
        "title": found.node.title,
        "points": found.points,
        "records": found.records,
        "works": found.works,
        "awards": [_award(award, named) for award in found.awards],
        "children": [_node(child, named) for child in found.children],
    }


def _award(award: Award, named: Callable[[Record], dict[str, Any]]) -> dict[str, Any]:
    return {
        "record": None if award.record is None else named(award.record),
        "day": award.day.isoformat() if award.day else None,
        "basis": award.basis or None,
        "rule": award.node.id,
        "citation": award.node.citation,
        "raw": decimal(award.raw),
        "kept": decimal(award.kept),
        "cuts": list(award.cuts),
    }


def _told(one: Told) -> dict[str, Any]:
    return {
        "day": one.record.day.isoformat(),
        "part": {name: _plain(value) for name, value in one.part.items()},
        "points": decimal(one.points),
        "rules": list(one.nodes),
        "considered": [{"rule": each.rule, "misses": list(each.misses)} for each in one.considered],
        "counted": one.counted,
        "question": one.question,
        "excluded": one.excluded,
    }


def _plain(value: Value) -> str | bool | int:
    if isinstance(value, date):
        return value.isoformat()
    return decimal(value) if isinstance(value, Fraction) else value


def _headroom(found: Headroom) -> dict[str, Any]:
    return {
        "rooms": [
            {
                "rule": one.node,
                "title": one.title,
                "what": one.what,
                "unit": one.unit,
                "used": decimal(one.used),
                "limit": decimal(one.limit),
                "left": decimal(one.left),
                "gain": None if one.gain is None else decimal(one.gain),
                "under": one.under,
            }
            for one in found.rooms
        ],
        "lacks": [
            {
                "what": one.what,
                "id": one.id,
                "title": one.title,
                "because": list(one.reasons),
                "missing": [{"what": what, "number": decimal(number)} for what, number in one.missing],
            }
            for one in found.lacks
        ],
    }
