"""What people enter and correct: occasions and works, one at a time, checked before all else (履5)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from models.record import Record as Row
from models.store import Store
from rules.record import Record
from services.actor import Actor, known
from services.entry.form import LAST_ROW, STAYS, OccasionForm, Stay, WorkForm
from services.entry.ground import ground_of, home_of, kind_of, taken, with_strangers
from services.entry.record import ByRow, Ground, Proposed, RowOf
from services.reason import checked_reason
from services.records.correcting import Corrector
from services.records.matter import Other, join, other_record
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.runs.live import Live, Step
from services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a change: the row of the record or run, its year, the live runs that followed it."""

    id: int
    year: int
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

    async def enter_occasion(self, committee: str, year: int, kind: str, form: OccasionForm) -> Done:
        """Enters an occasion with those who took part and those who were expected."""
        return await self._enter(committee, year, kind, form)

    async def enter_work(self, committee: str, year: int, kind: str, form: WorkForm) -> Done:
        """Enters a work with its authors and outcomes."""
        return await self._enter(committee, year, kind, form)

    async def correct_occasion(self, record_id: int, version: int, form: OccasionForm, reason: str) -> Done:
        """Puts what the form says in place of what stood there; what it does not say stays."""
        return await self._correct(record_id, version, form, reason)

    async def correct_work(self, record_id: int, version: int, form: WorkForm, reason: str) -> Done:
        """Puts what the form says in place of what stood there; what it does not say stays."""
        return await self._correct(record_id, version, form, reason)

    async def withdraw(self, record_id: int, version: int, reason: str) -> Done:
        """Takes a record out of every score; it stays, and can be reinstated."""
        async with self._change(record_id, version, reason) as change:
            if change.stored.state != "approved":
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
        async with self._unit(committee, None) as unit:
            (step,) = await self.live.recompute(unit, year)
            before = None if step.before is None else step.before.input
            unit.note("recompute", "score run", step.after.id, before, step.after.input)
            return Done(step.after.id, year, (step,))

    async def keep_run(self, committee: str, year: int, name: str) -> Done:
        """Keeps the live run of a year under a name, to compare with."""
        async with self._unit(committee, None) as unit:
            return Done(await self.live.keep(unit, year, name), year)

    async def _enter(self, committee: str, year: int, kind: str, form: OccasionForm | WorkForm) -> Done:
        async with self._unit(committee, None) as unit:
            ground = await ground_of(unit, self.live.boards, year)
            proposed = Proposed(
                await with_strangers(unit, ground, form), kind_of(ground, kind, form, "kind"), None
            )
            recorder = Corrector(unit, ground.rule_set.catalogue, year, "entry", RowOf())
            record = await _drawn(recorder, proposed, form, None)
            (record_id,) = await recorder.add([record])
            return await self._followed(record_id, recorder)

    async def _correct(
        self, record_id: int, version: int, form: OccasionForm | WorkForm, reason: str
    ) -> Done:
        async with self._change(record_id, version, reason) as change:
            stored, ground, recorder = change.stored, change.ground, change.recorder
            kind = kind_of(ground, stored.record.kind, form, "id")
            if stored.state != "approved":
                raise Refusal(Code.CONFLICT, "这条记录已经撤回：先恢复，再改正", "id")
            proposed = Proposed(await with_strangers(recorder.unit, ground, form), kind, stored.record)
            record = await _drawn(recorder, proposed, form, stored)
            if record != stored.record:
                await recorder.change(record_id, version, stored.record, record)
            return await self._followed(record_id, recorder)

    async def _followed(self, record_id: int, recorder: Corrector) -> Done:
        steps = await self.live.follow(recorder.unit, recorder.touched)
        return Done(record_id, recorder.year, tuple(steps))

    @asynccontextmanager
    async def _unit(self, committee: str, reason: str | None) -> AsyncIterator[Unit]:
        async with unit_of_work(self.store, committee, known(self.actor), reason) as unit:
            yield unit

    @asynccontextmanager
    async def _change(self, record_id: int, version: int, reason: str) -> AsyncIterator[_Change]:
        """A unit of work on a record of this version, for a reason."""
        known(self.actor)
        why = checked_reason(reason)
        async with self.store.reading() as connection:
            committee, year = await home_of(connection, record_id)
        async with self._unit(committee, why) as unit:
            ground = await ground_of(unit, self.live.boards, year)
            catalogue = ground.rule_set.catalogue
            reader = Reader(unit.connection, unit.committee_id, catalogue, ByRow())
            (stored,) = await reader.read(Row.id == record_id)
            if stored.version != version:
                raise Refusal(Code.CONFLICT, "这条记录已被别人改过：重新打开再改", "version")
            yield _Change(stored, ground, Corrector(unit, catalogue, year, stored.source, RowOf()))


@dataclass(frozen=True, slots=True)
class _Change:
    """A record that is to be changed, what its year says, and who writes it."""

    stored: Stored
    ground: Ground
    recorder: Corrector


async def _drawn(
    recorder: Corrector, proposed: Proposed, form: OccasionForm | WorkForm, stored: Stored | None
) -> Record:
    """The record that the form makes, checked as a whole, of one matter with the record it is linked to."""
    record = proposed.occasion(form) if isinstance(form, OccasionForm) else proposed.work(form)
    if record.key and (stored is None or record.key != stored.record.key):
        await _check_key(recorder, record, proposed, given=form.key is not None)
    linked: int | Stay | None = form.linked_to if isinstance(form, WorkForm) else STAYS
    record_id = stored.id if stored else None
    other = await _other(recorder.unit, linked, record_id, proposed) if isinstance(linked, int) else None
    proposed.faults.check()
    if other is not None:
        return replace(record, matter=await join(recorder, record_id, record, other))
    return replace(record, matter=None) if linked is None else record


async def _check_key(recorder: Corrector, record: Record, proposed: Proposed, given: bool) -> None:
    state = await taken(recorder.unit, recorder.year, record.kind, record.key)
    if state is None:
        return
    which = "这个编号" if given else "同日同题"
    cure = "恢复那一条" if state == "withdrawn" else "改正那一条"
    known = "已撤回" if state == "withdrawn" else "已录入"
    message = f"{which}的“{record.kind}”{known}：{cure}；不是同一条的，写另一个编号"
    proposed.faults.add("number", message, Code.CONFLICT)


async def _other(unit: Unit, linked: int, record_id: int | None, proposed: Proposed) -> Other | None:
    """The record to be linked to, if it can be."""
    other = await other_record(unit, linked) if 0 < linked <= LAST_ROW else None
    if other is None:
        proposed.faults.add("linkedTo", "没有这条记录：写本政协一条记录的 id", Code.NOT_FOUND)
    elif other.id == record_id:
        proposed.faults.add("linkedTo", "不能与自己关联：写另一条记录的 id")
    elif other.state != "approved":
        proposed.faults.add("linkedTo", "这条记录已撤回：先恢复它，再关联")
    else:
        return other
    return None
