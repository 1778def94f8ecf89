"""An opinion item (千岛议家) as it is read: by its author as it is being written, by all others as it was
submitted last. Who did what is told by side: the author, or the Office.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.account import NAME, Account
from models.among import Among
from models.base import LAST_ROW
from models.member import Membership, Person
from models.opinion import Opinion, OpinionAuthor, OpinionDraft, OpinionStep, OpinionText
from models.personal import PersonKey, Vault
from services.accounts.sealing import OPINION_DRAFT
from services.accounts.sealing import opened as opened_of_account
from services.committee.workdays import calendar_of, calendars_of
from services.opinions.due import due_of, is_before
from services.opinions.form import CoAuthor, Written
from services.opinions.sealing import AUTHOR, PARTS, WORDS, opened
from services.opinions.sources import NONE, SourceRow, sources_of
from services.refusal import Code, Refusal
from services.rights.held import Rights, today
from services.rights.opinions import HIDDEN, OPINIONS, written_with
from services.slice import Slice, sliced
from services.uploads.policy import OPINION
from services.uploads.upload import UploadRow, attached, handed_in

ENTITY = "opinion"
WAITING = "submitted"
# What a row of the table and an `OpinionRow` have alike.
_SAME = (
    *("id", "committee_id", "account_id", "membership_id", "state", "version", "begun_at"),
    *("submitted_at", "text_number", "record_id", "open", "withheld_at"),
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A thing that was done: when, about which text, for which reason of the list, in which words."""

    action: str
    at: datetime
    text_number: int
    reason: str | None
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRow:
    """An item; `models.opinion` says more. `written` is what is in it now for whoever reads it, `submitted`
    what was submitted last; None where nobody can read it any more. `draft`: it is not submitted so.
    `saved_at` is when it was written so. `members` are the memberships of its co-authors, `due` is the day by
    which it has its first review; None where it was never submitted, or the working days are not known.
    """

    id: int
    committee_id: int
    account_id: int
    membership_id: int | None
    state: str
    version: int
    begun_at: datetime
    submitted_at: datetime | None
    text_number: int
    record_id: int | None
    open: bool | None
    withheld_at: datetime | None
    due: date | None
    overdue: bool
    writer: str
    own: bool
    draft: bool
    saved_at: datetime
    written: Written | None
    submitted: Written | None
    source: SourceRow
    members: frozenset[int]
    files: tuple[UploadRow, ...]
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items of a committee are asked for; None is no condition. `numbers` are those in which `words`
    were found.
    """

    committee_id: int
    state: str | None = None
    area: str | None = None
    urgency: str | None = None
    overdue: bool | None = None
    words: tuple[str, ...] | None = None
    numbers: Collection[int] | None = field(default=None, repr=False)


async def own(
    connection: AsyncConnection,
    vault: Vault,
    rights: Rights,
    part: Slice[tuple[int]],
    numbers: Collection[int] | None = None,
) -> list[OpinionRow]:
    """Those that somebody wrote, alone or with others, the newest first; of these `numbers` alone, if any."""
    return await _slice(connection, vault, _own(rights, numbers), rights, part)


async def count_own(
    connection: AsyncConnection, rights: Rights, numbers: Collection[int] | None = None
) -> int:
    """How many `own` can give."""
    return await _counted(connection, _own(rights, numbers))


async def inbox(
    connection: AsyncConnection, vault: Vault, wanted: Wanted, rights: Rights, part: Slice[tuple[int]]
) -> list[OpinionRow]:
    """Those that were submitted, for whoever reviews, the newest first."""
    return await _slice(connection, vault, await _wanted(connection, wanted, rights), rights, part)


async def count_inbox(connection: AsyncConnection, wanted: Wanted, rights: Rights) -> int:
    """How many `inbox` can give."""
    return await _counted(connection, await _wanted(connection, wanted, rights))


async def opinion(
    connection: AsyncConnection, vault: Vault, committee_id: int, number: int, rights: Rights
) -> OpinionRow:
    """One that somebody may read; raises `Refusal`."""
    of_number = (Opinion.committee_id == committee_id) & (Opinion.id == min(number, LAST_ROW))
    rows = (await connection.execute(_COLUMNS.where(of_number, OPINIONS.rows(rights)))).all()
    found = await _shown(connection, vault, rows, rights)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的信息，或者不是给您看的", "number")
    return found[0]


async def readable(
    connection: AsyncConnection,
    vault: Vault,
    committee_id: int,
    numbers: Sequence[int],
    most: int,
    rights: Rights,
) -> list[OpinionRow]:
    """The first of these items, in this order, that somebody may read; `most` at most."""
    of_numbers = (Opinion.committee_id == committee_id) & Among(Opinion.id, numbers)
    found = set(await connection.scalars(select(Opinion.id).where(of_numbers, OPINIONS.rows(rights))))
    first = [one for one in numbers if one in found][:most]
    rows = (await connection.execute(_COLUMNS.where(Opinion.id.in_(first)))).all()
    shown = await _shown(connection, vault, rows, rights)
    return sorted(shown, key=lambda one: first.index(one.id))


async def of_paper(
    connection: AsyncConnection, vault: Vault, numbers: Collection[int], rights: Rights
) -> dict[int, OpinionRow]:
    """Those of which papers are made, for somebody who may read the papers: that was asked before."""
    rows = (await connection.execute(_COLUMNS.where(Opinion.id.in_(numbers)))).all()
    return {one.id: one for one in await _shown(connection, vault, rows, rights)}


def is_author(found: OpinionRow, rights: Rights) -> bool:
    """Whether somebody wrote an item, alone or with others: whoever did gives it no review."""
    return found.own or not rights.own.isdisjoint(found.members)


def check_version(found: OpinionRow, version: int) -> None:
    """Raises `Refusal` where another, or another device, was faster."""
    if found.version != version:
        message = f"这条信息其间改动过（现在是第 {found.version} 版）：先看现在的，再改、再办"
        raise Refusal(Code.CONFLICT, message, "version")


_COLUMNS: Any = select(
    *(getattr(Opinion, column.key) for column in Opinion.__table__.columns),
    *(Account.key.label("seal"), NAME),
).join(Account, Account.id == Opinion.account_id)


def _own(rights: Rights, numbers: Collection[int] | None) -> ColumnElement[bool]:
    """Without what was taken back before it was submitted: of that nothing is left."""
    of_account, of_others = aliased(Opinion), aliased(Opinion)
    kept = or_(of_account.state != "withdrawn", of_account.submitted_at.is_not(None))
    begun = select(of_account.id).where(of_account.account_id == rights.account_id, kept)
    told = written_with(rights, of_others).where(of_others.state.not_in(HIDDEN))
    # By number alone: with an "or" the database would look through all that the committee has.
    theirs = Opinion.id.in_(union(begun, told))
    return theirs if numbers is None else and_(theirs, Among(Opinion.id, numbers))


async def _wanted(connection: AsyncConnection, wanted: Wanted, rights: Rights) -> ColumnElement[bool]:
    found = [Opinion.committee_id == wanted.committee_id, Opinion.state.not_in(HIDDEN), OPINIONS.rows(rights)]
    for name in ("state", "area", "urgency"):
        if (value := getattr(wanted, name)) is not None:
            found.append(getattr(Opinion, name) == value)
    if wanted.overdue is not None:
        late = Opinion.id.in_(await _late(connection, wanted.committee_id))
        found.append(late if wanted.overdue else ~late)
    if wanted.numbers is not None:
        found.append(Among(Opinion.id, wanted.numbers))
    return and_(*found)


async def _late(connection: AsyncConnection, committee_id: int) -> list[int]:
    """Which of those that wait have not had their first review in time."""
    waiting = select(Opinion.id, Opinion.urgency, Opinion.submitted_at)
    waiting = waiting.where(Opinion.committee_id == committee_id, Opinion.state == WAITING)
    day, calendar = await today(connection), await calendar_of(connection, committee_id)
    rows = (await connection.execute(waiting)).all()
    return [one.id for one in rows if is_before(due_of(calendar, one.submitted_at, one.urgency), day)]


async def _slice(
    connection: AsyncConnection,
    vault: Vault,
    which: ColumnElement[bool],
    rights: Rights,
    part: Slice[tuple[int]],
) -> list[OpinionRow]:
    rows = await sliced(connection, _COLUMNS.where(which), (Opinion.id,), part)
    return await _shown(connection, vault, rows, rights)


async def _counted(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    return (await connection.scalar(select(func.count()).select_from(Opinion).where(which))) or 0


async def _shown(
    connection: AsyncConnection, vault: Vault, rows: Sequence[Any], rights: Rights
) -> list[OpinionRow]:
    keys = {row.id: None if row.key is None else vault.key(row.key) for row in rows}
    drafts = await _drafts(connection, vault, [row for row in rows if row.account_id == rights.account_id])
    texts = await _texts(connection, keys)
    authors = await _authors(connection, keys)
    files = await _files(connection, vault, texts, keys, drafts, rights)
    steps = await _steps(connection, keys)
    day = await today(connection)
    calendars = await calendars_of(connection, {row.committee_id for row in rows})
    handed = {row.id: _submitted(row, keys[row.id], texts.get(row.id), authors[row.id]) for row in rows}
    written = {one: drafts[one].written if one in drafts else said for one, said in handed.items()}
    sources = await sources_of(connection, written, day)
    found = []
    for row in rows:
        draft = drafts.get(row.id)
        due = due_of(calendars[row.committee_id], row.submitted_at, row.urgency)
        found.append(
            OpinionRow(
                **{name: getattr(row, name) for name in _SAME},
                due=due,
                overdue=row.state == WAITING and is_before(due, day),
                writer=row.real_name,
                own=row.account_id == rights.account_id,
                draft=draft is not None,
                saved_at=draft.saved_at if draft is not None else row.submitted_at or row.begun_at,
                written=written[row.id],
                submitted=handed[row.id],
                source=sources.get(row.id, NONE),
                members=frozenset(one.membership_id for one in authors[row.id] if one.membership_id),
                files=tuple(files[row.id]),
                steps=tuple(steps[row.id]),
            )
        )
    return found


def _submitted(row: Any, key: PersonKey | None, text: Any, authors: Iterable["_Author"]) -> Written | None:
    """The text that was submitted last; None where there is none, or nobody can read it any more."""
    if text is None or key is None:
        return None
    parts: dict[str, Any] = {name: key.open(field, getattr(text, name)) for name, field in PARTS.items()}
    return Written(
        **parts,
        area=row.area,
        urgency=row.urgency,
        source=row.source,
        open=row.open,
        follows=row.follows_id,
        call=row.call_id,
        point=row.point_id,
        lead=row.lead_id,
        authors=tuple(one.told for one in authors),
        files=tuple(text.files),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    written: Written
    saved_at: datetime


async def _drafts(connection: AsyncConnection, vault: Vault, rows: Iterable[Any]) -> dict[int, _Draft]:
    """What is being written of items, by their author."""
    seals = {row.id: row.seal for row in rows}
    columns = select(OpinionDraft.opinion_id, OpinionDraft.content, OpinionDraft.saved_at)
    found = {}
    for row in await connection.execute(columns.where(OpinionDraft.opinion_id.in_(seals))):
        text = opened_of_account(vault, seals[row.opinion_id], OPINION_DRAFT, row.content)
        if text is not None:
            found[row.opinion_id] = _Draft(Written.of_text(text), row.saved_at)
    return found


async def _files(
    connection: AsyncConnection,
    vault: Vault,
    texts: Mapping[int, Any],
    numbers: Collection[int],
    drafts: Mapping[int, _Draft],
    rights: Rights,
) -> dict[int, list[UploadRow]]:
    """The files of the last text of each item; of one that is being written those that are to be its."""
    of_items = await attached(connection, vault, OPINION, numbers)
    wanted = {one for draft in drafts.values() for one in draft.written.files}
    free = [] if rights.account_id is None else await handed_in(connection, vault, rights.account_id, wanted)
    found = {}
    for number in numbers:
        known = {one.id: one for one in of_items[number]}
        named = texts[number].files if number in texts else ()
        if number in drafts:
            known, named = known | {one.id: one for one in free}, drafts[number].written.files
        found[number] = [known[one] for one in named if one in known]
    return found


async def _texts(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, Any]:
    """The last text of each item that was submitted."""
    parts = (getattr(OpinionText, name) for name in PARTS)
    columns = select(OpinionText.opinion_id, *parts, OpinionText.files)
    last = (Opinion.id == OpinionText.opinion_id) & (Opinion.text_number == OpinionText.number)
    rows = await connection.execute(columns.join(Opinion, last).where(Opinion.id.in_(numbers)))
    return {row.opinion_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Author:
    told: CoAuthor
    membership_id: int | None


async def _authors(
    connection: AsyncConnection, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[_Author]]:
    """The co-authors of the last text of each item; of those whose names nobody can read any more nothing."""
    found: dict[int, list[_Author]] = {number: [] for number in keys}
    columns = (
        select(OpinionAuthor.opinion_id, OpinionAuthor.membership_id, OpinionAuthor.name.label("sealed"))
        .add_columns(Membership.number, Person.name)
        .join(
            Opinion,
            (Opinion.id == OpinionAuthor.opinion_id) & (Opinion.text_number == OpinionAuthor.text_number),
        )
        .outerjoin(Membership, Membership.id == OpinionAuthor.membership_id)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(Opinion.id.in_(keys))
        .order_by(OpinionAuthor.place)
    )
    for row in await connection.execute(columns):
        name = row.name or opened(keys[row.opinion_id], AUTHOR, row.sealed)
        if name is not None:
            found[row.opinion_id].append(_Author(CoAuthor(name, row.number), row.membership_id))
    return found


async def _steps(
    connection: AsyncConnection, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[StepRow]]:
    found: dict[int, list[StepRow]] = {number: [] for number in keys}
    columns = select(OpinionStep.opinion_id, OpinionStep.action, OpinionStep.at, OpinionStep.text_number)
    columns = columns.add_columns(OpinionStep.reason, OpinionStep.words)
    of_numbers = columns.where(OpinionStep.opinion_id.in_(keys)).order_by(OpinionStep.id)
    for row in await connection.execute(of_numbers):
        said = opened(keys[row.opinion_id], WORDS, row.words)
        found[row.opinion_id].append(StepRow(row.action, row.at, row.text_number, row.reason, said))
    return found
