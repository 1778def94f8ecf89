"""The one place that opens a writing transaction: a change, its trail and the new ranks, or none of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import json_text
from models.change import Change
from models.committee import Committee
from models.rows import add_rows, for_driver
from models.store import Store
from services.actor import Actor
from services.refusal import Code, Refusal
from services.request_key import check_new, remember

# Put together once: that costs as much as to run it.
_RAISED = (
    update(Committee)
    .where(Committee.code == bindparam("of_code"))
    .values(revision=Committee.revision + 1)
    .returning(Committee.id, Committee.revision)
)
_TRAIL = (
    *("committee_id", "revision", "at", "actor", "department", "channel", "reason"),
    *("action", "entity", "entity_id", "before", "after"),
)


@dataclass(slots=True)
class Unit:
    """What a change needs: the connection of its transaction, whose committee, who, when and why.

    `revision` is the number of this unit in the committee. `result` is the row that the change is about:
    whoever asks for it again under the same key is answered with that. `afterwards` is called once all is
    committed.
    """

    connection: AsyncConnection
    committee_id: int
    revision: int
    actor: Actor
    reason: str | None
    at: datetime
    result: int | None = None
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def note(self, action: str, entity: str, entity_id: int, before: Any = None, after: Any = None) -> None:
        """One line of the trail: `before` and `after` are plain data without names or phone numbers."""
        texts = (None if one is None else json_text(one) for one in (before, after))
        self.lines.append((action, entity, entity_id, *texts))


@asynccontextmanager
async def unit_of_work(
    store: Store, committee: str, actor: Actor, reason: str | None = None
) -> AsyncIterator[Unit]:
    """A unit of work on the committee of this code; raises `Refusal` where there is none.

    Writers of one committee take turns: SQLite has one writer, and on PostgreSQL they wait for the row of the
    committee, which each takes first, so they can neither overtake nor deadlock. A unit that noted nothing
    has changed nothing: it is rolled back, and the revision stays. Raises `Repeated` where the actor made the
    same change before under the same key.
    """
    async with store.writing() as connection:
        found = (await connection.execute(_RAISED, {"of_code": committee})).one_or_none()
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有这个政协", "committee")
        unit = Unit(
            connection=connection,
            committee_id=found.id,
            revision=found.revision,
            actor=actor,
            reason=reason,
            at=datetime.now(UTC),
        )
        await check_new(connection, unit.committee_id, actor)
        yield unit
        if unit.lines:
            await _write_trail(unit)
            await remember(connection, unit.committee_id, actor, unit.result, unit.at)
        else:
            await connection.rollback()
    for call in unit.afterwards if unit.lines else ():
        call()


async def _write_trail(unit: Unit) -> None:
    at = for_driver(unit.connection, Change.at, unit.at)
    who = unit.actor.name, unit.actor.department, unit.actor.channel, unit.reason
    rows = [(unit.committee_id, unit.revision, at, *who, *line) for line in unit.lines]
    await add_rows(unit.connection, Change, _TRAIL, rows)
