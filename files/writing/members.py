"""Members to a workbook that `files.reading.members` reads as the same members."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from files.reading.members import CHANGES, SHEET
from files.sheets.workbook import Table, write_workbook
from files.writing.cells import cell
from rules.catalogue import Catalogue
from rules.record import Member


def write_members(path: Path, members: Sequence[Member], catalogue: Catalogue) -> None:
    """Writes 委员, one member a row with the member number, and 变动, one dated change a row.

    It holds phone numbers: only its owner can read the file. Raises OSError where the file cannot be written.
    """
    ordered = sorted(members, key=lambda member: member.key)
    write_workbook(path, _tables(ordered, catalogue), private=True)


def _tables(members: Sequence[Member], catalogue: Catalogue) -> Iterator[Table]:
    names = [attribute.name for attribute in catalogue.member_attributes() if not attribute.derived]
    rows = (
        (at, one.key, one.name, one.phone, *(cell(one.attributes.get(name)) for name in names))
        for at, one in enumerate(members, 1)
    )
    yield Table(SHEET, ("序号", "委员编号", "姓名", "电话", *names), rows)
    changes = (
        (one.key, one.name, change.attribute, cell(change.value), change.since)
        for one in members
        for change in one.changes
    )
    yield Table(CHANGES, ("委员编号", "姓名", "属性", "新值", "生效日期"), changes)
