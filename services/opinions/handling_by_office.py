"""What the Office decides about what units handle (议10): whose it is, whether they get more time, whether
the clock stops, whether an answer will do. Nobody decides about what they wrote.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.opinion_paper import PaperItem
from models.store import Store
from services.actor import Actor, known
from services.opinions.editing import move_items
from services.opinions.handling import HandlingRow
from services.opinions.handling_step import Said, check_units, moved, name_units, seen
from services.opinions.opinion import of_paper
from services.opinions.transitions import (
    GRANT_EXTENSION,
    HANDLINGS,
    HEAR,
    PASS,
    PAUSE,
    REASSIGN,
    REDO,
    REFUSE_EXTENSION,
    RESUME,
    UPHOLD,
)
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

OWN = "里面有您写的信息，由办公室的另一人办"


async def uphold(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str
) -> HandlingRow:
    """Leaves it with the unit that wants to return it, and says why; raises `Refusal`."""
    return await _decided(store, committee, actor, number, version, UPHOLD, words)


async def reassign(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    lead: str,
    co_units: Sequence[str],
    words: str | None = None,
) -> HandlingRow:
    """Hands it to another unit that leads, whose term begins now; raises `Refusal`."""
    said = None if words is None else several_lines(words, "words")
    async with unit_of_work(store, committee, known(actor), right=Right.CHECK_HANDLING) as unit:
        found = await _seen(unit, number, version)
        HANDLINGS.after(found.state, REASSIGN)
        if lead == found.lead:
            raise Refusal(Code.BAD_USER_INPUT, "已经由这个单位主办：改派要选别的单位", "unit")
        await check_units(unit, lead, co_units)
        await name_units(unit, number, lead, co_units)
        begun = {"begun_at": unit.at, "extended_days": 0}
        return await moved(unit, found, REASSIGN, Said(other=lead, words=said), **begun)


async def decide_extension(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    words: str | None,
    *,
    granted: bool,
) -> HandlingRow:
    """Grants the working days that are asked for, or none, and says why not then; raises `Refusal`."""
    action = GRANT_EXTENSION if granted else REFUSE_EXTENSION
    return await _decided(store, committee, actor, number, version, action, words)


async def pause(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str
) -> HandlingRow:
    """Stops the clock, and says why; raises `Refusal`."""
    return await _decided(store, committee, actor, number, version, PAUSE, words)


async def resume(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> HandlingRow:
    """Lets the clock run on; raises `Refusal`."""
    return await _decided(store, committee, actor, number, version, RESUME, None)


async def check_answer(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    words: str | None,
    *,
    passed: bool,
) -> HandlingRow:
    """Passes an answer, which its authors are told then, or gives it back and says why; raises `Refusal`."""
    return await _decided(store, committee, actor, number, version, PASS if passed else REDO, words)


async def _decided(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    action: str,
    words: str | None,
) -> HandlingRow:
    needed = any(one.reason for one in HANDLINGS.steps if one.action == action)
    said = several_lines(words or "", "words") if needed or words is not None else None
    async with unit_of_work(store, committee, known(actor), right=Right.CHECK_HANDLING) as unit:
        found = await _seen(unit, number, version)
        HANDLINGS.after(found.state, action)
        values: dict[str, Any] = {}
        days = None
        if action in (GRANT_EXTENSION, REFUSE_EXTENSION):
            days, values["asked_days"] = found.asked_days, None
        if action == GRANT_EXTENSION:
            values["extended_days"] = found.extended_days + (days or 0)
        if action == PASS:
            await _tell_authors(unit, found.paper_id)
        return await moved(unit, found, action, Said(days=days, words=said), **values)


async def _seen(unit: Unit, number: int, version: int) -> HandlingRow:
    """What is handled of items that somebody else wrote; raises `Refusal`."""
    found = await seen(unit, number, version)
    if found.authored:
        raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
    return found


async def _tell_authors(unit: Unit, paper_id: int) -> None:
    """Notes with each item of a paper that it was answered."""
    placed = (PaperItem.paper_id == paper_id) & PaperItem.place.is_not(None)
    numbers = list(await unit.connection.scalars(select(PaperItem.opinion_id).where(placed)))
    items = await of_paper(unit.connection, unit.vault, numbers, unit.rights)
    await move_items(unit, items.values(), HEAR)
