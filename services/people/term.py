"""Saying from when to when a term is: who is in office on a day follows from it, and so do points."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.store import Store
from services.actor import Actor, known
from services.committee.terms import TermRow, set_term
from services.reason import optional_reason
from services.rights.role import Right
from services.runs.live import Live, Step
from services.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Arranged:
    """A term as it is now, and the open years that were scored anew."""

    term: TermRow
    steps: Sequence[Step] = ()


async def arrange_term(
    store: Store, live: Live, committee: str, actor: Actor | None, asked: TermRow, reason: str | None = None
) -> Arranged:
    """Sets the days of a term, made where it is new, and scores the open years anew.

    Raises `Refusal`, also where a day of it would be of another term as well.
    """
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ARRANGE) as unit:
        found = await set_term(unit, asked.name, asked.first_day, asked.last_day)
        steps = await live.recompute(unit) if unit.lines else ()
        unit.result = found.id
        return Arranged(found, steps)
