"""What is published inside a committee (议14): the edited text of papers, as it was signed, with who wrote it
and what became of it. Nothing is copied: what the rule takes no more is gone from here at once.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import NAME, Account
from models.among import Among
from models.base import LAST_ROW
from models.member import Membership, Person
from models.opinion import Opinion, OpinionAuthor, OpinionOutcome
from models.opinion_paper import Paper, PaperItem, PaperText
from models.personal import Vault
from services.opinions.form import Written
from services.opinions.sealing import PARTS, opened
from services.opinions.search import text_of
from services.refusal import Code, Refusal
from services.rights.published import published
from services.slice import Slice, sliced


@dataclass(frozen=True, slots=True)
class PublishedOutcome:
    """An adoption, or that a leader gave an instruction, without its words: of what level, on a day."""

    outcome: str
    level: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """A paper that is published. `authors` are the submitters and the members who wrote with them, item by
    item; who is no member is not named.
    """

    id: int
    written: Written
    vehicle: str
    year: int
    issue: int
    signed_at: datetime
    merged: bool
    authors: tuple[str, ...]
    outcomes: tuple[PublishedOutcome, ...]


async def published_papers(
    connection: AsyncConnection,
    vault: Vault,
    committee_id: int,
    numbers: Collection[int] | None,
    part: Slice[tuple[int]],
) -> list[PublishedRow]:
    """What is published, the newest first; of these `numbers` alone, if any."""
    rows = await sliced(connection, _COLUMNS.where(_which(committee_id, numbers)), (Paper.id,), part)
    return await _shown(connection, vault, rows)


async def count_published(
    connection: AsyncConnection, committee_id: int, numbers: Collection[int] | None
) -> int:
    """How many `published_papers` can give."""
    which = _which(committee_id, numbers)
    return (await connection.scalar(select(func.count()).select_from(Paper).where(which))) or 0


async def published_paper(
    connection: AsyncConnection, vault: Vault, committee_id: int, number: int
) -> PublishedRow:
    """One that is published; raises `Refusal`."""
    of_number = published(committee_id) & (Paper.id == min(number, LAST_ROW))
    rows = (await connection.execute(_COLUMNS.where(of_number))).all()
    found = await _shown(connection, vault, rows)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的公开的信息，或者不再公开", "number")
    return found[0]


async def found_published(
    connection: AsyncConnection, vault: Vault, committee_id: int, words: Sequence[str] | None
) -> list[int] | None:
    """The papers that are published in whose text all words stand; None without words.

    They are opened anew each time: of what is withdrawn meanwhile nothing is kept.
    """
    if words is None:
        return None
    rows = (await connection.execute(_COLUMNS.where(published(committee_id)))).all()
    return await asyncio.to_thread(_with_words, vault, rows, words)


async def published_of(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, int]:
    """In which paper items are published, by their numbers; those that are not are missing."""
    columns = select(PaperItem.opinion_id, Paper.id, Paper.committee_id).join(
        Paper, Paper.id == PaperItem.paper_id
    )
    placed = PaperItem.opinion_id.in_(numbers) & PaperItem.place.is_not(None) & (Paper.state == "signed")
    rows = (await connection.execute(columns.where(placed))).all()
    open_ones: set[int] = set()
    for committee_id in {row.committee_id for row in rows}:
        of_rows = published(committee_id) & Paper.id.in_([row.id for row in rows])
        open_ones |= set(await connection.scalars(select(Paper.id).where(of_rows)))
    return {row.opinion_id: row.id for row in rows if row.id in open_ones}


_COLUMNS: Any = (
    select(Paper.id, Paper.key, Paper.vehicle, Paper.signed_at)
    .add_columns(Paper.issue_year.label("year"), Paper.issue_number.label("issue"))
    .add_columns(*(getattr(PaperText, name) for name in PARTS))
    .join(PaperText, (PaperText.paper_id == Paper.id) & (PaperText.number == Paper.text_number))
)


def _which(committee_id: int, numbers: Collection[int] | None) -> ColumnElement[bool]:
    found = published(committee_id)
    return found if numbers is None else and_(found, Among(Paper.id, numbers))


def _with_words(vault: Vault, rows: Iterable[Any], words: Sequence[str]) -> list[int]:
    found = []
    for row in rows:
        text = text_of(_written(vault, row))
        if all(word in text for word in words):
            found.append(row.id)
    return found


def _written(vault: Vault, row: Any) -> Written:
    key = vault.key(row.key)
    parts: dict[str, Any] = {
        name: opened(key, field, getattr(row, name)) or "" for name, field in PARTS.items()
    }
    return Written(**parts)


async def _shown(connection: AsyncConnection, vault: Vault, rows: Sequence[Any]) -> list[PublishedRow]:
    numbers = [row.id for row in rows]
    authors, outcomes = await _authors(connection, numbers), await _outcomes(connection, numbers)
    items = await _items(connection, numbers)
    return [
        PublishedRow(
            id=row.id,
            written=_written(vault, row),
            vehicle=row.vehicle,
            year=row.year,
            issue=row.issue,
            signed_at=row.signed_at,
            merged=items[row.id] > 1,
            authors=tuple(dict.fromkeys(authors[row.id])),
            outcomes=tuple(outcomes[row.id]),
        )
        for row in rows
    ]


async def _items(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, int]:
    """How many items each paper is made of."""
    placed = PaperItem.paper_id.in_(numbers) & PaperItem.place.is_not(None)
    counted = select(PaperItem.paper_id, func.count(PaperItem.id).label("items"))
    rows = await connection.execute(counted.where(placed).group_by(PaperItem.paper_id))
    return {row.paper_id: row.items for row in rows}


async def _authors(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    placed = PaperItem.paper_id.in_(numbers) & PaperItem.place.is_not(None)
    of_text = (OpinionAuthor.opinion_id == Opinion.id) & (OpinionAuthor.text_number == Opinion.text_number)
    columns: Any = (
        select(PaperItem.paper_id, NAME, Person.name.label("with"))
        .select_from(PaperItem)
        .join(Opinion, Opinion.id == PaperItem.opinion_id)
        .join(Account, Account.id == Opinion.account_id)
        .outerjoin(OpinionAuthor, of_text & OpinionAuthor.membership_id.is_not(None))
        .outerjoin(Membership, Membership.id == OpinionAuthor.membership_id)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(placed)
        .order_by(PaperItem.paper_id, PaperItem.place, OpinionAuthor.place)
    )
    for paper, submitter, other in await connection.execute(columns):
        found[paper] += [submitter] if other is None else [submitter, other]
    return found


async def _outcomes(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, list[PublishedOutcome]]:
    """What became of the items of each, by day: of what was adopted together once."""
    found: dict[int, list[PublishedOutcome]] = defaultdict(list)
    placed = PaperItem.paper_id.in_(numbers) & PaperItem.place.is_not(None)
    columns: Any = select(PaperItem.paper_id, OpinionOutcome.outcome, OpinionOutcome.level)
    columns = columns.add_columns(OpinionOutcome.day).join(
        PaperItem, PaperItem.opinion_id == OpinionOutcome.opinion_id
    )
    holds = columns.where(placed, OpinionOutcome.taken_back_at.is_(None))
    for row in await connection.execute(holds.order_by(OpinionOutcome.day, OpinionOutcome.id)):
        told = PublishedOutcome(row.outcome, row.level, row.day)
        if told not in found[row.paper_id]:
            found[row.paper_id].append(told)
    return found
