"""What becomes of a document: a record to be reviewed, a newer version of one, or something to wait for.

Nothing is guessed: an author who is not found, a form that is wrong, an outcome before its work, and a change
of a record that was reviewed already wait for the department.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from files.cell import identifier, name_text
from files.cells.names import Person
from files.problem import masked
from files.reading.who import Outsider, Roster
from models.record import Record as Row
from rules.record import Member, Outcome, Record
from services.connectors.connector import ConnectorRow
from services.connectors.document import Author, Document
from services.connectors.event import DONE, IGNORED, WAITING
from services.entry import form as forms
from services.entry.form import Rejected, WorkForm
from services.entry.ground import ground_of, kind_of, taken
from services.entry.record import Ground, Proposed
from services.members.roster import enrolled
from services.records.by_row import ByRow, RowOf
from services.records.co_signed import as_answered
from services.records.correcting import Corrector
from services.records.due import due_by, due_from
from services.records.reading import Reader, Stored
from services.records.submission import reason_kept
from services.refusal import Code, Refusal
from services.review.department import check_record
from services.rights.entering import department_of
from services.rights.role import Right
from services.runs.live import Live
from services.unit_of_work import Unit

SUBMITTED = "submitted"
NAMES, WORK, SETTLED, FORM, OLDER = "names", "work", "settled", "form", "older"
# A connector gives no reason (履6: 补录写明原因): what it brings late says so itself.
LATE = "由接口“{}”交来，录入时已过期限"
# In which a newer version is put at once; a reviewed record waits for its department.
_OPEN = ("draft", "submitted", "returned")


@dataclass(frozen=True, slots=True)
class Came:
    """What a document came to: its state and why, its record, what is wrong, which authors are not found."""

    state: str
    why: str | None = None
    record_id: int | None = None
    told: Sequence[str] = ()
    unresolved: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Settling:
    """One document in a unit of work. `accepted`: somebody of the department lets it in; `overtaken`: further
    outcomes that came after what it tells are settled already.
    """

    unit: Unit
    live: Live
    connector: ConnectorRow
    document: Document
    answers: Mapping[int, int | None]
    accepted: bool = False
    overtaken: bool = False

    async def settle(self, record_id: int | None, latest: int) -> Came:
        """What it comes to; its work has this record, by the version `latest`. None: it has none yet."""
        if self.document.kind is None and record_id is None:
            return Came(WAITING, WORK)
        if self.document.kind is not None and self.document.sequence < latest:
            return Came(IGNORED, OLDER, record_id)
        year = self._day().year if record_id is None else await self._year(record_id)
        try:
            ground = await ground_of(self.unit, self.live.boards, year, None)
        except Refusal as refusal:
            if refusal.code is not Code.NOT_FOUND:
                raise
            return Came(WAITING, FORM, record_id, [refusal.message])
        stored = None if record_id is None else await self._read(ground, record_id)
        if self.document.kind is None:
            assert stored is not None
            return await self._further(ground, stored)
        return await self._work(ground, stored)

    def _day(self) -> date:
        return self.document.day or self.document.occurred_at.date()

    async def _year(self, record_id: int) -> int:
        columns = select(Row.year).where(Row.id == record_id)
        return (await self.unit.connection.execute(columns)).scalar_one()

    async def _read(self, ground: Ground, record_id: int) -> Stored:
        catalogue = ground.rule_set.catalogue
        reader = Reader(self.unit.connection, self.unit.committee_id, catalogue, ByRow())
        (found,) = await reader.of_ids([record_id])
        return found

    async def _work(self, ground: Ground, stored: Stored | None) -> Came:
        """The work as the document says it is."""
        said, record_id = self.document, stored.id if stored else None
        kind = kind_of(ground, said.kind or "", WorkForm(), "kind")
        if department_of(kind, dict(said.attributes)) != self.connector.department:
            message = f"“{kind.name}”不由{self.connector.department}录入（履5），这个接口不能交"
            raise Refusal(Code.FORBIDDEN, message, "kind")
        if stored is not None and kind.name != stored.record.kind:
            return Came(WAITING, FORM, record_id, [f"原来报的是“{stored.record.kind}”，种类不能改"])
        authors, unresolved, told = await self._authors(ground)
        if unresolved:
            return Came(WAITING, NAMES, record_id, told, unresolved)
        form = WorkForm(
            title=said.title,
            day=said.day,
            key=said.number or (None if stored else said.id),
            attributes=said.attributes,
            authors=authors,
            outcomes=said.outcomes,
        )
        proposed = Proposed(ground, kind, stored)
        record = proposed.record(form)
        if stored is not None and self.overtaken:
            record = replace(record, outcomes=_joined(stored.record.outcomes, record.outcomes))
        if proposed.keyed_anew(record):
            state = await taken(self.unit, ground.year, kind.name, record.key)
            proposed.check_key(record, state, given=True)
        return await self._written(ground, stored, proposed, record)

    async def _further(self, ground: Ground, stored: Stored) -> Came:
        """Further outcomes of a work."""
        kind = ground.rule_set.catalogue.kinds[stored.record.kind]
        proposed = Proposed(ground, kind, stored)
        read = proposed.record(WorkForm(outcomes=self.document.outcomes))
        record = replace(stored.record, outcomes=_joined(stored.record.outcomes, read.outcomes))
        return await self._written(ground, stored, proposed, record)

    async def _written(
        self, ground: Ground, stored: Stored | None, proposed: Proposed, record: Record
    ) -> Came:
        record_id = stored.id if stored else None
        try:
            proposed.faults.check()
        except Rejected as rejected:
            return Came(WAITING, FORM, record_id, [masked(one.message) for one in rejected.refusals[:10]])
        catalogue, state = ground.rule_set.catalogue, stored.state if stored else SUBMITTED
        recorder = Corrector(self.unit, catalogue, ground.year, "entry", RowOf())
        if stored is None:
            late = await self._late(recorder, record)
            (record_id,) = await recorder.add([record], SUBMITTED, late)
        else:
            record = await as_answered(self.unit, stored.id, record)
            if record != stored.record:
                if state not in _OPEN and not (self.accepted and state == "approved"):
                    told = {"withdrawn": "撤回", "archived": "归档"}.get(state, "审核")
                    return Came(WAITING, SETTLED, record_id, [f"这件作品已经{told}，又有了变化"])
                if state == "approved":
                    rights = self.unit.rights
                    check_record(
                        rights, catalogue, Right.REVIEW, record.kind, record.attributes, stored.department
                    )
                late = await recorder.newly_late(stored.id, record, LATE.format(self.connector.name))
                of = (stored.id, stored.version, stored.record, record)
                await recorder.change(*of, late_reason=late)
                if state == "approved":
                    await recorder.review([stored.id], own=True)
        await self.live.follow(self.unit, recorder.touched)
        return Came(DONE, None, record_id)

    async def _late(self, recorder: Corrector, record: Record) -> str | None:
        """Why a new record is late, which the trail tells as well; None where it is in time."""
        by = due_by(await recorder.calendar(), due_from(recorder.catalogue, record))
        late = reason_kept(self.unit.at, by, LATE.format(self.connector.name))
        self.unit.reason = self.unit.reason or late
        return late

    async def _authors(self, ground: Ground) -> tuple[list[forms.Author], list[int], list[str]]:
        """The authors; the positions of those who are not found, and why."""
        period = (ground.rule_set.start, ground.rule_set.end)
        catalogue = ground.rule_set.catalogue
        everybody = await enrolled(self.unit.connection, self.unit.committee_id, catalogue, period)
        roster = Roster([one.member for one in everybody], catalogue)
        ids = {one.member.key: one.id for one in everybody}
        found: list[forms.Author] = []
        unresolved: list[int] = []
        told: list[str] = []
        for at, author in enumerate(self.document.authors, 1):
            if at in self.answers:
                found.append(forms.Author(self.answers[at], author.attributes))
                continue
            member = _found(roster, author, self._day())
            if isinstance(member, str):
                unresolved.append(at)
                told.append(masked(member))
                continue
            attributes = author.attributes if member else ()
            found.append(forms.Author(ids[member.key] if member else None, attributes))
        return found, unresolved, told


def _joined(known: Sequence[Outcome], more: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that are known and those of the others that are not."""
    return [*known, *(one for one in more if one not in known)]


def _found(roster: Roster, author: Author, day: date) -> Member | str | None:
    """The member meant, None for one outside, or why nobody knows."""
    if author.outside:
        return None
    if author.number is not None:
        member = roster.by_key.get(identifier(author.number))
        if member is None:
            return f"花名册里没有编号“{author.number}”"
        if name_text(member.name) != name_text(author.name):
            return f"编号“{author.number}”不是“{author.name}”"
        return member
    found = roster.find(Person(name_text(author.name)), day)
    if isinstance(found, Member):
        return found
    return (
        f"“{author.name}”不是委员" if isinstance(found, Outsider) else f"{found.message}：{found.suggestion}"
    )
