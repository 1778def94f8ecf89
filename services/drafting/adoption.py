"""The first measure of a committee: the version, its year scored by it.

It is the one version that a single person puts in force, since nobody is scored yet. Every other, that of a
new year too, is drafted, simulated and published by a second person (`services.drafting.workflow`).
"""

from models.store import Store
from rules.document import RuleSet
from rules.lint import lint
from rules.source import DocumentRefused
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets import versions
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work


async def adopt(
    store: Store,
    live: Live,
    committee: str,
    rule_set: RuleSet,
    actor: Actor,
    reason: str | None = None,
) -> int | None:
    """Keeps a committee's first rule set, puts it in force and scores its year.

    Returns the unit of work that did it; None where the same version was in force already. Raises `Refusal`
    where the committee has any other version, and `DocumentRefused` where lint finds an error.
    """
    wrong = [problem for problem in lint(rule_set) if problem.level == "error"]
    if wrong:
        raise DocumentRefused(wrong)
    async with unit_of_work(store, committee, actor, reason, right=Right.PUBLISH) as unit:
        if await _in_force(unit, rule_set):
            return None
        await versions.add(unit, rule_set)
        await live.recompute(unit, rule_set.year)
        return unit.revision


async def _in_force(unit: Unit, rule_set: RuleSet) -> bool:
    """Whether this very rule set is in force; raises `Refusal` where another was ever kept."""
    kept = await versions.of_committee(unit.connection, unit.committee_id)
    if any(one.in_force and one.digest == rule_set.digest for one in kept):
        return True
    if kept:
        steps = "拟稿（luzhi rules draft）、试算（simulate）、送审（submit），由另一人发布（publish）"
        message = f"这个政协已有办法，只有第一份可以一人加入；{rule_set.year} 年的这一份请{steps}"
        raise Refusal(Code.CONFLICT, message, "committee")
    return False
