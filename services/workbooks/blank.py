"""The blank form of a year's records, by the kinds of the rules in force."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from files.writing.template import write_record_template
from models.store import Store
from rules.catalogue import Catalogue
from services.rule_sets.versions import in_force


async def blank_records(store: Store, committee_id: int, year: int) -> bytes:
    """A workbook (XLSX) with an empty sheet for each kind; raises `Refusal` where the year has no rules."""
    async with store.reading() as connection:
        catalogue = (await in_force(connection, committee_id, year)).rule_set.catalogue
    return await asyncio.to_thread(_written, catalogue)


def _written(catalogue: Catalogue) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.xlsx"
        write_record_template(path, catalogue)
        return path.read_bytes()
