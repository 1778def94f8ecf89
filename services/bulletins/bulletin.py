"""The bulletin of a closed year (履13): signed once, by a named person, after the year was computed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.bulletin import Bulletin
from models.closing import Closing
from models.rows import columns_of
from models.store import Store
from rules.loader import EVERYONE
from services.actor import Actor, known
from services.bulletins.analysis import AnalysisRow, analyses, of_rows
from services.committee.committees import committee as committee_of
from services.reason import one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.closings import ClosingRow, chosen, in_effect, of_id
from services.unit_of_work import check_right, unit_of_work
from services.years.verification import verify

ENTITY = "bulletin"
LONGEST_NUMBER, MOST_ISSUES, MOST = 40, 9_999, 100


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A signed year: the closing, the number of the document, the issue of the brief, who signed and when.

    `analyses` are the rows of the versions that it tells.
    """

    id: int
    committee_id: int
    closing_id: int
    number: str
    issue: int
    analyses: Sequence[int]
    signed_at: datetime
    signed_by: str


_COLUMNS = columns_of(BulletinRow, Bulletin)


@dataclass(frozen=True, slots=True)
class Content:
    """What a bulletin tells: a closing, and what was said of the year; `signed` None: it is a draft."""

    closing: ClosingRow
    analyses: Sequence[AnalysisRow]
    signed: BulletinRow | None


async def sign(
    store: Store, committee: str, actor: Actor | None, year: int, number: str, issue: int
) -> BulletinRow:
    """Signs a closed year with what is said of it now, once it was computed again and nothing differed.

    Raises `Refusal`: where it is open or signed, or nobody has said anything of the whole year.
    """
    who, called = known(actor), one_line(number, LONGEST_NUMBER)
    if called is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写发文字号，1 到 {LONGEST_NUMBER} 个字", "number")
    if not 1 <= issue <= MOST_ISSUES:
        raise Refusal(Code.BAD_USER_INPUT, f"期数写 1 到 {MOST_ISSUES:,}", "issue")
    await check_right(store, committee, who, Right.CLOSE)
    async with store.reading() as reading:
        closing = await _closed(reading, (await committee_of(reading, committee)).id, year)
    verified = await verify(store, closing)
    if not verified.same:
        message = f"{year} 年重算的结果与关账时的不同，不能签发：先在关账页核对，查明原因"
        raise Refusal(Code.CONFLICT, message, "year")
    async with unit_of_work(store, committee, who, right=Right.CLOSE) as unit:
        connection, committee_id = unit.connection, unit.committee_id
        if await _closed(connection, committee_id, year) != closing:
            raise Refusal(Code.CONFLICT, f"{year} 年刚刚重新关过账，请再签发一次", "year")
        if await _rows(connection, Bulletin.closing_id == closing.id):
            raise Refusal(Code.CONFLICT, f"{year} 年的结果已经签发；要改先重新打开这一年", "year")
        told = await analyses(connection, committee_id, year)
        if all(one.department != EVERYONE for one in told):
            raise Refusal(Code.CONFLICT, "还没有写全体的综合分析：先写好再签发", "year")
        added = insert(Bulletin).values(
            committee_id=committee_id,
            closing_id=closing.id,
            number=called,
            issue=issue,
            analyses=[one.id for one in told],
            signed_at=unit.at,
            signed_by=unit.actor.signature,
        )
        row_id: int = (await connection.execute(added.returning(Bulletin.id))).scalar_one()
        after = {"year": year, "closing": closing.id, "number": called, "issue": issue}
        unit.note("sign", ENTITY, row_id, after={**after, "analyses": [one.id for one in told]})
        unit.result = row_id
        return await bulletin(connection, committee_id, row_id)


async def bulletin(connection: AsyncConnection, committee_id: int, number: int) -> BulletinRow:
    """The bulletin of this row in a committee; raises `Refusal`."""
    found = await _rows(connection, (Bulletin.committee_id == committee_id) & (Bulletin.id == number))
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这份通报", "number")
    return found[0]


async def bulletins(connection: AsyncConnection, committee_id: int, year: int) -> list[BulletinRow]:
    """The bulletins of a year, the newest first; those of closings that were opened again among them."""
    of_year = select(Closing.id).where(Closing.committee_id == committee_id, Closing.year == year)
    return await _rows(connection, Bulletin.closing_id.in_(of_year))


async def content_of(connection: AsyncConnection, signed: BulletinRow) -> Content:
    """What a signed bulletin tells."""
    (closing,) = await chosen(connection, of_id(signed.closing_id))
    return Content(closing, await of_rows(connection, signed.analyses), signed)


async def content_of_year(connection: AsyncConnection, committee_id: int, year: int) -> Content:
    """What the bulletin of a closed year tells, or will tell once it is signed; raises `Refusal`."""
    closing = await _closed(connection, committee_id, year)
    signed = await _rows(connection, Bulletin.closing_id == closing.id)
    if signed:
        return await content_of(connection, signed[0])
    return Content(closing, await analyses(connection, committee_id, year), None)


async def _closed(connection: AsyncConnection, committee_id: int, year: int) -> ClosingRow:
    closing = await in_effect(connection, committee_id, year)
    if closing is None:
        raise Refusal(Code.CONFLICT, f"{year} 年还没有关账：通报只讲关了账的结果", "year")
    return closing


async def _rows(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[BulletinRow]:
    columns = select(*_COLUMNS).where(condition).order_by(Bulletin.id.desc()).limit(MOST)
    return [BulletinRow(*row) for row in await connection.execute(columns)]
