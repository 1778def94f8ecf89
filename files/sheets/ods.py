"""What the sheets of an .ods say beyond values: their size, cells without a value, hidden rows."""

import re
from collections.abc import Iterator
from xml.parsers.expat import ParserCreate

from files.sheets.bounds import BeyondBounds, Bounds
from files.sheets.unpacking import Parts
from files.sheets.xlsx import UNCALCULATED, Seen, in_error

CONTENT = "content.xml"
MANIFEST = "meta-inf/manifest.xml"
_LONGEST_TAG = 1 << 22
_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)((?:\s[^>]*?)?)(/?)>")
_NAME = re.compile(rb'\stable:name="([^"]*)"')
_ROWS = re.compile(rb'\stable:number-rows-repeated="(\d{1,9})"')
_COLUMNS = re.compile(rb'\stable:number-columns-repeated="(\d{1,9})"')
_HIDDEN = re.compile(rb'\stable:visibility="(?:collapse|filter)"')
_SPANNED = re.compile(rb'\stable:number-rows-spanned="(\d{1,9})"')
_FORMULA = b" table:formula="
_TYPE = b"office:value-type="
_ERROR = b'calcext:value-type="error"'
# More rows than this are hidden for no reason but that nothing stands in them.
_REPEATED = 10_000


def seen_tables(parts: Parts, bounds: Bounds) -> list[Seen]:
    """What the sheets of an OpenDocument workbook say, in their order.

    Raises as `files.sheets.xlsx.seen_sheets` does, and `ExpatError` where it is no XML.
    """
    sight = _Sight(bounds)
    for text in _whole_tags(_well_formed(parts.blocks(CONTENT))):
        for tag in _TAG.finditer(text):
            sight.take(tag)
    for name in parts:
        if name != CONTENT and name.endswith(".xml"):
            for _ in parts.blocks(name):
                pass
    return sight.found


def _well_formed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks, checked: the reader of workbooks never comes back from a table that does not end."""
    parser = ParserCreate()
    for block in blocks:
        parser.Parse(block)
        yield block
    parser.Parse(b"", True)


def is_encrypted(parts: Parts) -> bool:
    return MANIFEST in parts and b"encryption-data" in parts.whole(MANIFEST)


def _whole_tags(blocks: Iterator[bytes]) -> Iterator[bytes]:
    kept = b""
    for block in blocks:
        kept += block
        end = kept.rfind(b"<")
        if end > 0:
            yield kept[:end]
            kept = kept[end:]
        elif len(kept) > _LONGEST_TAG:
            raise ValueError("a tag without an end")
    yield kept


class _Sight:
    """Counts rows and cells, repeated ones as often as they are; blank ones only in front of others."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.found: list[Seen] = []
        self.row = self.column = 0
        self.repeated = 1

    def take(self, tag: re.Match[bytes]) -> None:
        what, said, closed = tag.groups()
        if what == b"table":
            name = _NAME.search(said)
            self.found.append(Seen(_text(name[1] if name else b"")))
            self.row, self.repeated = 0, 1
        elif not self.found:
            return
        elif what == b"table-row":
            self.row += self.repeated
            self.column, self.repeated = 0, _count(_ROWS, said)
            if _HIDDEN.search(said) and self.repeated <= _REPEATED:
                self.found[-1].hidden_rows.update(range(self.row, self.row + self.repeated))
        else:
            self._cell(said, bool(closed))

    def _cell(self, said: bytes, closed: bool) -> None:
        seen, columns = self.found[-1], _count(_COLUMNS, said)
        first, self.column = self.column + 1, self.column + columns
        formula = _FORMULA in said
        if closed and not formula and _TYPE not in said:
            return
        seen.rows = max(seen.rows, self.row + self.repeated - 1)
        seen.columns = max(seen.columns, self.column)
        if (down := _count(_SPANNED, said)) > 1:
            bottom = min(self.row + down, self.bounds.rows) - 1
            seen.merged.append(((self.row - 1, first - 1), (bottom - 1, first - 1)))
        if refused := self.bounds.beyond(seen.title, seen.rows, seen.columns):
            raise BeyondBounds(refused)
        cell = (
            in_error("（出错）")
            if _ERROR in said
            else UNCALCULATED
            if formula and _TYPE not in said
            else None
        )
        if cell:
            for row in range(self.row, self.row + self.repeated):
                seen.unreadable.update(((row, column), cell) for column in range(first, self.column + 1))


def _count(pattern: re.Pattern[bytes], said: bytes) -> int:
    found = pattern.search(said)
    return max(1, int(found[1])) if found else 1


def _text(raw: bytes) -> str:
    # It brings half of the web with it, and most files are no .ods.
    from xml.sax.saxutils import unescape

    return unescape(raw.decode(errors="replace"), {"&quot;": '"', "&apos;": "'"})
