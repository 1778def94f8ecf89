"""Notes of interpretation (履19): how the Members' Work Committee understands a rule, or the deadline.

They stand beside the measure and are no part of it: they change no digest and no point.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.problem import masked
from models.interpretation import Interpretation
from models.rows import columns_of
from models.store import Store
from services.actor import Actor, known
from services.reason import checked_reason, one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets.versions import in_force
from services.unit_of_work import unit_of_work

ENTITY = "interpretation"
LONGEST = 1_000
# So many stand beside the rules of a year; withdrawn ones among them.
MOST = 500


@dataclass(frozen=True, slots=True)
class InterpretationRow:
    """A note beside the rule `code` of the measure of a year; None: beside the deadline for entering.

    `withdrawn_at` None: it holds.
    """

    id: int
    committee_id: int
    year: int
    code: str | None
    text: str
    author: str
    written_at: datetime
    withdrawn_at: datetime | None


_COLUMNS = columns_of(InterpretationRow, Interpretation)


async def interpret(
    store: Store, committee: str, actor: Actor | None, year: int, code: str | None, text: str
) -> InterpretationRow:
    """Puts a note beside a rule of the measure in force, or beside the deadline; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.PUBLISH) as unit:
        told = _checked(text)
        connection, committee_id = unit.connection, unit.committee_id
        if code is not None:
            rule_set = (await in_force(connection, committee_id, year)).rule_set
            if code not in rule_set.nodes():
                message = f"{year} 年的办法里没有“{code[:40]}”：写一条规则的代码，如 {rule_set.root.id}"
                raise Refusal(Code.NOT_FOUND, message, "code")
        if len(await interpretations(connection, committee_id, year)) >= MOST:
            raise Refusal(Code.CONFLICT, f"一年最多 {MOST} 条解释", "year")
        added = insert(Interpretation).values(
            committee_id=committee_id,
            year=year,
            code=code,
            text=told,
            author=unit.actor.signature,
            written_at=unit.at,
        )
        row_id: int = (await connection.execute(added.returning(Interpretation.id))).scalar_one()
        unit.note("interpret", ENTITY, row_id, after={"year": year, "code": code, "text": told})
        unit.result = row_id
        return await interpretation(connection, committee_id, row_id)


async def withdraw(
    store: Store, committee: str, actor: Actor | None, number: int, reason: str
) -> InterpretationRow:
    """Says that a note holds no longer; it stays, and can be read. Raises `Refusal`."""
    who, why = known(actor), checked_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.PUBLISH) as unit:
        found = await interpretation(unit.connection, unit.committee_id, number)
        if found.withdrawn_at is not None:
            raise Refusal(Code.CONFLICT, "这条解释已经撤回", "number")
        own = update(Interpretation).where(Interpretation.id == number)
        await unit.connection.execute(own.values(withdrawn_at=unit.at))
        unit.note("withdraw", ENTITY, number, before={"text": found.text})
        unit.result = number
        return await interpretation(unit.connection, unit.committee_id, number)


async def interpretation(connection: AsyncConnection, committee_id: int, number: int) -> InterpretationRow:
    """The note of this number; raises `Refusal`."""
    of_committee = Interpretation.committee_id == committee_id, Interpretation.id == number
    found = (await connection.execute(select(*_COLUMNS).where(*of_committee))).one_or_none()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "没有这条解释", "number")
    return InterpretationRow(*found)


async def interpretations(
    connection: AsyncConnection, committee_id: int, year: int
) -> list[InterpretationRow]:
    """All notes of a year, the newest first; withdrawn ones, too."""
    return await _read(connection, _of_year(committee_id, year))


async def in_force_of(
    connection: AsyncConnection, years: Collection[tuple[int, int]]
) -> dict[tuple[int, int], list[InterpretationRow]]:
    """The notes that hold, of committees and years, the oldest first."""
    found: dict[tuple[int, int], list[InterpretationRow]] = {one: [] for one in years}
    holding = or_(*(_of_year(*one) for one in years)) & Interpretation.withdrawn_at.is_(None)
    for row in reversed(await _read(connection, holding)):
        found[row.committee_id, row.year].append(row)
    return found


def beside(notes: Iterable[InterpretationRow], code: str | None) -> list[InterpretationRow]:
    """Those of them that stand beside one rule, or beside the deadline."""
    return [one for one in notes if one.code == code]


def _of_year(committee_id: int, year: int) -> ColumnElement[bool]:
    return (Interpretation.committee_id == committee_id) & (Interpretation.year == year)


async def _read(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[InterpretationRow]:
    columns = select(*_COLUMNS).where(condition).order_by(Interpretation.id.desc())
    return [InterpretationRow(*row) for row in await connection.execute(columns)]


def _checked(text: str) -> str:
    told = one_line(text, LONGEST)
    if told is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写明怎么理解，1 到 {LONGEST} 个字", "text")
    if masked(told) != told:
        raise Refusal(Code.BAD_USER_INPUT, "解释里不要写电话号码、身份证号", "text")
    return told
