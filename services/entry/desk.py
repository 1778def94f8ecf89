"""What people enter and correct: occasions and works, one at a time, checked before all else (履5)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from models.record import SCORED
from models.store import Store
from rules.catalogue import Catalogue
from rules.record import Record
from services.actor import Actor, known
from services.deadlines import Calendar
from services.entry.expectation import Expectation, expectation
from services.entry.form import AnyForm, OccasionForm, Stay, WorkForm, linked_to
from services.entry.ground import ground_of, home_of, kind_of, taken
from services.entry.record import Ground, Proposed
from services.reason import checked_reason, optional_reason
from services.records.by_row import ByRow, RowOf
from services.records.co_signed import as_answered
from services.records.correcting import Corrector
from services.records.due import due_by, due_from
from services.records.leave_list import bind, granted_for, on_leave
from services.records.matter import join
from services.records.past import CHANGE, CORRECT, REINSTATE, WITHDRAW
from services.records.reading import Reader, Stored
from services.records.recording import Recorder
from services.records.submission import Submission, lacking_reason, reason_kept, submissions
from services.refusal import Code, Refusal
from services.review.correction import propose
from services.review.department import NotTheirs, check_kind, check_record
from services.review.edits import stale
from services.review.transitions import END, begins, step_from
from services.review.transitions import Step as Move
from services.rights.role import Right
from services.runs.closings import check_open
from services.runs.live import Live, Step
from services.unit_of_work import Unit, note_refusal, unit_of_work


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a change: the row of the record or run, its year, the live runs that followed it.

    Of a change that was made before only the row is known. `correction` is the row of the counter-entry
    where the record is archived: it stays as it is until that is approved.
    """

    id: int
    year: int | None = None
    steps: tuple[Step, ...] = ()
    correction: int | None = None

    @property
    def step(self) -> Step | None:
        """What happened to the live run of the year itself."""
        return next((step for step in self.steps if step.after.year == self.year), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody enters. Every method is one unit of work: all of it happens, or nothing.

    They raise `Refusal` for one thing that cannot be, and `Rejected` for a form with everything wrong in it.
    """

    store: Store
    live: Live
    actor: Actor | None

    async def enter(
        self,
        committee: str,
        year: int,
        kind: str,
        form: AnyForm,
        up_to: str = "submitted",
        late_reason: str | None = None,
        beside: Callable[[Unit, int], Awaitable[None]] | None = None,
    ) -> Done:
        """Enters an occasion with all who took part or were expected, or a work with authors and outcomes.

        `up_to` is the state in which it begins: `draft`, `submitted`, or for whoever may review `approved`.
        What is submitted after the day by which it is due needs a reason (补录, 履6). `beside` is done in the
        same unit of work, given the row of the record: both happen, or neither.
        """
        right, why = begins(up_to).right, _late_reason(late_reason)
        async with self._unit(committee, None, Right.ENTER) as unit:
            done, _ = await self._entered(unit, year, kind, form, up_to, right, why)
            if beside is not None:
                await beside(unit, done.id)
            return done

    async def expect(self, committee: str, year: int, kind: str, form: AnyForm) -> Expectation:
        """What such an entry would give once it is approved: it is entered, scored, and all of it undone.

        Raises as `enter` does, and `Refusal` where the year is closed; that it comes late is no fault here.
        """
        async with self._unit(committee, None, Right.ENTER) as unit:
            await check_open(unit.connection, unit.committee_id, year)
            done, record = await self._entered(
                unit, year, kind, form, "approved", Right.ENTER, None, late=True
            )
            members = list(dict.fromkeys(int(part.member) for part in record.parts))
            told = await expectation(unit, done.id, members, done.step)
            # What noted nothing is rolled back.
            unit.lines.clear()
            return told

    async def _entered(
        self,
        unit: Unit,
        year: int,
        kind: str,
        form: AnyForm,
        up_to: str,
        right: Right,
        why: str | None,
        late: bool = False,
    ) -> tuple[Done, Record]:
        """Enters a record within a unit of work; `late`: it may come late without a word."""
        ground = await ground_of(unit, self.live.boards, year, form)
        proposed = Proposed(ground, kind_of(ground, kind, form, "kind"))
        # Before it is said what else there is of the kind.
        catalogue = ground.rule_set.catalogue
        check_kind(unit.rights, catalogue, proposed.kind.name)
        recorder = Corrector(unit, catalogue, year, "entry", RowOf())
        calendar = await recorder.calendar()
        timely = None if late or up_to == "draft" else partial(_late, unit, catalogue, calendar, why)
        record = await _checked(recorder, proposed, form, up_to, timely)
        check_record(unit.rights, catalogue, right, record.kind, record.attributes, None)
        granted = await granted_for(unit, record) if isinstance(form, OccasionForm) else []
        record = on_leave(catalogue, record, [str(one.membership_id) for one in granted])
        unit.reason = reason_kept(unit.at, due_by(calendar, due_from(catalogue, record)), why)
        (record_id,) = await recorder.add([record], up_to, why)
        await bind(unit, granted, record_id)
        return await self._followed(record_id, recorder, ground, up_to), record

    async def correct(
        self,
        record_id: int,
        version: int,
        form: AnyForm,
        reason: str,
        beside: Callable[[Unit], Awaitable[None]] | None = None,
        late_reason: str | None = None,
    ) -> Done:
        """Puts what the form says in place of what stood there; what it does not say stays.

        An archived record stays as it is: what it is to say instead is a counter-entry, which is reviewed.
        What was in time and is late by the corrected day needs a `late_reason` (补录, 履6).
        `beside` is done in the same unit of work: both happen, or neither. What it names as the result of the
        unit stands.
        """
        late_why = _late_reason(late_reason)
        async with self._change(record_id, version, reason, (CHANGE, CORRECT), form) as change:
            stored, ground, recorder = change.stored, change.ground, change.recorder
            proposed = Proposed(ground, kind_of(ground, stored.record.kind, form, "id"), stored)
            was = (await submissions(recorder.unit.connection, [stored.id]))[stored.id]
            late = _becoming_late(recorder, await recorder.calendar(), was, late_why)
            record = await _checked(recorder, proposed, form, stored.state, late)
            change.check_record(record)
            if isinstance(form, OccasionForm) and form.participants is not None:
                granted = await granted_for(recorder.unit, record, record_id)
                members = [str(one.membership_id) for one in granted]
                record = on_leave(recorder.catalogue, record, members)
                await bind(recorder.unit, granted, record_id)
            if isinstance(form, WorkForm) and form.authors is not None:
                record = await as_answered(recorder.unit, record_id, record)
            linked = linked_to(form)
            if beside is not None:
                await beside(recorder.unit)
            if change.move.entry:
                if record == stored.record and not isinstance(linked, int):
                    raise Refusal(Code.BAD_USER_INPUT, "和归档的一样，没有要更正的", "id")
                other = linked if isinstance(linked, int) else None
                return await self._proposed(change, record, other, late_why)
            if record != stored.record:
                before = stored.record
                reviewed = stored.state in SCORED
                await recorder.change(
                    record_id, version, before, record, late_reason=late_why, submitted=was, reviewed=reviewed
                )
            return await self._followed(record_id, recorder, ground, stored.state)

    async def withdraw(self, record_id: int, version: int, reason: str) -> Done:
        """Takes a record out of every score; it stays, and can be reinstated."""
        return await self._moved(record_id, version, reason, WITHDRAW)

    async def reinstate(self, record_id: int, version: int, reason: str) -> Done:
        """Brings a withdrawn record back, to be reviewed."""
        return await self._moved(record_id, version, reason, REINSTATE)

    async def end(self, record_id: int, version: int, reason: str) -> Done:
        """Enters that an archived record is to end: once that is approved, it counts no more."""
        async with self._change(record_id, version, reason, (END,)) as change:
            return await self._proposed(change, None)

    async def recompute(self, committee: str, year: int) -> Done:
        """Scores a year anew by the rule set in force; its members are read anew, too."""
        async with self._unit(committee, None, Right.SCORE) as unit:
            (step,) = await self.live.recompute(unit, year)
            before = None if step.before is None else step.before.input
            unit.note("recompute", "score run", step.after.id, before, step.after.input)
            unit.result = step.after.id
            return Done(step.after.id, year, (step,))

    async def keep_run(self, committee: str, year: int, name: str, as_of: date | None = None) -> Done:
        """Keeps the live run of a year, or its standing as of a day, under a name, to compare with."""
        async with self._unit(committee, None, Right.SCORE) as unit:
            unit.result = await self.live.keep(unit, year, name, as_of)
            return Done(unit.result, year)

    async def _moved(self, record_id: int, version: int, reason: str, action: str) -> Done:
        async with self._change(record_id, version, reason, (action,)) as change:
            state, to = change.stored.state, change.move.to
            assert to is not None
            # Of what was never submitted, and comes late, the reason is that of coming late as well (履6).
            why = change.recorder.unit.reason
            await change.recorder.move({record_id: state}, action, to, late_reason=why)
            return await self._followed(record_id, change.recorder, change.ground, state, to)

    async def _proposed(
        self,
        change: "_Change",
        after: Record | None,
        linked: int | None = None,
        late_reason: str | None = None,
    ) -> Done:
        unit, stored = change.recorder.unit, change.stored
        number = await propose(unit, change.recorder, stored, after, linked, late_reason)
        unit.result = unit.result or stored.id
        return Done(stored.id, change.recorder.year, correction=number)

    async def _followed(self, record_id: int, recorder: Corrector, ground: Ground, *states: str) -> Done:
        """What became of a record that is in one of these states, or was: only what counts is scored."""
        counts = any(state in SCORED for state in states)
        steps = await self.live.follow(recorder.unit, recorder.touched, ground.lives) if counts else []
        recorder.unit.result = recorder.unit.result or record_id
        return Done(record_id, recorder.year, tuple(steps))

    @asynccontextmanager
    async def _unit(self, committee: str, reason: str | None, right: Right) -> AsyncIterator[Unit]:
        actor = known(self.actor)
        try:
            async with unit_of_work(self.store, committee, actor, reason, right=right) as unit:
                actor = unit.actor
                yield unit
        except NotTheirs as theirs:
            await note_refusal(self.store, committee, actor, theirs.right)
            raise

    async def _home(self, record_id: int) -> tuple[str, int]:
        homes = self.live.boards.homes
        home = homes.get(record_id)
        if home is None:
            async with self.store.reading() as connection:
                home = await home_of(connection, record_id)
            homes.put(record_id, home)
        return home

    @asynccontextmanager
    async def _change(
        self,
        record_id: int,
        version: int,
        reason: str,
        actions: tuple[str, ...],
        form: AnyForm | None = None,
    ) -> "AsyncIterator[_Change]":
        """A unit of work on a record of this version, for a reason, by one of these steps of the table."""
        known(self.actor)
        why = checked_reason(reason)
        committee, year = await self._home(record_id)
        async with self._unit(committee, why, Right.ENTER) as unit:
            ground = await ground_of(unit, self.live.boards, year, form)
            catalogue = ground.rule_set.catalogue
            reader = Reader(unit.connection, unit.committee_id, catalogue, ByRow())
            (stored,) = await reader.of_ids([record_id])
            recorder = Corrector(unit, catalogue, year, stored.source, RowOf())
            _check_record(recorder, Right.ENTER, stored.record, stored)
            if stored.version != version:
                raise await stale(unit.connection, unit.committee_id, record_id, version, stored.version)
            move = step_from(stored.state, *actions)
            change = _Change(stored, ground, recorder, move)
            change.check_record(stored.record)
            yield change


@dataclass(frozen=True, slots=True)
class _Change:
    """A record that is to be changed, what its year says, who writes it, and by which step."""

    stored: Stored
    ground: Ground
    recorder: Corrector
    move: Move

    def check_record(self, record: Record) -> None:
        """Raises `NotTheirs` where whoever writes may not take this step with the record as it is given."""
        _check_record(self.recorder, self.move.right, record, self.stored)


def _late_reason(text: str | None) -> str | None:
    try:
        return optional_reason(text)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, "lateReason") from None


def _late(
    unit: Unit, catalogue: Catalogue, calendar: Calendar, late_reason: str | None, record: Record
) -> Refusal | None:
    """That a record comes late, and nobody says why."""
    start = due_from(catalogue, record)
    return lacking_reason(unit.at, start, due_by(calendar, start), late_reason)


def _check_record(recorder: Recorder, right: Right, record: Record, stored: Stored | None) -> None:
    """Raises `NotTheirs` where whoever writes does not hold a right of a record that is `stored`, or new."""
    known = stored is not None and recorder.same_department(stored.record, record)
    entered = stored.department if stored is not None and known else None
    check_record(recorder.unit.rights, recorder.catalogue, right, record.kind, record.attributes, entered)


def _becoming_late(
    recorder: Corrector, calendar: Calendar, was: Submission, late_reason: str | None
) -> Callable[[Record], Refusal | None]:
    """Tells whether a correction makes late what was in time, and nobody says why."""

    def late(record: Record) -> Refusal | None:
        start = due_from(recorder.catalogue, record)
        by = due_by(calendar, start)
        if was.at is None or not was.becomes_late(by):
            return None
        return lacking_reason(was.at, start, by, late_reason)

    return late


async def _checked(
    recorder: Corrector,
    proposed: Proposed,
    form: AnyForm,
    state: str,
    late: Callable[[Record], Refusal | None] | None = None,
) -> Record:
    """The record that the form makes, of one matter with the one it is linked to; raises `Rejected`, and
    `Refusal` where it is not the actor's to enter.

    Of an archived one, the matter is joined once its correction takes effect. One that does not count makes
    no one matter of two: that could change what others score.
    """
    record = proposed.record(form)
    if not proposed.faults:
        # Before it is said what others have entered.
        _check_record(recorder, Right.ENTER, record, proposed.stored)
    if proposed.keyed_anew(record):
        of_key = await taken(recorder.unit, recorder.year, record.kind, record.key)
        proposed.check_key(record, of_key, given=form.key is not None)
    proposed.check_link(form)
    if late is not None and (refusal := late(record)):
        proposed.faults.add(refusal.field or "", refusal.message, refusal.code)
    proposed.faults.check()
    linked, other = linked_to(form), proposed.ground.linked
    if isinstance(linked, Stay) or (other is not None and state == "archived"):
        return record
    if other is None:
        return replace(record, matter=None)
    if state not in SCORED and record.matter and record.matter != other.matter:
        message = "两件事并为一件，要在审核通过以后：先通过，再关联"
        raise Refusal(Code.CONFLICT, message, "linkedTo")
    return replace(record, matter=await join(recorder, proposed.id, record, other))
