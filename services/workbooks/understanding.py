"""How an office's files of a year would be understood: read as an import does, shown, and not kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from files.problem import Problem
from files.reading.understood import Understood, with_problems
from files.sheets.bounds import Bounds
from files.sheets.folder import handed_in
from models.store import Store
from services.refusal import Code, Refusal
from services.rule_sets.versions import in_force
from services.workbooks.import_records import roster_of
from services.workbooks.mapping import told_by
from services.workbooks.reading import USUAL, Limits, limited_understanding

# A ZIP is unpacked in this process.
UNPACKED = Bounds(unpacked=64 << 20)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file as a client sends it: its name without a folder, no other's, and its bytes."""

    name: str
    content: bytes


@dataclass(slots=True)
class Reading:
    """The files that one server reads for its clients: one request at a time, each in a child of its own.

    `waiting` is how many may wait besides the one that is read.
    """

    limits: Limits = USUAL
    waiting: int = 8
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asking: int = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for its turn; raises `Refusal` where too many wait."""
        if self._asking > self.waiting:
            raise Refusal(Code.UNAVAILABLE, "正在读的文件太多，请稍后再试")
        self._asking += 1
        try:
            async with self._turn:
                yield
        finally:
            self._asking -= 1


async def understanding(
    store: Store, reading: Reading, committee_id: int, year: int, files: Sequence[OfficeFile]
) -> Understood:
    """How files of records would be understood by the rules, the roster and the mapping of a committee.

    Files and ZIPs are read as one year; nothing is stored. Raises `Refusal` where the year has no rules or no
    members, or too many wait.
    """
    async with store.reading() as connection:
        rule_set = (await in_force(connection, committee_id, year)).rule_set
        roster = await roster_of(connection, store.vault, committee_id, rule_set)
        told = await told_by(connection, committee_id)
    members = [one.member for one in roster]
    async with reading.turn(), laid_out(files) as (paths, packing):
        found = Understood()
        if paths:
            words = (rule_set, members, told, date.today())
            found = await limited_understanding(reading.limits, paths, *words)
    whole = found.usable and not any(one.level == "error" for one in packing)
    return replace(with_problems(found, packing), usable=whole)


@asynccontextmanager
async def laid_out(files: Sequence[OfficeFile]) -> AsyncIterator[tuple[list[Path], list[Problem]]]:
    """The tables among the files, in a private folder that is gone afterwards, and what is no table."""
    stack = ExitStack()
    try:
        yield await _in_thread(lambda: _written(files, stack))
    finally:
        await _in_thread(stack.close)


def _written(files: Sequence[OfficeFile], stack: ExitStack) -> tuple[list[Path], list[Problem]]:
    folder = Path(stack.enter_context(TemporaryDirectory()))
    paths = [folder / file.name for file in files]
    for path, file in zip(paths, files, strict=True):
        path.write_bytes(file.content)
    return stack.enter_context(handed_in(paths, bounds=UNPACKED))


async def _in_thread(work: Callable[[], T]) -> T:
    """What `work` gives, waited for even where nobody wants it any more: its files must not stay behind."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
