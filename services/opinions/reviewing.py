"""The first review of an opinion item (议9): accepted, kept on file, or returned for a reason of the list.

Whoever wrote an item, alone or with others, takes no step of the Office about it.
"""

from typing import Any

from sqlalchemy import update

from models.opinion import Opinion
from models.store import Store
from services.actor import Actor, known
from services.opinions.form import form
from services.opinions.opinion import ENTITY, OpinionRow, check_version, is_author, opinion
from services.opinions.transitions import ACCEPT, ITEMS, KEEP, RETURN
from services.opinions.writing import add_step
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

OWN = "这条信息是您写的，由办公室的另一人办"


async def accept(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> OpinionRow:
    """Passes an item on to be edited and signed; raises `Refusal`."""
    return await _reviewed(store, committee, actor, number, version, ACCEPT)


async def keep_on_file(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str | None
) -> OpinionRow:
    """Keeps an item for later use, and tells its authors what is said of that, if anything."""
    said = None if words is None else several_lines(words, "words")
    return await _reviewed(store, committee, actor, number, version, KEEP, words=said)


async def return_to_author(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    reason: str,
    words: str | None,
) -> OpinionRow:
    """Gives an item back for a reason of the list (by its code), with what is to be done, if anything."""
    if reason not in form().reasons:
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(form().reasons)}", "reason")
    said = None if words is None else several_lines(words, "words")
    return await _reviewed(store, committee, actor, number, version, RETURN, reason, said)


async def _reviewed(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    action: str,
    reason: str | None = None,
    words: str | None = None,
) -> OpinionRow:
    async with unit_of_work(store, committee, known(actor), right=Right.REVIEW_OPINIONS) as unit:
        await take_step(unit, number, version, action, reason, words)
        return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def take_step(
    unit: Unit,
    number: int,
    version: int,
    action: str,
    reason: str | None = None,
    words: str | None = None,
    **values: Any,
) -> None:
    """Takes a step of the Office about an item that somebody else wrote, which sets these columns, too.

    Raises `Refusal`.
    """
    found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
    if is_author(found, unit.rights):
        raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
    check_version(found, version)
    told = {"state": ITEMS.after(found.state, action), "version": version + 1, **values}
    await unit.connection.execute(update(Opinion).where(Opinion.id == number).values(**told))
    await add_step(unit, number, action, found.text_number, reason, words)
    noted = told if reason is None else {**told, "why": reason}
    unit.note(action, ENTITY, number, {"state": found.state, "version": version}, noted)
    unit.result = number
