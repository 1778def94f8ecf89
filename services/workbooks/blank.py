"""The blank forms of a year's members and records, by the kinds and attributes of the rules in force."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from files.writing.template import write_member_template, write_record_template
from models.store import Store
from rules.catalogue import Catalogue
from services.rule_sets.versions import in_force
from services.workbooks.comparison import What


async def blank_form(store: Store, committee_id: int, year: int, what: What) -> bytes:
    """A workbook (XLSX) with an empty roster, or an empty sheet for each kind.

    Raises `Refusal` where the year has no rules.
    """
    write = write_member_template if what == "members" else write_record_template
    async with store.reading() as connection:
        catalogue = (await in_force(connection, committee_id, year)).rule_set.catalogue
    return await asyncio.to_thread(_written, write, catalogue)


def _written(write: Callable[[Path, Catalogue], None], catalogue: Catalogue) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.xlsx"
        write(path, catalogue)
        return path.read_bytes()
