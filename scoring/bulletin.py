"""Standings month by month, or quarter by quarter, side by side: what a committee posts through the year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from rules.document import RuleSet
from rules.loader import EVERYONE
from scoring.result_tables import Cell, Table, in_order, points_cell
from scoring.run import ScoreRun
from scoring.series import QUARTER

WHAT = ("得分", "累计", "名次", "升降")


@dataclass(frozen=True, slots=True)
class Step:
    """What a member came to by a day: `gained` since the day before it, in all, and the rank.

    `moved` is by how many ranks up (down: negative); None where there was no rank then or is none now.
    """

    gained: Fraction
    total: Fraction
    rank: int | None
    moved: int | None


def steps(runs: Sequence[ScoreRun]) -> list[dict[str, Step]]:
    """For each run, what its members came to, by key; the runs are of one measure, their days ascend."""
    found: list[dict[str, Step]] = []
    for run in runs:
        before = found[-1] if found else {}
        ranks = run.standings.ranks[ranked_in(run.rule_set)]
        found.append(
            {
                key: _step(run.total(at), int(ranks[at]) or None, before.get(key))
                for at, key in enumerate(run.roster.keys)
            }
        )
    return found


def bulletin(runs: Sequence[ScoreRun], months: int) -> Table:
    """A row a member, in the order of the last run; of each run points gained, points, rank and change."""
    told, last = steps(runs), runs[-1]
    heads = [_head(run, months) for run in runs]
    headers = ("委员编号", "姓名", *(f"{head}{what}" for head in heads for what in WHAT))
    rows = [
        (
            last.roster.keys[at],
            last.roster.names[at],
            *(
                cell
                for run, own in zip(runs, told, strict=True)
                for cell in _cells(run, own.get(last.roster.keys[at]))
            ),
        )
        for at in in_order(last)
    ]
    return Table("逐季" if months == QUARTER else "逐月", headers, rows)


def each_day(runs: Sequence[ScoreRun]) -> list[dict[str, Any]]:
    """The same as plain data for JSON: for each run its day and its members, in its own order."""
    return [
        {
            "as_of": run.as_of.isoformat() if run.as_of else None,
            "members": [
                {
                    "key": run.roster.keys[at],
                    "gained": run.shown(own[run.roster.keys[at]].gained),
                    "total": run.shown(own[run.roster.keys[at]].total),
                    "rank": own[run.roster.keys[at]].rank,
                    "moved": own[run.roster.keys[at]].moved,
                }
                for at in in_order(run)
            ],
        }
        for run, own in zip(runs, steps(runs), strict=True)
    ]


def ranked_in(rule_set: RuleSet) -> str:
    """The scope of which a member's months tell the rank: everybody, or the first that a measure ranks in."""
    scopes = rule_set.ranking.scopes
    return EVERYONE if EVERYONE in scopes else scopes[0]


def _step(total: Fraction, rank: int | None, before: Step | None) -> Step:
    moved = before.rank - rank if before is not None and before.rank and rank else None
    return Step(total - (before.total if before else 0), total, rank, moved)


def _cells(run: ScoreRun, step: Step | None) -> Iterator[Cell]:
    if step is None:
        yield from ("",) * len(WHAT)
        return
    yield points_cell(run, step.gained)
    yield points_cell(run, step.total)
    yield step.rank
    yield step.moved


def _head(run: ScoreRun, months: int) -> str:
    """6月, or 6月（至15日）where the day is not the last of it that counts."""
    day, rule_set = run.as_of or run.rule_set.end, run.rule_set
    name = f"{(day.month - 1) // months + 1}{'季度' if months == QUARTER else '月'}"
    if rule_set.start.year != rule_set.end.year:
        name = f"{day.year}年{name}"
    return name if _whole(day, months) or day == rule_set.end else f"{name}（至{day.month}月{day.day}日）"


def _whole(day: date, months: int) -> bool:
    after = date.fromordinal(day.toordinal() + 1)
    return after.day == 1 and (after.month - 1) % months == 0
