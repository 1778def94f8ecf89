"""What our engine answers to a case of the kit, and wherein an answer differs from what must come out."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from rules.source import DocumentRefused
from scoring.counted import Unscorable
from scoring.fold import Fold
from scoring.group_tables import ranked_groups
from scoring.groups import GroupResult
from scoring.kit import MEASURE, Answer, Award, Case, Group, Place, Standing
from scoring.kit_facts import members, places, records
from scoring.member_score import number_text
from scoring.run import ScoreRun, score

PLAIN, LEDGER = "合计", "逐条"


def answers(case: Case) -> dict[str, Answer]:
    """The answer of each way in which we fold: for totals alone, and with the award lines.

    Both matchers are asked, and must agree (`scoring.matching`); raises `MatchersDisagree`.
    """
    try:
        rule_set = case.rule_set()
    except DocumentRefused as refused:
        found = [
            Place(line=one.line, column=one.column, document=one.file.removeprefix(f"{MEASURE}."))
            for one in refused.problems
        ]
        return dict.fromkeys((PLAIN, LEDGER), Answer(refused=found))
    try:
        people, works = members(case, rule_set.catalogue), records(case, rule_set.catalogue)
        run = score(rule_set, people, works, as_of=case.as_of)
        groups = {one.ranking.id: _groups(one) for one in ranked_groups(run).results}
    except Unscorable:
        return dict.fromkeys((PLAIN, LEDGER), Answer(unscored=True))
    traced = run.traced(np.ones(run.roster.n, bool))
    awards = _awards(case, run, traced)
    return {
        name: Answer(
            members={
                key: _standing(case, run, fold, at, awards.get(key, []))
                for at, key in enumerate(run.roster.keys)
            },
            groups=groups,
        )
        for name, fold in ((PLAIN, run.fold), (LEDGER, traced))
    }


def _standing(case: Case, run: ScoreRun, fold: Fold, at: int, awards: list[Award]) -> Standing:
    stands, counts = run.standings, fold.counts
    nodes = {}
    in_tree = run.rule_set.nodes()
    for name in run.rule_set.known():
        points = fold.scale.points(fold.totals(name).value[at]) if name in in_tree else Fraction(0)
        facts, works = (int(counts.of([name], what)[at]) for what in ("record", "work"))
        if points or facts:
            nodes[name] = (number_text(points), facts, works)
    reason = int(stands.ranked_out[at])
    return Standing(
        total=number_text(fold.scale.points(fold.totals(run.rule_set.root.id).value[at])),
        nodes=nodes,
        awards=awards,
        ranks={scope: int(ranks[at]) or None for scope, ranks in stands.ranks.items()},
        selection=int(stands.selection[at]) or None,
        grade=run.grade(at),
        gates=[name for name, stopped in stands.gates.items() if stopped[at]],
        consequences=[name for name, follows in stands.consequences.items() if follows[at]],
        unranked=None if reason < 0 else run.rule_set.unranked[reason].id,
        excluded=_excluded(case, run, at),
    )


def _groups(result: GroupResult) -> dict[str, Group]:
    """The groups of a ranking by label."""
    return {
        one.label: Group(
            members=one.members,
            value=None if one.value is None else number_text(one.value),
            rank=one.rank,
            nodes={
                name: (number_text(node.points), node.records, node.works)
                for name, node in result.rows[one.label].nodes.items()
            }
            if one.label in result.rows
            else None,
        )
        for one in result.groups
    }


def _excluded(case: Case, run: ScoreRun, at: int) -> dict[str, str]:
    out = run.matched.excluded
    names, width = places(case.facts), _width(run)
    return {
        names[run.roster.keys[at], run.records[out.work[row]].key, int(out.rank[row]) % width]: (
            run.rule_set.exclusions[run.matched.excluded_by[row]].id
        )
        for row in np.flatnonzero(out.member == at).tolist()
    }


def _width(run: ScoreRun) -> int:
    """How many places a work has among the ranks of facts (`scoring.collect`)."""
    return max((len(record.outcomes) for record in run.records), default=0) + 1


def _awards(case: Case, run: ScoreRun, fold: Fold) -> dict[str, list[Award]]:
    """Every award line by member."""
    ledger, names, width = fold.ledger, places(case.facts), _width(run)
    assert ledger
    cuts: dict[int, list[str]] = {}
    for cut in ledger.cuts:
        for line in cut.lines.tolist():
            cuts.setdefault(line, []).append(f"{cut.why} {cut.node}")
    found: dict[str, list[Award]] = {}
    for line in range(len(ledger.fact)):
        member, row = run.roster.keys[ledger.member[line]], int(ledger.fact[line])
        fact = None
        if row >= 0:
            work = run.records[fold.facts.work[row]].key
            fact = names[member, work, int(fold.facts.rank[row]) % width]
        award = Award(
            rule=ledger.node[ledger.leaf[line]],
            raw=number_text(fold.scale.points(ledger.raw[line])),
            kept=number_text(fold.scale.points(ledger.kept[line])),
            fact=fact,
            cuts=cuts.get(line, []),
        )
        found.setdefault(member, []).append(award)
    return found


def differences(case: Case, found: Answer, *, all_lines: bool = True) -> Iterator[str]:
    """Wherein an answer is not what must come out, a sentence each.

    With `all_lines` false, lines that keep nothing and the cuts of the others are not compared.
    """
    wanted = case.expect
    if wanted.refused or found.refused:
        yield from _refusals(wanted, found)
        return
    if wanted.unscored != found.unscored:
        yield "比率超过 100%，应当不记分" if wanted.unscored else "应当记分，却没有记"
        return
    for key in dict.fromkeys([*wanted.members, *found.members]):
        if key not in found.members or key not in wanted.members:
            yield f"{key}：{'多出的委员' if key in found.members else '缺少这名委员'}"
            continue
        own, other = wanted.members[key], found.members[key]
        for what, expected, got in _compared(own, other):
            if expected != got:
                yield f"{key} 的 {what} 应为 {_said(expected)}，得到 {_said(got)}"
        yield from _lines(key, own.awards, other.awards, all_lines)
    for ranking in dict.fromkeys([*wanted.groups, *found.groups]):
        groups = (each.groups.get(ranking, {}) for each in (wanted, found))
        yield from _group_differences(ranking, *groups)


def _group_differences(
    ranking: str, wanted: Mapping[str, Group], found: Mapping[str, Group]
) -> Iterator[str]:
    for label in dict.fromkeys([*wanted, *found]):
        if label not in found or label not in wanted:
            yield f"{ranking}：{'多出的组' if label in found else '缺少的组'} {label}"
            continue
        own, other = wanted[label], found[label]
        pairs: list[tuple[str, object, object]] = [
            ("members", own.members, other.members),
            ("rank", own.rank, other.rank),
        ]
        pairs.append(("value", _number(own.value), _number(other.value)))
        if own.nodes is not None and other.nodes is not None:
            pairs += _nodes(own.nodes, other.nodes)
        for what, expected, got in pairs:
            if expected != got:
                yield f"{ranking}·{label} 的 {what} 应为 {_said(expected)}，得到 {_said(got)}"


def _number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _nodes(
    wanted: Mapping[str, tuple[str, int, int]], found: Mapping[str, tuple[str, int, int]]
) -> Iterator[tuple[str, object, object]]:
    for node in dict.fromkeys([*wanted, *found]):
        expected, got = (each.get(node, ("0", 0, 0)) for each in (wanted, found))
        yield f"nodes {node}", (Fraction(expected[0]), *expected[1:]), (Fraction(got[0]), *got[1:])


def _refusals(wanted: Answer, found: Answer) -> Iterator[str]:
    if not wanted.refused:
        said = "、".join(f"{one.document} {one.line}:{one.column}" for one in found.refused)
        yield f"这份办法应当接受，却在 {said} 被拒绝"
    for place in wanted.refused:
        if place not in found.refused:
            yield f"应当拒绝，指出 {place.document} 第 {place.line} 行第 {place.column} 列"


def _compared(wanted: Standing, found: Standing) -> Iterator[tuple[str, object, object]]:
    """What is compared, with what it must be and what it is; numbers by their value."""
    yield "total", Fraction(wanted.total), Fraction(found.total)
    yield from _nodes(wanted.nodes, found.nodes)
    for scope in dict.fromkeys([*wanted.ranks, *found.ranks]):
        yield f"ranks {scope}", wanted.ranks.get(scope), found.ranks.get(scope)
    yield "gates", sorted(wanted.gates), sorted(found.gates)
    yield "consequences", sorted(wanted.consequences), sorted(found.consequences)
    for name in ("selection", "grade", "unranked", "excluded"):
        yield name, getattr(wanted, name), getattr(found, name)


def _lines(key: str, wanted: list[Award], found: list[Award], all_lines: bool) -> Iterator[str]:
    expected, got = (_by_rule(lines, all_lines) for lines in (wanted, found))
    for place in dict.fromkeys([*expected, *got]):
        one, other = expected.get(place, []), got.get(place, [])
        if one != other:
            rule, fact = place
            yield f"{key} 的 {rule} {fact or '（没有事实）'} 应为 {_told(one)}，得到 {_told(other)}"


Line = tuple[Fraction, Fraction, list[str]]


def _by_rule(lines: list[Award], all_lines: bool) -> Mapping[tuple[str, str | None], list[Line]]:
    found: dict[tuple[str, str | None], list[Line]] = {}
    for one in lines:
        kept = Fraction(one.kept)
        if kept or all_lines:
            line = (Fraction(one.raw), kept, one.cuts if all_lines else [])
            found.setdefault((one.rule, one.fact), []).append(line)
    return {place: sorted(lines) for place, lines in found.items()}


def _told(lines: list[Line]) -> str:
    said = (
        f"{number_text(raw)} 计 {number_text(kept)}" + (f"（{'，'.join(cuts)}）" if cuts else "")
        for raw, kept, cuts in lines
    )
    return "；".join(said) or "没有"


def _said(value: object) -> str:
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, tuple):
        return f"{_said(value[0])} 分、{value[1]} 条、{value[2]} 件"
    return "无" if value is None else str(value)
