"""Papers made of accepted items (议9): begun with what the items say, edited in versions, alone or several in
one, handed up to be signed.

Whoever wrote an item, alone or with others, does not edit it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from models.opinion import Opinion
from models.opinion_paper import Paper, PaperItem, PaperStep, PaperText
from models.personal import PersonKey
from models.signature import OF_ACCOUNT
from models.store import Store
from services.actor import Actor, known
from services.entry.form import Faults
from services.opinions.form import Written, check_not_classified, form, tidied
from services.opinions.handling_step import check_units
from services.opinions.issuing import check_free
from services.opinions.opinion import ENTITY as ITEM
from services.opinions.opinion import OpinionRow, is_author, of_paper
from services.opinions.paper import ENTITY, PaperRow, check_paper_version, paper
from services.opinions.routes import routes
from services.opinions.sealing import PARTS, WORDS, key_of
from services.opinions.transitions import (
    BEGIN,
    CALL_BACK,
    DROP,
    HAND_UP,
    ITEMS,
    LET_GO,
    PAPERS,
    SAVE,
    TAKE_UP,
)
from services.opinions.writing import add_step
from services.refusal import Code, Refusal
from services.rights.opinions import HIDDEN
from services.rights.posts import PostRow
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

OWN = "里面有您写的信息，由办公室的另一人编辑"
_PLACES = ("destination", "vehicle", "unit", "asked_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What an editor makes of a paper: its words (the title and the three parts of `written`), the items in
    their order, and where it is to go. `asked_number` is the issue number that it is to have; None: the next.
    """

    written: Written
    items: tuple[int, ...]
    destination: str | None = None
    vehicle: str | None = None
    unit: str | None = None
    co_units: tuple[str, ...] = ()
    asked_number: int | None = None


async def begin(store: Store, committee: str, actor: Actor | None, items: Sequence[int]) -> PaperRow:
    """Makes a paper of accepted items; its first text is what they say themselves. Raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.EDIT_OPINIONS) as unit:
        told = await _taken_up(unit, _checked_items(items), ())
        written = tidied(_together([told[one] for one in items]))
        key = unit.vault.new()
        added = insert(Paper).values(
            committee_id=unit.committee_id,
            state=PAPERS.steps[0].to,
            version=1,
            key=key.wrapped,
            text_number=1,
            co_units=[],
            posts=[],
            begun_at=unit.at,
        )
        number: int = (await unit.connection.execute(added.returning(Paper.id))).scalar_one()
        await _add_text(unit, number, 1, key, written)
        await _place(unit, number, dict(enumerate(items)))
        await move_items(unit, told.values(), TAKE_UP)
        await add_paper_step(unit, number, BEGIN, 1)
        unit.note(BEGIN, ENTITY, number, after={"items": list(items), "version": 1})
        return await told_paper(unit, number)


async def save(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    edited: Edited,
    *,
    not_classified: bool,
) -> PaperRow:
    """Keeps what an editor made of a paper; its words as a further version, where they are others. What is
    kept already is given as it is. Raises `Refusal`, `CONFLICT` where another was faster.
    """
    told = _tidied(edited)
    check_not_classified(told.written, declared=not_classified)
    async with unit_of_work(store, committee, known(actor), right=Right.EDIT_OPINIONS) as unit:
        found = await _edited(unit, number)
        if _same(found, told):
            return found
        check_paper_version(found, version)
        PAPERS.after(found.state, SAVE)
        await check_units(unit, told.unit, told.co_units)
        await _change_items(unit, found, told.items)
        text_number = await _change_text(unit, found, told.written)
        places = {name: getattr(told, name) for name in _PLACES} | {"co_units": list(told.co_units)}
        await move_paper(unit, found, SAVE, {"text_number": text_number, **places})
        return await told_paper(unit, number)


async def drop(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> PaperRow:
    """Gives a paper up: its items wait to be taken up again; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.EDIT_OPINIONS) as unit:
        found = await _edited(unit, number)
        check_paper_version(found, version)
        await move_paper(unit, found, DROP)
        await move_items(unit, found.items, LET_GO)
        await add_paper_step(unit, number, DROP, found.text_number)
        return await told_paper(unit, number)


