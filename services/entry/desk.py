"""What people enter and correct: occasions and works, one at a time, checked before all else (履5)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

from models.record import SCORED
from models.store import Store
from rules.catalogue import Kind
from rules.record import Record
from services.actor import Actor, known
from services.deadlines import Calendar
from services.entry.form import AnyForm, Stay, linked_to
from services.entry.ground import ground_of, home_of, kind_of, taken
from services.entry.record import ByRow, Ground, Proposed, RowOf
from services.reason import checked_reason, optional_reason
from services.records.correcting import Corrector
from services.records.due import due_by, due_from
from services.records.matter import join
from services.records.reading import Reader, Stored
from services.records.submission import lacking_reason, reason_kept
from services.refusal import Code, Refusal
from services.rights.policy import department_of, entering
from services.rights.role import Right
from services.runs.live import Live, Step
from services.unit_of_work import Unit, note_refusal, unit_of_work


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a change: the row of the record or run, its year, the live runs that followed it.

    Of a change that was made before only the row is known.
    """

    id: int
    year: int | None = None
    steps: tuple[Step, ...] = ()

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
        self, committee: str, year: int, kind: str, form: AnyForm, late_reason: str | None = None
    ) -> Done:
        """Enters an occasion with all who took part or were expected, or a work with authors and outcomes.

        What is entered after the day by which it is due needs a reason (补录, 履6).
        """
        why = _late_reason(late_reason)
        async with self._unit(committee, None, Right.ENTER) as unit:
            ground = await ground_of(unit, self.live.boards, year, form)
            proposed = Proposed(ground, kind_of(ground, kind, form, "kind"))
            # Before it is said what else there is of the kind.
            _check_department(unit, ground, proposed.kind, *proposed.kind.departments.values())
            recorder = Corrector(unit, ground.rule_set.catalogue, year, "entry", RowOf())
            calendar = await recorder.calendar()
            record = await _checked(
                recorder, proposed, form, lambda found: _late(unit, ground, calendar, found, why)
            )
            unit.reason = reason_kept(unit.at, due_by(calendar, due_from(recorder.catalogue, record)), why)
            (record_id,) = await recorder.add([record], why)
            return await self._followed(record_id, recorder)

    async def correct(self, record_id: int, version: int, form: AnyForm, reason: str) -> Done:
        """Puts what the form says in place of what stood there; what it does not say stays."""
        async with self._change(record_id, version, reason, form) as change:
            stored, ground, recorder = change.stored, change.ground, change.recorder
            kind = kind_of(ground, stored.record.kind, form, "id")
            if stored.state not in SCORED:
                raise Refusal(Code.CONFLICT, "这条记录已经撤回：先恢复，再改正", "id")
            record = await _checked(recorder, Proposed(ground, kind, stored), form)
            if record != stored.record:
                await recorder.change(record_id, version, stored.record, record)
            return await self._followed(record_id, recorder)

    async def withdraw(self, record_id: int, version: int, reason: str) -> Done:
        """Takes a record out of every score; it stays, and can be reinstated."""
        async with self._change(record_id, version, reason) as change:
            if change.stored.state not in SCORED:
                raise Refusal(Code.CONFLICT, "这条记录已经撤回", "id")
            await change.recorder.withdraw({record_id: change.stored.record})
            return await self._followed(record_id, change.recorder)

    async def reinstate(self, record_id: int, version: int, reason: str) -> Done:
        """Brings a withdrawn record back as it was."""
        async with self._change(record_id, version, reason) as change:
            if change.stored.state != "withdrawn":
                raise Refusal(Code.CONFLICT, "这条记录没有撤回，不用恢复", "id")
            await change.recorder.reinstate({record_id: change.stored.record})
            return await self._followed(record_id, change.recorder)

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

    async def _followed(self, record_id: int, recorder: Corrector) -> Done:
        steps = await self.live.follow(recorder.unit, recorder.touched)
        recorder.unit.result = record_id
        return Done(record_id, recorder.year, tuple(steps))

    @asynccontextmanager
    async def _unit(self, committee: str, reason: str | None, right: Right) -> AsyncIterator[Unit]:
        actor = known(self.actor)
        try:
            async with unit_of_work(self.store, committee, actor, reason, right=right) as unit:
                actor = unit.actor
                yield unit
        except NotTheirs:
            await note_refusal(self.store, committee, actor, right)
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
        self, record_id: int, version: int, reason: str, form: AnyForm | None = None
    ) -> "AsyncIterator[_Change]":
        """A unit of work on a record of this version, for a reason."""
        known(self.actor)
        why = checked_reason(reason)
        committee, year = await self._home(record_id)
        async with self._unit(committee, why, Right.ENTER) as unit:
            ground = await ground_of(unit, self.live.boards, year, form)
            catalogue = ground.rule_set.catalogue
            reader = Reader(unit.connection, unit.committee_id, catalogue, ByRow())
            (stored,) = await reader.of_ids([record_id])
            _check_entering(unit, ground, stored.record)
            if stored.version != version:
                raise Refusal(Code.CONFLICT, "这条记录已被别人改过：重新打开再改", "version")
            yield _Change(stored, ground, Corrector(unit, catalogue, year, stored.source, RowOf()))


class NotTheirs(Refusal):
    """A record of a kind that another department enters (履5)."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A record that is to be changed, what its year says, and who writes it."""

    stored: Stored
    ground: Ground
    recorder: Corrector


def _check_entering(unit: Unit, ground: Ground, record: Record) -> None:
    kind = ground.rule_set.catalogue.kinds[record.kind]
    _check_department(unit, ground, kind, department_of(kind, record.attributes))


def _check_department(unit: Unit, ground: Ground, kind: Kind, *departments: str) -> None:
    if not entering(ground.rule_set.catalogue).department(unit.rights, *departments):
        message = f"“{kind.name}”由{'、'.join(departments)}录入（履5），别的部门不能录入、改正、撤回"
        raise NotTheirs(Code.FORBIDDEN, message, "actor")


def _late_reason(text: str | None) -> str | None:
    try:
        return optional_reason(text)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.message, "lateReason") from None


def _late(
    unit: Unit, ground: Ground, calendar: Calendar, record: Record, late_reason: str | None
) -> Refusal | None:
    """That a record comes late, and nobody says why."""
    start = due_from(ground.rule_set.catalogue, record)
    return lacking_reason(unit.at, start, due_by(calendar, start), late_reason)


async def _checked(
    recorder: Corrector,
    proposed: Proposed,
    form: AnyForm,
    late: Callable[[Record], Refusal | None] = lambda _: None,
) -> Record:
    """The record that the form makes, of one matter with the one it is linked to; raises `Rejected`, and
    `Refusal` where it is not the actor's to enter.
    """
    record = proposed.record(form)
    if not proposed.faults:
        # Before it is said what others have entered.
        _check_entering(recorder.unit, proposed.ground, record)
    if proposed.keyed_anew(record):
        state = await taken(recorder.unit, recorder.year, record.kind, record.key)
        proposed.check_key(record, state, given=form.key is not None)
    proposed.check_link(form)
    if refusal := late(record):
        proposed.faults.add(refusal.field or "", refusal.message, refusal.code)
    proposed.faults.check()
    linked, other = linked_to(form), proposed.ground.linked
    if isinstance(linked, Stay):
        return record
    return replace(record, matter=await join(recorder, proposed.id, record, other) if other else None)
