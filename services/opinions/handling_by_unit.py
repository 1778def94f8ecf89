"""What a unit does about a paper that was handed to it (议10): signs for it, takes it on or says whose it is,
asks for more time before the term is over, answers in writing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from models.handling import HandlingAnswer, HandlingUnit
from models.opinion_paper import Paper
from models.store import Store
from services.actor import Actor, known
from services.opinions.form import DECLARED, check_unmarked
from services.opinions.handling import HandlingRow
from services.opinions.handling_step import Said, check_units, moved, seen
from services.opinions.handling_terms import terms
from services.opinions.sealing import ANSWER as SEALED
from services.opinions.sealing import key_of
from services.opinions.transitions import (
    ACCEPT,
    ANSWER,
    ASK_EXTENSION,
    CO_RECEIVE,
    GRANT_EXTENSION,
    HANDLINGS,
    RECEIVE,
    RETURN,
)
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.held import today
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from services.uploads.policy import HANDLING_ANSWER
from services.uploads.upload import attach, handed_in

LEADS = "由主办单位的人办"


@dataclass(frozen=True, slots=True)
class Answered:
    """A written answer, with the rows of its files."""

    text: str
    files: tuple[int, ...] = ()


async def receive(
    store: Store, committee: str, actor: Actor | None, number: int, version: int
) -> HandlingRow:
    """Signs for it, for the unit that leads or for one that helps; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await seen(unit, number, version)
        helping = sorted(filter(found.awaits_receipt, found.acting - {found.lead}))
        if found.lead in found.acting and (HANDLINGS.allows(found.state, RECEIVE) or not helping):
            action, name = RECEIVE, found.lead
        elif helping:
            action, name = CO_RECEIVE, helping[0]
        else:
            raise Refusal(Code.CONFLICT, "本单位已经签收", "number")
        of_unit = (HandlingUnit.handling_id == number) & (HandlingUnit.unit == name)
        await unit.connection.execute(update(HandlingUnit).where(of_unit).values(received_at=unit.at))
        return await moved(unit, found, action, Said(unit=name))


async def accept(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str | None = None
) -> HandlingRow:
    """Takes it on; what the unit is going to do, its authors are told. Raises `Refusal`."""
    said = None if words is None else _unmarked(several_lines(words, "words"))
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await _led(unit, number, version)
        return await moved(unit, found, ACCEPT, Said(unit=found.lead, words=said))


async def give_back(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, other: str, words: str
) -> HandlingRow:
    """Says that it is another unit's, within the window, and why; the Office decides. Raises `Refusal`."""
    said = _unmarked(several_lines(words, "words"))
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await _led(unit, number, version)
        HANDLINGS.after(found.state, RETURN)
        await check_units(unit, other)
        if other == found.lead:
            raise Refusal(Code.BAD_USER_INPUT, "写应当由哪个别的单位办", "unit")
        if found.return_by is not None and found.return_by < await today(unit.connection):
            within = f"转办以后 {terms().return_days} 个工作日以内（最迟 {found.return_by}）"
            message = f"{within}才能退办：请承办，或与办公室联系"
            raise Refusal(Code.CONFLICT, message, "number")
        return await moved(unit, found, RETURN, Said(unit=found.lead, other=other, words=said))


async def ask_extension(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, days: int, words: str
) -> HandlingRow:
    """Asks for more working days before the term is over, and says why; raises `Refusal`."""
    said = _unmarked(several_lines(words, "words"))
    if not 0 < days <= terms().extension_days:
        raise Refusal(Code.BAD_USER_INPUT, f"延期写 1 到 {terms().extension_days} 个工作日", "days")
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await _led(unit, number, version)
        HANDLINGS.after(found.state, ASK_EXTENSION)
        granted = [one for one in found.steps if one.action == GRANT_EXTENSION and one.at >= found.begun_at]
        if len(granted) >= terms().extensions:
            raise Refusal(Code.CONFLICT, f"最多延期 {terms().extensions} 次，已经延过了", "number")
        if found.overdue:
            message = f"期限是 {found.due}，已经过了：延期要在期限以前申请，现在请尽快答复"
            raise Refusal(Code.CONFLICT, message, "number")
        told = Said(unit=found.lead, days=days, words=said)
        return await moved(unit, found, ASK_EXTENSION, told, asked_days=days)


async def answer(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    answered: Answered,
    *,
    not_classified: bool,
) -> HandlingRow:
    """Answers in writing, for the Office to check; raises `Refusal`."""
    if not not_classified:
        raise Refusal(Code.BAD_USER_INPUT, DECLARED, "notClassified")
    text = _checked(answered.text)
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await _led(unit, number, version)
        HANDLINGS.after(found.state, ANSWER)
        await _check_files(unit, answered.files)
        last = found.answer_number + 1
        wrapped = await unit.connection.scalar(select(Paper.key).where(Paper.id == found.paper_id))
        added = insert(HandlingAnswer).values(
            committee_id=unit.committee_id,
            handling_id=number,
            number=last,
            text=key_of(unit.vault, wrapped).seal(SEALED, text),
            files=list(answered.files),
            answered_at=unit.at,
            answered_by=unit.actor.signature,
        )
        row_id: int = (await unit.connection.execute(added.returning(HandlingAnswer.id))).scalar_one()
        await attach(unit, answered.files, HANDLING_ANSWER, row_id)
        return await moved(unit, found, ANSWER, Said(unit=found.lead), answer_number=last, asked_days=None)


async def _led(unit: Unit, number: int, version: int) -> HandlingRow:
    """What a unit leads for which whoever asks acts; raises `Refusal`."""
    found = await seen(unit, number, version)
    if found.lead not in found.acting:
        raise Refusal(Code.FORBIDDEN, LEADS, "actor")
    return found


def _unmarked(words: str) -> str:
    check_unmarked(words, "words")
    return words


def _checked(text: str) -> str:
    """The text of an answer; raises `Refusal` where it is empty, too long or marked."""
    most = terms().most
    if len(text) > 2 * most or not 0 < len("".join(text.split())) <= most:
        raise Refusal(Code.BAD_USER_INPUT, f"答复写 1 到 {most:,} 个字", "text")
    check_unmarked(text, "text")
    return text.strip()


async def _check_files(unit: Unit, files: Sequence[int]) -> None:
    """Raises `Refusal` where a file is none that whoever answers handed in, or bears a mark in its name."""
    most = terms().most_files
    if len(files) > most or len({*files}) < len(files):
        raise Refusal(Code.BAD_USER_INPUT, f"最多附 {most} 个文件，每个写一次", "files")
    assert unit.actor.account is not None
    for one in await handed_in(unit.connection, unit.vault, unit.actor.account, files):
        check_unmarked(one.name, "files")
