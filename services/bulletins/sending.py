"""To whom a bulletin was sent, when and in which form (履13): noted first, then handed out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from documents.bulletin import Bulletin
from models.bulletin import ENDINGS, LAYOUTS, BulletinSending
from models.clock import CHINA, now
from models.rows import columns_of
from models.store import Store
from services.accounts.account import account
from services.actor import Actor, known
from services.bulletins.bulletin import ENTITY, Content, bulletin, content_of, content_of_year
from services.bulletins.figures import YearFigures, year_figures
from services.bulletins.issue import digest_of, file_of
from services.bulletins.wording import DRAFT, Address, rows_for, worded
from services.committee.committees import committee as committee_of
from services.reason import one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.board import Boards
from services.unit_of_work import Unit, check_right, unit_of_work

LONGEST_RECIPIENT, MOST_SENDINGS = 60, 500


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
        figures = await _figures(reading, boards, content)
    if next(rows_for(figures, to), None) is None:
        message = "没有委员在这个单位：照名册里“单位”的写法写"
        raise Refusal(Code.NOT_FOUND, message, "recipient")
    page = worded(content, figures, form.layout, to)
    # What cannot be set is not noted as sent.
    await asyncio.to_thread(file_of, page, form.ending, day)
    async with unit_of_work(store, committee, who, right=Right.CLOSE) as unit:
        connection, digest = unit.connection, digest_of(page)
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
        told = {"bulletin": number, "recipient": to.recipient, "employer": to.employer, "day": str(day)}
        as_what = {"layout": form.layout, "ending": form.ending, "digest": digest}
        unit.note("send", ENTITY, row_id, after={**told, **as_what})
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
        figures = await _figures(reading, boards, content)
    page = worded(content, figures, row.layout, Address(row.recipient, row.employer))
    if digest_of(page) != row.digest:
        message = "名册里的姓名、单位后来有变动，现在写出来的与当时寄的不同：请用当时留存的那一份"
        raise Refusal(Code.CONFLICT, message, "number")
    async with unit_of_work(store, committee, actor, right=Right.CLOSE) as unit:
        unit.note("export", ENTITY, row.bulletin_id, after={"sending": row.id})
    return row, page


async def copy_of_year(
    store: Store, boards: Boards, committee: str, actor: Actor, year: int, layout: str
) -> tuple[Content, Bulletin]:
    """The bulletin of a closed year as its readers see it, marked with who asks and when (议18), and as a
    draft until it is signed. Raises `Refusal`.
    """
    if layout not in LAYOUTS:
        raise Refusal(Code.NOT_FOUND, "没有这种版式：official（公文）或 brief（简报）")
    assert actor.account is not None
    async with store.reading() as reading:
        committee_id = (await committee_of(reading, committee)).id
        content = await content_of_year(reading, committee_id, year)
        figures = await _figures(reading, boards, content)
        own = await account(reading, store.vault, committee_id, actor.account)
        moment = (await now(reading)).astimezone(CHINA)
    draft = "" if content.signed else f"{DRAFT} "
    mark = f"{draft}{own.real_name} {(own.user_name or '')[-4:]} {moment:%Y-%m-%d %H:%M}"
    return content, worded(content, figures, layout, watermark=mark)


async def note_export(store: Store, committee: str, actor: Actor, content: Content, form: Form) -> None:
    """Notes that somebody had a copy of a bulletin, or of its draft, as a file."""
    async with unit_of_work(store, committee, actor, right=Right.READ) as unit:
        done = {"layout": form.layout, "ending": form.ending, "signed": content.signed is not None}
        unit.note("export", "year", content.closing.id, after={"year": content.closing.year, **done})


async def sending(connection: AsyncConnection, committee_id: int, number: int) -> SendingRow:
    """The sending of this row in a committee; raises `Refusal`."""
    own = (BulletinSending.committee_id == committee_id) & (BulletinSending.id == number)
    found = await _rows(connection, own)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这次寄送", "number")
    return found[0]


async def sendings(connection: AsyncConnection, bulletin_ids: Sequence[int]) -> list[SendingRow]:
    """The sendings of bulletins, the newest first."""
    return await _rows(connection, BulletinSending.bulletin_id.in_(bulletin_ids))


async def _check_sendable(unit: Unit, number: int, day: date) -> None:
    """Raises `Refusal` unless the bulletin is that of a closed year, and the day a fitting one."""
    signed = await bulletin(unit.connection, unit.committee_id, number)
    content = await content_of(unit.connection, signed)
    if not content.closing.in_effect:
        message = f"{content.closing.year} 年已经重新打开，这份通报不再寄送：重新关账、签发以后再寄"
        raise Refusal(Code.CONFLICT, message, "number")
    if not signed.signed_at.astimezone(CHINA).date() <= day <= unit.at.astimezone(CHINA).date():
        raise Refusal(Code.BAD_USER_INPUT, "寄送的日期在签发那天到今天之间", "day")
    if len(await sendings(unit.connection, [number])) >= MOST_SENDINGS:
        raise Refusal(Code.CONFLICT, f"一份通报最多记 {MOST_SENDINGS} 次寄送", "number")


async def _figures(connection: AsyncConnection, boards: Boards, content: Content) -> YearFigures:
    board = await boards.run(connection, content.closing.run_id)
    return await year_figures(connection, board, content.closing)


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[SendingRow]:
    columns = select(*_COLUMNS).where(condition).order_by(BulletinSending.id.desc()).limit(MOST_SENDINGS)
    return [SendingRow(*row) for row in await connection.execute(columns)]


def _checked(to: Address, form: Form) -> Address:
    recipient = one_line(to.recipient, LONGEST_RECIPIENT)
    if recipient is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写寄给谁，1 到 {LONGEST_RECIPIENT} 个字", "recipient")
    if form.layout not in LAYOUTS or form.ending not in ENDINGS:
        raise Refusal(Code.BAD_USER_INPUT, "版式是 official 或 brief，文件是 pdf、docx 或 xlsx", "ending")
    return Address(recipient, to.employer)
