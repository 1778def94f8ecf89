"""What an import writes of each record, as the state allows in which that stands (履7)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from models.correction import Correction
from rules import record as plain
from rules.document import RuleSet
from services.committee.workdays import calendar_of
from services.records.by_row import ByRow, RowOf
from services.records.correcting import Corrector
from services.records.due import due_by, due_from
from services.records.past import APPROVE, REINSTATE, SUBMIT, WITHDRAW
from services.records.reading import Reader, Stored
from services.records.rewriting import Rewrite, Rewriter
from services.records.submission import submissions
from services.records.touched import Touched
from services.review.correction import of_number, propose, take_effect
from services.review.department import check_record
from services.review.writers import written_by
from services.rights.held import NotPermitted
from services.rights.role import Right
from services.unit_of_work import Unit
from services.workbooks.cures import COMMAND, Cures
from services.workbooks.members_word import MembersWord

SOURCE = "import"
# By which step a record that stands in a state comes to its review.
_TO_REVIEW = {"withdrawn": REINSTATE, "draft": SUBMIT, "returned": SUBMIT}
_REVIEWED = "已审核通过，没有动：审核人{}，或先退回"
_OPEN = "已归档，另有一条更正等着审核，没有动：先通过或退回那一条"


@dataclass(slots=True)
class Writing:
    """The records of a file as they are to be written: nothing is, before `write`.

    `ids` has the membership of each member key. `approve`: all that is in the file is reviewed.
    """

    unit: Unit
    rule_set: RuleSet
    ids: Mapping[str, int]
    approve: bool
    word: MembersWord
    cures: Cures = COMMAND
    new: list[plain.Record] = field(default_factory=list)
    _gone: list[Stored] = field(default_factory=list)
    _rewrites: dict[int, list[Rewrite]] = field(default_factory=dict)
    _states: dict[int, str] = field(default_factory=dict)
    _corrections: list[tuple[Stored, plain.Record | None]] = field(default_factory=list)
    _recorders: dict[int, Rewriter] = field(default_factory=dict)
    _open: set[int] | None = None

    def keep(self, known: Stored) -> None:
        """Takes a record for what the file says, too; one that waits is reviewed with the rest."""
        if self.approve and known.state not in ("approved", "archived"):
            self._states[known.id] = known.state

    async def change(self, known: Stored, record: plain.Record) -> str | None:
        """Takes what a file says otherwise of a record; why it cannot be taken, if so."""
        if known.state == "archived":
            if await self._has_open(known.id):
                return _OPEN
            self._corrections.append((known, record))
            return None
        if known.state == "approved" and not self.approve:
            return _REVIEWED.format(self.cures.approve)
        self._states[known.id] = known.state
        if known.record != record:
            rewrite = Rewrite(known.id, known.version, known.record, record)
            self._rewrites.setdefault(known.year, []).append(rewrite)
        return None

    async def leave(self, known: Stored) -> str | None:
        """Takes a record for gone from the file; why it cannot be withdrawn, if so."""
        if known.state == "archived" and await self._has_open(known.id):
            return _OPEN
        if known.state == "approved" and not self.approve:
            return _REVIEWED.format(self.cures.approve)
        self._gone.append(known)
        return None

    async def late(self) -> int:
        """How many of the new records come after the day by which they are entered."""
        calendar = await calendar_of(self.unit.connection, self.unit.committee_id)
        starts = Counter(due_from(self.rule_set.catalogue, record) for record in self.new)
        ends = [(due_by(calendar, start), times) for start, times in starts.items()]
        return sum(times for by, times in ends if by is not None and self.unit.at >= by)

    def corrections(self, remove_gone: bool) -> int:
        """How many archived records are to be corrected, or to end."""
        ending = [one for one in self._gone if one.state == "archived"] if remove_gone else []
        return len(self._corrections) + len(ending)

    def written(self) -> list[plain.Record]:
        """All that is new, or is to be otherwise than it is."""
        return [*self.new, *self._after().values()]

    def _after(self) -> dict[int, plain.Record]:
        """What known records are to say, by their rows."""
        after = {one.id: one.after for some in self._rewrites.values() for one in some}
        return after | {known.id: record for known, record in self._corrections if record is not None}

    async def newly_late(self) -> int:
        """How many known records were submitted in time, and are late by what the file says of them."""
        unit, catalogue, after = self.unit, self.rule_set.catalogue, self._after()
        calendar = await calendar_of(unit.connection, unit.committee_id)
        submitted = await submissions(unit.connection, after)
        return sum(
            submitted[one].becomes_late(due_by(calendar, due_from(catalogue, record)))
            for one, record in after.items()
        )

    async def write(self, remove_gone: bool, late_reason: str | None = None) -> Touched:
        """Writes all that was taken; whose score it may have changed. Raises `Refusal`."""
        if self.approve:
            self._check_reviewer()
        main = self.recorder(self.rule_set.year)
        added = await main.add(self.new, "approved" if self.approve else "submitted", late_reason)
        for record_id, record in zip(added, self.new, strict=True):
            await self.word.bind(self.unit, record, record_id)
        touched = Touched()
        for year, rewrites in sorted(self._rewrites.items()):
            await self.recorder(year).rewrite(rewrites, late_reason)
            for one in rewrites:
                await self.word.bind(self.unit, one.after, one.id)
        await self._move(main, late_reason)
        if remove_gone:
            await self._remove(main)
        for known, after in self._corrections:
            touched.update(await self._correct(known, after, late_reason))
        for recorder in self._recorders.values():
            touched.update(recorder.touched)
        return touched

    def recorder(self, year: int) -> Rewriter:
        """Who writes the records of a year."""
        if year not in self._recorders:
            self._recorders[year] = Rewriter(self.unit, self.rule_set.catalogue, year, SOURCE, self.ids)
        return self._recorders[year]

    async def _move(self, recorder: Rewriter, late_reason: str | None) -> None:
        """Brings what was taken to its review, and where it is reviewed through it."""
        states = self._states
        for action in (REINSTATE, SUBMIT):
            moving = {one: state for one, state in states.items() if _TO_REVIEW.get(state) == action}
            if moving:
                await recorder.move(moving, action, "submitted", late_reason=late_reason)
        if not self.approve:
            return
        written = {one.id for rewrites in self._rewrites.values() for one in rewrites}
        # The trail does not tell of this unit yet.
        put_up = {one for one, state in states.items() if state in _TO_REVIEW}
        approved = {one: "submitted" for one, state in states.items() if state != "approved"}
        by = (self.unit.connection, self.unit.committee_id, self.unit.actor.signature)
        if approved:
            own = written | put_up | await written_by(*by, list(approved))
            await recorder.move(approved, APPROVE, "approved", own & approved.keys())
        await recorder.review([one for one in written if one not in approved], own=True)

    async def _remove(self, recorder: Rewriter) -> None:
        leaving = {one.id: one.state for one in self._gone if one.state != "archived"}
        if leaving:
            await recorder.move(leaving, WITHDRAW, "withdrawn")
        self._corrections += [(one, None) for one in self._gone if one.state == "archived"]

    async def _correct(self, known: Stored, after: plain.Record | None, late_reason: str | None) -> Touched:
        """Enters a correction, and where it is reviewed puts it into effect."""
        unit, catalogue = self.unit, self.rule_set.catalogue
        recorder = self.recorder(known.year)
        why = await recorder.newly_late(known.id, after, late_reason) if after and late_reason else None
        number = await propose(unit, recorder, known, after, late_reason=why)
        corrector = Corrector(unit, catalogue, known.year, SOURCE, RowOf())
        if self.approve:
            reader = Reader(unit.connection, unit.committee_id, catalogue, ByRow())
            (stored,) = await reader.of_ids([known.id])
            await take_effect(corrector, reader, stored, await of_number(unit, known.id, number))
        return corrector.touched

    async def _has_open(self, record_id: int) -> bool:
        if self._open is None:
            waiting = (Correction.committee_id == self.unit.committee_id) & (Correction.state == "submitted")
            self._open = set(await self.unit.connection.scalars(select(Correction.record_id).where(waiting)))
        return record_id in self._open

    def _check_reviewer(self) -> None:
        if not self.unit.rights.has(Right.REVIEW):
            raise NotPermitted(self.unit.actor, Right.REVIEW)
        rewrites = (one for some in self._rewrites.values() for one in some)
        records: Iterable[plain.Record] = (*self.new, *(one.after for one in rewrites))
        for record in records:
            rights, catalogue = self.unit.rights, self.rule_set.catalogue
            check_record(rights, catalogue, Right.REVIEW, record.kind, record.attributes, None)
