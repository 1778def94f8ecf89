"""To whom a bulletin was sent, when and in which form (履13): noted first, then handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from documents.bulletin import Bulletin
from models.bulletin import ENDINGS, LAYOUTS, BulletinSending
from models.clock import CHINA, now
from models.rows import columns_of
from models.store import Store
from services.accounts.exports import Export, mark, named, note
from services.accounts.sessions import SessionRow
from services.actor import Actor, known
from services.bulletins.bulletin import ENTITY, Content, bulletin, content_of, content_of_year
from services.bulletins.figures import year_figures
from services.bulletins.issue import digest_of, file_of
from services.bulletins.wording import DRAFT, Address, rows_for, worded
from services.committee.committees import committee as committee_of
from services.reason import one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.board import Boards
from services.unit_of_work import Unit, check_right, unit_of_work

LONGEST_RECIPIENT, MOST_SENDINGS = 60, 500
WHAT, CALLED = "委员履职情况通报", {"official": "公文", "brief": "简报"}


@dataclass(frozen=True, slots=True)
class Form:
    """In which layout and as which file: `official` or `brief`, `pdf`, `docx` or `xlsx`."""

    layout: str
    ending: str


@dataclass(frozen=True, slots=True)
class SendingRow:
    """A sending: of which bulletin to whom, on which day, as what, and who noted it when."""

    id: int
    committee_id: int
    bulletin_id: int
    recipient: str
    employer: bool
    layout: str
    ending: str
    day: date
    digest: str
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin in words, what it tells, and the memberships that it names."""

    content: Content
    page: Bulletin
    members: Sequence[int]


_COLUMNS = columns_of(SendingRow, BulletinSending)


async def send(
    store: Store,
    boards: Boards,
    committee: str,
    actor: Actor | None,
    number: int,
    to: Address,
    form: Form,
    day: date,
) -> SendingRow:
    """Notes that a bulletin is sent to somebody; its file can be had from then on. Raises `Refusal`.

    An employer is told of the members that it employs, and there has to be one.
    """
    who, to = known(actor), _checked(to, form)
    await check_right(store, committee, who, Right.CLOSE)
    async with store.reading() as reading:
        committee_id = (await committee_of(reading, committee)).id
        content = await content_of(reading, await bulletin(reading, committee_id, number))
        told = await _told(reading, boards, content, form.layout, to)
    if not told.members:
        message = "没有委员在这个单位：照名册里“单位”的写法写"
        raise Refusal(Code.NOT_FOUND, message, "recipient")
    # What cannot be set is not noted as sent.
    await file_of(told.page, form.ending, day)
    async with unit_of_work(store, committee, who, right=Right.CLOSE) as unit:
        connection, digest = unit.connection, digest_of(told.page)
        await _check_sendable(unit, number, day)
        added = insert(BulletinSending).values(
            committee_id=committee_id,
            bulletin_id=number,
            recipient=to.recipient,
            employer=to.employer,
            layout=form.layout,
            ending=form.ending,
            day=day,
            digest=digest,
            noted_at=unit.at,
            noted_by=unit.actor.signature,
        )
        row_id: int = (await connection.execute(added.returning(BulletinSending.id))).scalar_one()
        to_whom = {"bulletin": number, "recipient": to.recipient, "employer": to.employer, "day": str(day)}
        as_what = {"layout": form.layout, "ending": form.ending, "digest": digest}
        unit.note("send", ENTITY, row_id, after={**to_whom, **as_what})
        await note(unit, _export(told, form, to.recipient))
        unit.result = row_id
        return await sending(connection, committee_id, row_id)


async def sent(
    store: Store, boards: Boards, committee: str, actor: Actor, number: int
) -> tuple[SendingRow, Bulletin]:
    """What was sent once, to be had again, without a watermark: of those who sign alone. Raises `Refusal`.

    Refused too where it would say something else today, as after the exit of a member.
    """
    await check_right(store, committee, actor, Right.CLOSE)
    async with store.reading() as reading:
        row = await sending(reading, (await committee_of(reading, committee)).id, number)
        content = await content_of(reading, await bulletin(reading, row.committee_id, row.bulletin_id))
        told = await _told(reading, boards, content, row.layout, Address(row.recipient, row.employer))
    if digest_of(told.page) != row.digest:
        message = "名册里的姓名、单位后来有变动，现在写出来的与当时寄的不同：请用当时留存的那一份"
        raise Refusal(Code.CONFLICT, message, "number")
    async with unit_of_work(store, committee, actor, right=Right.CLOSE) as unit:
        await note(unit, _export(told, Form(row.layout, row.ending), row.recipient))
    return row, told.page


