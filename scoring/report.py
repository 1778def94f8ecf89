"""A run as plain data for JSON: standings, and one member's explanation. Points are decimal strings."""

from collections.abc import Sequence
from typing import Any

from scoring.bulletin import each_day
from scoring.explain import explain
from scoring.group_tables import group_report
from scoring.groups import GroupResult
from scoring.result_tables import in_order
from scoring.run import ScoreRun
from scoring.statement import plain


def report(
    run: ScoreRun,
    member: int | None = None,
    runs: Sequence[ScoreRun] = (),
    groups: Sequence[GroupResult] = (),
) -> dict[str, Any]:
    """The whole ranking with those of `groups`, or, for one `member`, the explanation; with the standings of
    several `runs`.
    """
    rule_set = run.rule_set
    head = {
        "title": rule_set.title,
        "committee": rule_set.committee,
        "year": rule_set.year,
        "period": {"from": rule_set.start.isoformat(), "to": rule_set.end.isoformat()},
        **({} if run.as_of is None else {"as_of": run.as_of.isoformat()}),
        "digest": rule_set.digest,
        "input": run.input,
    }
    if runs:
        head["each"] = each_day(runs)
    if member is not None:
        return {**head, "member": {"name": run.roster.names[member], **plain(explain(run, member))}}
    return {
        **head,
        **({"groups": [group_report(result) for result in groups]} if groups else {}),
        "members": [_standing(run, at) for at in in_order(run)],
        "questions": int(run.questions().sum()),
    }


def _standing(run: ScoreRun, at: int) -> dict[str, Any]:
    standings, rule_set = run.standings, run.rule_set
    out = int(standings.ranked_out[at])
    follows = [one.title for one in rule_set.consequences if standings.consequences[one.id][at]]
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
        **({"consequences": follows} if rule_set.consequences else {}),
        "points": {node.id: run.shown(run.points(node.id, at)) for node in rule_set.root.children},
    }
