"""What people say of a year (履12): each department of its own, the Members' Work Committee of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.problem import masked
from models.bulletin import Analysis
from models.rows import columns_of
from models.store import Store
from rules.loader import EVERYONE
from services.actor import Actor, known
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.policy import roles_held
from services.rights.role import Right
from services.runs.listing import years
from services.unit_of_work import Unit, note_refusal, unit_of_work

ENTITY = "analysis"
MOST_VERSIONS, MOST_DEPARTMENTS = 100, 100


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    """A version of what is said of a year: by a `department` of its own, or of the whole (全体)."""

    id: int
    committee_id: int
    year: int
    department: str
    version: int
    text: str
    written_at: datetime
    written_by: str


_COLUMNS = columns_of(AnalysisRow, Analysis)


async def write_of_department(
    store: Store, committee: str, actor: Actor | None, year: int, department: str, version: int, text: str
) -> AnalysisRow:
    """Writes the next version of what a department says; only its own people may. Raises `Refusal`."""
    who = known(actor)
    async with unit_of_work(store, committee, who, right=Right.ENTER) as unit:
        own = departments_of(unit.rights)
        if department in own:
            return await _write(unit, year, department, version, text)
    await note_refusal(store, committee, who, Right.ENTER)
    message = f"一个部门的分析由这个部门的人写；您可以写的部门：{'、'.join(own) or '没有'}"
    raise Refusal(Code.FORBIDDEN, message, "department")


async def write_overall(
    store: Store, committee: str, actor: Actor | None, year: int, version: int, text: str
) -> AnalysisRow:
    """Writes the next version of what is said of the whole year. Raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.CLOSE) as unit:
        return await _write(unit, year, EVERYONE, version, text)


async def analyses(connection: AsyncConnection, committee_id: int, year: int) -> list[AnalysisRow]:
    """The latest version of each department, by name, that of the whole last; at most a hundred."""
    of_year = _of_year(committee_id, year)
    latest = select(func.max(Analysis.id)).where(of_year).group_by(Analysis.department)
    columns = select(*_COLUMNS).where(Analysis.id.in_(latest))
    ordered = columns.order_by(Analysis.department == EVERYONE, Analysis.department).limit(MOST_DEPARTMENTS)
    return [AnalysisRow(*row) for row in await connection.execute(ordered)]


async def versions(
    connection: AsyncConnection, committee_id: int, year: int, department: str
) -> list[AnalysisRow]:
    """The versions of a department, the newest first; at most a hundred."""
    own = _of_year(committee_id, year) & (Analysis.department == department)
    columns = select(*_COLUMNS).where(own).order_by(Analysis.version.desc()).limit(MOST_VERSIONS)
    return [AnalysisRow(*row) for row in await connection.execute(columns)]


async def of_rows(connection: AsyncConnection, rows: Sequence[int]) -> list[AnalysisRow]:
    """The versions with these rows, in this order."""
    found = await connection.execute(select(*_COLUMNS).where(Analysis.id.in_(rows)))
    by_id = {row.id: AnalysisRow(*row) for row in found}
    return [by_id[one] for one in rows]


def departments_of(rights: Rights) -> list[str]:
    """The departments for which somebody may say something, by name."""
    held = roles_held(rights)
    return sorted({one for one, role in held if one is not None and Right.ENTER in role.rights})


async def _write(unit: Unit, year: int, department: str, version: int, text: str) -> AnalysisRow:
    told = several_lines(text, "text")
    if masked(told) != told:
        raise Refusal(Code.BAD_USER_INPUT, "分析里不要写电话号码、身份证号", "text")
    connection, committee_id = unit.connection, unit.committee_id
    if year not in (await years(connection, [committee_id])).get(committee_id, []):
        raise Refusal(Code.NOT_FOUND, f"{year} 年还没有记分，没有可分析的", "year")
    own = _of_year(committee_id, year) & (Analysis.department == department)
    latest = await connection.scalar(select(func.max(Analysis.version)).where(own)) or 0
    if latest != version:
        message = f"其间有人写了第 {latest} 版，您照着改的是第 {version} 版：看过新的再写"
        raise Refusal(Code.CONFLICT, message, "version")
    added = insert(Analysis).values(
        committee_id=committee_id,
        year=year,
        department=department,
        version=latest + 1,
        text=told,
        written_at=unit.at,
        written_by=unit.actor.signature,
    )
    row_id: int = (await connection.execute(added.returning(Analysis.id))).scalar_one()
    # The trail is never erased, and what people write may name somebody: the words stay in their row.
    digest = sha256(told.encode()).hexdigest()
    after = {"year": year, "department": department, "version": latest + 1, "digest": digest}
    unit.note("write", ENTITY, row_id, after=after)
    unit.result = row_id
    return (await of_rows(connection, [row_id]))[0]


def _of_year(committee_id: int, year: int) -> ColumnElement[bool]:
    return (Analysis.committee_id == committee_id) & (Analysis.year == year)