async def hand_up(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> PaperRow:
    """Hands a paper to the first who signs it; raises `Refusal`, and `Rejected` with all that is missing."""
    async with unit_of_work(store, committee, known(actor), right=Right.EDIT_OPINIONS) as unit:
        found = await _edited(unit, number)
        check_paper_version(found, version)
        PAPERS.after(found.state, HAND_UP)
        _check_complete(found)
        await check_units(unit, found.unit, found.co_units)
        assert found.vehicle is not None
        if found.asked_number is not None:
            await check_free(unit, found.vehicle, found.asked_number)
        await move_paper(unit, found, HAND_UP, {"posts": list(found.route), "awaits": found.route[0]})
        await add_paper_step(unit, number, HAND_UP, found.text_number)
        return await told_paper(unit, number)


async def call_back(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> PaperRow:
    """Takes a paper back that is being signed, to edit it; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.EDIT_OPINIONS) as unit:
        found = await _edited(unit, number)
        check_paper_version(found, version)
        await move_paper(unit, found, CALL_BACK, {"awaits": None})
        await add_paper_step(unit, number, CALL_BACK, found.text_number)
        return await told_paper(unit, number)


async def told_paper(unit: Unit, number: int) -> PaperRow:
    """A paper as whoever changed it sees it, which is what the unit is about."""
    unit.result = number
    return await paper(unit.connection, unit.vault, number, unit.rights)


async def move_paper(
    unit: Unit, found: PaperRow, action: str, values: Mapping[str, Any] | None = None
) -> None:
    """Takes a step of the table, which sets these columns, too, and notes it in the trail; raises `Refusal`
    where there is none.
    """
    values, after = values or {}, PAPERS.after(found.state, action)
    told: dict[str, Any] = {"state": after, "version": found.version + 1}
    changed = update(Paper).where(Paper.id == found.id)
    await unit.connection.execute(changed.values(**told, **values))
    # The words of a paper and the names of units stand in no trail.
    told |= {name: values[name] for name in ("destination", "vehicle", "issue_number") if name in values}
    unit.note(action, ENTITY, found.id, {"state": found.state, "version": found.version}, told)


async def add_paper_step(
    unit: Unit,
    number: int,
    action: str,
    text_number: int,
    by: PostRow | None = None,
    words: str | None = None,
) -> None:
    """Notes a step for those who follow the paper; a signature with the post by which it is given."""
    sealed = None
    if words is not None:
        wrapped = await unit.connection.scalar(select(Paper.key).where(Paper.id == number))
        sealed = key_of(unit.vault, wrapped).seal(WORDS, words)
    instead_of = None if by is None or by.instead_of_account is None else by.instead_of_account
    added = insert(PaperStep).values(
        committee_id=unit.committee_id,
        paper_id=number,
        action=action,
        at=unit.at,
        actor=unit.actor.signature,
        account_id=unit.actor.account,
        text_number=text_number,
        post=None if by is None else by.post,
        instead_of=None if instead_of is None else f"{OF_ACCOUNT}{instead_of}",
        words=sealed,
    )
    await unit.connection.execute(added)


async def move_items(unit: Unit, items: Iterable[OpinionRow], action: str) -> None:
    """Takes a step with each item of a paper; raises `Refusal` where one cannot."""
    for one in items:
        after = ITEMS.after(one.state, action)
        told = {"state": after, "version": one.version + 1}
        await unit.connection.execute(update(Opinion).where(Opinion.id == one.id).values(**told))
        await add_step(unit, one.id, action, one.text_number)
        unit.note(action, ITEM, one.id, {"state": one.state, "version": one.version}, told)


async def _edited(unit: Unit, number: int) -> PaperRow:
    """A paper of items that somebody else wrote; raises `Refusal`."""
    found = await paper(unit.connection, unit.vault, number, unit.rights)
    if found.is_author(unit.rights):
        raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
    return found


def _tidied(edited: Edited) -> Edited:
    """The same without invisible characters, checked as far as it is written; raises `Refusal`."""
    of_routes = routes()
    written = tidied(edited.written)
    for name, known_ones in (("destination", of_routes.destinations), ("vehicle", of_routes.vehicles)):
        if (code := getattr(edited, name)) is not None and code not in known_ones:
            raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(known_ones)}", name)
    if edited.asked_number is not None and not 0 < edited.asked_number < 100_000:
        raise Refusal(Code.BAD_USER_INPUT, "期号写 1 到 99,999", "issueNumber")
    return replace(edited, written=written, items=_checked_items(edited.items))


def _checked_items(items: Sequence[int]) -> tuple[int, ...]:
    most = routes().most_items
    if not 0 < len({*items}) == len(items) <= most:
        raise Refusal(Code.BAD_USER_INPUT, f"写 1 到 {most} 条信息的编号，每条写一次", "items")
    return tuple(items)


def _check_complete(found: PaperRow) -> None:
    """Raises `Rejected` with all that is missing for it to be signed (议9)."""
    faults, written = Faults(), found.text.written or Written()
    destination = routes().destinations.get(found.destination or "")
    if not written.title:
        faults.add("title", "写上题目")
    if not written.characters:
        faults.add("situation", "写上情况")
    if destination is None:
        faults.add("destination", "选一个去向")
    elif found.vehicle not in destination.vehicles:
        names = "、".join(routes().vehicles[one] for one in destination.vehicles)
        faults.add("vehicle", f"送{destination.name}的载体应为：{names}")
    elif destination.unit and found.unit is None:
        faults.add("unit", "选承办单位")
    elif not destination.unit and (found.unit or found.co_units):
        faults.add("unit", f"送{destination.name}的不选承办单位、协办单位")
    faults.check()


def _together(items: Sequence[OpinionRow]) -> Written:
    """What items say, one below the other; raises `Refusal` where that is more than a paper may say."""
    texts = [one.submitted or Written() for one in items]
    parts: dict[str, Any] = {
        name: "\n".join(filter(None, (getattr(one, name) for one in texts))) for name in PARTS
    }
    together = Written(**parts | {"title": texts[0].title})
    if together.characters > form().most:
        message = f"这几条合计超过 {form().most:,} 个字：少选几条，编成以后再加"
        raise Refusal(Code.BAD_USER_INPUT, message, "items")
    return together


def _same(found: PaperRow, told: Edited) -> bool:
    places = all(getattr(found, name) == getattr(told, name) for name in _PLACES)
    items = tuple(one.id for one in found.items)
    return places and (found.co_units, items, found.text.written) == (
        told.co_units,
        told.items,
        told.written,
    )


async def _taken_up(unit: Unit, wanted: Sequence[int], kept: Sequence[int]) -> Mapping[int, OpinionRow]:
    """The items that a paper is to have beside those that it keeps; raises `Refusal`."""
    others = [one for one in wanted if one not in kept]
    found = await of_paper(unit.connection, unit.vault, others, unit.rights)
    for number in others:
        one = found.get(number)
        if one is None or one.committee_id != unit.committee_id or one.state in HIDDEN:
            raise Refusal(Code.NOT_FOUND, f"没有第 {number} 号信息", "items")
        if is_author(one, unit.rights):
            raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
        ITEMS.after(one.state, TAKE_UP)
    return found


async def _change_items(unit: Unit, found: PaperRow, wanted: Sequence[int]) -> None:
    kept = tuple(one.id for one in found.items)
    if kept == wanted:
        return
    added = await _taken_up(unit, wanted, kept)
    await move_items(unit, added.values(), TAKE_UP)
    await move_items(unit, [one for one in found.items if one.id not in wanted], LET_GO)
    # Those that are let go stay known: former texts say what they say.
    of_paper_row = PaperItem.paper_id == found.id
    await unit.connection.execute(update(PaperItem).where(of_paper_row).values(place=None))
    held = set(await unit.connection.scalars(select(PaperItem.opinion_id).where(of_paper_row)))
    for place, one in enumerate(wanted):
        if one in held:
            again = update(PaperItem).where(of_paper_row, PaperItem.opinion_id == one)
            await unit.connection.execute(again.values(place=place))
        else:
            await _place(unit, found.id, {place: one})


async def _place(unit: Unit, number: int, items: Mapping[int, int]) -> None:
    rows = [
        {"committee_id": unit.committee_id, "paper_id": number, "opinion_id": one, "place": place}
        for place, one in items.items()
    ]
    await unit.connection.execute(insert(PaperItem), rows)


async def _change_text(unit: Unit, found: PaperRow, written: Written) -> int:
    """The number of the text that says this: the last one, or a further one."""
    if found.text.written == written:
        return found.text_number
    wrapped = await unit.connection.scalar(select(Paper.key).where(Paper.id == found.id))
    await _add_text(unit, found.id, found.text_number + 1, key_of(unit.vault, wrapped), written)
    return found.text_number + 1


async def _add_text(unit: Unit, number: int, text_number: int, key: PersonKey, written: Written) -> None:
    added = insert(PaperText).values(
        committee_id=unit.committee_id,
        paper_id=number,
        number=text_number,
        saved_at=unit.at,
        saved_by=unit.actor.signature,
        **{name: key.seal(field, getattr(written, name)) for name, field in PARTS.items()},
    )
    await unit.connection.execute(added)
