"""A paper as it is read: by who edits, and by who signs it (议9). It is made of items, whose own words stand
beside what the editor made of them; both are kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import LAST_ROW
from models.opinion_paper import Paper, PaperItem, PaperStep, PaperText
from models.personal import PersonKey, Vault
from services.opinions.form import Written
from services.opinions.opinion import OpinionRow, is_author, of_paper
from services.opinions.routes import routes
from services.opinions.sealing import PARTS, WORDS, opened
from services.opinions.transitions import ISSUE, PAPERS, SIGN
from services.refusal import Code, Refusal
from services.rights.held import Rights
from services.rights.papers import readable
from services.rights.posts import posts_of
from services.rights.role import Right
from services.slice import Slice, sliced

ENTITY = "opinion paper"


@dataclass(frozen=True, slots=True)
class PaperStepRow:
    """A thing that was done: when, by whom, about which text; by which post, instead of whom."""

    action: str
    at: datetime
    by: str
    text_number: int
    post: str | None
    instead_of: str | None
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTextRow:
    """A version of the edited text; `written` None where nobody can read it any more."""

    number: int
    saved_at: datetime
    saved_by: str
    written: Written | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper; `models.opinion_paper` says more. `route` are the posts that sign, in their order, as they
    were when it was handed up; of one that is edited as they are now. `text` is the last version, `mine`:
    whoever reads signs next.
    """

    id: int
    committee_id: int
    state: str
    version: int
    text_number: int
    destination: str | None
    vehicle: str | None
    unit: str | None
    co_units: tuple[str, ...]
    route: tuple[str, ...]
    awaits: str | None
    asked_number: int | None
    issue_year: int | None
    issue_number: int | None
    begun_at: datetime
    signed_at: datetime | None
    text: PaperTextRow
    items: tuple[OpinionRow, ...]
    steps: tuple[PaperStepRow, ...]
    mine: bool

    def is_author(self, rights: Rights) -> bool:
        """Whether somebody wrote one of its items, alone or with others."""
        return any(is_author(one, rights) for one in self.items)

    def available(self, rights: Rights) -> list[str]:
        """What somebody may do about it now; of the two signatures, the one that is next."""
        last = self.awaits is not None and self.route[-1] == self.awaits
        other = SIGN if last else ISSUE
        may = {
            Right.EDIT_OPINIONS: not self.is_author(rights),
            Right.SIGN_OPINIONS: self.mine and not self.is_author(rights),
        }
        leaving = (one for one in PAPERS.leaving(self.state) if one.action != other)
        return [one.action for one in leaving if rights.has(one.right) and may.get(one.right)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPapers:
    """Which papers are asked for; None is no condition. `mine`: those that whoever asks signs next."""

    state: str | None = None
    destination: str | None = None
    vehicle: str | None = None
    mine: bool = False


async def papers(
    connection: AsyncConnection, vault: Vault, wanted: WantedPapers, rights: Rights, part: Slice[tuple[int]]
) -> list[PaperRow]:
    """Those that somebody may read, the newest first."""
    posts = await posts_of(connection, rights)
    rows = await sliced(connection, _COLUMNS.where(_which(wanted, rights, posts)), (Paper.id,), part)
    return await _shown(connection, vault, rows, rights, posts)


async def count_papers(connection: AsyncConnection, wanted: WantedPapers, rights: Rights) -> int:
    """How many `papers` can give."""
    which = _which(wanted, rights, await posts_of(connection, rights))
    return (await connection.scalar(select(func.count()).select_from(Paper).where(which))) or 0


async def paper(connection: AsyncConnection, vault: Vault, number: int, rights: Rights) -> PaperRow:
    """One that somebody may read; raises `Refusal`."""
    posts = await posts_of(connection, rights)
    of_number = Paper.id == min(number, LAST_ROW)
    rows = (await connection.execute(_COLUMNS.where(of_number, readable(rights, posts)))).all()
    found = await _shown(connection, vault, rows, rights, posts)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的编发稿，或者不是给您看的", "number")
    return found[0]


async def papers_ever_of(
    connection: AsyncConnection, vault: Vault, number: int, rights: Rights
) -> list[PaperRow]:
    """Those of which any text says what an item says, for whoever purges it: that was asked before."""
    of_item = select(PaperItem.paper_id).where(PaperItem.opinion_id == number)
    rows = (await connection.execute(_COLUMNS.where(Paper.id.in_(of_item)))).all()
    return await _shown(connection, vault, rows, rights, await posts_of(connection, rights))


async def texts(connection: AsyncConnection, vault: Vault, number: int, rights: Rights) -> list[PaperTextRow]:
    """All versions of the text of a paper that somebody may read, the first first."""
    mine = readable(rights, await posts_of(connection, rights))
    columns = _TEXTS.add_columns(Paper.key).join(Paper, Paper.id == PaperText.paper_id)
    rows = await connection.execute(columns.where(Paper.id == number, mine).order_by(PaperText.number))
    return [_text(row, None if row.key is None else vault.key(row.key)) for row in rows]


def check_paper_version(found: PaperRow, version: int) -> None:
    """Raises `Refusal` where another was faster."""
    if found.version != version:
        message = f"这份编发稿其间改动过（现在是第 {found.version} 版）：先看现在的，再改、再办"
        raise Refusal(Code.CONFLICT, message, "version")


_OWN = (
    *("id", "committee_id", "state", "version", "text_number", "destination", "vehicle", "unit", "awaits"),
    *("asked_number", "issue_year", "issue_number", "begun_at", "signed_at"),
)
_COLUMNS: Any = select(*(getattr(Paper, column.key) for column in Paper.__table__.columns))
_TEXTS: Any = select(
    *(PaperText.paper_id, PaperText.number, PaperText.saved_at, PaperText.saved_by),
    *(getattr(PaperText, name) for name in PARTS),
)


def _which(wanted: WantedPapers, rights: Rights, posts: Collection[str]) -> ColumnElement[bool]:
    found = [readable(rights, posts)]
    for name in ("state", "destination", "vehicle"):
        if (value := getattr(wanted, name)) is not None:
            found.append(getattr(Paper, name) == value)
    if wanted.mine:
        found.append(Paper.awaits.in_(sorted(posts)))
    return and_(*found)


async def _shown(
    connection: AsyncConnection, vault: Vault, rows: Sequence[Any], rights: Rights, posts: Collection[str]
) -> list[PaperRow]:
    keys = {row.id: None if row.key is None else vault.key(row.key) for row in rows}
    placed = await _placed(connection, keys)
    items = await of_paper(connection, vault, {one for each in placed.values() for one in each}, rights)
    last = (Paper.id == PaperText.paper_id) & (Paper.text_number == PaperText.number)
    found = await connection.execute(_TEXTS.join(Paper, last).where(Paper.id.in_(keys)))
    written = {row.paper_id: _text(row, keys[row.paper_id]) for row in found}
    steps = await _steps(connection, keys)
    return [
        PaperRow(
            **{name: getattr(row, name) for name in _OWN},
            co_units=tuple(row.co_units),
            route=_route(row),
            text=written[row.id],
            items=tuple(items[one] for one in placed[row.id]),
            steps=tuple(steps[row.id]),
            mine=row.awaits in posts,
        )
        for row in rows
    ]


def _route(row: Any) -> tuple[str, ...]:
    known = routes().destinations.get(row.destination or "")
    if row.state != "editing":
        return tuple(row.posts)
    return () if known is None else known.posts


def _text(row: Any, key: PersonKey | None) -> PaperTextRow:
    parts = {name: opened(key, field, getattr(row, name)) for name, field in PARTS.items()}
    whole: dict[str, Any] = {name: one for name, one in parts.items() if one is not None}
    return PaperTextRow(
        number=row.number,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        written=Written(**whole) if len(whole) == len(parts) else None,
    )


async def _placed(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, list[int]]:
    """The items of each paper, in their places."""
    found: dict[int, list[int]] = {number: [] for number in numbers}
    placed = PaperItem.paper_id.in_(found) & PaperItem.place.is_not(None)
    columns = select(PaperItem.paper_id, PaperItem.opinion_id).where(placed)
    for row in await connection.execute(columns.order_by(PaperItem.place)):
        found[row.paper_id].append(row.opinion_id)
    return found


async def _steps(
    connection: AsyncConnection, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[PaperStepRow]]:
    found: dict[int, list[PaperStepRow]] = {number: [] for number in keys}
    columns = select(PaperStep.paper_id, PaperStep.action, PaperStep.at, PaperStep.actor)
    columns = columns.add_columns(
        PaperStep.text_number, PaperStep.post, PaperStep.instead_of, PaperStep.words
    )
    of_numbers = columns.where(PaperStep.paper_id.in_(keys)).order_by(PaperStep.id)
    for row in await connection.execute(of_numbers):
        said = opened(keys[row.paper_id], WORDS, row.words)
        told = PaperStepRow(row.action, row.at, row.actor, row.text_number, row.post, row.instead_of, said)
        found[row.paper_id].append(told)
    return found
