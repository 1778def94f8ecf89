"""Two changes that cross in a forced order, each asked of a server of its own over one database.

Held: the first has done its work and is about to commit when the other begins its own. Overtaken: the other
has read all that it reads beforehand and is about to begin its work when the first begins and commits. Either
way the first is first. Who waits for what is told by the engine of SQLAlchemy: nothing sleeps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import event
from sqlalchemy.util import await_only

from models.store import Store

T = TypeVar("T")
# By which statement a unit of work takes its turn.
TURNS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "UPDATE committees SET revision"}
HELD, OVERTAKEN = "held", "overtaken"


@dataclass(frozen=True)
class Asked(Generic[T]):
    """A change that is asked of the server over a store; `units` is in how many units of work it is made."""

    store: Store
    ask: Callable[[], Awaitable[T]]
    units: int = 1


@dataclass(frozen=True)
class Gate:
    """Where the writer of a store comes to, and where it waits until it is let through."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    through: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Says that it is reached, and waits."""
        self.reached.set()
        await_only(self.through.wait())


@contextmanager
def before_turn(store: Store, turn: int = 1) -> Iterator[Gate]:
    """A gate before the writer of a store takes its turn, for the how manieth time from now on."""
    gate, left = Gate(), turn

    def wait(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        nonlocal left
        left -= statement.startswith(TURNS[connection.dialect.name])
        if left == 0 and not gate.reached.is_set():
            gate.stop()

    with _listening(store, "before_cursor_execute", gate, wait):
        yield gate


@contextmanager
def before_commit(store: Store) -> Iterator[Gate]:
    """A gate before the writer of a store commits what it does next."""
    gate = Gate()

    def wait(connection: Any) -> None:
        if not gate.reached.is_set():
            gate.stop()

    with _listening(store, "commit", gate, wait):
        yield gate


@contextmanager
def _listening(store: Store, point: str, gate: Gate, wait: Callable[..., None]) -> Iterator[None]:
    engine = store._writer.sync_engine
    event.listen(engine, point, wait)
    try:
        yield
    finally:
        event.remove(engine, point, wait)
        # Where a test fails on the way, nobody is left before a gate that stays shut.
        gate.through.set()


async def crossed(first: Asked[T], second: Asked[T], order: str) -> tuple[T, T]:
    """What the first was told, who comes first, and what the second."""
    if order == HELD:
        with before_commit(first.store) as commit, before_turn(second.store) as turn:
            turn.through.set()
            one = await _at(commit, first)
            two = await _at(turn, second)
            assert not one.done()
            commit.through.set()
            return await one, await two
    with before_turn(second.store, second.units) as turn:
        two = await _at(turn, second)
        told = await first.ask()
        assert not two.done()
        turn.through.set()
        return told, await two


async def _at(gate: Gate, asked: Asked[T]) -> asyncio.Task[T]:
    """What is asked, once it has come to its gate."""
    task = asyncio.ensure_future(asked.ask())
    reached = asyncio.create_task(gate.reached.wait())
    await asyncio.wait([task, reached], return_when=asyncio.FIRST_COMPLETED)
    reached.cancel()
    assert gate.reached.is_set(), f"never came to the gate: {task.result()}"
    return task
