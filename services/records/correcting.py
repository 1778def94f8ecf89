"""Changing a single record: only rows that differ are written, only members it concerns are scored."""

from typing import Any, cast

import orjson
from sqlalchemy import Table, Text, bindparam, delete, func, select, type_coerce, update

from models.quick import Quick
from models.record import Outcome, Part, Record, Tie
from models.rows import add_rows, batches
from rules import record as plain
from services.records.past import CHANGE
from services.records.recording import OutcomeRow, PartRow, Recorder, TieRow, ordered_outcomes
from services.records.submission import Submission, submissions
from services.refusal import Code, Refusal

_RECORDS = cast(Table, Record.__table__)
# Statements that are made once: to put them together costs as much as to run them.
_PARTS = select(Part.membership_id, Part.place, type_coerce(Part.attributes, Text).label("text")).where(
    Part.record_id == bindparam("record_id")
)
# How it came in, and how far it has come: no correction changes that; whose it is, only where it says so.
_KEPT = (
    *("id", "source", "version", "state", "reviewed_by", "self_reviewed", "changed_since_review"),
    *("department", "submitted_at"),
)
_WRITTEN = (
    update(_RECORDS)
    .where(_RECORDS.c.id == bindparam("of_id"), _RECORDS.c.version == bindparam("of_version"))
    .values(
        version=bindparam("next_version"),
        department=func.coalesce(bindparam("of_department"), _RECORDS.c.department),
        **{
            name: bindparam(name)
            for name in (column.name for column in _RECORDS.columns)
            if name not in _KEPT
        },
    )
)
_WRITTEN_AND_REVIEWED = _WRITTEN.values(
    reviewed_by=bindparam("reviewed_by"), self_reviewed=True, changed_since_review=False
)
_TIES = Quick(select(Tie.tie).where(Tie.record_id == bindparam("record_id")))


class Corrector(Recorder):
    """A recorder that changes records one by one."""

    async def change(
        self,
        record_id: int,
        version: int,
        before: plain.Record,
        after: plain.Record,
        action: str = CHANGE,
        late_reason: str | None = None,
        submitted: Submission | None = None,
        reviewed: bool = False,
    ) -> None:
        """Puts `after` in place of `before`, the record of this `version`; raises `Refusal` if it is gone.

        `action` is what the trail calls it, `late_reason` why the record is late, where it is by what it says
        now; one that is in time by it has none any more. `submitted` is how it was, if that was read already.
        `reviewed`: whoever writes it has reviewed it.

        Of an occasion of which only participations changed, it touches those whose own did.
        """
        connection, calendar = self.unit.connection, await self.calendar()
        row = self._row(after, calendar)
        only_parts = row["form"] == "occasion" and self._row(before, calendar) == row
        ties = {tie for (tie,) in await _TIES.rows(connection, record_id=record_id)}
        new_ties = {tie.tie: tie for tie in self._ties({record_id: after})}
        if ties and not only_parts:
            await self._touch([record_id])
        if submitted is None:
            submitted = (await submissions(connection, [record_id])).get(record_id, Submission())
        row["late_reason"] = submitted.reason_by(row["due_by"], late_reason)
        written = {**row, "next_version": version + 1, "of_id": record_id, "of_version": version}
        written["of_department"] = self._department(before, after)
        statement = _WRITTEN
        if reviewed:
            statement, written["reviewed_by"] = _WRITTEN_AND_REVIEWED, self.unit.actor.signature
        if (await connection.execute(statement, written)).rowcount != 1:
            raise Refusal(Code.CONFLICT, "这条记录已被别人改过：重新打开再改", "version")
        if ties != new_ties.keys():
            await connection.execute(delete(Tie).where(Tie.record_id == record_id))
            await add_rows(connection, Tie, TieRow._fields, list(new_ties.values()))
        everybody = differing = {self.ids[part.member] for part in before.parts}
        if before.parts != after.parts:
            everybody, differing = await self._change_parts(record_id, after)
        if ordered_outcomes(before) != ordered_outcomes(after):
            await connection.execute(delete(Outcome).where(Outcome.record_id == record_id))
            outcomes = list(self._outcomes({record_id: after}))
            await add_rows(connection, Outcome, OutcomeRow._fields, outcomes)
        self._note(action, record_id, before, after, (submitted.reason, row["late_reason"]))
        for one in (before, after):
            self.touched.add(one.kind, plain.days_of(one), differing if only_parts else everybody)
        if new_ties.keys() - ties and not only_parts:
            # Who had a part in what it is tied to by other ties than before.
            await self._touch([record_id])

    async def _change_parts(self, record_id: int, after: plain.Record) -> tuple[set[int], set[int]]:
        """Writes the parts that differ; who had or has one, and whose are others now."""
        connection = self.unit.connection
        found = await connection.execute(_PARTS, {"record_id": record_id})
        known = {row.membership_id: (row.place, orjson.loads(row.text)) for row in found}
        wanted = {row.membership_id: row for row in map(PartRow._make, self._parts({record_id: after}))}
        if self.catalogue.kinds[after.kind].form == "occasion":
            self._keep_places(known, wanted)
        same = {
            one for one, row in wanted.items() if known.get(one) == (row.place, orjson.loads(row.attributes))
        }
        for some in batches(known.keys() - same):
            gone = delete(Part).where(Part.record_id == record_id, Part.membership_id.in_(some))
            await connection.execute(gone)
        fresh = [row for one, row in wanted.items() if one not in same]
        await add_rows(connection, Part, PartRow._fields, fresh)
        everybody = known.keys() | wanted.keys()
        return everybody, everybody - same

    def _keep_places(self, known: dict[int, tuple[int, Any]], wanted: dict[int, PartRow]) -> None:
        """Participants stand in no order: who was there keeps the place, who is new comes last."""
        last = max((place for place, _ in known.values()), default=-1)
        for one, row in wanted.items():
            if one in known:
                wanted[one] = row._replace(place=known[one][0])
            else:
                last += 1
                wanted[one] = row._replace(place=last)
