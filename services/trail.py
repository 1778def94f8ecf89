"""The lines of the trail that a unit of work leaves, behind those that are there, each with its proof."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import json_text
from models.change import Change
from models.committee import Committee
from models.key import TRAIL as TRAIL_KEY
from models.key import fingerprint
from models.keyed import fits
from models.rows import BATCH, adding, for_driver, setting
from models.rows import write as write_rows
from models.store import Store
from services.chain import BEGIN, TRAIL, Former, Head, Line, proof_of, sealed, told

_ENDS = tuple(f"trail_{name}" for name in Head._fields)
# The mark of a key that nobody has.
LOST = ""
# Read as they are proved: documents as text, an actor as it is stored.
_AS_STORED = {"before": Text, "after": Text, "actor": String}
_WRITTEN = ("committee_id", *Line._fields, "place", "previous", "proof")
_COLUMNS: list[ColumnElement[Any]] = [
    type_coerce(getattr(Change, name), _AS_STORED[name]).label(name)
    if name in _AS_STORED
    else getattr(Change, name)
    for name in Line._fields
]


class Row(NamedTuple):
    """A line of the trail with its place in the chain."""

    id: int
    place: int | None
    previous: str | None
    proof: str | None
    line: Line


async def key_of(store: Store, connection: AsyncConnection, mark: str | None) -> bytes:
    """The key of a trail that goes on with that of a mark; None: it begins, with a new one where none is.

    Raises `Sick` where the key is not at hand. A trail does not begin with another key than the one with
    which the database was sealed already, as by a migration or for another committee: that one is lost, and
    a new one would hide it.
    """
    sealed_otherwise = mark is None and not await fits(store, connection)
    return store.key(TRAIL_KEY, LOST if sealed_otherwise else mark)


async def write(
    connection: AsyncConnection, key: bytes, committee_id: int, head: Head, lines: Sequence[Line]
) -> None:
    """Writes the lines of a unit of work behind the head of its committee, whose row the unit holds.

    A chain that has not begun, or was made with another key, begins with a line of its own.
    """
    mark = fingerprint(key)
    if head.key != mark:
        lines = [await _begun(connection, committee_id, head, mark, lines[0]), *lines]
    rows = []
    place, previous = head.place, head.proof
    # All lines of a unit of work are of one moment.
    at = for_driver(connection, Change.at)(lines[0].at)
    for line in lines:
        place += 1
        proof = proof_of(key, previous, told(committee_id, place, line))
        rows.append((committee_id, line.revision, at, *line[2:], place, previous, proof))
        previous = proof
    end = sealed(key, committee_id, Head(place, previous, mark))
    ended = setting(connection, Committee, _ENDS, ("id",), [(*end, committee_id)])
    *many, last = adding(connection, Change, _WRITTEN, rows)
    for one in many:
        await write_rows(connection, one)
    await write_rows(connection, last, ended)


async def _begun(connection: AsyncConnection, committee_id: int, head: Head, mark: str, first: Line) -> Line:
    """The line with which a chain begins: it proves all that was there before it."""
    if head.key is None:
        former = Former()
        of_former = (Change.committee_id == committee_id) & Change.proof.is_(None)
        async for row in lines(connection, of_former):
            former.add(committee_id, row.line)
        before, after = None, {"key": mark, "lines": former.lines, "digest": former.digest}
    else:
        before, after = {"key": head.key}, {"key": mark}
    return first._replace(
        action=BEGIN,
        entity=TRAIL,
        entity_id=committee_id,
        before=None if before is None else json_text(before),
        after=json_text(after),
    )


async def lines(connection: AsyncConnection, condition: ColumnElement[bool]) -> AsyncIterator[Row]:
    """The lines of a condition in the order in which they were written, some thousands read at a time."""
    last = 0
    while True:
        asked = select(Change.id, Change.place, Change.previous, Change.proof, *_COLUMNS)
        asked = asked.where(condition, Change.id > last).order_by(Change.id).limit(BATCH)
        rows = (await connection.execute(asked)).all()
        for number, place, previous, proof, *said in rows:
            yield Row(number, place, previous, proof, Line(*said))
            last = number
        if len(rows) < BATCH:
            return
