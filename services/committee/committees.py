"""Committees and their terms."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.among import Among
from models.committee import Committee, Term
from models.quick import Quick
from models.store import Store
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee: its row, its code in addresses and commands, its name, and how often it has changed."""

    id: int
    code: str
    name: str
    revision: int


_COLUMNS = select(Committee.id, Committee.code, Committee.name, Committee.revision)
# Put together once: that costs more than to run it.
_OF_CODES = Quick(_COLUMNS.where(Among(Committee.code, "codes")))


async def committees(connection: AsyncConnection) -> list[CommitteeRow]:
    """All committees of the installation, by code."""
    return [CommitteeRow(*row) for row in await connection.execute(_COLUMNS.order_by(Committee.code))]


async def committees_of_codes(connection: AsyncConnection, codes: Collection[str]) -> dict[str, CommitteeRow]:
    """The committees of these codes; one that is not there is left out."""
    found = (CommitteeRow(*row) for row in await _OF_CODES.rows(connection, codes=codes))
    return {one.code: one for one in found}


async def committees_of_ids(connection: AsyncConnection, ids: Collection[int]) -> dict[int, CommitteeRow]:
    """The committees of these rows; one that is not there is left out."""
    rows = await connection.execute(_COLUMNS.where(Committee.id.in_(ids)))
    return {row.id: CommitteeRow(*row) for row in rows}


async def committee(connection: AsyncConnection, code: str) -> CommitteeRow:
    """The committee of this code; raises `Refusal`."""
    found = await committees_of_codes(connection, [code])
    if code not in found:
        raise Refusal(Code.NOT_FOUND, "没有这个政协", "committee")
    return found[code]


async def establish(store: Store, code: str, name: str) -> None:
    """Makes sure that the committee exists; its first unit of work follows, and notes what it adds."""
    if not CODE.fullmatch(code):
        raise Refusal(Code.BAD_USER_INPUT, "代号用小写英文字母、数字和连字符，如 zhoushan", "committee")
    async with store.writing() as connection:
        if code not in await committees_of_codes(connection, [code]):
            await connection.execute(insert(Committee), [{"code": code, "name": name, "revision": 0}])


async def term_of(unit: Unit, name: str | None, day: date) -> int:
    """The term of this name, made where it is new; without a name the one that holds `day`, or the only one.

    Raises `Refusal` where that is not a single one.
    """
    columns = select(Term.id).where(Term.committee_id == unit.committee_id)
    if name is None:
        holds = (
            or_(Term.first_day.is_(None), Term.first_day <= day),
            or_(Term.last_day.is_(None), Term.last_day >= day),
        )
        found = list(await unit.connection.scalars(columns.where(*holds)))
        if len(found) == 1:
            return found[0]
        if not found and not await unit.connection.scalar(columns.limit(1)):
            return await _add_term(unit, "本届")
        raise Refusal(Code.BAD_USER_INPUT, "看不出是哪一届，请写明届次，如 第八届", "term")
    known = await unit.connection.scalar(columns.where(Term.name == name))
    return known if known is not None else await _add_term(unit, name)


async def _add_term(unit: Unit, name: str) -> int:
    if not name.strip() or len(name) > 40:
        raise Refusal(Code.BAD_USER_INPUT, "届次写成 第八届，不超过 40 个字", "term")
    added = insert(Term).values(committee_id=unit.committee_id, name=name).returning(Term.id)
    term_id: int = (await unit.connection.execute(added)).scalar_one()
    unit.note("add", "term", term_id, after={"name": name})
    return term_id
