"""Changing many records at once, with as few statements as adding them takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, select, update

from models.record import Outcome, Part, Record, Tie
from models.rows import batches
from rules import record as plain
from services.records.past import CHANGE
from services.records.recording import Recorder
from services.records.submission import submissions
from services.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`after` takes the place of `before`, the record of this row and version."""

    id: int
    version: int
    before: plain.Record
    after: plain.Record


class Rewriter(Recorder):
    """A recorder that changes records by the thousand."""

    async def rewrite(self, rewrites: Sequence[Rewrite], late_reason: str | None = None) -> None:
        """Puts each `after` in its place; raises `Refusal` where somebody was faster.

        `late_reason` is why those are late that are by what they say now, and were not before.
        """
        if not rewrites:
            return
        connection = self.unit.connection
        versions = {one.id: one.version for one in rewrites}
        await self._touch(list(versions))
        for some in batches(versions):
            found = await connection.execute(select(Record.id, Record.version).where(Record.id.in_(some)))
            if {row.id: row.version for row in found} != {one: versions[one] for one in some}:
                raise Refusal(Code.CONFLICT, "有记录已被别人改过，请再试一次", "version")
        # Whoever writes for a committee waits for the others, so nothing has changed since.
        table = cast(Table, Record.__table__)
        calendar = await self.calendar()
        submitted = await submissions(connection, versions)
        rows = [
            {**self._row(one.after, calendar), "version": one.version + 1, "of_id": one.id}
            | {"of_department": self._department(one.before, one.after)}
            for one in rewrites
        ]
        for row in rows:
            was = submitted[row["of_id"]]
            given = late_reason if was.becomes_late(row["due_by"]) else None
            row["late_reason"] = was.reason_by(row["due_by"], given)
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("of_")}
        columns["department"] = func.coalesce(bindparam("of_department"), table.c.department)
        await connection.execute(update(table).where(table.c.id == bindparam("of_id")).values(columns), rows)
        for inner in (Part, Outcome, Tie):
            for some in batches(versions):
                await connection.execute(delete(inner).where(inner.record_id.in_(some)))
        await self._add_inner({one.id: one.after for one in rewrites})
        for one, row in zip(rewrites, rows, strict=True):
            self._note(CHANGE, one.id, one.before, one.after, (submitted[one.id].reason, row["late_reason"]))
        await self._touch(list(versions))
