"""Exit (履4): what is held of a person is erased, in two steps; points of closed years stay without a name.

It is asked for, and then confirmed by another person; where nobody else may, by the same one after a week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import day_of, now
from models.erasure import swept
from models.member import ALWAYS, MemberAttribute, Membership, Person
from rules.catalogue import Catalogue
from services.accounts.account import end
from services.check_in.forgetting import forget_accounts
from services.connectors import erasing as connectors
from services.entry.desk import Done
from services.members.name_order import sort_key
from services.members.phones import forget
from services.members.writing import called_otherwise
from services.objections import erasing as objections
from services.people.desk import People, Place
from services.people.office import Office
from services.people.standing import SERVING, STEPS
from services.reason import checked_reason
from services.refusal import Code, Refusal
from services.rights.held import today
from services.rights.role import Right
from services.unit_of_work import Unit

ENTITY, EXIT = "person", "exit"
# Days after which whoever asked may confirm as well.
WAITING = 7


async def ask_exit(people: People, membership_id: int, version: int | None, reason: str) -> Done:
    """Marks a person, who is in no office any more, as one whose data is to be erased."""
    async with people.on(membership_id, version, Right.ENROL, checked_reason(reason)) as place:
        unit, person_id = place.unit, place.office.person_id
        if place.standing == SERVING:
            await _check_out_of_office(unit, place.offices)
        STEPS.after(place.standing, "ask exit")
        await _mark(unit, person_id, await now(unit.connection), unit.actor.signature)
        unit.note("ask exit", ENTITY, person_id)
        unit.result = membership_id
        return Done(membership_id)


async def cancel_exit(people: People, membership_id: int, version: int | None, reason: str) -> Done:
    """Takes the mark away again."""
    async with people.on(membership_id, version, Right.ENROL, checked_reason(reason)) as place:
        unit, person_id = place.unit, place.office.person_id
        STEPS.after(place.standing, "cancel exit")
        await _mark(unit, person_id, None, None)
        unit.note("cancel exit", ENTITY, person_id)
        unit.result = membership_id
        return Done(membership_id)


async def confirm_exit(people: People, membership_id: int, version: int | None, reason: str) -> Done:
    """Erases a person: the key is destroyed, name and free texts go, the account is closed with its sessions
    and files. Raises `Refusal`, `SECOND_PERSON_REQUIRED` for whoever asked less than a week ago.

    Memberships, records and points stay under the number.
    """
    async with people.on(membership_id, version, Right.ENROL, checked_reason(reason)) as place:
        unit, person_id = place.unit, place.office.person_id
        STEPS.after(place.standing, EXIT)
        # A roster that was imported since, or the days of a term, may have put them into office again.
        await _check_out_of_office(unit, place.offices)
        await _check_second(unit, person_id)
        await _erase(place, [one.id for one in place.offices])
        unit.note(EXIT, ENTITY, person_id)
        done = await people.followed(unit, membership_id, ALWAYS)
    await swept(people.store)
    return done


async def _erase(place: Place, membership_ids: list[int]) -> None:
    unit, person_id = place.unit, place.office.person_id
    # By the name, which goes below.
    await connectors.dismiss_of(unit, person_id)
    name = (await unit.connection.execute(select(Person.name).where(Person.id == person_id))).scalar_one()
    await objections.erase_of(unit, membership_ids, name)
    await forget(unit, person_id)
    number = f"已退出{person_id}"
    gone = {"name": number, "sort_key": sort_key(number), "exited_at": await now(unit.connection)}
    gone |= {"exit_asked_at": None, "exit_asked_by": None}
    await unit.connection.execute(update(Person).where(Person.id == person_id).values(gone))
    await called_otherwise(unit)
    texts = _texts(place.catalogue)
    own = MemberAttribute.membership_id.in_(membership_ids), MemberAttribute.attribute.in_(texts)
    await unit.connection.execute(delete(MemberAttribute).where(*own))
    raised = update(Membership).where(Membership.id.in_(membership_ids))
    await unit.connection.execute(raised.values(version=Membership.version + 1))
    account = select(Account.id).where(Account.person_id == person_id)
    account_ids = (await unit.connection.scalars(account)).all()
    await forget_accounts(unit, account_ids)
    for account_id in account_ids:
        await end(unit, account_id)


def _texts(catalogue: Catalogue) -> list[str]:
    return [one.name for one in catalogue.member_attributes() if one.type == "text"]


async def _check_out_of_office(unit: Unit, offices: Sequence[Office]) -> None:
    """Raises `Refusal` where the person is in office today, or will be."""
    day = await today(unit.connection)
    for one in offices:
        if one.ends >= day:
            message = f"还在任（{one.term.name}，编号 {one.number}）：先办离任，离任以后才能退出"
            raise Refusal(Code.CONFLICT, message, "id")


async def _check_second(unit: Unit, person_id: int) -> None:
    asked_at, asked_by = await _asked(unit.connection, person_id)
    assert asked_at is not None
    waited = await now(unit.connection) - asked_at
    if asked_by == unit.actor.signature and waited < timedelta(days=WAITING):
        until = day_of(asked_at + timedelta(days=WAITING))
        message = f"请另一人确认；没有另一人的，{until} 起可以由提出的人确认"
        raise Refusal(Code.SECOND_PERSON_REQUIRED, message, "actor")


async def _asked(connection: AsyncConnection, person_id: int) -> tuple[datetime | None, str | None]:
    """When and by whom an exit was asked for, as it is stored."""
    by = type_coerce(Person.exit_asked_by, String)
    row = (await connection.execute(select(Person.exit_asked_at, by).where(Person.id == person_id))).one()
    return row[0], row[1]


async def _mark(unit: Unit, person_id: int, moment: datetime | None, who: str | None) -> None:
    marked = update(Person).where(Person.id == person_id)
    await unit.connection.execute(marked.values(exit_asked_at=moment, exit_asked_by=who))
