"""Rows of a sheet as its XML says them: a call and an object for each cell would cost ten times as much.

It leans on private parts of xlsxwriter 3.3: the number of a format, and what becomes of a text. A
test fails when they move, until somebody has compared this with `Worksheet._write_cell` of the new version
and names it there.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice, repeat, zip_longest
from typing import Any, cast

from files.sheets.fit import letters, writable

Value = str | int | bool | Decimal | date | None
Row = Sequence[Value]

MAX_COLUMNS = 16_384
_BEFORE_ALL, _LAST_OF_FEBRUARY = date(1899, 12, 31).toordinal(), 59
# Most cells say what others said: names, kinds, rules, days. As many different ones are remembered.
_KNOWN = 20_000


class RowText:
    """The XML of the cells of one book; what a cell says and how it looks is worked out once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._places: dict[int, Any] = {}
        self._text = lru_cache(_KNOWN)(self._written_text)
        self._decimal = lru_cache(_KNOWN)(self._written_decimal)
        self._plain = lru_cache(_KNOWN, typed=True)(self._written_plain)

    def rows(self, first: int, rows: Sequence[Row]) -> str:
        """Rows, the first numbered `first` (from 1); nothing of one no cell of which says anything."""
        ends = [f'{number}"' for number in range(first, first + len(rows))]
        parts: list[Iterable[str]] = []
        whole = False
        for at, values in enumerate(islice(zip_longest(*rows), MAX_COLUMNS)):
            written, begins = self._column(values), f'<c r="{letters(at)}'
            if all(written):
                whole = True
                parts += (repeat(begins), ends, written)
            else:
                parts.append([one and f"{begins}{end}{one}" for end, one in zip(ends, written, strict=True)])
        if whole:
            # As in most sheets: no row is empty, and all can be put together at once.
            parts = [repeat('<row r="'), ends, repeat(">"), *parts, repeat("</row>")]
            return "".join(chain.from_iterable(zip(*parts, strict=False)))
        lines = zip(ends, map("".join, zip(*parts, strict=True)), strict=False)
        return "".join(cells and f'<row r="{end}>{cells}</row>' for end, cells in lines)

    def _column(self, values: Sequence[Value]) -> list[str]:
        """What stands behind the addresses of the cells of a column."""
        kinds = {*map(type, values)}
        if kinds == {str}:
            return list(map(self._text, cast(Sequence[str], values)))
        if kinds == {Decimal}:
            return list(map(self._decimal, map(str, values)))
        return [self._text(one) if one.__class__ is str else self._other(one) for one in values]

    def _other(self, value: Value) -> str:
        """What stands behind the address of a cell; nothing for an empty one."""
        # 1.0 and 1.00 are equal, and shown with as many places as they have.
        return self._decimal(str(value)) if isinstance(value, Decimal) else self._plain(value)

    def _written_text(self, text: str) -> str:
        if not text:
            return ""
        text, book = writable(text), self._book
        kept = ' xml:space="preserve"' if text != text.strip() else ""
        escaped = book._escape_data(book._escape_control_characters(text))
        return f' t="inlineStr"><is><t{kept}>{escaped}</t></is></c>'

    def _written_plain(self, value: str | int | bool | date | None) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return self._text(str(value))
        if isinstance(value, bool):
            return self._text("是" if value else "否")
        if isinstance(value, date):
            return f' s="{self._day._get_xf_index()}"><v>{_serial(value)}</v></c>'
        return f"><v>{value:.16G}</v></c>"

    def _written_decimal(self, text: str) -> str:
        """A number by a format that shows it whole: a total of 0.333 must not be read as 0.33."""
        value = Decimal(text)
        places = -int(value.as_tuple().exponent)
        if places not in self._places:
            picture = f"0.{'0' * places}" if places > 0 else "0"
            self._places[places] = self._book.add_format({"num_format": picture})
        return f' s="{self._places[places]._get_xf_index()}"><v>{float(value):.16G}</v></c>'


def _serial(day: date) -> int:
    """How a spreadsheet numbers a day: from 1 for 1 January 1900, a year that has a 29 February for it."""
    number = day.toordinal() - _BEFORE_ALL
    return number + (number > _LAST_OF_FEBRUARY)
