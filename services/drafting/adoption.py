"""The first measure of a year: the committee if it is new, the version, and its year scored by it.

Every later version is drafted, simulated and published by a second person (`services.drafting.workflow`).
"""

from models.store import Store
from rules.document import RuleSet
from rules.lint import lint
from rules.source import DocumentRefused
from services.actor import Actor
from services.committee.committees import establish
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.runs.closings import check_open
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work


async def adopt(
    store: Store,
    live: Live,
    committee: str,
    name: str | None,
    rule_set: RuleSet,
    actor: Actor,
    reason: str | None = None,
) -> int | None:
    """Keeps a year's first rule set, puts it in force and scores the year; a new committee is established.

    Returns the unit of work that did it; None where the same version was in force already. `name` is that
    of a new committee: by default the one that the rule set names. Raises `Refusal` where the year has had
    another version in force, and `DocumentRefused` where lint finds an error.
    """
    await establish(store, committee, name or rule_set.committee)
    async with unit_of_work(store, committee, actor, reason) as unit:
        await _check_first(unit, rule_set)
        await versions.add(unit, rule_set)
        if unit.lines:
            await live.recompute(unit, rule_set.year)
        return unit.revision if unit.lines else None


async def _check_first(unit: Unit, rule_set: RuleSet) -> None:
    kept = await versions.of_committee(unit.connection, unit.committee_id, rule_set.year)
    if any(one.in_force and one.digest == rule_set.digest for one in kept):
        return
    wrong = [problem for problem in lint(rule_set) if problem.level == "error"]
    if wrong:
        raise DocumentRefused(wrong)
    await check_open(unit.connection, unit.committee_id, rule_set.year)
    if any(one.state in versions.PUBLISHED for one in kept):
        cure = "先拟稿（luzhi rules draft），试算（simulate），送审（submit），再由另一人发布（publish）"
        raise Refusal(Code.CONFLICT, f"{rule_set.year} 年已有生效的办法，这里只加第一份；{cure}", "year")
