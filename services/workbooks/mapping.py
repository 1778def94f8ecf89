"""The mapping of a committee (对应表): what its office has told about its files, kept with its trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.answers import LASTING, Answers
from files.mapping import read_mapping
from files.problem import masked
from models.change import Change
from models.mapping import OfficeMapping
from models.store import Store
from services.actor import Actor, known
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import unit_of_work

NAME = "对应表"
ENTITY = "mapping"


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A committee's mapping: its row, the YAML text, and how often it was put; 0: nobody has put any."""

    id: int | None
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class MappingChange:
    """A line of the mapping's trail: who put which text, when and why."""

    at: datetime
    actor: str
    department: str | None
    reason: str | None
    version: int
    text: str


async def mapping_of(connection: AsyncConnection, committee_id: int) -> MappingRow:
    """The mapping of a committee; an empty one where nobody has put any."""
    columns = select(OfficeMapping.id, OfficeMapping.version, OfficeMapping.text)
    found = await connection.execute(columns.where(OfficeMapping.committee_id == committee_id))
    row = found.one_or_none()
    return MappingRow(None, 0, "") if row is None else MappingRow(row.id, row.version, row.text)


async def told_by(connection: AsyncConnection, committee_id: int) -> Answers:
    """What the mapping of a committee says."""
    found = await mapping_of(connection, committee_id)
    return read_mapping(found.text, NAME) if found.text.strip() else Answers()


async def mapping_changes(
    connection: AsyncConnection, committee_id: int, most: int
) -> Sequence[MappingChange]:
    """The trail of a committee's mapping, the newest first; at most so many lines."""
    columns = (
        select(Change.at, Change.actor, Change.department, Change.reason, Change.after)
        .where(Change.committee_id == committee_id, Change.entity == ENTITY)
        .order_by(Change.revision.desc())
        .limit(most)
    )
    return [
        MappingChange(row.at, row.actor, row.department, row.reason, row.after["version"], row.after["text"])
        for row in await connection.execute(columns)
    ]


async def put_mapping(
    store: Store,
    committee: str,
    actor: Actor | None,
    text: str,
    reason: str | None = None,
    version: int | None = None,
) -> MappingRow:
    """Puts the whole mapping of a committee; the same text again changes nothing.

    `version` is the one that was changed (None: whichever there is). Raises `DocumentRefused` with the lines
    of what is wrong, `Refusal` where the text tells of single persons or somebody was faster.
    """
    check_mapping(text)
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.IMPORT) as unit:
        found = await mapping_of(unit.connection, unit.committee_id)
        if version is not None and version != found.version:
            message = f"对应表已被别人改过（现在是第 {found.version} 版），请先看现在的再改"
            raise Refusal(Code.CONFLICT, message, "version")
        if found.text == text:
            return found
        fresh = {"version": found.version + 1, "text": text}
        if found.id is None:
            added = insert(OfficeMapping).values(committee_id=unit.committee_id, **fresh)
            row_id: int = (await unit.connection.execute(added.returning(OfficeMapping.id))).scalar_one()
        else:
            row_id = found.id
            changed = update(OfficeMapping).where(OfficeMapping.id == row_id).values(fresh)
            await unit.connection.execute(changed)
        before = None if found.id is None else {"version": found.version, "text": found.text}
        unit.note("add" if found.id is None else "change", ENTITY, row_id, before, fresh)
        unit.result = row_id
    return MappingRow(row_id, found.version + 1, text)


def check_mapping(text: str) -> None:
    """Raises `DocumentRefused` or `Refusal` where the text is no mapping that may be kept."""
    if not text.strip():
        return
    answers = read_mapping(text, NAME)
    if masked(text) != text:
        raise Refusal(Code.BAD_USER_INPUT, "对应表里不能写电话号码、身份证号", "text")
    passing = sorted({section.value for section, _ in answers.said if section not in LASTING})
    if passing:
        message = (
            f"“{'”“'.join(passing)}”只对这一年的文件有用，不写进对应表；"
            f"对应表里可以写：{'、'.join(section.value for section in LASTING)}"
        )
        raise Refusal(Code.BAD_USER_INPUT, message, "text")
