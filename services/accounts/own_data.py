"""What is held of the holder of an account, for them to see (个人信息保护法 第四十四、四十五条): every field
of the account and of the roster, and who has read in full what is shown to nobody.

To read it is itself such a reading, and leaves its line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.change import Change
from models.check_in import CheckInArrival
from models.closing import Statement
from models.co_signature import CoSignature
from models.committee import Term
from models.leave import Leave
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.notice import NoticeChoice
from models.objection import Objection
from models.opinion import Opinion
from models.record import Part, Record
from models.store import Store
from services.accounts.account import ENTITY, AccountRow, account
from services.accounts.exports import EXPORT
from services.accounts.sealing import NOTICE_MAIL, opened
from services.accounts.sessions import SessionRow
from services.members.phones import DISCLOSE, FIELD, MANY
from services.members.wording import text
from services.rights.policy import TOLD
from services.slice import Slice, sliced
from services.unit_of_work import Unit, unit_of_work

NAME, PHONE, DEPARTMENT, NUMBER, MAIL = "姓名", "电话", "部门", "委员编号", "提醒邮箱"
OF_ACCOUNT = (NAME, PHONE, DEPARTMENT)
MOST_READINGS = 100
# So many lines of the trail are read at once, and so many in all, for each names everybody who was in a file.
AT_ONCE, MOST_LINES = 500, 20_000
_OfMember = Statement | Leave | CheckInArrival | CoSignature
# What the trail calls what was read.
_WHAT = {FIELD: PHONE, "feedback": "意见"}


@dataclass(frozen=True, slots=True)
class HeldField:
    """A field that is held: what it is called, its value in full, since when, and of which term of office.

    `since` is None where it holds from the beginning, `term` where it is one of the account or of the person.
    """

    name: str
    value: str
    since: date | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """That somebody has read in full what is held of a person, or `exported` it: when, who, why.

    `what` is 电话 or 意见, of a file what it is called. `year` is that of what was exported, where it is of
    one, with how many `people`.
    """

    what: str
    exported: bool
    at: datetime
    actor: str
    department: str | None
    reason: str | None
    year: int | None
    people: int


@dataclass(frozen=True, slots=True)
class OwnData:
    """All that is held of a person. What tells of their work and results is counted: it is read elsewhere.

    `objections` are those of the account, and those that departments raised for the member; `opinions` are
    the items that the account wrote, without drafts that were thrown away.
    """

    account: tuple[HeldField, ...]
    roster: tuple[HeldField, ...]
    records: int
    statements: int
    leaves: int
    objections: int
    opinions: int
    arrivals: int
    co_signatures: int
    readings: tuple[Reading, ...]


async def own_data(store: Store, session: SessionRow) -> OwnData:
    """What is held of whoever is signed in; raises `Sick` where the master key is not at hand."""
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        own = await account(unit.connection, unit.vault, unit.committee_id, session.account_id)
        found = OwnData(
            account=(*_of_account(own), *await _mail(unit, own.id)),
            roster=() if own.person_id is None else await _roster(unit, own.person_id),
            records=await _records(unit.connection, own.person_id),
            statements=await _of_member(unit.connection, own.person_id, Statement),
            leaves=await _of_member(unit.connection, own.person_id, Leave),
            objections=await _objections(unit.connection, own),
            opinions=await _opinions(unit.connection, own.id),
            arrivals=await _of_member(unit.connection, own.person_id, CheckInArrival),
            co_signatures=await _of_member(unit.connection, own.person_id, CoSignature),
            readings=await _readings(unit.connection, unit.committee_id, own),
        )
        unit.note(DISCLOSE, ENTITY, own.id, after={"fields": [FIELD]})
    return found


async def held_names(connection: AsyncConnection, account_id: int) -> list[str]:
    """What the fields are called that are held of the holder of an account."""
    person_id = await connection.scalar(select(Account.person_id).where(Account.id == account_id))
    if person_id is None:
        return [*OF_ACCOUNT]
    columns = select(MemberAttribute.attribute).join(
        Membership, Membership.id == MemberAttribute.membership_id
    )
    named = await connection.scalars(columns.where(Membership.person_id == person_id).distinct())
    return [*OF_ACCOUNT, NUMBER, *sorted(named)]


def _of_account(own: AccountRow) -> tuple[HeldField, ...]:
    values = zip(OF_ACCOUNT, (own.real_name, own.user_name, own.department), strict=True)
    return tuple(HeldField(name, value) for name, value in values if value)


async def _mail(unit: Unit, account_id: int) -> list[HeldField]:
    """The address to which notices are sent, where mail was chosen."""
    columns = select(Account.key, NoticeChoice.mail).join(NoticeChoice, NoticeChoice.account_id == Account.id)
    rows = (await unit.connection.execute(columns.where(Account.id == account_id))).all()
    mails = [opened(unit.vault, row.key, NOTICE_MAIL, row.mail) for row in rows]
    return [HeldField(MAIL, mail) for mail in mails if mail is not None]


async def _roster(unit: Unit, person_id: int) -> tuple[HeldField, ...]:
    columns = select(Person.name, Person.key, Person.phone).where(Person.id == person_id)
    name, key, sealed = (await unit.connection.execute(columns)).one()
    found = [HeldField(NAME, name)]
    if key is not None and sealed is not None:
        found.append(HeldField(PHONE, unit.vault.key(key).open(FIELD, sealed)))
    offices = (
        select(Membership.id, Membership.number, Membership.first_day, Term.name)
        .join(Term, Term.id == Membership.term_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.id)
    )
    for membership_id, number, first_day, term in (await unit.connection.execute(offices)).all():
        found.append(HeldField(NUMBER, number, first_day, term))
        found += await _attributes(unit.connection, membership_id, term)
    return tuple(found)


async def _attributes(connection: AsyncConnection, membership_id: int, term: str) -> list[HeldField]:
    columns = select(MemberAttribute.attribute, MemberAttribute.since, MemberAttribute.value)
    rows = await connection.execute(columns.where(MemberAttribute.membership_id == membership_id))
    # Databases sort Chinese each in its own way.
    return [
        HeldField(name, text(value), None if since == ALWAYS else since, term)
        for name, since, value in sorted(rows, key=lambda row: (row.attribute, row.since))
    ]


async def _records(connection: AsyncConnection, person_id: int | None) -> int:
    """How many records there are of a person of which they know: a draft is nothing that was told yet."""
    columns = (
        select(func.count(Part.record_id.distinct()))
        .join(Membership, Membership.id == Part.membership_id)
        .join(Record, Record.id == Part.record_id)
    )
    return await connection.scalar(columns.where(Membership.person_id == person_id, TOLD)) or 0


async def _of_member(connection: AsyncConnection, person_id: int | None, table: type[_OfMember]) -> int:
    """How many rows of a table are about a person, in all terms."""
    columns = select(func.count(table.id)).join(Membership, Membership.id == table.membership_id)
    return await connection.scalar(columns.where(Membership.person_id == person_id)) or 0


async def _objections(connection: AsyncConnection, own: AccountRow) -> int:
    theirs = select(Membership.id).where(Membership.person_id == own.person_id)
    which = or_(Objection.account_id == own.id, Objection.membership_id.in_(theirs))
    return await connection.scalar(select(func.count(Objection.id)).where(which)) or 0


async def _opinions(connection: AsyncConnection, account_id: int) -> int:
    kept = or_(Opinion.state != "withdrawn", Opinion.submitted_at.is_not(None))
    columns = select(func.count(Opinion.id)).where(Opinion.account_id == account_id, kept)
    return await connection.scalar(columns) or 0


async def _readings(connection: AsyncConnection, committee_id: int, own: AccountRow) -> tuple[Reading, ...]:
    """Who has read in full, or taken out, what is held of this person, the last first: `MOST_READINGS` at
    most, among the last `MOST_LINES` that may tell of them.
    """
    columns = select(
        *(Change.id, Change.at, Change.actor, Change.department, Change.reason),
        *(Change.action, Change.entity, Change.after),
    ).where(Change.committee_id == committee_id, Change.action.in_((DISCLOSE, EXPORT)))
    mine = (Change.entity == ENTITY) & (Change.entity_id == own.id)
    rosters = (Change.entity == MANY) & (Change.entity_id == committee_id)
    found: list[Reading] = []
    part: Slice[tuple[Any, ...]] = Slice(AT_ONCE)
    for _ in range(MOST_LINES // AT_ONCE):
        rows: Sequence[Any] = await sliced(connection, columns.where(mine | rosters), (Change.id,), part)
        found += (_reading(row) for row in rows if row.entity == ENTITY or _is_of(row.after, own.person_id))
        if len(rows) < AT_ONCE or len(found) >= MOST_READINGS:
            break
        part = Slice(AT_ONCE, after=(rows[-1].id,))
    return tuple(found[:MOST_READINGS])


def _reading(row: Any) -> Reading:
    told: dict[str, Any] = row.after
    read = (_WHAT.get(one, one) for one in told.get("fields", ()))
    what = told["what"] if row.action == EXPORT else "、".join(read)
    year, people, exported = told.get("year"), told.get("members", 1), row.entity == MANY
    return Reading(what, exported, row.at, row.actor, row.department, row.reason, year, people)


def _is_of(told: dict[str, Any], person_id: int | None) -> bool:
    """Whether what was taken out held a person; lines of former programs do not say, and count for all."""
    return person_id is not None and person_id in told.get("persons", [person_id])
