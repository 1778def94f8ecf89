"""Importing the files that somebody handed in over HTTP: looked at first, then entered, then erased."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from files.problem import Place, Problem
from files.reading.shown_rows import MOST_ROWS, ShownRow
from models.store import Store
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.live import Live
from services.unit_of_work import check_right
from services.uploads import passing
from services.uploads.keeping import Keeping
from services.workbooks.comparison import Comparison, What
from services.workbooks.import_members import import_members
from services.workbooks.import_records import import_records
from services.workbooks.importing import FileRefused, Request, version_of
from services.workbooks.reading import limited_rows
from services.workbooks.understanding import OfficeFile, Reading, laid_out

log = logging.getLogger("luzhi.imports")


@dataclass(frozen=True, slots=True)
class OfMembers:
    """The files hold a roster (委员名册) of a term, by its name; None: of the one that the year is in."""

    term: str | None = None
    what: ClassVar[What] = "members"
    right: ClassVar[Right] = Right.ENROL

    async def imported(self, store: Store, live: Live, request: Request, paths: Sequence[Path]) -> Comparison:
        """What an import of these comes to."""
        if len(paths) != 1:
            raise FileRefused("名册一次导入一份，只选一个文件。", f"{len(paths)} 个文件", [])
        return await import_members(store, live, request, paths[0], self.term)


@dataclass(frozen=True, slots=True)
class OfRecords:
    """The files hold records (履职记录); `remove_gone` withdraws those that they have not any more."""

    remove_gone: bool = False
    what: ClassVar[What] = "records"
    right: ClassVar[Right] = Right.IMPORT

    async def imported(self, store: Store, live: Live, request: Request, paths: Sequence[Path]) -> Comparison:
        """What an import of these comes to."""
        return await import_records(store, live, request, paths, self.remove_gone)


Held = OfMembers | OfRecords


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and the rows in which something is wrong as they stand.

    Where the files are refused as a whole nothing is compared; `comparison.verdict` then says why.
    """

    comparison: Comparison
    rows: list[ShownRow] = field(default_factory=list)
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Importing:
    """Where the files are imported that one account has handed in; each method raises `Refusal`."""

    store: Store
    live: Live
    keeping: Keeping
    reading: Reading
    account: int

    async def preview(self, request: Request, files: Sequence[int], held: Held) -> Preview:
        """What the import of these files would do; nothing is written."""
        asked = replace(request, dry_run=True)
        async with self._laid_out(files) as (paths, packing):
            try:
                _check_packing(paths, packing)
                found = Preview(await held.imported(self.store, self.live, asked, paths))
            except FileRefused as refused:
                comparison = Comparison(held.what, request.year, refused.file, verdict=refused.message)
                comparison.problems, comparison.sheets = refused.problems, list(refused.sheets)
                found = Preview(comparison, usable=False)
            of_file = paths[0].name if len(paths) == 1 else ""
            problems = [replace(one, file=one.file or of_file) for one in found.comparison.problems]
            found.comparison.problems = list(dict.fromkeys((*packing, *problems)))
            return replace(found, rows=await self._rows(asked, paths, held, found.comparison.problems))

    async def enter(self, request: Request, files: Sequence[int], held: Held) -> Comparison:
        """Imports these files, all or nothing, and erases them. Raises `FileRefused`, too."""
        for right in dict.fromkeys((Right.IMPORT, held.right)):
            await check_right(self.store, request.committee, request.actor, right)
        async with self._laid_out(files) as (paths, packing):
            _check_packing(paths, packing)
            done = await held.imported(self.store, self.live, request, paths)
        await self._drop(request, files)
        return done

    async def _drop(self, request: Request, files: Sequence[int]) -> None:
        """Erases what was imported. That it fails is no failure of the import, which is committed: what is
        left goes within a day.
        """
        actor = replace(request.actor, request=None)
        try:
            await passing.drop(self.store, self.keeping, request.committee, actor, files)
        except Exception as error:
            log.error("files that were imported are not erased", exc_info=error)

    @asynccontextmanager
    async def _laid_out(self, files: Sequence[int]) -> AsyncIterator[tuple[list[Path], list[Problem]]]:
        """The tables in a private folder, in their turn, and what is no table."""
        async with self.reading.turn():
            handed = await passing.contained(self.store, self.keeping, self.account, files)
            if len({one.name for one in handed}) < len(handed):
                # A problem names its place by the file.
                raise Refusal(Code.BAD_USER_INPUT, "有两个文件同名：改一个名字再选", "files")
            async with laid_out([OfficeFile(one.name, one.content) for one in handed]) as found:
                yield found

    async def _rows(
        self, request: Request, paths: Sequence[Path], held: Held, problems: Sequence[Problem]
    ) -> list[ShownRow]:
        places = dict.fromkeys(
            Place(one.file, one.sheet, one.row)
            for one in problems
            if one.level != "reminder" and one.sheet and one.row is not None
        )
        if not places:
            return []
        async with self.store.reading() as connection:
            _, version = await version_of(connection, request)
        words = ([*places][:MOST_ROWS], version.rule_set.catalogue, held.what)
        return await limited_rows(request.limits, paths, *words)


def _check_packing(paths: Sequence[Path], packing: list[Problem]) -> None:
    if not paths or any(one.level == "error" for one in packing):
        name = paths[0].name if len(paths) == 1 else f"{len(paths)} 个文件"
        raise FileRefused("文件用不上，没有导入。", name, packing)
