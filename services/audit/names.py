"""What is said by a name and not by a pseudonym: who acted before there were accounts, and free text.

Lines that stand are not written anew, nor are published rules and closed years (ADR 0031): what is found here
is told, to whoever has to answer for it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.change import Change
from models.committee import Committee
from models.member import Person
from models.signature import OF_ACCOUNT, Signature
from models.tables import metadata
from services.chain import Line
from services.trail import lines

# Signs of a name: other signs end it.
_RUN = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """A name that somebody gave who acted without an account: in how many lines, and from when to when.

    `account` is the number of the one account of that name that there is now; None: none, or several.
    """

    name: str
    lines: int
    first: datetime
    last: datetime
    account: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A name that stands beside the trail, as in `rule_sets.author`, and in how many rows of that column."""

    column: str
    name: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is found of a committee: who `acted` by the trail, who `signed` elsewhere; `said` are the numbers
    of lines whose text has the name of a member or of an account of today, or what reads like it.
    """

    code: str
    name: str
    acted: tuple[Acted, ...]
    signed: tuple[Signed, ...]
    said: tuple[int, ...]


async def names(connection: AsyncConnection, code: str | None = None) -> list[Names]:
    """What is found of each committee, or of the one of this code, by code."""
    columns = select(Committee.id, Committee.code, Committee.name).order_by(Committee.code)
    if code is not None:
        columns = columns.where(Committee.code == code)
    found = []
    for committee_id, of, called in (await connection.execute(columns)).all():
        staff = await _accounts(connection, committee_id)
        members = await connection.scalars(select(Person.name).where(Person.committee_id == committee_id))
        known = {one for one in (*members, *staff) if len(one) > 1}
        said = [
            row.id
            async for row in lines(connection, Change.committee_id == committee_id)
            if _says(row.line, known, {len(one) for one in known})
        ]
        acted = await _acted(connection, committee_id, staff)
        signed = await _signed(connection, committee_id)
        found.append(Names(code=of, name=called, acted=acted, signed=signed, said=tuple(said)))
    return found


async def _accounts(connection: AsyncConnection, committee_id: int) -> dict[str, list[int]]:
    """The accounts of a committee by the names of those who hold them."""
    of = (Account.committee_id == committee_id) & (Account.state != "closed")
    found: dict[str, list[int]] = {}
    for number, name in await connection.execute(select(Account.id, NAME).where(of).order_by(Account.id)):
        found.setdefault(name, []).append(number)
    return found


async def _acted(
    connection: AsyncConnection, committee_id: int, staff: dict[str, list[int]]
) -> tuple[Acted, ...]:
    stored = type_coerce(Change.actor, String)
    asked = (
        select(stored.label("name"), func.count(), func.min(Change.at), func.max(Change.at))
        .where(Change.committee_id == committee_id, stored.not_like(f"{OF_ACCOUNT}%"))
        # Neither the program nor whoever had not signed in is somebody.
        .where(Change.channel != "system", stored.not_like("（%"))
        .group_by(stored)
        .order_by(func.min(Change.id))
    )
    return tuple(
        Acted(
            name=name,
            lines=count,
            first=first,
            last=last,
            account=staff[name][0] if len(staff.get(name, ())) == 1 else None,
        )
        for name, count, first, last in (await connection.execute(asked)).all()
    )


async def _signed(connection: AsyncConnection, committee_id: int) -> tuple[Signed, ...]:
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, Signature) or table is Change.__table__:
                continue
            stored = type_coerce(column, String)
            asked = select(stored, func.count()).group_by(stored).order_by(stored)
            of = table.c.committee_id == committee_id, stored.not_like(f"{OF_ACCOUNT}%")
            for name, rows in (await connection.execute(asked.where(*of))).all():
                found.append(Signed(column=f"{table.name}.{column.name}", name=name, rows=rows))
    return tuple(found)


def _says(line: Line, known: Collection[str], lengths: Collection[int]) -> bool:
    """Whether a name stands in what a line says of its change."""
    text = "\n".join(filter(None, (line.before, line.after, line.reason)))
    return any(
        run[at : at + length] in known
        for run in _RUN.findall(text)
        for length in lengths
        for at in range(len(run) - length + 1)
    )
