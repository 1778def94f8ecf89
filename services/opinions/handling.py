"""What becomes of a paper in the hands of units (议10), as it is read: by a unit, what is its own; by the
Office, all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.base import LAST_ROW
from models.handling import Handling, HandlingAnswer, HandlingStep, HandlingUnit
from models.opinion import Opinion
from models.opinion_paper import Paper, PaperItem, PaperText
from models.personal import PersonKey, Vault
from services.committee.workdays import calendar_of
from services.deadlines import Calendar
from services.opinions.form import Written
from services.opinions.handling_terms import days_left, return_term, term_of
from services.opinions.sealing import ANSWER, PARTS, WORDS, opened
from services.opinions.transitions import CO_RECEIVE, HANDLINGS
from services.refusal import Code, Refusal
from services.rights.handling import readable, units_of
from services.rights.held import Rights, today
from services.rights.opinions import written_with
from services.rights.role import Right
from services.slice import Slice, sliced
from services.uploads.policy import HANDLING_ANSWER
from services.uploads.upload import UploadRow, attached

ENTITY = "handling"
# Its term runs in these states: the unit has it, or asks the Office something.
RUNNING = ("sent", "received", "accepted", "extending", "returned")
OPEN = (*RUNNING, "paused", "answered")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit that leads, or helps, and when it signed for it."""

    unit: str
    lead: bool
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer; `text` None where nobody can read it any more."""

    number: int
    answered_at: datetime
    text: str | None
    files: tuple[UploadRow, ...]


@dataclass(frozen=True, slots=True)
class HandlingStepRow:
    """A thing that was done: when, for which unit (None: by the Office), in which words; which other unit and
    how many working days are named; of a contact when it was, and how.
    """

    action: str
    at: datetime
    by: str
    unit: str | None
    other: str | None
    days: int | None
    answer_number: int
    words: str | None
    day: date | None
    how: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingRow:
    """A paper in the hands of its units; `models.handling` says more. `written` is what the paper says, None
    where nobody can read it any more. `due` is the last day to answer, None while it is paused or where the
    working days are not known; `left` the working days until then. `return_by` is the last day to say that it
    is not theirs. `acting` are the units among them for which whoever reads acts; `authored`: they wrote an
    item of it.
    """

    id: int
    committee_id: int
    paper_id: int
    state: str
    version: int
    begun_at: datetime
    extended_days: int
    asked_days: int | None
    answer_number: int
    vehicle: str
    year: int | None
    issue: int | None
    written: Written | None
    units: tuple[UnitRow, ...]
    answers: tuple[AnswerRow, ...]
    steps: tuple[HandlingStepRow, ...]
    due: date | None
    left: int | None
    return_by: date | None
    acting: frozenset[str]
    authored: bool

    @property
    def lead(self) -> str:
        """The unit that leads."""
        return next(one.unit for one in self.units if one.lead)

    @property
    def overdue(self) -> bool:
        """Whether its last day is over, and it is not answered."""
        return self.state in RUNNING and self.left is not None and self.left < 0

    def steps_for(self, rights: Rights) -> list[HandlingStepRow]:
        """The steps that somebody sees: a unit those since it is theirs, the Office all."""
        all_of_them = rights.unbound or rights.has(Right.CHECK_HANDLING)
        return [one for one in self.steps if all_of_them or one.at >= self.begun_at]

    def awaits_receipt(self, unit: str) -> bool:
        """Whether a unit has not signed for it yet."""
        return any(one.unit == unit and one.received_at is None for one in self.units)

    def available(self, rights: Rights) -> list[str]:
        """What somebody may do about it now."""
        leads, helps = self.lead in self.acting, any(map(self.awaits_receipt, self.acting - {self.lead}))
        may = {Right.HANDLE_OPINIONS: leads, Right.CHECK_HANDLING: not self.authored}
        return [
            one.action
            for one in HANDLINGS.leaving(self.state)
            if not one.paper
            and rights.has(one.right)
            and (helps if one.action == CO_RECEIVE else may[one.right])
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedHandlings:
    """Which are asked for; None is no condition. `open`: not closed and not dropped."""

    state: str | None = None
    unit: str | None = None
    open: bool | None = None
    overdue: bool | None = None


async def handlings(
    connection: AsyncConnection,
    vault: Vault,
    wanted: WantedHandlings,
    rights: Rights,
    part: Slice[tuple[int]],
) -> list[HandlingRow]:
    """Those that somebody may read, the newest first."""
    rows = await sliced(
        connection, _COLUMNS.where(await _which(connection, wanted, rights)), (Handling.id,), part
    )
    return await _shown(connection, vault, rows, rights)


async def count_handlings(connection: AsyncConnection, wanted: WantedHandlings, rights: Rights) -> int:
    """How many `handlings` can give."""
    which = await _which(connection, wanted, rights)
    return (await connection.scalar(select(func.count()).select_from(Handling).where(which))) or 0


async def handling(connection: AsyncConnection, vault: Vault, number: int, rights: Rights) -> HandlingRow:
    """One that somebody may read; raises `Refusal`."""
    of_number = Handling.id == min(number, LAST_ROW)
    rows = (await connection.execute(_COLUMNS.where(of_number, readable(rights)))).all()
    found = await _shown(connection, vault, rows, rights)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的转办，或者不是给您看的", "number")
    return found[0]


async def handlings_of(
    connection: AsyncConnection, vault: Vault, numbers: Collection[int], rights: Rights
) -> dict[int, HandlingRow]:
    """How items are handled that somebody may read, by their numbers: that was asked before. Those that went
    to no unit are missing.
    """
    columns = select(PaperItem.opinion_id, PaperItem.paper_id).join(
        Handling, Handling.paper_id == PaperItem.paper_id
    )
    placed = PaperItem.opinion_id.in_(numbers) & PaperItem.place.is_not(None) & (Handling.state != "dropped")
    papers = {row.opinion_id: row.paper_id for row in await connection.execute(columns.where(placed))}
    rows = (await connection.execute(_COLUMNS.where(Handling.paper_id.in_(papers.values())))).all()
    found = {one.paper_id: one for one in await _shown(connection, vault, rows, rights)}
    return {number: found[paper] for number, paper in papers.items()}


@dataclass(frozen=True, slots=True)
class Term:
    """When something open that a unit leads is due, and how many working days are left."""

    id: int
    unit: str
    due: date
    left: int


async def running(connection: AsyncConnection, committee_id: int, day: date) -> list[Term]:
    """What units of a committee have not answered yet, of which the last day is known."""
    calendar = await calendar_of(connection, committee_id)
    leads = (HandlingUnit.handling_id == Handling.id) & HandlingUnit.lead
    columns: Any = select(Handling.id, Handling.state, Handling.begun_at, Handling.extended_days)
    columns = columns.add_columns(HandlingUnit.unit).join(HandlingUnit, leads)
    mine = (Handling.committee_id == committee_id) & Handling.state.in_(RUNNING)
    rows = (await connection.execute(columns.where(mine).order_by(Handling.id))).all()
    taken: dict[int, list[Any]] = {row.id: [] for row in rows}
    of_steps = select(HandlingStep.handling_id, HandlingStep.action, HandlingStep.at)
    of_steps = of_steps.join(Handling, Handling.id == HandlingStep.handling_id).where(mine)
    for step in await connection.execute(of_steps.order_by(HandlingStep.id)):
        taken[step.handling_id].append(step)
    found = []
    for row in rows:
        due = term_of(calendar, row.begun_at, row.extended_days, taken[row.id], paused=False)
        left = days_left(calendar, day, due)
        if due is not None and left is not None:
            found.append(Term(row.id, row.unit, due, left))
    return found


_OWN = (
    *("id", "committee_id", "paper_id", "state", "version", "begun_at"),
    *("extended_days", "asked_days", "answer_number"),
)
_COLUMNS: Any = (
    select(*(getattr(Handling, name) for name in _OWN), Paper.key, Paper.vehicle)
    .add_columns(Paper.issue_year.label("year"), Paper.issue_number.label("issue"))
    .add_columns(*(getattr(PaperText, name) for name in PARTS))
    .join(Paper, Paper.id == Handling.paper_id)
    .join(PaperText, (PaperText.paper_id == Paper.id) & (PaperText.number == Paper.text_number))
)


async def _which(connection: AsyncConnection, wanted: WantedHandlings, rights: Rights) -> ColumnElement[bool]:
    found = [readable(rights)]
    if wanted.state is not None:
        found.append(Handling.state == wanted.state)
    if wanted.open is not None:
        found.append(Handling.state.in_(OPEN) if wanted.open else Handling.state.not_in(OPEN))
    if wanted.unit is not None:
        of_unit = select(HandlingUnit.handling_id).where(HandlingUnit.unit == wanted.unit)
        found.append(Handling.id.in_(of_unit))
    if wanted.overdue is not None:
        every = await running(connection, rights.committee_id, await today(connection))
        late = Handling.id.in_([one.id for one in every if one.left < 0])
        found.append(late if wanted.overdue else ~late)
    return and_(*found)


async def _shown(
    connection: AsyncConnection, vault: Vault, rows: Sequence[Any], rights: Rights
) -> list[HandlingRow]:
    keys = {row.id: None if row.key is None else vault.key(row.key) for row in rows}
    units, steps = await _units(connection, keys), await _steps(connection, keys)
    answers = await _answers(connection, vault, keys)
    authored = await _authored(connection, {row.paper_id for row in rows}, rights)
    day, acting = await today(connection), units_of(rights)
    calendars = {one: await calendar_of(connection, one) for one in {row.committee_id for row in rows}}
    return [
        HandlingRow(
            **{name: getattr(row, name) for name in (*_OWN, "vehicle", "year", "issue")},
            **_term(calendars[row.committee_id], row, steps[row.id], day),
            written=_written(row, keys[row.id]),
            units=tuple(units[row.id]),
            answers=tuple(answers[row.id]),
            steps=tuple(steps[row.id]),
            acting=acting & {one.unit for one in units[row.id]},
            authored=row.paper_id in authored,
        )
        for row in rows
    ]


def _term(calendar: Calendar, row: Any, steps: Sequence[HandlingStepRow], day: date) -> dict[str, Any]:
    due = term_of(calendar, row.begun_at, row.extended_days, steps, paused=row.state == "paused")
    left = days_left(calendar, day, due)
    return {"due": due, "left": left, "return_by": return_term(calendar, row.begun_at)}


def _written(row: Any, key: PersonKey | None) -> Written | None:
    parts: dict[str, Any] = {name: opened(key, field, getattr(row, name)) for name, field in PARTS.items()}
    return None if None in parts.values() else Written(**parts)


async def _units(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, list[UnitRow]]:
    """The units of each, the one that leads first."""
    found: dict[int, list[UnitRow]] = {number: [] for number in numbers}
    columns = select(HandlingUnit.handling_id, HandlingUnit.unit, HandlingUnit.lead, HandlingUnit.received_at)
    columns = columns.where(HandlingUnit.handling_id.in_(numbers))
    for row in await connection.execute(columns.order_by(HandlingUnit.lead.desc(), HandlingUnit.id)):
        found[row.handling_id].append(UnitRow(row.unit, row.lead, row.received_at))
    return found


async def _answers(
    connection: AsyncConnection, vault: Vault, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[AnswerRow]]:
    found: dict[int, list[AnswerRow]] = {number: [] for number in keys}
    columns = select(HandlingAnswer.id, HandlingAnswer.handling_id, HandlingAnswer.number)
    columns = columns.add_columns(HandlingAnswer.text, HandlingAnswer.files, HandlingAnswer.answered_at)
    of_numbers = columns.where(HandlingAnswer.handling_id.in_(keys)).order_by(HandlingAnswer.number)
    rows = (await connection.execute(of_numbers)).all()
    files = await attached(connection, vault, HANDLING_ANSWER, [row.id for row in rows])
    for row in rows:
        text = opened(keys[row.handling_id], ANSWER, row.text)
        known = {one.id: one for one in files[row.id]}
        named = tuple(known[one] for one in row.files if one in known)
        found[row.handling_id].append(AnswerRow(row.number, row.answered_at, text, named))
    return found


async def _steps(
    connection: AsyncConnection, keys: Mapping[int, PersonKey | None]
) -> dict[int, list[HandlingStepRow]]:
    found: dict[int, list[HandlingStepRow]] = {number: [] for number in keys}
    columns: Any = select(*(getattr(HandlingStep, column.key) for column in HandlingStep.__table__.columns))
    of_numbers = columns.where(HandlingStep.handling_id.in_(keys)).order_by(HandlingStep.id)
    for row in await connection.execute(of_numbers):
        said = opened(keys[row.handling_id], WORDS, row.words)
        step = HandlingStepRow(
            action=row.action,
            at=row.at,
            by=row.actor,
            unit=row.unit,
            other=row.other,
            days=row.days,
            answer_number=row.answer_number,
            words=said,
            day=row.day,
            how=row.how,
        )
        found[row.handling_id].append(step)
    return found


async def _authored(connection: AsyncConnection, papers: Collection[int], rights: Rights) -> set[int]:
    """Those of these papers of which somebody wrote an item, alone or with others."""
    theirs = or_(
        Opinion.account_id == rights.account_id, Opinion.id.in_(written_with(rights, aliased(Opinion)))
    )
    items = select(PaperItem.paper_id).join(Opinion, Opinion.id == PaperItem.opinion_id)
    placed = items.where(PaperItem.paper_id.in_(papers), PaperItem.place.is_not(None), theirs)
    return set(await connection.scalars(placed))


def check_handling_version(found: HandlingRow, version: int) -> None:
    """Raises `Refusal` where another was faster."""
    if found.version != version:
        message = f"这件转办其间办过了（现在是第 {found.version} 版）：先看现在的，再办"
        raise Refusal(Code.CONFLICT, message, "version")
