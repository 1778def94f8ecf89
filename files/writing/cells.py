"""Values as cells that the readers read as the same values."""

from datetime import date
from fractions import Fraction

from files.sheets.row_text import Value as Cell
from rules.catalogue import Attribute
from rules.number import decimal
from rules.record import Value

# Older days are not days to a spreadsheet.
_FIRST_DAY = date(1900, 3, 1)


def cell(value: Value | None) -> Cell:
    """A value as a cell: exact numbers as text, for a cell holds floats; nothing where there is none."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Fraction):
        return decimal(value)
    if isinstance(value, date) and value < _FIRST_DAY:
        return value.isoformat()
    return value


def header(attribute: Attribute) -> str:
    """The header of an attribute's column. A column 序号 may count the rows: positions are 署名序号."""
    if attribute.derived == "position":
        return next((word for word in attribute.synonyms if word != "序号"), attribute.name)
    return attribute.name
