"""What an exit erases of objections: all that was said for whoever exits, and their name in what was said of
others. Departments write under the keys of their own accounts, which stay.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
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
    others = await unit.connection.scalars(
        select(Person.name).where(Person.committee_id == unit.committee_id)
    )
    naming = _naming(name, others)
    await _unname_grounds(unit, naming)
    by_department = Account.person_id.is_(None)
    await _unname(unit, Objection, Objection.title, OBJECTION_TITLE, by_department, naming)
    said = by_department | ObjectionStep.department.is_not(None)
    await _unname(unit, ObjectionStep, ObjectionStep.words, OBJECTION_WORDS, said, naming)


# What may stand beside a name that stands for itself, and is no part of a longer word.
_BEFORE = r"(?:(?<!\w)|(?<=委员)|(?<=同志)|(?<=主席)|(?<=[和与及]))"
_AFTER = r"(?!\w)|(?=委员|同志|主席|副主席)"


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name, and the longer names of others in which it stands: those are left alone.

    People's texts lose it wherever else it stands, since too much is better than too little. A clause is the
    measure's wording (精神文明建设): there it is a name only with something that ends a word on both sides,
    in a step of the reckoning on one.
    """

    longer: str
    name: str

    def out_of_words(self, text: str) -> str:
        """A text of a department without the name."""
        return self._without(self.name, text)

    def out_of_step(self, text: str) -> str:
        """A step of the reckoning without the name."""
        return self._without(f"{_BEFORE}{self.name}|{self.name}(?:{_AFTER})", text)

    def out_of_clause(self, text: str) -> str:
        """A clause without the name."""
        return self._without(f"{_BEFORE}{self.name}(?:{_AFTER})", text)

    def _without(self, name: str, text: str) -> str:
        pattern = f"(?P<longer>{self.longer})|{name}" if self.longer else name
        return re.sub(pattern, lambda found: found.groupdict().get("longer") or SOMEBODY, text)


def _naming(name: str, others: Iterable[str]) -> _Naming:
    """A name however it is spaced: names of two characters are often written with a space. A longer one is
    known as such where all of it is spaced, or nothing.
    """
    own, known = _letters(name), {_letters(one) for one in others}
    longer = sorted((one for one in known if own in one and one != own), key=lambda one: (-len(one), one))
    spaced = (way.join(map(re.escape, one)) for one in longer for way in ("", r"\s+"))
    return _Naming("|".join(spaced), r"\s*".join(map(re.escape, own)))


def _letters(name: str) -> str:
    return name_text(name).replace(" ", "")


async def _unname_grounds(unit: Unit, naming: _Naming) -> None:
    """Takes a name out of clauses and steps, which are not sealed."""
    columns = select(Objection.id, Objection.citation, Objection.step)
    answered = (Objection.committee_id == unit.committee_id) & Objection.verdict.is_not(None)
    for row in (await unit.connection.execute(columns.where(answered))).all():
        before = {"citation": row.citation, "step": row.step}
        after = {
            "citation": row.citation and naming.out_of_clause(row.citation),
            "step": row.step and naming.out_of_step(row.step),
        }
        if after != before:
            await unit.connection.execute(update(Objection).where(Objection.id == row.id).values(after))


async def _unname(
    unit: Unit,
    table: type[Objection | ObjectionStep],
    column: Any,
    field: str,
    which: ColumnElement[bool],
    naming: _Naming,
) -> None:
    """Takes a name out of sealed texts, and seals those anew in which it stood."""
    columns = select(table.id, Account.key, column.label("sealed")).where(column.is_not(None), which)
    if table is ObjectionStep:
        columns = columns.join(Objection, Objection.id == ObjectionStep.objection_id)
    columns = columns.join(Account, Account.id == Objection.account_id)
    for row in (await unit.connection.execute(columns.where(table.committee_id == unit.committee_id))).all():
        text = opened(unit.vault, row.key, field, row.sealed)
        if text is not None and (told := naming.out_of_words(text)) != text:
            sealed = unit.vault.key(row.key).seal(field, told)
            await unit.connection.execute(update(table).where(table.id == row.id).values({column: sealed}))
