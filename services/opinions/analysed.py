"""The opinion items of a committee as they are analysed (议8): what was submitted and is still there. Of what
was taken back, or purged, nothing is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import day_of
from models.handling import Handling, HandlingStep, HandlingUnit
from models.opinion import Opinion, OpinionOutcome, OpinionStep
from models.opinion_paper import Paper, PaperItem, PaperStep
from services.committee.workdays import calendar_of
from services.deadlines import DAY, Calendar, UnknownYear
from services.opinions import analysis
from services.opinions.analysis import Analysed, Happening, Span
from services.opinions.handling import RUNNING
from services.opinions.handling_terms import term_of
from services.opinions.rating import FINAL, RatingRow, ratings
from services.opinions.rating_form import rating_form
from services.opinions.search import PURGED
from services.opinions.submitters import submitters
from services.opinions.transitions import ACCEPT, ANSWER, HAND_UP, ISSUE, KEEP, PASS, REOPEN, RETURN, SUBMIT
from services.rights.held import today
from services.rights.opinions import HIDDEN

_OUTCOMES = {"adoption": analysis.ADOPTED, "instruction": analysis.INSTRUCTED}


async def analysed(connection: AsyncConnection, committee_id: int) -> list[Analysed]:
    """All items of a committee, by number."""
    which = _counted(committee_id)
    calendar, now = await calendar_of(connection, committee_id), await today(connection)
    columns: Any = select(Opinion.id, Opinion.area, Opinion.source, Opinion.account_id, Opinion.membership_id)
    columns = columns.add_columns(Account.department).join(Account, Account.id == Opinion.account_id)
    rows = (await connection.execute(columns.where(Opinion.id.in_(which)).order_by(Opinion.id))).all()
    steps = await _grouped(connection, _steps_of(OpinionStep, OpinionStep.opinion_id, which))
    outcomes = await _grouped(connection, _outcomes(which))
    papers = await issued_papers(connection, committee_id)
    rated = {one.opinion_id: one for one in await ratings(connection, committee_id)}
    told_of = await submitters(connection, {row.membership_id for row in rows if row.membership_id})
    found = []
    for row in rows:
        own = steps.get(row.id, ())
        paper = papers.get(row.id)
        since = next((day_of(one.at) for one in own if one.action == SUBMIT), None)
        told = [
            *_reviewed(own, calendar),
            *_issued(own, paper, calendar),
            *(() if paper is None else handled(paper, calendar, now)),
            *(Happening(_OUTCOMES[one.outcome], one.day, one.level) for one in outcomes.get(row.id, ())),
            *_rated(rated.get(row.id)),
        ]
        found.append(
            Analysed(
                number=row.id,
                area=row.area or "",
                source=row.source or "",
                sector=told_of.sector(row.membership_id, since),
                department=told_of.department(row.membership_id, row.department, since),
                unit=paper.unit if paper is not None else "",
                account=row.account_id,
                member=row.membership_id is not None,
                happened=[one for one in told if isinstance(one, Happening)],
                spans=[one for one in told if isinstance(one, Span)],
            )
        )
    return found


def _counted(committee_id: int) -> Any:
    counted = (Opinion.committee_id == committee_id) & Opinion.state.not_in((*HIDDEN, PURGED))
    return select(Opinion.id).where(counted, Opinion.text_number > 0)


def _reviewed(steps: Iterable[Any], calendar: Calendar) -> Iterator[Happening | Span]:
    """When it came first, when it passed, and how long each review took; what was returned has not passed."""
    received, waiting, passed = None, None, None
    for one in steps:
        day = day_of(one.at)
        if one.action == SUBMIT:
            received, waiting = received or day, day
        elif one.action in (ACCEPT, KEEP, RETURN):
            passed = day if one.action == ACCEPT else None
            yield from _span(analysis.REVIEW, waiting, day, calendar)
            waiting = None
    if received is not None:
        yield Happening(analysis.RECEIVED, received)
    if passed is not None:
        yield Happening(analysis.ACCEPTED, passed)


def _issued(
    steps: Iterable[Any], paper: "IssuedPaper | None", calendar: Calendar
) -> Iterator[Happening | Span]:
    """When it was issued, how long it was edited before it was handed up first, and signed since."""
    last = {one.action: day_of(one.at) for one in steps}
    issued, accepted = last.get(ISSUE), last.get(ACCEPT)
    if issued is None:
        return
    yield Happening(analysis.ISSUED, issued)
    if paper is not None and paper.handed_up is not None:
        yield from _span(analysis.EDIT, accepted, paper.handed_up, calendar)
        yield from _span(analysis.SIGN, paper.handed_up, issued, calendar)


def _rated(row: RatingRow | None) -> Iterator[Happening]:
    """What was said of its answer, told on the day from which on nobody can change it (议12)."""
    if row is not None and row.state == FINAL and row.due is not None and row.counted is not None:
        form = rating_form()
        said = form.ratings.get(row.counted, form.unrated)
        yield Happening(analysis.RATED, row.due + DAY, said)


def handled(paper: "IssuedPaper", calendar: Calendar, now: date) -> Iterator[Happening | Span]:
    """Whether it was answered in time, once that is settled, and how long it took; what an author was
    dissatisfied with by its second answer, since it was begun anew.
    """
    if paper.handling is None:
        return
    row, steps = paper.handling, [one for one in paper.steps if one.at >= paper.handling.begun_at]
    answers = [at for at, one in enumerate(steps) if one.action == ANSWER]
    if answers and row.state in ("answered", "closed"):
        answered = day_of(steps[answers[-1]].at)
        before = steps[: answers[-1]]
        due = term_of(calendar, row.begun_at, row.extended_days, before, paused=False)
        yield from _settled(due, answered)
        begun = next((one.at for one in reversed(before) if one.action == REOPEN), row.begun_at)
        yield from _span(analysis.HANDLE, day_of(begun), answered, calendar)
        passed = next((day_of(one.at) for one in steps[answers[-1] :] if one.action == PASS), None)
        if passed is not None:
            yield from _span(analysis.CHECK, answered, passed, calendar)
    elif row.state in RUNNING:
        due = term_of(calendar, row.begun_at, row.extended_days, steps, paused=False)
        if due is not None and due < now:
            yield Happening(analysis.DUE, due)


def _settled(due: date | None, answered: date) -> Iterator[Happening]:
    """By the last day of the term, or the day of an answer that was given before."""
    if due is None:
        return
    yield Happening(analysis.DUE, min(due, answered))
    if answered <= due:
        yield Happening(analysis.IN_TIME, answered)


def _span(step: str, first: date | None, last: date, calendar: Calendar) -> Iterator[Span]:
    """The working days after one day up to another; none where the working days are not known."""
    if first is None or last < first:
        return
    try:
        days = sum(calendar.is_workday(first + DAY * at) for at in range(1, (last - first).days + 1))
    except UnknownYear:
        return
    yield Span(step, last, days)


@dataclass(slots=True, kw_only=True)
class IssuedPaper:
    """A paper that was signed with items that count: who did what about it; how it is handled, by which unit
    now, and each step of that. `handling` is None where it went to no unit.
    """

    id: int
    items: list[int] = field(default_factory=list)
    done: Sequence[Any] = ()
    handling: Any = None
    unit: str = ""
    steps: Sequence[Any] = ()

    @property
    def handed_up(self) -> date | None:
        """The day on which it was handed up first."""
        return next((day_of(one.at) for one in self.done if one.action == HAND_UP), None)


async def issued_papers(connection: AsyncConnection, committee_id: int) -> dict[int, IssuedPaper]:
    """By item, the paper that was signed with it."""
    placed = PaperItem.opinion_id.in_(_counted(committee_id)) & PaperItem.place.is_not(None)
    placed &= Paper.state == "signed"
    columns = select(PaperItem.opinion_id, PaperItem.paper_id).join(Paper, Paper.id == PaperItem.paper_id)
    pairs = (await connection.execute(columns.where(placed).order_by(PaperItem.opinion_id))).all()
    of_papers = select(PaperItem.paper_id).join(Paper, Paper.id == PaperItem.paper_id).where(placed)
    done = _steps_of(PaperStep, PaperStep.paper_id, of_papers).add_columns(PaperStep.account_id)
    steps = await _grouped(connection, done)
    found: dict[int, IssuedPaper] = {}
    for row in pairs:
        paper = found.setdefault(row.paper_id, IssuedPaper(id=row.paper_id, done=steps.get(row.paper_id, ())))
        paper.items.append(row.opinion_id)
    await _name_units(connection, found, of_papers)
    return {row.opinion_id: found[row.paper_id] for row in pairs}


async def _name_units(connection: AsyncConnection, papers: Mapping[int, IssuedPaper], which: Any) -> None:
    leads = (HandlingUnit.handling_id == Handling.id) & HandlingUnit.lead
    told: Any = select(Handling.id, Handling.paper_id, Handling.state, Handling.begun_at)
    told = told.add_columns(Handling.extended_days, HandlingUnit.unit).join(HandlingUnit, leads)
    rows = (await connection.execute(told.where(Handling.paper_id.in_(which)))).all()
    of_handlings = select(Handling.id).where(Handling.paper_id.in_(which))
    done = _steps_of(HandlingStep, HandlingStep.handling_id, of_handlings).add_columns(HandlingStep.other)
    taken = await _grouped(connection, done)
    for row in rows:
        paper = papers[row.paper_id]
        paper.handling, paper.unit, paper.steps = row, row.unit, taken.get(row.id, ())


def _steps_of(table: Any, key: Any, which: Any) -> Any:
    return select(key.label("of"), table.action, table.at).where(key.in_(which)).order_by(table.id)


def _outcomes(which: Any) -> Any:
    columns: Any = select(OpinionOutcome.opinion_id.label("of"), OpinionOutcome.outcome, OpinionOutcome.level)
    holds = OpinionOutcome.opinion_id.in_(which) & OpinionOutcome.taken_back_at.is_(None)
    return columns.add_columns(OpinionOutcome.day).where(holds).order_by(OpinionOutcome.id)


async def _grouped(connection: AsyncConnection, asked: Any) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in await connection.execute(asked):
        found[row.of].append(row)
    return found
