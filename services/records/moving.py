"""Moving records from state to state, and making them of one matter, with the trail and whom it touches."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Text, delete, insert, select, type_coerce, update

from models.among import Among
from models.base import json_text
from models.record import LONGEST_TIE, SCORED, Part, Record, Tie
from models.rows import batches, day_of
from scoring.matter import Link
from services.records.past import APPROVE, LINK
from services.records.submission import submitted
from services.records.ties import matter_of
from services.records.touched import Touched
from services.unit_of_work import Unit

# Read as the driver gives them: a thousand records have few.
_DAYS = Record.first_day, Record.last_day
# Put together once: that costs as much as to run it.
_PARTS = (
    select(Part.membership_id, Record.kind, *(type_coerce(one, Text) for one in _DAYS))
    .join(Record, Record.id == Part.record_id)
    .where(Among(Part.record_id, "records"))
)
# The first word of the links that `scoring.matter` makes of a matter's name.
MATTER = "matter"


class Mover:
    """Moves the records of one unit of work; what they say stays.

    `touched` says whose score the changes so far may have changed.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.touched = Touched()

    async def move(
        self,
        states: Mapping[int, str],
        action: str,
        to: str,
        own: Collection[int] = (),
        late_reason: str | None = None,
    ) -> None:
        """Brings records from the state that each has to another; they stay as they are, with their trail.

        Those submitted for the first time say so, and those that are late the reason. Those approved say who
        did so, and of `own` that it is who had entered or changed them.
        """
        await self._touch([one for one, state in states.items() if (state in SCORED) != (to in SCORED)])
        moved: dict[str, Any] = {"state": to, "version": Record.version + 1}
        if to == "submitted":
            moved |= submitted(self.unit.at, late_reason)
        if action == APPROVE:
            by = {"reviewed_by": self.unit.actor.signature, "changed_since_review": False}
            await self._set(states.keys() - {*own}, {**moved, **by, "self_reviewed": False})
            await self._set(own, {**moved, **by, "self_reviewed": True})
        elif to in SCORED:
            await self._set(states, moved)
        else:
            none = {"reviewed_by": None, "self_reviewed": False, "changed_since_review": False}
            await self._set(states, {**moved, **none})
        told = {state: json_text({"state": state}) for state in {*states.values(), to}}
        before = {record_id: told[state] for record_id, state in states.items()}
        self.unit.note_each(action, "record", before, told[to])

    async def review(self, record_ids: Collection[int], *, own: bool) -> None:
        """Says of records that whoever writes now has reviewed them; `own`: what they wrote themselves."""
        by = {"reviewed_by": self.unit.actor.signature, "changed_since_review": False}
        await self._set(record_ids, {**by, "self_reviewed": own})

    async def say_unseen(self, record_ids: Collection[int]) -> None:
        """Says of reviewed records that they have changed since, and who reviewed them has not seen it."""
        await self._set(record_ids, {"changed_since_review": True})

    async def tie(self, matters: Mapping[int, str | None], name: str) -> None:
        """Gives records, each with the matter it has so far, the matter of this name."""
        connection = self.unit.connection
        await self._touch(list(matters))
        for some in batches(matters):
            joined = update(Record).where(Record.id.in_(some))
            await connection.execute(joined.values(matter=name, version=Record.version + 1))
            named = delete(Tie).where(Tie.record_id.in_(some), Tie.tie.startswith(f"{MATTER} "))
            await connection.execute(named)
            committee_id, tie = self.unit.committee_id, tie_name((MATTER, name))
            rows = [{"record_id": one, "tie": tie, "committee_id": committee_id} for one in some]
            await connection.execute(insert(Tie), rows)
        for record_id, before in matters.items():
            self.unit.note(LINK, "record", record_id, {"matter": before}, {"matter": name})

    async def _set(self, record_ids: Collection[int], values: Mapping[str, Any]) -> None:
        for some in batches(record_ids):
            await self.unit.connection.execute(update(Record).where(Among(Record.id, some)).values(values))

    async def _touch(self, record_ids: Collection[int]) -> None:
        await self._touch_parts(record_ids)
        await self._touch_linked(record_ids)

    async def _touch_linked(self, record_ids: Collection[int]) -> None:
        """Whoever has a part in other records of the same matters."""
        linked = await matter_of(self.unit.connection, record_ids)
        await self._touch_parts(linked - {*record_ids})

    async def _touch_parts(self, record_ids: Collection[int]) -> None:
        for some in batches(record_ids):
            members: dict[tuple[Any, ...], list[int]] = defaultdict(list)
            for membership_id, *counted in await self.unit.connection.execute(_PARTS, {"records": some}):
                members[tuple(counted)].append(membership_id)
            for (kind, first_day, last_day), own in members.items():
                self.touched.add(kind, (day_of(first_day), day_of(last_day)), own)


def tie_name(link: Link) -> str:
    """What a link is called in the rows of ties."""
    return " ".join(link)[:LONGEST_TIE]