async def copy_of_year(
    store: Store, boards: Boards, session: SessionRow, year: int, layout: str, *, look: bool
) -> Told:
    """The bulletin of a closed year as its readers see it, marked with who asks and when (议18), and as a
    draft until it is signed. Raises `Refusal`.

    To `look` at it is marked with the day alone: its sheets are asked for one by one, and are set once.
    """
    if layout not in LAYOUTS:
        raise Refusal(Code.NOT_FOUND, "没有这种版式：official（公文）或 brief（简报）")
    by = await named(store, session)
    async with store.reading() as reading:
        content = await content_of_year(reading, session.committee_id, year)
        draft = "" if content.signed else f"{DRAFT} "
        at = (await now(reading)).astimezone(CHINA)
        marked = f"{draft}{mark(by, at.date() if look else at)}"
        return await _told(reading, boards, content, layout, watermark=marked)


async def note_export(store: Store, session: SessionRow, told: Told, form: Form) -> None:
    """Notes that somebody had a copy of a bulletin, or of its draft, as a file."""
    async with unit_of_work(store, session.committee, session.actor, right=Right.READ) as unit:
        await note(unit, _export(told, form))


async def sending(connection: AsyncConnection, committee_id: int, number: int) -> SendingRow:
    """The sending of this row in a committee; raises `Refusal`."""
    own = (BulletinSending.committee_id == committee_id) & (BulletinSending.id == number)
    found = await _rows(connection, own)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这次寄送", "number")
    return found[0]


async def sendings(connection: AsyncConnection, bulletin_ids: Sequence[int]) -> dict[int, list[SendingRow]]:
    """The sendings of each of these bulletins, the newest first; `send` bounds how many one can have."""
    found: dict[int, list[SendingRow]] = {one: [] for one in bulletin_ids}
    for row in await _rows(connection, BulletinSending.bulletin_id.in_(bulletin_ids)):
        found[row.bulletin_id].append(row)
    return found


async def _check_sendable(unit: Unit, number: int, day: date) -> None:
    """Raises `Refusal` unless the bulletin is that of a closed year, and the day a fitting one."""
    signed = await bulletin(unit.connection, unit.committee_id, number)
    content = await content_of(unit.connection, signed)
    if not content.closing.in_effect:
        message = f"{content.closing.year} 年已经重新打开，这份通报不再寄送：重新关账、签发以后再寄"
        raise Refusal(Code.CONFLICT, message, "number")
    if not signed.signed_at.astimezone(CHINA).date() <= day <= unit.at.astimezone(CHINA).date():
        raise Refusal(Code.BAD_USER_INPUT, "寄送的日期在签发那天到今天之间", "day")
    noted = select(func.count()).where(BulletinSending.bulletin_id == number)
    if (await unit.connection.scalar(noted) or 0) >= MOST_SENDINGS:
        raise Refusal(Code.CONFLICT, f"一份通报最多记 {MOST_SENDINGS} 次寄送", "number")


async def _told(
    connection: AsyncConnection,
    boards: Boards,
    content: Content,
    layout: str,
    to: Address | None = None,
    watermark: str = "",
) -> Told:
    board = await boards.run(connection, content.closing.run_id)
    figures = await year_figures(connection, board, content.closing)
    members = [row.entry.id for row in rows_for(figures, to)]
    return Told(content, worded(content, figures, layout, to, watermark), members)


def _export(told: Told, form: Form, recipient: str = "") -> Export:
    """A copy, or what went to a recipient, as the trail and those whom it names are told of it."""
    draft = "" if told.content.signed else "稿"
    to_whom = f"，寄给{recipient}" if recipient else ""
    return Export(
        what=f"{WHAT}{draft}（{CALLED[form.layout]}{to_whom}）",
        form=form.ending,
        year=told.content.closing.year,
        rows=len(told.members),
        conditions={},
        members=told.members,
    )


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[SendingRow]:
    columns = select(*_COLUMNS).where(condition).order_by(BulletinSending.id.desc())
    return [SendingRow(*row) for row in await connection.execute(columns)]


def _checked(to: Address, form: Form) -> Address:
    recipient = one_line(to.recipient, LONGEST_RECIPIENT)
    if recipient is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写寄给谁，1 到 {LONGEST_RECIPIENT} 个字", "recipient")
    if form.layout not in LAYOUTS or form.ending not in ENDINGS:
        raise Refusal(Code.BAD_USER_INPUT, "版式是 official 或 brief，文件是 pdf、docx 或 xlsx", "ending")
    return Address(recipient, to.employer)
