"""Moving records on, and deciding on corrections, one or a thousand in one unit of work: each has its own
verdict, scores follow once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Text, select, type_coerce

from files.collector import collector_at_rest
from models.among import Among
from models.change import Change
from models.committee import Committee
from models.record import Record
from models.rows import batches
from models.store import Store
from rules.catalogue import Catalogue
from services.actor import Actor, known
from services.reason import checked_reason, optional_reason
from services.records.by_row import ByRow, RowOf
from services.records.correcting import Corrector
from services.records.moving import Mover
from services.records.past import APPROVE
from services.records.reading import Reader
from services.records.submission import lacking_reason
from services.records.touched import Touched
from services.refusal import Code, Refusal
from services.review.correction import give_back, of_number, record_of, take_effect
from services.review.department import NotTheirs, check_record
from services.review.edits import stale
from services.review.queue import MOST_TOGETHER
from services.review.transitions import Step as Move
from services.review.transitions import least, step_from, steps
from services.review.writers import written_by
from services.rights.role import Right
from services.rule_sets.versions import in_force
from services.runs.live import Live, Step
from services.unit_of_work import Unit, note_refusal, unit_of_work

MOST_ROWS = MOST_TOGETHER


class _Header(NamedTuple):
    """What a record says by which it is decided; `attributes` as text: of a thousand many say the same."""

    id: int
    year: int
    kind: str
    attributes: str
    department: str | None
    state: str
    version: int
    due_from: date | None
    due_by: datetime | None
    submitted_at: datetime | None


_HEADERS = select(
    Record.committee_id,
    *(
        type_coerce(Record.attributes, Text) if name == "attributes" else getattr(Record, name)
        for name in _Header._fields
    ),
).where(Among(Record.id, "records"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A record that is to move on, and the version of it that was looked at."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a record, or a correction, that was asked for; `refusal` None: it has moved on."""

    id: int
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of all that were asked for, and the live runs that followed. `revision` None: of none."""

    verdicts: tuple[Verdict, ...]
    revision: int | None = None
    steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class _Known:
    """What the records say by which it is decided, and the catalogues of their years."""

    unit: Unit
    rows: dict[int, _Header] = field(default_factory=dict)
    catalogues: dict[int, Catalogue] = field(default_factory=dict)
    _moves: dict[tuple[Any, ...], Move] = field(default_factory=dict)

    async def read(self, record_ids: Sequence[int]) -> None:
        for some in batches(one for one in record_ids if 0 < one < 2**63):
            # Whose they are is asked here: a condition would have SQLite look at all that the committee has.
            for whose, *row in await self.unit.connection.execute(_HEADERS, {"records": some}):
                if whose == self.unit.committee_id:
                    self.rows[row[0]] = _Header._make(row)

    async def catalogue(self, year: int) -> Catalogue:
        """That of the measure in force; raises `Refusal` where the year has none."""
        if year not in self.catalogues:
            version = await in_force(self.unit.connection, self.unit.committee_id, year)
            self.catalogues[year] = version.rule_set.catalogue
        return self.catalogues[year]

    async def check(self, action: str, asked: Asked) -> Move:
        """The step of an action that a record may take; raises `Refusal`, and changes nothing."""
        row = self.rows.get(asked.id)
        if row is None:
            raise Refusal(Code.NOT_FOUND, "没有这条记录", "id")
        like = (action, row.year, row.kind, row.attributes, row.department, row.state)
        step = self._moves.get(like) if row.version == asked.version else None
        if step is None:
            # Of a thousand records many are alike.
            step = self._moves[like] = await self._check(action, asked, row)
        if step.to == "submitted" and row.submitted_at is None:
            late = lacking_reason(self.unit.at, row.due_from, row.due_by, self.unit.reason)
            if late is not None:
                raise Refusal(late.code, late.message, "reason")
        return step

    async def _check(self, action: str, asked: Asked, row: _Header) -> Move:
        unit, catalogue = self.unit, await self.catalogue(row.year)
        self._check_theirs(catalogue, least(action), row)
        if row.version != asked.version:
            raise await stale(unit.connection, unit.committee_id, row.id, asked.version, row.version)
        step = step_from(row.state, action)
        self._check_theirs(catalogue, step.right, row)
        return step

    async def settle(self, record_id: int, number: int, approve: bool) -> Touched:
        """Approves or returns a correction of a record; whose score that may change. Raises `Refusal`, and
        then nothing is changed.
        """
        unit = self.unit
        await self.read([record_id])
        row = self.rows.get(record_id)
        if row is None:
            raise Refusal(Code.NOT_FOUND, "没有这条记录", "id")
        catalogue = await self.catalogue(row.year)
        self._check_theirs(catalogue, Right.REVIEW, row)
        correction = await of_number(unit, record_id, number)
        if not approve:
            await give_back(unit, correction)
            return Touched()
        reader = Reader(unit.connection, unit.committee_id, catalogue, ByRow())
        (stored,) = await reader.of_ids([record_id])
        corrector = Corrector(unit, catalogue, row.year, stored.source, RowOf())
        await take_effect(corrector, reader, stored, correction)
        return corrector.touched

    def _check_theirs(self, catalogue: Catalogue, right: Right, row: _Header) -> None:
        """Raises `NotTheirs`."""
        said = orjson.loads(row.attributes)
        check_record(self.unit.rights, catalogue, right, row.kind, said, row.department)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Where records move on. Every method is one unit of work; each raises `Refusal`."""

    store: Store
    live: Live
    actor: Actor | None

    async def move(
        self,
        committee: str,
        action: str,
        asked: Sequence[Asked],
        reason: str | None = None,
        all_or_nothing: bool = False,
    ) -> Decided:
        """Takes a step of the table with many records, each as of the version that was looked at.

        Those that cannot stay as they are, and say why; with `all_or_nothing` then none moves.
        """
        actor = known(self.actor)
        _check_asked([one.id for one in asked], "records", "记录")
        needs_reason = any(step.reason for step in steps() if step.action == action)
        why = checked_reason(reason or "") if needs_reason else optional_reason(reason)
        refused: dict[int, Refusal] = {}
        async with unit_of_work(self.store, committee, actor, why, right=least(action)) as unit:
            actor = unit.actor
            known_ones = _Known(unit)
            await known_ones.read([one.id for one in asked])
            moves: dict[int, Move] = {}
            for one in asked:
                try:
                    moves[one.id] = await known_ones.check(action, one)
                except Refusal as refusal:
                    refused[one.id] = refusal
            if refused and all_or_nothing:
                moves.clear()
            with collector_at_rest():
                steps_of_runs = await self._moved(unit, action, known_ones.rows, moves)
            revision = unit.revision if moves else None
        await self._note_theirs(committee, actor, refused)
        ids = [one.id for one in asked]
        return Decided(_verdicts(ids, moves, refused, "记录"), revision, tuple(steps_of_runs))

    async def _moved(
        self, unit: Unit, action: str, rows: Mapping[int, _Header], moves: Mapping[int, Move]
    ) -> list[Step]:
        if not moves:
            return []
        (to,) = {step.to for step in moves.values()}
        assert to is not None
        by = (unit.connection, unit.committee_id, unit.actor.signature)
        own = await written_by(*by, list(moves)) if action == APPROVE else set[int]()
        mover = Mover(unit)
        await mover.move({one: rows[one].state for one in moves}, action, to, own, unit.reason)
        unit.result = unit.revision
        return await self.live.follow(unit, mover.touched)

    async def decide(
        self, committee: str, record_id: int | None, number: int, approve: bool, reason: str | None = None
    ) -> tuple[int, tuple[Step, ...]]:
        """Approves a correction of an archived record, which takes effect, or returns it for a reason.

        `record_id` None: whichever record it is of. The year of the record, and the live runs that followed.
        """
        actor = known(self.actor)
        why = None if approve else checked_reason(reason or "")
        try:
            async with unit_of_work(self.store, committee, actor, why, right=Right.REVIEW) as unit:
                actor = unit.actor
                record_id = await record_of(unit, number) if record_id is None else record_id
                unit.result = record_id
                known_ones = _Known(unit)
                touched = await known_ones.settle(record_id, number, approve)
                year = known_ones.rows[record_id].year
                return year, tuple(await self.live.follow(unit, touched)) if approve else ()
        except NotTheirs as theirs:
            await note_refusal(self.store, committee, actor, theirs.right)
            raise

    async def decide_many(
        self,
        committee: str,
        numbers: Sequence[int],
        approve: bool,
        reason: str | None = None,
        all_or_nothing: bool = False,
    ) -> Decided:
        """Approves corrections, or returns them for a reason, one after the other in one unit of work.

        Those that cannot be decided stay as they are, and say why; with `all_or_nothing` then all do.
        """
        actor = known(self.actor)
        _check_asked(numbers, "corrections", "更正")
        why = None if approve else checked_reason(reason or "")
        refused: dict[int, Refusal] = {}
        done, touched, steps_of_runs = set[int](), Touched(), list[Step]()
        async with unit_of_work(self.store, committee, actor, why, right=Right.REVIEW) as unit:
            actor, known_ones = unit.actor, _Known(unit)
            for number in numbers:
                try:
                    touched.update(await known_ones.settle(await record_of(unit, number), number, approve))
                    done.add(number)
                except Refusal as refusal:
                    refused[number] = refusal
            if refused and all_or_nothing:
                # What was noted is what makes it lasting.
                unit.lines.clear()
                done.clear()
            unit.result = unit.revision
            if done and approve:
                steps_of_runs = await self.live.follow(unit, touched)
            revision = unit.revision if done else None
        await self._note_theirs(committee, actor, refused)
        return Decided(_verdicts(numbers, done, refused, "更正"), revision, tuple(steps_of_runs))

    async def _note_theirs(self, committee: str, actor: Actor, refused: Mapping[int, Refusal]) -> None:
        """Notes that something was another department's to do, once however much of it was."""
        theirs = next((one for one in refused.values() if isinstance(one, NotTheirs)), None)
        if theirs is not None:
            await note_refusal(self.store, committee, actor, theirs.right)

    async def made_before(
        self, committee: str, revision: int, ids: Sequence[int], entity: str = "record"
    ) -> Decided:
        """What a unit of work of this revision did with those that are asked for, by the trail."""
        async with self.store.reading() as connection:
            of_unit = (Change.revision == revision) & (Change.entity == entity)
            of_code = select(Committee.id).where(Committee.code == committee).scalar_subquery()
            mine = select(Change.entity_id).where(of_unit, Change.committee_id == of_code)
            done = {*await connection.scalars(mine.where(Change.entity_id.in_(ids)))}
        not_done = Refusal(Code.CONFLICT, "上一次没有做成：重新打开再看", "id")
        return Decided(tuple(Verdict(one, None if one in done else not_done) for one in ids), revision)


def _check_asked(ids: Sequence[int], field: str, called: str) -> None:
    if not 0 < len(ids) <= MOST_ROWS:
        raise Refusal(Code.BAD_USER_INPUT, f"一次写 1 到 {MOST_ROWS:,} 条{called}", field)
    if len({*ids}) < len(ids):
        raise Refusal(Code.BAD_USER_INPUT, f"有{called}写了两次：每条只写一次", field)


def _verdicts(
    ids: Sequence[int], done: Collection[int], refused: Mapping[int, Refusal], called: str
) -> tuple[Verdict, ...]:
    others = Refusal(Code.CONFLICT, f"有别的{called}不能做，这一次全部没有做", "id")
    return tuple(Verdict(one, refused.get(one, None if one in done else others)) for one in ids)
