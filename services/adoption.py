"""Bringing a measure into force: the committee if it is new, the version, and its year scored by it."""

from __future__ import annotations

from models.store import Store
from rules.document import RuleSet
from services import rule_sets
from services.actor import Actor
from services.committees import establish
from services.live import Live
from services.unit_of_work import unit_of_work


async def adopt(
    store: Store,
    live: Live,
    committee: str,
    name: str | None,
    rule_set: RuleSet,
    actor: Actor,
    reason: str | None = None,
) -> int | None:
    """Keeps a rule set, puts it in force for its year and scores the year; a new committee is established.

    Returns the unit of work that did it; None where the same version was in force already. `name` is that
    of a new committee: by default the one that the rule set names.
    """
    await establish(store, committee, name or rule_set.committee)
    async with unit_of_work(store, committee, actor, reason) as unit:
        await rule_sets.add(unit, rule_set)
        if unit.lines:
            await live.recompute(unit, rule_set.year)
        return unit.revision if unit.lines else None
