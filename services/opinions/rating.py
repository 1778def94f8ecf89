"""How authors rated what units answered, as it is read (议12). In which state a rating is nobody keeps: it is
worked out of the answer, of what was given and of the term.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import day_of
from models.handling import Handling, HandlingStep, HandlingUnit
from models.opinion import Opinion, OpinionRating
from models.opinion_paper import PaperItem
from models.personal import Vault
from services.committee.workdays import calendars_of
from services.deadlines import Calendar
from services.opinions.handling_terms import days_left
from services.opinions.rating_form import UNRATED, rating_term
from services.opinions.sealing import RATING, opened
from services.opinions.transitions import CONTACT, PASS, REOPEN, REPORT_CONTACT
from services.rights.held import today

AWAITED, GIVEN, REOPENED, FINAL = "awaited", "given", "reopened", "final"
CONTACTS = (CONTACT, REPORT_CONTACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A rating as it was given; `models.opinion` says more. `before` is the one that it changed, None where
    it is the first, or says the same; `after_contact`: the unit spoke to the author between the two.
    """

    place: int
    answer_number: int
    rating: str
    reason: str | None
    words: str | None
    given_at: datetime
    before: str | None
    after_contact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """How an item is rated that was answered: `unit` leads, the answer is that of `answer_number`. `due` is
    the last day to rate it, None where it is being answered anew or the working days are not known; `left`
    the working days until then. `reopened`: what was answered first was handled once more.
    """

    opinion_id: int
    account_id: int
    handling_id: int
    unit: str
    answer_number: int
    state: str
    due: date | None
    left: int | None
    given: tuple[GivenRow, ...]
    reopened: bool

    @property
    def counted(self) -> str | None:
        """The rating that counts: the last one given; None while nobody has rated it and somebody may."""
        if self.given:
            return self.given[-1].rating
        return UNRATED if self.state == FINAL else None

    @property
    def flagged(self) -> bool:
        """Whether a rating was changed after the unit spoke to the author."""
        return any(one.after_contact for one in self.given)


async def ratings_of(
    connection: AsyncConnection, vault: Vault, numbers: Collection[int]
) -> dict[int, RatingRow]:
    """The ratings of items that whoever asks may read, by their numbers: of those that were answered."""
    found = await _read(connection, PaperItem.opinion_id.in_(numbers), vault)
    return {one.opinion_id: one for one in found}


async def ratings_of_handlings(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, list[RatingRow]]:
    """The ratings of what is handled, by its number, without what was said."""
    found: dict[int, list[RatingRow]] = {number: [] for number in numbers}
    for one in await _read(connection, Handling.id.in_(numbers)):
        found[one.handling_id].append(one)
    return found


async def ratings(connection: AsyncConnection, committee_id: int) -> list[RatingRow]:
    """All ratings of a committee by the numbers of the items, without what was said."""
    return await _read(connection, Handling.committee_id == committee_id)


async def _read(
    connection: AsyncConnection, which: ColumnElement[bool], vault: Vault | None = None
) -> list[RatingRow]:
    rows = (await connection.execute(_answered(which).order_by(PaperItem.opinion_id))).all()
    if not rows:
        return []
    numbers = _answered(which).with_only_columns(Handling.id)
    steps: dict[int, list[Any]] = defaultdict(list)
    columns: Any = select(HandlingStep.handling_id, HandlingStep.action, HandlingStep.at, HandlingStep.day)
    told = HandlingStep.action.in_((PASS, REOPEN, *CONTACTS)) & HandlingStep.handling_id.in_(numbers)
    for step in await connection.execute(columns.where(told).order_by(HandlingStep.id)):
        steps[step.handling_id].append(step)
    given: dict[int, list[Any]] = defaultdict(list)
    items = _answered(which).with_only_columns(PaperItem.opinion_id)
    columns = select(*(getattr(OpinionRating, name) for name in _GIVEN))
    of_items = columns.where(OpinionRating.opinion_id.in_(items)).order_by(OpinionRating.place)
    for one in await connection.execute(of_items):
        given[one.opinion_id].append(one)
    calendars = await calendars_of(connection, {row.committee_id for row in rows})
    day = await today(connection)
    return [
        _row(row, calendars[row.committee_id], day, steps[row.handling_id], given[row.opinion_id], vault)
        for row in rows
    ]


_GIVEN = (
    *("opinion_id", "place", "answer_number", "rating"),
    *("reason", "words", "given_at"),
)


def _answered(which: ColumnElement[bool]) -> Select[Any]:
    """The items of which the Office passed an answer."""
    leads = (HandlingUnit.handling_id == Handling.id) & HandlingUnit.lead
    passed = select(HandlingStep.handling_id).where(HandlingStep.action == PASS)
    columns: Any = select(PaperItem.opinion_id, Opinion.account_id, Opinion.key, Handling.committee_id)
    found: Select[Any] = (
        columns.add_columns(Handling.id.label("handling_id"), Handling.state, Handling.answer_number)
        .add_columns(HandlingUnit.unit)
        .select_from(PaperItem)
        .join(Opinion, Opinion.id == PaperItem.opinion_id)
        .join(Handling, Handling.paper_id == PaperItem.paper_id)
        .join(HandlingUnit, leads)
        .where(which, PaperItem.place.is_not(None), Handling.state != "dropped", Handling.id.in_(passed))
    )
    return found


def _row(
    row: Any, calendar: Calendar, day: date, steps: Sequence[Any], rows: Sequence[Any], vault: Vault | None
) -> RatingRow:
    closed = row.state == "closed"
    heard = max(day_of(one.at) for one in steps if one.action == PASS)
    due = rating_term(calendar, heard) if closed else None
    spoken = [one.day for one in steps if one.action in CONTACTS]
    told = _words(row, rows, vault)
    given = tuple(_given(rows, spoken, told))
    current = bool(given) and given[-1].answer_number == row.answer_number
    return RatingRow(
        opinion_id=row.opinion_id,
        account_id=row.account_id,
        handling_id=row.handling_id,
        unit=row.unit,
        answer_number=row.answer_number,
        state=state_of(closed=closed, over=due is not None and due < day, current=current),
        due=due,
        left=days_left(calendar, day, due),
        given=given,
        reopened=any(one.action == REOPEN for one in steps),
    )


def state_of(*, closed: bool, over: bool, current: bool) -> str:
    """In which state a rating is: `closed` while there is an answer that the Office passed and nobody answers
    anew, `over` after the term, `current` where that answer was rated.
    """
    if not closed:
        return REOPENED
    return FINAL if over else GIVEN if current else AWAITED


def _given(rows: Sequence[Any], spoken: Iterable[date], told: Mapping[int, str | None]) -> Iterable[GivenRow]:
    last: Any = None
    days = [*spoken]
    for one in rows:
        changed = last is not None and last.rating != one.rating
        yield GivenRow(
            place=one.place,
            answer_number=one.answer_number,
            rating=one.rating,
            reason=one.reason,
            words=told.get(one.place),
            given_at=one.given_at,
            before=last.rating if changed else None,
            after_contact=changed
            and any(day_of(last.given_at) <= day <= day_of(one.given_at) for day in days),
        )
        last = one


def _words(row: Any, rows: Sequence[Any], vault: Vault | None) -> dict[int, str | None]:
    key = None if vault is None or row.key is None else vault.key(row.key)
    return {one.place: opened(key, RATING, one.words) for one in rows}
