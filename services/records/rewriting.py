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

    async def rewrite(self, rewrites: Sequence[Rewrite]) -> None:
        """Puts each `after` in its place; raises `Refusal` where somebody was faster."""
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
        rows = [
            {**self._row(one.after, calendar), "version": one.version + 1, "of_id": one.id}
            | {"of_department": self._department(one.before, one.after)}
            for one in rewrites
        ]
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("of_")}
        columns["department"] = func.coalesce(bindparam("of_department"), table.c.department)
        await connection.execute(update(table).where(table.c.id == bindparam("of_id")).values(columns), rows)
        for inner in (Part, Outcome, Tie):
            for some in batches(versions):
                await connection.execute(delete(inner).where(inner.record_id.in_(some)))
        await self._add_inner({one.id: one.after for one in rewrites})
        for one in rewrites:
            self.unit.note(CHANGE, "record", one.id, self.document(one.before), self.document(one.after))
        await self._touch(list(versions))
