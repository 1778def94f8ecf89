"""Leads (线索, 议7) are entered, handed to somebody who writes, taken up, put aside or purged.

There is no door for the public: who enters one is a member, an information officer or the Office.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from models.contact_point import ContactPoint
from models.erasure import swept
from models.opinion_lead import OpinionLead, OpinionLeadStep
from models.store import Store
from services.actor import Actor, known
from services.opinions.bounds import of_leads, ways
from services.opinions.form import DECLARED, check_unmarked
from services.opinions.leads import ENTITY, LeadRow, lead
from services.opinions.points import existing
from services.opinions.sealing import LEAD_PHONE, LEAD_SENDER, LEAD_TEXT, LEAD_WORDS, key_of, opened
from services.opinions.transitions import ENTER, HAND_ON, LEADS, PURGE, PUT_ASIDE, TAKE_UP
from services.opinions.writers import check_writer
from services.reason import one_line, several_lines
from services.refusal import Code, Refusal
from services.rights.held import UNBOUND, today
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

AT_POINT = "point"
HOLDER = "线索交给能写信息的委员、信息员：选一名，见 opinionLeadForm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A lead as it is entered; without a `holder` for whoever enters it. Who said it may be left out."""

    way: str
    received_on: date
    text: str
    holder: int | None = None
    point: int | None = None
    sender: str | None = None
    phone: str | None = None


async def enter(
    store: Store, committee: str, actor: Actor | None, entered: Entered, *, not_classified: bool
) -> LeadRow:
    """Enters a lead for somebody who writes; raises `Refusal`.

    What the same person entered word for word, sender and all, is that lead, for who presses twice: a digest
    by which a request is known again would tell a telephone number to whoever tries them all.
    """
    if not not_classified:
        raise Refusal(Code.BAD_USER_INPUT, DECLARED, "notClassified")
    async with unit_of_work(store, committee, known(actor), right=Right.TAKE_LEADS) as unit:
        told = await _checked(unit, entered)
        holder = entered.holder if entered.holder is not None else unit.rights.account_id
        await check_writer(unit, holder or 0, "holder", HOLDER, Right.TAKE_LEADS)
        same = await _same(unit, told)
        if same is None:
            same = await _add(unit, told, holder or 0)
        unit.result = same
        # Whoever enters it for another sees it this once.
        return await lead(unit.connection, unit.vault, same, UNBOUND)


async def take_up(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> LeadRow:
    """Takes a lead up, by whoever has it: an item may name it from now on. Raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.TAKE_LEADS) as unit:
        return await _moved(unit, number, version, TAKE_UP, settled_at=unit.at)


async def put_aside(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str
) -> LeadRow:
    """Puts a lead aside, saying why; raises `Refusal`."""
    said = several_lines(words, "words")
    async with unit_of_work(store, committee, known(actor), right=Right.TAKE_LEADS) as unit:
        return await _moved(unit, number, version, PUT_ASIDE, said, settled_at=unit.at)


async def hand_on(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    holder: int,
    words: str | None = None,
) -> LeadRow:
    """Hands a lead on to another, with words or not; whoever had it sees it no more. Raises `Refusal`."""
    said = None if words is None else several_lines(words, "words")
    async with unit_of_work(store, committee, known(actor), right=Right.TAKE_LEADS) as unit:
        found = await _seen(unit, number, version)
        await check_writer(unit, holder, "holder", HOLDER, Right.TAKE_LEADS)
        if found.holder_id == holder:
            raise Refusal(Code.BAD_USER_INPUT, "线索就在这个人手里：另选一人", "holder")
        return await _moved(unit, number, version, HAND_ON, said, holder_id=holder, settled_at=None)


async def purge_lead(store: Store, committee: str, actor: Actor | None, number: int, version: int) -> LeadRow:
    """Takes away all that a lead says, where it is found to be classified (议14); raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.PURGE_OPINIONS) as unit:
        found = await _moved(unit, number, version, PURGE, settled_at=unit.at)
        await erase(unit, number)
        found = await lead(unit.connection, unit.vault, found.id, unit.rights)
    await swept(store)
    return found


async def erase(unit: Unit, number: int) -> None:
    """Takes away what a lead says, who said it and what was said of it, with its key."""
    nothing = {"key": None, "text": None, "sender": None, "phone": None}
    await unit.connection.execute(update(OpinionLead).where(OpinionLead.id == number).values(**nothing))
    of_lead = OpinionLeadStep.lead_id == number
    await unit.connection.execute(update(OpinionLeadStep).where(of_lead).values(words=None))


async def _seen(unit: Unit, number: int, version: int) -> LeadRow:
    found = await lead(unit.connection, unit.vault, number, unit.rights)
    if found.version != version:
        raise Refusal(Code.CONFLICT, "这条线索其间办过：先看现在的，再办", "version")
    return found


