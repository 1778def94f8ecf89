"""What an exit erases of objections: all that was said for whoever exits, and their name in what was said of
others. Departments write under the keys of their own accounts, which stay.
"""

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import name_text
from models.account import Account
from models.member import Membership, Person
from models.objection import Objection, ObjectionStep
from services.accounts.sealing import OBJECTION_TITLE, OBJECTION_WORDS, opened
from services.unit_of_work import Unit
from services.uploads.policy import OBJECTION
from services.uploads.upload import erase_attached

# Stands where a name stood: of two people of one name it says of neither that they have exited.
SOMEBODY = "某委员"


async def has_exited(connection: AsyncConnection, membership_id: int | None) -> bool:
    """Whether of this member nothing is kept any more but the number."""
    gone = exists().where(Membership.id == membership_id, Membership.person_id == Person.id)
    return bool(await connection.scalar(select(gone.where(Person.exited_at.is_not(None)))))


async def erase_of(unit: Unit, membership_ids: Collection[int], name: str) -> None:
    """Takes away what was said for these members, with the files; states, verdicts and numbers stay.

    Where a department has written the `name` elsewhere, as in an objection to a record of many, or in the
    grounds of an answer, `SOMEBODY` stands in its place.
    """
    of_members = (Objection.committee_id == unit.committee_id) & Objection.membership_id.in_(membership_ids)
    numbers = list(await unit.connection.scalars(select(Objection.id).where(of_members)))
    untitled = update(Objection).where(Objection.id.in_(numbers)).values(title=None)
    await unit.connection.execute(untitled)
    unsaid = update(ObjectionStep).where(ObjectionStep.objection_id.in_(numbers)).values(words=None)
    await unit.connection.execute(unsaid)
    await erase_attached(unit, OBJECTION, numbers)
    unnamed = partial(_pattern(name).sub, SOMEBODY)
    await _unname_grounds(unit, unnamed)
    by_department = Account.person_id.is_(None)
    await _unname(unit, Objection, Objection.title, OBJECTION_TITLE, by_department, unnamed)
    said = by_department | ObjectionStep.department.is_not(None)
    await _unname(unit, ObjectionStep, ObjectionStep.words, OBJECTION_WORDS, said, unnamed)


def _pattern(name: str) -> re.Pattern[str]:
    """A name however it is spaced: names of two characters are often written with a space."""
    return re.compile(r"\s*".join(map(re.escape, name_text(name).replace(" ", ""))))


async def _unname_grounds(unit: Unit, unnamed: Callable[[str], str]) -> None:
    """Takes a name out of clauses and steps, which are not sealed."""
    columns = select(Objection.id, Objection.citation, Objection.step)
    answered = (Objection.committee_id == unit.committee_id) & Objection.verdict.is_not(None)
    for row in (await unit.connection.execute(columns.where(answered))).all():
        before = {"citation": row.citation, "step": row.step}
        after = {column: text and unnamed(text) for column, text in before.items()}
        if after != before:
            await unit.connection.execute(update(Objection).where(Objection.id == row.id).values(after))


async def _unname(
    unit: Unit,
    table: type[Objection | ObjectionStep],
    column: Any,
    field: str,
    which: ColumnElement[bool],
    unnamed: Callable[[str], str],
) -> None:
    """Takes a name out of sealed texts, and seals those anew in which it stood."""
    columns = select(table.id, Account.key, column.label("sealed")).where(column.is_not(None), which)
    if table is ObjectionStep:
        columns = columns.join(Objection, Objection.id == ObjectionStep.objection_id)
    columns = columns.join(Account, Account.id == Objection.account_id)
    for row in (await unit.connection.execute(columns.where(table.committee_id == unit.committee_id))).all():
        text = opened(unit.vault, row.key, field, row.sealed)
        if text is not None and (told := unnamed(text)) != text:
            sealed = unit.vault.key(row.key).seal(field, told)
            await unit.connection.execute(update(table).where(table.id == row.id).values({column: sealed}))
