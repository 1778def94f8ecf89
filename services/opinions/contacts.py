"""That a unit spoke to an author about what it answered is noted, by the unit or by the Office (议12): a
rating that is changed afterwards shows it.
"""

from dataclasses import dataclass
from datetime import date

from models.clock import day_of
from models.store import Store
from services.actor import Actor, known
from services.opinions.handling import HandlingRow
from services.opinions.handling_by_office import OWN
from services.opinions.handling_by_unit import LEADS
from services.opinions.handling_step import Said, moved, seen
from services.opinions.rating_form import rating_form
from services.opinions.transitions import CONTACT, HANDLINGS, REPORT_CONTACT
from services.refusal import Code, Refusal
from services.rights.held import today
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class Contact:
    """On which day a unit spoke to an author, and how, by a code of the list."""

    day: date
    how: str


async def note_contact(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, contact: Contact
) -> HandlingRow:
    """Notes it for the unit that leads; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.HANDLE_OPINIONS) as unit:
        found = await seen(unit, number, version)
        if found.lead not in found.acting:
            raise Refusal(Code.FORBIDDEN, LEADS, "actor")
        HANDLINGS.after(found.state, CONTACT)
        await _check(unit, found, contact)
        said = Said(unit=found.lead, day=contact.day, how=contact.how)
        return await moved(unit, found, CONTACT, said)


async def report_contact(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, contact: Contact
) -> HandlingRow:
    """Notes what the Office heard of, about what somebody else wrote; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.CHECK_HANDLING) as unit:
        found = await seen(unit, number, version)
        if found.authored:
            raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")
        HANDLINGS.after(found.state, REPORT_CONTACT)
        await _check(unit, found, contact)
        return await moved(unit, found, REPORT_CONTACT, Said(day=contact.day, how=contact.how))


async def _check(unit: Unit, found: HandlingRow, contact: Contact) -> None:
    if contact.how not in rating_form().contacts:
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(rating_form().contacts)}", "how")
    if contact.day > await today(unit.connection):
        raise Refusal(Code.BAD_USER_INPUT, "这一天还没有到", "day")
    if contact.day < (begun := day_of(found.begun_at)):
        raise Refusal(Code.BAD_USER_INPUT, f"{begun} 才转办：写联系的那一天", "day")
