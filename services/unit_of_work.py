"""The one place that opens a writing transaction: a change, its trail and the new ranks, or none of them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import json_text
from models.committee import Committee
from models.key import TRAIL
from models.personal import Vault
from models.store import Store
from services.actor import Actor
from services.chain import NOTHING, Head, Line
from services.refusal import Code, Refusal
from services.request_key import check_new, remember
from services.rights.held import NONE, NotPermitted, Rights, permitted
from services.rights.role import Right
from services.trail import key_of, write

# Put together once: that costs as much as to run it.
_RAISED = (
    update(Committee)
    .where(Committee.code == bindparam("of_code"))
    .values(revision=Committee.revision + 1)
    .returning(
        *(Committee.id, Committee.revision),
        *(Committee.trail_place, Committee.trail_proof, Committee.trail_key),
    )
)


@dataclass(slots=True)
class Unit:
    """What a change needs: the connection of its transaction, whose committee, who, when and why; and what
    opens personal data.

    `actor` is who it is by the committee's accounts, where it has granted rights; `rights` is what they hold,
    nothing in a unit that needs no right. `revision` is the number of this unit in the committee. `result` is
    the row that the change is about: whoever asks for it again under the same key is answered with that.
    `afterwards` is called once all is committed.
    """

    connection: AsyncConnection
    vault: Vault
    committee_id: int
    revision: int
    actor: Actor
    reason: str | None
    at: datetime
    result: int | None = None
    lines: list[Line] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    rights: Rights = NONE

    def note(self, action: str, entity: str, entity_id: int, before: Any = None, after: Any = None) -> None:
        """One line of the trail: `before` and `after` are plain data without names or phone numbers."""
        told = None if before is None else json_text(before)
        self.note_each(action, entity, {entity_id: told}, None if after is None else json_text(after))

    def note_each(
        self, action: str, entity: str, before: Mapping[int, str | None], after: str | None = None
    ) -> None:
        """A line for each of many that come to the same, by what was before: both as they are stored."""
        actor = self.actor
        by = (self.revision, self.at, actor.signature, actor.department, actor.channel, action, entity)
        self.lines += [Line(*by, one, told, after, self.reason) for one, told in before.items()]


@asynccontextmanager
async def unit_of_work(
    store: Store,
    committee: str,
    actor: Actor,
    reason: str | None = None,
    *,
    right: Right | None = Right.UNNAMED,
    renewed: bool = False,
) -> AsyncIterator[Unit]:
    """A unit of work on the committee of this code; raises `Refusal` where there is none, or the actor does
    not hold the `right`, which the trail tells. None: the change needs none, since it is of one's own
    account, or the program's. A unit that names no right is nobody's, where the committee has granted any.

    Writers of one committee take turns: SQLite has one writer, and on PostgreSQL they wait for the row of the
    committee, which each takes first, so they can neither overtake nor deadlock. A unit that noted nothing
    has changed nothing: it is rolled back, and the revision stays. Raises `Repeated` where the actor made the
    same change before under the same key, and `Sick` where the key of the trail is not at hand; `renewed`:
    its chain begins anew with the one that is.
    """
    async with store.writing() as connection:
        found = (await connection.execute(_RAISED, {"of_code": committee})).one_or_none()
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有这个政协", "committee")
        head = Head(found.trail_place, found.trail_proof or NOTHING, found.trail_key)
        key = store.key(TRAIL, None) if renewed else await key_of(store, connection, head.key)
        unit = Unit(
            connection=connection,
            vault=store.vault,
            committee_id=found.id,
            revision=found.revision,
            actor=actor,
            reason=reason,
            at=datetime.now(UTC),
        )
        refused = await _refused(unit, right)
        if refused is None:
            await check_new(connection, unit.committee_id, unit.actor)
            yield unit
        if unit.lines:
            await write(connection, key, unit.committee_id, head, unit.lines)
            if refused is None:
                await remember(connection, unit.committee_id, unit.actor, unit.result, unit.at)
        else:
            await connection.rollback()
    store.noted.update(line.action for line in unit.lines)
    if refused is not None:
        raise refused
    for call in unit.afterwards if unit.lines else ():
        call()


async def check_right(store: Store, committee: str, actor: Actor, right: Right) -> Actor:
    """The actor as the committee knows them, before anything is worked out for them; raises as a unit does.

    The unit of work that follows asks again.
    """
    async with store.reading() as connection:
        of_code = select(Committee.id).where(Committee.code == committee)
        committee_id = await connection.scalar(of_code)
        if committee_id is None:
            raise Refusal(Code.NOT_FOUND, "没有这个政协", "committee")
        try:
            return (await permitted(connection, committee_id, actor, right)).actor
        except Refusal:
            pass
    async with unit_of_work(store, committee, actor, right=right) as unit:
        # It was granted meanwhile.
        return unit.actor


async def note_refusal(store: Store, committee: str, actor: Actor, right: Right) -> None:
    """Notes that a change was refused to an actor whom the committee knows, after it was undone."""
    async with unit_of_work(store, committee, replace(actor, request=None), right=None) as unit:
        _note_refusal(unit, right)


def _note_refusal(unit: Unit, right: Right | None) -> None:
    unit.note(
        "refuse", "right", unit.committee_id, after={"right": str(right), "account": unit.actor.account}
    )


async def _refused(unit: Unit, right: Right | None) -> Refusal | None:
    """Why the actor may not, which is noted then. Raises it for whoever is nobody."""
    try:
        holder = await permitted(unit.connection, unit.committee_id, unit.actor, right)
    except Refusal as refusal:
        if refusal.code is Code.SIGN_IN_REQUIRED:
            # What an unknown caller says of themselves is nobody's act.
            raise
        if isinstance(refusal, NotPermitted):
            unit.actor = refusal.actor
        _note_refusal(unit, right)
        return refusal
    unit.actor, unit.rights = holder.actor, holder.rights
    return None
