"""Importing the files that somebody handed in over HTTP: looked at first, then entered, then erased."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from files.problem import Place, Problem
from files.reading.shown_rows import MOST_ROWS, ShownRow
from models.store import Store
from services.refusal import Code, Refusal
from services.runs.live import Live
from services.uploads import passing
from services.uploads.keeping import Keeping
from services.workbooks.comparison import Comparison
from services.workbooks.import_records import import_records
from services.workbooks.importing import FileRefused, Request, version_of
from services.workbooks.reading import limited_rows
from services.workbooks.understanding import OfficeFile, Reading, laid_out

log = logging.getLogger("luzhi.imports")


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

    async def preview(self, request: Request, files: Sequence[int], remove_gone: bool = False) -> Preview:
        """What the import of these files would do; nothing is written."""
        asked = replace(request, dry_run=True)
        async with self._laid_out(files) as (paths, packing):
            try:
                _check_packing(paths, packing)
                found = Preview(await import_records(self.store, self.live, asked, paths, remove_gone))
            except FileRefused as refused:
                comparison = Comparison("records", request.year, refused.file, verdict=refused.message)
                comparison.problems, comparison.sheets = refused.problems, list(refused.sheets)
                found = Preview(comparison, usable=False)
            of_file = paths[0].name if len(paths) == 1 else ""
            problems = [replace(one, file=one.file or of_file) for one in found.comparison.problems]
            found.comparison.problems = list(dict.fromkeys((*packing, *problems)))
            return replace(found, rows=await self._rows(asked, paths, found.comparison.problems))

    async def enter(self, request: Request, files: Sequence[int], remove_gone: bool = False) -> Comparison:
        """Imports these files, all or nothing, and erases them. Raises `FileRefused`, too."""
        await passing.check_importer(self.store, request.committee, request.actor)
        async with self._laid_out(files) as (paths, packing):
            _check_packing(paths, packing)
            done = await import_records(self.store, self.live, request, paths, remove_gone)
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
        self, request: Request, paths: Sequence[Path], problems: Sequence[Problem]
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
        words = ([*places][:MOST_ROWS], version.rule_set.catalogue)
        return await limited_rows(request.limits, paths, *words)


def _check_packing(paths: Sequence[Path], packing: list[Problem]) -> None:
    if not paths or any(one.level == "error" for one in packing):
        name = paths[0].name if len(paths) == 1 else f"{len(paths)} 个文件"
        raise FileRefused("文件用不上，没有导入。", name, packing)