async def _moved(
    unit: Unit, number: int, version: int, action: str, words: str | None = None, **values: Any
) -> LeadRow:
    """Takes a step of the table, which sets these columns, too; as whoever took it saw it before, where they
    see it no more.
    """
    found = await _seen(unit, number, version)
    told = {"state": LEADS.after(found.state, action), "version": version + 1}
    if not found.may(action, unit.rights):
        raise Refusal(Code.FORBIDDEN, "线索由在手里的人接办：要别人接办，先转交", "actor")
    await unit.connection.execute(
        update(OpinionLead).where(OpinionLead.id == number).values(**told, **values)
    )
    await _add_step(unit, number, action, values.get("holder_id"), words)
    unit.note(action, ENTITY, number, {"state": found.state, "version": version}, told)
    unit.result = number
    if values.get("holder_id") is not None and not unit.rights.has(Right.PLAN_OPINIONS):
        return found
    return await lead(unit.connection, unit.vault, number, unit.rights)


async def _add_step(unit: Unit, number: int, action: str, account_id: int | None, words: str | None) -> None:
    sealed = None
    if words is not None:
        check_unmarked(words, "words")
        wrapped = await unit.connection.scalar(select(OpinionLead.key).where(OpinionLead.id == number))
        sealed = key_of(unit.vault, wrapped).seal(LEAD_WORDS, words)
    added = insert(OpinionLeadStep).values(
        committee_id=unit.committee_id,
        lead_id=number,
        action=action,
        at=unit.at,
        actor=unit.actor.signature,
        by_id=unit.rights.account_id,
        account_id=account_id,
        words=sealed,
    )
    await unit.connection.execute(added)


async def _add(unit: Unit, told: Entered, holder: int) -> int:
    key = unit.vault.new()
    added = insert(OpinionLead).values(
        committee_id=unit.committee_id,
        state=LEADS.steps[0].to,
        version=1,
        key=key.wrapped,
        way=told.way,
        point_id=told.point,
        received_on=told.received_on,
        text=key.seal(LEAD_TEXT, told.text),
        sender=None if told.sender is None else key.seal(LEAD_SENDER, told.sender),
        phone=None if told.phone is None else key.seal(LEAD_PHONE, told.phone),
        holder_id=holder,
        entered_by=unit.rights.account_id,
        entered_at=unit.at,
    )
    number: int = (await unit.connection.execute(added.returning(OpinionLead.id))).scalar_one()
    await _add_step(unit, number, ENTER, holder, None)
    unit.note(ENTER, ENTITY, number, after={"state": LEADS.steps[0].to, "version": 1})
    return number


async def _same(unit: Unit, told: Entered) -> int | None:
    """A lead that the same person entered, of which nothing was done yet, and in which all is the same."""
    mine = (OpinionLead.entered_by == unit.rights.account_id) & (OpinionLead.version == 1)
    alike = (OpinionLead.received_on == told.received_on) & (OpinionLead.way == told.way)
    alike &= OpinionLead.holder_id == (told.holder or unit.rights.account_id)
    alike &= OpinionLead.point_id.is_not_distinct_from(told.point)
    columns = select(OpinionLead.id, OpinionLead.key, OpinionLead.text, OpinionLead.sender, OpinionLead.phone)
    sealed = {"text": LEAD_TEXT, "sender": LEAD_SENDER, "phone": LEAD_PHONE}
    for row in await unit.connection.execute(columns.where(mine, alike)):
        key = None if row.key is None else unit.vault.key(row.key)
        if all(opened(key, of, getattr(row, name)) == getattr(told, name) for name, of in sealed.items()):
            return int(row.id)
    return None


async def _checked(unit: Unit, entered: Entered) -> Entered:
    """The same without invisible characters; raises `Refusal`."""
    bounds, day = of_leads(), await today(unit.connection)
    if entered.way not in ways():
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(ways())}", "way")
    if entered.received_on > day:
        raise Refusal(Code.BAD_USER_INPUT, "这一天还没有到", "receivedOn")
    if (entered.way == AT_POINT) != (entered.point is not None):
        said = "选是哪个联系点" if entered.way == AT_POINT else "在联系点收到的，才写联系点"
        raise Refusal(Code.BAD_USER_INPUT, said, "contactPoint")
    if entered.point is not None:
        own = (ContactPoint.committee_id == unit.committee_id) & (ContactPoint.id == entered.point)
        of_day = existing(entered.received_on, entered.received_on)
        if await unit.connection.scalar(select(ContactPoint.id).where(own, of_day)) is None:
            raise Refusal(Code.NOT_FOUND, "没有这个联系点，或者那一天它不在", "contactPoint")
    text = several_lines(entered.text, "text", bounds.text)
    check_unmarked(text, "text")
    personal = {}
    for field, called, most in (("sender", "姓名", bounds.sender), ("phone", "电话", bounds.phone)):
        said = getattr(entered, field)
        personal[field] = None if not said or not said.strip() else one_line(said, most)
        if said and said.strip() and personal[field] is None:
            raise Refusal(Code.BAD_USER_INPUT, f"{called}最多 {most} 个字", field)
    return Entered(
        way=entered.way,
        received_on=entered.received_on,
        text=text,
        holder=entered.holder,
        point=entered.point,
        **personal,
    )
